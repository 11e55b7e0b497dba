import codecs

import pytest

from corpus import PaperError
from corpus.text import read_text

WORDS = "The Chair’s report – £2 million, “as agreed”."


def test_offsets_count_characters_of_the_decoded_file() -> None:
    document = read_text("a.txt", "Première réunion\n\n  The roads.  \nThe bridges.\n".encode())
    assert [document.slice(line) for line in document.lines] == ["Première réunion", "The roads.", "The bridges."]
    assert document.lines[1].start == document.text.index("The roads.")


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode("utf-8"),
        WORDS.encode("utf-8-sig"),
        WORDS.encode("cp1252"),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
    ],
)
def test_every_encoding_that_councils_use_gives_the_same_words(content: bytes) -> None:
    assert read_text("a.txt", content).text == WORDS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_kept_and_count(end: str) -> None:
    document = read_text("a.txt", f"One{end}Two{end}{end}Three".encode())
    assert document.text == f"One{end}Two{end}{end}Three"
    assert [document.slice(line) for line in document.lines] == ["One", "Two", "Three"]


def test_a_blank_line_is_a_gap_above_the_line_after_it() -> None:
    document = read_text("a.txt", b"One\nTwo\n \t\nThree")
    assert [line.gap for line in document.lines] == [True, False, True]


def test_lines_with_tabs_or_bars_are_rows_of_a_table() -> None:
    document = read_text("a.md", b"Theft\t10\n| Fraud | 3 |\n\tArson is rare.\n\tRobbery\t\t7\n")
    cells = [[(document.text[c.start : c.end], c.left) for c in line.cells] for line in document.lines]
    assert cells == [[("Theft", 0), ("10", 1)], [("Fraud", 1), ("3", 2)], [], [("Robbery", 1), ("7", 3)]]


def test_a_text_file_has_no_pages() -> None:
    document = read_text("a.txt", b"One\fTwo")
    assert document.pages == ()
    assert {line.page for line in document.lines} == {None}


@pytest.mark.parametrize(
    ("name", "kind"), [("a.txt", "text"), ("A.TXT", "text"), ("a.md", "markdown"), ("b/A.Markdown", "markdown")]
)
def test_the_name_tells_text_from_markdown(name: str, kind: str) -> None:
    assert read_text(name, b"One").kind == kind


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x81\x8d\x8f", codecs.BOM_UTF16_LE + b"\0\xd8"]
)
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(PaperError, match="not text"):
        read_text("a.txt", content)


@pytest.mark.parametrize("content", [b" \r\n\t\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_file_of_white_space_is_refused(content: bytes) -> None:
    with pytest.raises(PaperError, match="no text"):
        read_text("a.txt", content)


def rows(text: str) -> list[str]:
    """The lines that are rows of a table."""
    document = read_text("paper.txt", text.encode())
    return [document.slice(line) for line in document.lines if line.cells]


def test_a_tab_after_a_paragraphs_number_makes_no_row() -> None:
    labels = ["3.", "3.11", "B.4", "(a)", "(iv)", "b)", "•", "ITEM 4", "Annex B:"]
    assert rows("".join(f"{label}\tThe road is shut.\n\n" for label in labels)) == []


def test_a_number_before_a_tab_makes_a_row_in_a_table() -> None:
    assert rows("No.\tAction\n1.\tMend it\n") == ["No.\tAction", "1.\tMend it"]
    assert rows("1.\tMINUTES\t\n\n2.\tROADS\t5 - 18\n") == ["1.\tMINUTES", "2.\tROADS\t5 - 18"]
    assert rows("3.1\t17.2\n\nRoads\tshut\n\n4\tRoads\n") == ["3.1\t17.2", "Roads\tshut", "4\tRoads"]
