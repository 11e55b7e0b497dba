"""Indexes damaged in one place each, and what is then found to be wrong."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from index.database import FILE

Damage = Callable[[Path], None]


def sql(script: str) -> Damage:
    """Change the index by SQL that no program of ours would give."""

    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / FILE)) as db:
            db.executescript(script)

    return damage


def flip(pattern: str, place: float, number: int = 16) -> Damage:
    """Turn over so many bytes of a file, at a share of its length."""

    def damage(folder: Path) -> None:
        (path,) = folder.glob(pattern)
        content = bytearray(path.read_bytes())
        at = int(place * len(content))
        content[at : at + number] = bytes(255 - one for one in content[at : at + number])
        path.write_bytes(content)

    return damage


# What can be made again of the rest, and what takes a new file.
DERIVED: dict[str, tuple[Damage, set[str]]] = {
    "a word counted wrongly": (
        sql("UPDATE postings SET counts = zeroblob(length(counts)) WHERE word = 'lantern'"),
        {"counted words"},
    ),
    "a word that is gone": (sql("DELETE FROM postings WHERE word = 'ferri'"), {"counted words"}),
    "passages counted as gone": (sql("UPDATE blocks SET gone = 1"), {"counted words"}),
    "the full-text index": (
        sql("UPDATE words_data SET block = x'00' WHERE id = (SELECT max(id) FROM words_data)"),
        {"search by words"},
    ),
    "a vector of the FAISS file": (flip("*.faiss", 0.5), {"search by meaning"}),
    "the head of the FAISS file": (flip("*.faiss", 0), {"search by meaning"}),
}
WHOLE: dict[str, tuple[Damage, set[str]]] = {
    "the head of the file": (flip(FILE, 0), {FILE}),
    "pages in the middle": (flip(FILE, 0.5, 9_000), {FILE}),
    "another layout": (sql("PRAGMA user_version = 4"), {"layout"}),
    "a column that is not there": (sql("ALTER TABLE papers DROP COLUMN office"), {"layout"}),
    "a passage's words": (
        sql("UPDATE passages SET text = replace(text, 'forty lanterns', 'fifty lanterns')"),
        {"passages", "counted words", "search by words"},
    ),
    "a document's words": (sql("UPDATE documents SET text = 'A' || text WHERE path = 'notes.txt'"), {"passages"}),
    "a vector": (
        sql("UPDATE vectors SET vector = zeroblob(length(vector)) WHERE passage = 1"),
        {"vectors", "search by meaning"},
    ),
    "vectors that are gone": (sql("DELETE FROM fine_vectors WHERE passage = 2"), {"vectors"}),
    "a paper that is gone": (
        sql("PRAGMA foreign_keys = OFF; DELETE FROM papers WHERE document = 'notes.txt'"),
        {"references", "papers"},
    ),
    "a day that is none": (sql("UPDATE papers SET meeting_date = 'soon' WHERE document = 'ferries.md'"), {"papers"}),
}
