import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eval import load_questions, relevant_passages
from index import Index
from tests.conftest import ROOT

PANEL = Path(sys.executable).parent / "panel"
QUESTIONS = ROOT / "eval" / "questions" / "sample.jsonl"


def panel_eval(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PANEL, "eval", *arguments], capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )


@dataclass(frozen=True)
class Evaluated:
    """One evaluation of the sample set: its scores and the lines of its run file."""

    scores: dict[str, dict[str, Any]]
    run: list[list[str]]


@pytest.fixture(scope="module")
def evaluated(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    run = tmp_path_factory.mktemp("eval") / "panel.trec"
    ended = panel_eval(QUESTIONS, "--index", sample_index, "--json", "--run", run)
    assert ended.returncode == 0, ended.stderr
    return Evaluated(json.loads(ended.stdout), [line.split(" ") for line in run.read_text("utf-8").splitlines()])


def test_scores_are_given_for_all_questions_each_split_and_each_type(evaluated: Evaluated) -> None:
    questions = load_questions(QUESTIONS)
    assert set(evaluated.scores) == {"all", "dev", "test"} | {q.type for q in questions if q.evidence}
    assert evaluated.scores["all"]["questions"] == len(questions)
    assert evaluated.scores["all"]["unanswerable"] == sum(not q.evidence for q in questions)
    assert evaluated.scores["dev"]["questions"] + evaluated.scores["test"]["questions"] == len(questions)


def test_every_score_is_a_share(evaluated: Evaluated) -> None:
    measures = {"Success@1", "Success@5", "RR@10", "nDCG@10"}
    not_found = {"not-found precision", "not-found recall"}
    for name, group in evaluated.scores.items():
        scores = {measure: score for measure, score in group.items() if measure not in ("questions", "unanswerable")}
        assert set(scores) == (measures | not_found if name in ("all", "dev", "test") else measures)
        assert all(0 <= score <= 1 for score in scores.values())


def test_most_sample_questions_are_answered_among_the_first_five(evaluated: Evaluated) -> None:
    assert evaluated.scores["all"]["Success@5"] > 0.5


def test_the_run_file_has_the_six_columns_of_trec(evaluated: Evaluated, sample_index: Path) -> None:
    asked = {question.id for question in load_questions(QUESTIONS)}
    passages = {passage.id for passage in Index(sample_index).passages().values()}
    assert {len(line) for line in evaluated.run} == {6}
    assert {line[0] for line in evaluated.run} == asked
    assert {line[1] for line in evaluated.run} == {"Q0"}
    assert {line[2] for line in evaluated.run} <= passages
    assert {line[5] for line in evaluated.run} == {"panel"}


def test_the_run_file_ranks_from_one_with_falling_scores(evaluated: Evaluated) -> None:
    rows: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for question, _, _, rank, score, _ in evaluated.run:
        rows[question].append((int(rank), float(score)))
    for ranked in rows.values():
        assert [rank for rank, _ in ranked] == list(range(1, len(ranked) + 1))
        scores = [score for _, score in ranked]
        assert scores == sorted(set(scores), reverse=True)


def test_the_run_file_gives_the_scores_that_were_printed(evaluated: Evaluated, sample_index: Path) -> None:
    passages = list(Index(sample_index).passages().values())
    first = {line[0]: line[2] for line in evaluated.run if line[3] == "1"}
    hits = [first[q.id] in relevant_passages(q, passages) for q in load_questions(QUESTIONS) if q.evidence]
    assert evaluated.scores["all"]["Success@1"] == pytest.approx(sum(hits) / len(hits))


def test_a_missing_question_set_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    ended = panel_eval(tmp_path / "lost.jsonl", "--index", tmp_path, "--json")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"panel: The question set {tmp_path / 'lost.jsonl'} cannot be read")
    assert len(ended.stderr.splitlines()) == 1


def test_a_wrong_line_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text('{"id": 1')
    ended = panel_eval(tmp_path / "set.jsonl", "--index", tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"panel: {tmp_path / 'set.jsonl'}, line 1: not JSON")
    assert len(ended.stderr.splitlines()) == 1


def test_a_missing_index_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    ended = panel_eval(QUESTIONS, "--index", tmp_path / "nowhere")
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"panel: There is no index in {tmp_path / 'nowhere'}; make one with: panel build")
    assert len(ended.stderr.splitlines()) == 1
