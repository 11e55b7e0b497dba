"""An index mended: what is derived is made again; what can be read of a file that is damaged, or of another layout,
goes into a new one, and a build reads the papers into that. What was there is kept beside it."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from index.check import check_index, unsound
from index.database import FILE, StoreError, connect, saving, what_is_wrong
from index.engine import EMBEDDED
from index.postings import update_postings
from index.schema import VERSION
from index.store import Index, engine_of
from index.stored import COLUMNS, pack_vectors, unpack_vectors
from index.whole_file import sync

AT_ONCE = 500  # rows read together
UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
RENEWED = ".renewed"  # the folder within the index's where a new file is made
BESIDE = ("", "-wal", "-shm")  # the endings of the files that are one SQLite file


def mend(folder: Path) -> list[str]:
    """Mend the index in a folder as far as that takes no papers; what was done, in sentences. Nobody may build it
    meanwhile, and a build must follow, which reads the papers that it lacks then.

    Raises `StoreError` where it cannot be read or written for a reason that is no damage.
    """
    if not (folder / FILE).is_file():
        return []
    wrong = [one for one in check_index(folder) if one.wrong]
    if not wrong:
        return [f"Nothing in {folder} is damaged."]
    if all(one.derived for one in wrong):
        made = ", ".join(one.what for one in wrong)
        with suppress(sqlite3.DatabaseError):
            _derive(folder)
        wrong = [one for one in check_index(folder) if one.wrong]
        if not wrong:
            return [f"Made again: {made}."]
    try:
        return [_renew(folder)]
    except (sqlite3.Error, OSError) as error:
        raise StoreError(what_is_wrong(error, folder)) from error


def _derive(folder: Path) -> None:
    """Make again all that is made of passages and vectors."""
    with closing(connect(folder)) as db:
        with saving(db):
            db.execute("INSERT INTO words (words) VALUES ('rebuild')")
            db.execute("DELETE FROM blocks")
        update_postings(db)
        store = dict(db.execute("SELECT key, value FROM meta WHERE key = 'store'").fetchall())
        engine_of(store.get("store", EMBEDDED), folder).remake(db)


def _renew(folder: Path) -> str:
    new = folder / RENEWED
    shutil.rmtree(new, ignore_errors=True)  # of one that was killed
    Index(new, create=True).close()
    with closing(connect(new)) as db:
        with saving(db):
            vectors, scans = _salvage(folder, db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync(new / FILE)
    kept = set_aside(folder, FILE)
    for ending in BESIDE[1:]:
        folder.joinpath(f"{FILE}{ending}").unlink(missing_ok=True)
    (new / FILE).replace(folder / FILE)
    sync(folder)
    shutil.rmtree(new)
    return (
        f"The index was made anew. Of the old one, which is kept in {kept}, the vectors of {vectors:,} passages were "
        f"sound, and what OCR found in {scans:,} files: these need not be made again."
    )


def set_aside(folder: Path, name: str) -> Path:
    """Keep a SQLite file of a folder in another within it, where it is there whole or not at all. That folder."""
    part = folder / f".{secrets.token_hex(4)}.aside"
    part.mkdir(mode=0o700)  # it may hold what is exempt later
    for ending in BESIDE:
        file = folder / f"{name}{ending}"
        if file.exists():
            try:
                os.link(file, part / file.name)
            except OSError:  # a disk that knows no links
                shutil.copy2(file, part)
                sync(part / file.name)
    sync(part)
    kept, number = folder / f"old-{datetime.now():%Y-%m-%d}", 1
    while kept.exists():
        number += 1
        kept = folder / f"old-{datetime.now():%Y-%m-%d}-{number}"
    part.rename(kept)
    sync(folder)
    return kept


def readable(db: sqlite3.Connection, sql: str, last: int) -> Iterator[Sequence[Any]]:
    """The rows with numbers from 0 to `last` that can be read; `sql` takes the first and the last of some of them."""
    for first in range(0, last + 1, AT_ONCE):
        yield from _readable(db, sql, first, min(first + AT_ONCE - 1, last))


def _readable(db: sqlite3.Connection, sql: str, first: int, last: int) -> Iterator[Sequence[Any]]:
    try:
        rows = db.execute(sql, (first, last)).fetchall()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in UNREADABLE:
            raise
        if first < last:
            middle = (first + last) // 2
            yield from _readable(db, sql, first, middle)
            yield from _readable(db, sql, middle + 1, last)
        return
    yield from rows


def _salvage(folder: Path, db: sqlite3.Connection) -> tuple[int, int]:
    """Bring what can be read of the file in a folder into a new one: its own facts, what OCR found, and vectors, to be
    known by what they were made of. Of how many passages and files."""
    meta = {"id": secrets.token_hex(4), "complete": "no"}
    scans = vectors = 0
    with suppress(sqlite3.DatabaseError), closing(connect(folder)) as old:
        with suppress(sqlite3.DatabaseError):
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that all is in one file
        for name in ("archive", "model", "weights", "store"):
            with suppress(sqlite3.DatabaseError):
                meta |= dict(old.execute("SELECT key, value FROM meta WHERE key = ?", (name,)).fetchall())
        last = _last(old, folder)
        scans = db.executemany("INSERT OR IGNORE INTO scans VALUES (?, ?, ?)", _scans(old, last)).rowcount
        if old.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            into = f"INSERT OR IGNORE INTO spare (content, {COLUMNS}) VALUES (?, ?, ?, ?, ?)"
            vectors = db.executemany(into, _vectors(old, last)).rowcount
    db.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))
    return max(vectors, 0), max(scans, 0)


def _scans(db: sqlite3.Connection, last: int) -> Iterator[Sequence[Any]]:
    with suppress(sqlite3.DatabaseError):  # another layout has it otherwise
        yield from readable(db, "SELECT sha256, pages, words FROM scans WHERE rowid BETWEEN ? AND ?", last)


def _vectors(db: sqlite3.Connection, last: int) -> Iterator[Sequence[Any]]:
    sql = (
        f"SELECT content, char_start, char_end, {COLUMNS} FROM passages JOIN vectors ON vectors.passage = key"
        " JOIN fine_vectors ON fine_vectors.passage = key WHERE key BETWEEN ? AND ?"
    )
    for content, start, end, *blobs in readable(db, sql, last):
        if _sound(content, start, end, blobs):
            yield content, *pack_vectors(unpack_vectors(*blobs).moved(-start))


def _sound(content: Any, start: Any, end: Any, blobs: Sequence[Any]) -> bool:
    whole = all(isinstance(one, bytes) for one in (content, *blobs)) and all(isinstance(at, int) for at in (start, end))
    return whole and len(content) == 16 and not unsound(blobs, start, end, len(blobs[1]) * 2 // max(1, len(blobs[0])))


def _last(db: sqlite3.Connection, folder: Path) -> int:
    """A number that no row has gone beyond; of a table that cannot be read, a guess: a passage fills some pages."""
    try:
        return int(db.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()[0] or 0)
    except (sqlite3.DatabaseError, ValueError):
        return (folder / FILE).stat().st_size // 100
