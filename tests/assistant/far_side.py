"""The far side of a written answer, where it is the tests that say what comes back: a small server over HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any


class FarSide(ThreadingHTTPServer):
    """Answers every request with `status` and `body` after `wait` seconds; `asked` keeps what it was asked."""

    status = 200
    body: str = ""
    wait = 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str], Any]] = []

    @property
    def address(self) -> str:
        """That of its API."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def writes(self, text: object) -> None:
        """From now on it answers as a language model that writes this."""
        self.body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]})


class _Handler(BaseHTTPRequestHandler):
    server: FarSide

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.path, dict(self.headers), json.loads(sent) if sent else None))
        sleep(self.server.wait)
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    do_GET = do_POST = _answer  # noqa: N815 (the names that the base class calls)

    def log_message(self, *told: object) -> None:
        """Nothing is said."""


@contextmanager
def far_side() -> Iterator[FarSide]:
    """Such a server, running."""
    with FarSide() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
