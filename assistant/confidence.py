"""How sure it is that the archive answers a question."""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from assistant.match import Asked, match_sentences, match_words
from assistant.question import Question, words_of
from assistant.ranking import FEATURES as MEASURES
from assistant.ranking import new_figures, told
from assistant.retrieve import Evidence
from index import Index

THRESHOLD = 0.5  # below it the answer is "not found"
LOOKED_AT = 3  # passages

FEATURES = (
    "cosine",  # the best of the first passages
    "worst word",  # how well the subject word is matched that is matched worst in the first passage
    "worst name",  # how well the name or figure is, in the best of the first passages
    "names anywhere",  # share of the question's names that stand somewhere in the archive
    "figure missing",  # one is asked for, and the sentence that matches best in the first passage holds none
    "another time",  # the first passage is of another time than the question names
    "no other time",  # and so are all of the first passages
)


def features(index: Index, question: Question, asked: Asked, evidence: Sequence[Evidence]) -> list[float]:
    """What speaks for or against an answer being there, in the order of `FEATURES`."""
    first = evidence[:LOOKED_AT]
    if not first:
        return [0.0] * len(FEATURES)
    measured = [dict(zip(MEASURES, one.measures, strict=True)) for one in first]
    stored = {one.passage.key: one.vectors for one in first}
    bodies = {one.passage.key: one.passage.body for one in first}
    ((matched, _),) = match_words([asked], [list(stored)], stored, bodies)
    # Times are understood, and weighed apart.
    times = {word for when in question.whens for word in words_of(when.words)}
    names = [at for at, word in enumerate(asked.words) if word in question.names and word not in times]
    other = [float(one["another time"]) for one in measured]
    return [
        max(float(one["cosine"]) for one in measured),
        float(matched[0].min()),
        float(matched[:, names].min(axis=1).max()) if names else 1.0,
        _share(index.holders(asked.words[at]) > 0 for at in names),
        float("number" in question.wants and not _has_figure(question, asked, first[0])),
        other[0],
        min(other),
    ]


def _has_figure(question: Question, asked: Asked, source: Evidence) -> bool:
    """Whether the sentence of a passage that matches the question best holds a figure that the question does not."""
    passage = source.passage
    matched = match_sentences(asked, source.vectors, passage.sentences)
    best = passage.sentences[max(told(passage), key=lambda at: matched[at])]
    return bool(new_figures(question, passage.text[best.start - passage.char_start : best.end - passage.char_start]))


def _share(tests: Iterable[bool]) -> float:
    results = list(tests)
    return sum(results) / len(results) if results else 1.0


def confidence(index: Index, question: Question, asked: Asked, evidence: Sequence[Evidence]) -> float:
    """The probability (0 to 1) that the archive answers the question: a logistic regression over `features`.

    Its weights are fitted on the development questions by eval/fit.py. A question of which no word stands anywhere in
    the archive is not answered.
    """
    if not evidence or not any(index.holders(word) for word in asked.words):
        return 0.0
    learned = _learned()
    measured = features(index, question, asked, evidence)
    z = learned["intercept"] + sum(learned[name] * x for name, x in zip(FEATURES, measured, strict=True))
    return 1 / (1 + math.exp(-z))


@cache
def _learned() -> dict[str, float]:
    return dict(json.loads(files("assistant").joinpath("confidence.json").read_text(encoding="utf-8")))
