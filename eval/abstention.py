"""Whether answers are given where there are any and withheld where there are none, and how surely."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from eval.chance import Column, Figure, figure, mean
from eval.results import Result

BINS = 10  # of confidence, equally wide


class Bin(NamedTuple):
    """The questions of which the confidence lies in one tenth: mean confidence, share that is answerable, number."""

    confidence: float
    answerable: float
    questions: int


def score_abstention(results: Sequence[Result]) -> dict[str, Figure]:
    """Precision and recall of "not found", what goes wrong, and what the confidence is worth.

    A figure of which there is no case is left out: with nothing called "not found", that has no precision.
    """
    said = [one for one in results if not one.answered]
    answerable = [one for one in results if one.answerable]
    unanswerable = [one for one in results if not one.answerable]
    columns = {
        "not-found precision": [not one.answerable for one in said],
        "not-found recall": [not one.answered for one in unanswerable],
        "false answers": [one.answered for one in unanswerable],
        "refused": [not one.answered for one in answerable],
    }
    scores = {name: figure(mean, np.array(column)) for name, column in columns.items()}
    sure, true = _columns(results)
    scores |= {
        "AUROC": figure(auroc, sure, true),
        "calibration error": figure(calibration_error, sure, true, biased=True),
    }
    return {name: scored for name, scored in scores.items() if scored}


def auroc(sure: Column, true: Column) -> NDArray[np.float64]:
    """How often an answerable question is surer than an unanswerable one, ties counting half; a statistic.

    The area under the ROC curve, by the rank sum of Mann and Whitney; not a number where all are of one kind.
    """
    right = true.sum(axis=-1)
    wrong = true.shape[-1] - right
    ranks = (rankdata(sure, axis=-1) * true).sum(axis=-1)
    return np.asarray((ranks - right * (right + 1) / 2) / (right * wrong))


def calibration_error(sure: Column, true: Column) -> NDArray[np.float64]:
    """The expected calibration error over ten equal bins (Naeini, Cooper and Hauskrecht, AAAI 2015); a statistic.

    How far the confidence of a bin's questions is from the share of them that are answerable, on average. The
    confidence is for answerable and unanswerable questions asked equally often, so both kinds weigh the same here;
    not a number where all are of one kind. Few questions bias it upwards: in a bin of ten the share is seldom exactly
    the confidence, however right that is.
    """
    weight, places = _weights(true), _bins(sure)
    gaps = [np.abs((weight * (true - sure) * (places == number)).sum(axis=-1)) for number in range(BINS)]
    return np.asarray(np.sum(gaps, axis=0))


def reliability(results: Sequence[Result]) -> list[Bin]:
    """What `calibration_error` compares, bin by bin, those that hold a question; empty where all are of one kind."""
    sure, true = _columns(results)
    if true.all() or not true.any():
        return []
    weight, places = _weights(true), _bins(sure)
    held = [places == number for number in range(BINS) if (places == number).any()]
    return [
        Bin(
            float(np.average(sure[own], weights=weight[own])),
            float(np.average(true[own], weights=weight[own])),
            int(own.sum()),
        )
        for own in held
    ]


def _columns(results: Sequence[Result]) -> tuple[Column, Column]:
    return (
        np.array([one.answer.confidence for one in results]),
        np.array([one.answerable for one in results], dtype=bool),
    )


def _weights(true: Column) -> NDArray[np.float64]:
    """Weights under which both kinds count the same, summing to 1."""
    right = true.sum(axis=-1, keepdims=True)
    return np.asarray((true / right + ~true / (true.shape[-1] - right)) / 2)


def _bins(sure: Column) -> NDArray[np.int_]:
    return np.asarray(np.minimum((sure * BINS).astype(int), BINS - 1))
