"""An index copied while it is read and written, and a copy put in its place while it is asked."""

import os
import re
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from index.database import FILE, StoreError, identity
from index.store import Index

AHEAD = 1000  # generations, for what the running server may take out of the index that is being replaced


def copy_database(live: Path, copy: Path) -> None:
    """Copy an SQLite file, as it is at one moment, into another. Raises `StoreError` where it is damaged, as the copy
    would be."""
    try:
        with closing(_connect(live)) as source, closing(_connect(copy)) as target:
            source.backup(target)
            (sound,) = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        raise StoreError(f"{live} cannot be copied ({error}); see that the disk has room.") from error
    except sqlite3.DatabaseError as error:
        sound = str(error)
    if sound != "ok":
        raise StoreError(f"{live} is damaged ({sound}), and a copy of it would be.")


def vectors_of(folder: Path, copy: Path) -> Path | None:
    """The FAISS file in a folder that is no newer than a copy of its index; None where there is none."""
    with closing(_connect(copy)) as db:
        name, generation = identity(db)
    told = ((int(path.stem.split("-")[2]), path) for path in folder.glob(f"vectors-{name}-*.faiss"))
    return max((one for one in told if one[0] <= generation), default=(0, None))[1]


def has_schema(copy: Path, schema: str, layout: int) -> bool:
    """Whether an SQLite file has a layout, and nothing in it but what its schema says."""
    try:
        with closing(_connect(copy)) as db, closing(sqlite3.connect(":memory:")) as new:
            new.executescript(schema)
            return _described(db) == _described(new) and db.execute("PRAGMA user_version").fetchone() == (layout,)
    except sqlite3.DatabaseError:
        return False


def is_empty(copy: Path) -> bool:
    """Whether an SQLite file has nothing in it yet."""
    with closing(_connect(copy)) as db:
        return db.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def facts_of(folder: Path) -> dict[str, str] | None:
    """The facts about the index in a folder (`Index.meta`); none where it has none, None where it is damaged."""
    if not (folder / FILE).exists():
        return {}
    try:
        with closing(Index(folder)) as index:
            return index.meta
    except (StoreError, sqlite3.DatabaseError):
        return None


def put_back(copy: Path, vectors: Path | None, folder: Path) -> None:
    """Put a copy of an index, which is used up, in place of the one in a folder; `vectors` is its FAISS file.

    It is one transaction of the file that whoever asks has open, so that they go on with the one or the other. Where
    that file is damaged it is replaced, and whoever has it open must open it again. The index has a new id and a later
    generation than either had: whatever is kept of the one before, in memory or on the disk, is not taken for its own.
    """
    live, name = folder / FILE, secrets.token_hex(4)
    before = facts_of(folder)
    with closing(_connect(copy)) as db:
        generation = max(int((before or {}).get("generation", 0)), identity(db)[1]) + AHEAD
        told = {"id": name, "generation": str(generation)}
        db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(told.items()))
    if vectors:  # first: whoever finds the index without it would make it again
        _, _, at, last = vectors.name.split("-")
        os.replace(vectors, folder / f"vectors-{name}-{at}-{last}")
    if before and _overwrite(copy, live):
        copy.unlink()
    else:
        for beside in ("-wal", "-shm"):  # of the damaged one: they would be taken for part of this
            live.with_name(live.name + beside).unlink(missing_ok=True)
        os.replace(copy, live)
    with closing(Index(folder)) as index:
        index.refresh_vectors()
    for stale in set(folder.glob("vectors-*.faiss")) - set(folder.glob(f"vectors-{name}-*")):
        stale.unlink(missing_ok=True)


def _overwrite(copy: Path, live: Path) -> bool:
    """Whether that could be done: not with a file that is damaged."""
    try:
        with closing(_connect(copy)) as source, closing(_connect(live)) as target:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
    except sqlite3.OperationalError as error:
        raise StoreError(f"The index in {live.parent} cannot be restored ({error}); it is as it was.") from error
    except sqlite3.DatabaseError:
        return False
    return True


def _described(db: sqlite3.Connection) -> list[tuple[str, ...]]:
    rows = db.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name")
    return [(*names, " ".join(re.sub(r"--.*", "", sql).split())) for *names, sql in rows]


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30, isolation_level=None)
