"""Counted words against FTS5's own bm25(), whatever is counted, newer or gone."""

import itertools
import shutil
import sqlite3
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index import Filters, Index
from index.occurrences import fts_string
from index.postings import Row, count_rows, update_postings
from tests.index.papers import FERRIES, NORTHSHIRE
from tests.index.test_store import save

QUESTIONS = [
    ["police"],
    ["burglary", "police", "hare coursing"],
    ["the", "of"],
    ["2019/20", "knife-crime", "police"],
    ["zzzz"],
    ["commissioner", "Commissioners", "café"],
]


def plainly(folder: Path, phrases: Sequence[str], top: int, filters: Filters) -> dict[int, float]:
    """What FTS5 finds when it is asked for all words at once."""
    db = sqlite3.connect(folder / "index.sqlite")
    condition, values = filters.sql
    rows = db.execute(
        "SELECT passages.key, -bm25(words, 1.0, 0.5) AS score FROM words JOIN passages ON passages.key = words.rowid"
        f" JOIN papers ON papers.id = passages.paper WHERE words MATCH ? AND {condition}"
        " ORDER BY score DESC, passages.id LIMIT ?",
        [" OR ".join(map(fts_string, phrases)), *values, top],
    )
    return {int(key): float(score) for key, score in rows}


def check(index: Index, filters: Filters, top: int) -> None:
    for phrases in QUESTIONS:
        wanted = plainly(index.folder, phrases, top, filters)
        assert index.by_words(phrases, top, filters) == {
            key: pytest.approx(score, rel=1e-4, abs=1e-9) for key, score in wanted.items()
        }


@pytest.fixture
def copied_sample(sample_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_index, tmp_path / "sample"))


@pytest.mark.parametrize("filters", [Filters(), Filters(since="2024-01-01"), Filters(kind="minutes")])
def test_counted_words_are_weighed_as_fts5_does(sample_index: Path, filters: Filters) -> None:
    check(Index(sample_index), filters, 1_000)


def test_the_best_of_counted_words_are_those_of_fts5(sample_index: Path) -> None:
    index = Index(sample_index)
    for phrases in QUESTIONS:
        assert set(index.by_words(phrases, 7)) == set(plainly(sample_index, phrases, 7, Filters()))


def test_words_are_counted_in_as_many_blocks_as_it_takes(copied_sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.postings.BLOCK", 200)
    monkeypatch.setattr("index.postings.SMALL", 150)
    db = sqlite3.connect(copied_sample / "index.sqlite", isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("DELETE FROM blocks")
    update_postings(db)
    assert db.execute("SELECT count(*) FROM blocks").fetchone()[0] > 2
    check(Index(copied_sample), Filters(), 1_000)


def test_a_passage_put_in_since_words_were_counted_is_found(tmp_path: Path) -> None:
    index = Index(tmp_path, create=True)
    for name, text in NORTHSHIRE.items():
        save(index, name, text)
    index.refresh_vectors()
    before = {word: index.holders(word) for word in ("lanterns", "walrus")}
    save(index, "new.txt", "Lanterns were shown to a walrus.")
    for counted in (False, True):
        if counted:
            index.refresh_vectors()
        assert {word: index.holders(word) - before[word] for word in before} == {"lanterns": 1, "walrus": 1}
        found = index.passages(index.by_words(["walrus", "lanterns"], 10))
        assert next(iter(found.values())).document == "new.txt"
        assert len(found) == before["lanterns"] + 1
        assert not index.by_words(["walrus"], 10, Filters(since="2000-01-01"))
        assert index.count() == len(index.passages())


def test_a_passage_taken_out_since_words_were_counted_is_not_found(copied_folder: Path) -> None:
    index = Index(copied_folder)
    index.remove(FERRIES)
    for counted in (False, True):
        if counted:
            index.refresh_vectors()
        found = index.passages(index.by_words(["lanterns"], 10)).values()
        assert found
        assert FERRIES not in {one.document for one in found}
        assert len(index.by_words(["lanterns"], 1)) == 1
        assert index.count() == len(index.passages())
    assert index.holders("ferry") == 0


def test_papers_put_in_one_by_one_make_few_blocks_and_have_few_others_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.postings.SMALL", 20)
    counted: list[int] = []

    def count(rows: list[Row]) -> Any:
        counted.append(len(rows))
        return count_rows(rows)

    monkeypatch.setattr("index.postings.count_rows", count)
    index = Index(tmp_path, create=True)
    for number in range(50):
        save(index, f"{number}.txt", f"Lanterns were shown to walrus number {number}.")
        index.refresh_vectors()
    with sqlite3.connect(tmp_path / "index.sqlite") as db:
        sizes = [row[0] for row in db.execute("SELECT length(keys) / 8 FROM blocks ORDER BY first")]
    assert sum(sizes) == 50
    small = [size for size in sizes if size < 20]
    assert all(before >= 2 * after for before, after in itertools.pairwise(small))
    assert statistics.median(counted) <= 2
    for words in (["walrus"], ["number", "7"]):
        assert index.by_words(words, 50) == pytest.approx(plainly(tmp_path, words, 50, Filters()), rel=1e-4, abs=1e-9)


def test_counting_again_changes_nothing(copied_folder: Path) -> None:
    db = sqlite3.connect(copied_folder / "index.sqlite", isolation_level=None)
    blocks = db.execute("SELECT id, first, last FROM blocks").fetchall()
    update_postings(db)
    assert db.execute("SELECT id, first, last FROM blocks").fetchall() == blocks
    assert len(blocks) == 1
