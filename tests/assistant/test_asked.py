from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from assistant import Query, QuestionError
from assistant.asked import Asked
from index import FilterError, Filters


def asked(**row: Any) -> Asked:
    return Asked.read(row, 3, has_ids=False)


def test_columns_that_are_read_may_be_written_in_any_case() -> None:
    row = {" Question": " Why? ", "ID ": "q7", "SINCE": "2021-01-01", "Kind": "", "Notes ": " as it is "}
    read = Asked.read(row, 3, has_ids=True)
    assert (read.id, read.question) == ("q7", " Why? ")
    assert read.given == {"since": "2021-01-01", "kind": None, "Notes ": " as it is "}
    assert read.query == Query("Why?", Filters(since="2021-01-01"))


def test_every_filter_is_read() -> None:
    narrowing = {"since": "2021-01-01", "until": "2021-12-31", "body": "ferry", "kind": "minutes", "meeting": None}
    assert asked(question="Why?", **narrowing).query == Query("Why?", Filters(**narrowing))


def test_rows_are_numbered_where_there_are_no_ids() -> None:
    assert asked(question="Why?").id == 3
    assert Asked.read({"question": "Why?"}, 3, has_ids=True).id is None


def test_dates_of_a_workbook_are_days() -> None:
    row = asked(question=2023, since=datetime(2021, 1, 1), until=date(2021, 2, 1), at=datetime(2021, 1, 1, 14, 30))
    assert row.query == Query("2023", Filters(since="2021-01-01", until="2021-02-01"))
    assert row.given["at"] == "2021-01-01 14:30:00"
    assert asked(at=time(9, 5), long=timedelta(hours=30)).given == {"at": "09:05:00", "long": "1 day, 6:00:00"}


@pytest.mark.parametrize("question", [["Why?"], {"text": "Why?"}, True])
def test_what_is_no_text_is_no_question(question: Any) -> None:
    with pytest.raises(QuestionError, match="The question is no text"):
        _ = asked(question=question).query


def test_what_is_wrong_with_a_row_is_said_by_its_query() -> None:
    with pytest.raises(QuestionError, match=r"^The line is not JSON\.$"):
        _ = Asked.read("The line is not JSON.", 3, has_ids=False).query
    with pytest.raises(FilterError, match="soon is not a date"):
        _ = asked(question="Why?", since="soon").query
    with pytest.raises(FilterError, match="leaflet is not a kind of paper"):
        _ = asked(question="Why?", kind="leaflet").query
