"""Vectors that need not be made again: of passages in the index, and of those that a build has taken out of it."""

import sqlite3
from collections.abc import Collection

from index.late import PassageVectors
from index.stored import COLUMNS, pack_vectors, read_vectors, unpack_vectors

AT_ONCE = 256  # passages


def known_vectors(db: sqlite3.Connection, contents: Collection[bytes]) -> dict[bytes, PassageVectors]:
    """The vectors known of some contents (index/embedding.py); `starts` count from the passage's own."""
    marks = ", ".join("?" * len(contents))
    rows = db.execute(f"SELECT content, {COLUMNS} FROM spare WHERE content IN ({marks})", list(contents))
    found = {bytes(content): unpack_vectors(*blobs) for content, *blobs in rows}
    sql = f"SELECT content, min(key), char_start FROM passages WHERE content IN ({marks}) GROUP BY content"
    places = {int(key): (bytes(content), int(start)) for content, key, start in db.execute(sql, list(contents))}
    for key, vectors in read_vectors(db, places).items():
        content, start = places[key]
        found[content] = vectors.moved(-start)
    return found


def set_aside(db: sqlite3.Connection, path: str) -> None:
    """Keep the vectors of a document's passages, whatever becomes of it, for where its words turn up again."""
    sql = "SELECT key, content, char_start FROM passages JOIN papers ON papers.id = paper WHERE document = ?"
    rows = db.execute(sql, (path,)).fetchall()
    for first in range(0, len(rows), AT_ONCE):
        places = {int(key): (content, int(start)) for key, content, start in rows[first : first + AT_ONCE]}
        for key, vectors in read_vectors(db, places).items():
            content, start = places[key]
            kept = pack_vectors(vectors.moved(-start))
            db.execute(f"INSERT OR IGNORE INTO spare (content, {COLUMNS}) VALUES (?, ?, ?, ?, ?)", (content, *kept))
