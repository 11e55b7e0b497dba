from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest, bootstrap

from eval.chance import Figure, figure, mean, paired_p


def test_a_figure_reads_as_its_value_and_interval() -> None:
    assert str(Figure(0.6149, 0.51, 0.7)) == "0.61 [0.51, 0.70]"


def test_an_interval_is_that_of_the_percentile_bootstrap() -> None:
    column = np.random.default_rng(5).random(80) ** 2
    found = figure(mean, column)
    known = bootstrap((column,), np.mean, method="percentile", rng=1).confidence_interval
    assert found is not None
    assert found.value == pytest.approx(column.mean())
    assert found[1:] == pytest.approx((known.low, known.high), abs=0.01)


def test_more_questions_make_the_interval_narrower() -> None:
    few, many = figure(mean, np.array([0, 1] * 10)), figure(mean, np.array([0, 1] * 1000))
    assert few is not None
    assert many is not None
    assert few.low < many.low < 0.5 < many.high < few.high


def test_an_interval_is_the_same_each_time() -> None:
    column = np.array([0, 1, 1, 0, 1])
    assert figure(mean, column) == figure(mean, column)


def test_one_question_has_a_figure_and_none_has_not() -> None:
    assert figure(mean, np.array([1.0])) == (1, 1, 1)
    assert figure(mean, np.array([])) is None


def test_draws_without_a_figure_are_left_out() -> None:
    # A draw of zeros only gives 0 / 0.
    found = figure(lambda column: np.asarray(column.sum(axis=-1) / column.sum(axis=-1)), np.array([0.0, 0.0, 1.0]))
    assert found == (1, 1, 1)


def test_p_is_that_of_the_sign_test_where_all_differences_are_alike() -> None:
    ours, theirs = np.array([1] * 9 + [0] * 2), np.array([0] * 9 + [1] * 2)
    assert paired_p(ours, theirs) == pytest.approx(binomtest(9, 11).pvalue)
    assert paired_p(theirs, ours) == pytest.approx(paired_p(ours, theirs))


def test_questions_on_which_both_are_alike_do_not_change_p() -> None:
    ours, theirs = np.array([1] * 6 + [0] * 4), np.array([0] * 6 + [0] * 4)
    assert paired_p(ours, theirs) == pytest.approx(2 / 2**6)


def test_p_is_drawn_where_questions_are_many() -> None:
    chance = np.random.default_rng(3)
    theirs = chance.random(200)
    assert paired_p(theirs + 0.2 + chance.normal(0, 0.1, 200), theirs) < 0.001
    assert paired_p(theirs + chance.normal(0, 0.1, 200), theirs) > 0.05


def test_no_difference_has_p_1() -> None:
    assert paired_p(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == 1


def test_one_question_tells_nothing() -> None:
    assert paired_p(np.array([1.0]), np.array([0.0])) == 1


def test_a_statistic_biased_upwards_has_its_interval_reflected() -> None:
    chance = np.random.default_rng(6)
    values = chance.normal(0, 1, 40)

    def distance(column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:  # of the mean from 0: never below it
        return np.asarray(np.abs(column.mean(axis=-1)))

    plain, reflected = figure(distance, values), figure(distance, values, biased=True)
    assert plain is not None
    assert reflected is not None
    assert reflected.value == plain.value
    assert reflected.low == max(2 * plain.value - plain.high, 0)
    assert reflected.high == pytest.approx(2 * plain.value - plain.low)
