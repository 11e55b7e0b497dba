import time
from pathlib import Path

import pytest

from assistant.question import QuestionError
from assistant.topic import Topic, mentions, topic_over_time
from index import Encoder, FilterError, Filters, Index
from tests.passages import unembedded

PANEL = "Northshire Harbour Panel"
MEETINGS = ["2022-12-08", "2023-06-15", "2024-03-14", "2024-06-13", "2024-12-12"]

MARCH = """NORTHSHIRE HARBOUR PANEL – 14 MARCH 2024

HARBOUR WATCH REPORT

Report of the Dredging Safety Board (DSB)

DREDGING

1.1 The harbour mouth was cleared in spring. The DSB met twice.

1.2 The net cost was small. NET (Night Entry Team) patrols went on. Boats & Buoys sold a tender.

1.3 Night entry teams were seen by Boats and Buoys. The team entered at night.
"""
OLD = """FERRY MONITORING REPORT – Q1 2018/19

1.1 The dredging of the harbour mouth began late.
"""
LOOSE = """Notes on the quay

The dredging was loud.
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Index:
    """A meeting's paper with short forms, a report of a period and a note that says no day."""
    papers = {"march.txt": MARCH.encode(), "old.txt": OLD.encode(), "loose.txt": LOOSE.encode()}
    return unembedded(tmp_path_factory.mktemp("mixed"), papers, encoder)


def counts(topic: Topic) -> dict[str | None, int]:
    """Mentions by meeting date, period, or neither."""
    return {one.meeting_date or one.period: one.count for one in topic.meetings}


def marked(index: Index, words: str, day: str) -> list[list[str]]:
    """The words marked in each mention of one meeting of the harbour panel."""
    quotes = mentions(index, words, day, PANEL)
    return [[quote.text[start:end] for start, end in quote.marks] for quote in quotes]


def test_every_meeting_is_listed_in_order_of_time_also_the_silent_ones(harbour: Index) -> None:
    topic = topic_over_time(harbour, "gulls")
    assert [one.meeting_date for one in topic.meetings] == MEETINGS
    assert [one.count for one in topic.meetings] == [0, 1, 0, 1, 0]
    assert {one.body for one in topic.meetings} == {PANEL}


def test_papers_without_a_meeting_stand_at_the_end_of_their_period_or_last(mixed: Index) -> None:
    topic = topic_over_time(mixed, "dredging")
    assert [(one.meeting_date, one.period) for one in topic.meetings] == [
        (None, "Q1 2018/19"),
        ("2024-03-14", None),
        (None, None),
    ]
    assert [one.text for one in mentions(mixed, "dredging")] == ["The dredging was loud."]
    assert len(mentions(mixed, "dredging", period="Q1 2018/19")) == 1


def test_what_a_meeting_has_in_two_papers_counts_once_and_names_both(harbour: Index) -> None:
    (quote,) = mentions(harbour, "gulls", "2024-06-13", PANEL)
    assert {quote.citation.document, *(one.document for one in quote.also)} == {"gulls.txt", "gulls-again.txt"}
    (again,) = quote.also
    assert harbour.document_text(again.document)[again.char_start : again.char_end] == quote.text


def test_what_two_meetings_were_told_counts_for_both(harbour: Index) -> None:
    assert counts(topic_over_time(harbour, "fishmongers")) == dict(zip(MEETINGS, [0, 1, 0, 1, 0], strict=True))


def test_a_mention_is_the_record_with_the_words_marked_in_their_inflections(harbour: Index) -> None:
    (quote,) = mentions(harbour, "lantern quays", "2024-03-14", PANEL)
    where = quote.citation
    assert quote.text == harbour.document_text(where.document)[where.char_start : where.char_end]
    assert (where.meeting_date, where.paragraph) == ("2024-03-14", "3.1")
    assert [quote.text[start:end] for start, end in quote.marks] == ["lanterns", "quay"]


def test_all_words_must_stand_in_one_sentence(harbour: Index) -> None:
    assert counts(topic_over_time(harbour, "wardens gulls"))["2023-06-15"] == 1
    assert counts(topic_over_time(harbour, "wardens fishmongers"))["2023-06-15"] == 0


def test_words_in_quotation_marks_must_stand_together(harbour: Index) -> None:
    assert sum(counts(topic_over_time(harbour, "fish roofs")).values()) == 2
    assert sum(counts(topic_over_time(harbour, '"fish roofs"')).values()) == 0
    assert marked(harbour, "“the fish market” gulls", "2023-06-15") == [["gulls", "the fish market"]]


def test_a_name_must_stand_together_where_the_archive_holds_it(mixed: Index) -> None:
    assert topic_over_time(mixed, "What of the Boats and Buoys?").forms == ["Boats and Buoys"]
    assert marked(mixed, "Boats and Buoys", "2024-03-14") == [["Boats & Buoys"], ["Boats and Buoys"]]
    assert topic_over_time(mixed, "Harbour Spring").forms == ["Harbour", "Spring"]


