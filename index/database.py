"""The SQLite file of an index: a connection a thread, moments that stand still, and changes that are saved whole."""

import errno
import gc
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from corpus import PanelError
from index.schema import SCHEMA, VERSION
from index.whole_file import whole

FILE = "index.sqlite"
EXEMPT = "exempt"  # the folder, in any case, whose papers are exempt; and that of the index of all papers
MOST_COUNTS = 20_000  # that are remembered
PAGE = 16_384  # bytes read together: the vectors of one passage
READERS = 4  # that wait for the disk at a time
LARGE = 2**30  # bytes of a file that may not be in memory whole


NO_ROOM = "the disk is full: make room on it, then give the same command again"
CLOSED = "this program may not write there: look at the permissions of the folder and its files"
UNREADABLE = "the disk cannot be read or written: look at it, then give the same command again"
# What is wrong, and what to do, by the code of SQLite (https://www.sqlite.org/rescode.html) or of the system.
REASONS = {
    sqlite3.SQLITE_FULL: NO_ROOM,
    sqlite3.SQLITE_READONLY: CLOSED,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_PERM: CLOSED,
    sqlite3.SQLITE_IOERR: UNREADABLE,
    sqlite3.SQLITE_BUSY: "another process writes to it: wait until that is done, then give the same command again",
}
SYSTEM_REASONS = {
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EFBIG: NO_ROOM,
    errno.EROFS: CLOSED,
    errno.EACCES: CLOSED,
    errno.EPERM: CLOSED,
    errno.EEXIST: "it is no folder: give one to write to",
    errno.ENOTDIR: "it is no folder: give one to write to",
}


class StoreError(PanelError):
    """An index that is missing, damaged, closed or of another make. The message says which and what to do."""


def what_is_wrong(error: Exception, folder: Path) -> str:
    """Why the index in a folder cannot be read or written, in a sentence that says what to do. What was saved before
    is there still, whatever the reason."""
    if isinstance(error, OSError):
        why = SYSTEM_REASONS.get(error.errno or 0, UNREADABLE)
    else:
        why = REASONS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
    if why:
        return f"The index in {folder} cannot be used ({error}); {why}."
    return f"The index in {folder} is damaged ({error}); mend it: {mending(folder)}"


def nothing_in(folder: Path) -> StoreError:
    """What is said of a folder that holds no index."""
    return StoreError(f"There is no index in {folder}; make one with: panel build ARCHIVE --index {folder}")


def mending(folder: Path) -> str:
    """The command that mends an index, and those beside it."""
    return f"panel build ARCHIVE --index {belongs_to(folder) or folder} --repair"


def belongs_to(folder: Path) -> Path | None:
    """The folder of the index of the open papers, of one of all papers; None of any other."""
    above = folder.absolute().parent
    return above if folder.name == EXEMPT and (above / FILE).exists() else None


def connect(folder: Path) -> sqlite3.Connection:
    """A connection to the index in a folder, which must hold one."""
    db = sqlite3.connect(folder / FILE, timeout=30, isolation_level=None)
    # SQLite's own lower() knows only the letters of English; and one body is printed with "&" and with "and".
    db.create_function("fold", 1, lambda text: text and text.casefold().replace("&", "and"), deterministic=True)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA page_size = {PAGE}")  # of a file that is just made
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    return db


def identity(db: sqlite3.Connection) -> tuple[str, int]:
    """An index's id, another for each that is made anew, and its generation (`Database.generation`)."""
    facts = dict(db.execute("SELECT key, value FROM meta WHERE key IN ('id', 'generation')").fetchall())
    return facts.get("id", ""), int(facts.get("generation", 0))


@contextmanager
def saving(db: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside is saved together, on the disk when this ends; nothing of it after an error."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk, and other errors of the disk, end it themselves
            db.execute("ROLLBACK")
        raise


def _which(folder: Path) -> tuple[int, int]:
    """Which file the index in a folder is now, whatever its name. Raises `StoreError` where there is none."""
    try:
        told = (folder / FILE).stat()
    except (FileNotFoundError, NotADirectoryError):
        raise nothing_in(folder) from None
    return told.st_dev, told.st_ino


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
        if not create and not (folder / FILE).is_file():
            raise nothing_in(folder)
        try:
            if create:
                folder.mkdir(parents=True, exist_ok=True)
                if not (folder / FILE).exists():
                    (folder / FILE).touch()
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and create:
                # No number comes twice in a folder, whichever index was there before: what servers remember goes by it.
                first = f"INSERT INTO meta VALUES ('generation', '{time.time_ns() // 1_000_000}');"
                self._db.executescript(f"BEGIN; {SCHEMA} {first} PRAGMA user_version = {VERSION}; COMMIT;")
                version = VERSION
            empty = version == 0 and not self._db.execute("SELECT 1 FROM sqlite_master").fetchone()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(what_is_wrong(error, folder)) from error
        if empty:  # a first build was killed as it began
            raise nothing_in(folder)
        if version != VERSION:
            raise StoreError(
                f"The index in {folder} was made by another version of this program "
                f"(layout {version}, here {VERSION}); bring it up to this one: {mending(folder)}"
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
            if db.in_transaction:  # an error of the disk ends it
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
        """One more with each change that is saved; the FAISS file carries the number it was built at."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        return int(row[0]) if row else 0

    def copy(self, folder: Path, without: str, **facts: str) -> None:
        """Copy it as it is now into a folder that holds none, but for one of its facts, and with others; whole, or not
        at all."""
        with whole(folder / FILE) as part, closing(sqlite3.connect(part, isolation_level=None)) as copy:
            self._db.backup(copy)
            copy.execute("DELETE FROM meta WHERE key = ?", (without,))
            copy.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(facts.items()))

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
        if not (hasattr(mine, "db") and mine.db.in_transaction):
            file = _which(self.folder)
            if hasattr(mine, "db") and mine.file != file:  # another was put in its place
                mine.db.close()
                del mine.db
                self._opened -= 1
            if not hasattr(mine, "db"):
                mine.db, mine.file = connect(self.folder), file
                self._opened += 1
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
        with saving(self._db):
            yield
            self._db.execute(
                "INSERT INTO meta VALUES ('generation', '1')"
                " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )
