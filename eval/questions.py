"""Known question-answer pairs: read from JSON Lines, and tied to the passages of an index."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, Protocol, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus import PanelError
from index import StoredPassage

Type = Literal[
    "entity",
    "paraphrase",
    "number",
    "table",
    "acronym",
    "date",
    "who",
    "action",
    "decision",
    "comparison",
    "unanswerable",
]
TYPES: tuple[Type, ...] = get_args(Type)


class QuestionSetError(PanelError):
    """A question set that cannot be used. The message names the file, the line and what is wrong."""


class Place(Protocol):
    """What stands somewhere in a document: a passage, or the citation of a quote."""

    @property
    def document(self) -> str: ...
    @property
    def headings(self) -> Sequence[str]: ...
    @property
    def paragraph(self) -> str | None: ...
    @property
    def page(self) -> int | None: ...
    @property
    def char_start(self) -> int: ...
    @property
    def char_end(self) -> int: ...


class Evidence(BaseModel):
    """One place of the archive that answers a question.

    A passage is that place when it lies in the document, under the heading, in the paragraph, on the page and within
    reach of the span (those that are given), and its text holds every fact of `all_of` and, where there are any, one
    of `any_of`. Case and line breaks do not matter. A span is two offsets of the document's extracted text; a passage
    need only overlap it.
    """

    model_config = ConfigDict(extra="forbid")

    document: str
    heading: str | None = None
    paragraph: str | None = None
    page: int | None = None
    span: tuple[int, int] | None = None
    all_of: list[str] = Field(default_factory=list)
    any_of: list[str] = Field(default_factory=list)

    def is_at(self, place: "Place") -> bool:
        """Whether a place is in the document, under the heading, in the paragraph, on the page and in the span."""
        return (
            self.covers(place.document, place.char_start, place.char_end)
            and (self.heading is None or any(_plain(self.heading) in _plain(h) for h in place.headings))
            and (self.paragraph is None or place.paragraph == self.paragraph)
            and (self.page is None or place.page == self.page)
        )

    def covers(self, document: str, start: int, end: int) -> bool:
        """Whether the stretch between two offsets of a document overlaps the evidence's span, or there is none."""
        return document == self.document and (self.span is None or (start < self.span[1] and self.span[0] < end))

    @property
    def names_facts(self) -> bool:
        """Whether it says what must be told there, and not only where."""
        return bool(self.all_of or self.any_of)

    def words_to(self, text: str, start: int = 0) -> int | None:
        """How many words of a text must be read until it has told all facts; None where it does not tell them.

        Where the evidence names no fact, those before its span, which the text reaches (`start` is the text's offset
        in the document); all words where there is no span either.
        """
        if self.span and not self.names_facts:
            return len(text[: max(self.span[0] - start, 0)].split())
        plain = _plain(text)
        ends = [_end(fact, plain) for fact in self.all_of]
        some = [end for fact in self.any_of if (end := _end(fact, plain))]
        if not all(ends) or (self.any_of and not some):
            return None
        last = max([*ends, *([min(some)] if some else [])], default=len(plain))
        return len(plain[:last].split())


class Question(BaseModel):
    """A question whose answer, or whose lack of one, is known.

    `meeting_date` is that of the meeting at which the answer was said or presented, where it is known and all the
    evidence is of one meeting.
    """

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^\S+$")  # a run file parts its columns by spaces
    question: str
    type: Type | None = None
    split: Literal["train", "dev", "test"]
    evidence: list[Evidence] = Field(default_factory=list)
    meeting_date: str | None = None

    @model_validator(mode="after")
    def _evidence_fits_type(self) -> Self:
        if (self.type == "unanswerable") != (not self.evidence):
            raise ValueError("a question has evidence, unless its type is unanswerable")
        return self


def load_questions(path: Path) -> list[Question]:
    """Read a question set. Raises `QuestionSetError` naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QuestionSetError(f"The question set {path} cannot be read: {why}.") from error
    questions: list[Question] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(Question.model_validate(json.loads(line)))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "question"
            raise QuestionSetError(f"{path}, line {number}: {where}: {first['msg']}.") from error
        except json.JSONDecodeError as error:
            raise QuestionSetError(f"{path}, line {number}: not JSON ({error}).") from error
        if any(question.id == questions[-1].id for question in questions[:-1]):
            raise QuestionSetError(f"{path}, line {number}: the id {questions[-1].id} was used before.")
    if not questions:
        raise QuestionSetError(f"The question set {path} holds no question.")
    return questions


def write_questions(questions: Iterable[Question], path: Path) -> None:
    """Write a question set, one question a line."""
    path.write_text("".join(f"{one.model_dump_json(exclude_defaults=True)}\n" for one in questions), encoding="utf-8")


def relevant_passages(question: Question, passages: Iterable[StoredPassage]) -> dict[str, int]:
    """The ids of the passages that answer a question, each with how many of its words must be read until it has.

    Raises `QuestionSetError` for evidence that is nowhere.
    """
    passages = list(passages)
    found: dict[str, int] = {}
    for evidence in question.evidence:
        at = [passage for passage in passages if evidence.is_at(passage)]
        here = {one.id: words for one in at if (words := evidence.words_to(one.text, one.char_start)) is not None}
        if not here:
            raise QuestionSetError(
                f"Question {question.id}: no passage of this index holds its evidence "
                f"{evidence.model_dump_json(exclude_defaults=True)}; build the archive it was written for."
            )
        found |= {key: min(words, found.get(key, words)) for key, words in here.items()}
    return found


def _end(fact: str, text: str) -> int:
    """The offset at which a fact ends where it first stands in a plain text; 0 for nowhere."""
    fact = _plain(fact)
    start = text.find(fact)
    return start + len(fact) if start >= 0 else 0


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
