"""Two sites in one server: one of all papers for those who may see exempt ones, one of the open papers for the rest.

Nothing within either asks who somebody is before it shows a paper, so nothing can forget to.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.users import user_of


class Apart:
    """An application that has each request answered by the site that its user may see."""

    def __init__(self, of_open: FastAPI, of_all: FastAPI) -> None:
        self.of_open, self.of_all = of_open, of_all
        self._living = Starlette(lifespan=self._live)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        site: ASGIApp = self.of_all if user_of(scope).exempt else self.of_open
        await (self._living if scope["type"] == "lifespan" else site)(scope, receive, send)

    @asynccontextmanager
    async def _live(self, app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as both:
            for site in (self.of_open, self.of_all):
                await both.enter_async_context(site.router.lifespan_context(site))
            yield
