"""How much may be asked of the API, and that the page is not limited."""

import asyncio
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from assistant.desk import Desk
from assistant.limits import Leaving, Limits
from index import Encoder, Index
from tests.assistant.api import API, FREE, client_of, open_desk, problem, running


@pytest.fixture(scope="module")
def desk(harbour: Index, encoder: Encoder) -> Desk:
    return open_desk(harbour.folder, encoder)


@pytest.fixture
def waiting(desk: Desk) -> Iterator[Desk]:
    """The desk while its model is being loaded."""
    desk.ready.clear()
    yield desk
    desk.ready.set()


def test_one_address_asks_only_so_often_and_is_told_when_again(desk: Desk) -> None:
    client = client_of(desk, Limits(asks="2/minute", reads="1/minute"))
    for _ in range(2):
        assert client.get(f"{API}/ask?question=ferry").status_code == 200
    for refused in (client.get(f"{API}/ask?question=ferry"), client.post(f"{API}/batch", json={})):
        assert "More than 2 requests in 60 seconds" in problem(refused, 429)
        assert 50 <= int(refused.headers["retry-after"]) <= 60
    assert client.get(f"{API}/documents").status_code == 200  # counted by itself
    assert "More than 1 requests" in problem(client.get(f"{API}/passages"), 429)
    for free in ("health", "ready", "metrics", "openapi.json"):
        assert client.get(f"{API}/{free}").status_code == 200
    for _ in range(3):
        assert client.get("/passages?q=ferry").status_code == 200  # the page's


def test_the_window_moves_on(desk: Desk) -> None:
    client = client_of(desk, Limits(asks="1/second"))
    assert client.get(f"{API}/ask?question=ferry").status_code == 200
    refused = client.get(f"{API}/ask?question=ferry")
    assert problem(refused, 429)
    time.sleep(int(refused.headers["retry-after"]))
    assert client.get(f"{API}/ask?question=ferry").status_code == 200


def test_only_so_many_are_in_at_once(waiting: Desk) -> None:
    limits = Limits(asks=FREE.asks, reads=FREE.reads, at_once=2)
    with running(waiting, limits) as api, ThreadPoolExecutor() as pool:
        asked = [pool.submit(httpx.get, f"{api}/ask?question=ferry", timeout=60) for _ in range(3)]
        while not any(one.done() for one in asked):
            time.sleep(0.01)
        (refused,) = (one.result() for one in asked if one.done())
        assert problem(refused, 503) == "Too much is being asked at once; ask again in 1 s."
        assert refused.headers["retry-after"] == "1"
        assert problem(httpx.get(f"{api}/passages"), 503)
        assert httpx.get(f"{api}/health").status_code == 200
        waiting.ready.set()
        assert sorted(one.result().status_code for one in asked) == [200, 200, 503]
        assert httpx.get(f"{api}/passages").status_code == 200


def test_a_long_body_is_refused_before_it_is_all_there(desk: Desk) -> None:
    with running(desk, Limits(body=1000)) as api:
        json = {"Content-Type": "application/json"}
        parts = (b" " * 600 for _ in range(2))  # without a length told first
        for content in (b" " * 1001, parts):
            refused = httpx.post(f"{api}/batch", content=content, headers=json)
            assert problem(refused, 413) == "The body has over 1,000 bytes; send it in several parts."


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_said_to_be_json_is_refused(desk: Desk, kind: str) -> None:
    told = client_of(desk).post(f"{API}/batch", content=b'{"questions": ["ferry"]}', headers={"Content-Type": kind})
    assert "Content-Type: application/json" in problem(told, 415)


def test_a_body_that_breaks_off_is_no_mistake_and_takes_no_place(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    with running(desk, Limits(batches=1)) as api:
        host = urlsplit(api)
        head = [f"POST {host.path}/batch HTTP/1.1", "Host: x", "Content-Type: application/json", "Content-Length: 99"]
        with socket.create_connection((host.hostname, host.port)) as line:
            line.sendall("\r\n".join([*head, "", "{"]).encode())
            whole = httpx.post(f"{api}/batch", json={"questions": ["ferry"]}, timeout=60)
            assert whole.status_code == 200
        until = time.monotonic() + 10
        while 'route="/batch",status="400"' not in httpx.get(f"{api}/metrics").text:
            assert time.monotonic() < until
            time.sleep(0.05)
    assert "Traceback" not in capfd.readouterr().err


def test_whoever_waits_when_the_server_stops_is_told_to_come_again() -> None:
    told: list[Message] = []

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(60)

    async def nothing() -> Message:
        return {}

    async def keep(message: Message) -> None:
        told.append(message)

    async def stop() -> None:
        asked = asyncio.ensure_future(Leaving(never)({"type": "http"}, nothing, keep))
        await asyncio.sleep(0)
        asked.cancel()
        await asked

    asyncio.run(stop())
    assert told[0]["status"] == 503
    assert dict(told[0]["headers"])[b"retry-after"] == b"5"
    assert b"ask again" in told[1]["body"]
