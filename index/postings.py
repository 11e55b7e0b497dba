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

from index.catalogue import count_spellings
from index.schema import TOKENIZER

BLOCK = 20_000  # passages counted together at most, so that a place takes two bytes: some seconds, and 100 MB
SMALL = 2_000  # a block of fewer is made again together with what is new, so that there are never many
GONE = 0.1  # share of a larger block's passages that may be gone before it is made again
MOST = np.iinfo(np.uint8).max


def update_postings(db: sqlite3.Connection, anew: bool = False) -> None:
    """Count the passages that are in no block yet; does nothing where there are none. A transaction for each block.

    `anew`: each block of which any passage is gone is made again.
    """
    for block, first, last, gone, counted in db.execute(
        "SELECT id, first, last, gone, length(keys) / 8 FROM blocks WHERE gone > 0"
    ).fetchall():
        if anew or counted < SMALL or gone > GONE * counted:
            _count(db, [block], first, last)
    end = db.execute("SELECT id, first, last, length(keys) / 8 FROM blocks ORDER BY last DESC LIMIT 1").fetchone()
    newest = int(db.execute("SELECT coalesce(max(key), 0) FROM passages").fetchone()[0])
    first, remade = (end[1], [end[0]]) if end and end[3] < SMALL else (end[2] + 1 if end else 1, [])
    while newest >= first and (not end or newest > end[2]):
        first = _count(db, remade, first, newest) + 1
        remade = []


def _count(db: sqlite3.Connection, remade: list[int], first: int, last: int) -> int:
    """Make a block of the passages with keys from `first` to `last`, at most `BLOCK` of them, in place of others.

    The last key counted.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        db.executemany("DELETE FROM blocks WHERE id = ?", [(block,) for block in remade])
        sql = "SELECT key, paper, text, context FROM passages WHERE key BETWEEN ? AND ? ORDER BY key LIMIT ?"
        rows = db.execute(sql, (first, last, BLOCK)).fetchall()
        if rows:
            last = rows[-1][0]
            _save(db, first, last, rows)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    return last


def _save(db: sqlite3.Connection, first: int, last: int, rows: list[tuple[int, int, str, str]]) -> None:
    memory = sqlite3.connect(":memory:")
    memory.execute(f"CREATE VIRTUAL TABLE words USING fts5 (text, context, content = '', tokenize = '{TOKENIZER}')")
    memory.execute("CREATE VIRTUAL TABLE found USING fts5vocab (words, instance)")
    texts = ((place, text, context) for place, (_, _, text, context) in enumerate(rows))
    memory.executemany("INSERT INTO words (rowid, text, context) VALUES (?, ?, ?)", texts)
    lengths = np.zeros(len(rows), dtype=np.int32)
    postings = []
    counted = memory.execute("SELECT term, doc, count(*), sum(col = 'text') FROM found GROUP BY term, doc")
    for word, own in groupby(counted, key=itemgetter(0)):
        _, places, times, in_text = zip(*own, strict=True)
        where, often = np.array(places, dtype=np.uint16), np.array(times)
        lengths[where] += often
        counts = np.minimum(often + np.array(in_text), MOST).astype(np.uint8)
        postings.append((word, where.tobytes(), counts.tobytes()))
    memory.close()
    keys, papers = (np.array([row[at] for row in rows], dtype=np.int64).tobytes() for at in (0, 1))
    spellings = json.dumps(count_spellings(row[2] for row in rows), ensure_ascii=False)
    cursor = db.execute(
        "INSERT INTO blocks (first, last, keys, papers, lengths, spellings) VALUES (?, ?, ?, ?, ?, ?)",
        (first, last, keys, papers, lengths.tobytes(), spellings),
    )
    db.executemany(f"INSERT INTO postings VALUES (?, {cursor.lastrowid}, ?, ?)", postings)
