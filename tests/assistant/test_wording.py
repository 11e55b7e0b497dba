import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant, Citation
from assistant.answer import Dates, Understood
from assistant.wording import (
    archive_in_words,
    citation_in_words,
    filters_in_words,
    for_reading,
    pages_in_words,
    runs_for_reading,
    understood_in_words,
)
from index import Filters

CITATION = Citation(
    document="pack.pdf",
    title="Minutes of 3 May 2021",
    body="Ferry Panel",
    meeting_date="2021-05-03",
    pack_date="2021-06-07",
    period=None,
    item="4. Fares",
    headings=["4. Fares", "Season tickets"],
    paragraph="4.2",
    page=9,
    page_label="17",
    recording_time="0:21:55",
    speaker=None,
    char_start=0,
    char_end=1,
)


def test_a_citation_can_be_read_out() -> None:
    assert citation_in_words(CITATION) == (
        "Ferry Panel, meeting of 3 May 2021, Minutes, in the papers for 7 June 2021, 4. Fares, Season tickets, "
        "paragraph 4.2, page 17 (page 9 of the file), 0:21:55 on the recording"
    )


def test_what_is_not_known_is_said_or_left_out_but_never_guessed() -> None:
    bare = CITATION.model_copy(
        update={
            "meeting_date": None,
            "pack_date": None,
            "title": "Fares",
            "item": None,
            "headings": [],
            "paragraph": None,
        }
    )
    unpaged = bare.model_copy(update={"page": None, "page_label": None, "recording_time": None, "body": None})
    assert citation_in_words(unpaged) == "No meeting date, Fares"


def test_layout_is_taken_off_for_reading_and_words_are_not() -> None:
    assert for_reading("• <p>The fare was **held** at\n£2.40</p>") == "The fare was held at £2.40"


def marked(text: str, *words: str) -> list[tuple[str, bool]]:
    """The runs of a text in which some words are marked."""
    return runs_for_reading(text, [(text.index(word), text.index(word) + len(word)) for word in words])


def test_marked_words_stay_marked_where_layout_is_taken_off() -> None:
    assert marked("• <p>The fare was **held** at\n£2.40</p>", "held", "£2.40") == [
        ("The fare was ", False),
        ("held", True),
        (" at ", False),
        ("£2.40", True),
    ]
    assert marked("[the  fare](fares.pdf) of\t£2", "fare", "£2") == [
        ("the ", False),
        ("fare", True),
        (" of | ", False),
        ("£2", True),
    ]


def test_a_mark_over_layout_is_one_run() -> None:
    assert marked("the <u>ferry</u>\n  fleet sailed", "ferry</u>\n  fleet") == [
        ("the ", False),
        ("ferry fleet", True),
        (" sailed", False),
    ]


LAID_OUT = st.lists(
    st.sampled_from(
        ["fare", "£2", " ", "\n", "\t", "**", "<p>", "</p>", "• ", "- ", "[", "](", ")", "a.pdf", "|", "\u2003"]
    )
).map("".join)


@given(LAID_OUT, st.lists(st.integers(0, 40), max_size=6))
def test_runs_joined_are_the_words_for_reading(text: str, ends: list[int]) -> None:
    ends = sorted({min(end, len(text)) for end in ends})
    marks = list(zip(ends[::2], ends[1::2], strict=False))
    runs = runs_for_reading(text, marks)
    assert "".join(words for words, _ in runs) == for_reading(text)
    assert all(words for words, _ in runs)
    assert all(one[1] != other[1] for one, other in pairwise(runs)), "they alternate"
    for words in (words for words, is_marked in runs if is_marked):
        for word in re.findall(r"\w+", words):
            assert any(word in text[start:end] for start, end in marks)


def test_the_archive_is_described_by_its_papers_and_meetings(sample_assistant: Assistant) -> None:
    assert (
        archive_in_words(sample_assistant.index)
        == "17 papers in 5 files, with meetings from 14 December 2022 to 9 October 2024."
    )


@pytest.mark.parametrize(
    ("pages", "words"),
    [([3], "page 3"), ([1, 2], "pages 1-2"), ([3, 7, 8, 9], "pages 3, 7-9"), ([2, 4, 6], "pages 2, 4, 6")],
)
def test_pages_are_listed_with_runs_of_them_drawn_together(pages: list[int], words: str) -> None:
    assert pages_in_words(pages) == words


def test_a_citation_names_who_spoke_and_whom_they_answered() -> None:
    spoken = CITATION.model_copy(update={"recording_time": None, "speaker": "PCC", "asker": "Cllr Ann Alder"})
    assert citation_in_words(spoken).endswith("said by PCC, answering Cllr Ann Alder")
    assert citation_in_words(spoken.model_copy(update={"asker": None})).endswith("said by PCC")


def understood(**facts: object) -> Understood:
    return Understood.model_validate(facts)


def test_how_a_question_was_read_is_said_in_one_line() -> None:
    read = understood(
        corrections={"ferrie": "ferry"},
        expansions={"HWG": ["Harbour Watch Group"], "Landing Board": ["LB"]},
        dates=[Dates(words="Q2 2023/24", first="2023-07-01", last="2023-09-30")],
    )
    assert understood_in_words(read) == (
        "Read as: ferry (for ferrie); HWG is Harbour Watch Group; Landing Board or LB; "
        "Q2 2023/24 is 1 July to 30 September 2023."
    )


def test_open_and_doubtful_dates_are_said_as_such() -> None:
    dates = [
        Dates(words="since the last meeting", first="2024-10-09", last=None),
        Dates(words="Q2", first="2022-07-01", last="2022-09-30"),
        Dates(words="Q2", first="2023-07-01", last="2023-09-30"),
    ]
    assert understood_in_words(understood(dates=dates)) == (
        "Read as: since the last meeting is from 9 October 2024 on; Q2 of any year."
    )


@pytest.mark.parametrize("words", ["9 October 2024", "since March 2023", "2023", "April to June 2024"])
def test_what_goes_without_saying_is_not_said(words: str) -> None:
    read = understood(dates=[Dates(words=words, first="2023-03-01", last=None)], wants=["number"], kinds=["minutes"])
    assert understood_in_words(read) is None


def test_filters_are_told_in_one_line_and_none_not_at_all() -> None:
    assert filters_in_words(Filters()) == ""
    every = Filters("2024-04-01", "2024-10-09", "ferry", "minutes", "2024-07-24")
    assert filters_in_words(every) == (
        "Narrowed to: meetings from 1 April 2024; meetings up to 9 October 2024; ferry; minutes; "
        "meeting of 24 July 2024."
    )
