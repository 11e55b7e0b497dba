"""The shapes of an answer: what is printed, served and scripted on. Field names here are a promise."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.addresses import published_at, recorded_at
from assistant.question import Question
from corpus import PaperKind
from index import StoredPassage


class Citation(BaseModel):
    """Where words stand in the archive. Offsets count characters of the document's extracted text."""

    document: str = Field(description="path in the archive")
    title: str = Field(description="title of the paper")
    kind: PaperKind | None = Field(default=None, description="what the paper is: minutes, report, questions")
    author: str | None = Field(default=None, description="who signs the paper; null where it names nobody")
    office: str | None = Field(default=None, description="the author's office")
    body: str | None = Field(description="the panel or committee")
    meeting_date: str | None = Field(description="ISO date of the meeting at which it was said or presented")
    pack_date: str | None = Field(description="ISO date of the meeting whose papers it was printed with")
    period: str | None = Field(description='what a report covers: "Q1 2018/19"')
    item: str | None
    headings: list[str] = Field(description="outermost first")
    paragraph: str | None = Field(description='printed number: "3.11"')
    page: int | None = Field(description="physical page, 1-based; null for text files")
    page_label: str | None = Field(description="page number as printed")
    recording_time: str | None = Field(description='"0:21:55"')
    speaker: str | None = Field(description="whose words they are, in transcripts and responses")
    asker: str | None = Field(default=None, description="who asked the question that they answer")
    url: str | None = Field(default=None, description="where the document is published, at its page; null if unknown")
    recording_url: str | None = Field(
        default=None, description="address of the recording at that time; null where unknown"
    )
    char_start: int
    char_end: int

    @classmethod
    def of(cls, passage: StoredPassage, start: int | None = None, end: int | None = None) -> "Citation":
        """The citation of a passage, or of the stretch of it between two offsets of the document."""
        return cls(
            document=passage.document,
            title=passage.title,
            kind=PaperKind(passage.kind),
            author=passage.author,
            office=passage.office,
            body=passage.body,
            meeting_date=passage.meeting_date,
            pack_date=passage.pack_date,
            period=passage.period,
            item=passage.item,
            headings=list(passage.headings),
            paragraph=passage.paragraph,
            page=passage.page,
            page_label=passage.page_label,
            recording_time=passage.recording_time,
            speaker=passage.speaker,
            asker=passage.asker,
            url=published_at(passage),
            recording_url=recorded_at(passage),
            char_start=passage.char_start if start is None else start,
            char_end=passage.char_end if end is None else end,
        )


class Quote(BaseModel):
    """Words of the record: `text` is the document's text between the citation's offsets, character for character."""

    text: str
    passage: str = Field(description="id of the passage it was taken from")
    citation: Citation
    spelled: list[str] = Field(
        default_factory=list, description="rows of a table with their heads, not the record's words"
    )
    marks: list[tuple[int, int]] = Field(default_factory=list, description="offsets in `text` of the words that answer")
    also: list[Citation] = Field(default_factory=list, description="other places that print the same")


class RankedPassage(BaseModel):
    """One passage of the ranked evidence."""

    id: str
    rank: int = Field(description="1-based")
    score: float = Field(description="the higher, the nearer; comparable within one answer only")
    text: str
    citation: Citation
    also: list[Citation] = Field(default_factory=list, description="other places that print the same")


class Dates(BaseModel):
    """A stretch of days that the question names, both ends inside."""

    words: str = Field(description="as the question says it")
    first: str | None = Field(description="ISO date; null where it is open to this side")
    last: str | None = Field(description="ISO date; null where it is open to this side")


class Understood(BaseModel):
    """How the question was read."""

    corrections: dict[str, str] = Field(default_factory=dict, description="misspelt words, with the archive's spelling")
    expansions: dict[str, list[str]] = Field(
        default_factory=dict, description="short forms with their long ones, and long ones with short"
    )
    dates: list[Dates] = Field(default_factory=list)
    wants: list[str] = Field(
        default_factory=list, description="number, date, person, decision, action, meaning, said, change: what is asked"
    )
    kinds: list[PaperKind] = Field(default_factory=list, description="the kinds of paper that it names")

    @classmethod
    def of(cls, question: Question) -> "Understood":
        """What was understood of a question."""
        return cls(
            corrections=question.corrections,
            expansions={form: list(others) for form, others in question.expansions.items()},
            dates=[
                Dates(
                    words=when.words,
                    first=when.first.isoformat() if when.first > date.min else None,
                    last=when.last.isoformat() if when.last < date.max else None,
                )
                for when in question.whens
            ],
            wants=sorted(question.wants),
            kinds=list(question.kinds),
        )


class WrittenSentence(BaseModel):
    """A sentence that a language model wrote, and that the passages bear out."""

    text: str
    passages: list[str] = Field(description="ids of the passages that it was checked against")


class Written(BaseModel):
    """What a language model wrote from the passages: its words, not the record's."""

    sentences: list[WrittenSentence] = Field(description="in its order; empty when nothing could be kept")
    dropped: int = Field(description="sentences left out, for the passages do not bear them out")
    model: str = Field(description="the language model's name")


class Answer(BaseModel):
    """The answer to one question."""

    question: str
    understood: Understood = Field(default_factory=Understood)
    status: Literal["answered", "not_found"]
    confidence: float = Field(ge=0, le=1, description="probability that the archive answers the question")
    quotes: list[Quote] = Field(description="what a person is shown, best first; empty when not found")
    passages: list[RankedPassage] = Field(description="ranked evidence, present also when not found")
    timing_ms: dict[str, float]
    written: Written | None = Field(default=None, description="null where none was asked for or could be had")

    def __repr__(self) -> str:
        """In one line, without the passages and timings."""
        quotes = f", {len(self.quotes)} quotes" if self.quotes else ""
        return f"<Answer: {self.question!r} {self.status} ({self.confidence:.0%}){quotes}>"

    __str__ = __repr__

    def _repr_markdown_(self) -> str:
        """What a notebook shows."""
        from assistant.export import answer_in_markdown  # which needs these shapes

        return answer_in_markdown(self)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain values, as JSON has them."""
        return self.model_dump(mode="json")
