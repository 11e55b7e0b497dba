import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering import find_answering
from assistant.question import understand


def found(question: str, text: str) -> list[str]:
    return [text[start:end] for start, end in find_answering(text, understand(question))]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("There were 604 offences of theft.", ["604 offences"]),
        ("Of 32 prolific and busy thieves, two were caught.", ["32 prolific", "two"]),
        ("Some 2,500 full officer hours since May.", ["2,500 full officer hours"]),
        ("They came 12th out of 43 forces.", ["12th", "43 forces"]),
        ("2.4 See section 9 and page 3 of the 2018/19 plan, Q3, at 10.30am on 4 May 2021.", []),
        ("An 18-month trial, S136.", ["18-month"]),
    ],
)
def test_a_count_is_a_figure_with_what_it_counts(text: str, answers: list[str]) -> None:
    assert found("How many are there?", text) == answers


def test_figures_of_the_measure_that_is_asked_for_come_alone() -> None:
    text = "It cost £290.58 for 4 boats, 4.2% more, and took 3 weeks."
    assert found("How much did it cost?", text) == ["£290.58"]
    assert found("What percentage was it?", text) == ["4.2%"]
    assert found("How long did it take?", text) == ["3 weeks"]
    assert found("How many boats?", text) == ["4 boats", "3 weeks"]
    assert found("How much did it cost?", "They had 4 boats.") == ["4 boats"], "there is no other"


def test_what_the_question_says_does_not_answer_it() -> None:
    assert found("How many of the 43 forces?", "It is 35 of the 43 forces.") == ["35"]
    assert found("When was it in May 2021?", "In May 2021, on 4 May 2021.") == ["4 May 2021"]
    assert found("Who asked Ann Alder?", "Ann Alder was asked by Bea Birch.") == ["Bea Birch"]


@pytest.mark.parametrize("day", ["31 March 2025", "September 2023", "2021/22", "Q1 2018/19", "27 March", "10.30am"])
def test_days_and_times_answer_when(day: str) -> None:
    assert found("When was it?", f"It was 4 boats, {day} or so.") == [day]


@pytest.mark.parametrize(
    "who", ["Cllr Alder", "Ann Alder", "the Chief Constable", "Director of Harbours", "Baroness Birch", "PCC"]
)
def test_people_and_offices_answer_who(who: str) -> None:
    (one,) = found("Who was it?", f"In those days {who} said so.")
    assert one == who.removeprefix("the ")


def test_what_was_resolved_answers_what_was_decided() -> None:
    text = "After a debate, it was resolved that the ferry be sold, and tea was had."
    assert found("What was decided of the ferry?", text) == ["was resolved that the ferry be sold"]


def test_who_is_to_do_what_answers_what_action_is_to_be_taken() -> None:
    text = "The nets are torn. The Harbour Master to bring a price for new nets. There is a need to wait."
    assert found("What action was agreed?", text) == ["The Harbour Master to bring a price for new nets"]


def test_the_plainer_answer_is_taken_where_several_are_asked_for() -> None:
    text = "It was agreed to pay £15 a day."
    assert found("What was agreed, and how much is it?", text) == ["£15"]
    assert found("What was agreed?", text) == ["It was agreed to pay £15 a day"[3:]]


def test_a_change_is_told_by_figures_that_measure_it() -> None:
    assert found("How has theft changed?", "Theft fell by 4% in six towns.") == ["4%"]


def test_the_long_form_answers_what_a_short_one_means() -> None:
    question = replace(understand("What does HWG stand for?"), expansions={"HWG": ("Harbour and Watch Group",)})
    text = "The harbour & watch group (HWG) met."
    ((start, end),) = find_answering(text, question)
    assert text[start:end] == "harbour & watch group"


def test_nothing_answers_where_nothing_of_a_kind_is_asked_for() -> None:
    assert found("Tell me about the ferry", "Cllr Alder sold 4 ferries on 4 May 2021.") == []


PIECES = [
    "12",
    "7a",
    "4.2%",
    "£1.5m",
    "(3,100)",
    "two",
    "May 2024",
    "2021/22",
    "Ann Alder",
    "PCC",
    "was agreed",
    "to",
    "_",
]


@given(
    st.lists(st.sampled_from([*PIECES, " ", " ", "-", "/", ".", ",", "(", "\t", "\n", "boats"]), max_size=30).map(
        "".join
    )
)
def test_answers_are_apart_and_end_where_words_end(text: str) -> None:
    spans = find_answering(text, understand("Who was it, when, how many, what was agreed?"))
    ends = [end for span in spans for end in span]
    assert all(start < end for start, end in spans)
    assert ends == sorted(ends)
    assert not [end for end in ends if end and re.fullmatch(r"\w\w", text[end - 1 : end + 1])]
