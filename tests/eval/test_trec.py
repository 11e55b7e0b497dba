from pathlib import Path

import ir_measures
import pytest

from eval.measures import MEASURES, score_retrieval
from eval.results import rankings_of
from eval.trec import qrels_lines, run_lines
from tests.eval.results import result


def test_a_run_file_has_the_columns_of_trec() -> None:
    assert list(run_lines([result({}, ["b", "a"], "not_found")])) == [
        "n-1 Q0 b 1 1.000000 panel\n",
        "n-1 Q0 a 2 0.500000 panel\n",
    ]


def test_a_qrels_file_has_a_line_for_each_right_passage() -> None:
    results = [result({"b": 3, "a": 1}), result({}, id="n-2")]
    assert list(qrels_lines(results)) == ["n-1 0 a 1\n", "n-1 0 b 1\n"]


def test_ir_measures_reads_from_both_files_the_scores_that_were_given(tmp_path: Path) -> None:
    results = [
        # Equal scores would be put in the order of their names.
        result({"item%205.txt#2": 1}, ["item%205.txt#1", "item%205.txt#2", "item%205.txt#3"], id="n-1"),
        result({"c": 1, "d": 1}, ["d", "b", "c", "a"], "not_found", id="n-2"),
        result({"a": 1}, ["b"], id="n-3"),
        result({}, ["a"], id="n-4"),
    ]
    (tmp_path / "run").write_text("".join(run_lines(results)), encoding="utf-8")
    (tmp_path / "qrels").write_text("".join(qrels_lines(results)), encoding="utf-8")
    qrels, run = ir_measures.read_trec_qrels(str(tmp_path / "qrels")), ir_measures.read_trec_run(str(tmp_path / "run"))
    read = ir_measures.calc_aggregate(MEASURES, qrels, run)
    scores = score_retrieval(rankings_of(results))
    assert {str(one): value for one, value in read.items()} == pytest.approx(
        {str(one): scores[str(one)].value for one in MEASURES}
    )
