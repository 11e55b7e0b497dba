import numpy as np
import pytest

from eval.abstention import Bin, auroc, calibration_error, reliability, score_abstention
from tests.eval.results import result


@pytest.mark.parametrize(
    ("true_said", "true_unsaid", "false_said", "false_unsaid", "precision", "recall", "refused"),
    [
        (1, 0, 0, 1, 1.0, 1.0, 0.0),
        (3, 1, 1, 2, 3 / 4, 3 / 4, 1 / 3),
        (1, 3, 0, 0, 1.0, 1 / 4, None),
        (2, 0, 6, 0, 1 / 4, 1.0, 1.0),
        (0, 2, 3, 0, 0.0, 0.0, 1.0),
        (0, 0, 0, 4, None, None, 0.0),
        (0, 0, 0, 0, None, None, None),
    ],
)
def test_what_is_withheld_scores_as_by_hand(
    true_said: int,
    true_unsaid: int,
    false_said: int,
    false_unsaid: int,
    precision: float | None,
    recall: float | None,
    refused: float | None,
) -> None:
    results = [
        *[result({}, ["x"], "not_found")] * true_said,
        *[result({}, ["x"], "answered")] * true_unsaid,
        *[result({"a": 1}, ["x"], "not_found")] * false_said,
        *[result({"a": 1}, ["x"], "answered")] * false_unsaid,
    ]
    expected = {
        "not-found precision": precision,
        "not-found recall": recall,
        "false answers": None if recall is None else 1 - recall,
        "refused": refused,
    }
    scores = score_abstention(results)
    assert {name: scores[name].value if name in scores else None for name in expected} == expected
    assert all(one.low <= one.value <= one.high for one in scores.values())


def test_auroc_counts_the_pairs_in_order() -> None:
    chance = np.random.default_rng(2)
    sure, true = chance.integers(0, 8, 60) / 8, chance.random(60) < 0.6
    pairs = [(a > b) + (a == b) / 2 for a in sure[true] for b in sure[~true]]
    assert float(auroc(sure, true)) == pytest.approx(np.mean(pairs))
    assert float(auroc(np.array([0.9, 0.8, 0.2]), np.array([True, True, False]))) == 1


def test_a_statistic_of_many_draws_is_that_of_each() -> None:
    chance = np.random.default_rng(4)
    sure, true = chance.random((5, 30)), chance.random((5, 30)) < 0.5
    for statistic in (auroc, calibration_error):
        singly = [float(statistic(*pair)) for pair in zip(sure, true, strict=True)]
        assert list(statistic(sure, true)) == pytest.approx(singly)


@pytest.mark.parametrize(
    ("answerable", "unanswerable", "error"),
    [
        ([1.0, 1.0], [0.0], 0),
        ([0.0], [1.0], 1),
        ([0.75, 0.75], [0.75, 0.75], 0.25),
        ([0.5] * 6, [0.5] * 2, 0),  # both kinds weigh the same, however many there are
        ([0.85], [0.15], 0.15),
        ([0.72], [0.78], 0.25),  # one bin: half of it is answerable
        ([0.78], [0.82], (0.22 + 0.82) / 2),
    ],
)
def test_calibration_error_is_as_by_hand(answerable: list[float], unanswerable: list[float], error: float) -> None:
    sure = np.array([*answerable, *unanswerable])
    true = np.array([True] * len(answerable) + [False] * len(unanswerable))
    assert float(calibration_error(sure, true)) == pytest.approx(error)


def test_confidence_is_scored_where_both_kinds_are_asked() -> None:
    sure, unsure = result({"a": 1}, confidence=0.9), result({}, confidence=0.2)
    scores = score_abstention([sure, unsure])
    assert scores["AUROC"].value == 1
    assert scores["calibration error"].value == pytest.approx(0.15)
    assert not {"AUROC", "calibration error"} & set(score_abstention([sure, sure]))


def test_tenths_of_confidence_hold_what_the_calibration_error_compares() -> None:
    answerable = [result({"a": 1}, confidence=sure) for sure in (0.92, 0.98, 0.12, 1.0)]
    unanswerable = [result({}, confidence=sure) for sure in (0.18, 0.55)]
    low, middle, high = reliability([*answerable, *unanswerable])
    # Four answerable questions weigh as much as two unanswerable ones: each half of what one of those does.
    assert low == pytest.approx(Bin((0.12 + 2 * 0.18) / 3, 1 / 3, 2))
    assert middle == pytest.approx(Bin(0.55, 0, 1))
    assert high == pytest.approx(Bin((0.92 + 0.98 + 1) / 3, 1, 3))
    weights = (3 / 8, 1 / 4, 3 / 8)
    gaps = [w * abs(one.answerable - one.confidence) for w, one in zip(weights, (low, middle, high), strict=True)]
    error = score_abstention([*answerable, *unanswerable])["calibration error"].value
    assert error == pytest.approx(sum(gaps))


def test_nothing_is_said_of_confidence_where_all_questions_are_of_one_kind() -> None:
    assert reliability([result({"a": 1})] * 2) == []
    assert reliability([result({})] * 2) == []
    assert reliability([]) == []
