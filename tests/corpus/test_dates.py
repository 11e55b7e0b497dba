from datetime import date

import pytest

from corpus.dates import Period, find_date, find_period


@pytest.mark.parametrize(
    "words",
    [
        "14 March 2022",
        "14th March 2022",
        "Monday 14 MARCH 2022",
        "held on 14 Mar 2022 at noon",
        "14 Mar. 2022",
        "14 March, 2022",
        "14\nMarch 2022",
        "14/03/2022",
        "14.3.2022",
    ],
)
def test_a_date_is_found_as_british_papers_write_it(words: str) -> None:
    assert find_date(words) == date(2022, 3, 14)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_in_full_and_in_three_letters(month: int) -> None:
    when = date(2021, month, 9)
    assert find_date(f"{when:9 %B %Y}") == find_date(f"{when:9 %b %Y}") == when


def test_a_numeric_date_has_its_day_first() -> None:
    assert find_date("03/04/2021") == date(2021, 4, 3)


def test_the_first_of_two_dates_is_taken() -> None:
    assert find_date("from 2 May 2019 to 9 June 2020") == date(2019, 5, 2)


@pytest.mark.parametrize(
    "words", ["", "March 2022", "14 March", "31 February 2022", "13/13/2022", "the 1,14 Marches 2022", "14 March 1822"]
)
def test_what_is_no_date_gives_none(words: str) -> None:
    assert find_date(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "Q1 2018/19",
        "q1 2018/19",
        "Q1 2018-19",
        "Q1 2018–2019",
        "Quarter 1, 2018/19",
        "Quarter One of 2018/19",
        "Monitoring Report 2018/19 Q1",
        "2018/19 – Quarter 1",
        "Q1 Monitoring Report 2018/19",
    ],
)
def test_a_quarter_is_named_in_one_form_however_it_is_written(words: str) -> None:
    assert find_period(words) == Period("Q1 2018/19", date(2018, 4, 1), date(2018, 6, 30))


def test_the_turn_of_a_century_of_years_is_a_financial_year_too() -> None:
    assert find_period("Q4 2099/00") == Period("Q4 2099/00", date(2100, 1, 1), date(2100, 3, 31))


def test_years_that_do_not_follow_each_other_are_no_period() -> None:
    assert find_period("Q2 Monitoring Report 2023/23") is None


def test_a_slip_in_the_years_does_not_hide_the_period_after_it() -> None:
    period = find_period("Q2 report 2023/23: to receive the Q2 report 2023/24")
    assert period == Period("Q2 2023/24", date(2023, 7, 1), date(2023, 9, 30))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("Performance, April to June 2024", Period("April to June 2024", date(2024, 4, 1), date(2024, 6, 30))),
        ("1 April – 30 June 2024", Period("April to June 2024", date(2024, 4, 1), date(2024, 6, 30))),
        (
            "October 2023 to March 2024",
            Period("October 2023 to March 2024", date(2023, 10, 1), date(2024, 3, 31)),
        ),
        ("December to February 2024", Period("December 2023 to February 2024", date(2023, 12, 1), date(2024, 2, 29))),
        ("Annual Report 2022/23", Period("2022/23", date(2022, 4, 1), date(2023, 3, 31))),
        ("2022-23 Year-End Outturn", Period("2022/23", date(2022, 4, 1), date(2023, 3, 31))),
    ],
)
def test_months_and_the_year_of_an_annual_report_are_periods(words: str, period: Period) -> None:
    assert find_period(words) == period


@pytest.mark.parametrize("words", ["2018/19", "Q1", "Q5 2018/19", "the quarter ended June 2018", "Q1 18/19"])
def test_what_is_no_quarter_of_a_year_gives_none(words: str) -> None:
    assert find_period(words) is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Quarter 2 (July – September 2023)", "Q2 2023/24"),
        ("Second Quarter 2023-24", "Q2 2023/24"),
        ("2023-24 Q3", "Q3 2023/24"),
        ("performance between October and December 2023", "October to December 2023"),
        ("Annual report 2022-23", "2022/23"),
    ],
)
def test_periods_are_written_in_many_ways(words: str, name: str) -> None:
    period = find_period(words)
    assert period is not None
    assert period.name == name


def test_numeric_dates_may_have_two_digits_for_the_year() -> None:
    assert find_date("Date: 05/07/24") == date(2024, 7, 5)
    assert find_date("Minute 12/24 of 1/2/3/4") is None
