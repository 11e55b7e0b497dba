"""How sure it is that the archive answers a question."""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from assistant.question import Question
from assistant.retrieve import Evidence
from index import Index

THRESHOLD = 0.5  # below it the answer is "not found"
LOOKED_AT = 3  # passages


def features(index: Index, question: Question, evidence: Sequence[Evidence]) -> list[float]:
    """What speaks for an answer being there, each from 0 to 1 and more for more.

    The best cosine among the first passages; the share of the question's names that the best of them holds; the
    shares of its names and of its terms that stand anywhere in the archive.
    """
    first = evidence[:LOOKED_AT]
    holders = {term: index.holding(term) for term in question.terms}
    return [
        max((e.cosine for e in first), default=0.0),
        max((_share(e.passage.key in holders[name] for name in question.names) for e in first), default=0.0),
        _share(bool(holders[name]) for name in question.names),
        _share(bool(holders[term]) for term in question.terms),
    ]


def _share(tests: Iterable[bool]) -> float:
    results = list(tests)
    return sum(results) / len(results) if results else 1.0


def confidence(index: Index, question: Question, evidence: Sequence[Evidence]) -> float:
    """The probability (0 to 1) that the archive answers the question: a logistic regression over `features`.

    Its weights are fitted on the development questions by eval/calibrate.py.
    """
    weights = _weights()
    if not evidence:
        return 0.0
    z = weights[0] + sum(w * x for w, x in zip(weights[1:], features(index, question, evidence), strict=True))
    return 1 / (1 + math.exp(-z))


@cache
def _weights() -> list[float]:
    fitted = json.loads(files("assistant").joinpath("confidence.json").read_text(encoding="utf-8"))
    return [fitted["intercept"], *fitted["weights"]]
