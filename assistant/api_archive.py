"""The API's addresses where the archive is looked up: passages, documents, pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi import Query as Parameter
from fastapi.responses import PlainTextResponse

from assistant.api_examples import DOCUMENT, DOCUMENTS, PASSAGE, PASSAGES, shown
from assistant.api_parameters import Body, Kind, Limit, Meeting, Offset, Since, Until
from assistant.api_shapes import Document, Documents, Passage, PassageInPlace, Passages
from assistant.desk import Desk
from assistant.limits import Gate
from assistant.page_image import page_picture
from assistant.problems import documented
from assistant.source import SourceError, no_paper, paper_file
from index import Filters

IN_ADDRESS = Path(description="The paper's path in the archive, slashes and all.", examples=[DOCUMENT["path"]])
IN_QUERY = Parameter(description="The paper's path in the archive.", examples=[DOCUMENT["path"]])
NAMED = Path(
    description="As answers name it. It holds a #, which is written %23 in an address.",
    examples=[PASSAGE["id"]],
)


class PNG(Response):
    """A picture."""

    media_type = "image/png"


def archive_routes(desk: Desk, gate: Gate) -> APIRouter:
    """The addresses where one archive is looked up."""
    index, archive = desk.index, desk.assistant.archive
    routes = APIRouter(
        tags=["archive"],
        dependencies=[Depends(gate.count_read), Depends(gate.enter)],
        responses=documented(404, 422, 429, 503),
    )

    @routes.get("/passages", summary="List passages", responses=shown(PASSAGES))
    def list_passages(
        document: Annotated[str | None, IN_QUERY] = None,
        since: Since = None,
        until: Until = None,
        body: Body = None,
        kind: Kind = None,
        meeting: Meeting = None,
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Passages:
        """The passages of the archive, or of a paper, a meeting, a kind of paper, in reading order."""
        with index.snapshot():
            keys = index.keys(Filters(since, until, body, kind, meeting), document)
            found = index.passages(keys[offset : offset + limit]).values()
        return Passages(total=len(keys), offset=offset, passages=[Passage.of(one) for one in found])

    @routes.get("/passages/{id:path}", summary="Look up a passage", responses=shown(PASSAGE))
    def get_passage(id: Annotated[str, NAMED]) -> PassageInPlace:
        """A passage with its citation, and what stands around it in its paper."""
        with index.snapshot():
            stored = index.passage(id)
            if stored is None:
                raise SourceError(f"The archive holds no passage {id}; its paper may have been read anew since.")
            return PassageInPlace.read(stored, index)

    @routes.get("/documents", summary="List documents", responses=shown(DOCUMENTS))
    def list_documents(offset: Offset = 0, limit: Limit = 50) -> Documents:
        """The papers of the archive and what is known of them, by path; and those that could not be read."""
        with index.snapshot():
            found, failed = index.documents(), index.failures()
        listed = [Document.model_validate(one) for one in found[offset : offset + limit]]
        return Documents(total=len(found), offset=offset, documents=listed, failed=failed)

    # Before the next: no paper's path ends in /text, for papers are known by their endings.
    @routes.get("/documents/{path:path}/text", summary="Read a document", response_class=PlainTextResponse)
    def get_document_text(path: Annotated[str, IN_ADDRESS]) -> PlainTextResponse:
        """The text of a paper as it was read: what the offsets of citations count, in characters of Unicode."""
        try:
            text = index.document_text(path)
        except KeyError as error:
            raise no_paper(path) from error
        return PlainTextResponse(text, headers={"X-Content-Type-Options": "nosniff"})

    @routes.get("/documents/{path:path}", summary="Look up a document", responses=shown(DOCUMENT))
    def get_document(path: Annotated[str, IN_ADDRESS]) -> Document:
        """What is known of a paper, and what it records: who was there, questions, decisions and actions."""
        found = next((one for one in index.documents() if one["path"] == path), None)
        if found is None:
            raise no_paper(path)
        return Document.model_validate(found)

    @routes.get("/page-image", summary="See a page", response_class=PNG)
    def get_page_image(
        document: Annotated[str, IN_QUERY],
        page: Annotated[int, Parameter(ge=1, description="Its number, as citations have it.", examples=[1])],
    ) -> PNG:
        """A page of a PDF as a picture of 108 dots an inch."""
        return PNG(page_picture(paper_file(index, archive, document), page))

    return routes
