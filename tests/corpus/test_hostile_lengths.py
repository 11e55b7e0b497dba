"""Text that took quadratic time, or worse, to read; what each of these is made of now takes a second or less."""

import time

import pytest

from corpus import PaperError, read_document, read_passages
from corpus.numbering import write_number
from tests.corpus.papers import LIMIT, cheap, make_docx

LENGTH = 40_000
MINUTES = "Northshire Police and Crime Panel\n\nMinutes of the meeting held on 5 July 2024\n\n1. Roads\n\n"
AGENDA = "Northshire Police and Crime Panel\n\n5 July 2024\n\nAGENDA\n\n"


def run(words: str, share: float = 1) -> str:
    """The same words again and again, up to a share of the length."""
    return words * int(share * LENGTH / len(words))


TEXTS = {
    "a number and spaces": f"1.1{run(' ')}x",
    "a minute's number and spaces": f"1/20{run(' ')}x",
    "a clock and spaces": f"The Panel heard at 1:11:11 ){run(' ')}x",
    "a question's number and spaces": f"Question 1{run(' ')}x",
    "an agenda's item and spaces": f"{AGENDA}1. Roads{run(' ')}x",
    "an action and spaces": f"{MINUTES}Action{run(' ')}x",
    "abbreviations": run("Mr. "),
    "capitals that may be names": f"{MINUTES}RESOLVED: that\n\n{run('A')} seconded it.",
    "rules without their end": run("section 100 "),
    "a mark and cells": f"1.\t{run('ab')}\tx",
    "a mark over blank lines": "- a\n" + run("\x0b\n") + "b",
    "headings in a row": "".join(f"ROADS {chr(65 + i % 26)} {chr(65 + i // 26 % 26)}X\n\n" for i in range(8_000)),
    "a heading without end": f"# {run('roads ', 0.5)}\n\n{run('The bridges are open. ', 0.5)}",
    "lines that all announce the next": MINUTES + run("- it is:\n", 2),
    "one council after another": f"{MINUTES}Present: Cllr Ann Alder{run(', Vale Council')}",
    "an agenda over many lines": AGENDA + run("1. Roads (Pages 1 - 4)\n", 0.5) + "\n" + run("Bridges\n\n", 0.5),
    "a long cell beside many": f"Name\tb\n{run('x', 0.5)}" + run("\t1", 0.5),
    "a long head over many": run("a ", 0.5) + "\tb\n---\t---\n" + run("1\t2\n", 0.2),
    "many tables side by side": "Ward\t" + run("Head\t") + "\n" + run("1\tab\t") + "\nAlder",
}
PAGES = {
    "titles in each other": run("<div class=title>") + "Roads",
    "headings in each other": run("<h1><div>") + "Roads",
    "links in each other": run("<a><div>") + "Roads",
    "articles in each other": run("<p>a<article>") + "Roads",
    "lists in each other": run("<ul><li>a"),
    "controls far inside": run("<div>", 0.5) + run("<input>", 0.5) + "Roads",
    "heads far inside": run("<div>", 0.5) + run("<header>a</header>", 0.5) + "Roads",
    "headings far outside the content": run("<div>", 0.5) + run("<h1>a</h1>", 0.5) + "<main>" + "Roads " * 20_000,
    "letters for great numbers": "<ol type=a start=999999>" + run("<li>a"),
    "cells that cover all below": "<table><tr>" + run("<td rowspan=99999>a", 0.5) + run("<tr><td>b", 0.5),
    "levels without end": "".join(f"<p role=heading aria-level={i}>Roads</p>" for i in range(2_000)),
    "a name without end": f"<p class='skip-to-{run('-bar')}!'>Roads</p>",
    "a style without end": f"<p style='{run('mso-list:')}'>Roads</p>",
    "a file's size without end": f"<p>pdf{run(',')}x</p>",
}


def seconds(name: str, content: bytes) -> float:
    """Processor time to take a paper apart."""
    begun = time.process_time()
    read_passages(read_document(name, content), cheap, LIMIT)
    return time.process_time() - begun


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_is_read_in_time(text: str) -> None:
    assert seconds("a.txt", text.encode()) < 5


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_is_read_in_time(page: str) -> None:
    assert seconds("a.html", page.encode()) < 5


def test_a_word_document_of_deleted_ends_is_read_in_time() -> None:
    one = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>ab</w:t></w:r></w:p>"
    assert seconds("a.docx", make_docx(one * 3_000)) < 5


def test_a_million_spaces_are_no_part_of_a_passage() -> None:
    reading = read_passages(read_document("a.txt", b"Roads" + b" " * 500_000 + b"bridges"), cheap, LIMIT)
    assert [passage.text.strip() for passage in reading.passages] == ["Roads", "bridges"]


def test_heads_over_heads_are_no_end_of_reading() -> None:
    steps = "".join("\t" * (1_200 - i) + "Ward\tName\n" for i in range(1_200))
    try:
        read_passages(read_document("a.txt", steps.encode()), cheap, LIMIT)
    except PaperError as error:
        pytest.fail(str(error))


def test_numbers_are_written_in_letters_as_far_as_word_does() -> None:
    assert [write_number(number, "lowerLetter") for number in (27, 780, 781)] == ["aa", "z" * 30, "781"]
