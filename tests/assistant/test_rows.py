from typing import Any

import pytest

from assistant import Answer, Citation, Quote, long_rows, wide_row
from assistant.rows import LONG, NUMBERS, WIDE, batch_line, in_cells, own_columns, table_columns, table_rows
from corpus import PanelError
from tests.assistant.citations import citation, quote

GIVEN = {"notes": [1], "since": "2021-01-01", "body": "ferry"}


def answer(*quotes: Quote) -> Answer:
    status: Any = "answered" if quotes else "not_found"
    return Answer(
        question="Why?", status=status, confidence=0.75, quotes=list(quotes), passages=[], timing_ms={"total": 7.5}
    )


TWO = answer(
    quote("The ferry\nis late.", page=3, page_label="3", headings=["Item 4", "Ferries"]),
    quote("The crew is ill.").model_copy(update={"spelled": ["Crew: ill"], "also": [citation(document="pack.pdf")]}),
)


def test_a_question_is_one_row_with_its_quotes_side_by_side() -> None:
    row = wide_row(TWO)
    assert tuple(row) == WIDE
    assert (row["question"], row["status"], row["confidence"], row["error"]) == ("Why?", "answered", 0.75, None)
    assert [row["quote_1"], row["quote_2"], row["quote_3"]] == ["The ferry\nis late.", "The crew is ill.", None]
    assert row["source_1"] == "Ferry Panel, meeting of 3 May 2021, Minutes, Item 4, Ferries, page 3 (file minutes.pdf)"
    assert [Citation(**one) for one in row["citations"]] == [one.citation for one in TWO.quotes]


def test_a_quote_is_one_row_with_each_part_of_its_citation() -> None:
    first, second = long_rows(TWO)
    assert tuple(first) == LONG
    assert (first["rank"], first["quote"], first["page"]) == (1, "The ferry\nis late.", 3)
    assert first["headings"] == ["Item 4", "Ferries"]
    assert in_cells(first)["headings"] == "Item 4 > Ferries"
    assert Citation(**{name: second[name] for name in Citation.model_fields}) == TWO.quotes[1].citation
    assert (second["rank"], second["spelled"], second["also"][0]["document"]) == (2, ["Crew: ill"], "pack.pdf")


def test_an_answer_without_quotes_is_one_row_all_the_same() -> None:
    (row,) = long_rows(answer())
    assert tuple(row) == LONG
    assert {name: value for name, value in row.items() if value is not None} == {
        **{"question": "Why?", "status": "not_found", "confidence": 0.75},
    }
    assert in_cells(row)["headings"] is None


def test_the_rows_go_into_pandas_as_they_are() -> None:
    pandas: Any = pytest.importorskip("pandas")
    wide = pandas.DataFrame(wide_row(one) for one in (TWO, answer()))
    assert (tuple(wide.columns), list(wide["status"])) == (WIDE, ["answered", "not_found"])
    long = pandas.DataFrame(row for one in (TWO, answer()) for row in long_rows(one))
    assert (tuple(long.columns), len(long)) == (LONG, 3)


def test_a_line_of_a_batch_is_the_answer_with_what_was_asked_and_without_timings() -> None:
    line = batch_line(7, GIVEN, " Why? ", TWO)
    assert line == {"id": 7, "input": GIVEN, **TWO.to_dict(), "timing_ms": {}, "error": None}
    wrong = batch_line("x", {}, " ", PanelError("The question is empty."))
    assert wrong == {"id": "x", "input": {}, "question": " ", "error": "The question is empty."}


@pytest.mark.parametrize("long", [False, True])
def test_a_row_of_a_table_begins_with_what_was_asked(long: bool) -> None:
    columns = table_columns({"notes": str, "since": str, "body": str}, int, long)
    row, *others = table_rows(7, GIVEN, "Why?", TWO, long)
    assert (list(row), len(others)) == (list(columns), int(long))
    asked = "asked_body" if long else "body"
    assert list(row)[:6] == ["id", "question", "notes", "since", asked, "status"]
    assert (row["notes"], row[asked], row["id"]) == ([1], "ferry", 7)
    if long:
        assert row["body"] == "Ferry Panel"
    told = {name: type(value) for name, value in row.items() if name in NUMBERS}
    assert told == {name: columns[name] for name in told}
    (wrong,) = table_rows(7, GIVEN, " ", PanelError("The question is empty."), long)
    assert wrong == {"notes": [1], "since": "2021-01-01", asked: "ferry"} | {
        **{"id": 7, "question": " ", "status": "error", "error": "The question is empty."},
    }
    assert set(wrong) < set(columns)


def test_names_of_our_columns_are_kept_free() -> None:
    assert {"status", "quote_1", "citations"} <= own_columns(long=False)
    assert {"status", "title", "asked_body"} <= own_columns(long=True)
    assert not {"body", "since", "title"} & own_columns(long=False)
    assert not {"body", "since"} & own_columns(long=True)
