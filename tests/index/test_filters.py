import pytest

from corpus import PanelError
from index import FilterError, Filters, Index
from tests.index.papers import FERRIES, HARBOUR, NOTES


def holding(index: Index, word: str, filters: Filters | None = None) -> set[str]:
    """The documents in which a word is found."""
    found = index.by_words([word], 10, filters)
    return {passage.document for passage in index.passages(found).values()}


@pytest.mark.parametrize("day", ["14/12/2023", "2023-13-01", "2023-02-30", "2023", "yesterday", " "])
@pytest.mark.parametrize("name", ["since", "until", "meeting"])
def test_a_date_that_is_none_is_named_in_the_error(name: str, day: str) -> None:
    with pytest.raises(FilterError) as raised:
        Filters(**{name: day})
    assert str(raised.value) == f"{day} is not a date; write it like 2024-10-09."


@pytest.mark.parametrize("kind", ["pack", "Minutes", "workplan"])
def test_a_kind_that_is_none_is_named_in_the_error_with_those_there_are(kind: str) -> None:
    with pytest.raises(FilterError) as raised:
        Filters(kind=kind)
    assert str(raised.value) == (
        f"{kind} is not a kind of paper; give one of: agenda, minutes, appendix, report, monitoring, plan, work plan, "
        "questions, transcript, paper."
    )


def test_a_filter_error_is_one_that_a_person_can_put_right() -> None:
    assert issubclass(FilterError, PanelError)


def test_filters_are_false_where_they_let_everything_through() -> None:
    assert not Filters()
    assert not Filters("", "", "", "", "")
    assert Filters(since="2023-12-14")
    assert Filters(until="2023-12-14")
    assert Filters(body="north")
    assert Filters(kind="minutes")
    assert Filters(meeting="2023-12-14")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (None, {HARBOUR, FERRIES}),
        (Filters(), {HARBOUR, FERRIES}),
        (Filters(since="2023-12-14"), {HARBOUR, FERRIES}),
        (Filters(since="2023-12-15"), {FERRIES}),
        (Filters(until="2024-10-09"), {HARBOUR, FERRIES}),
        (Filters(until="2024-10-08"), {HARBOUR}),
        (Filters(since="2023-12-15", until="2024-10-08"), set()),
        (Filters(body="NORTHSHIRE police"), {HARBOUR}),
        (Filters(body="committee"), {FERRIES}),
        (Filters(body="committee", until="2023-12-31"), set()),
        (Filters(body="%"), set()),
        (Filters(kind="report"), {HARBOUR, FERRIES}),
        (Filters(kind="work plan"), set()),
        (Filters(meeting="2023-12-14"), {HARBOUR}),
        (Filters(meeting="2023-12-13"), set()),
        (Filters(kind="report", meeting="2024-10-09"), {FERRIES}),
    ],
)
def test_filters_say_which_passages_may_be_found(northshire: Index, filters: Filters | None, found: set[str]) -> None:
    assert holding(northshire, "lanterns", filters) == found


@pytest.mark.parametrize(
    "filters",
    [Filters(since="1900-01-01"), Filters(until="2999-12-31"), Filters(body="e"), Filters(meeting="2023-12-14")],
    ids=str,
)
def test_a_passage_without_date_and_body_passes_no_filter_of_these(northshire: Index, filters: Filters) -> None:
    assert holding(northshire, "honey") == {NOTES}
    assert holding(northshire, "honey", filters) == set()


def test_a_kind_leaves_the_papers_of_that_kind_dated_or_not(northshire: Index) -> None:
    assert holding(northshire, "honey", Filters(kind="paper")) == {NOTES}
    assert holding(northshire, "honey", Filters(kind="report")) == set()
