"""The engine that needs nothing beside the index: words counted in SQLite, FTS5, and a FAISS file for meaning."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.counted import Counted, count_holders, count_passages, read_counted
from index.database import StoreError, identity, what_is_wrong
from index.filters import Filters
from index.occurrences import fts_string
from index.stored import KEYS
from index.terms import Terms
from index.vectors import VectorFile, differences

# Weights of a word in a passage's text and in its context.
COLUMN_WEIGHTS = (1.0, 0.5)
COMMON = 5_000  # a phrase of words that each stand in more passages is found where they stand in one passage at all
CHANGED = 0.1  # share of the passages that may be newer than the FAISS file, or gone from it, before it is made again
STRETCH = 1024  # scores of which the highest is looked at first
FILTERS = 16  # of which it is remembered what passes: a byte a passage each
SPARE = 20  # passages found beyond those asked for, for some may be gone


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of an index at one generation: those in the FAISS file, and in memory those that are newer."""

    index_id: str
    generation: int
    file: VectorFile
    newer: VectorFile


class Embedded:
    """Finds passages with what is in the index's own folder; as `Engine`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._terms = Terms()
        self._terms_of = lru_cache(10_000)(lambda words: tuple(self._terms.of([words])[0]))
        self._loading = threading.Lock()
        self._filtering = threading.Lock()
        self._passed: dict[Filters, tuple[tuple[str, int, int], NDArray[np.bool_]]] = {}  # that used last at the end
        self._counted: tuple[str, tuple[int, ...], Counted] | None = None
        self._vectors: Vectors | None = None

    def refresh(self, db: sqlite3.Connection, anew: bool = False) -> None:
        """Make the FAISS file again where too much has changed since it was made; `anew`: whatever has."""
        found = self._find_vectors(db)
        number = count_passages(db)
        newer = len(found.newer)
        gone = len(found.file) + newer - number
        if anew or newer + gone > CHANGED * number:
            file = self._write(db, found.index_id, found.generation, number)
            with self._loading:
                self._vectors = Vectors(found.index_id, found.generation, file, VectorFile.of([]))
        else:
            found.file.clear_older(self.folder, found.index_id)  # left by a process that was killed

    def remake(self, db: sqlite3.Connection) -> None:
        """As `Engine`."""
        db.execute("BEGIN")
        self._write(db, *identity(db), count_passages(db))
        db.execute("COMMIT")

    def differences(self, db: sqlite3.Connection) -> list[str]:
        """As `Engine`; a file that is not there is made by whoever asks next."""
        rows = db.execute("SELECT passage, vector FROM vectors ORDER BY passage")
        return differences(self.folder, *identity(db), rows)

    def by_meaning(
        self, db: sqlite3.Connection, vectors: NDArray[np.float32], top: int, filters: Filters
    ) -> list[dict[int, float]]:
        """As `Engine`; exact up to as many passages as `index.vectors.EXACT`."""
        found = self._find_vectors(db)
        allowed = self._allowed(db, filters) if filters else None

        def search(one: NDArray[np.float32], number: int) -> dict[int, float]:
            old, new = (file.search(one[np.newaxis], number, allowed)[0] for file in (found.file, found.newer))
            return (old if found.file.exact else _compare(db, one, list(old))) | new

        return [_best(db, partial(search, one), top) for one in vectors]

    def by_words(self, db: sqlite3.Connection, phrases: Sequence[str], top: int, filters: Filters) -> dict[int, float]:
        """As `Engine`. A phrase is plain text: nothing in it is taken for FTS5 query syntax."""
        counted = self._read_counted(db)
        terms = {words: self._terms_of(words) for phrase in phrases if (words := fts_string(phrase))}
        rare = {words for words, own in terms.items() if _is_rare(db, own)}
        scores = counted.scores(db, [own for words, own in terms.items() if own and words not in rare])
        for words in rare:
            for key, score in _by_fts(db, words, 0, counted.last):
                scores[np.searchsorted(counted.keys, key)] += score
        newer = dict(_by_fts(db, " OR ".join(terms), counted.last, None)) if terms else {}
        if filters:
            scores[~self._passing(db, counted, filters)] = 0
            newer = {key: newer[key] for key in _newer_keys(db, filters, counted.last) if key in newer}

        def search(number: int) -> dict[int, float]:
            best = _highest(scores, number)
            return dict(zip(counted.keys[best].tolist(), scores[best].tolist(), strict=True)) | newer

        return _best(db, search, top)

    def holders(self, db: sqlite3.Connection, phrase: str) -> int:
        """As `Engine`; of a word that is in more than `COMMON` passages those may be counted that are gone."""
        words = fts_string(phrase)
        terms = self._terms_of(words)
        if not terms or _is_rare(db, terms):
            return _count_by_fts(db, words, 0) if terms else 0
        counted = self._read_counted(db)
        one = len(terms) == 1
        before = count_holders(db, terms[0]) if one else len(counted.standing(db, terms)[0])
        if before <= COMMON and db.execute("SELECT 1 FROM blocks WHERE gone > 0 LIMIT 1").fetchone():
            return _count_by_fts(db, words, 0)
        return before + _count_by_fts(db, words, counted.last)

    def _allowed(self, db: sqlite3.Connection, filters: Filters) -> NDArray[np.int64]:
        """The keys of all passages that pass the filters, in order."""
        counted = self._read_counted(db)
        newer = np.array(_newer_keys(db, filters, counted.last), dtype=np.int64)
        return np.concatenate([counted.keys[self._passing(db, counted, filters)], newer])

    def _passing(self, db: sqlite3.Connection, counted: Counted, filters: Filters) -> NDArray[np.bool_]:
        """Which of the counted passages pass the filters: found once for both searches, and for whoever asks next."""
        moment = (*identity(db), counted.last)
        with self._filtering:
            known = self._passed.pop(filters, None)
            if known is None or known[0] != moment:
                known = moment, counted.passing(db, filters)
            self._passed[filters] = known
            if len(self._passed) > FILTERS:
                del self._passed[next(iter(self._passed))]
            return known[1]

    def _read_counted(self, db: sqlite3.Connection) -> Counted:
        name, _ = identity(db)  # blocks are numbered in each
        blocks = tuple(int(row[0]) for row in db.execute("SELECT id FROM blocks ORDER BY first"))
        known = self._counted
        if known is None or known[:2] != (name, blocks):
            known = self._counted = (name, blocks, read_counted(db, blocks))
        return known[2]

    def _find_vectors(self, db: sqlite3.Connection) -> "Vectors":
        with self._loading:
            name, generation = identity(db)
            known = found = self._vectors
            if known and (known.index_id, known.generation) == (name, generation):
                return known
            if known and known.index_id == name and known.file.is_newest(self.folder, name, generation):
                found = self._with_newer(db, name, generation, known.file)
            else:
                file = VectorFile.load(self.folder, name, generation)
                number = count_passages(db)
                found = self._with_newer(db, name, generation, file) if file else None
                if not found or len(found.file) + len(found.newer) < number:  # it lacks some: it is of another past
                    found = Vectors(name, generation, self._write(db, name, generation, number), VectorFile.of([]))
            self._vectors = found
            return found

    def _with_newer(self, db: sqlite3.Connection, name: str, generation: int, file: VectorFile) -> Vectors:
        newer = db.execute("SELECT passage, vector FROM vectors WHERE passage > ? ORDER BY passage", (file.last,))
        return Vectors(name, generation, file, VectorFile.of(newer))

    def _write(self, db: sqlite3.Connection, name: str, generation: int, number: int) -> VectorFile:
        sql = "SELECT passage, vector FROM vectors WHERE passage % ? = 0 ORDER BY passage"
        try:
            return VectorFile.write(self.folder, name, generation, lambda step: db.execute(sql, (step,)), number)
        except OSError as error:
            raise StoreError(what_is_wrong(error, self.folder)) from error


def _best(db: sqlite3.Connection, search: Callable[[int], Mapping[int, float]], top: int) -> dict[int, float]:
    """The best that a search for so many finds, of those that are still there; ties by id."""
    number = top + SPARE
    while True:
        found = search(number)
        there = db.execute(f"SELECT id, key FROM passages WHERE key IN {KEYS}", [json.dumps(list(found))]).fetchall()
        if len(there) >= top or len(found) < number:
            there.sort(key=lambda row: (-found[row[1]], row[0]))
            return {key: found[key] for _, key in there[:top]}
        number *= 2


def _compare(db: sqlite3.Connection, vector: NDArray[np.float32], keys: list[int]) -> dict[int, float]:
    """Some passages' cosines with a question's vector, by what SQLite keeps of them."""
    rows = db.execute(f"SELECT passage, vector FROM vectors WHERE passage IN {KEYS}", [json.dumps(keys)]).fetchall()
    cosines = np.frombuffer(b"".join(row[1] for row in rows), np.float32).reshape(-1, len(vector)) @ vector
    return dict(zip([row[0] for row in rows], cosines.tolist(), strict=True))


def _is_rare(db: sqlite3.Connection, words: Sequence[str]) -> bool:
    """Whether FTS5 soon has the passages in which some words stand one after the other."""
    return len(words) > 1 and min(count_holders(db, word) for word in words) <= COMMON


def _highest(scores: NDArray[np.float32], number: int) -> NDArray[np.int64]:
    """The places of the highest scores above 0, and of all that are equal to the last of them."""
    # The highest of each stretch are that many scores at least: below the last of as many is none that is wanted.
    tops = np.maximum.reduceat(scores, np.arange(0, len(scores), STRETCH)) if len(scores) else scores
    enough = np.partition(tops, -number)[-number] if len(tops) > number else 0
    best = np.flatnonzero(scores >= enough) if enough > 0 else np.flatnonzero(scores)
    if len(best) > number:
        least = np.partition(scores[best], -number)[-number]
        best = best[scores[best] >= least]
    return best


def _by_fts(db: sqlite3.Connection, query: str, after: int, last: int | None) -> Iterator[tuple[int, float]]:
    """The passages with keys after one, up to another, that match an FTS5 query: key and BM25 score."""
    if _newest(db) > after:
        sql = "SELECT rowid, -bm25(words, ?, ?) FROM words WHERE words MATCH ? AND rowid > ? AND rowid <= ?"
        yield from db.execute(sql, [*COLUMN_WEIGHTS, query, after, _newest(db) if last is None else last])


def _count_by_fts(db: sqlite3.Connection, query: str, after: int) -> int:
    if _newest(db) == after:
        return 0
    sql = "SELECT count(*) FROM words WHERE words MATCH ? AND rowid > ?"
    return int(db.execute(sql, (query, after)).fetchone()[0])


def _newest(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(key), 0) FROM passages").fetchone()[0])


def _newer_keys(db: sqlite3.Connection, filters: Filters, after: int) -> list[int]:
    condition, values = filters.sql
    sql = (
        "SELECT passages.key FROM passages JOIN papers ON papers.id = passages.paper"
        f" WHERE passages.key > ? AND {condition} ORDER BY passages.key"
    )
    return [int(row[0]) for row in db.execute(sql, [after, *values])]
