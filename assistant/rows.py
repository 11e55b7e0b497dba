"""Answers as rows: lines of JSON, and rows of a table with one for a question or one for a quote.

For pandas: `pd.DataFrame(wide_row(answer) for answer in answers)`, or of `long_rows` all rows of all answers.
"""

from collections.abc import Mapping
from typing import Any

from assistant.answer import Answer, Citation
from assistant.quotes import MOST
from assistant.wording import citation_in_words
from corpus import PanelError

ABOUT = ("question", "status", "confidence", "error")
WIDE = (*ABOUT, *(f"{part}_{number}" for number in range(1, MOST + 1) for part in ("quote", "source")), "citations")
LONG = (*ABOUT, "rank", "quote", "source", *Citation.model_fields, "spelled", "also")
# All other columns of ours are text.
NUMBERS: Mapping[str, type] = {"confidence": float, "rank": int, "page": int, "char_start": int, "char_end": int}
# With a row for each quote the body that was asked for stands beside the body of the quote's meeting.
RENAMED = {"body": "asked_body"}


def batch_line(id: Any, given: Mapping[str, Any], question: str, answer: Answer | PanelError) -> dict[str, Any]:
    """One answer of many as an object of JSON, without timings: with what it was asked as, and `error`.

    `given` are the other columns of its row. Of a question that could not be asked there is the error and no answer.
    """
    asked = {"id": id, "input": dict(given)}
    if isinstance(answer, PanelError):
        return {**asked, "question": question, "error": str(answer)}
    return {**asked, **answer.to_dict(), "timing_ms": {}, "error": None}


def table_rows(
    id: Any, given: Mapping[str, Any], question: str, answer: Answer | PanelError, long: bool
) -> list[dict[str, Any]]:
    """The rows of a table that one answer of many makes: `id`, `given` as it came, and the answer."""
    carried = {RENAMED.get(name, name) if long else name: value for name, value in given.items()}
    asked = {"id": id, "question": question, **carried}
    if isinstance(answer, PanelError):
        return [{**asked, "status": "error", "error": str(answer)}]
    return [{**asked, **row} for row in (long_rows(answer) if long else [wide_row(answer)])]


def table_columns(given: Mapping[str, type], id_type: type, long: bool) -> dict[str, type]:
    """The columns of `table_rows` with the type of their values, in their order; `given` are those of its own."""
    asked = {RENAMED.get(name, name) if long else name: kind for name, kind in given.items()}
    ours = {name: NUMBERS.get(name, str) for name in (LONG if long else WIDE)}
    return {"id": id_type, "question": str} | asked | ours


def own_columns(long: bool) -> set[str]:
    """The names that no column which is carried through may have."""
    return {*LONG, *RENAMED.values()} - {*RENAMED} if long else {*WIDE}


def in_cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a quote for a sheet: its headings on one line."""
    return {**row, "headings": " > ".join(row["headings"] or ()) or None}


def wide_row(answer: Answer) -> dict[str, Any]:
    """An answer as one row: up to five quotes, each with its source in words, and all their `citations` in full."""
    row: dict[str, Any] = dict.fromkeys(WIDE) | _about(answer)
    for number, quote in enumerate(answer.quotes, start=1):
        row[f"quote_{number}"] = quote.text
        row[f"source_{number}"] = source_in_words(quote.citation)
    return {**row, "citations": [quote.citation.model_dump(mode="json") for quote in answer.quotes]}


def long_rows(answer: Answer) -> list[dict[str, Any]]:
    """An answer as one row a quote, best first, with each part of its citation; one row where there is no quote."""
    empty: dict[str, Any] = dict.fromkeys(LONG) | _about(answer)
    rows = [
        {
            **empty,
            "rank": rank,
            "quote": quote.text,
            "source": source_in_words(quote.citation),
            **quote.citation.model_dump(mode="json"),
            "spelled": quote.spelled,
            "also": [other.model_dump(mode="json") for other in quote.also],
        }
        for rank, quote in enumerate(answer.quotes, start=1)
    ]
    return rows or [empty]


def source_in_words(citation: Citation) -> str:
    """Where words stand, as a person says it, and in which file."""
    return f"{citation_in_words(citation)} (file {citation.document})"


def _about(answer: Answer) -> dict[str, Any]:
    return {"question": answer.question, "status": answer.status, "confidence": answer.confidence}
