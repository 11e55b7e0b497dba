import csv
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pyarrow.parquet import read_table
from typer.testing import CliRunner

from assistant import Answer, Assistant
from assistant.asked import Asked
from assistant.assistant import BLOCK
from assistant.batch import BatchError, Form, Summary, ask_all, journal_of
from assistant.cli import app
from assistant.journal import JournalError
from corpus import PanelError
from index import Index, StoreError
from tests.assistant.citations import quote
from tests.panel import PANEL

SUBJECTS = ["Op Shopkeeper", "fly-tipping", "the precept", "Operation Nightingale", "burglary", "101 calls", "drugs"]


def quiet(done: int, total: int, rate: float) -> None:
    """Progress that nobody watches."""


def never(done: int, total: int, rate: float) -> None:
    raise AssertionError("nothing was left to ask")


def table(folder: Path, *rows: dict[str, Any], name: str = "questions.csv") -> Path:
    """A CSV file of rows."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Questions for eight blocks and a bit of a ninth, bad rows among them."""
    rows = [
        {"id": f"q{n}", "question": f"What was said about {SUBJECTS[n % 7]} in {2018 + n % 11}?", "since": ""}
        for n in range(8 * BLOCK + 4)
    ]
    rows[5]["since"] = "soon"
    rows[BLOCK]["question"] = ""
    return table(tmp_path, *rows)


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_killed_and_stopped_runs_go_on_to_the_same_file_as_one_that_was_left_alone(
    many: Path, sample_index: Path, tmp_path: Path
) -> None:
    once, out = tmp_path / "once.csv", tmp_path / "out.csv"
    kept = journal_of(out)
    ask_all(many, once, sample_index, long=False, top=10, progress=quiet)

    def run_until(blocks: int) -> subprocess.Popen[str]:
        command: list[str | Path] = [PANEL, "batch", many, "--out", out, "--index", sample_index]
        running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        while not kept.exists() or kept.read_bytes().count(b"\n") <= blocks * BLOCK:
            assert running.poll() is None, running.communicate()
            time.sleep(0.01)
        return running

    running = run_until(1)
    with pytest.raises(JournalError, match="another run"):
        ask_all(many, out, sample_index, long=False, top=10, progress=never)
    running.send_signal(signal.SIGINT)
    told = running.communicate(timeout=60)[1]
    assert running.returncode == 130
    assert f"panel: stopped; the answers so far are kept in {kept}, and the same command goes on" in told
    before = kept.read_bytes()

    running = run_until(2)
    running.kill()
    running.communicate()
    assert kept.read_bytes().startswith(before), "no row is asked again"
    assert not out.exists()

    steps: list[int] = []
    ask_all(many, out, sample_index, long=False, top=10, progress=lambda done, total, rate: steps.append(done))
    assert not steps or steps[0] >= 2 * BLOCK
    assert out.read_bytes() == once.read_bytes()
    assert [row["id"] for row in read_csv(out)] == [row["id"] for row in read_csv(many)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["once.csv", "out.csv", "questions.csv"]


def test_a_run_that_was_killed_when_all_was_answered_only_ends_what_was_begun(
    sample_index: Path, tmp_path: Path
) -> None:
    path, out = table(tmp_path, {"id": 1, "question": "fly-tipping"}, {"id": 2, "question": ""}), tmp_path / "o.xlsx"
    kept = journal_of(out)

    def keep(done: int, total: int, rate: float) -> None:
        if done == total:
            shutil.copy(kept, tmp_path / "all")

    done = ask_all(path, out, sample_index, long=True, top=10, progress=keep)
    assert (done.answered, done.not_found, done.errors, done.asked) == (1, 0, 1, 2)
    whole = out.read_bytes()
    again = Summary(1, 0, 1, 0, 0.0)
    for there in (False, True):  # killed before the file had its name, and before the journal was taken away
        shutil.copy(tmp_path / "all", kept)
        if not there:
            out.unlink()
        assert ask_all(path, out, sample_index, long=True, top=10, progress=never) == again
        assert (out.read_bytes(), kept.exists()) == (whole, False)

    shutil.copy(tmp_path / "all", kept)
    out.write_bytes(b"somebody's own")
    with pytest.raises(BatchError, match=r"o\.xlsx is there already; move it away"):
        ask_all(path, out, sample_index, long=True, top=10, progress=never)
    assert (out.read_bytes(), kept.exists()) == (b"somebody's own", True)
    out.unlink()

    changed = tmp_path / "index"
    shutil.copytree(sample_index, changed)
    Index(changed).set_meta(note="a change")
    other = table(tmp_path, {"id": 1, "question": "fly-tipping"}, {"id": 2, "question": "bins"}, name="other.csv")
    for questions, index, top, telling in (
        (other, sample_index, 10, "another question file"),
        (path, changed, 10, "another state of the index"),
        (path, sample_index, 5, "another --top"),
    ):
        with pytest.raises(JournalError, match=f"was begun with {telling}; move it away"):
            ask_all(questions, out, index, long=True, top=top, progress=never)
        assert kept.read_bytes() == (tmp_path / "all").read_bytes()


def test_bad_rows_have_an_error_and_the_others_are_answered(
    sample_index: Path, sample_assistant: Assistant, tmp_path: Path
) -> None:
    shop = "What was said about Op Shopkeeper?"
    lines = [
        {"question": shop, "Id": "a", "colour": "red", "n": [1]},
        ["no object"],
        {"question": "fly-tipping", "since": "2023-12-01", "until": "2023-12-31"},
        {"question": "x" * 2001},
        {"question": "fly-tipping", "body": "Northshire"},
        {"question": "fly-tipping", "kind": "leaflet"},
        {"question": "bird song recipes"},
    ]
    path, out = tmp_path / "questions.jsonl", tmp_path / "out.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    done = CliRunner().invoke(app, ["batch", str(path), "--out", str(out), "--index", str(sample_index), "--top", "2"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "2 answered, 1 not found, 4 errors; " in done.stderr
    assert "; 7 questions asked in 0:00:" in done.stderr
    assert f"Wrote {out}." in done.stderr
    rows = read_lines(out)
    assert [(row["error"] or "")[:30] for row in rows] == [
        *("", "The line is no object of JSON;", "", "The question has 2,001 charact"),
        *("No passage fits the filters. T", "leaflet is not a kind of paper", ""),
    ]
    expected = sample_assistant.ask(shop, top=2).to_dict()
    assert rows[0] == {**expected, "id": "a", "input": {"colour": "red", "n": [1]}, "timing_ms": {}, "error": None}
    assert list(rows[0])[:3] == ["id", "input", "question"]
    assert rows[1] == {"id": None, "input": {}, "question": None, "error": rows[1]["error"]}
    assert rows[2]["input"] == {"since": "2023-12-01", "until": "2023-12-31"}
    assert {passage["citation"]["meeting_date"] for passage in rows[2]["passages"]} == {"2023-12-14"}
    assert [row.get("status") for row in rows] == ["answered", None, "answered", None, None, None, "not_found"]


# What is written


@pytest.fixture(scope="module")
def asked_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a question that is answered, one that is not, and one that is none."""
    book = Workbook()
    for row in (
        ["n", "body", "question"],
        [1, "Police", "What is Op Shopkeeper?"],
        [2, None, "bird song"],
        [3, None, " "],
    ):
        book.worksheets[0].append(row)
    path = tmp_path_factory.mktemp("asked") / "questions.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("long", [False, True])
def test_all_kinds_of_file_hold_the_same(asked_file: Path, sample_index: Path, tmp_path: Path, long: bool) -> None:
    def written(ending: str) -> Path:
        out = tmp_path / f"out{ending}"
        ask_all(asked_file, out, sample_index, long, top=10, progress=quiet)
        return out

    parquet = read_table(written(".parquet")).to_pylist()
    assert [row["n"] for row in parquet if row.get("rank", 1) in (1, None)] == [1, 2, 3]
    assert [bool(row["error"]) for row in parquet[-2:]] == [False, True]
    assert isinstance(parquet[0]["confidence"], float)
    head, *cells = load_workbook(written(".xlsx")).worksheets[0].iter_rows(values_only=True)
    assert list(head) == list(parquet[0])
    unescaped = [[cell.replace("_x000D_", "\r") if isinstance(cell, str) else cell for cell in row] for row in cells]
    assert unescaped == [list(row.values()) for row in parquet]
    found = read_csv(written(".csv"))
    assert [*found[0]] == list(parquet[0])
    assert found == [{name: "" if v is None else str(v) for name, v in row.items()} for row in parquet]
    if long:
        lines = read_lines(written(".jsonl"))
        assert isinstance(lines[0]["headings"], list)
        flat = [
            {name: json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v for name, v in row.items()}
            | {"headings": " > ".join(row["headings"] or []) or None}
            for row in lines
        ]
        assert flat == parquet


def test_more_than_a_cell_of_excel_holds_is_an_error_of_its_row() -> None:
    found = Answer(
        question="Why?", status="answered", confidence=0.5, quotes=[quote("x" * 40_000)], passages=[], timing_ms={}
    )
    asked = Asked(1, "Why?", {})
    columns = dict.fromkeys(["id", "question", "status", "error", "quote_1"], str)
    (row,) = Form(".xlsx", False, columns).entry(asked, found)
    assert (row["status"], row["quote_1"]) == ("error", None)
    assert row["error"].startswith("“quote_1” is longer than a cell of Excel holds")
    (row,) = Form(".csv", False, columns).entry(asked, found)
    assert (row["error"], len(row["quote_1"])) == (None, 40_000)


# What is wrong is said before anything is asked


@pytest.mark.parametrize(
    ("content", "options", "telling"),
    [
        ("frage,nr\nWhy?,1\n", "--out o.csv", r"q\.csv has no column “question”; its columns are: frage, nr\."),
        ("", "--out o.csv", r"q\.csv has no column “question”; it has no columns at all\."),
        ("question\n\n", "--out o.csv", r"q\.csv holds no question"),
        ("question,Question \nWhy?,What?\n", "--out o.csv", "two columns named “question”"),
        ("question,status\nWhy?,x\n", "--out o.csv", "The column “status” of .* has the name of a column of the answ"),
        ("question,Quote_1\nWhy?,x\n", "--out o.xlsx", "“Quote_1”"),
        ("question,title\nWhy?,x\n", "--out o.jsonl --long", "“title”"),
        ("question,asked_body\nWhy?,x\n", "--out o.csv --long", "“asked_body”"),
        (
            f"question,notes\nWhy?,{'x' * 33_000}\n",
            "--out o.xlsx",
            r"Row 1 of .* does not go into .*: “notes” is longer",
        ),
        ("question\n" + "Why?\n" * 210_000, "--out o.xlsx --long", "only 1,048,576 rows"),
        ("question\nWhy?\n", "--out o.pdf", r"o\.pdf does not end with \.csv, \.jsonl, \.xlsx or \.parquet"),
        ("question\nWhy?\n", "--out q.csv", r"q\.csv is there already; move it away"),
        ("question\nWhy?\n", "--out nowhere/o.csv", r"o\.csv\.partial cannot be written: No such file"),
        (None, "--out o.csv", r"q\.csv cannot be read: No such file"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_written(
    content: str | None, options: str, telling: str, sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("q.csv").write_text(content, encoding="utf-8")
    done = CliRunner().invoke(app, ["batch", "q.csv", *options.split(), "--index", str(sample_index)])
    assert isinstance(done.exception, PanelError)
    assert len(list(tmp_path.iterdir())) == (content is not None)
    with pytest.raises(PanelError, match=telling):
        raise done.exception


def test_columns_of_any_name_go_into_the_input_of_json(sample_index: Path, tmp_path: Path) -> None:
    path = table(tmp_path, {"question": "??", "status": "mine", "title": "mine too"})
    ask_all(path, tmp_path / "o.jsonl", sample_index, long=False, top=10, progress=quiet)
    assert read_lines(tmp_path / "o.jsonl")[0]["input"] == {"status": "mine", "title": "mine too"}


def test_an_index_that_is_not_there_is_exit_code_2(tmp_path: Path) -> None:
    path = table(tmp_path, {"question": "Why?"})
    done = subprocess.run([PANEL, "batch", path, "--out", "o.csv"], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("panel: There is no index in .panel; ")
    with pytest.raises(StoreError):
        ask_all(path, tmp_path / "o.csv", tmp_path / "nowhere", long=False, top=10, progress=never)
