"""Connections as they are, without a client's library: what comes too late, and what is only long."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from assistant import connections
from assistant.connections import TimelyConnection

PATIENCE = 0.5  # seconds
ASKED = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
PARTS = 8  # of an answer that takes longer than that


async def slowly(request: Request) -> StreamingResponse:
    """An answer that takes its time."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(PARTS):
            await asyncio.sleep(PATIENCE / 4)
            yield b"."

    return StreamingResponse(parts())


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where a server listens whose connections are so."""
    monkeypatch.setattr(connections, "PATIENCE", PATIENCE)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = Starlette(routes=[Route("/", slowly)])
        server = uvicorn.Server(uvicorn.Config(app, http=TimelyConnection, log_level="error"))
        running = threading.Thread(target=server.run, args=([listener],))
        running.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        running.join()


def closed_after(there: socket.socket) -> float:
    """The seconds until the other side closes a connection."""
    begun = time.monotonic()
    there.settimeout(10)
    while there.recv(1000):
        pass
    return time.monotonic() - begun


def drip(there: socket.socket) -> None:
    """Send headers, one after another, for ten times as long as is waited."""
    for number in range(100):
        there.sendall(b"X-%d: y\r\n" % number)
        time.sleep(PATIENCE / 10)


def test_a_connection_on_which_nothing_is_asked_is_closed(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as there:
        assert PATIENCE / 2 < closed_after(there) < 5


@pytest.mark.parametrize("before", [b"", ASKED])
def test_headers_that_never_end_are_not_waited_for(port: int, before: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as there:
        there.sendall(before)
        told = b""
        while before and not told.endswith(b"0\r\n\r\n"):
            told += there.recv(1000)
        there.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            drip(there)


def test_an_answer_that_takes_longer_comes_whole_and_another_after_it(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as there:
        for _ in range(2):
            there.sendall(ASKED)
            told = b""
            while not told.endswith(b"0\r\n\r\n"):
                told += there.recv(1000)
            assert told.count(b"1\r\n.\r\n") == PARTS
