import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from eval.measures import MEASURES
from eval.questions import load_questions, relevant_passages
from index import Index
from tests.eval.conftest import SAMPLE_SET, Evaluated, Run, evaluate_all, gates
from tests.panel import panel

RANKING = {*map(str, MEASURES), "first 150 words", "first 300 words", "first 600 words"}
ANSWERS = {"quotes verbatim", "facts quoted", "facts in first quote", "citation right"}
ANSWERS |= {"AUROC", "calibration error", "not-found precision", "not-found recall", "false answers", "refused"}


def rows(printed: str) -> dict[str, list[str]]:
    """The cells beside each first cell of the tables printed."""
    found: dict[str, list[str]] = {}
    for line in printed.splitlines():
        first, *cells = re.split(r"\s{2,}", line.strip())
        found.setdefault(first, cells)
    return found


# The figures


def test_scores_are_given_for_all_questions_each_split_and_each_type(evaluated: Evaluated) -> None:
    questions, scores = load_questions(SAMPLE_SET), evaluated.printed["scores"]
    assert set(scores) == {"all", "dev", "test"} | {q.type for q in questions if q.evidence}
    assert scores["all"]["questions"] == len(questions)
    assert scores["all"]["unanswerable"] == sum(not q.evidence for q in questions)
    assert scores["dev"]["questions"] + scores["test"]["questions"] == len(questions)


def test_every_score_is_a_share_within_its_interval(evaluated: Evaluated) -> None:
    for name, group in evaluated.printed["scores"].items():
        scores = {measure: score for measure, score in group.items() if measure not in ("questions", "unanswerable")}
        assert set(scores) == (RANKING | ANSWERS if name in ("all", "dev", "test") else RANKING)
        for score in scores.values():
            assert set(score) == {"value", "low", "high"}
            assert 0 <= score["low"] <= score["high"] <= 1
            assert 0 <= score["value"] <= 1


def test_most_sample_questions_are_answered_among_the_first_five_in_the_records_words(evaluated: Evaluated) -> None:
    assert evaluated.printed["scores"]["all"]["Success@5"]["value"] > 0.5
    assert evaluated.printed["scores"]["all"]["quotes verbatim"]["value"] == 1


def test_what_came_of_each_question_adds_up_to_the_scores(evaluated: Evaluated) -> None:
    outcomes, scores = evaluated.printed["questions"], evaluated.printed["scores"]["all"]
    assert [one["id"] for one in outcomes] == [one.id for one in load_questions(SAMPLE_SET)]
    told = [one for one in outcomes if one["facts_quoted"] is not None]
    assert scores["facts quoted"]["value"] == pytest.approx(sum(one["facts_quoted"] for one in told) / len(told))
    answerable = [one for one in outcomes if one["type"] != "unanswerable"]
    first = [one for one in answerable if one["rank"] == 1]
    assert scores["Success@1"]["value"] == pytest.approx(len(first) / len(answerable))
    refused = [one for one in answerable if one["status"] == "not_found"]
    assert scores["refused"]["value"] == pytest.approx(len(refused) / len(answerable))


def test_one_split_is_asked_alone_and_shown_as_a_table(
    evaluated: Evaluated, sample_index: Path, panel_eval_here: Run
) -> None:
    ended = panel_eval_here(SAMPLE_SET, "--index", sample_index, "--split", "test")
    assert ended.returncode == 0, ended.stderr
    shown, own = rows(ended.stdout), evaluated.printed["scores"]["test"]
    assert shown["test"] == []
    assert shown["questions"] == [str(own["questions"])]
    for measure in RANKING | ANSWERS:
        assert shown[measure] == ["{value:.2f} [{low:.2f}, {high:.2f}]".format(**own[measure])]
    types = {one.type for one in load_questions(SAMPLE_SET) if one.type and one.evidence and one.split == "test"}
    assert types <= set(shown)


