import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant import Assistant
from assistant.page_image import PageError
from assistant.source import UNMARKED, Place, Source, SourceError, show_source
from corpus import PAGE_BREAK
from index import Index
from tests.conftest import SAMPLE
from tests.corpus.papers import ALDER, BIRCH, CEDAR, DOGWOOD, make_pdf, read_text_file

PACK = "pack-2023-12-14.pdf"


def put_text(folder: Path, text: str) -> Index:
    """An index of one text file, told by its text alone."""
    index = Index(folder, create=True)
    index.put(replace(read_text_file(text), passages=()), "", [])
    return index


def whole(source: Source) -> str:
    return source.before + source.quoted + source.after


# Pages


def place_of(index: Index, document: str, first: str, last: str = "") -> Place:
    """The words of a document from some words to others."""
    text = index.document_text(document)
    start = text.index(first)
    return Place(document, start, text.index(last, start) + len(last or first))


def over_a_page_break(index: Index) -> Place:
    """The sixty letters on either side of the pack's first page break."""
    at = index.document_text(PACK).index(PAGE_BREAK)
    return Place(PACK, at - 60, at + 60)


def test_a_citation_opens_its_page_with_the_quotation_boxed(sample: Index, sample_assistant: Assistant) -> None:
    quote = sample_assistant.ask("What was said about Op Shopkeeper?").quotes[0]
    source = show_source(sample, SAMPLE, Place.of(quote.citation))
    assert source.quoted == quote.text
    assert whole(source) == sample.document_text(quote.citation.document).split(PAGE_BREAK)[(source.page or 0) - 1]
    assert source.page == quote.citation.page
    assert source.where == f"Page {source.page} of 4"
    assert "9 October 2024" in source.title
    assert source.note is None
    assert source.boxes
    width, height = source.size
    assert height > width > 800


def test_turning_pages_leads_to_the_first_and_the_last_and_no_further(sample: Index) -> None:
    pages = sample.document_text(PACK).split(PAGE_BREAK)
    start = show_source(sample, SAMPLE, place_of(sample, PACK, "The Panel"))
    shown = {start.page: start}
    for turn in ("earlier", "later"):
        source = start
        for _ in pages:
            if place := getattr(source, turn):
                source = show_source(sample, SAMPLE, place)
                shown[source.page] = source
    assert sorted(number for number in shown if number) == list(range(1, len(pages) + 1))
    for number, page in enumerate(pages, start=1):
        assert whole(shown[number]) == page
        assert bool(shown[number].quoted) == bool(shown[number].boxes) == (number == start.page)
        assert shown[number].note is None, "where nothing of the quotation stands, nothing is missing"
        assert (shown[number].earlier is None) == (number == 1)
        assert (shown[number].later is None) == (number == len(pages))


def test_a_quotation_over_a_page_break_is_marked_on_both_pages(sample: Index) -> None:
    place = over_a_page_break(sample)
    text = sample.document_text(PACK)
    first, second = (show_source(sample, SAMPLE, place.away(step)) for step in (0, 1))
    assert (first.page, second.page) == (1, 2)
    assert first.quoted == text[place.start : place.start + 60]
    assert first.quoted + PAGE_BREAK + second.quoted == text[place.start : place.end]
    assert first.after == second.before == ""
    assert first.boxes
    assert second.boxes


@pytest.mark.parametrize("step", [-1, 99])
def test_a_page_that_the_paper_does_not_have_is_refused(sample: Index, step: int) -> None:
    last = sample.document_text(PACK).count(PAGE_BREAK) + 1
    with pytest.raises(SourceError, match=f"{PACK} ends at page {last}; it has no page {step + 1}"):
        show_source(sample, SAMPLE, over_a_page_break(sample).away(step))


def test_where_a_scan_prints_the_words_nobody_knows_and_that_is_said(sample: Index, tmp_path: Path) -> None:
    (tmp_path / PACK).write_bytes(make_pdf([ALDER, BIRCH], [CEDAR, DOGWOOD]))  # put there since it was read
    source = show_source(sample, tmp_path, over_a_page_break(sample))
    assert source.quoted
    assert not source.boxes
    assert source.note == UNMARKED


