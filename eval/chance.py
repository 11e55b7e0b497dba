"""What chance may have done: intervals around a figure, and whether two systems differ."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import permutation_test

DRAWS = 5_000  # sets of questions drawn for an interval
FLIPS = 10_000  # ways of swapping two systems' results drawn for a test
BLOCK = 500  # draws held in memory at once
SEED = 0
WITHIN = (2.5, 97.5)  # percentiles an interval of 95% lies between

Column = NDArray[Any]
Statistic = Callable[..., NDArray[np.float64]]
"""A figure of columns with a value a question, taken along their last axis: shape (..., questions) to (...)."""


class Figure(NamedTuple):
    """A figure, and the 95% confidence interval of what it is over all questions of the kind."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def figure(statistic: Statistic, *columns: Column, biased: bool = False) -> Figure | None:
    """A figure with its interval by the percentile bootstrap over questions; None where the columns give none.

    Of a statistic that few questions bias upwards, draws are biased once more: then the interval is the basic
    bootstrap's, the percentiles reflected at the figure (Davison and Hinkley, 1997, section 5.2), and not below 0.
    Where every question came out alike the interval has no width, which says nothing of other questions.
    Draws that give none (all questions of one kind) are left out. scipy.stats.bootstrap is not used because one such
    draw, or a single question, leaves it without an interval.
    """
    count = len(columns[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        value = float(statistic(*columns)) if count else np.nan
        if np.isnan(value):
            return None
        chance = np.random.default_rng(SEED)
        blocks = (chance.integers(count, size=(BLOCK, count)) for _ in range(DRAWS // BLOCK))
        drawn = np.concatenate([statistic(*(column[rows] for column in columns)) for rows in blocks])
    low, high = (float(end) for end in np.nanpercentile(drawn, WITHIN))
    return Figure(value, max(2 * value - high, 0.0), max(2 * value - low, 0.0)) if biased else Figure(value, low, high)


def mean(column: Column) -> NDArray[np.float64]:
    """The mean along the last axis, as a statistic."""
    return np.asarray(column.mean(axis=-1), dtype=np.float64)


def paired_p(ours: Column, theirs: Column) -> float:
    """The two-sided p of a paired randomisation test: how often chance alone would part two systems so far.

    Both columns hold a measure of the same questions in the same order. Under the null hypothesis each question's two
    results could as well be swapped, which flips the sign of their difference (Smucker, Allan and Carterette, CIKM
    2007).
    """
    differences = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    if len(differences) < 2 or not differences.any():  # of one question alone either sign is as likely
        return 1.0
    test = permutation_test(
        (differences,), np.mean, permutation_type="samples", vectorized=True, n_resamples=FLIPS, batch=BLOCK, rng=SEED
    )
    return float(test.pvalue)