def test_other_systems_are_compared_on_the_same_questions(compared: Evaluated) -> None:
    groups = compared.printed["comparison"]
    assert set(groups) == set(compared.printed["scores"]) == {"all", "dev", "test", "number", "who"}
    passages, chunks = {"passages by words", "passages by meaning", "passages by both"}, {"tutorial chunks"}
    scores = groups["all"]
    assert set(scores) == {"panel"} | passages | chunks | {"hybrid chunks"}
    same = {"Success@1", "Success@5", "RR@10", "first 150 words"}
    assert set(scores["panel"]) == same | {"nDCG@10"}
    assert set(scores["passages by words"]) == same | {"nDCG@10", "p, Success@1", "p, nDCG@10"}
    assert set(scores["tutorial chunks"]) == set(scores["hybrid chunks"]) == same | {"p, Success@1"}
    for name, own in scores.items():
        assert own["RR@10"]["value"] > 0, name
    for group in ("all", "number"):
        for measure in same:
            assert groups[group]["panel"][measure] == compared.printed["scores"][group][measure]


# Files


def columns(path: Path) -> list[list[str]]:
    return [line.split(" ") for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_run_file_has_every_question_and_what_was_found_from_rank_one_with_falling_scores(
    evaluated: Evaluated, sample_index: Path
) -> None:
    run = columns(evaluated.folder / "panel.run")
    passages = {passage.id for passage in Index(sample_index).passages().values()}
    assert {(len(line), line[1], line[5]) for line in run} == {(6, "Q0", "panel")}
    assert list(dict.fromkeys(line[0] for line in run)) == [question.id for question in load_questions(SAMPLE_SET)]
    assert {line[2] for line in run} <= passages
    ranked: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for question, _, _, rank, score, _ in run:
        ranked[question].append((int(rank), float(score)))
    for found in ranked.values():
        scores = [score for _, score in found]
        assert [rank for rank, _ in found] == list(range(1, len(found) + 1))
        assert scores == sorted(set(scores), reverse=True)


def test_the_files_name_passages_of_papers_with_spaces_as_answers_do(compared: Evaluated, harbour: Path) -> None:
    passages = {passage.id for passage in Index(harbour).passages().values()}
    run, qrels = columns(compared.folder / "panel.run"), columns(compared.folder / "panel.qrels")
    assert {line[2] for line in run} <= passages
    assert {line[2].split("#")[0] for line in run} == {name.split("#")[0] for name in passages}
    assert {line[2] for line in qrels} < passages


def test_the_qrels_file_has_every_right_passage_of_every_question_with_an_answer(
    evaluated: Evaluated, sample_index: Path
) -> None:
    passages = list(Index(sample_index).passages().values())
    right = [(one.id, key) for one in load_questions(SAMPLE_SET) for key in sorted(relevant_passages(one, passages))]
    assert columns(evaluated.folder / "panel.qrels") == [[question, "0", key, "1"] for question, key in right]


@pytest.mark.parametrize("run", ["evaluated", "compared"])  # the second names papers with spaces
def test_the_ir_measures_tool_finds_the_same_in_the_files(run: str, request: pytest.FixtureRequest) -> None:
    own: Evaluated = request.getfixturevalue(run)
    names = [str(measure) for measure in MEASURES]
    told = subprocess.run(
        [Path(sys.executable).parent / "ir_measures", "-p", "12", "panel.qrels", "panel.run", *names],
        cwd=own.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(line.split("\t") for line in told.stdout.splitlines())
    assert len(found) == len(names) == 8
    for name in names:
        assert float(found[name]) == pytest.approx(own.printed["scores"]["all"][name]["value"], abs=1e-9), name


def test_a_second_run_is_the_same_but_for_its_timings(evaluated: Evaluated, sample_index: Path, tmp_path: Path) -> None:
    again = evaluate_all(panel, tmp_path, SAMPLE_SET, sample_index)  # in another process
    assert again.printed | {"timings": None} == evaluated.printed | {"timings": None}
    assert again.printed["timings"].keys() == evaluated.printed["timings"].keys()
    for name in ("panel.run", "panel.qrels"):
        assert (tmp_path / name).read_bytes() == (evaluated.folder / name).read_bytes()
    ours, theirs = (
        (folder / "report.html").read_text(encoding="utf-8").split('<h2 id="timings">')
        for folder in (tmp_path, evaluated.folder)
    )
    assert len(ours) == 2
    assert ours[0] == theirs[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["panel.qrels", "panel.run", "report.html"]


# What cannot be done


QUESTION = '{"id": "n-1", "question": "Who?", "type": "unanswerable", "split": "dev"}'
GATE = '[[gate]]\nquestions = "set.jsonl"\nfloors = { "Success@1" = 0.5 }\n'


@pytest.mark.parametrize(
    ("questions", "gate", "arguments", "said"),
    [
        (QUESTION, GATE, ["lost.jsonl", "--json"], "The question set lost.jsonl cannot be read"),
        ('{"id": 1', GATE, ["set.jsonl"], "set.jsonl, line 1: not JSON"),
        (QUESTION, GATE, ["set.jsonl", "--split", "test"], "The question set set.jsonl holds no question of the split"),
        (QUESTION, GATE, ["set.jsonl"], "There is no index in nowhere; make one with: panel build"),
        (QUESTION, GATE, [], "Name a question set, or with --gate a file that does."),
        (QUESTION, GATE, ["set.jsonl", "--report", "no/r.html"], "There is no folder no to write r.html into."),
        (QUESTION, GATE, ["--gate", "g.toml", "--split", "dev"], "The gates in g.toml name their splits themselves"),
        (QUESTION, GATE, ["other.jsonl", "--gate", "g.toml"], "The gates g.toml have none for other.jsonl."),
        (QUESTION, GATE, ["--gate", "lost.toml"], "The gates lost.toml cannot be read: No such file or directory."),
        (QUESTION, "[[gate", ["--gate", "g.toml"], "The gates g.toml are not TOML: "),
        (QUESTION, "", ["--gate", "g.toml"], "The gates g.toml hold none; write one as [[gate]]"),
        (QUESTION, f"{GATE}floor = 1", ["--gate", "g.toml"], "The gates g.toml: floor: Extra inputs"),
        (QUESTION, GATE.replace("set", "lost"), ["--gate", "g.toml"], "The question set lost.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(
    questions: str,
    gate: str,
    arguments: list[str],
    said: str,
    tmp_path: Path,
    panel_eval_here: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("set.jsonl").write_text(questions)
    Path("g.toml").write_text(gate)
    ended = panel_eval_here(*arguments, "--index", "nowhere")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"panel: {said}")
    assert len(ended.stderr.splitlines()) == 1


def test_gates_of_other_archives_only_are_one_sentence_and_exit_code_2(
    harbour: Path, tmp_path: Path, panel_eval_here: Run
) -> None:
    floors = gates(tmp_path / "gates.toml", (SAMPLE_SET, {"Success@1": 0.0}))
    ended = panel_eval_here("--gate", floors, "--index", harbour)
    assert ended.returncode == 2
    note, said = ended.stderr.splitlines()
    assert note.startswith("Left out: sample.jsonl")
    assert said == f"panel: No gate in {floors} is for the papers in {harbour}; build the archive of one."


def test_a_file_for_one_question_set_is_not_written_over_by_the_next(
    harbour: Path, harbour_set: Path, tmp_path: Path, panel_eval_here: Run
) -> None:
    floors = gates(tmp_path / "gates.toml", (harbour_set, {"Success@1": 0.0}), (harbour_set, {"Success@5": 0.0}))
    ended = panel_eval_here("--gate", floors, "--index", harbour, "--run", tmp_path / "panel.run")
    assert ended.returncode == 2
    assert ended.stderr == "panel: panel.run can hold one question set, and this asks 2: name one.\n"
    assert not (tmp_path / "panel.run").exists()


def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(
    harbour: Path, harbour_set: Path, tmp_path: Path, panel_eval_here: Run
) -> None:
    (tmp_path / "taken").mkdir()
    ended = panel_eval_here(harbour_set, "--index", harbour, "--run", tmp_path / "taken")
    assert ended.returncode == 2
    assert ended.stderr == f"panel: {tmp_path / 'taken'} cannot be written: Is a directory.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("options", [["--report", "set.jsonl"], ["--run", "one", "--qrels", "one"]])
def test_nothing_that_is_read_or_was_just_written_is_written_over(
    harbour: Path, harbour_set: Path, panel_eval_here: Run, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(harbour_set.parent)
    before = harbour_set.read_bytes()
    ended = panel_eval_here("set.jsonl", "--index", harbour, *options)
    assert ended.returncode == 2
    assert ended.stderr == "panel: --report, --run and --qrels need a file each, and not one that is read.\n"
    assert harbour_set.read_bytes() == before
