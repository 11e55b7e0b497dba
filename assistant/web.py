"""The addresses behind the browser page's links: sources, pages of PDFs, papers, mentions of a topic, exports."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi import Query as Parameter
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Mount, Route

from assistant.api import build_api
from assistant.desk import Desk
from assistant.export import to_docx, to_markdown
from assistant.html import failure_page, mentions_page, passages_page, source_page
from assistant.limits import USUAL, Counted, Gate, Limits
from assistant.logs import REFERENCE, Noted, mistake_in_words
from assistant.mcp_server import ANY_NAME, build_mcp
from assistant.page_image import page_picture
from assistant.problems import ADDRESS
from assistant.query import Query
from assistant.references import FORMS, citations_of
from assistant.refusals import refuse
from assistant.source import Place, SourceError, paper_file, show_source
from assistant.topic import Mentions, mentions
from assistant.uploads import upload_routes
from assistant.users import NotAllowedError
from assistant.wording import archive_in_words, date_in_words
from corpus import PanelError
from index import Filters

MOST = 50  # questions of one export
INCOMPLETE = "This address is not complete, or was changed; go back to the page and open it from there."
HEADING = "Questions put to the archive"
# Forms of an export, and how each is called on the web.
ENDINGS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "bib": "application/x-bibtex",
    "json": "application/vnd.citationstyles.csl+json",
}
TEXTS = (".txt", ".md", ".markdown")
UNGUESSED = {"X-Content-Type-Options": "nosniff"}


def build_server(desk: Desk, limits: Limits = USUAL) -> FastAPI:
    """The server of one archive's pages. What is wrong with a request is told by a page of one sentence, status 4xx.

    Under /api/v1 it has the API for programs, of which `limits` are; at /mcp the tools for language models. It is
    `guard` that says who may come in.
    """
    index, archive = desk.index, desk.assistant.archive
    tools = build_mcp(desk)
    door = tools.streamable_http_app(stateless_http=True, json_response=True, transport_security=ANY_NAME)
    server = FastAPI(
        title="Panel Assistant",
        openapi_url=None,  # the API for programs describes itself
        docs_url=None,
        redoc_url=None,
        default_response_class=HTMLResponse,
        lifespan=lambda _: tools.session_manager.run(),
    )
    server.add_middleware(Noted)
    gate = Gate(limits)
    for route in door.routes:
        assert isinstance(route, Route)
        route.app = Counted(route.app, gate)
        server.router.routes.append(route)
    server.include_router(upload_routes(desk))

    @server.exception_handler(NotAllowedError)
    def tell_of_editors(request: Request, error: NotAllowedError) -> Response:
        return refuse(request, 403, str(error))

    @server.exception_handler(PanelError)
    def tell(request: Request, error: PanelError) -> HTMLResponse:
        return HTMLResponse(failure_page(str(error)), 404)

    @server.exception_handler(RequestValidationError)
    def tell_of_address(request: Request, error: RequestValidationError) -> HTMLResponse:
        return HTMLResponse(failure_page(INCOMPLETE), 422)

    @server.exception_handler(Exception)
    def tell_of_mistake(request: Request, error: Exception) -> HTMLResponse:
        return HTMLResponse(failure_page(mistake_in_words(REFERENCE.get())), 500)

    @server.get("/source")
    def source(document: str, start: int, end: int, step: int = 0) -> str:
        return source_page(show_source(index, archive, Place(document, start, end, step)))

    @server.get("/page")
    def page(document: str, number: int) -> Response:
        return Response(page_picture(paper_file(index, archive, document), number), media_type="image/png")

    @server.get("/paper")
    def paper(document: str) -> Response:
        return _paper(paper_file(index, archive, document), index.document_text(document))

    @server.get("/passages")
    def passages(request: Request) -> str:
        query = Query.read(request.url.query)
        return passages_page(query, desk.answer(query))

    @server.get("/written")
    def written(request: Request) -> str:
        return desk.write(Query.read(request.url.query))

    @server.get("/mentions")
    def mentioned(words: str, meeting: str | None = None, body: str | None = None, period: str | None = None) -> str:
        Filters(meeting=meeting)  # refuses what is no date
        bar = Mentions(meeting_date=meeting, body=body, period=period, count=0)
        return mentions_page(words, bar, mentions(index, words, meeting, body, period))

    @server.get("/answers.{ending}")
    def answers(ending: str, ask: Annotated[list[str], Parameter()]) -> Response:
        if ending not in ENDINGS:
            forms = ", ".join(f"answers.{form}" for form in ENDINGS)
            raise SourceError(f"Answers are given as {forms}, not as answers.{ending}.")
        if len(ask) > MOST:
            raise SourceError(f"At most {MOST} questions are put into one file; leave some out.")
        return _export(desk, ending, [Query.read(link) for link in ask])

    api = build_api(desk, gate)
    beneath = Mount(ADDRESS, api)
    beneath.path_regex = re.compile(beneath.path_regex.pattern, re.DOTALL)  # or a line break would lead out of it
    server.router.routes += [Route(ADDRESS, api), beneath]
    return server


def _paper(path: Path, text: str) -> Response:
    """A PDF or a text for the browser to show; any other paper to be kept: a web page must never run as one of ours."""
    ending = path.suffix.lower()
    if ending in TEXTS:  # as it was read, whatever its encoding
        return PlainTextResponse(text, headers=UNGUESSED)
    shown = "inline" if ending == ".pdf" else "attachment"
    kind = "application/pdf" if ending == ".pdf" else "application/octet-stream"
    return FileResponse(path, media_type=kind, filename=path.name, content_disposition_type=shown, headers=UNGUESSED)


def _export(desk: Desk, ending: str, queries: list[Query]) -> Response:
    answers = [desk.answer(one) for one in queries]
    today = date.today()
    told = (answers, HEADING, today, archive_in_words(desk.index), [one.filters for one in queries])
    name = answers[0].question if len(answers) == 1 else f"{HEADING}, {date_in_words(today.isoformat())}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(_file_name(name))}.{ending}"}
    if ending == "docx":
        content: bytes | str = to_docx(*told)
    elif ending == "md":
        content = to_markdown(*told)
    else:
        content = FORMS[f".{ending}"](citations_of(answers))
    return Response(content, media_type=ENDINGS[ending], headers=headers)


def _file_name(words: str) -> str:
    """Words as every system takes them for a file's name."""
    return re.sub(r"[^\w ,’-]+", "", words)[:80].strip()
