"""The shapes of an answer: what is printed, served and scripted on. Field names here are a promise."""

from typing import Literal

from pydantic import BaseModel, Field

from index import StoredPassage


class Citation(BaseModel):
    """Where words stand in the archive. Offsets count characters of the document's extracted text."""

    document: str = Field(description="path in the archive")
    title: str = Field(description="title of the paper")
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
    url: str | None = None
    char_start: int
    char_end: int

    @classmethod
    def of(cls, passage: StoredPassage, start: int | None = None, end: int | None = None) -> "Citation":
        """The citation of a passage, or of the stretch of it between two offsets of the document."""
        return cls(
            document=passage.document,
            title=passage.title,
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
    also: list[Citation] = Field(default_factory=list, description="other places that print the same")


class RankedPassage(BaseModel):
    """One passage of the ranked evidence."""

    id: str
    rank: int = Field(description="1-based")
    score: float = Field(description="the higher, the nearer; comparable within one answer only")
    text: str
    citation: Citation
    also: list[Citation] = Field(default_factory=list, description="other places that print the same")


class Answer(BaseModel):
    """The answer to one question."""

    question: str
    status: Literal["answered", "not_found"]
    confidence: float = Field(ge=0, le=1, description="probability that the archive answers the question")
    quotes: list[Quote] = Field(description="what a person is shown, best first; empty when not found")
    passages: list[RankedPassage] = Field(description="ranked evidence, present also when not found")
    timing_ms: dict[str, float]
