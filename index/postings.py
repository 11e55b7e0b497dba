"""In which passages each word stands, counted once, so that a common word costs a question little.

FTS5 keeps no count of a word's passages, and its bm25() walks through all of them twice: a second for a word that half
of a million passages hold. Here they lie in arrays, a block of passages together. Passages are counted by FTS5 itself,
so that what is found is the same. A block is never changed: one of which passages are gone is made again.
"""

import json
import sqlite3
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.catalogue import count_spellings
from index.database import saving
from index.schema import TOKENIZER

BLOCK = 20_000  # passages counted together at most, so that a place takes two bytes: some seconds, and 100 MB
SMALL = (
    2_000  # of blocks with fewer those are made again that hold less than twice as much as is new: each that stays is
)
# twice as large as what follows, so that there are never many, and a paper more seldom has others counted again
GONE = 0.1  # share of a larger block's passages that may be gone before it is made again
MOST = np.iinfo(np.uint8).max

Row = tuple[int, int, str, str]
"""A passage's key, its paper, its text and its context."""
Counted = tuple[NDArray[np.uint16], NDArray[np.uint8]]
"""The places of passages in their block, in order, and how often a word stands in each: twice for the text."""


def update_postings(db: sqlite3.Connection, anew: bool = False) -> None:
    """Count the passages that are in no block yet; does nothing where there are none. A transaction for each block.

    `anew`: each block of which any passage is gone is made again.
    """
    for block, first, last, gone, counted in db.execute(
        "SELECT id, first, last, gone, length(keys) / 8 FROM blocks WHERE gone > 0"
    ).fetchall():
        if anew or counted < SMALL or gone > GONE * counted:
            _count(db, [block], first, last)
    (last,) = db.execute("SELECT coalesce(max(last), 0) FROM blocks").fetchone()
    new, newest = db.execute("SELECT count(*), coalesce(max(key), 0) FROM passages WHERE key > ?", (last,)).fetchone()
    first, remade = last + 1, []
    for block, begin, counted in db.execute(
        "SELECT id, first, length(keys) / 8 FROM blocks ORDER BY last DESC"
    ).fetchall():
        if counted >= min(SMALL, 2 * new):
            break
        first, new = begin, new + counted
        remade.append(block)
    while newest >= first:
        first = _count(db, remade, first, newest) + 1
        remade = []


def _count(db: sqlite3.Connection, remade: list[int], first: int, last: int) -> int:
    """Make a block of the passages with keys from `first` to `last`, at most `BLOCK` of them, in place of others.

    The last key counted.
    """
    with saving(db):
        db.executemany("DELETE FROM blocks WHERE id = ?", [(block,) for block in remade])
        rows = read_rows(db, first, last)
        if rows:
            last = rows[-1][0]
            _save(db, first, last, rows)
    return last


def _save(db: sqlite3.Connection, first: int, last: int, rows: list[Row]) -> None:
    lengths, postings = count_rows(rows)
    keys, papers = (np.array([row[at] for row in rows], dtype=np.int64).tobytes() for at in (0, 1))
    spellings = json.dumps(count_spellings(row[2] for row in rows), ensure_ascii=False)
    cursor = db.execute(
        "INSERT INTO blocks (first, last, keys, papers, lengths, spellings) VALUES (?, ?, ?, ?, ?, ?)",
        (first, last, keys, papers, lengths.tobytes(), spellings),
    )
    told = ((word, cursor.lastrowid, places.tobytes(), counts.tobytes()) for word, (places, counts) in postings.items())
    db.executemany("INSERT INTO postings VALUES (?, ?, ?, ?)", told)


def read_rows(db: sqlite3.Connection, first: int, last: int) -> list[Row]:
    """The passages with keys from `first` to `last`, at most `BLOCK` of them."""
    sql = "SELECT key, paper, text, context FROM passages WHERE key BETWEEN ? AND ? ORDER BY key LIMIT ?"
    return db.execute(sql, (first, last, BLOCK)).fetchall()


def count_rows(rows: list[Row]) -> tuple[NDArray[np.int32], dict[str, Counted]]:
    """How many words each passage has, and where each word stands: in which of the passages, and how often."""
    memory = sqlite3.connect(":memory:")
    memory.execute(f"CREATE VIRTUAL TABLE words USING fts5 (text, context, content = '', tokenize = '{TOKENIZER}')")
    memory.execute("CREATE VIRTUAL TABLE found USING fts5vocab (words, instance)")
    texts = ((place, text, context) for place, (_, _, text, context) in enumerate(rows))
    memory.executemany("INSERT INTO words (rowid, text, context) VALUES (?, ?, ?)", texts)
    lengths = np.zeros(len(rows), dtype=np.int32)
    postings = {}
    counted = memory.execute("SELECT term, doc, count(*), sum(col = 'text') FROM found GROUP BY term, doc")
    for word, own in groupby(counted, key=itemgetter(0)):
        _, places, times, in_text = zip(*own, strict=True)
        where, often = np.array(places, dtype=np.uint16), np.array(times)
        lengths[where] += often
        counts = np.minimum(often + np.array(in_text), MOST).astype(np.uint8)
        postings[word] = where, counts
    memory.close()
    return lengths, postings
