import pytest

from eval.chance import Figure
from eval.comparison import OURS, Score, compare, rank_by
from eval.measures import Shown
from eval.report import as_json, comparison_table
from tests.eval.test_measures import ranking

MEASURED = ("Success@1", "nDCG@10")


def test_a_system_is_ranked_on_every_question() -> None:
    asked, right = {"n-1": "bees", "n-2": "goats"}, {"n-1": {"a": 2}, "n-2": {}}
    first, second = rank_by(lambda text: [text, "a"], {"a": 5, "bees": 7, "goats": 9}, asked, right)
    assert (first.question, first.shown, first.right) == ("n-1", (Shown("bees", 7), Shown("a", 5)), {"a": 2})
    assert (second.question, second.shown, second.right) == ("n-2", (Shown("goats", 9), Shown("a", 5)), {})


def test_every_system_is_tested_against_ours() -> None:
    names = [f"n-{number}" for number in range(8)]
    good, bad = ([ranking(name, order, ["a"]) for name in names] for order in (["a", "x"], ["x", "a"]))
    scores = compare({OURS: good, "bad": bad, "good": good}, dict.fromkeys([OURS, "bad", "good"], MEASURED))
    assert scores[OURS] == {"Success@1": Figure(1, 1, 1), "nDCG@10": Figure(1, 1, 1)}
    assert scores["bad"]["p, Success@1"] == pytest.approx(2 / 2**8)
    assert scores["bad"]["p, nDCG@10"] == pytest.approx(2 / 2**8)
    assert scores["good"]["p, Success@1"] == 1


def test_only_what_can_be_compared_is() -> None:
    one = [ranking("n-1", ["a"], ["a"])]
    scores = compare({OURS: one, "chunks": one}, {OURS: MEASURED, "chunks": ["Success@1"]})
    assert set(scores["chunks"]) == {"Success@1", "p, Success@1"}


def test_a_comparison_is_a_row_a_system() -> None:
    scores: dict[str, Score] = {
        OURS: {"Success@1": Figure(0.5, 0.4, 0.6)},
        "bad": {"Success@1": Figure(0, 0, 0), "p, Success@1": 0.0002},
    }
    table = comparison_table(scores)
    assert [column.header for column in table.columns] == ["", "Success@1", "p, Success@1"]
    assert [list(column.cells) for column in table.columns] == [
        ["panel", "bad"],
        ["0.50 [0.40, 0.60]", "0.00 [0.00, 0.00]"],
        ["", "<0.001"],
    ]
    assert as_json(scores)["panel"] == {"Success@1": {"value": 0.5, "low": 0.4, "high": 0.6}}
    assert as_json(scores)["bad"]["p, Success@1"] == 0.0002
