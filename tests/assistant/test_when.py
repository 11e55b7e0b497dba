from datetime import date

import pytest

from assistant.when import find_whens

MEETINGS = [date(2018, 9, 28), date(2023, 9, 14), date(2023, 12, 14), date(2024, 7, 24), date(2024, 10, 9)]


def spans(text: str) -> list[tuple[str, str]]:
    return [(when.first.isoformat(), when.last.isoformat()) for when in find_whens(text, MEETINGS)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 9 October 2024", "2024-10-09", "2024-10-09"),
        ("on 10/09/2024", "2024-09-10", "2024-09-10"),
        ("on 2024-10-09", "2024-10-09", "2024-10-09"),
        ("10-12 June 2024", "2024-06-10", "2024-06-12"),
        ("in sept 2023", "2023-09-01", "2023-09-30"),
        ("Q2 2023/24", "2023-07-01", "2023-09-30"),
        ("Q1 24/25", "2024-04-01", "2024-06-30"),
        ("the fourth quarter of 2023-24", "2024-01-01", "2024-03-31"),
        ("the 2023/24 budget", "2023-04-01", "2024-03-31"),
        ("the 2021-29 plan", "2021-01-01", "2029-12-31"),
        ("early 2018/19", "2018-04-01", "2018-07-31"),
        ("mid-2023", "2023-05-01", "2023-08-31"),
        ("the first half of 2023/24", "2023-04-01", "2023-09-30"),
        ("the last three months of 2025", "2025-10-01", "2025-12-31"),
        ("winter 2023/24", "2023-12-01", "2024-02-29"),
        ("the year ending March 2023", "2022-04-01", "2023-03-31"),
        ("five years to July 2024", "2019-08-01", "2024-07-31"),
        ("between July and September 2024", "2024-07-01", "2024-09-30"),
        ("November to February 2024", "2023-11-01", "2024-02-29"),
        ("September 2023 to March", "2023-09-01", "2024-03-31"),
        ("from 1 October 2023 to 31 March 2024", "2023-10-01", "2024-03-31"),
        ("Q1 to Q3 2023/24", "2023-04-01", "2023-12-31"),
        ("in 2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_stretch_of_days_is_read_in_the_forms_that_questions_name_it(text: str, first: str, last: str) -> None:
    assert spans(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("the last meeting", "2024-10-09", "2024-10-09"),
        ("the latest figures", "2024-10-09", "2024-10-09"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("this year", "2024-01-01", "2024-12-31"),
        ("last financial year", "2023-04-01", "2024-03-31"),
        ("last July", "2024-07-01", "2024-07-31"),
        ("the last two years", "2022-10-10", "2024-10-09"),
    ],
)
def test_days_are_counted_from_the_latest_meeting(text: str, first: str, last: str) -> None:
    assert spans(text) == [(first, last)]
    assert find_whens(text) == ()


def test_a_quarter_takes_its_year_from_elsewhere_in_the_question() -> None:
    assert spans("2023/24 capital budget at Q2")[1] == ("2023-07-01", "2023-09-30")
    assert spans("How did Q4 compare with Q1 2023/24?")[0] == ("2024-01-01", "2024-03-31")


def test_a_month_without_any_year_is_that_of_each_year_with_meetings_so_far() -> None:
    assert spans("What was said in November?") == [("2018-11-01", "2018-11-30"), ("2023-11-01", "2023-11-30")]


def test_words_counted_from_now_mean_no_other_days_where_the_question_names_its_own() -> None:
    assert spans("Are break-ins up this year (Q2 2023/24)?") == [("2023-07-01", "2023-09-30")]


def test_since_and_until_leave_one_side_open() -> None:
    (since,) = find_whens("What was done since September 2023?")
    assert (since.words, since.first, since.last) == ("since September 2023", date(2023, 9, 1), date.max)
    (before,) = find_whens("complaints before 2022")
    assert (before.first, before.last) == (date.min, date(2022, 12, 31))


def test_a_date_that_only_says_which_thing_is_meant_opens_nothing() -> None:
    assert spans("what changed after the 2024 election") == [("2024-01-01", "2024-12-31")]


@pytest.mark.parametrize(
    "text",
    [
        "31 June 2023",
        "the 2023/23 budget",
        "2,023 people",
        "£2023",
        "the Police Reform Act 2011",
        "what may be done",
        "May I ask",
        "a 24/7 helpline",
        "by Friday at the latest",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert spans(text) == []
