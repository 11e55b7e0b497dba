"""What is wrong with a request to the API, told as problem details (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.logs import REFERENCE, mistake_in_words
from assistant.page_image import PageError
from assistant.question import QuestionError
from assistant.source import SourceError
from corpus import PanelError
from index import FilterError

ADDRESS = "/api/v1"  # of the API, on the page's server
MEDIA_TYPE = "application/problem+json"
# By status: its name in the OpenAPI description, its title, and when there is such a problem.
KINDS: dict[int, tuple[str, str, str]] = {
    400: ("BadRequest", "Bad request", "The body is not JSON."),
    401: ("Unauthorized", "Unauthorized", "Nobody is signed in; send a name and password by HTTP Basic."),
    403: ("Forbidden", "Forbidden", "The request was sent by another web site."),
    404: (
        "NotFound",
        "Not found",
        "There is no such address, paper, page, passage or model, or nothing fits the filters.",
    ),
    405: ("MethodNotAllowed", "Method not allowed", "The address is asked in another way; `Allow` says how."),
    408: ("RequestTimeout", "Request timeout", "The body came too slowly."),
    413: ("ContentTooLarge", "Content too large", "The body has more bytes than are read."),
    415: ("UnsupportedMediaType", "Unsupported media type", "The body is not said to be application/json."),
    421: ("MisdirectedRequest", "Misdirected request", "The server is not called by this name."),
    422: ("UnprocessableContent", "Unprocessable content", "A value is missing, or is not what it has to be."),
    429: ("TooManyRequests", "Too many requests", "Too many from one address; `Retry-After` says in how many seconds."),
    500: ("InternalServerError", "Internal server error", "A mistake in the program, or a damaged index."),
    503: ("ServiceUnavailable", "Service unavailable", "Too much is asked at once, or the model is not loaded."),
}
SECONDS = {"description": "In how many seconds to ask again.", "schema": {"type": "integer", "minimum": 1}}
HEADERS = {
    405: {"Allow": {"description": "The methods that there are.", "required": True, "schema": {"type": "string"}}},
    429: {"Retry-After": {**SECONDS, "required": True}},
    503: {"Retry-After": SECONDS},
}


class Problem(BaseModel):
    """What is wrong with a request, as RFC 9457 has it."""

    type: str = Field(
        description="where problems of this kind are described", json_schema_extra={"format": "uri-reference"}
    )
    title: str = Field(description="the kind of problem in a few words")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="one sentence: what is wrong, and what to do")
    instance: str = Field(description="the address that was asked", json_schema_extra={"format": "uri-reference"})


def problem(address: str, status: int, detail: str) -> Problem:
    """The problem of a status at an address (its path)."""
    name, title, _ = KINDS[status]
    kind = f"{ADDRESS}/openapi.json#/components/responses/{name}"
    return Problem(type=kind, title=title, status=status, detail=detail, instance=quote(address))


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Responses of an operation for its OpenAPI description."""
    return {status: {"$ref": f"#/components/responses/{KINDS[status][0]}"} for status in statuses}


def components() -> dict[str, Any]:
    """The responses that `documented` refers to."""
    return {name: _component(status, when) for status, (name, _, when) in KINDS.items()}


def _component(status: int, when: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    example = problem(f"{ADDRESS}/ask", status, when).model_dump()
    told = {"description": when, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}
    return {**told, "headers": HEADERS[status]} if status in HEADERS else told


def tell_problems(api: FastAPI) -> None:
    """Have everything that goes wrong in an application told as a problem."""

    @api.exception_handler(HTTPException)
    def tell(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if "GET" in headers.get("Allow", ""):
            headers["Allow"] += ", HEAD"
        own = {  # in place of Starlette's words
            404: f"There is nothing at this address; the addresses are in {ADDRESS}/openapi.json.",
            405: f"{request.method} is not understood at this address; use {headers.get('Allow')}.",
        }
        plain = error.detail == HTTPStatus(error.status_code).phrase
        return _told(
            request, error.status_code, own.get(error.status_code, error.detail) if plain else error.detail, headers
        )

    @api.exception_handler(RequestValidationError)
    def tell_of_values(request: Request, error: RequestValidationError) -> JSONResponse:
        return _told(request, 422, _first(error.errors()))

    @api.exception_handler(PanelError)
    def tell_of_archive(request: Request, error: PanelError) -> JSONResponse:
        if isinstance(error, QuestionError | FilterError):
            return _told(request, 422, str(error))
        return _told(request, 404 if isinstance(error, SourceError | PageError) else 503, str(error))

    @api.exception_handler(Exception)
    def tell_of_mistake(request: Request, error: Exception) -> JSONResponse:
        return _told(request, 500, mistake_in_words(REFERENCE.get()))


def _told(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    told = problem(request.scope["path"], status, detail)
    return JSONResponse(told.model_dump(), status, headers, MEDIA_TYPE)


def _first(errors: Sequence[Any]) -> str:
    """What is wrong with the first value that is, as a sentence."""
    first, *others = errors
    where = ".".join(str(part) for part in first["loc"][1:]) or "The body"
    more = f" ({len(others)} more values are wrong)" if others else ""
    if first["type"] == "missing":
        return f"{where} is missing; give it{more}."
    return f"{where} is wrong: {first['msg'][0].lower()}{first['msg'][1:]}{more}."
