"""Is an index sound? Whether its file is whole, and all that it holds agrees with the papers' own text."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.catalogue import count_spellings, list_documents, list_meeting_dates
from index.database import FILE, REASONS, StoreError, connect, nothing_in, what_is_wrong
from index.engine import EMBEDDED
from index.postings import count_rows, read_rows
from index.schema import SCHEMA, VERSION
from index.stored import COLUMNS, KINDS, unpack_vectors

LONG = 2e-3  # how much longer or shorter than 1 a vector of 16 bits a number may be
SHOWN = 3  # of what is wrong, so much is named


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at and what was found there. What is `derived` is made of the rest, and can be made again."""

    what: str
    found: str
    wrong: bool = False
    derived: bool = False


def check_index(folder: Path) -> list[Check]:
    """All checks of the index in a folder; of one whose file is not whole, only that. Nothing is changed.

    Raises `StoreError` where there is none, and where it cannot be read for a reason that is no damage.
    """
    if not (folder / FILE).is_file():
        raise nothing_in(folder)
    try:
        with closing(connect(folder)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise nothing_in(folder)
            file = [_file(db), _layout(db)]
            if any(one.wrong for one in file):
                return file
            db.execute("BEGIN")  # all is of one moment
            rest = [
                *_looked_at("references", lambda: _references(db)),
                *_looked_at("papers", lambda: _papers(db)),
                *_looked_at("passages", lambda: _passages(db)),
                *_looked_at("vectors", lambda: _vectors(db)),
                *_looked_at("counted words", lambda: _counted(db), derived=True),
                *_looked_at("search by meaning", lambda: _engine(db, folder), derived=True),
            ]
            db.execute("COMMIT")
            return [*file, *rest, *_looked_at("search by words", lambda: _words(db), derived=True), _build(db)]
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in REASONS:
            raise StoreError(what_is_wrong(error, folder)) from error
        return [Check(FILE, str(error), wrong=True)]


def _looked_at(what: str, look: Callable[[], tuple[str, list[str]]], derived: bool = False) -> Iterator[Check]:
    """A check of what is counted and what is wrong there; what cannot even be read is wrong."""
    try:
        found, wrong = look()
    except (sqlite3.DatabaseError, ValueError, KeyError, IndexError, TypeError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in REASONS:
            raise
        found, wrong = "", [f"it cannot be read ({type(error).__name__}: {error})"]
    more = f"; and {len(wrong) - SHOWN:,} more" if len(wrong) > SHOWN else ""
    yield Check(what, "; ".join(wrong[:SHOWN]) + more if wrong else found, bool(wrong), derived)


def _file(db: sqlite3.Connection) -> Check:
    problems = [row[0] for row in db.execute(f"PRAGMA integrity_check({SHOWN})")]
    pages, size = (db.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
    if problems != ["ok"]:
        return Check(FILE, "; ".join(problems).replace("\n", " "), wrong=True)
    return Check(FILE, f"{pages:,} pages of {size:,} bytes")


def _layout(db: sqlite3.Connection) -> Check:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        return Check("layout", f"{version}, here {VERSION}", wrong=True)
    with closing(sqlite3.connect(":memory:")) as new:
        new.executescript(SCHEMA)
        wanted, found = (dict(one.execute("SELECT name, sql FROM sqlite_master").fetchall()) for one in (new, db))
    other = [name for name, sql in wanted.items() if found.get(name) != sql]
    return Check("layout", f"{version}, but otherwise: {', '.join(other)}" if other else f"{version}", bool(other))


def _references(db: sqlite3.Connection) -> tuple[str, list[str]]:
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    return "every row's is there", [f"row {row} of {table} refers to no row of {to}" for table, row, to, _ in broken]


def _papers(db: sqlite3.Connection) -> tuple[str, list[str]]:
    documents = list_documents(db)
    list_meeting_dates(db)
    number = sum(len(one["papers"]) for one in documents)
    return f"{number:,} in {len(documents):,} documents", []


def _passages(db: sqlite3.Connection) -> tuple[str, list[str]]:
    from urllib.parse import quote

    wrong, number = [], 0
    sql = (
        "SELECT passages.id, char_start, char_end, text, sentences FROM passages JOIN papers ON papers.id = paper"
        " WHERE document = ?"
    )
    for path, text in db.execute("SELECT path, text FROM documents ORDER BY path"):
        for name, start, end, own, sentences in db.execute(sql, (path,)):
            number += 1
            if not 0 <= start < end <= len(text) or text[start:end] != own:
                wrong.append(f"{name} is not what its document says there")
            elif name != f"{quote(path)}#{start}-{end}":
                wrong.append(f"{name} stands elsewhere")
            elif any(not start <= at <= to <= end or kind not in KINDS for at, to, kind, _ in json.loads(sentences)):
                wrong.append(f"{name} has a sentence outside it")
    return f"{number:,}, each as its document says", wrong


def _vectors(db: sqlite3.Connection) -> tuple[str, list[str]]:
    wrong, number, lengths = [], 0, set[tuple[int, int]]()
    sql = (
        f"SELECT passages.id, char_start, char_end, json_array_length(sentences), {COLUMNS} FROM passages"
        " LEFT JOIN vectors ON vectors.passage = key LEFT JOIN fine_vectors ON fine_vectors.passage = key"
    )
    for name, start, end, sentences, *blobs in db.execute(sql):
        number += 1
        if None in blobs:
            wrong.append(f"{name} has none")
        elif told := unsound(blobs, start, end, sentences):
            wrong.append(f"{name} has one that is {told}")
        else:
            lengths.add((len(blobs[0]), len(blobs[2]) // (len(blobs[3]) // 4)))
    if len(lengths) > 1:
        wrong.append(f"they are of {len(lengths)} lengths")
    return f"of {number:,} passages", wrong


def unsound(blobs: Sequence[bytes], start: int, end: int, number: int) -> str:
    """What is wrong with a passage's vectors, as they are kept, where it stands from `start` to `end` with so many
    sentences; empty where nothing is."""
    try:
        own = unpack_vectors(*blobs)
    except ValueError:
        return "too short or too long"
    with np.errstate(all="ignore"):  # damage can be any number
        long = np.linalg.norm(np.vstack([own.vector[None], own.sentences]), axis=1)
    if not np.all(np.abs(long - 1) < LONG):
        return "not of length 1"
    if len(own.sentences) != number or not len(own.starts):
        return "missing"
    outside = (own.starts != -1) & ((own.starts < start) | (own.starts >= end))
    return "of words outside it" if outside.any() else ""


def _counted(db: sqlite3.Connection) -> tuple[str, list[str]]:
    """Every block against what its passages say: those that are gone since are not looked at."""
    wrong, words, after = [], 0, 0
    blocks = "SELECT id, first, last, gone, keys, papers, lengths, spellings FROM blocks ORDER BY first"
    for block, first, last, gone, *kept in db.execute(blocks).fetchall():
        keys, papers, lengths = (np.frombuffer(blob, kind) for blob, kind in zip(kept, KINDS_OF_BLOCKS, strict=False))
        rows = read_rows(db, first, last)
        there = np.isin(keys, [row[0] for row in rows])
        places = np.cumsum(there) - 1
        long, postings = count_rows(rows)
        stored = db.execute("SELECT word, places, counts FROM postings WHERE block = ?", (block,)).fetchall()
        words += len(stored)
        found = {}
        for word, at, often in stored:
            where, counts = np.frombuffer(at, np.uint16), np.frombuffer(often, np.uint8)
            left = there[where]
            if left.any():
                found[word] = places[where][left].tolist(), counts[left].tolist()
        same = (
            first > after
            and list(zip(keys[there].tolist(), papers[there].tolist(), strict=True)) == [row[:2] for row in rows]
            and gone == len(keys) - len(rows)
            and np.array_equal(lengths[there], long)
            and found == {word: (at.tolist(), often.tolist()) for word, (at, often) in postings.items()}
            and (gone or json.loads(kept[3]) == count_spellings(row[2] for row in rows))
        )
        if not same:
            wrong.append(f"those of passages {first} to {last} are not what these say")
        after = last
    (missing,) = db.execute(
        "SELECT count(*) FROM passages WHERE key <= ? AND NOT EXISTS"
        " (SELECT 1 FROM blocks WHERE key BETWEEN first AND last)",
        (after,),
    ).fetchone()
    if missing:
        wrong.append(f"{missing:,} passages were left out")
    return f"{words:,}", wrong


KINDS_OF_BLOCKS = (np.int64, np.int64, np.int32)


def _engine(db: sqlite3.Connection, folder: Path) -> tuple[str, list[str]]:
    from index.store import engine_of

    facts = dict(db.execute("SELECT key, value FROM meta WHERE key = 'store'").fetchall())
    engine = engine_of(facts.get("store", EMBEDDED), folder)
    try:
        wrong = engine.differences(db)
    except StoreError as error:
        return "", [str(error)]
    return "agrees with the vectors", wrong


def _words(db: sqlite3.Connection) -> tuple[str, list[str]]:
    # It writes nothing, but SQLite takes it for a change: where another process writes, it waits for that.
    try:
        db.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT:
            return "", ["it does not say what the passages do"]
        raise
    return "agrees with the passages", []


def _build(db: sqlite3.Connection) -> Check:
    meta: dict[str, Any] = dict(db.execute("SELECT key, value FROM meta").fetchall())
    whole = meta.get("complete") == "yes"
    return Check("build", "complete" if whole else "under way, or stopped: panel build goes on with it")
