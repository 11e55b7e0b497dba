"""The order of the evidence: a few measures of each passage, weighed by what was learned (eval/fit.py)."""

import json
import re
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.match import Asked, match_words
from assistant.question import Question
from corpus import Kind, PaperKind
from index import PassageVectors, StoredPassage

FEATURES = (
    "cosine",  # of the question and the passage
    "nearest sentence",  # cosine of the question and the nearest sentence
    "words matched",  # weighted mean over the question's words
    "in its own words",  # the same without the passage's context
    "with the one before",  # the same, a word of the passage before counting a little less
    "length",
    "agenda",  # it names every subject and says nothing of it
    "boilerplate",
    "meeting of the time",  # that the question names
    "period of the time",
    "time named",  # in its own words or headings
    "another time",
)
BEFORE = 0.9  # what a match in the passage before is worth
NUMBER = re.compile(r"\d[\d,.]*")
PARAGRAPH = re.compile(r"^\W*(?:\d+(?:\.\d+)*\.?\W+)")


def features(
    question: Question,
    asked: Asked,
    passages: Sequence[StoredPassage],
    stored: Sequence[PassageVectors],
    before: Sequence[PassageVectors | None],
) -> NDArray[np.float32]:
    """The measures of some passages: shape (passages, len(FEATURES)). `before` is what stands before each."""
    bodies = [passage.body for passage in passages]
    whole, own = match_words(asked, stored, bodies)
    earlier = whole.copy()
    at = [i for i, one in enumerate(before) if one]
    if at:
        earlier[at] = np.maximum(
            whole[at], BEFORE * match_words(asked, [one for one in before if one], [bodies[i] for i in at])[0]
        )
    columns = [
        [float(one.vector @ asked.vector) for one in stored],
        [_nearest(asked, passage, one) for passage, one in zip(passages, stored, strict=True)],
        whole @ asked.weights,
        own @ asked.weights,
        earlier @ asked.weights,
        *zip(*(_facts(question, passage) for passage in passages), strict=True),
    ]
    return np.array(columns, dtype=np.float32).T


def figures(text: str) -> set[str]:
    """The figures of a text, the number of its paragraph left out."""
    return set(NUMBER.findall(PARAGRAPH.sub("", text)))


def new_figures(question: Question, text: str) -> set[str]:
    """The figures of a text that the question does not hold."""
    return figures(text) - set(NUMBER.findall(question.text))


def score(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The score of each passage by its measures, higher for better: shape (passages,)."""
    return rows @ weights()


def told(passage: StoredPassage, aside: Collection[Kind] = (Kind.HEADING, Kind.LABEL)) -> list[int]:
    """The sentences of a passage that say something: all but those of some kinds, unless there is nothing else."""
    kinds = [one.kind for one in passage.sentences]
    return [i for i, kind in enumerate(kinds) if kind not in aside] or list(range(len(kinds)))


def _nearest(asked: Asked, passage: StoredPassage, stored: PassageVectors) -> float:
    return float((stored.sentences[told(passage)] @ asked.vector).max())


def _facts(question: Question, passage: StoredPassage) -> list[float]:
    """The measures that need no vector, in the order of `FEATURES`."""
    words = PARAGRAPH.sub("", passage.text)
    meeting, period, named = _times(question, passage)
    dated = passage.meeting_date or passage.period_start
    return [
        float(np.log(20 + len(words.split()))),
        passage.kind == PaperKind.AGENDA and not passage.boilerplate,
        passage.boilerplate,
        meeting,
        period,
        named,
        bool(question.whens and dated and not (meeting or period or named)),
    ]


def _times(question: Question, passage: StoredPassage) -> tuple[bool, bool, bool]:
    if not question.whens:
        return False, False, False
    meeting, first, last = (
        date.fromisoformat(day) if day else None
        for day in (passage.meeting_date, passage.period_start, passage.period_end)
    )
    words = " ".join([passage.text, *passage.headings]).casefold()
    return (
        any(meeting and when.first <= meeting <= when.last for when in question.whens),
        any(first and last and when.first <= last and first <= when.last for when in question.whens),
        any(when.words.casefold() in words for when in question.whens),
    )


@cache
def weights() -> NDArray[np.float32]:
    learned = json.loads(files("assistant").joinpath("ranking.json").read_text(encoding="utf-8"))
    # A new measure weighs nothing until eval/fit.py has run.
    return np.array([learned.get(name, 0.0) for name in FEATURES], dtype=np.float32)
