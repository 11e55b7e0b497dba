"""The questions that went wrong, each with how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant import Assistant
from eval.answers import cites_rightly, quotes_hold
from eval.results import Result
from eval.stages import Standing, stand
from index import StoredPassage

# The gravest first.
FAULTS: dict[str, Callable[[Result], bool]] = {
    "Answered, though the archive does not say": lambda one: not one.answerable and one.answered,
    "No right passage found": lambda one: one.answerable and one.rank is None,
    "Called not found, though the archive says": lambda one: one.answerable and not one.answered,
    "A wrong passage before the first right one": lambda one: one.rank is not None and one.rank > 1,
    "Quotes without the facts": lambda one: _told(one) and not quotes_hold(one, one.answer.quotes),
    "Facts quoted from another place, or of another meeting, than expected": lambda one: (
        _told(one) and quotes_hold(one, one.answer.quotes) and not cites_rightly(one)
    ),
    "A quote that is not the record's words": lambda one: not one.verbatim,
    "Evidence read as standing elsewhere than the question says": lambda one: one.elsewhere,
}


@dataclass(frozen=True, slots=True)
class Miss:
    """A question with every fault of its answer, the gravest first, and how the right passage that came furthest
    fared; of a question without an answer there is none."""

    result: Result
    faults: list[str]
    standing: Standing | None
    passage: StoredPassage | None


def find_misses(assistant: Assistant, results: Sequence[Result]) -> list[Miss]:
    """Every question with a fault, in their order."""
    passages = assistant.index.passages()
    by_id = {passage.id: passage for passage in passages.values()}
    misses = []
    for result in results:
        if faults := [name for name, has in FAULTS.items() if has(result)]:
            standing = stand(assistant, passages, result) if result.answerable else None
            misses.append(Miss(result, faults, standing, by_id[standing.passage] if standing else None))
    return misses


def _told(one: Result) -> bool:
    return one.answerable and one.answered
