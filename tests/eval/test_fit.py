import numpy as np
import pytest
from numpy.typing import NDArray

from eval.fit import fit_confidence, fit_ranking

Floats = NDArray[np.float64]


def made_up(telling: int, seed: int = 0, scale: float = 1.0) -> list[tuple[Floats, NDArray[np.bool_]]]:
    """Forty questions of ten passages with three measures, of which one tells the right passage; and a constant one."""
    drawn = np.random.default_rng(seed)
    questions = []
    for _ in range(40):
        right = np.arange(10) == drawn.integers(10)
        rows = drawn.normal(size=(10, 4))
        rows[:, telling] += 2 * right
        rows[:, telling] *= scale
        rows[:, 3] = 7
        questions.append((rows, right))
    return questions


@pytest.mark.parametrize("telling", [0, 1, 2])
def test_the_measure_that_tells_the_right_passage_weighs_most(telling: int) -> None:
    weights = fit_ranking(made_up(telling))
    assert len(weights) == 4
    assert int(np.argmax(weights)) == telling
    assert weights[telling] > 3 * max(abs(weight) for at, weight in enumerate(weights) if at != telling)


def test_a_measure_that_speaks_against_a_passage_weighs_below_nothing() -> None:
    turned = [(rows * [1, -1, 1, 1], right) for rows, right in made_up(1)]
    assert fit_ranking(turned)[1] == pytest.approx(-fit_ranking(made_up(1))[1], rel=0.01)


def test_the_unit_of_a_measure_does_not_matter() -> None:
    one, hundred = fit_ranking(made_up(0)), fit_ranking(made_up(0, scale=100))
    assert hundred[0] * 100 == pytest.approx(one[0], rel=0.02)


def test_what_is_learned_ranks_the_right_passages_of_other_questions_first() -> None:
    weights = fit_ranking(made_up(2))
    first = [bool(right[np.argmax(rows @ weights)]) for rows, right in made_up(2, seed=1)]
    chance = [bool(right[np.argmax(rows[:, 0])]) for rows, right in made_up(2, seed=1)]
    assert np.mean(first) > np.mean(chance) + 0.3


def test_several_right_passages_are_no_worse_than_one() -> None:
    rows = np.array([[1.0, 0], [1, 1], [0, 1], [0, 0]])
    right = np.array([True, True, False, False])
    weights = fit_ranking([(rows, right)])
    assert weights[0] > 1
    assert weights[1] == pytest.approx(0, abs=0.1)


def probabilities(rows: Floats, intercept: float, weights: list[float]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(intercept + rows @ weights))))


def known(answerable: int, unanswerable: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Questions with three measures: one that tells whether there is an answer, one that does not, and a constant."""
    is_answerable = np.arange(answerable + unanswerable) < answerable
    rows = np.random.default_rng(0).normal(size=(len(is_answerable), 3))
    rows[:, 0] += 3 * is_answerable
    rows[:, 2] = 1
    return rows, is_answerable


def test_the_confidence_tells_answerable_questions_from_others() -> None:
    rows, answerable = known(80, 80)
    found = probabilities(rows, *fit_confidence(rows, answerable))
    assert ((found > 0.5) == answerable).mean() > 0.85
    assert found[answerable].mean() > 0.8 > 0.2 > found[~answerable].mean()


def test_what_does_not_tell_weighs_little() -> None:
    _, weights = fit_confidence(*known(80, 80))
    assert weights[0] > 1
    assert abs(weights[1]) < weights[0] / 4


@pytest.mark.parametrize(("answerable", "unanswerable"), [(160, 20), (20, 160)])
def test_the_confidence_does_not_depend_on_how_many_questions_have_answers(answerable: int, unanswerable: int) -> None:
    rows, right = known(answerable, unanswerable)
    found = probabilities(rows, *fit_confidence(rows, right))
    said = found > 0.5
    assert said[right].mean() > 0.8
    assert (~said[~right]).mean() > 0.8
