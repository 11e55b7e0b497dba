from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_a_stop_before_a_capital_ends_a_sentence() -> None:
    assert sentences("The road is shut. It opens in May! Will it?  So we hope.") == [
        "The road is shut.",
        "It opens in May!",
        "Will it?",
        "So we hope.",
    ]


def test_a_sentence_may_begin_with_a_figure_or_a_sum() -> None:
    assert sentences("It was costly. £2m went. 14 people left.") == ["It was costly.", "£2m went.", "14 people left."]


def test_closing_quotes_and_brackets_belong_to_the_sentence_they_close() -> None:
    assert sentences("She said “no more.” (It was late.) They left.") == [
        "She said “no more.”",
        "(It was late.)",
        "They left.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Cllr. Ashdown and Mr. Birch spoke for St. Oda.",
        "It cost approx. £3m, i.e. Half of it.",
        "See para. 3 and no. 4 of the plan.",
        "Thanks went to J. R. Marsh of the county.",
        "The rate rose by 3.5 percent in May.",
        "3.11 The Panel agreed.",
        "4. The Panel agreed.",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


def test_a_line_break_inside_a_sentence_does_not_end_it() -> None:
    assert sentences("The road is\nshut until May.") == ["The road is\nshut until May."]


@pytest.mark.parametrize("gap", ["\n\n", "\n \t\n", "\r\n\r\n", "\n\n\n  "])
def test_a_blank_line_ends_a_sentence(gap: str) -> None:
    assert sentences(f"The road{gap}the bridge") == ["The road", "the bridge"]


@pytest.mark.parametrize("mark", ["-", "•", "1.", "(a)", "b)"])
def test_a_list_mark_at_the_head_of_a_line_ends_the_sentence_before(mark: str) -> None:
    assert sentences(f"It will pay for\n{mark} roads and\n{mark} bridges") == [
        "It will pay for",
        f"{mark} roads and",
        f"{mark} bridges",
    ]


def test_each_row_of_a_table_is_a_sentence() -> None:
    assert sentences("Crime\t2021\t2022\nTheft\t10\t12\n| Fraud | 3 |\n| Arson | 1 |") == [
        "Crime\t2021\t2022",
        "Theft\t10\t12",
        "| Fraud | 3 |",
        "| Arson | 1 |",
    ]


def test_a_stretch_of_a_text_is_split_with_offsets_into_the_whole() -> None:
    text = "Left out. The road is shut. It opens in May. Left out."
    found = list(split_sentences(text, 10, 44))
    assert [text[start:end] for start, end in found] == ["The road is shut.", "It opens in May."]


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_a_text_of_nothing_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


@given(st.text(alphabet='aB1 .?!\n\r\t|-•("”£\u00a0)', max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_character_is_lost_or_doubled_between_sentences(text: str) -> None:
    found = list(split_sentences(text))
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(found))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in found)
