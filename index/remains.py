"""What is left in an index's folder of papers that were taken out of it, and how nothing is.

What SQLite deletes stays in its file until something else is written there; and blocks of counted words, the full-text
index and the FAISS file are made again only where enough has changed.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from index.whole_file import clear_parts

FACT = "remains"  # of an index from which something was taken out since it was last swept


def note_remains(db: sqlite3.Connection) -> None:
    """Keep that something was taken out."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, 'yes')", (FACT,))


def has_remains(db: sqlite3.Connection) -> bool:
    """Whether something may be left of what was taken out."""
    return db.execute("SELECT 1 FROM meta WHERE key = ?", (FACT,)).fetchone() is not None


def forget_scans(db: sqlite3.Connection, files: Iterable[str]) -> None:
    """Forget what OCR found in some files, by their SHA-256."""
    if db.executemany("DELETE FROM scans WHERE sha256 = ?", [(sha256,) for sha256 in files]).rowcount > 0:
        note_remains(db)


def forget_words(db: sqlite3.Connection) -> None:
    """Forget what is kept of passages that are gone: their vectors, and how their words are spelled."""
    db.execute("DELETE FROM spare")
    db.execute("UPDATE blocks SET spellings = '{}' WHERE gone > 0")  # until the block is made again


def sweep(db: sqlite3.Connection, folder: Path) -> None:
    """Write the file anew, with nothing in it but what can be found. Raises `sqlite3.OperationalError`, `OSError`."""
    clear_parts(folder)  # of a build that was broken off
    db.execute("INSERT INTO words (words) VALUES ('optimize')")
    db.execute("VACUUM")
    (waits, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if not waits:  # else somebody is still reading what was before; the next build tries again
        db.execute("DELETE FROM meta WHERE key = ?", (FACT,))
