"""The words of passages as they are counted in blocks: BM25 over them, and which of their papers a filter lets through.

What is put into the index is found at once, by FTS5, but counted only when a build ends; so there may be passages after
the last block.
"""

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.filters import Filters

# As in FTS5's function bm25(), https://www.sqlite.org/fts5.html#the_bm25_function
K1, B = 1.2, 0.75
LEAST = 1e-6  # inverse document frequency of a word that more than half of the passages hold


@dataclass(frozen=True, slots=True)
class Counted:
    """The passages of all blocks, in the order of their keys; some may be gone since."""

    begins: dict[int, int]  # the place of each block's first passage, by its number
    last: int  # the last key that is in a block, 0 where there are none
    keys: NDArray[np.int64]
    papers: NDArray[np.int64]
    lengths: NDArray[np.float32]  # what BM25 makes of each passage's length

    def scores(self, db: sqlite3.Connection, phrases: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """The BM25 of each passage for some phrases: shape (passages,), 0 for one that holds none of them.

        A phrase is given by its terms (see `index.terms`); a passage holds it that holds each of them.
        """
        found = np.zeros(len(self.keys), dtype=np.float32)
        for words in phrases:
            places, counts = self.standing(db, words)
            rarity = max(math.log((len(self.keys) - len(places) + 0.5) / (len(places) + 0.5)), LEAST)
            found[places] += np.float32(rarity * (K1 + 1)) * counts / (counts + self.lengths[places])
        return found

    def standing(self, db: sqlite3.Connection, words: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The places of the passages that hold each of some words, and how often, halved for the context."""
        sql = "SELECT block, places, counts FROM postings WHERE word = ? ORDER BY block"
        often = None
        for word in words:
            rows = db.execute(sql, (word,)).fetchall()
            own = [self.begins[block] + np.frombuffer(places, np.uint16).astype(np.intp) for block, places, _ in rows]
            places = np.concatenate([*own, np.empty(0, np.intp)])
            counts = np.frombuffer(b"".join(row[2] for row in rows), np.uint8) * np.float32(0.5)
            if often is not None:
                together = often[places] > 0
                places = places[together]
                counts = np.minimum(counts[together], often[places])
            if len(words) > 1:
                often = np.zeros(len(self.keys), dtype=np.float32)
                often[places] = counts
        return places, counts

    def passing(self, db: sqlite3.Connection, filters: Filters) -> NDArray[np.bool_]:
        """Which of the passages are of papers that pass the filters: shape (passages,)."""
        condition, values = filters.sql
        papers = np.array([row[0] for row in db.execute(f"SELECT id FROM papers WHERE {condition}", values)], np.int64)
        passes = np.zeros(max(self.papers.max(initial=0), papers.max(initial=0)) + 1, dtype=np.bool_)
        passes[papers] = True
        return np.asarray(passes[self.papers])


def count_holders(db: sqlite3.Connection, word: str) -> int:
    """How many passages of the blocks hold a word as FTS5 keeps it."""
    return int(
        db.execute("SELECT coalesce(sum(length(counts)), 0) FROM postings WHERE word = ?", (word,)).fetchone()[0]
    )


def count_passages(db: sqlite3.Connection) -> int:
    """How many passages there are: of blocks as they were counted, and one by one what is newer."""
    sql = "SELECT coalesce(max(last), 0), coalesce(sum(length(keys) / 8 - gone), 0) FROM blocks"
    last, number = db.execute(sql).fetchone()
    return int(number + db.execute("SELECT count(*) FROM passages WHERE key > ?", (last,)).fetchone()[0])


def read_counted(db: sqlite3.Connection, blocks: tuple[int, ...]) -> Counted:
    """What is kept in memory of some blocks, in their order: 20 bytes a passage."""
    begins, last = {}, 0
    keys, papers, lengths = ([np.empty(0, kind)] for kind in (np.int64, np.int64, np.int32))
    for block in blocks:
        row = db.execute("SELECT last, keys, papers, lengths FROM blocks WHERE id = ?", (block,)).fetchone()
        begins[block], last = sum(map(len, keys)), row[0]
        keys.append(np.frombuffer(row[1], np.int64))
        papers.append(np.frombuffer(row[2], np.int64))
        lengths.append(np.frombuffer(row[3], np.int32))
    long = np.concatenate(lengths).astype(np.float32)
    normal = (K1 * (1 - B + B * long / (long.mean() if len(long) else 1))).astype(np.float32)
    return Counted(begins, last, np.concatenate(keys), np.concatenate(papers), normal)
