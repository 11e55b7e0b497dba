"""The door of the server: by which names it is called, that no other web site acts for a visitor, and who comes in."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.bodies import Bounded
from assistant.headers import WithHeaders
from assistant.refusals import refuse
from assistant.sign_in import COOKIE, SignIn
from assistant.users import OWNER, STRANGER, Identified, User
from assistant.users_file import Users
from corpus import PanelError

Identify = Callable[[Request], Awaitable[User | Response]]
COOKIES = 8190  # bytes of all, as Apache takes: to read a long one can take Python's library seconds
HARMLESS = ("GET", "HEAD", "OPTIONS")  # methods that change nothing here


class DoorError(PanelError):
    """A server that would be open to more people than was said. The message says what to give."""


@dataclass(frozen=True)
class Door:
    """Who comes in: `identify` says it of each request; `names` are those the server may be called by, None for any;
    `token` lets programs of this machine in; `private` is whether people sign in."""

    identify: Identify
    names: frozenset[str] | None
    token: str
    private: bool


def open_door(host: str, users: Path | None, public: bool) -> Door:
    """The door of a server that listens on `host`: for those of a users file, for the public, or for this machine
    alone. Raises `DoorError` where none of these was said, and `UsersError`."""
    token = secrets.token_urlsafe(32)
    if users and public:
        raise DoorError("--users and --public are two ways of letting people in; give one of them.")
    if users:
        return Door(SignIn(Users(users), token), None, token, private=True)
    if public:
        return Door(_anybody, None, token, private=False)
    if not _is_here(host):
        raise DoorError(
            f"{host} can be reached from other machines; say who may come in with --users FILE (panel user makes it), "
            f"or let everybody read with --public."
        )
    names = {f"[{host}]" if ":" in host else host, "localhost", "127.0.0.1", "[::1]"}
    return Door(_whoever_is_here, frozenset(names), token, private=False)


def guarded(app: ASGIApp, door: Door) -> ASGIApp:
    """An application behind a door, with all that is asked of every request and told with every answer."""
    return WithHeaders(Bounded(Guard(app, door)), door.private)


class Guard:
    """An application behind a door. Each request that comes through has a user."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # there are none
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        who = self._refusal(request) or await self.door.identify(request)
        if isinstance(who, Response):
            await who(scope, receive, send)
        else:
            await Identified(self.app, who)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        host = request.headers.get("host", "").lower()
        if self.door.names is not None and _without_port(host) not in self.door.names:
            # A web site can give its own name this machine's address, and so be let in here by its visitors' browsers.
            return refuse(request, 421, "The assistant is not called by this name; use the address it printed.")
        if sum(len(value) for name, value in request.headers.raw if name == b"cookie") > COOKIES:
            return refuse(request, 431, "The browser sent too many cookies; delete those of this address.")
        if request.method not in HARMLESS and not _from_our_page(request, host):
            return refuse(request, 403, "This was sent by another web site; open the assistant and do it there.")
        return None


async def _whoever_is_here(request: Request) -> User:
    """On this machine everybody is the owner; what a proxy here lets in from elsewhere is not."""
    return OWNER if request.client and _is_here(request.client.host) else STRANGER


async def _anybody(request: Request) -> User:
    return STRANGER


def _is_here(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") else host


def _from_our_page(request: Request, host: str) -> bool:
    """Whether a request comes from one of our own pages, or from no page at all; browsers say which."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:  # to addresses with https, and of this machine
        return site == "same-origin"
    if origin is not None:
        return urlsplit(origin).netloc.lower() == host
    return COOKIE not in request.cookies  # only browsers have it, and they say one of the two
