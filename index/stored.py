"""A passage as the index holds it: read from its row, with where it stands."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from corpus import Kind, Sentence
from index.late import PassageVectors

KEYS = "(SELECT value FROM json_each(?))"  # however many
COLUMNS = "vector, sentence_vectors, token_vectors, token_starts"  # as `pack_vectors` gives them


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
    sql = f"SELECT passage, {COLUMNS} FROM vectors JOIN fine_vectors USING (passage) WHERE passage IN {KEYS}"
    return {int(key): unpack_vectors(*blobs) for key, *blobs in db.execute(sql, [json.dumps(list(keys))])}


def pack_vectors(vectors: PassageVectors) -> tuple[bytes, bytes, bytes, bytes]:
    """A passage's vectors as they are kept."""
    sentences = vectors.sentences.astype(np.float16)
    return vectors.vector.tobytes(), sentences.tobytes(), vectors.tokens.tobytes(), vectors.starts.tobytes()


def unpack_vectors(vector: bytes, sentences: bytes, tokens: bytes, starts: bytes) -> PassageVectors:
    """A passage's vectors, of what is kept of them."""
    own = np.frombuffer(vector, dtype=np.float32)
    begins = np.frombuffer(starts, dtype=np.int32)
    return PassageVectors(
        own,
        np.frombuffer(sentences, dtype=np.float16).reshape(-1, len(own)).astype(np.float32),
        np.frombuffer(tokens, dtype=np.int8).reshape(len(begins), -1),
        begins,
    )
