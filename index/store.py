"""One index folder: passages kept in SQLite, found by words through FTS5 and by meaning through FAISS."""

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus import Metadata, PaperKind
from index.catalogue import (
    count_words,
    list_bodies,
    list_definitions,
    list_documents,
    list_kinds,
    list_meeting_dates,
    list_papers,
)
from index.counted import count_passages
from index.database import Database, StoreError
from index.embedded import Embedded
from index.engine import EMBEDDED, Engine, hide_password
from index.filters import Filters
from index.known import known_vectors, set_aside
from index.late import PassageVectors
from index.occurrences import Spans, find_occurrences
from index.postings import update_postings
from index.recent import Recent
from index.remains import forget_scans, forget_words, has_remains, note_remains, sweep
from index.saving import save_reading
from index.stored import KEYS, StoredPassage, read_passages, read_vectors

if TYPE_CHECKING:
    from corpus import Reading

UNTOLD = Metadata()


class Index(Database):
    """An index opened for asking and for writing. Every thread has its own connection.

    Raises `StoreError` where the folder holds no index, or one that this version cannot read.
    """

    def __init__(self, folder: Path, create: bool = False) -> None:
        super().__init__(folder, create)
        self._recent_passages: Recent[StoredPassage] = Recent()
        self._recent_vectors: Recent[PassageVectors] = Recent()
        self._engine = _engine(self.meta.get("store", EMBEDDED), folder)

    @property
    def store(self) -> str:
        """What finds its passages: `EMBEDDED`, or the address of a server, without the password in it."""
        return hide_password(self.meta.get("store", EMBEDDED))

    # What is in it

    def fingerprints(self) -> dict[str, str]:
        """The SHA-256 each document had when it was read, by path."""
        return dict(self._db.execute("SELECT path, sha256 FROM documents").fetchall())

    def stamps(self) -> dict[str, str | None]:
        """The stamp that each document's file had when it was last read, by path; None where it had none yet."""
        return dict(self._db.execute("SELECT path, stamp FROM documents").fetchall())

    def needs_ocr(self) -> dict[str, list[int]]:
        """The scanned pages that are not read of each document that has such, by path; physical numbers."""
        rows = self._db.execute("SELECT path, needs_ocr FROM documents WHERE needs_ocr != '[]' ORDER BY path")
        return {path: json.loads(pages) for path, pages in rows}

    def scanned_words(self, sha256: str) -> dict[tuple[int, ...], bytes]:
        """What OCR found in a file: for each set of pages that it read a PDF of these."""
        rows = self._db.execute("SELECT pages, words FROM scans WHERE sha256 = ?", (sha256,))
        return {tuple(json.loads(pages)): bytes(words) for pages, words in rows}

    def failures(self) -> dict[str, str]:
        """Why each paper that could not be read could not, by path."""
        return dict(self._db.execute("SELECT path, reason FROM failures ORDER BY path").fetchall())

    def documents(self) -> list[dict[str, Any]]:
        """Every document with its papers and what they record, for people and programs to look at."""
        with self.snapshot():
            return list_documents(self._db)

    def definitions(self) -> list[dict[str, Any]]:
        """The archive's glossary: short and long forms, and where each is defined."""
        return list_definitions(self._db)

    def meeting_dates(self) -> list[date]:
        """The days of the meetings whose papers there are, in order."""
        return list_meeting_dates(self._db)

    def bodies(self) -> list[str]:
        """The panels and committees whose papers there are, that of most papers first."""
        return list_bodies(self._db)

    def kinds(self) -> list[PaperKind]:
        """The kinds of paper that there are."""
        return list_kinds(self._db)

    def papers(self, filters: Filters | None = None) -> list[dict[str, Any]]:
        """The papers that pass the filters, each with its document, kind, title, body, meeting date and period."""
        return list_papers(self._db, filters or Filters())

    def vocabulary(self) -> Counter[str]:
        """How often each word without a figure stands in the passages, as written there."""
        return count_words(self._db)

    def document_text(self, path: str) -> str:
        """A document's text as it was read, which offsets count. Raises `KeyError` for a path that is not indexed."""
        row = self._db.execute("SELECT text FROM documents WHERE path = ?", (path,)).fetchone()
        if row is None:
            raise KeyError(path)
        return str(row[0])

    def holds(self, path: str) -> bool:
        """Whether a document with this path is indexed."""
        return bool(self._db.execute("SELECT 1 FROM documents WHERE path = ?", (path,)).fetchone())

    def passage_at(self, path: str, offset: int) -> StoredPassage | None:
        """The passage that holds the character at an offset of a document; None where none does."""
        place = "papers.document = ? AND passages.char_start <= ? AND passages.char_end > ?"
        first = f"WHERE {place} ORDER BY passages.char_start LIMIT 1"
        return next(read_passages(self._db, first, (path, offset, offset)), None)

    def passage(self, name: str) -> StoredPassage | None:
        """The passage with this id; None where there is none, or none any more."""
        return next(read_passages(self._db, "WHERE passages.id = ?", (name,)), None)

    def passages_of(self, path: str) -> list[StoredPassage]:
        """The passages of one document, in reading order."""
        order = "ORDER BY passages.char_start, passages.char_end"
        return list(read_passages(self._db, f"WHERE papers.document = ? {order}", (path,)))

    def passages(self, keys: Iterable[int] | None = None) -> dict[int, StoredPassage]:
        """The passages with these keys, in the order of the keys; all of them in reading order where none are given."""
        if keys is None:
            order = "ORDER BY papers.document, passages.char_start"
            return {one.key: one for one in read_passages(self._db, order)}
        with self.snapshot():
            return self._recent_passages.get(keys, self.generation, self._read_passages)

    def newest(self, number: int) -> list[int]:
        """The keys of the passages put in last, in the order they were put in."""
        rows = self._db.execute("SELECT key FROM passages ORDER BY key DESC LIMIT ?", (number,)).fetchall()
        return [int(row[0]) for row in reversed(rows)]

    def keys(self, filters: Filters, document: str | None = None) -> list[int]:
        """The keys of the passages that pass the filters, in one document or in all, in reading order."""
        condition, values = filters.sql
        if document is not None:
            condition, values = f"{condition} AND papers.document = ?", [*values, document]
        order = "ORDER BY papers.document, passages.char_start"
        sql = "SELECT passages.key FROM passages JOIN papers ON papers.id = passages.paper"
        return [int(row[0]) for row in self._db.execute(f"{sql} WHERE {condition} {order}", values)]

    # Finding

    def by_meaning(
        self, vectors: NDArray[np.float32], top: int, filters: Filters | None = None
    ) -> list[dict[int, float]]:
        """The passages nearest to each question's vector (shape (questions, dimension)): key to cosine, best first."""
        with self.snapshot():
            return self._engine.by_meaning(self._db, vectors, top, filters or Filters())

    def by_words(self, phrases: Sequence[str], top: int, filters: Filters | None = None) -> dict[int, float]:
        """The passages that hold any of some words or phrases: key to BM25 score (higher is better), best first."""
        with self.snapshot():
            return self._engine.by_words(self._db, phrases, top, filters or Filters())

    def holders(self, phrase: str) -> int:
        """How many passages hold a word or phrase in text or context, in any of its inflections."""
        with self.snapshot():
            return self._counted(phrase, lambda: self._engine.holders(self._db, phrase))

    def occurrences(self, parts: Sequence[Sequence[str]], filters: Filters | None = None) -> dict[int, list[Spans]]:
        """Where words stand in the passages that hold them all, by key: for each part its offsets in `text`.

        A part is a word or phrase in one or more forms, any of which will do, in any of their inflections.
        """
        return find_occurrences(self._db, parts, filters or Filters())

    def vectors(self, keys: Iterable[int]) -> dict[int, PassageVectors]:
        """The vectors kept of each passage, by key."""
        with self.snapshot():
            return self._recent_vectors.get(keys, self.generation, lambda some: read_vectors(self._db, some))

    def known_vectors(self, contents: Collection[bytes]) -> dict[bytes, PassageVectors]:
        """The vectors known of some contents of passages (index/embedding.py); `starts` count from the passage's."""
        return known_vectors(self._db, contents)

    def rarity(self, phrase: str) -> float:
        """The inverse document frequency of a word or phrase as in BM25 (Robertson and Zaragoza, 2009); above 0."""
        holders = self.holders(phrase)
        return math.log(1 + (self.count() - holders + 0.5) / (holders + 0.5))

    def before(self, keys: Iterable[int]) -> dict[int, int]:
        """For each of some passages the key of the one before it, where that stands under the same headings."""
        sql = (
            "SELECT passages.key, last.key FROM passages JOIN passages AS last ON last.key = passages.key - 1"
            f" AND last.paper = passages.paper AND last.headings = passages.headings WHERE passages.key IN {KEYS}"
        )
        return {int(key): int(last) for key, last in self._db.execute(sql, [json.dumps(list(keys))])}

    def count(self) -> int:
        """How many passages there are."""
        with self.snapshot():
            return self._counted(None, lambda: count_passages(self._db))

    # Writing: one transaction each

    def set_meta(self, **facts: str) -> None:
        """Keep facts about the index."""
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(facts.items()))

    def use_store(self, address: str) -> None:
        """Have passages found by `EMBEDDED` or by a server at an address, from now on; it is brought up to date first.

        Whoever has the index open goes on with the one before. Raises `StoreError` where the server cannot be asked.
        """
        engine = _engine(address, self.folder)
        with self.snapshot():
            engine.refresh(self._db)
        # No new generation: what passages are found by stays what the engine was just brought up to date with.
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('store', ?)", (address,))
        self._engine = engine

    def put(
        self,
        reading: "Reading",
        sha256: str,
        vectors: Sequence[PassageVectors],
        metadata: Metadata = UNTOLD,
    ) -> None:
        """Save a document with its papers, passages and the vectors of each, in place of what the path held before."""
        with self._transaction():
            self._forget(reading.document.path)
            save_reading(self._db, reading, sha256, vectors, metadata)

    def set_metadata(self, metadata: Mapping[str, Metadata]) -> None:
        """Keep what is told of documents, by path, and of every other document that nothing is."""
        rows = self._db.execute("SELECT path, url, webcast FROM documents").fetchall()
        told = ((path, metadata.get(path, UNTOLD), before) for path, *before in rows)
        changed = [(now.url, now.webcast, path) for path, now, before in told if [now.url, now.webcast] != before]
        if changed:
            with self._transaction():
                self._db.executemany("UPDATE documents SET url = ?, webcast = ? WHERE path = ?", changed)

    def keep_stamps(self, stamps: Mapping[str, str | None]) -> None:
        """Keep what documents' files are known by; nothing that is found changes, and so no new generation."""
        if stamps:
            told = [(stamp, path) for path, stamp in stamps.items()]
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("UPDATE documents SET stamp = ? WHERE path = ?", told)
            self._db.execute("COMMIT")

    def keep_scanned_words(self, sha256: str, pages: Sequence[int], words: bytes) -> None:
        """Save what OCR found on some pages of a file."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO scans VALUES (?, ?, ?)", (sha256, json.dumps(pages), words))

    def keep_only_scans_of(self, files: Collection[str]) -> None:
        """Forget what OCR found in files that are no longer there; `files` are the SHA-256 of those that are."""
        gone = {row[0] for row in self._db.execute("SELECT DISTINCT sha256 FROM scans")} - set(files)
        if gone:
            with self._transaction():
                forget_scans(self._db, gone)

    def remove(self, path: str, spare: bool = False) -> None:
        """Take a document out, with all its passages; with `spare`, their vectors are known until `drop_spare`."""
        with self._transaction():
            if spare:
                set_aside(self._db, path)
            self._forget(path)

    def drop_spare(self) -> None:
        """Forget the vectors of passages that were taken out."""
        if self._db.execute("SELECT 1 FROM spare LIMIT 1").fetchone():
            with self._transaction():
                self._db.execute("DELETE FROM spare")

    def set_failure(self, path: str, reason: str) -> None:
        """Take a paper that can no longer be read out, and keep the reason."""
        with self._transaction():
            self._forget(path)
            self._db.execute("INSERT INTO failures VALUES (?, ?)", (path, reason))

    def clear(self) -> None:
        """Take everything out: the index is to be of another archive or model."""
        with self._transaction():
            self._db.execute("DELETE FROM documents")
            self._db.execute("DELETE FROM failures")
            self._db.execute("DELETE FROM spare")
            note_remains(self._db)

    def withdraw(self, paths: Collection[str] = (), files: Iterable[str] = ()) -> None:
        """Take documents out at once, with what OCR found in some files (SHA-256), and leave nothing in the folder of
        whatever was taken out since the last time, not even where only a program for lost files would find it.

        Does nothing where nothing was. The index is written anew as a whole, which needs room for as much again; where
        there is none `StoreError` is raised, and the next time goes on. Nobody finds by then what was taken out.
        """
        if not paths and not has_remains(self._db):
            return
        with self._transaction():
            for path in paths:
                self._forget(path)
            forget_scans(self._db, files)
            forget_words(self._db)
        try:
            update_postings(self._db, anew=True)
            with self.snapshot():
                self._engine.refresh(self._db, anew=True)
            with self._transaction():  # a new generation: what was remembered since the last may be of what is gone
                note_remains(self._db)
            sweep(self._db, self.folder)
        except (sqlite3.OperationalError, OSError) as error:
            raise StoreError(
                f"Papers were taken out of the index in {self.folder}, but it could not be written anew ({error}); "
                f"see that its disk has room, and build again."
            ) from error

    def refresh_vectors(self) -> None:
        """Bring what passages are found by up to date with SQLite; does nothing where it already is."""
        update_postings(self._db)
        with self.snapshot():
            self._engine.refresh(self._db)

    # Inside

    def _read_passages(self, keys: list[int]) -> dict[int, StoredPassage]:
        chosen = read_passages(self._db, f"WHERE passages.key IN {KEYS}", [json.dumps(keys)])
        return {one.key: one for one in chosen}

    def _forget(self, path: str) -> None:
        for table in ("documents", "failures"):
            if self._db.execute(f"DELETE FROM {table} WHERE path = ?", (path,)).rowcount:
                note_remains(self._db)


def _engine(store: str, folder: Path) -> Engine:
    if store == EMBEDDED:
        return Embedded(folder)
    from index.milvus import Milvus

    return Milvus(store, folder)
