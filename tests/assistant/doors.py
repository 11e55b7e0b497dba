"""A whole server behind its door, and people who come to it."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient
from starlette.types import ASGIApp

from assistant.desk import Desk
from assistant.guard import Door, guarded
from assistant.users import User
from assistant.users_file import put_user
from assistant.web import build_server

HERE = "http://127.0.0.1:7860"
ADA, BEN = ("Ada", "correct horse"), ("Ben", "battery staple")  # an editor, a reader


@cache
def _lines() -> str:
    """Hashed once: it takes a tenth of a second each."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "users.txt"
        put_user(file, User(ADA[0], editor=True), ADA[1])
        put_user(file, User(BEN[0]), BEN[1])
        return file.read_text(encoding="utf-8")


def people(folder: Path) -> Path:
    """A users file with the two."""
    file = folder / "users.txt"
    file.touch(0o600)
    file.write_text(_lines(), encoding="utf-8")
    return file


def visitor(server: Desk | ASGIApp, door: Door, at: str = HERE, address: str = "127.0.0.1") -> TestClient:
    """Somebody with a browser that follows no links by itself."""
    app = build_server(server) if isinstance(server, Desk) else server
    client = TestClient(
        guarded(app, door), at, raise_server_exceptions=False, client=(address, 5), follow_redirects=False
    )
    client.headers.update({"Accept": "text/html", "Origin": at})
    return client
