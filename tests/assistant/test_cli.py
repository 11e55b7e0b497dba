import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from index.store import FILE
from tests.conftest import SAMPLE

PANEL = Path(sys.executable).parent / "panel"


def panel(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PANEL, *arguments], capture_output=True, text=True, timeout=120, cwd=cwd)


def test_ask_in_json_prints_one_object_and_nothing_else(sample_index: Path) -> None:
    done = panel("ask", "What was said about Op Shopkeeper?", "--index", sample_index, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == "answered"


def test_ask_in_words_is_plain_when_piped(sample_index: Path) -> None:
    done = panel("ask", "What was said about Op Shopkeeper?", "--index", sample_index)
    assert done.returncode == 0
    assert "604 offences" in done.stdout
    assert "meeting of 9 October 2024" in done.stdout
    assert "\x1b" not in done.stdout


def test_build_lists_each_bad_paper_with_its_reason_and_reads_the_rest(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    shutil.copy(SAMPLE / "use-of-precept-2022.pdf", archive)
    (archive / "cut.pdf").write_bytes((SAMPLE / "pcc-responses.pdf").read_bytes()[:2000])
    (archive / "empty.txt").write_bytes(b"")
    (archive / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = panel("build", "archive", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("1 read, 3 failed;")
    for name in ("cut.pdf", "empty.txt", "picture.png"):
        assert f"failed {name}: " in done.stdout
    again = panel("build", "archive", "--json", cwd=tmp_path)
    summary = json.loads(again.stdout)
    assert summary["unchanged"] == ["use-of-precept-2022.pdf"]
    assert summary["failed"].keys() == {"cut.pdf", "empty.txt", "picture.png"}
    status = json.loads(panel("status", "--json", cwd=tmp_path).stdout)
    assert status["failed"].keys() == summary["failed"].keys()
    assert status["documents"][0]["papers"][0]["meeting_date"] == "2022-12-14"


@pytest.mark.parametrize(
    ("arguments", "telling"),
    [
        (["build", "nowhere"], "nowhere"),
        (["build", "empty"], "empty"),
        (["build", "bad"], "No paper"),
        (["ask", "   "], "question is empty"),
        (["ask", "x" * 50_000], "50,000 characters"),
        (["ask", "What was said?"], "There is no index in .panel"),
        (["ask", "What was said?", "--since", "yesterday"], "yesterday is not a date"),
        (["status"], "There is no index in .panel"),
        (["eval", "nowhere.jsonl"], "nowhere.jsonl"),
        (["serve"], "There is no index in .panel"),
        (["fly"], "No such command"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_exit_code_2(
    tmp_path: Path, arguments: list[str], telling: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "note.pdf").write_text("no pdf", encoding="utf-8")
    done = panel(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert telling in done.stderr
    assert "Traceback" not in done.stderr


def test_an_index_of_other_weights_or_layout_is_refused_by_name(sample_index: Path, tmp_path: Path) -> None:
    changes = {
        "UPDATE meta SET value = 'f00' WHERE key = 'weights'": "other weights",
        "PRAGMA user_version = 99": "layout 99",
    }
    for number, (change, telling) in enumerate(changes.items()):
        folder = tmp_path / str(number)
        shutil.copytree(sample_index, folder)
        with sqlite3.connect(folder / FILE) as db:
            db.execute(change)
        done = panel("ask", "fly-tipping", "--index", folder)
        assert done.returncode == 2
        assert telling in done.stderr
        assert str(folder) in done.stderr
