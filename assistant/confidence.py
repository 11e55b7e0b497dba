"""How sure it is that the archive answers a question."""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.question import Question
from assistant.retrieve import Evidence
from index import Index

THRESHOLD = 0.5  # below it the answer is "not found"


def features(index: Index, question: Question, evidence: Sequence[Evidence]) -> list[float]:
    """What speaks for an answer being there.

    The best passage's cosine, the best coverage of the question's terms among the first three, the share of the
    question's terms that stand anywhere in the archive, and how far the first passage's score is above the tenth's.
    """
    if not evidence:
        return [0.0, 0.0, 0.0, 0.0]
    known = [bool(index.holding(term)) for term in question.terms]
    return [
        max(e.cosine for e in evidence[:3]),
        max(e.coverage for e in evidence[:3]),
        sum(known) / len(known),
        evidence[0].score - evidence[min(9, len(evidence) - 1)].score,
    ]


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
