"""What is sent to the server: papers, and bodies that are too long, too slow or broken off."""

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from assistant import bodies, uploads
from assistant.bodies import Bounded
from assistant.desk import Desk
from assistant.guard import open_door
from assistant.users import OWNER, Identified
from assistant.web import build_server
from index import Encoder, Index
from tests.assistant.api import open_desk
from tests.assistant.doors import ADA, BEN, HERE, people, visitor
from tests.assistant.papers import PAPERS

SHORT = 0.5  # seconds of patience


@pytest.fixture
def desk(harbour: Index, encoder: Encoder, tmp_path: Path) -> Desk:
    """The desk of a copy of the harbour's archive, in a folder of its own."""
    shutil.copytree(harbour.folder.parent / "archive", tmp_path / "archive")
    shutil.copytree(harbour.folder, tmp_path / "index")
    Index(tmp_path / "index").set_meta(archive=str(tmp_path / "archive"))
    return open_desk(tmp_path / "index", encoder)


@pytest.fixture
def owner(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Somebody at the machine, whose uploads are put into a folder of their own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return visitor(desk, open_door("127.0.0.1", None, public=False))


def left(desk: Desk) -> tuple[set[str], list[Path]]:
    """All that is in the archive's folder, and in the temporary one."""
    archive = Path(desk.index.meta["archive"])
    return {path.name for path in archive.iterdir()}, list((archive.parent / "temporary").iterdir())


def test_a_paper_that_is_sent_is_put_in_and_nothing_else_is_left(desk: Desk, owner: TestClient) -> None:
    content = bytes(range(256)) * 9_000
    sent = owner.post("/papers", params={"name": "../../bees & ü.pdf"}, content=content)
    assert (sent.status_code, sent.text) == (200, "bees & ü.pdf was added.")
    assert left(desk) == ({*PAPERS, "bees & ü.pdf"}, [])
    assert (Path(desk.index.meta["archive"]) / "bees & ü.pdf").read_bytes() == content
    for name in ("watch.txt", "a.exe", ".hidden.txt", "a\0.txt", "", "..", "<img src=x onerror=alert(1)>.txt/"):
        refused = owner.post("/papers", params={"name": name}, content=b"x")
        assert refused.status_code == 409
        assert refused.headers["content-type"].startswith("text/plain")
        assert refused.text.endswith(".")
    assert left(desk) == ({*PAPERS, "bees & ü.pdf"}, [])


def test_readers_and_strangers_put_nothing_in(desk: Desk, owner: TestClient, tmp_path: Path) -> None:
    inside = visitor(desk, open_door("::", people(tmp_path), public=False))
    public = visitor(desk, open_door("::", None, public=True))
    nobody = ("Nobody", "guess")
    for client, who, status in ((inside, BEN, 403), (inside, nobody, 401), (public, nobody, 403), (inside, ADA, 200)):
        sent = client.post("/papers?name=bees.txt", content=b"Bees.", auth=who)
        assert sent.status_code == status
        assert left(desk) == ({*PAPERS, *(["bees.txt"] if status == 200 else [])}, [])


@pytest.mark.parametrize("told", [True, False])
def test_a_paper_that_is_too_large_is_refused_before_it_is_all_there(
    desk: Desk, owner: TestClient, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    monkeypatch.setattr(bodies, "LARGEST", 100_000)
    came = []

    def parts() -> Iterator[bytes]:
        for _ in range(10):
            came.append(1)
            yield b"x" * 50_000

    sent = owner.post("/papers?name=bees.txt", content=b"x" * 500_000 if told else parts())
    assert sent.status_code == 413
    assert "over 100,000 bytes" in sent.text
    assert left(desk) == (set(PAPERS), [])


def test_a_body_that_is_no_paper_has_a_bound_too(owner: TestClient) -> None:
    for address in ("/sign-in", "/mcp", "/gradio_api/run/predict", "/api/v1/batch"):
        sent = owner.post(address, content=b"x" * (bodies.MOST + 1), headers={"Content-Type": "application/json"})
        assert sent.status_code in (404, 413), address


@pytest.mark.parametrize("where", [bodies, uploads])
def test_room_is_kept_on_the_disk(
    desk: Desk, owner: TestClient, monkeypatch: pytest.MonkeyPatch, where: object
) -> None:
    monkeypatch.setattr(where, "ROOM", shutil.disk_usage("/").total * 1000)
    sent = owner.post("/papers?name=bees.txt", content=b"Bees.")
    assert sent.status_code == 507
    assert "too little room left on the disk" in sent.text
    assert left(desk) == (set(PAPERS), [])


# Over a real connection


@contextmanager
def listening(desk: Desk) -> Iterator[int]:
    """The port of a server that has little patience."""
    app = Bounded(Identified(build_server(desk), OWNER), SHORT)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def sending(port: int, address: str, length: int) -> socket.socket:
    """A connection on which a body was announced, and has begun."""
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    head = [
        f"POST {address} HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        "",
        "{",
    ]
    line.sendall("\r\n".join(head).encode())
    return line


def test_a_body_that_comes_too_slowly_is_not_waited_for(
    desk: Desk, owner: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    with listening(desk) as port:
        for address in ("/api/v1/batch", "/mcp", "/papers?name=bees.txt"):
            begun = time.monotonic()
            with sending(port, address, 1000) as line:
                for _ in range(3):  # a byte now and then is no better than none
                    time.sleep(0.1)
                    line.sendall(b" ")
                assert b" 408 " in line.recv(100), address
            assert time.monotonic() - begun < 10 * SHORT
        with sending(port, "/papers?name=bees.txt", 1000) as line:
            pass  # and is gone again
        time.sleep(0.2)
        assert left(desk) == (set(PAPERS), [])
        with sending(port, "/api/v1/batch", 27) as line:
            line.sendall(b'"questions": ["gulls?"]  }')
            assert b" 200 " in line.recv(100)
    assert "Traceback" not in capfd.readouterr().err


def test_tools_are_called_only_so_often(owner: TestClient) -> None:
    with owner:
        asked = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        accepted = {"Accept": "application/json, text/event-stream", "Origin": HERE}
        answers = [owner.post("/mcp", json=asked, headers=accepted) for _ in range(121)]
    assert {one.status_code for one in answers[:120]} == {200}
    assert answers[120].status_code == 429
    assert 1 <= int(answers[120].headers["retry-after"]) <= 60
