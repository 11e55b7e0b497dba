"""The API for other programs, under /api/v1 of the page's server, as its OpenAPI description tells."""

from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api_archive import archive_routes
from assistant.api_parameters import refuse_unknown
from assistant.api_questions import question_routes
from assistant.api_shapes import AnsweredLine, Batch, BatchQuestion, RefusedLine, State, schemas
from assistant.desk import Desk
from assistant.limits import Gate
from assistant.metrics import Measured, Metrics
from assistant.problems import Problem, components, documented, tell_problems

DESCRIPTION = """\
Questions in plain English, asked of a scrutiny panel's archive. An answer is the record's own words, each quotation
with its citation, or plainly that the archive does not say. Nothing here changes the archive.

Whatever is wrong is told as a problem (RFC 9457, `application/problem+json`); its `detail` is a sentence for a person.
HEAD is understood where GET is. Parameters that are not known are refused.
"""


def build_api(desk: Desk, gate: Gate) -> FastAPI:
    """The application that answers other programs about one archive."""
    metrics = Metrics(desk.index)
    api = _Described(
        title="Panel Assistant",
        version=version("panel-assistant"),
        description=DESCRIPTION,
        docs_url=None,  # these pages load their scripts from another machine
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        responses=documented(405, 500),
    )
    tell_problems(api)
    api.add_middleware(Measured, metrics=metrics)
    api.add_middleware(HeadAsGet)
    for routes in (question_routes(desk, gate, metrics), archive_routes(desk, gate)):
        api.include_router(routes, dependencies=[Depends(refuse_unknown)])

    @api.get("/health", tags=["running"], summary="Is it running?")
    def get_health() -> State:
        """That the program runs."""
        return State(status="ok")

    @api.get("/ready", tags=["running"], summary="Can it be asked?", responses=documented(503))
    def get_ready() -> State:
        """That questions are answered at once; 503 until they are."""
        if not desk.ready.is_set():
            raise HTTPException(503, "The model is being loaded; ask again in 5 s.", {"Retry-After": "5"})
        desk.assistant.encoder.warm_up()  # raises where the model could not be loaded
        return State(status="ready")

    @api.get("/metrics", tags=["running"], summary="Figures for Prometheus", response_class=PlainTextResponse)
    def get_metrics() -> PlainTextResponse:
        """How often each address is asked and how long that takes, what becomes of questions, and what is indexed."""
        return PlainTextResponse(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return api


class HeadAsGet:
    """An application that takes HEAD for GET; the server sends no body to whoever asked for none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)


class _Described(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, with all that its routes refer to by name."""
        told = super().openapi()
        told["components"]["schemas"] |= schemas(Batch, BatchQuestion, AnsweredLine, RefusedLine, Problem)
        told["components"]["responses"] = components()
        return told
