"""Of all that Gradio serves, what the page needs, and no more.

Gradio takes files from whoever calls an event, by a path on this machine or an address elsewhere, whatever component
the event has. Ours has none that takes files: papers come by `uploads`.
"""

import json
import re
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.refusals import refuse

FETCHED = re.compile(
    r"/|/(theme\.css|favicon\.ico|manifest\.json)|/(assets|static)(/[\w-][\w.-]*)+|/gradio_api/heartbeat/\w+", re.ASCII
)
SENT = re.compile(r"/gradio_api/(run/predict|component_server)/?")
MOST = 1_000_000  # bytes of an event: a question has 4,000 characters


class Narrow:
    """Gradio's application with these addresses only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        known = {"GET": FETCHED, "HEAD": FETCHED, "POST": SENT}.get(request.method)
        if not known or not known.fullmatch(scope["path"]):
            await refuse(request, 404, "There is nothing at this address; go back to the page.")(scope, receive, send)
            return
        if request.method == "POST":
            body = await _event(request)
            if body is None:
                await refuse(request, 400, "This cannot be asked of the page.")(scope, receive, send)
                return
            receive = _again(body, receive)
        await self.app(scope, receive, send)


async def _event(request: Request) -> bytes | None:
    """The body of an event; None where it is too long, is no JSON, or holds what Gradio takes for a file."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return None
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST:
                return None
        told = json.loads(body)  # as Gradio reads it
    except (ClientDisconnect, ValueError, RecursionError):
        return None
    return None if _holds_file(told) else bytes(body)


def _holds_file(told: Any) -> bool:
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "path" in one or "meta" in one:
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, for the application."""
    first = True

    async def take() -> Message:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return take
