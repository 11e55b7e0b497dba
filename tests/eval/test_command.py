import json
import re
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


RANKING = {"Success@1", "Success@5", "RR@10", "nDCG@10", "first 150 words", "first 300 words", "first 600 words"}
ANSWERS = {"facts quoted", "AUROC", "not-found precision", "not-found recall", "false answers", "refused"}
ANSWERS |= {"calibration error"}


def test_every_score_is_a_share_within_its_interval(evaluated: Evaluated) -> None:
    for name, group in evaluated.scores.items():
        scores = {measure: score for measure, score in group.items() if measure not in ("questions", "unanswerable")}
        assert set(scores) == (RANKING | ANSWERS if name in ("all", "dev", "test") else RANKING)
        for score in scores.values():
            assert set(score) == {"value", "low", "high"}
            assert 0 <= score["low"] <= score["high"] <= 1
            assert 0 <= score["value"] <= 1


def test_most_sample_questions_are_answered_among_the_first_five(evaluated: Evaluated) -> None:
    assert evaluated.scores["all"]["Success@5"]["value"] > 0.5


def test_one_split_is_asked_alone_and_shown_as_a_table(evaluated: Evaluated, sample_index: Path) -> None:
    ended = panel_eval(QUESTIONS, "--index", sample_index, "--split", "test")
    assert ended.returncode == 0, ended.stderr
    rows: dict[str, list[str]] = {}
    for line in ended.stdout.splitlines():
        first, *cells = re.split(r"\s{2,}", line.strip())
        rows.setdefault(first, cells)
    own = evaluated.scores["test"]
    assert rows["test"] == []
    assert rows["questions"] == [str(own["questions"])]
    for measure in RANKING | ANSWERS:
        assert rows[measure] == ["{value:.2f} [{low:.2f}, {high:.2f}]".format(**own[measure])]
    types = {one.type for one in load_questions(QUESTIONS) if one.evidence and one.split == "test"}
    assert types <= set(rows)


def test_other_systems_are_compared_on_the_same_questions(
    evaluated: Evaluated, sample_index: Path, tmp_path: Path
) -> None:
    some = [line for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if '"number"' in line]
    (tmp_path / "some.jsonl").write_text("\n".join(some), encoding="utf-8")
    ended = panel_eval(tmp_path / "some.jsonl", "--index", sample_index, "--compare", "--json")
    assert ended.returncode == 0, ended.stderr
    scores = json.loads(ended.stdout)
    passages, chunks = {"passages by words", "passages by meaning", "passages by both"}, {"tutorial chunks"}
    assert set(scores) == {"panel"} | passages | chunks | {"hybrid chunks"}
    same = {"Success@1", "Success@5", "RR@10", "first 150 words"}
    assert set(scores["panel"]) == same | {"nDCG@10"}
    assert set(scores["passages by words"]) == same | {"nDCG@10", "p, Success@1", "p, nDCG@10"}
    assert set(scores["tutorial chunks"]) == set(scores["hybrid chunks"]) == same | {"p, Success@1"}
    for name, own in scores.items():
        assert own["RR@10"]["value"] > 0, name
    for measure in same:
        assert scores["panel"][measure] == evaluated.scores["number"][measure]


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
    assert evaluated.scores["all"]["Success@1"]["value"] == pytest.approx(sum(hits) / len(hits))


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


def test_a_split_without_questions_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    one = {"id": "n-1", "question": "Who keeps the goats?", "type": "unanswerable", "split": "dev"}
    (tmp_path / "set.jsonl").write_text(json.dumps(one))
    ended = panel_eval(tmp_path / "set.jsonl", "--index", tmp_path, "--split", "test")
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"panel: The question set {tmp_path / 'set.jsonl'} holds no question of the split")


def test_a_missing_index_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    ended = panel_eval(QUESTIONS, "--index", tmp_path / "nowhere")
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"panel: There is no index in {tmp_path / 'nowhere'}; make one with: panel build")
    assert len(ended.stderr.splitlines()) == 1
