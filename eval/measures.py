"""What a ranking is worth: each measure of one question at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, P, Qrel, R, ScoredDoc, Success, nDCG
from numpy.typing import NDArray

from eval.chance import Figure, figure, mean

MEASURES = [Success @ 1, Success @ 3, Success @ 5, Success @ 10, P @ 1, R @ 10, RR @ 10, nDCG @ 10]
BUDGETS = (150, 300, 600)  # words a person reads


@dataclass(frozen=True, slots=True)
class Shown:
    """A text that was found: its id, and how many words it has."""

    id: str
    words: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one system found for one answerable question, best first, each text once.

    `right` has the id of every text of the archive that answers, with how many of its words must be read until it has.
    """

    question: str
    shown: tuple[Shown, ...]
    right: Mapping[str, int]

    def words_to_read(self) -> float:
        """How many words of the texts, read in their order, must be read until one has answered; inf for never."""
        before = 0
        for one in self.shown:
            if one.id in self.right:
                return before + self.right[one.id]
            before += one.words
        return np.inf


def qrels(rankings: Sequence[Ranking]) -> list[Qrel]:
    """What is right, in the form of ir-measures: one judgement a question and right text."""
    return [Qrel(ranking.question, key, 1) for ranking in rankings for key in sorted(ranking.right)]


def run_of(rankings: Sequence[Ranking]) -> list[ScoredDoc]:
    """What was found, in the form of ir-measures. The score is 1/rank, which keeps the order of equal scores."""
    return [
        ScoredDoc(ranking.question, one.id, 1 / rank)
        for ranking in rankings
        for rank, one in enumerate(ranking.shown, start=1)
    ]


def measure(rankings: Sequence[Ranking]) -> dict[str, NDArray[np.float64]]:
    """Every measure of every ranking, by the measure's name: shape (len(rankings),), in their order.

    The names with an @ are those of ir-measures; "first 150 words" is 1 where the answer has been told within the first
    150 words of what was shown, read in order: the facts of a right text end there.
    """
    values = {str(one): np.zeros(len(rankings)) for one in MEASURES}
    places = {ranking.question: place for place, ranking in enumerate(rankings)}
    # A question without any right text is missing here, and keeps its 0.
    for metric in ir_measures.iter_calc(MEASURES, qrels(rankings), run_of(rankings)):
        values[str(metric.measure)][places[metric.query_id]] = metric.value
    needed = np.array([ranking.words_to_read() for ranking in rankings])
    return values | {f"first {budget} words": (needed <= budget).astype(float) for budget in BUDGETS}


def score_retrieval(rankings: Sequence[Ranking]) -> dict[str, Figure]:
    """The mean of every measure with its interval; empty where there is no ranking."""
    return {name: scored for name, column in measure(rankings).items() if (scored := figure(mean, column))}
