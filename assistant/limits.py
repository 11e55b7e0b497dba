"""How much may be asked of the API: how often by one address, how much at once by all, and how long a body; and what
is told whoever still waits when the server is stopped."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True)
class Limits:
    """What is let through; the page is not limited by it."""

    asks: str = "120/minute"  # of one address: questions and batches
    reads: str = "600/minute"  # of one address: all else
    at_once: int = 16  # requests, of all addresses together; the page has the rest of the server's 40 threads
    batches: int = 4  # of those, batches, which take turns
    body: int = 4_000_000  # bytes: room for 1,000 questions of the greatest length in English


USUAL = Limits()


class Gate:
    """Lets requests in as the limits say; its methods are dependencies of routes.

    They raise `HTTPException` (429 or 503, with Retry-After). They run in the server's event loop, one at a time, and
    what comes after their `yield` once the whole answer is sent.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rates = MovingWindowRateLimiter(MemoryStorage())
        self._asks, self._reads = parse(limits.asks), parse(limits.reads)
        self._inside = self._batches = 0

    async def count_ask(self, request: Request) -> None:
        """One more question or batch."""
        self._count("ask", self._asks, request)

    async def count_read(self, request: Request) -> None:
        """Something more looked up."""
        self._count("read", self._reads, request)

    async def enter(self) -> AsyncIterator[None]:
        """One of those that are in at once."""
        if self._inside >= self._limits.at_once:
            raise _busy("Too much is being asked at once", 1)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def enter_batch(self) -> AsyncIterator[None]:
        """One of the batches among them."""
        if self._batches >= self._limits.batches:
            raise _busy("Other batches are being answered", 30)
        self._batches += 1
        try:
            yield
        finally:
            self._batches -= 1

    async def body(self, request: Request) -> bytes:
        """The JSON body of a request. Raises `HTTPException` (400, 413, 415)."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise HTTPException(415, "Send the questions as JSON, with the header Content-Type: application/json.")
        read = bytearray()
        try:
            async for part in request.stream():
                read += part
                if len(read) > self._limits.body:
                    told = f"The body has over {self._limits.body:,} bytes; send it in several parts."
                    raise HTTPException(413, told)
        except ClientDisconnect as error:
            raise HTTPException(400, "The body broke off; send it again.") from error
        return bytes(read)

    def _count(self, what: str, rate: RateLimitItem, request: Request) -> None:
        address = request.client.host if request.client else ""
        if not self._rates.hit(rate, what, address):
            wait = self._rates.get_window_stats(rate, what, address).reset_time - time.time()
            seconds = max(1, math.ceil(wait))
            detail = f"More than {rate.amount} requests in {rate.get_expiry()} seconds; ask again in {seconds}."
            raise HTTPException(429, detail, {"Retry-After": str(seconds)})


class Leaving:
    """An application whose requests, where the server stops before they are answered, are told to come again: 503, with
    Retry-After, in place of a 500 as for a mistake."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except asyncio.CancelledError:
            if scope["type"] != "http" or begun:
                raise
            headers = [(b"retry-after", b"5"), (b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 503, "headers": headers})
            await send({"type": "http.response.body", "body": b"The server is being stopped; ask again in 5 s."})


class Counted:
    """An application each request to which counts as a question."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._gate.count_ask(Request(scope))
        except HTTPException as error:
            await JSONResponse({"error": error.detail}, error.status_code, error.headers)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _busy(why: str, seconds: int) -> HTTPException:
    return HTTPException(503, f"{why}; ask again in {seconds} s.", {"Retry-After": str(seconds)})
