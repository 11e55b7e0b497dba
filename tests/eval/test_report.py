import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.table import Table

from eval.chance import Figure
from eval.comparison import OURS, Score
from eval.evaluation import Evaluation
from eval.latency import latency, stage_medians
from eval.questions import Evidence
from eval.report import as_json, tables
from eval.results import Result
from tests.eval.results import quote, result

HALF, NONE = Figure(0.5, 0.4, 0.6), Figure(0, 0, 0)
EVIDENCE = [Evidence(document="bees.txt", page=7, all_of=["Ann"])]
RESULTS = [
    result({"a": 1}, ["x", "a"], confidence=0.75, evidence=EVIDENCE, quotes=[quote("Ann.", page=7)]),
    result({"a": 1}, ["a"], evidence=EVIDENCE, quotes=[quote("Ann.", page=8)], verbatim=False, id="n-2", type=None),
    result({"a": 1}, ["x"], evidence=EVIDENCE, quotes=[quote("Bo.", page=7)], id="n-3"),
    result({"a": 1}, ["x"], "not_found", id="n-4", split="test", timing={"total": 40.0}),
    result({}, ["x"], id="n-5", split="test"),
]
SCORES: dict[str, dict[str, Figure | int]] = {
    "all": {"questions": 5, "Success@1": HALF, "AUROC": NONE},
    "dev": {"questions": 3, "Success@1": NONE},
    "who": {"questions": 2, "Success@1": NONE, "Success@3": HALF, "P@1": NONE},
}
COMPARED: dict[str, Score] = {
    OURS: {"Success@1": HALF, "nDCG@10": HALF},
    "bad": {"Success@1": NONE, "p, Success@1": 0.0002, "nDCG@10": NONE, "p, nDCG@10": 0.25},
    "chunks": {"Success@1": NONE, "p, Success@1": 0.04},
}


def rows(table: Table) -> list[list[str]]:
    """What a table shows, its head first."""
    columns = [[str(column.header), *map(str, column.cells)] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def evaluation(
    results: Sequence[Result],
    scores: Mapping[str, Mapping[str, Figure | int]],
    comparison: Mapping[str, Mapping[str, Score]],
) -> Evaluation:
    return Evaluation({"all": results}, scores, comparison, latency(results), stage_medians(results))


def shown(comparison: Mapping[str, Mapping[str, Score]]) -> Sequence[Table]:
    return tables(evaluation(RESULTS, SCORES, comparison))


def test_splits_stand_side_by_side_and_types_below_each_other() -> None:
    splits, types, _ = shown({})
    assert rows(splits) == [
        ["", "all", "dev"],
        ["questions", "5", "3"],
        ["Success@1", "0.50 [0.40, 0.60]", "0.00 [0.00, 0.00]"],
        ["AUROC", "0.00 [0.00, 0.00]", ""],
    ]
    head, who = rows(types)
    assert head == ["", "questions", "Success@1", "Success@3", "Success@5", "Success@10", "RR@10", "nDCG@10"]
    assert who == ["who", "2", "0.00 [0.00, 0.00]", "0.50 [0.40, 0.60]", "", "", "", ""]


def test_without_types_there_is_no_table_of_them() -> None:
    assert len(tables(evaluation(RESULTS, {"test": SCORES["all"]}, {}))) == 2


def test_a_comparison_is_a_table_a_split_and_a_row_a_system() -> None:
    _, _, dev, _ = shown({"dev": COMPARED, "who": COMPARED})
    assert rows(dev) == [
        ["dev, beside other systems", "Success@1", "p, Success@1", "nDCG@10", "p, nDCG@10"],
        ["panel", "0.50 [0.40, 0.60]", "", "0.50 [0.40, 0.60]", ""],
        ["bad", "0.00 [0.00, 0.00]", "<0.001", "0.00 [0.00, 0.00]", "0.250"],
        ["chunks", "0.00 [0.00, 0.00]", "0.040", "", ""],
    ]


def test_the_last_table_says_how_long_answers_took() -> None:
    head, took = rows(shown({})[-1])
    assert head == ["milliseconds to an answer", "p50", "p95", "p99"]
    assert took[1] == "10 [10, 40]"


def test_json_holds_every_figure_with_its_interval() -> None:
    told = as_json(evaluation(RESULTS, SCORES, {"dev": COMPARED}), {"commit": "abc"})
    assert json.loads(json.dumps(told)) == told
    assert set(told) == {"provenance", "scores", "comparison", "questions", "timings"}
    assert told["provenance"] == {"commit": "abc"}
    half = {"value": 0.5, "low": 0.4, "high": 0.6}
    assert told["scores"]["all"] == {"questions": 5, "Success@1": half, "AUROC": {"value": 0, "low": 0, "high": 0}}
    assert told["comparison"]["dev"][OURS] == {"Success@1": half, "nDCG@10": half}
    assert told["comparison"]["dev"]["bad"]["p, Success@1"] == 0.0002


def test_json_says_what_came_of_each_question() -> None:
    questions = as_json(evaluation(RESULTS, SCORES, {}), {})["questions"]
    first = questions[0]
    assert first["question"] == "Who keeps the bees?"
    assert first["evidence"][0]["all_of"] == ["Ann"]
    assert (first["relevant"], [one["id"] for one in first["passages"]]) == (["a"], ["x", "a"])
    assert [(one["text"], one["citation"]["page"]) for one in first["quotes"]] == [("Ann.", 7)]
    outcome = ("id", "type", "split", "rank", "status", "confidence")
    assert {key: first[key] for key in (*outcome, "quotes_verbatim", "facts_quoted", "citation_right")} == {
        "id": "n-1",
        "type": "who",
        "split": "dev",
        "rank": 2,
        "status": "answered",
        "confidence": 0.75,
        "quotes_verbatim": True,
        "facts_quoted": True,
        "citation_right": True,
    }
    outcomes = ("type", "rank", "status", "quotes_verbatim", "facts_quoted", "citation_right")
    assert [[one[key] for key in outcomes] for one in questions[1:]] == [
        [None, 1, "answered", False, True, False],
        ["who", None, "answered", True, False, None],
        ["who", None, "not_found", None, None, None],
        ["unanswerable", None, "answered", True, None, None],
    ]


def test_only_timings_differ_between_two_runs_alike_but_for_their_speed() -> None:
    fast, slow = (
        as_json(evaluation([result({}, timing={"total": total, "encode": 1.0})], SCORES, {}), {})
        for total in (2.0, 9.0)
    )
    timings = fast.pop("timings")
    assert datetime.fromisoformat(timings.pop("asked"))
    assert timings == {
        "latency_ms": {key: {"value": 2, "low": 2, "high": 2} for key in ("p50", "p95", "p99")},
        "stage_median_ms": {"total": 2, "encode": 1},
    }
    assert slow.pop("timings")["stage_median_ms"] == {"total": 9, "encode": 1}
    assert fast == slow
