"""Papers that are exempt, and what is left of them in the index of the open papers: nothing."""

import json
import sqlite3
from pathlib import Path

import pytest

from index import ArchiveError, Encoder, Index, StoreError, build, build_all, folder_of_all, holds_exempt
from index.database import FILE
from tests.conftest import needs_ocrmypdf, quiet
from tests.corpus.papers import scan
from tests.index.damage import Damage, flip
from tests.index.noting import Noting
from tests.index.papers import FERRIES, HARBOUR, NORTHSHIRE, NOTES, pdf, write_archive

SEALED = {
    "exempt/quayside.txt": """NORTHSHIRE POLICE AND CRIME PANEL – 14 DECEMBER 2023

QUAYSIDE SETTLEMENT

1.1 The panel agreed to pay the Zephyrine company forty thousand pounds, so that the matter would go no further.
"""
}
QUAYSIDE = next(iter(SEALED))
WORD = b"zephyrin"  # as it is stemmed


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "archive")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def build_both(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    build_all(archive, folder, encoder, quiet)


def mark(archive: Path, *papers: str) -> None:
    (archive / "metadata.json").write_text(json.dumps({paper: {"exempt": True} for paper in papers}))


def files_with(word: bytes, folder: Path) -> list[str]:
    """The files in an index's folder that hold a word, but for those of the index of all papers."""
    own = (path for path in folder.rglob("*") if path.is_file() and folder_of_all(folder) not in path.parents)
    return [path.name for path in own if word in path.read_bytes().lower()]


def test_without_exempt_papers_there_is_one_index(archive: Path, folder: Path, encoder: Encoder) -> None:
    build(archive, folder, encoder, quiet)
    assert build_all(archive, folder, encoder, quiet) is None
    assert not folder_of_all(folder).exists()


def test_exempt_papers_are_in_the_index_of_all_papers_only(archive: Path, folder: Path, encoder: Encoder) -> None:
    write_archive(archive, SEALED)
    build(archive, folder, encoder, quiet)
    summary = build_all(archive, folder, encoder, quiet)
    assert summary
    assert (summary.exempt, summary.passages) == (1, 6)
    index, both = Index(folder), Index(folder_of_all(folder))
    assert (set(index.fingerprints()), index.count()) == (set(NORTHSHIRE), 5)
    assert (set(both.fingerprints()), both.count()) == ({*NORTHSHIRE, *SEALED}, 6)
    assert files_with(WORD, folder) == []
    assert files_with(WORD, folder_of_all(folder)) == ["index.sqlite"]
    assert (holds_exempt(index), holds_exempt(both)) == (False, True)
    assert folder_of_all(folder).stat().st_mode & 0o077 == 0


def test_what_is_open_is_encoded_once(archive: Path, folder: Path) -> None:
    noting = Noting()
    write_archive(archive, SEALED)
    build_both(archive, folder, noting)
    write_archive(archive, {"more.txt": "The pilot's cutter was painted white in the spring of that year.\n"})
    build_both(archive, folder, noting)
    assert any("Zephyrine" in text for text in noting.texts)
    assert any("cutter" in text for text in noting.texts)
    passages = [text for text in noting.texts if "\n" in text]  # as no sentence is
    assert len(passages) == len(set(passages)) == 7


@pytest.mark.parametrize("how", ["marked", "moved", "redacted"])
def test_what_becomes_exempt_leaves_nothing_behind(archive: Path, folder: Path, encoder: Encoder, how: str) -> None:
    text = SEALED[QUAYSIDE]
    write_archive(archive, {"quayside.txt": text})
    build(archive, folder, encoder, quiet)
    index = Index(folder)  # open all the while, as by a running server
    assert index.vocabulary()["Zephyrine"] == 1
    assert index.by_words(["Zephyrine"], 10)
    assert "index.sqlite" in files_with(WORD, folder)
    if how == "marked":
        mark(archive, "quayside.txt")
    else:
        write_archive(archive, {QUAYSIDE: text})
        (archive / "quayside.txt").unlink()
        if how == "redacted":
            write_archive(archive, {"quayside.txt": text.replace("Zephyrine", "named")})
    summary = build(archive, folder, encoder, quiet)
    assert summary.removed == []
    assert files_with(WORD, folder) == []
    assert index.vocabulary()["Zephyrine"] == 0
    assert not index.by_words(["Zephyrine"], 10)
    assert ("quayside.txt" in index.fingerprints()) == (how == "redacted")
    assert sorted(path.suffix for path in folder.iterdir() if path.name.startswith("vectors")) == [".faiss"]
    assert build_all(archive, folder, encoder, quiet)
    assert Index(folder_of_all(folder)).by_words(["Zephyrine"], 10)
    generation = index.generation
    build(archive, folder, encoder, quiet)
    assert index.generation == generation


def test_it_leaves_before_anything_else_is_read(archive: Path, folder: Path, encoder: Encoder) -> None:
    write_archive(archive, {"quayside.txt": SEALED[QUAYSIDE]})
    build(archive, folder, encoder, quiet)
    mark(archive, "quayside.txt")
    write_archive(archive, {"more.txt": "The pilot's cutter was painted white in the spring of that year.\n"})

    def progress(name: str, done: int, total: int, passages: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(archive, folder, encoder, progress)
    assert files_with(WORD, folder) == []
    assert sqlite3.connect(folder / "index.sqlite").execute("SELECT count(*) FROM spare").fetchone() == (0,)


def test_a_paper_that_becomes_exempt_is_not_encoded_again(archive: Path, folder: Path) -> None:
    write_archive(archive, {"quayside.txt": SEALED[QUAYSIDE]})
    noting = Noting()
    build(archive, folder, noting, quiet)
    before = list(noting.texts)
    (archive / "exempt").mkdir()
    (archive / "quayside.txt").rename(archive / QUAYSIDE)
    build_both(archive, folder, noting)
    assert noting.texts == before
    assert Index(folder_of_all(folder)).by_words(["Zephyrine"], 10)


@needs_ocrmypdf
def test_the_words_of_a_scan_go_with_it_and_are_not_read_again(archive: Path, folder: Path, encoder: Encoder) -> None:
    (archive / "scan.pdf").write_bytes(scan(pdf("The Zephyrine company was paid.")))
    build(archive, folder, encoder, quiet, ocr=True)
    mark(archive, "scan.pdf")
    build_both(archive, folder, encoder)
    index, both = Index(folder), Index(folder_of_all(folder))
    kept = both.fingerprints()["scan.pdf"]
    assert (index.scanned_words(kept), list(both.scanned_words(kept))) == ({}, [(1,)])
    assert both.by_words(["Zephyrine"], 10)


def test_the_name_of_one_that_cannot_be_read_is_told_to_nobody_else(
    archive: Path, folder: Path, encoder: Encoder
) -> None:
    (archive / "exempt").mkdir()
    (archive / "exempt" / "zephyrine.pdf").write_bytes(b"no PDF")
    assert build(archive, folder, encoder, quiet).failed == {}
    summary = build_all(archive, folder, encoder, quiet)
    assert summary
    assert summary.failed.keys() == {"exempt/zephyrine.pdf"}
    assert files_with(WORD, folder) == []


def test_what_is_no_longer_exempt_is_open_again(archive: Path, folder: Path, encoder: Encoder) -> None:
    mark(archive, HARBOUR, FERRIES, NOTES)
    build_both(archive, folder, encoder)
    assert Index(folder).count() == 0
    (archive / "metadata.json").unlink()
    build_both(archive, folder, encoder)
    assert Index(folder).fingerprints() == Index(folder_of_all(folder)).fingerprints()


def test_the_index_of_all_papers_is_not_built_alone(archive: Path, folder: Path, encoder: Encoder) -> None:
    write_archive(archive, SEALED)
    build_both(archive, folder, encoder)
    flip(FILE, 0)(folder_of_all(folder))
    with pytest.raises(ArchiveError, match=r"belongs to the index in .*/index; build that: --index .*/index$"):
        build(archive, folder_of_all(folder), encoder, quiet, repair=True)
    with pytest.raises(StoreError, match=rf"panel build ARCHIVE --index {folder} --repair$"):
        Index(folder_of_all(folder))


@pytest.mark.parametrize("damage", [flip(FILE, 0, 4_000), flip(FILE, 0.5, 9_000)])
def test_a_repaired_index_of_all_papers_is_still_one(
    archive: Path, folder: Path, encoder: Encoder, damage: Damage
) -> None:
    write_archive(archive, SEALED)
    build_both(archive, folder, encoder)
    damage(folder_of_all(folder))
    build(archive, folder, encoder, quiet, repair=True)
    summary = build_all(archive, folder, encoder, quiet, repair=True)
    assert summary
    assert "made anew" in summary.mended[0]
    of_all = Index(folder_of_all(folder))
    assert holds_exempt(of_all)
    assert of_all.by_words(["Zephyrine"], 10)
