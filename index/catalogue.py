"""What an index holds, for people and programs to look at: documents, their papers, and what these record."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from corpus import PaperKind
from index.filters import Filters

PAPERS = """
    SELECT id, document, kind, title, body, author, office, meeting_date, pack_date, period, period_start, period_end,
           item, (SELECT count(*) FROM passages WHERE passages.paper = papers.id) AS passages
    FROM papers ORDER BY id
"""
QUESTIONS = """
    SELECT exchanges.paper, asker, responder, exchanges.item, headings,
           papers.document, question_start AS char_start, question_end AS char_end
    FROM exchanges JOIN papers ON papers.id = exchanges.paper
    ORDER BY exchanges.id
"""
OUTCOMES = """
    SELECT outcomes.paper, outcomes.kind, outcomes.item, owner, proposer, seconder,
           papers.document, char_start, char_end
    FROM outcomes JOIN papers ON papers.id = outcomes.paper
    ORDER BY outcomes.id
"""


def list_documents(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every document with its papers; each paper with its attendance, questions, decisions and actions.

    A document's own title, body, dates and period are those of its first paper; the kind of one that holds an agenda
    and papers for it is "pack", and its title says so.
    """
    attendance = _by_paper(read_rows(db, "SELECT paper, name, role, presence FROM attendance ORDER BY rowid"))
    questions, outcomes = (_by_paper(_with_words(db, read_rows(db, sql))) for sql in (QUESTIONS, OUTCOMES))
    papers: dict[str, list[dict[str, Any]]] = {}
    for paper in read_rows(db, PAPERS):
        key = paper.pop("id")
        paper["attendance"] = attendance.get(key, [])
        paper["questions"] = [{**one, "headings": json.loads(one["headings"])} for one in questions.get(key, [])]
        paper["decisions"] = [one for one in outcomes.get(key, []) if one["kind"] == "decision"]
        paper["actions"] = [one for one in outcomes.get(key, []) if one["kind"] == "action"]
        papers.setdefault(paper.pop("document"), []).append(paper)
    documents = []
    for row in read_rows(
        db, "SELECT path, format, pages, needs_ocr, sha256, url, webcast FROM documents ORDER BY path"
    ):
        own = papers.get(row["path"], [])
        row["needs_ocr"] = json.loads(row["needs_ocr"])
        first = own[0]
        kind = "pack" if first["kind"] == PaperKind.AGENDA and len(own) > 1 else first["kind"]
        told = {name: first[name] for name in ("title", "body", "meeting_date", "pack_date")}
        told["title"] += " pack" if kind == "pack" else ""
        told |= {name: first[name] for name in ("period", "period_start", "period_end")}
        documents.append({**row, "kind": kind, **told, "passages": sum(one["passages"] for one in own), "papers": own})
    return documents


def list_definitions(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every short form with each of its long forms, and where the archive defines it so."""
    sql = "SELECT short, long, document, char_start, char_end FROM definitions ORDER BY short, long, document"
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in read_rows(db, sql):
        entry = {"short": row["short"], "long": row["long"], "documents": []}
        found.setdefault((row["short"], row["long"]), entry)["documents"].append(
            {name: row[name] for name in ("document", "char_start", "char_end")}
        )
    return list(found.values())


def list_meeting_dates(db: sqlite3.Connection) -> list[date]:
    """The days of the meetings whose papers there are, in order."""
    sql = "SELECT DISTINCT meeting_date FROM papers WHERE meeting_date IS NOT NULL ORDER BY meeting_date"
    return [date.fromisoformat(day) for (day,) in db.execute(sql)]


def list_bodies(db: sqlite3.Connection) -> list[str]:
    """The panels and committees whose papers there are, that of most papers first."""
    # One printed in capitals too, or with "&", is one; max() takes small letters before capitals.
    sql = "SELECT max(body) FROM papers WHERE body IS NOT NULL GROUP BY fold(body) ORDER BY count(*) DESC, 1"
    return [body for (body,) in db.execute(sql)]


def list_kinds(db: sqlite3.Connection) -> list[PaperKind]:
    """The kinds of paper that there are, in the order of `PaperKind`."""
    there = {kind for (kind,) in db.execute("SELECT DISTINCT kind FROM papers")}
    return [kind for kind in PaperKind if kind in there]


def list_papers(db: sqlite3.Connection, filters: Filters) -> list[dict[str, Any]]:
    """The papers that pass the filters, as they stand in the documents, without what they record."""
    condition, values = filters.sql
    columns = "document, kind, title, body, meeting_date, period, period_start, period_end"
    return read_rows(db, f"SELECT {columns} FROM papers WHERE {condition} ORDER BY document, id", values)


def count_words(db: sqlite3.Connection) -> Counter[str]:
    """How often each word without a figure stands in the passages, as written there.

    Of passages that are counted already (index/postings.py) as it was then, though some be gone since.
    """
    (last,) = db.execute("SELECT coalesce(max(last), 0) FROM blocks").fetchone()
    words = count_spellings(text for (text,) in db.execute("SELECT text FROM passages WHERE key > ?", (last,)))
    for (counted,) in db.execute("SELECT spellings FROM blocks"):
        words.update(json.loads(counted))
    return words


def count_spellings(texts: Iterable[str]) -> Counter[str]:
    """How often each word without a figure stands in texts, as written there."""
    return Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text))


def _with_words(db: sqlite3.Connection, found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows with the words of their document in place of its name and their offsets."""
    # Cut here: SQLite's own substr ends at a NUL, and reads the whole text for each row.
    for document, rows in groupby(found, key=lambda row: str(row.pop("document"))):
        (text,) = db.execute("SELECT text FROM documents WHERE path = ?", (document,)).fetchone()
        for row in rows:
            start, end = row.pop("char_start"), row.pop("char_end")
            yield {**row, "text": text[start:end]}


def _by_paper(found: Iterable[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        rows.setdefault(row.pop("paper"), []).append(row)
    return rows


def read_rows(db: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """What a query finds, each row by the names of its columns."""
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
