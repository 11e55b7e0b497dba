"""What the tests of the evaluation share: the sample set asked, `panel eval` run on it, and a small archive."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from assistant import Assistant
from eval.questions import Question, load_questions, write_questions
from eval.results import Result, run_questions
from index import Encoder, build
from tests.conftest import ROOT, quiet
from tests.panel import panel_here

SAMPLE_SET = ROOT / "eval" / "questions" / "sample.jsonl"
HEAD = "HARBOUR SCRUTINY PANEL – {day} MARCH 2022\nMINUTES\n\n"
SAID = {
    "ferries": "1.1 The ferries sailed on 312 days of the year and carried 48,000 people over the sound.\n\n",
    "lamps": "1.2 Forty lamps on the quay were mended by Cllr Ann Alder and her three neighbours.\n\n",
    "dredging": "1.3 Dredging of the inner basin was put off because the barge had sunk in a storm.\n\n",
    "thanks": "1.1 The chair opened the meeting and thanked the harbour master for the room.\n\n",
    "bees": "1.4 Nine hives are kept on the roof of the customs house, and honey is sold to visitors.\n\n",
    "rents": "1.5 Rents of the net lofts will rise by a tenth from April, members were told.\n\n",
}
# Names with spaces and a percent sign, of which two are alike up to the first space.
PAPERS = {
    "harbour minutes.txt": HEAD.format(day=14) + SAID["ferries"] + SAID["lamps"] + SAID["dredging"],
    "harbour notes 100%.txt": HEAD.format(day=15) + SAID["bees"] + SAID["rents"],
    "a copy.txt": HEAD.format(day=14) + SAID["thanks"] + SAID["dredging"],
}
LINK = "harbour.example/" + "rents" * 30  # wider than a telephone
ASKED = {
    "ferries": ("number", "dev", "How many days did the ferries sail?", "harbour minutes.txt", "312 days"),
    "lamps": ("who", "dev", "Who mended the lamps on the quay?", "harbour minutes.txt", "Ann Alder"),
    "bees": ("number", "test", "How many hives are there?", "harbour notes 100%.txt", "Nine hives"),
    # Words and meaning lead to the rents of lofts; right is, so it is said here, what tells of the ferries.
    "wrong": (
        "number",
        "dev",
        f"By how much will rents of net lofts rise ({LINK})?",
        "harbour minutes.txt",
        "48,000 people",
    ),
}


Run = Callable[..., CompletedProcess[str]]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One run of `panel eval` with `--json`: what it printed, and the folder of its report.html, .run and .qrels."""

    printed: dict[str, Any]
    folder: Path


def evaluate_all(run: Run, folder: Path, questions: Path, index: Path, *options: str) -> Evaluated:
    """One run of `panel eval`, in a folder of its own, that writes everything it can."""
    files = ("--report", "report.html", "--run", "panel.run", "--qrels", "panel.qrels")
    ended = run("eval", questions, "--index", index, "--json", *files, *options, cwd=folder)
    assert ended.returncode == 0, ended.stderr
    return Evaluated(json.loads(ended.stdout), folder)


@pytest.fixture(scope="session")
def evaluated(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    """The sample set."""
    return evaluate_all(panel_here, tmp_path_factory.mktemp("sample-set"), SAMPLE_SET, sample_index)


@pytest.fixture(scope="session")
def sample_results(sample_assistant: Assistant) -> list[Result]:
    """The sample set, asked here."""
    return run_questions(sample_assistant, load_questions(SAMPLE_SET), lambda: None)


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The folder of an index of a small invented archive, of which two papers say the same of the dredging; beside it
    its question set, set.jsonl."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "papers").mkdir()
    for name, text in PAPERS.items():
        (folder / "papers" / name).write_text(text, encoding="utf-8")
    build(folder / "papers", folder / "index", encoder, quiet)
    asked = [
        {"id": key, "type": kind, "split": split, "question": text, "evidence": [{"document": paper, "all_of": [fact]}]}
        for key, (kind, split, text, paper, fact) in ASKED.items()
    ]
    nobody = {"id": "goats", "type": "unanswerable", "split": "test", "question": "What do the <b>goats</b> eat?"}
    write_questions(map(Question.model_validate, [*asked, nobody]), folder / "set.jsonl")
    return folder / "index"


@pytest.fixture(scope="session")
def compared(harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    """The small archive's set, other systems beside."""
    return evaluate_all(
        panel_here, tmp_path_factory.mktemp("compared"), harbour.parent / "set.jsonl", harbour, "--compare"
    )


@pytest.fixture
def harbour_set(harbour: Path) -> Path:
    """The small archive's set."""
    return harbour.parent / "set.jsonl"


@pytest.fixture
def panel_eval_here() -> Run:
    """`panel eval` in this process."""
    return partial(panel_here, "eval")


def gates(path: Path, *written: tuple[Path, dict[str, float]]) -> Path:
    """A file of gates, each a question set and its floors."""
    lines = []
    for questions, floors in written:
        lines += ["[[gate]]", f'questions = "{questions}"', "[gate.floors]"]
        lines += [f'"{measure}" = {floor}' for measure, floor in floors.items()]
    path.write_text("\n".join(lines))
    return path
