"""Where words stand in the passages, letter by letter."""

import re
import sqlite3
from collections.abc import Sequence

from index.filters import Filters

Spans = list[tuple[int, int]]  # where each begins and ends, in order

# Put by FTS5 around what it has found: two characters of Unicode that no text holds.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
MARK = re.compile(f"[{OPEN}{CLOSE}]")
AND = re.compile(r"\s*&\s*|\s+and\s+", re.IGNORECASE)


def find_occurrences(
    db: sqlite3.Connection, parts: Sequence[Sequence[str]], filters: Filters
) -> dict[int, list[Spans]]:
    """The passages whose own text holds a form of each part, by key: where the forms of each part stand in the text."""
    queries = [_any_of(forms) for forms in parts]
    if not queries or not all(queries):
        return {}
    condition, values = filters.sql
    holders = (
        "SELECT passages.key FROM words JOIN passages ON passages.key = words.rowid"
        f" JOIN papers ON papers.id = passages.paper WHERE words MATCH ? AND {condition}"
    )
    sql = f"SELECT rowid, highlight(words, 0, ?, ?) FROM words WHERE words MATCH ? AND rowid IN ({holders})"
    everything = "text : (" + " AND ".join(f"({query})" for query in queries) + ")"
    found: dict[int, list[Spans]] = {}
    for query in queries:
        for key, marked in db.execute(sql, [OPEN, CLOSE, f"text : ({query})", everything, *values]):
            found.setdefault(int(key), []).append(_spans(marked))
    return {key: spans for key, spans in found.items() if len(spans) == len(parts)}  # FTS5 passes over strange letters


def _any_of(forms: Sequence[str]) -> str:
    """A query for any of some forms; what is printed with "and" and with "&" is the same."""
    spelled = [AND.sub(joint, form) for form in forms for joint in (" and ", " ")]
    return " OR ".join(dict.fromkeys(safe for form in spelled if (safe := fts_string(form))))


def _spans(marked: str) -> Spans:
    offsets = [mark.start() - i for i, mark in enumerate(MARK.finditer(marked))]
    return list(zip(offsets[::2], offsets[1::2], strict=True))


def fts_string(phrase: str) -> str:
    """A phrase as an FTS5 string: its words only, in quotation marks."""
    words = re.findall(r"\w+", phrase)
    return '"' + " ".join(words) + '"' if words else ""
