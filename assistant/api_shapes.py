"""What the API is sent and what it sends, in shapes that its OpenAPI description tells; answers are `Answer`."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, WithJsonSchema, model_validator
from pydantic.json_schema import models_json_schema

from assistant.answer import Answer, Citation
from assistant.api_parameters import MOST_PASSAGES
from assistant.query import Query
from assistant.question import LONGEST
from assistant.source import around
from assistant.wording import FILTERS
from corpus import PaperKind
from index import Filters, Index, StoredPassage

MOST_QUESTIONS = 1000  # of one batch

SCHEMAS = "#/components/schemas/"
# To JSON 9.0 is a whole number too.
Whole = Annotated[
    int, BeforeValidator(lambda told: int(told) if isinstance(told, float) and told.is_integer() else told)
]
Cell = str | int | FiniteFloat | bool | None


class BatchQuestion(BaseModel):
    """A question of a batch. Fields of other names are carried through to its line of the answer, under `input`."""

    model_config = ConfigDict(strict=True, extra="allow")
    __pydantic_extra__: dict[str, Cell]

    question: str = Field(description=f"at most {LONGEST:,} characters", examples=["What was said about shoplifting?"])
    id: str | Whole | None = Field(
        None, description="given back with the answer; its place in the batch, where none is"
    )
    since: str | None = Field(
        None, description="only meetings from this day on", json_schema_extra={"examples": ["2023-01-01"]}
    )
    until: str | None = Field(None, description="only meetings up to this day")
    body: str | None = Field(None, description="only this panel or committee (part of its name)")
    kind: str | None = Field(None, description=f"only papers of this kind: {', '.join(PaperKind)}")
    meeting: str | None = Field(None, description="only papers of the meeting on this day")

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, given: Any) -> Any:
        return {"question": given} if isinstance(given, str) else given

    @property
    def query(self) -> Query:
        """What is asked. Raises `FilterError`."""
        return Query(self.question, Filters(**{name: getattr(self, name) for name in FILTERS}))

    @property
    def rest(self) -> dict[str, Cell]:
        """What was given beside the question and its id."""
        return self.model_dump(exclude={"id", "question"}, exclude_unset=True)


QUESTION = {"anyOf": [{"type": "string"}, {"$ref": f"{SCHEMAS}{BatchQuestion.__name__}"}]}


class Batch(BaseModel):
    """Questions to be answered in their order."""

    model_config = ConfigDict(strict=True, extra="forbid")

    questions: list[Annotated[BatchQuestion, WithJsonSchema(QUESTION)]] = Field(min_length=1, max_length=MOST_QUESTIONS)
    top: Whole = Field(10, ge=1, le=MOST_PASSAGES, description="how many passages of evidence to give with each answer")


class AnsweredLine(Answer):
    """A line of a batch's answer."""

    id: str | int
    input: dict[str, Cell] = Field(description="what was given beside the question and its id")
    timing_ms: dict[str, float] = Field(description="empty")
    error: None


class RefusedLine(BaseModel):
    """A line of a batch's answer, for a question that could not be answered."""

    id: str | int
    input: dict[str, Cell] = Field(description="what was given beside the question and its id")
    question: str
    error: str = Field(description="one sentence: what is wrong with it")


class Passage(BaseModel):
    """A passage of the archive: the smallest thing that is indexed and cited."""

    id: str
    kind: PaperKind = Field(description="of paper")
    text: str = Field(description="the record's own words, character for character")
    context: str = Field(description="what it does not say itself: its paper, its headings; not the record's words")
    citation: Citation

    @classmethod
    def of(cls, stored: StoredPassage) -> Self:
        """What is told of a passage."""
        citation, kind = Citation.of(stored), PaperKind(stored.kind)
        return cls(id=stored.id, kind=kind, text=stored.text, context=stored.context, citation=citation)


class PassageInPlace(Passage):
    """A passage with what stands around it."""

    before: str = Field(description="the paper's text before it, some 1,500 characters")
    after: str = Field(description="the paper's text after it, some 1,500 characters")

    @classmethod
    def read(cls, stored: StoredPassage, index: Index) -> Self:
        """What is told of a passage, from the paper it stands in."""
        before, after = around(index.document_text(stored.document), stored.char_start, stored.char_end)
        return cls(**Passage.of(stored).model_dump(), before=before, after=after)


class Passages(BaseModel):
    """A stretch of a list of passages, in reading order."""

    total: int = Field(description="how many there are in all")
    offset: int
    passages: list[Passage]


class Attendance(BaseModel):
    """Somebody who was at a meeting, or was not."""

    name: str
    role: str | None
    presence: str


class Exchange(BaseModel):
    """A question that a paper records, with who asked and who responded."""

    asker: str | None
    responder: str | None
    item: str | None
    headings: list[str]
    text: str


class Outcome(BaseModel):
    """A decision or an action that a paper records."""

    kind: Literal["decision", "action"]
    item: str | None
    owner: str | None
    proposer: str | None
    seconder: str | None
    text: str


class Described(BaseModel):
    """What is known of a paper. Dates are ISO."""

    kind: str = Field(description=f"of paper: {', '.join(PaperKind)}; pack, for a file with an agenda and its papers")
    title: str
    body: str | None = Field(description="the panel or committee")
    meeting_date: str | None
    pack_date: str | None = Field(description="of the meeting whose papers it was printed with")
    period: str | None = Field(description='what a report covers: "Q1 2018/19"')
    period_start: str | None
    period_end: str | None
    passages: int = Field(description="how many")


class Paper(Described):
    """A paper in a document, with what it records."""

    author: str | None
    office: str | None
    item: str | None
    attendance: list[Attendance]
    questions: list[Exchange]
    decisions: list[Outcome]
    actions: list[Outcome]


class Document(Described):
    """A file of the archive, with the papers in it."""

    path: str = Field(description="in the archive's folder; what `document` is elsewhere")
    format: str
    pages: int
    needs_ocr: list[int] = Field(description="pages that are scans and not read")
    sha256: str
    url: str | None = Field(description="where it is published")
    webcast: str | None = Field(description="where the recording of its meeting is")
    papers: list[Paper]


class Documents(BaseModel):
    """A stretch of the list of documents, by path."""

    total: int = Field(description="how many there are in all")
    offset: int
    documents: list[Document]
    failed: dict[str, str] = Field(description="papers that could not be read, by path, and why")


class State(BaseModel):
    """How the program is."""

    status: Literal["ok", "ready"]


def schemas(*shapes: type[BaseModel]) -> dict[str, Any]:
    """The schemas of some shapes, and of all that they hold, by name, for an OpenAPI description."""
    wanted: list[tuple[type[BaseModel], Literal["validation"]]] = [(shape, "validation") for shape in shapes]
    found: dict[str, Any] = models_json_schema(wanted, ref_template=f"{SCHEMAS}{{model}}")[1]["$defs"]
    return found
