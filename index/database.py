"""The SQLite file of an index: a connection a thread, moments that stand still, and changes that are saved whole."""

import gc
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from corpus import PanelError
from index.schema import SCHEMA, VERSION

FILE = "index.sqlite"
MOST_COUNTS = 20_000  # that are remembered
PAGE = 16_384  # bytes read together: the vectors of one passage
READERS = 4  # that wait for the disk at a time
LARGE = 2**30  # bytes of a file that may not be in memory whole


class StoreError(PanelError):
    """An index that is missing, damaged, closed or of another make. The message says which and what to do."""


class Database:
    """The file in an index's folder. Every thread has its own connection.

    Raises `StoreError` where the folder holds no index, or one that this version cannot read.
    """

    def __init__(self, folder: Path, create: bool = False) -> None:
        self.folder = folder
        self._local: threading.local | None = threading.local()
        self._counts: tuple[int, dict[str | None, int]] = (-1, {})
        self._opened = 0  # connections, of all threads
        self._readers = ThreadPoolExecutor(READERS, "index")
        path = folder / FILE
        if not create and not path.is_file():
            raise StoreError(f"There is no index in {folder}; make one with: panel build ARCHIVE --index {folder}")
        try:
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and create:
                self._db.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
                version = VERSION
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The index in {folder} cannot be opened ({error}); move it away and build again."
            ) from error
        if version != VERSION:
            raise StoreError(
                f"The index in {folder} was made by another version of this program "
                f"(layout {version}, here {VERSION}); move it away and build again."
            )

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that this thread reads inside is of one moment, whatever is saved meanwhile. Nothing may be written."""
        db, mine = self._db, self._mine
        if db.in_transaction:
            yield
            return
        db.execute("BEGIN")
        mine.generation = self.generation  # read once: it stands still
        try:
            yield
        finally:
            del mine.generation
            db.execute("COMMIT")

    def together(self, *reads: Callable[[], Any]) -> list[Any]:
        """What several functions read, all of one moment, in their order; of a large file at the same time."""
        with self.snapshot():
            if (self.folder / FILE).stat().st_size < LARGE:
                return [one() for one in reads]
            moment = self.generation

            def read(one: Callable[[], Any]) -> tuple[Any, ...]:
                with self.snapshot():
                    return (one(),) if self.generation == moment else ()

            begun = [self._readers.submit(read, one) for one in reads[1:]]
            found = [reads[0]()]
            for one, other in zip(reads[1:], begun, strict=True):
                got = other.result()
                found.append(got[0] if got else one())  # something was saved meanwhile
            return found

    @property
    def meta(self) -> dict[str, str]:
        """The index's own facts: archive, model, weights, generation; store, where one was chosen."""
        return dict(self._db.execute("SELECT key, value FROM meta").fetchall())

    @property
    def generation(self) -> int:
        """How many changes were saved so far; the FAISS file carries the number it was built at."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        return int(row[0]) if row else 0

    def copy(self, folder: Path, without: str, **facts: str) -> None:
        """Copy it as it is now into a folder that holds none, but for one of its facts, and with others; whole, or not
        at all."""
        part = folder / f"{FILE}.part"
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            self._db.backup(copy)
            copy.execute("DELETE FROM meta WHERE key = ?", (without,))
            copy.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(facts.items()))
        part.rename(folder / FILE)

    def close(self) -> None:
        """Close the connections of all threads: whoever asks or writes after that has a `StoreError`."""
        self._readers.shutdown(wait=False)
        mine, self._local = self._local, None
        if mine and hasattr(mine, "db"):
            mine.db.close()
            self._opened -= 1
        del mine  # a connection that another thread is just reading through is closed when it lets go
        if self._opened:
            gc.collect()  # the sqlite3 module's connections are in cycles: they would stay open for a while

    @property
    def _mine(self) -> threading.local:
        if self._local is None:
            raise StoreError(f"The index in {self.folder} is closed; open it again.")
        return self._local

    @property
    def _db(self) -> sqlite3.Connection:
        mine = self._mine
        if not hasattr(mine, "db"):
            db = sqlite3.connect(self.folder / FILE, timeout=30, isolation_level=None)
            mine.db = db
            self._opened += 1
            # SQLite's own lower() knows only the letters of English; and one body is printed with "&" and with "and".
            db.create_function("fold", 1, lambda text: text and text.casefold().replace("&", "and"), deterministic=True)
            db.execute("PRAGMA foreign_keys = ON")
            db.execute(f"PRAGMA page_size = {PAGE}")  # of a file that is just made
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
        return mine.db  # type: ignore[no-any-return]

    def _counted(self, what: str | None, count: Callable[[], int]) -> int:
        """A count; each is taken once at one generation."""
        mine = self._mine
        generation = mine.generation if hasattr(mine, "generation") else self.generation
        known_at, known = self._counts
        if known_at != generation or len(known) > MOST_COUNTS:
            self._counts = (generation, known := {})
        if what not in known:
            known[what] = count()
        return known[what]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute(
                "INSERT INTO meta VALUES ('generation', '1')"
                " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