def test_a_file_taken_out_of_the_folder_is_told(sample: Index, tmp_path: Path) -> None:
    with pytest.raises(PageError, match=f"{PACK} is no longer in"):
        show_source(sample, tmp_path, over_a_page_break(sample))


def test_a_paper_that_the_archive_does_not_hold_is_told(sample: Index) -> None:
    with pytest.raises(SourceError, match=r"The archive holds no paper \.\./secret\.pdf"):
        show_source(sample, SAMPLE, Place("../secret.pdf", 0, 10))


@pytest.mark.parametrize(("start", "end"), [(0, 10**9), (10**9, 10**9 + 1), (-5, 5), (7, 7), (9, 7)])
def test_a_place_that_the_text_does_not_have_is_told(sample: Index, start: int, end: int) -> None:
    with pytest.raises(SourceError, match="was read anew since this was quoted; ask the question again"):
        show_source(sample, SAMPLE, Place(PACK, start, end))


# Papers without pages


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 2500), min_size=1, max_size=6), st.floats(0, 1), st.integers(1, 400), st.booleans())
@example([9000], 0.5, 20, False)  # one long line without a space
@example([1200, 2400, 1200], 0.3, 20, True)
def test_the_steps_join_on_to_be_the_text_and_the_first_holds_the_quotation(
    lines: list[int], at: float, length: int, spaced: bool
) -> None:
    text = "Harbour\n" + "\n".join(("gull " if spaced else "gulls") * (letters // 5) for letters in lines)
    start = int(at * (len(text) - 1))
    place = Place("paper.txt", start, min(start + length, len(text)))
    with TemporaryDirectory() as folder:
        index = put_text(Path(folder), text)
        source = show_source(index, Path(), place)
        assert source.quoted == text[place.start : place.end]
        parts = [whole(source)]
        earlier, later = source.earlier, source.later
        while earlier:
            before = show_source(index, Path(), earlier)
            assert whole(before)
            assert before.quoted == ""
            parts.insert(0, whole(before))
            earlier = before.earlier
        while later:
            after = show_source(index, Path(), later)
            assert whole(after)
            assert after.quoted == ""
            parts.append(whole(after))
            later = after.later
        assert "".join(parts) == text


def test_a_stretch_begins_and_ends_with_a_line_or_else_with_a_word(tmp_path: Path) -> None:
    for mark in "\n ":
        text = mark.join(["Forty gulls sat on the quay.".replace(" ", "_")] * 300)
        folder = tmp_path / f"{ord(mark)}"
        source = show_source(put_text(folder, text), tmp_path, Place("paper.txt", 4000, 4010))
        assert source.before.startswith("Forty_")
        assert source.after.endswith(f"quay.{mark}")
        assert 1500 <= len(source.before) < 1600
        assert (source.page, source.boxes, source.note) == (None, (), None)


def test_a_short_paper_is_shown_whole(harbour: Index, tmp_path: Path) -> None:
    place = place_of(harbour, "watch.txt", "Operation Kittiwake was", "fishing boats.")
    source = show_source(harbour, tmp_path, place)
    assert whole(source) == harbour.document_text("watch.txt")
    assert (source.earlier, source.later, source.where) == (None, None, "In the paper")
    assert re.search(r"[Mm]eeting of 14 March 2024, .*paragraph 2\.1", source.title)
    for step in (-1, 1):
        with pytest.raises(SourceError, match=r"There is no more of watch\.txt there"):
            show_source(harbour, tmp_path, place.away(step))


def test_a_link_of_a_place_is_read_again() -> None:
    assert Place("a b&c.txt", 1, 2).link == "source?document=a+b%26c.txt&start=1&end=2"
    assert Place("a.txt", 1, 2).away(-3).link.endswith("&step=-3")
