import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from index import Encoder
from index.database import FILE
from tests.conftest import SAMPLE, needs_ocrmypdf
from tests.corpus.papers import ALDER, BIRCH, CEDAR, DOGWOOD, ELDER, make_pdf, scan
from tests.exempt_archive import build_sealed
from tests.index.damage import flip
from tests.panel import panel, panel_here

SHIPS = ["Merry Heron", "Silver Otter", "Lady Grey"]


def test_ask_in_json_prints_one_object_and_nothing_else(sample_index: Path) -> None:
    done = panel("ask", "What was said about Op Shopkeeper?", "--index", sample_index, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == "answered"


def test_ask_in_words_is_plain_when_piped_and_writes_references(sample_index: Path, tmp_path: Path) -> None:
    quoted = ["--references", "quoted.bib"]
    done = panel_here("ask", "What was said about Op Shopkeeper?", "--index", sample_index, *quoted, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "Wrote quoted.bib.\n")
    assert "@techreport{police-crime-panel-2024-10-09-" in (tmp_path / "quoted.bib").read_text(encoding="utf-8")
    assert "604 offences" in done.stdout
    assert "meeting of 9 October 2024" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_words_that_answer_are_bold_to_a_person(sample_index: Path) -> None:
    shown = {"FORCE_COLOR": "1", "TERM": "xterm"}  # as at a terminal
    question = "How many offences were charged under Op Shopkeeper?"
    done = panel("ask", question, "--index", sample_index, env={**os.environ, **shown})
    assert "\x1b[1m604 offences\x1b[0m" in done.stdout


def test_ask_says_how_it_read_the_question(sample_index: Path) -> None:
    question = "What was said about Op Shopkeper in Q1 2024/25?"
    done = panel_here("ask", question, "--index", sample_index)
    assert done.stdout.startswith("Read as: Shopkeeper (for Shopkeper); Q1 2024/25 is 1 April to 30 June 2024.\n")
    understood = json.loads(panel_here("ask", question, "--index", sample_index, "--json").stdout)["understood"]
    assert understood["corrections"] == {"Shopkeper": "Shopkeeper"}
    assert understood["dates"] == [{"words": "Q1 2024/25", "first": "2024-04-01", "last": "2024-06-30"}]
    assert understood["wants"] == ["said"]


@pytest.mark.parametrize(
    ("only", "document", "meeting"),
    [
        (["--kind", "questions"], "pcc-responses.pdf", "2024-10-09"),
        (["--meeting", "2023-09-28"], "pack-2023-12-14.pdf", "2023-09-28"),
    ],
)
def test_ask_looks_only_into_papers_of_one_kind_or_meeting(
    sample_index: Path, only: list[str], document: str, meeting: str
) -> None:
    done = panel_here("ask", "What was said about officers?", *only, "--index", sample_index, "--json")
    found = [passage["citation"] for passage in json.loads(done.stdout)["passages"]]
    assert {(one["document"], one["meeting_date"]) for one in found} == {(document, meeting)}


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
    again = panel_here("build", "archive", "--json", cwd=tmp_path)
    summary = json.loads(again.stdout)
    assert summary["unchanged"] == ["use-of-precept-2022.pdf"]
    assert summary["failed"].keys() == {"cut.pdf", "empty.txt", "picture.png"}
    status = json.loads(panel_here("status", "--json", cwd=tmp_path).stdout)
    assert status["failed"].keys() == summary["failed"].keys()
    assert status["documents"][0]["papers"][0]["meeting_date"] == "2022-12-14"


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A folder with an archive of a paper that was scanned but for its fourth page."""
    (tmp_path / "archive").mkdir()
    pages = [[ALDER], [BIRCH], [CEDAR], [DOGWOOD], [ELDER]]
    (tmp_path / "archive" / "pack.pdf").write_bytes(scan(make_pdf(*pages), 1, 2, 3, 5))
    return tmp_path


def test_build_and_status_say_which_pages_need_ocr(scans: Path) -> None:
    built = panel_here("build", "archive", cwd=scans)
    assert built.returncode == 0
    for done in (built, panel_here("status", cwd=scans)):
        assert "needs OCR: pack.pdf, pages 1-3, 5\n" in done.stdout
        assert "build again with --ocr" in done.stdout
    for done in (panel_here("build", "archive", "--json", cwd=scans), panel_here("status", "--json", cwd=scans)):
        assert json.loads(done.stdout)["documents"][0]["needs_ocr"] == [1, 2, 3, 5]


@needs_ocrmypdf
def test_words_of_a_scan_are_found_with_their_page_once_ocr_has_read_them(scans: Path) -> None:
    wrecks = [f"The wreck of the {ship} was towed to Elmport." for ship in SHIPS]
    (scans / "archive" / "pack.pdf").write_bytes(scan(make_pdf([ALDER], [BIRCH], wrecks), 3))
    panel_here("build", "archive", cwd=scans)
    built = panel_here("build", "archive", "--ocr", cwd=scans)
    assert (built.returncode, built.stdout.split(";")[0]) == (0, "1 updated")
    assert "pack.pdf by OCR" in built.stderr
    assert "needs OCR" not in built.stdout + panel_here("status", cwd=scans).stdout
    answer = json.loads(panel_here("ask", f"Where was the wreck of the {SHIPS[1]} towed?", "--json", cwd=scans).stdout)
    assert answer["status"] == "answered"
    best = answer["quotes"][0]
    assert SHIPS[1] in best["text"]
    assert (best["citation"]["document"], best["citation"]["page"]) == ("pack.pdf", 3)


def test_ocr_without_ocrmypdf_says_what_to_install_before_anything_is_built(
    scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(scans))
    done = panel_here("build", "archive", "--ocr", cwd=scans)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "panel: --ocr needs ocrmypdf; install it: apt-get install ocrmypdf\n"
    assert not (scans / ".panel").exists()


def test_a_paper_that_is_but_a_scan_fails_with_what_to_do(scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (scans / "archive" / "pack.pdf").write_bytes(scan(make_pdf([ALDER])))
    (scans / "archive" / "note.txt").write_text(BIRCH, encoding="utf-8")
    monkeypatch.setenv("PATH", str(scans))
    without = panel_here("build", "archive", cwd=scans)
    assert (
        "failed pack.pdf: it has no text, only pictures of pages; "
        "build again with --ocr when ocrmypdf is installed (apt-get install ocrmypdf).\n"
    ) in without.stdout


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
        (["ask", "What was said?", "--kind", "pack"], "pack is not a kind of paper; give one of: agenda, minutes,"),
        (["ask", "What was said?", "--meeting", "October"], "October is not a date"),
        (
            ["ask", "What was said?", "--references", "refs.txt"],
            "refs.txt is no file of references; end its name in .bib",
        ),
        (["export", "all.jsonl"], "There is no index in .panel"),
        (["export", "note.jsonl"], "note.jsonl is there already; name another file"),
        (["ask", "What was said?", "--writer", "nowhere"], "nowhere is no address of a language model"),
        (["status"], "There is no index in .panel"),
        (["feedback"], "There is no index in .panel"),
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
    (tmp_path / "note.jsonl").touch()
    (tmp_path / "bad" / "note.pdf").write_text("no pdf", encoding="utf-8")
    # Importing Gradio changes the process.
    done = (panel if arguments == ["serve"] else panel_here)(*arguments, cwd=tmp_path)
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
        done = panel_here("ask", "fly-tipping", "--index", folder)
        assert done.returncode == 2
        assert telling in done.stderr
        assert str(folder) in done.stderr


def test_status_checks_the_index_of_all_papers_too(tmp_path: Path, encoder: Encoder) -> None:
    folder = build_sealed(tmp_path, encoder)
    done = panel_here("status", "--check", "--index", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ok     exempt, archive: " in done.stdout
    flip(FILE, 0.5, 9_000)(folder / "exempt")
    for asked in (folder, folder / "exempt"):
        done = panel_here("status", "--check", "--index", asked)
        assert done.returncode == 1
        assert [line.split(":")[0] for line in done.stdout.splitlines() if line.startswith("WRONG")] == [
            "WRONG  exempt, index.sqlite" if asked is folder else "WRONG  index.sqlite"
        ]
        assert done.stderr.endswith(f"mend it: panel build ARCHIVE --index {folder} --repair\n")


def test_status_checks_an_index_and_build_mends_it(sample_index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sample_index, folder)
    done = panel_here("status", "--check", "--index", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(line.startswith("ok") for line in done.stdout.splitlines())
    assert "archive: 5 papers, all read" in done.stdout
    (file,) = folder.glob("*.faiss")
    file.write_bytes(b"no FAISS file")
    done = panel_here("status", "--check", "--json", "--index", folder)
    assert (done.returncode, json.loads(done.stdout)["sound"]) == (1, False)
    command = f"panel build ARCHIVE --index {folder} --repair"
    assert done.stderr == f"panel: The index in {folder} is not sound; mend it: {command}\n"
    assert "Made again: search by meaning." in panel_here("build", SAMPLE, "--index", folder, "--repair").stderr
    assert panel_here("status", "--check", "--index", folder).returncode == 0
    content = bytearray((folder / FILE).read_bytes())
    content[:16] = bytes(16)
    (folder / FILE).write_bytes(content)
    for asked in (["ask", "Who was asked?"], ["status"], ["build", str(SAMPLE)], ["feedback"], ["export", "all.jsonl"]):
        done = panel_here(*asked, "--index", folder, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(f"is damaged (file is not a database); mend it: {command}\n")
        assert done.stderr.count("\n") == 1
    assert panel_here("status", "--check", "--index", folder).returncode == 1


def test_export_writes_all_passages_and_says_how_many(sample_index: Path, tmp_path: Path) -> None:
    done = panel_here("export", "all.jsonl", "--index", sample_index, cwd=tmp_path)
    number = len((tmp_path / "all.jsonl").read_text(encoding="utf-8").split("\n")) - 1
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Wrote all.jsonl: {number} passages of 17 papers in 5 files.\n"


def test_status_shows_the_glossary(sample_index: Path) -> None:
    done = panel_here("status", "--glossary", "--index", sample_index)
    assert done.returncode == 0
    assert "Single Online Home" in done.stdout
    listed = json.loads(panel_here("status", "--glossary", "--json", "--index", sample_index).stdout)
    assert {"short": "SOH", "long": "Single Online Home"}.items() <= next(
        one for one in listed if one["short"] == "SOH"
    ).items()
