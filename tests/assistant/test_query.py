import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Dates, Understood
from assistant.query import Query, chips, read_filters, read_topic
from index import FilterError, Filters

EVERY = Query(
    "What of the ferry & its fares?",
    Filters("2023-01-01", "2024-12-31", "Ferry Panel", "minutes", "2024-03-14"),
    ("last year", "2023"),
    oldest_first=True,
)


def test_a_link_holds_all_of_a_query() -> None:
    assert Query.read(EVERY.link) == EVERY
    assert Query("ferry").link == "?q=ferry"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.lists(st.text(min_size=1, alphabet="a&=?+ %é")))
def test_whatever_is_asked_comes_back_from_its_link(question: str, ignored: list[str]) -> None:
    query = Query(question, ignored=tuple(ignored))
    assert Query.read(query.link) == query


def test_a_link_with_a_filter_that_is_none_is_refused() -> None:
    with pytest.raises(FilterError, match="soon is not a date"):
        Query.read("?q=ferry&since=soon")


def test_a_topic_has_a_link_too() -> None:
    assert read_topic("?topic=ferry+fares") == "ferry fares"
    assert read_topic(EVERY.link) == ""


def test_each_thing_that_narrows_a_query_can_be_taken_away_alone() -> None:
    read = Understood(
        corrections={"ferrie": "ferry"}, dates=[Dates(words="in May", first="2024-05-01", last="2024-05-31")] * 2
    )
    found = {chip.words: Query.read(chip.link) for chip in chips(EVERY, read)}
    assert list(found) == [
        "meetings from 1 January 2023",
        "meetings up to 31 December 2024",
        "Ferry Panel",
        "minutes",
        "meeting of 14 March 2024",
        "“in May”: papers of that time first",
        "“ferry” for “ferrie”",
    ]
    assert found["minutes"].filters == Filters("2023-01-01", "2024-12-31", "Ferry Panel", None, "2024-03-14")
    assert found["minutes"].ignored == EVERY.ignored
    assert found["“in May”: papers of that time first"].ignored == (*EVERY.ignored, "in May")
    assert found["“ferry” for “ferrie”"].filters == EVERY.filters


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2023", "2023", ("2023-01-01", "2023-12-31")),
        ("March 2023", "9 October 2024", ("2023-03-01", "2024-10-09")),
        ("2023-04-05", "", ("2023-04-05", None)),
        (None, "  ", (None, None)),
        ("since 2022", "until June 2023", ("2022-01-01", "2023-06-30")),
    ],
)
def test_days_are_typed_as_people_write_them(
    since: str | None, until: str | None, days: tuple[str | None, str | None]
) -> None:
    assert read_filters(since, until, "", None, "") == Filters(*days)


@pytest.mark.parametrize("words", ["soon", "31 Februry 2023", "Decmber 2023", "12/2023"])
def test_what_is_no_date_or_not_all_of_it_is_said_to_be_none(words: str) -> None:
    with pytest.raises(FilterError, match=f"“{words}” is not a date; write it like"):
        read_filters(words, None, None, None, None)
