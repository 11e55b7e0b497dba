"""Known question-answer pairs: read from JSON Lines, and tied to the passages of an index."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Protocol, Self, get_args

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
Words = Annotated[str, Field(pattern=r"\w")]


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

    Facts tell what a passage there must hold: every one of `all_of` and, where there are any, one of `any_of`; case and
    line breaks do not matter. Heading, paragraph and page, those that are given, tell where that is. A span is two
    offsets of the document's extracted text, of which a passage must overlap the stretch between.
    """

    model_config = ConfigDict(extra="forbid")

    document: str
    heading: str | None = None
    paragraph: str | None = None
    page: int | None = None
    span: tuple[int, int] | None = None
    all_of: list[Words] = Field(default_factory=list)
    any_of: list[Words] = Field(default_factory=list)

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
    question: Words
    type: Type | None = None
    split: Literal["train", "dev", "test"]
    evidence: list[Evidence] = Field(default_factory=list)
    meeting_date: date | None = None

    @model_validator(mode="after")
    def _evidence_fits_type(self) -> Self:
        self.question.encode()  # half a surrogate pair is no character, and no model reads it
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
    ids: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(Question.model_validate(json.loads(line)))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "question"
            raise QuestionSetError(f"{path}, line {number}: {where}: {first['msg']}.") from error
        except (json.JSONDecodeError, RecursionError) as error:
            raise QuestionSetError(f"{path}, line {number}: not JSON ({error}).") from error
        if questions[-1].id in ids:
            raise QuestionSetError(f"{path}, line {number}: the id {questions[-1].id} was used before.")
        ids.add(questions[-1].id)
    if not questions:
        raise QuestionSetError(f"The question set {path} holds no question.")
    return questions


def write_questions(questions: Iterable[Question], path: Path) -> None:
    """Write a question set, one question a line."""
    path.write_text("".join(f"{one.model_dump_json(exclude_defaults=True)}\n" for one in questions), encoding="utf-8")


def relevant_passages(question: Question, passages: Iterable[StoredPassage]) -> dict[str, int]:
    """The ids of the passages that answer a question, each with how many of its words must be read until it has.

    Of the passages of the document that hold the facts, those at the place that the evidence names; all of them where
    none is read as being there, for then the facts are found and only their citation is wrong (`is_read_elsewhere`).
    Raises `QuestionSetError` for evidence that is nowhere.
    """
    passages = list(passages)
    found: dict[str, int] = {}
    for evidence in question.evidence:
        holding = _holding(evidence, passages)
        if not holding:
            raise QuestionSetError(f"Question {question.id}: {_missing(evidence, passages)}.")
        here = [(passage, words) for passage, words in holding if evidence.is_at(passage)] or holding
        for passage, words in here:
            found[passage.id] = min(words, found.get(passage.id, words))
    return found


def is_read_elsewhere(question: Question, passages: Iterable[StoredPassage]) -> bool:
    """Whether a piece of evidence is in the index, but no passage that holds it is read as being where it should."""
    passages = list(passages)
    return any(
        not any(evidence.is_at(passage) for passage, _ in _holding(evidence, passages))
        for evidence in question.evidence
    )


def _holding(evidence: Evidence, passages: Iterable[StoredPassage]) -> list[tuple[StoredPassage, int]]:
    """The passages that tell the facts, wherever they stand, each with the words to read until it has; of evidence
    without facts those at its place."""
    if evidence.names_facts:
        near = [one for one in passages if evidence.covers(one.document, one.char_start, one.char_end)]
    else:
        near = [one for one in passages if evidence.is_at(one)]
    told = ((one, evidence.words_to(one.text, one.char_start)) for one in near)
    return [(one, words) for one, words in told if words is not None]


def _missing(evidence: Evidence, passages: Iterable[StoredPassage]) -> str:
    """Why no passage is a piece of evidence."""
    if not any(passage.document == evidence.document for passage in passages):
        return f"the index has no paper {evidence.document}"
    facts = [*evidence.all_of, *(["any of " + " / ".join(evidence.any_of)] if evidence.any_of else [])]
    where = " within its span" if evidence.span else ""
    if facts:
        return f"no passage of {evidence.document} holds {' and '.join(f'“{fact}”' for fact in facts)}{where}"
    return f"no passage of {evidence.document} is at the place that it names"


def _end(fact: str, text: str) -> int:
    """The offset at which a fact ends where it first stands in a plain text; 0 for nowhere."""
    fact = _plain(fact)
    start = text.find(fact)
    return start + len(fact) if start >= 0 else 0


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
