"""Answers on paper: what is put before a meeting, said once for Markdown and for Word."""

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answer import Answer, Citation, Quote
from assistant.markdown import blocks_in_markdown, markdown
from assistant.meetings import group_by_meeting
from assistant.sheet import Block, Run, Sheet, as_link, as_text, block
from assistant.word import word
from assistant.wording import (
    NEAREST,
    NOT_FOUND,
    SPELLED,
    chance_in_words,
    citation_in_words,
    date_in_words,
    filters_in_words,
    meeting_in_words,
    page_in_words,
    runs_for_reading,
    understood_in_words,
)
from index import Filters


def to_markdown(
    answers: Sequence[Answer], heading: str, made: date, archive: str, filters: Sequence[Filters | None] = ()
) -> str:
    """Answers as Markdown: each quotation with its source.

    `archive` is what `archive_in_words` says; `filters` are those each question was asked with, none for none at all.
    Raises `ValueError` where there are some but not as many as answers.
    """
    return markdown(_sheet(answers, heading, made, archive, filters))


def to_docx(
    answers: Sequence[Answer], heading: str, made: date, archive: str, filters: Sequence[Filters | None] = ()
) -> bytes:
    """The same as a Word document; the same bytes for the same answers and day."""
    return word(_sheet(answers, heading, made, archive, filters))


def answer_in_markdown(answer: Answer) -> str:
    """One answer as Markdown, with its question as its heading."""
    return blocks_in_markdown(_answer(answer, None))


def _sheet(
    answers: Sequence[Answer], heading: str, made: date, archive: str, filters: Sequence[Filters | None]
) -> Sheet:
    blocks = [block("text", f"Made on {date_in_words(made.isoformat())} from an archive of {archive}")]
    legend = "What stands between quotation marks is in the record's own words"
    bold = any(quote.marks for answer in answers for quote in answer.quotes)
    blocks.append(block("text", f"{legend}{'; words that match or answer the question are in bold' if bold else ''}."))
    for answer, asked_of in zip(answers, filters or [None] * len(answers), strict=True):
        blocks += _answer(answer, asked_of)
    return Sheet(as_text(heading).strip(), made, blocks)


def _answer(answer: Answer, filters: Filters | None) -> Iterator[Block]:
    yield block("heading", answer.question)
    for told in (understood_in_words(answer.understood), filters and filters_in_words(filters)):
        if told:
            yield block("text", told)
    if answer.status == "answered":
        yield block("text", f"It is {chance_in_words(answer.confidence)} that the quotations answer the question.")
        meetings = group_by_meeting(answer.quotes)
        for day, quotes in meetings:
            if len(meetings) > 1:
                yield block("subheading", meeting_in_words(day))
            for quote in quotes:
                yield from _quote(quote)
        return
    yield block("text", Run(NOT_FOUND, bold=True), f" It is {chance_in_words(answer.confidence)} that it does.")
    if answer.passages:
        yield block("subheading", "The nearest passages")
    for passage in answer.passages[:NEAREST]:
        yield from _quote(Quote(text=passage.text, passage=passage.id, citation=passage.citation, also=passage.also))


def _quote(quote: Quote) -> Iterator[Block]:
    words = (Run(text, bold) for text, bold in runs_for_reading(quote.text, quote.marks))
    yield block("quote", "“", *words, "”")
    yield block("source", f"— {citation_in_words(quote.citation)}")
    yield from _file(quote.citation)
    for row in quote.spelled:
        yield block("source", f"{SPELLED} {row} (Put together from the table; these are not the record's words.)")
    for citation in quote.also:
        yield block("source", f"Also printed in: {citation_in_words(citation)}")
        yield from _file(citation)


def _file(citation: Citation) -> Iterator[Block]:
    """Where to look it up: each in a paragraph of its own, for a file may be named in a script read the other way."""
    yield block("source", f"File: {', '.join(filter(None, (citation.document, page_in_words(citation))))}")
    if citation.url:
        yield block("source", "Address: ", Run(citation.url, link=as_link(citation.url)))
    if citation.recording_url:
        yield block("source", "Recording: ", Run(citation.recording_url, link=as_link(citation.recording_url)))
