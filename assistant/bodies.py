"""What is sent to the server, bounded: how much, how slowly, and how much room it leaves on the disk."""

import asyncio
import shutil
import tempfile
import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.refusals import refuse
from assistant.uploads import ADDRESS as UPLOAD
from assistant.uploads import FULL, LARGEST, ROOM

MOST = 5_000_000  # bytes of any body but a paper: more than the API's own bound, which has a better sentence
# In the way of Apache's mod_reqtimeout: some seconds, and more the more has come.
PATIENCE = 20.0  # seconds
SLOWEST = 10_000  # bytes a second


class Bounded:
    """An application that is sent no more, and no more slowly, than this."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE) -> None:
        self.app, self.patience = app, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        upload = scope["path"] == UPLOAD
        most = LARGEST if upload else MOST
        refusal: Response | None = None
        started = whole = False
        came, begun = 0, time.monotonic()
        too_much = f"This is over {most:,} bytes, which is the most that is taken."

        def stop(status: int, sentence: str) -> Message:
            nonlocal refusal
            refusal = refuse(request, status, sentence, {"Connection": "close"})
            return {"type": "http.disconnect"}

        async def take() -> Message:
            nonlocal came, whole
            if whole:
                return await receive()
            if refusal:
                return {"type": "http.disconnect"}
            if _length(request) > most:
                return stop(413, too_much)
            if upload and shutil.disk_usage(tempfile.gettempdir()).free < ROOM + max(_length(request) - came, 0):
                return stop(507, FULL)
            left = begun + self.patience + came / SLOWEST - time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), max(left, 0.001))
            except TimeoutError:
                return stop(408, "It was sent too slowly; try again over a better connection.")
            came += len(message.get("body", b""))
            whole = not message.get("more_body")
            return message if came <= most else stop(413, too_much)

        async def tell(message: Message) -> None:
            nonlocal started
            if not refusal:
                started = True
                await send(message)

        try:
            await self.app(scope, take, tell)
        except Exception:
            if not refusal:
                raise
        if refusal and not started:
            await refusal(scope, receive, send)


def _length(request: Request) -> int:
    """The length that a body is said to have; 0 where none is said."""
    told = request.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() else 0
