"""The engine that needs nothing beside the index: FTS5 in SQLite for words, a FAISS file for meaning."""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.filters import Filters
from index.occurrences import fts_string
from index.vectors import VectorFile

# Weights of a word in a passage's text and in its context.
COLUMN_WEIGHTS = (1.0, 0.5)


class Embedded:
    """Finds passages with what is in the index's own folder; as `Engine`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loading = threading.Lock()
        self._vectors: VectorFile | None = None

    def refresh(self, db: sqlite3.Connection) -> None:
        """Bring the FAISS file up to date with SQLite; does nothing where it already is."""
        self._file(db)

    def by_meaning(
        self, db: sqlite3.Connection, vectors: NDArray[np.float32], top: int, filters: Filters
    ) -> list[dict[int, float]]:
        """As `Engine`; exact, ties by key."""
        return self._file(db).search(vectors, top, _allowed(db, filters))

    def by_words(self, db: sqlite3.Connection, phrases: Sequence[str], top: int, filters: Filters) -> dict[int, float]:
        """As `Engine`. A phrase is plain text: nothing in it is taken for FTS5 query syntax."""
        query = " OR ".join(safe for phrase in phrases if (safe := fts_string(phrase)))
        if not query:
            return {}
        condition, values = filters.sql
        rows = db.execute(
            f"SELECT passages.key, -bm25(words, ?, ?) AS score FROM words"
            f" JOIN passages ON passages.key = words.rowid JOIN papers ON papers.id = passages.paper"
            f" WHERE words MATCH ? AND {condition} ORDER BY score DESC, passages.id LIMIT ?",
            [*COLUMN_WEIGHTS, query, *values, top],
        )
        return {int(key): float(score) for key, score in rows}

    def holders(self, db: sqlite3.Connection, phrase: str) -> int:
        """As `Engine`."""
        query = fts_string(phrase)
        row = db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (query,)).fetchone() if query else (0,)
        return int(row[0])

    def _file(self, db: sqlite3.Connection) -> VectorFile:
        with self._loading:
            facts = dict(db.execute("SELECT key, value FROM meta WHERE key IN ('id', 'generation')").fetchall())
            name, generation = facts.get("id", ""), int(facts.get("generation", 0))
            if self._vectors is None or self._vectors.generation != generation:
                rows = db.execute("SELECT passage, vector FROM vectors ORDER BY passage")
                self._vectors = VectorFile.load(self.folder, name, generation) or VectorFile.write(
                    self.folder, name, generation, rows
                )
            return self._vectors


def _allowed(db: sqlite3.Connection, filters: Filters) -> list[int] | None:
    if not filters:
        return None
    condition, values = filters.sql
    sql = f"SELECT passages.key FROM passages JOIN papers ON papers.id = passages.paper WHERE {condition}"
    return [int(row[0]) for row in db.execute(sql, values)]
