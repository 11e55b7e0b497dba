"""Signing in: the page for it, the session it opens, and a name and password that a program sends with each request."""

import asyncio
import binascii
import hashlib
import logging
import math
import re
import secrets
import time
from base64 import b64decode
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import parse_qsl, urlencode

from fastapi.responses import HTMLResponse, RedirectResponse
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from assistant.html import sign_in_page
from assistant.problems import ADDRESS
from assistant.refusals import refuse
from assistant.users import STRANGER, User
from assistant.users_file import Known, Users

log = logging.getLogger(__name__)

COOKIE = "panel_session"
IDLE = 12 * 3600.0  # seconds without a request after which a session ends
CHECKED = 300.0  # seconds for which a name and password are not hashed again
MOST_CHECKED = 1000
HASHES = 2  # at once: each takes 64 MiB
BY_ADDRESS = parse("10/minute")  # tries to sign in
FOR_NAME = parse("10/5minute")  # failures, of all addresses from which the name has not signed in yet
FORM = 4096  # bytes of the form
# Open to everybody: the page's icon, and what those ask who watch whether the server runs.
OPEN = {"/favicon.ico", f"{ADDRESS}/health", f"{ADDRESS}/ready"}
WRONG = "The name or the password is wrong."
OUT = "Sign in first; a session ends after twelve hours without a question."
# An address of the page's own, which alone is gone on to after signing in.
LOCAL = re.compile(r"[a-z.]*(\?[!-~]*)?")


@dataclass
class Session:
    """Somebody who signed in in a browser."""

    name: str
    hash: str  # of the password then: a new one ends it
    seen: float


