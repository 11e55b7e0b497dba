"""The API over an archive: its desk, a client, and a real server for what only that shows."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.testclient import TestClient

from assistant import Assistant
from assistant.desk import Desk
from assistant.limits import Limits
from assistant.web import build_server
from assistant.writer import Writer
from index import Encoder

API = "/api/v1"
FREE = Limits(asks="1000000/minute", reads="1000000/minute")


def open_desk(folder: Path, encoder: Encoder, writer: Writer | None = None) -> Desk:
    """The desk over an index, ready to be asked."""
    assistant = Assistant(folder)
    assistant.encoder = encoder
    desk = Desk(assistant, writer)
    desk.warm_up()
    return desk


def client_of(desk: Desk, limits: Limits = FREE) -> TestClient:
    """A client of a desk's server; a mistake in it is an answer too, as it is outside."""
    return TestClient(build_server(desk, limits), raise_server_exceptions=False)


@contextmanager
def running(desk: Desk, limits: Limits = FREE) -> Iterator[str]:
    """A real server of a desk; the address of its API."""
    server = uvicorn.Server(uvicorn.Config(build_server(desk, limits), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{API}"
    finally:
        server.should_exit = True
        thread.join()


def problem(answer: Any, status: int) -> str:
    """The sentence of a problem, which all else of the answer fits."""
    told = answer.json()
    assert answer.status_code == told["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["type"].startswith(f"{API}/openapi.json#/components/responses/")
    assert set(told) == {"type", "title", "status", "detail", "instance"}
    assert told["instance"].startswith(API)
    assert told["detail"].endswith(".")
    return str(told["detail"])
