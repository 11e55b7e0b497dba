"""How sure it is that the archive answers a question."""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from assistant.match import Asked, match_words
from assistant.question import Question
from assistant.ranking import FEATURES as MEASURES
from assistant.retrieve import Evidence
from index import Index

THRESHOLD = 0.5  # below it the answer is "not found"
LOOKED_AT = 3  # passages

FEATURES = (
    "cosine",  # the best of the first passages
    "score",  # of the first passage
    "words matched",  # in the first passage
    "worst word",  # the subject word of the question that is matched worst in the first passage
    "worst name",  # the name or figure that is, in the best of the first passages
    "names in one",  # share of the question's names that the best of the first passages holds
    "names anywhere",
    "another time",  # the first passage is of another time than the question names
)


def features(index: Index, question: Question, asked: Asked, evidence: Sequence[Evidence]) -> list[float]:
    """What speaks for or against an answer being there, in the order of `FEATURES`."""
    first = evidence[:LOOKED_AT]
    if not first:
        return [0.0] * len(FEATURES)
    measured = [dict(zip(MEASURES, one.measures, strict=True)) for one in first]
    matched = match_words(asked, [one.vectors for one in first])[0]
    holders = {name: index.holding(name) for name in question.names}
    named = [at for at, word in enumerate(asked.words) if word in question.names]
    return [
        max(one["cosine"] for one in measured),
        first[0].score,
        measured[0]["words matched"],
        float(matched[0].min()),
        float(matched[:, named].min(axis=1).max()) if named else 1.0,
        max(_share(one.passage.key in holders[name] for name in question.names) for one in first),
        _share(bool(holders[name]) for name in question.names),
        measured[0]["another time"],
    ]


def _share(tests: Iterable[bool]) -> float:
    results = list(tests)
    return sum(results) / len(results) if results else 1.0


def confidence(index: Index, question: Question, asked: Asked, evidence: Sequence[Evidence]) -> float:
    """The probability (0 to 1) that the archive answers the question: a logistic regression over `features`.

    Its weights are fitted on the development questions by eval/fit.py.
    """
    if not evidence:
        return 0.0
    learned = _learned()
    measured = features(index, question, asked, evidence)
    z = learned["intercept"] + sum(learned[name] * x for name, x in zip(FEATURES, measured, strict=True))
    return 1 / (1 + math.exp(-z))


@cache
def _learned() -> dict[str, float]:
    return dict(json.loads(files("assistant").joinpath("confidence.json").read_text(encoding="utf-8")))