def test_an_operation_is_known_by_both_ways_to_write_it(harbour: Index) -> None:
    topic = topic_over_time(harbour, "Op Kittiwake")
    assert topic.forms == ["Op Kittiwake", "Operation Kittiwake"]
    assert counts(topic)["2024-03-14"] == 1


@pytest.mark.parametrize(
    "words", ["DSB", "dredging safety board", "Dredging Safety Board (DSB)", "DSB (dredging safety board)"]
)
def test_short_and_long_forms_are_one_topic(mixed: Index, words: str) -> None:
    topic = topic_over_time(mixed, words)
    assert sorted(form.casefold() for form in topic.forms) == ["dredging safety board", "dsb"]
    assert marked(mixed, words, "2024-03-14") == [["Dredging Safety Board", "DSB"], ["DSB"]]


def test_a_short_form_that_is_also_a_word_is_meant_in_capitals(mixed: Index) -> None:
    assert marked(mixed, "NET", "2024-03-14") == [["NET", "Night Entry Team"], ["Night entry teams"]]
    assert marked(mixed, "net", "2024-03-14") == [["net"], ["NET"]]


def test_a_misspelt_word_is_mended_and_said(harbour: Index) -> None:
    topic = topic_over_time(harbour, "fishmongres")
    assert (topic.words, topic.forms) == ("fishmongres", ["fishmongers"])
    assert topic.corrections == {"fishmongres": "fishmongers"}
    assert counts(topic)["2023-06-15"] == 1


def test_a_heading_counts_with_what_it_is_put_over_where_no_sentence_does(mixed: Index) -> None:
    (quote,) = [one for one in mentions(mixed, "dredging", "2024-03-14", PANEL) if "DREDGING" in one.text]
    assert quote.text == "DREDGING\n\n1.1 The harbour mouth was cleared in spring."
    assert marked(mixed, "cleared", "2024-03-14") == [["cleared"]]


def test_the_name_of_the_panel_over_a_paper_is_no_mention(harbour: Index) -> None:
    assert sum(counts(topic_over_time(harbour, "Northshire")).values()) == 0


def test_filters_say_which_meetings_are_listed(harbour: Index) -> None:
    topic = topic_over_time(harbour, "gulls", Filters(since="2024-01-01"))
    assert counts(topic) == {"2024-03-14": 0, "2024-06-13": 1, "2024-12-12": 0}
    with pytest.raises(FilterError, match="No paper fits the filters"):
        topic_over_time(harbour, "gulls", Filters(body="Parish"))


def test_mentions_are_given_in_reading_order_and_no_more_than_asked_for(mixed: Index) -> None:
    found = mentions(mixed, "night", "2024-03-14", PANEL)
    assert [one.citation.char_start for one in found] == sorted(one.citation.char_start for one in found)
    assert len(found) == 3
    assert mentions(mixed, "night", "2024-03-14", PANEL, most=2) == found[:2]


@pytest.mark.parametrize("words", ["", "  ", "?!", '""', "the", "What did they say about it?"])
def test_a_topic_without_a_subject_is_an_error(harbour: Index, words: str) -> None:
    with pytest.raises(QuestionError, match="topic"):
        topic_over_time(harbour, words)


@pytest.mark.parametrize("words", ['gulls" OR "x', "gulls AND (", "text:gulls*", "gulls NEAR", "𞤀 gulls ²"])
def test_what_is_syntax_to_the_search_is_only_words(harbour: Index, words: str) -> None:
    assert len(topic_over_time(harbour, words).meetings) == len(MEETINGS)


def test_the_counts_are_the_mentions_of_every_meeting(sample: Index) -> None:
    for words in ("precept", "Op Shopkeeper", "fly-tipping", "police"):
        topic = topic_over_time(sample, words)
        assert sum(one.count for one in topic.meetings) > 0
        for one in topic.meetings:
            quotes = mentions(sample, words, one.meeting_date, one.body, one.period, most=1000)
            assert len(quotes) == one.count
            assert all(quote.marks for quote in quotes)


def test_papers_printed_for_one_meeting_are_of_one_panel_by_whichever_name(sample: Index) -> None:
    days = [one.meeting_date for one in topic_over_time(sample, "fly-tipping").meetings]
    assert days == [None, "2022-12-14", "2023-09-28", "2023-12-14", "2024-07-24", "2024-10-09"]


def test_two_committees_that_meet_on_one_day_are_two_meetings(tmp_path: Path, encoder: Encoder) -> None:
    other = MARCH.replace("HARBOUR PANEL", "TRANSPORT COMMITTEE")
    index = unembedded(tmp_path / "two", {"a.txt": MARCH.encode(), "b.txt": other.encode()}, encoder)
    found = [(one.body, one.count) for one in topic_over_time(index, "spring").meetings]
    assert found == [(PANEL, 1), ("Northshire Transport Committee", 1)]


def test_a_common_word_is_counted_at_once(sample: Index) -> None:
    topic_over_time(sample, "police")  # the lexicon is read once
    begin = time.perf_counter()
    topic_over_time(sample, "police")
    assert time.perf_counter() - begin < 0.5
