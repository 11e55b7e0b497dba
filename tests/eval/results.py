"""Answers made by hand, to be measured."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from assistant import Answer
from assistant.answer import Citation, Quote, RankedPassage
from eval.questions import Evidence, Question
from eval.results import Result

Status = Literal["answered", "not_found"]


def result(
    relevant: Mapping[str, int],
    found: Sequence[str] = (),
    status: Status = "answered",
    confidence: float = 0.5,
    evidence: Sequence[Evidence] = (),
    quotes: Sequence[Quote] = (),
    verbatim: bool = True,
    elsewhere: bool = False,
    timing: Mapping[str, float] | None = None,
    **asked: Any,
) -> Result:
    """A question, changed as `asked` says, to which the passages `found` were given, best first, where `relevant` are
    right."""
    own = list(evidence) or ([Evidence(document="bees.txt")] if relevant else [])
    usual = {"id": "n-1", "question": "Who keeps the bees?", "type": "who" if own else "unanswerable", "split": "dev"}
    question = Question.model_validate({**usual, "evidence": own, **asked})
    answer = Answer(
        question=question.question,
        status=status,
        confidence=confidence,
        quotes=list(quotes),
        # All scores alike: only the rank may count.
        passages=[
            RankedPassage(id=key, rank=rank, score=1.0, text="bees are kept", citation=citation("bees.txt"))
            for rank, key in enumerate(found, start=1)
        ],
        timing_ms=dict(timing or {"total": 10.0}),
    )
    return Result(question, answer, relevant, verbatim, elsewhere)


def quote(text: str, document: str = "bees.txt", also: Sequence[str] = (), **place: Any) -> Quote:
    """Words quoted from a document, and printed in others too."""
    return Quote(text=text, passage="a", citation=citation(document, **place), also=[citation(one) for one in also])


def citation(document: str, **place: Any) -> Citation:
    """The beginning of a document, or where in it `place` says."""
    unknown = dict.fromkeys(("body", "meeting_date", "pack_date", "period", "item"))
    nowhere = dict.fromkeys(("paragraph", "page", "page_label", "recording_time", "speaker"))
    usual = {"document": document, "title": "Bees", "headings": [], "char_start": 0, "char_end": 4}
    return Citation.model_validate(usual | unknown | nowhere | place)
