"""Texts as the terms that FTS5 finds them by, for what counts and compares them elsewhere."""

import sqlite3
import threading
from collections.abc import Sequence

from index.schema import TOKENIZER


class Terms:
    """Cuts texts into terms with SQLite's own tokenizer, so that engines have the same. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._db.executescript(
            f"CREATE VIRTUAL TABLE texts USING fts5 (text, content = '', tokenize = '{TOKENIZER}');"
            "CREATE VIRTUAL TABLE terms USING fts5vocab (texts, instance);"
        )

    def of(self, texts: Sequence[str]) -> list[list[str]]:
        """The terms of each text, in their order."""
        found: list[list[str]] = [[] for _ in texts]
        with self._lock:
            self._db.execute("BEGIN")
            try:
                self._db.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts))
                for number, term in self._db.execute("SELECT doc, term FROM terms ORDER BY doc, offset"):
                    found[number].append(term)
            finally:
                self._db.execute("ROLLBACK")
        return found