class TooOftenError(Exception):
    """Too many tries; `seconds` until there may be another."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries to sign in; wait {seconds} seconds.")
        self.seconds = seconds


class SignIn:
    """Says who sent a request, or what they are to be shown first. Its methods run in the server's event loop."""

    def __init__(self, users: Users, token: str) -> None:
        """`token` lets programs of this machine read as anybody may, without a name: see `served`."""
        self._users, self._token = users, token
        self._sessions: dict[str, Session] = {}  # by the digest of what their cookie holds
        self._checked: dict[str, tuple[Known, float]] = {}  # by the digest of a program's name and password
        self._salt = secrets.token_bytes(32)
        self._rates = MovingWindowRateLimiter(MemoryStorage())
        self._known_at: set[tuple[str, str]] = set()  # names, and the addresses they signed in from
        self._hashing = asyncio.Semaphore(HASHES)

    async def __call__(self, request: Request) -> User | Response:
        """The user, or the answer to a request that goes no further."""
        path, authorization = request.scope["path"], request.headers.get("authorization", "")
        if path == "/sign-in":
            return await (self._sign_in(request) if request.method == "POST" else self._ask(request))
        kind, _, given = authorization.partition(" ")
        if kind.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), self._token.encode()):
            return STRANGER
        if kind.lower() == "basic":
            return await self._program(request, given.strip())
        session = self._session(request)
        if path == "/sign-out" and request.method == "POST":
            return self._sign_out(request)
        if session:
            return session.user
        return STRANGER if path in OPEN else _stopped(request)

    def _session(self, request: Request) -> Known | None:
        """Who the session of a request's cookie belongs to, if it has one that goes on."""
        key = self._digest(request.cookies.get(COOKIE, ""))
        session = self._sessions.get(key)
        if not session:
            return None
        known, now = self._users.find(session.name), time.monotonic()
        if not known or known.hash != session.hash or now - session.seen > IDLE:
            del self._sessions[key]
            return None
        session.seen = now
        return known

    async def _ask(self, request: Request) -> Response:
        return HTMLResponse(sign_in_page(_local(request.query_params.get("next", ""))))

    async def _sign_in(self, request: Request) -> Response:
        given = await _form(request)
        name, then = given.get("name", ""), _local(given.get("next", ""))
        try:
            known = await self._check(request, name, given.get("password", ""))
        except TooOftenError as error:
            return HTMLResponse(sign_in_page(then, name, str(error)), 429, {"Retry-After": str(error.seconds)})
        if not known:
            return HTMLResponse(sign_in_page(then, name, WRONG), 403)
        now = time.monotonic()
        self._sessions = {key: one for key, one in self._sessions.items() if now - one.seen <= IDLE}
        self._sessions.pop(self._digest(request.cookies.get(COOKIE, "")), None)
        token = secrets.token_urlsafe(32)
        self._sessions[self._digest(token)] = Session(known.user.name, known.hash, now)
        answer = RedirectResponse(f"./{then}", 303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
        return answer

    def _sign_out(self, request: Request) -> Response:
        self._sessions.pop(self._digest(request.cookies.get(COOKIE, "")), None)
        answer = RedirectResponse("./sign-in", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer

    async def _program(self, request: Request, given: str) -> User | Response:
        """Who a program asks for, by HTTP Basic (RFC 7617)."""
        key, now = self._digest(given), time.monotonic()
        known, until = self._checked.get(key, (None, 0.0))
        if known and now < until and self._users.find(known.user.name) == known:
            return known.user
        try:
            name, _, password = b64decode(given, validate=True).decode().partition(":")
            known = await self._check(request, name, password)
        except (binascii.Error, UnicodeDecodeError):
            known = None
        except TooOftenError as error:
            return refuse(request, 429, str(error), {"Retry-After": str(error.seconds)})
        if not known:
            return refuse(request, 401, WRONG, _asked_for(request))
        if len(self._checked) >= MOST_CHECKED:
            self._checked.clear()
        self._checked[key] = known, now + CHECKED
        return known.user

    async def _check(self, request: Request, name: str, password: str) -> Known | None:
        """Who has this name and password. Raises `TooOftenError`."""
        address = _address(request)
        name = name.strip()
        self._count(BY_ADDRESS, address)
        # Strangers cannot keep out somebody who has come in from there before.
        limited = (name, address) not in self._known_at
        if limited and not self._rates.test(FOR_NAME, "name", name):
            raise TooOftenError(self._wait(FOR_NAME, "name", name))
        async with self._hashing:
            known = await run_in_threadpool(self._users.check, name, password)
        if known:
            self._known_at.add((name, address))
        else:
            log.warning("Somebody at %s gave a wrong name or password.", address)
            if limited:
                self._rates.hit(FOR_NAME, "name", name)
        return known

    def _count(self, rate: RateLimitItem, address: str) -> None:
        if not self._rates.hit(rate, "address", address):
            raise TooOftenError(self._wait(rate, "address", address))

    def _wait(self, rate: RateLimitItem, *of: str) -> int:
        return max(1, math.ceil(self._rates.get_window_stats(rate, *of).reset_time - time.time()))

    def _digest(self, secret: str) -> str:
        # What is kept in memory opens nothing.
        return hashlib.blake2b(secret.encode("utf-8", "replace"), key=self._salt).hexdigest()


async def _form(request: Request) -> dict[str, str]:
    """The fields of the sign-in form; none where it is no such form."""
    read = b""
    try:
        async for part in request.stream():
            read += part
            if len(read) > FORM:
                return {}
        return dict(parse_qsl(read.decode(), keep_blank_values=True, max_num_fields=5))
    except (ClientDisconnect, ValueError):
        return {}


def _stopped(request: Request) -> Response:
    """What somebody who is not signed in is shown: where to sign in, or that they must."""
    path, query = request.scope["path"], request.url.query
    wanted = path.removeprefix("/") + (f"?{query}" if query else "")
    moves = "text/html" in request.headers.get("accept", "")
    moves &= request.headers.get("sec-fetch-mode", "navigate") == "navigate"  # not fetched by the page's own script
    if moves and request.method == "GET" and "/" not in path[1:]:
        return RedirectResponse(f"sign-in?{urlencode({'next': _local(wanted)})}" if wanted else "sign-in", 303)
    return refuse(request, 401, OUT, _asked_for(request))


def _asked_for(request: Request) -> dict[str, str]:
    # Browsers put up a window of their own for Basic, so only programs are told of it.
    program = request.scope["path"].startswith(("/api/", "/mcp"))
    return {"WWW-Authenticate": 'Basic realm="Panel Assistant", charset="UTF-8"' if program else "Session"}


def _local(address: str) -> str:
    """An address to go on to, where it is one of the page's own, or else the page."""
    return address if LOCAL.fullmatch(address) else ""


def _address(request: Request) -> str:
    """What counts as one place that tries: an address, or in IPv6 the network that one household gets."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network(f"{address}/64", strict=False)) if isinstance(address, IPv6Address) else host
