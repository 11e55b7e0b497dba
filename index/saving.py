"""A document that was read, as the rows of an index."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from index.embedding import content_of
from index.late import PassageVectors
from index.stored import COLUMNS, pack_vectors

if TYPE_CHECKING:  # what reads papers takes its time to import, and a question needs none of it
    from corpus import Exchange, Metadata, Outcome, Paper, Passage, Reading


def save_reading(
    db: sqlite3.Connection,
    reading: "Reading",
    sha256: str,
    vectors: Sequence[PassageVectors],
    metadata: "Metadata",
) -> None:
    """Insert a document with its papers, what they record, its passages and their vectors; shapes as `Index.put`."""
    document = reading.document
    _insert(
        db,
        "documents",
        path=document.path,
        sha256=sha256,
        format=document.kind,
        pages=len(document.pages),
        needs_ocr=json.dumps(document.unread_pages),
        url=metadata.url,
        webcast=metadata.webcast,
        text=document.text,
    )
    # What is read refers to its paper, exchange and outcome as objects; rows refer by number.
    papers = {id(paper): _save_paper(db, document.path, paper) for paper in reading.papers}
    exchanges = {id(one): _save_exchange(db, papers[id(one.paper)], one) for one in reading.exchanges}
    outcomes = {id(one): _save_outcome(db, papers[id(one.paper)], one) for one in reading.outcomes}
    for one in reading.attendance:
        _insert(
            db,
            "attendance",
            paper=papers[id(one.paper)],
            name=one.name,
            role=one.role,
            presence=one.presence,
            char_start=one.start,
            char_end=one.end,
        )
    for definition in reading.definitions:
        _insert(
            db,
            "definitions",
            document=document.path,
            short=definition.short,
            long=definition.long,
            char_start=definition.start,
            char_end=definition.end,
        )
    for passage, own in zip(reading.passages, vectors, strict=True):
        key = _insert(
            db,
            "passages",
            paper=papers[id(passage.paper)],
            exchange=exchanges.get(id(passage.exchange)),
            outcome=outcomes.get(id(passage.outcome)),
            content=content_of(document, passage),
            **_passage(document.path, passage),
        )
        vector, *fine = pack_vectors(own)
        _insert(db, "vectors", passage=key, vector=vector)
        _insert(db, "fine_vectors", passage=key, **dict(zip(COLUMNS.split(", ")[1:], fine, strict=True)))


def _passage(path: str, passage: "Passage") -> dict[str, Any]:
    return {
        # Made of where it stands alone, so that the same archive always has the same ids.
        "id": f"{quote(path)}#{passage.start}-{passage.end}",
        "char_start": passage.start,
        "char_end": passage.end,
        "text": passage.text,
        "context": passage.context,
        "item": passage.item,
        "headings": json.dumps(passage.headings, ensure_ascii=False),
        "sentences": json.dumps(passage.sentences),
        "paragraph": passage.paragraph,
        "page": passage.page,
        "page_label": passage.page_label,
        "recording_time": passage.recording_time,
        "speaker": passage.speaker,
        "boilerplate": passage.boilerplate,
    }


def _save_paper(db: sqlite3.Connection, path: str, paper: "Paper") -> int:
    period = paper.period
    return _insert(
        db,
        "papers",
        document=path,
        kind=paper.kind,
        title=paper.title,
        body=paper.body,
        author=paper.author,
        office=paper.office,
        meeting_date=_iso(paper.meeting_date),
        pack_date=_iso(paper.pack_date),
        period=period.name if period else None,
        period_start=_iso(period.first if period else None),
        period_end=_iso(period.last if period else None),
        item=paper.item,
    )


def _save_exchange(db: sqlite3.Connection, paper: int, exchange: "Exchange") -> int:
    return _insert(
        db,
        "exchanges",
        paper=paper,
        item=exchange.item,
        headings=json.dumps(exchange.headings, ensure_ascii=False),
        question_start=exchange.question_start,
        question_end=exchange.question_end,
        response_start=exchange.response_start,
        response_end=exchange.response_end,
        asker=exchange.asker,
        responder=exchange.responder,
    )


def _save_outcome(db: sqlite3.Connection, paper: int, outcome: "Outcome") -> int:
    return _insert(
        db,
        "outcomes",
        paper=paper,
        kind=outcome.kind,
        item=outcome.item,
        char_start=outcome.start,
        char_end=outcome.end,
        owner=outcome.owner,
        proposer=outcome.proposer,
        seconder=outcome.seconder,
    )


def _insert(db: sqlite3.Connection, table: str, **values: str | int | bytes | None) -> int:
    marks = ", ".join("?" * len(values))
    cursor = db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))
    return int(cursor.lastrowid or 0)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
