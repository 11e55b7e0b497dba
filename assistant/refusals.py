"""A request that is not let through, told to whoever sent it: a page, a problem of the API, or a sentence."""

from collections.abc import Mapping

from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.requests import Request
from starlette.responses import Response

from assistant.html import failure_page
from assistant.problems import ADDRESS, MEDIA_TYPE, problem


def refuse(request: Request, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that says why, in one sentence, in the form that its sender reads."""
    path = request.scope["path"]
    if path == ADDRESS or path.startswith(f"{ADDRESS}/"):
        return JSONResponse(problem(path, status, sentence).model_dump(), status, headers, MEDIA_TYPE)
    if path.startswith("/gradio_api/"):
        return JSONResponse({"error": sentence}, status, headers)
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(failure_page(sentence), status, headers)
    return PlainTextResponse(sentence, status, headers)
