"""Both files are read back by others' readers (markdown-it-py, python-docx) and must say the same, word for word."""

import gc
import io
import weakref
import zipfile
from datetime import date

import docx
import pytest
from bs4 import BeautifulSoup
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant import Answer, Assistant, Quote
from assistant.export import to_docx, to_markdown
from assistant.wording import chance_in_words, citation_in_words, for_reading
from index import Filters
from tests.assistant.citations import citation, quote

DAY = date(2026, 3, 9)
ARCHIVE = "5 papers, with meetings from 14 December 2022 to 9 October 2024."
HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            " \t\n\r*_`~|<>[](){}#+-=.!&;:/\\$^\"'“”1a£%\x00\x0b\x1b\x85\ufffe\ud800\u200b\u200f\u202e\u2028"
        ),
        st.characters(),
    )
)


def answer(*quotes: Quote, question: str = "What of the fares?", confidence: float = 0.894) -> Answer:
    made = Answer(question="", status="answered", confidence=confidence, quotes=list(quotes), passages=[], timing_ms={})
    return made.model_copy(update={"question": question})


def in_markdown(text: str) -> list[tuple[str, str, str]]:
    """Each paragraph rendered: its kind, its text, and what of it is bold."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    page = BeautifulSoup(parser.render(text), "html.parser")
    kinds = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2"}
    return [
        (
            "Quote" if one.find_parent("blockquote") else kinds.get(one.name, "text"),
            one.get_text(),
            "".join(bold.get_text() for bold in one.find_all("strong")),
        )
        for one in page.find_all(["h1", "h2", "h3", "p", "li", "td", "pre"])
    ]


def in_word(content: bytes) -> list[tuple[str, str, str]]:
    """The same of a Word document."""
    return [
        (
            {"Normal": "text", "Source": "text"}.get(
                str(one.style and one.style.name), str(one.style and one.style.name)
            ),
            one.text.strip(),
            "".join(run.text for run in one.runs if run.bold),
        )
        for one in docx.Document(io.BytesIO(content)).paragraphs
    ]


def exported(*answers: Answer, heading: str = "Fares", filters: list[Filters | None] | None = None) -> list[str]:
    """The paragraphs of an export, which are the same in both files."""
    told = in_word(to_docx(answers, heading, DAY, ARCHIVE, filters or ()))
    assert in_markdown(to_markdown(answers, heading, DAY, ARCHIVE, filters or ())) == told
    return [text for _, text, _ in told]


def test_an_answer_of_the_archive_is_told_in_full(sample_assistant: Assistant) -> None:
    given = sample_assistant.ask("What was said about Op Shopkeeper?")
    assert given.quotes
    told = exported(given, heading="For the panel")
    assert told[:2] == ["For the panel", f"Made on 9 March 2026 from an archive of {ARCHIVE}"]
    assert given.question in told
    assert f"It is {chance_in_words(given.confidence)} that the quotations answer the question." in told
    for one in given.quotes:
        at = told.index(f"“{for_reading(one.text)}”")
        assert told[at + 1] == f"— {citation_in_words(one.citation)}"
        assert told[at + 2].startswith(f"File: {one.citation.document}, page ")
        for row in one.spelled:
            assert any(row in line and "not the record's words" in line for line in told)


def test_a_notebook_shows_an_answer_as_it_is_exported_and_in_one_line(sample_assistant: Assistant) -> None:
    given = sample_assistant.ask("What was said about Op Shopkeeper?")
    assert to_markdown([given], "For the panel", DAY, ARCHIVE).endswith(f"\n{given._repr_markdown_()}")
    assert given._repr_markdown_().startswith(f"## {given.question}\n")
    assert str(given) == repr(given) == f"<Answer: {given.question!r} answered (89%), 3 quotes>"
    assert repr(sample_assistant).startswith("<Assistant: 17 papers in 5 files, with meetings from 14 December 2022 to")


def test_what_the_archive_does_not_say_is_said_first_and_what_comes_nearest_as_such(
    sample_assistant: Assistant,
) -> None:
    given = sample_assistant.ask("Who won the football world cup?")
    assert given.status == "not_found"
    told = exported(given)
    verdict = told.index(f"The archive does not say. It is {chance_in_words(given.confidence)} that it does.")
    nearest = told.index("The nearest passages")
    assert verdict < nearest < told.index(f"“{for_reading(given.passages[0].text)}”")


def test_meetings_stand_apart_newest_first_when_several_spoke() -> None:
    may, june = quote("In May.", meeting_date="2021-05-03"), quote("In June.", meeting_date="2021-06-07")
    told = exported(answer(may, june, quote("Some day.", meeting_date=None)))
    heads = ["Meeting of 7 June 2021", "“In June.”", "Meeting of 3 May 2021", "“In May.”", "No meeting date"]
    assert [line for line in told if line in heads] == heads
    assert not any(line.startswith("Meeting of") for line in exported(answer(may, may)))


def test_how_each_question_was_asked_and_read_is_told() -> None:
    read = answer(question="ferrie fares")
    read.understood.corrections = {"ferrie": "ferry"}
    told = exported(read, answer(), filters=[Filters(since="2021-05-01", body="ferry"), None])
    at = told.index("ferrie fares")
    assert told[at + 1 : at + 3] == [
        "Read as: ferry (for ferrie).",
        "Narrowed to: meetings from 1 May 2021; ferry.",
    ]
    assert (
        told[told.index("What of the fares?") + 1] == "It is very likely (89%) that the quotations answer the question."
    )


def test_filters_are_told_of_every_question_or_of_none() -> None:
    with pytest.raises(ValueError, match="zip"):
        exported(answer(), answer(), filters=[None])


def test_other_places_and_spelled_rows_are_told_with_what_they_are() -> None:
    one = quote("Fares 2.40")
    one.spelled = ["Theme Fares: Price 2.40"]
    one.also = [citation(title="Pack", document="pack.pdf", page=3, page_label="3")]
    assert exported(answer(one))[-4:] == [
        "File: minutes.pdf, page 9",
        "The row with its column heads: Theme Fares: Price 2.40 "
        "(Put together from the table; these are not the record's words.)",
        "Also printed in: Ferry Panel, meeting of 3 May 2021, Pack, page 3",
        "File: pack.pdf, page 3",
    ]


def test_the_words_that_answer_are_bold_in_both() -> None:
    text = "• The  fare\nwas £2.40, from **May** on."
    one = quote(text)
    one.marks = [(text.index("fare"), text.index(",")), (text.index("May"), text.index("** on"))]
    told = in_word(to_docx([answer(one)], "Fares", DAY, ARCHIVE))
    assert ("Quote", "“The fare was £2.40, from May on.”", "fare was £2.40May") in told
    assert in_markdown(to_markdown([answer(one)], "Fares", DAY, ARCHIVE)) == told
    assert any("in bold" in text for _, text, _ in told)


@settings(max_examples=40, deadline=None)
@given(HOSTILE, HOSTILE, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=3))
def test_no_text_breaks_the_files_or_is_changed_by_them(text: str, name: str, marks: list[tuple[int, int]]) -> None:
    one = quote(text, title=name, document=name, speaker=text, url=name)
    one.marks, one.spelled = marks, [text]
    exported(answer(one, question=f"Why {name}?"), heading=f"On {text}")


@pytest.mark.parametrize(
    "line",
    [
        "1. Fares",
        "# Fares",
        "Fares ## #",
        "- Fares",
        "+ Fares",
        "=== Fares",
        "    Fares",
        "***",
        "> Fares",
        "| a | b |",
        "&copy; AT&T",
    ],
)
def test_a_question_that_looks_like_markup_is_text(line: str) -> None:
    assert " ".join(line.split()) in exported(answer(question=line), heading=line)


def test_what_no_file_can_hold_is_shown_as_missing_and_marks_of_direction_are_kept() -> None:
    assert "“the o\ufffdcer said \u202eno\u200f”" in exported(answer(quote("the o\x00cer\x0bsaid \u202eno\u200f")))


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a b(c)?x=1&lt;=2#p_9", "https://example.org/a%20b(c)?x=1&lt;=2#p_9"),
        ("https://example.org/a%20b>c", "https://example.org/a%20b%3Ec"),
        ("https://example.org:80/50%?a%20b", "https://example.org:80/50%25?a%20b"),
        ("https://example.org@elsewhere.net/", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("http://[", None),
    ],
)
def test_web_addresses_are_links_and_nothing_else_is(address: str, link: str | None) -> None:
    given = [answer(quote("Fares.", url=address))]
    links = [link] if link else []
    content = to_docx(given, "Fares", DAY, ARCHIVE)
    assert [
        one.address + (one.fragment and f"#{one.fragment}")
        for p in docx.Document(io.BytesIO(content)).paragraphs
        for one in p.hyperlinks
    ] == links
    page = BeautifulSoup(MarkdownIt().render(to_markdown(given, "Fares", DAY, ARCHIVE)), "html.parser")
    assert [one["href"] for one in page.find_all("a")] == links
    assert f"Address: {address}" in exported(*given)


def test_the_word_document_is_titled_dated_british_and_the_same_bytes_each_time() -> None:
    content = to_docx([answer(quote("Fares."))], "F" * 300, DAY, ARCHIVE)
    assert content == to_docx([answer(quote("Fares."))], "F" * 300, DAY, ARCHIVE)
    assert {member.date_time for member in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    document = docx.Document(io.BytesIO(content))
    properties = document.core_properties
    assert (properties.title, properties.language) == ("F" * 255, "en-GB")
    assert properties.created is not None
    assert properties.created.date() == DAY
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_a_word_document_leaves_nothing_for_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = docx.Document
    styles = []

    def document() -> Document:
        made = opened()
        styles.append(weakref.ref(made.styles.element))
        return made

    monkeypatch.setattr(docx, "Document", document)
    gc.disable()
    try:
        to_docx([answer(quote("The fare was raised."))], "Fares", DAY, ARCHIVE)
        (left,) = styles
        assert left() is None
    finally:
        gc.enable()
