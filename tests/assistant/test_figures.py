import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.figures import find_figures


def values(text: str) -> list[str]:
    return [one.values[0] for one in find_figures(text)]


@pytest.mark.parametrize(
    "ways",
    [
        [
            "9 October 2024",
            "9th of October 2024",
            "9/10/24",
            "09.10.2024",
            "2024-10-09",
            "October 9, 2024",
            "9 Oct 2024",
        ],
        ["October 2024", "Oct 2024", "Oct-24"],
        ["Q1 2024/25", "Quarter 1 of 2024/25", "the first quarter of 2024-25", "2024/25 Q1"],
        ["2024/25", "2024-25", "2024–2025"],
        ["5%", "5 per cent", "five percent", "5.0%"],
        ["5 percentage points", "5pp"],
        ["£5 million", "£5m", "five million pounds", "£5,000,000"],
        ["1,234", "1234", "one thousand two hundred and thirty-four"],
        ["thirty-two", "32", "thirty two"],
        ["two hundred and five", "205"],
        ["twice", "doubled", "double"],
        ["half", "halved"],
        ["21st", "21ST"],
        ["first", "1st"],
        ["2.30pm", "2.30 pm", "2.30 p.m"],
    ],
)
def test_a_figure_is_the_same_however_it_is_written(ways: list[str]) -> None:
    found = [values(f"It was {way}, they said.") for way in ways]
    assert all(one == found[0] and len(one) == 1 for one in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£5 million", "£5"),
        ("£5 million", "5 million"),
        ("5%", "5"),
        ("5%", "5 percentage points"),
        ("2024", "2024/25"),
        ("Q1 2024/25", "Q2 2024/25"),
        ("second", "2"),
        ("3.4.1", "3.4"),
        ("S136", "136"),
        ("more than 50", "50"),
        ("nearly 50", "more than 50"),
    ],
)
def test_other_kinds_and_bounds_are_other_figures(one: str, other: str) -> None:
    first, second = (find_figures(f"It was {text}.")[0] for text in (one, other))
    assert (first.values[0], first.bound) != (second.values[0], second.bound)


def test_a_day_says_its_month_and_its_year() -> None:
    (day,) = find_figures("on 9 October 2024")
    assert set(day.values) == {"when 2024-10-09", "when 10-09", "when 2024-10", "when 2024", "when october"}


def test_words_that_only_look_like_figures_are_none() -> None:
    assert values("One of the boats may march on, and no one, however small, is left.") == []


@given(st.text(alphabet="0123456789 ,.%£/-:()\nabkmptQSJune", max_size=40))
def test_no_digit_is_outside_of_the_figures(text: str) -> None:
    figures = find_figures(text)
    assert all(any(one.start <= at < one.end for one in figures) for at, letter in enumerate(text) if letter.isdigit())
