import io
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from pypdf import PdfReader

from corpus import PaperError, read_document
from corpus.document import PAGE_BREAK, Document
from corpus.pdf import read_pdf
from tests.conftest import SAMPLE
from tests.corpus.papers import ALDER, BIRCH, CEDAR, make_pdf, scan


def lines(document: Document, page: int) -> list[str]:
    return [document.slice(line) for line in document.lines if line.page == page]


def test_every_line_is_its_words_and_knows_its_physical_page() -> None:
    document = read_pdf("a.pdf", make_pdf(["Roads", "Bridges"], ["Ferries"], ["Canals"]))
    assert [(document.slice(line), line.page) for line in document.lines] == [
        ("Roads", 1),
        ("Bridges", 1),
        ("Ferries", 2),
        ("Canals", 3),
    ]


def test_offsets_hold_beyond_ascii() -> None:
    words = ["The Chair’s “café” – £2m", "Première réunion", "After them"]
    document = read_pdf("a.pdf", make_pdf(words, words))
    assert lines(document, 1) == lines(document, 2) == words


def test_the_text_is_that_of_the_pages_with_a_break_between() -> None:
    document = read_pdf("a.pdf", make_pdf([ALDER], [BIRCH], [CEDAR]))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.text == PAGE_BREAK.join(document.text[page.start : page.end] for page in document.pages)


def test_every_line_lies_inside_its_page() -> None:
    document = read_pdf("a.pdf", make_pdf([ALDER, BIRCH], [CEDAR]))
    pages = {page.number: page for page in document.pages}
    assert all(
        pages[line.page or 0].start <= line.start < line.end <= pages[line.page or 0].end for line in document.lines
    )


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.pdf")), ids=lambda path: path.name)
def test_a_page_of_the_sample_reads_as_pypdf_extracts_it(path: Path) -> None:
    content = path.read_bytes()
    document = read_pdf("a.pdf", content)
    extracted = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert [document.text[page.start : page.end] for page in document.pages] == extracted


def test_a_page_without_text_keeps_its_number() -> None:
    document = read_pdf("a.pdf", make_pdf(["Roads"], [], ["Bridges"]))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [line.page for line in document.lines] == [1, 3]


def test_type_size_and_weight_of_a_line_are_told() -> None:
    title, body = read_pdf("a.pdf", make_pdf(["# Roads", "All were shut."])).lines
    assert (title.size, title.bold) == (15, True)
    assert (body.size, body.bold) == (11, False)


def test_white_space_parts_paragraphs_and_not_the_lines_of_one() -> None:
    document = read_pdf("a.pdf", make_pdf([ALDER, BIRCH]))
    assert [line.gap for line in document.lines] == [True, False, True, False]


def test_a_table_is_read_row_by_row() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=10)
    with paper.table(
        [["Offence", "2021", "2022"], ["Theft", "310", "290"], ["Arson", "4", "7"]], first_row_as_headings=False
    ):
        pass
    document = read_pdf("a.pdf", bytes(paper.output()))
    assert [document.slice(line).split() for line in document.lines] == [
        ["Offence", "2021", "2022"],
        ["Theft", "310", "290"],
        ["Arson", "4", "7"],
    ]
    assert all(line.cells for line in document.lines)


def test_prose_is_no_table() -> None:
    document = read_pdf("a.pdf", make_pdf([ALDER, "1. " + BIRCH, "• " + CEDAR]))
    assert not any(line.cells for line in document.lines)


@pytest.mark.parametrize("method", EncryptionMethod)
def test_an_encrypted_pdf_that_opens_without_a_password_is_read(method: EncryptionMethod) -> None:
    document = read_pdf("a.pdf", make_pdf(["Roads"], password="", method=method))
    assert lines(document, 1) == ["Roads"]


@pytest.mark.parametrize("method", [EncryptionMethod.RC4, EncryptionMethod.AES_128, EncryptionMethod.AES_256])
def test_a_pdf_locked_with_a_password_is_refused(method: EncryptionMethod) -> None:
    with pytest.raises(PaperError, match="password"):
        read_pdf("a.pdf", make_pdf(["Roads"], password="sesame", method=method))


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_pdf_cut_short_is_refused(part: float) -> None:
    content = make_pdf([ALDER], [BIRCH])
    with pytest.raises(PaperError, match="cut short"):
        read_pdf("a.pdf", content[: int(part * len(content))])


def test_a_pdf_of_nothing_but_pictures_of_pages_has_no_words_yet() -> None:
    document = read_pdf("a.pdf", scan(make_pdf([ALDER], [BIRCH])))
    assert (document.lines, document.unread_pages, document.is_scan) == ((), (1, 2), True)


def test_scanned_pages_among_pages_of_text_are_told() -> None:
    document = read_pdf("a.pdf", scan(make_pdf(["Roads"], ["Bridges"], [], ["Ferries"]), 2, 4))
    assert [(document.slice(line), line.page) for line in document.lines] == [("Roads", 1)]
    assert (document.unread_pages, document.is_scan) == ((2, 4), False)


@pytest.mark.parametrize("page", [[], ["  "]])
def test_a_pdf_with_neither_text_nor_scans_is_refused(page: list[str]) -> None:
    with pytest.raises(PaperError, match="no text, only drawings, small pictures or blank pages"):
        read_pdf("a.pdf", make_pdf(page, page))


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><title>404 Not Found</title>", b"PK\3\4 a zipped paper", b"\0" * 64]
)
def test_what_is_no_pdf_is_refused_whatever_its_name_says(content: bytes) -> None:
    with pytest.raises(PaperError, match="not a PDF"):
        read_document("minutes.pdf", content)


def test_stray_bytes_before_the_pdf_do_no_harm() -> None:
    document = read_pdf("a.pdf", b"\r\n\r\n" + make_pdf(["Roads"]))
    assert lines(document, 1) == ["Roads"]


def test_messages_do_not_name_the_file_since_their_reader_does() -> None:
    with pytest.raises(PaperError) as refused:
        read_pdf("2021/minutes.pdf", b"%PDF-1.7 and then nothing")
    assert "minutes" not in str(refused.value)
