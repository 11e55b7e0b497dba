"""A passage as the index holds it: read from its row, with where it stands."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from corpus import Kind, Sentence
from index.late import PassageVectors


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the index holds it, with where it stands."""

    key: int
    id: str
    document: str
    url: str | None  # where the document is published
    webcast: str | None  # where the recording of its meeting is
    kind: str
    title: str
    body: str | None
    author: str | None  # of the paper
    office: str | None  # the author's
    meeting_date: str | None
    pack_date: str | None
    period: str | None
    period_start: str | None  # ISO, as all days here
    period_end: str | None
    item: str | None
    headings: tuple[str, ...]
    paragraph: str | None
    page: int | None
    page_label: str | None
    recording_time: str | None
    speaker: str | None
    asker: str | None  # of the question it answers
    outcome: str | None  # decision or action, where it is one
    boilerplate: bool
    char_start: int
    char_end: int
    text: str
    context: str
    sentences: tuple[Sentence, ...]


# In the order of the fields of `StoredPassage`.
PASSAGE = """
    SELECT passages.key, passages.id, papers.document, documents.url, documents.webcast, papers.kind, papers.title,
           papers.body, papers.author, papers.office, papers.meeting_date, papers.pack_date, papers.period,
           papers.period_start, papers.period_end,
           passages.item, passages.headings, passages.paragraph, passages.page, passages.page_label,
           passages.recording_time, passages.speaker, exchanges.asker, outcomes.kind, passages.boilerplate,
           passages.char_start, passages.char_end, passages.text, passages.context, passages.sentences
    FROM passages JOIN papers ON papers.id = passages.paper JOIN documents ON documents.path = papers.document
    LEFT JOIN exchanges ON exchanges.id = passages.exchange
    LEFT JOIN outcomes ON outcomes.id = passages.outcome
"""
NAMES = [field.name for field in fields(StoredPassage)]
HEADINGS, BOILERPLATE, SENTENCES = map(NAMES.index, ("headings", "boilerplate", "sentences"))
KINDS = {kind.value: kind for kind in Kind}
KEYS = "(SELECT value FROM json_each(?))"  # however many
TOGETHER = 500  # rows read together


def read_passages(db: sqlite3.Connection, clauses: str, values: Sequence[Any] = ()) -> Iterator[StoredPassage]:
    """The passages that SQL clauses on their tables choose, in the order that these tell."""
    cursor = db.execute(f"{PASSAGE} {clauses}", values)
    while rows := cursor.fetchmany(TOGETHER):
        # A question reads two hundred: one JSON text of them all is parsed in half the time of each alone.
        headings, sentences = (json.loads(f"[{','.join(row[at] for row in rows)}]") for at in (HEADINGS, SENTENCES))
        for row, above, told in zip(rows, headings, sentences, strict=True):
            whole = list(row)
            whole[HEADINGS] = tuple(above)
            whole[BOILERPLATE] = bool(row[BOILERPLATE])
            whole[SENTENCES] = tuple([Sentence(start, end, KINDS[kind], text) for start, end, kind, text in told])
            yield StoredPassage(*whole)


def read_vectors(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, PassageVectors]:
    """The vectors kept of each passage, by key."""
    sql = (
        "SELECT passage, vector, sentences, tokens, starts FROM vectors JOIN fine_vectors USING (passage)"
        f" WHERE passage IN {KEYS}"
    )
    rows = db.execute(sql, [json.dumps(list(keys))]).fetchall()
    if not rows:
        return {}
    vectors = _together((row[1] for row in rows), np.float32).reshape(len(rows), -1)
    sentences = _together((row[2] for row in rows), np.float16).reshape(-1, vectors.shape[1]).astype(np.float32)
    ends = np.cumsum([0, *(len(row[2]) for row in rows)]) // (2 * vectors.shape[1])
    found = {}
    for at, (key, _, _, tokens, starts) in enumerate(rows):
        begins = np.frombuffer(starts, dtype=np.int32)
        pieces = np.frombuffer(tokens, dtype=np.int8).reshape(len(begins), -1)
        found[int(key)] = PassageVectors(vectors[at], sentences[ends[at] : ends[at + 1]], pieces, begins)
    return found


def _together(blobs: Iterable[bytes], kind: DTypeLike) -> NDArray[Any]:
    return np.frombuffer(b"".join(blobs), dtype=kind)
