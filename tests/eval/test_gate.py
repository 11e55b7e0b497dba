import json
import re
from pathlib import Path

import pytest

from eval.chance import Figure
from eval.gate import Check, Gate, GateError, check, checks_as_json, load_gates, missing_paper
from eval.questions import Evidence, Question, QuestionSetError, load_questions, write_questions
from index import Index
from tests.conftest import ROOT, needs_real_archive
from tests.eval.conftest import SAMPLE_SET, Run, gates

KEPT = ROOT / "eval" / "gates.toml"

GATES = """
[[gate]]
questions = "set.jsonl"
split = "test"
[gate.floors]
"Success@1" = 0.5
AUROC = 0.8

[[gate]]
questions = "sets/other.jsonl"
floors = { "nDCG@10" = 0.7 }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "gates.toml"
    path.write_text(text)
    return path


def question(key: str, split: str, *documents: str) -> Question:
    kind = None if documents else "unanswerable"
    evidence = [Evidence(document=document) for document in documents]
    return Question.model_validate(
        {"id": key, "question": "Who keeps the bees?", "type": kind, "split": split, "evidence": evidence}
    )


@pytest.mark.parametrize(
    ("figure", "floor", "holds"),
    [
        (Figure(0.7, 0.6, 0.8), 0.6, True),
        (Figure(0.7, 0.6, 0.8), 0.61, False),  # the value is above it, its interval is not
        (Figure(0.7, 0.6, 0.8), 0.59, True),
        (Figure(0.0, 0.0, 0.0), 0.0, True),
        (None, 0.0, False),
    ],
)
def test_a_gate_holds_while_the_lower_end_is_not_below_the_floor(
    figure: Figure | None, floor: float, holds: bool
) -> None:
    scores: dict[str, Figure | int] = {"questions": 9} | ({"RR@10": figure} if figure else {})
    assert check({"RR@10": floor}, scores) == [Check("RR@10", figure, floor, holds)]


def test_every_floor_is_checked_in_the_order_of_the_file_and_a_count_is_no_measure() -> None:
    checks = check({"b": 0.5, "a": 0.5, "questions": 1}, {"questions": 9, "a": Figure(1, 1, 1), "b": Figure(0, 0, 0)})
    assert [(one.measure, one.holds) for one in checks] == [("b", False), ("a", True), ("questions", False)]
    assert checks_as_json(checks)[0] == {
        "measure": "b",
        "figure": {"value": 0, "low": 0, "high": 0},
        "floor": 0.5,
        "holds": False,
    }
    assert checks_as_json(checks)[2]["figure"] is None


def test_question_sets_are_named_from_the_folder_of_the_file(tmp_path: Path) -> None:
    first, second = load_gates(written(tmp_path, GATES), None)
    assert (first.questions, first.split) == (tmp_path / "set.jsonl", "test")
    assert first.floors == {"Success@1": 0.5, "AUROC": 0.8}
    assert str(first) == "set.jsonl, test"
    assert (second.questions, second.split, str(second)) == (tmp_path / "sets" / "other.jsonl", None, "other.jsonl")


def test_a_question_set_has_its_own_gates_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sets").mkdir()
    monkeypatch.chdir(tmp_path / "sets")
    (own,) = load_gates(written(tmp_path, GATES), Path("../sets/other.jsonl"))
    assert own.floors == {"nDCG@10": 0.7}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[gate", "are not TOML"),
        ("", "hold none"),
        ("gate = []", "have none for any question set"),
        ("gate = 3", "hold none"),
        ('gate = ["a"]', "gate: Input should be a valid dictionary"),
        ('[[gate]]\nquestions = "a"', "floors: Field required"),
        ('[[gate]]\nquestions = "a"\nfloors = { a = "high" }', "floors.a: Input should be a valid number"),
        ('[[gate]]\nquestions = "a"\nfloors = {}\nsplit = "exam"', "split: Input should be"),
        ('[[gate]]\nquestions = "a"\nfloors = {}\nceiling = 1', "ceiling: Extra inputs are not permitted"),
    ],
)
def test_a_file_that_holds_no_gates_is_an_error_that_names_it(text: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(GateError) as raised:
        load_gates(path, None)
    assert str(raised.value).startswith(f"The gates {path}")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_text_or_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"lost\.toml cannot be read"):
        load_gates(tmp_path / "lost.toml", None)
    (tmp_path / "gates.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(GateError, match=r"gates\.toml are not TOML"):
        load_gates(tmp_path / "gates.toml", None)


def test_a_gate_asks_its_split_alone(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    write_questions([question("a", "dev"), question("b", "test"), question("c", "test", "bees.txt")], path)
    assert [one.id for one in Gate(questions=path, split="test", floors={}).load()] == ["b", "c"]
    assert [one.id for one in Gate(questions=path, floors={}).load()] == ["a", "b", "c"]
    with pytest.raises(QuestionSetError, match="holds no question of the split train"):
        Gate(questions=path, split="train", floors={}).load()


def test_what_is_better_the_less_it_is_has_no_floor(tmp_path: Path) -> None:
    path = written(tmp_path, '[[gate]]\nquestions = "set.jsonl"\nfloors = { "false answers" = 0.3 }')
    with pytest.raises(GateError, match="of false answers less is better"):
        load_gates(path, None)


def test_a_paper_that_is_missing_is_named() -> None:
    asked = [question("a", "dev", "bees.txt", "goats.txt"), question("b", "dev"), question("c", "dev", "ants.txt")]
    assert missing_paper(asked, ["bees.txt", "goats.txt", "ants.txt", "more.txt"]) is None
    assert missing_paper(asked, ["bees.txt", "ants.txt"]) == "goats.txt"
    assert missing_paper(asked, []) == "ants.txt"
    assert missing_paper([question("b", "dev")], []) is None


def test_the_gates_kept_here_name_question_sets_that_are_kept_here() -> None:
    for gate in load_gates(KEPT, None):
        assert gate.load()
        assert gate.floors


# `panel eval --gate`


def test_measures_above_their_floors_end_with_0(
    harbour: Path, harbour_set: Path, tmp_path: Path, panel_eval_here: Run
) -> None:
    floors = gates(tmp_path / "gates.toml", (harbour_set, {"Success@5": 0.0, "nDCG@10": 0.1}))
    ended = panel_eval_here("--gate", floors, "--index", harbour)
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"gate: set\.jsonl +figure +floor", ended.stdout)
    assert re.search(r"nDCG@10 +\d\.\d\d \[.*\] +0\.1 +holds", ended.stdout)
    assert "FALLS BELOW" not in ended.stdout


def test_a_measure_below_its_floor_or_not_measured_is_named_and_ends_with_1(
    harbour: Path, harbour_set: Path, tmp_path: Path, panel_eval_here: Run
) -> None:
    # Not all four questions have a right passage first, so that even a floor of their mean is above the interval.
    floors = gates(tmp_path / "gates.toml", (harbour_set, {"Success@5": 0.0, "Success@1": 0.75, "Succes@1": 0.0}))
    ended = panel_eval_here("--gate", floors, "--index", harbour)
    assert ended.returncode == 1, ended.stderr
    assert re.search(r"Success@5 +\d\.\d\d \[.*\] +0 +holds", ended.stdout)
    assert re.search(r"Success@1 +0\.75 \[0\.\d\d, 1\.00\] +0\.75 +FALLS BELOW", ended.stdout)
    assert re.search(r"Succes@1 +0 +NOT MEASURED", ended.stdout)


def test_the_gates_kept_here_hold_on_the_sample_archive(sample_index: Path, panel_eval_here: Run) -> None:
    ended = panel_eval_here("--gate", KEPT, "--index", sample_index)
    assert ended.returncode == 0, ended.stdout
    assert "gate: sample.jsonl" in ended.stdout
    assert "Left out: dorset.jsonl, dev" in ended.stderr


@needs_real_archive
def test_the_gates_kept_here_hold_on_the_real_archive(real_index: Path, panel_eval_here: Run) -> None:
    ended = panel_eval_here("--gate", KEPT, "--index", real_index)
    assert ended.returncode == 0, ended.stdout
    assert "gate: dorset.jsonl, dev" in ended.stdout
    assert "Left out: sample.jsonl" in ended.stderr


def test_gates_for_papers_that_are_not_in_the_index_are_left_out_with_a_note(
    harbour: Path, harbour_set: Path, tmp_path: Path, panel_eval_here: Run
) -> None:
    floors = gates(tmp_path / "gates.toml", (SAMPLE_SET, {"Success@1": 1.0}), (harbour_set, {"Success@5": 0.0}))
    ended = panel_eval_here("--gate", floors, "--index", harbour, "--json")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "Left out: sample.jsonl, for monitoring-q1-2018-19.pdf is not in the index.\n"
    (own,) = json.loads(ended.stdout)
    (gate,) = own["gate"]
    assert gate == {
        "measure": "Success@5",
        "figure": own["scores"]["all"]["Success@5"],
        "floor": 0.0,
        "holds": True,
    }


def test_named_questions_pick_their_own_gates_of_the_file(
    harbour: Path, harbour_set: Path, tmp_path: Path, panel_eval_here: Run
) -> None:
    other = tmp_path / "other [draft].jsonl"
    write_questions(load_questions(harbour_set), other)
    floors = gates(tmp_path / "gates.toml", (harbour_set, {"Success@5": 1.5}), (other, {"Success@5": 0.0}))
    ended = panel_eval_here(other, "--gate", floors, "--index", harbour, "--run", tmp_path / "panel.run")
    assert ended.returncode == 0, ended.stderr
    assert "gate: other [draft].jsonl" in ended.stdout
    assert "gate: set.jsonl" not in ended.stdout
    assert (tmp_path / "panel.run").exists()


def test_a_search_that_lost_its_sense_of_meaning_falls_below_the_floors_kept_here(
    sample_index: Path, panel_eval_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Index, "by_meaning", lambda _, vectors, *rest: [{} for _ in vectors])
    broken = panel_eval_here("--gate", KEPT, "--index", sample_index, "--json")
    assert broken.returncode == 1
    (own,) = json.loads(broken.stdout)
    fallen = {one["measure"] for one in own["gate"] if not one["holds"]}
    assert {"Success@5", "nDCG@10"} <= fallen
