"""Scans read by the real OCRmyPDF, and what is said where it is not installed or fails."""

import io
import os
import subprocess
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter

from corpus import Document, PaperError, Reading, can_ocr, ocr, ocr_pages, read_document, read_passages, read_scans
from tests.conftest import needs_ocrmypdf
from tests.corpus.papers import ALDER, BIRCH, CEDAR, DOGWOOD, ELDER, FIR, LIMIT, cheap, make_pdf, picture_page, scan

TEXT, UPRIGHT, TURNED, ASKEW, BLANK, PHOTO = range(1, 7)  # the pages of the mixed paper
TITLE = "# Harbour Watch Report"
PROSE = [TITLE, f"{ALDER} {BIRCH}", "# Recommendations", f"1.1 {CEDAR}", f"1.2 {DOGWOOD}", f"{ELDER} {FIR}"]


def read_by_ocr(content: bytes) -> Document:
    document = read_document("a.pdf", content)
    return read_scans(document, content, ocr_pages(content, document.unread_pages))


def joined(*papers: bytes) -> bytes:
    writer = PdfWriter()
    for paper in papers:
        writer.append(io.BytesIO(paper))
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def words(document: Document, page: int) -> str:
    start, end = document.pages[page - 1].start, document.pages[page - 1].end
    return " ".join(document.text[start:end].split())


@pytest.fixture(scope="module")
def mixed() -> bytes:
    return joined(
        make_pdf([ALDER]),
        scan(make_pdf([BIRCH]), stamp="Page 2"),
        scan(make_pdf([CEDAR, ELDER]), turned=90, stamp="Page 3"),
        scan(make_pdf([DOGWOOD, FIR]), askew=3),
        make_pdf([]),
        picture_page(Image.radial_gradient("L").resize((600, 800))),
    )


@pytest.fixture(scope="module")
def mixed_read(mixed: bytes) -> Document:
    return read_by_ocr(mixed)


@pytest.fixture
def no_ocrmypdf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


# What is read


@needs_ocrmypdf
@pytest.mark.parametrize(("page", "prose"), [(UPRIGHT, BIRCH), (TURNED, CEDAR), (ASKEW, DOGWOOD)])
def test_the_words_of_a_scan_stand_on_its_page(mixed_read: Document, page: int, prose: str) -> None:
    assert prose in words(mixed_read, page)


@needs_ocrmypdf
def test_a_page_with_text_reads_as_before(mixed: bytes, mixed_read: Document) -> None:
    assert words(mixed_read, TEXT) == words(read_document("a.pdf", mixed), TEXT) == ALDER


@needs_ocrmypdf
@pytest.mark.parametrize("page", [UPRIGHT, TURNED])
def test_what_a_scanned_page_says_in_text_is_kept_and_not_read_again(mixed_read: Document, page: int) -> None:
    assert words(mixed_read, page).endswith(f" Page {page}")
    assert words(mixed_read, page).count("Page") == 1


@needs_ocrmypdf
@pytest.mark.parametrize("page", [BLANK, PHOTO])
def test_a_page_without_words_stays_without(mixed_read: Document, page: int) -> None:
    assert words(mixed_read, page) == ""


@needs_ocrmypdf
def test_no_page_is_left_unread(mixed: bytes, mixed_read: Document) -> None:
    assert read_document("a.pdf", mixed).unread_pages == (UPRIGHT, TURNED, ASKEW, PHOTO)
    assert mixed_read.unread_pages == ()
    assert not mixed_read.is_scan


@needs_ocrmypdf
def test_pages_and_lines_are_slices_of_the_text(mixed_read: Document) -> None:
    for line in mixed_read.lines:
        page = mixed_read.pages[(line.page or 0) - 1]
        assert page.start <= line.start < line.end <= page.end
        assert mixed_read.slice(line).strip() == mixed_read.slice(line)


@needs_ocrmypdf
@pytest.mark.parametrize("side", [90, 180])
def test_a_page_that_the_file_turns_is_read_as_it_is_shown(side: int) -> None:
    writer = PdfWriter()
    page = writer.add_page(PdfReader(io.BytesIO(scan(make_pdf([ALDER, BIRCH]), turned=side))).pages[0])
    page.rotate(side)  # clockwise; the paper lay turned counter-clockwise
    turned = io.BytesIO()
    writer.write(turned)
    assert ALDER in words(read_by_ocr(turned.getvalue()), 1)


@needs_ocrmypdf
def test_a_scanned_report_falls_into_the_passages_of_the_report() -> None:
    def outline(reading: Reading) -> list[tuple[tuple[str, ...], str | None, str]]:
        return [(p.headings, p.paragraph, " ".join(p.text.split())) for p in reading.passages]

    report = make_pdf(PROSE)
    as_scan = read_passages(read_by_ocr(scan(report)), cheap, LIMIT)
    as_text = read_passages(read_document("a.pdf", report), cheap, LIMIT)
    assert [(place, text) for _, place, text in outline(as_scan)] == [
        (place, text) for _, place, text in outline(as_text)
    ]
    # How far one heading stands under another is told by type sizes, which OCR only guesses.
    assert outline(as_scan)[-1][0][-1] == outline(as_text)[-1][0][-1]


@needs_ocrmypdf
def test_bullets_are_read_as_bullets() -> None:
    document = read_by_ocr(scan(make_pdf([f"• {ALDER}", f"• {BIRCH}"])))
    assert words(document, 1) == f"• {ALDER} • {BIRCH}"


@needs_ocrmypdf
def test_a_scan_that_opens_without_its_password_is_read() -> None:
    paper = FPDF()
    paper.set_encryption(owner_password="owner", user_password="")
    paper.add_page()
    picture = next(iter(PdfReader(io.BytesIO(scan(make_pdf([ALDER])))).pages[0].images))
    paper.image(io.BytesIO(picture.data), x=0, y=0, w=paper.w)
    assert ALDER in words(read_by_ocr(bytes(paper.output())), 1)


# What goes wrong


def test_a_scan_that_is_not_read_is_refused_with_a_word_on_how() -> None:
    document = read_document("a.pdf", scan(make_pdf([ALDER]), stamp="Page 1"))
    with pytest.raises(PaperError, match="it has no text, only pictures of pages; build again with --ocr"):
        read_passages(document, cheap, LIMIT)


@pytest.mark.usefixtures("no_ocrmypdf")
def test_where_ocrmypdf_is_missing_it_is_said_how_to_install_it() -> None:
    document = read_document("a.pdf", scan(make_pdf([ALDER])))
    assert not can_ocr()
    with pytest.raises(PaperError, match=r"--ocr .*apt-get install ocrmypdf"):
        read_passages(document, cheap, LIMIT)
    with pytest.raises(PaperError, match="apt-get install ocrmypdf"):
        ocr_pages(scan(make_pdf([ALDER])), [1])


@needs_ocrmypdf
def test_pictures_without_a_word_are_refused() -> None:
    with pytest.raises(PaperError, match="OCR found no words"):
        read_by_ocr(picture_page(Image.radial_gradient("L").resize((300, 400))))


@needs_ocrmypdf
def test_a_picture_too_large_for_ocrmypdf_is_told_in_one_sentence() -> None:
    Image.MAX_IMAGE_PIXELS, limit = None, Image.MAX_IMAGE_PIXELS
    try:
        huge = picture_page(Image.new("1", (20_000, 28_000), 1))
    finally:
        Image.MAX_IMAGE_PIXELS = limit
    with pytest.raises(PaperError, match=r"OCR could not read its pictures of pages \(ocrmypdf: .*pixels") as told:
        ocr_pages(huge, [1])
    assert "\n" not in str(told.value)


@needs_ocrmypdf
def test_ocr_that_takes_too_long_is_stopped_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ocr, "START", 1.5)
    monkeypatch.setattr(ocr, "PAGE", 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(PaperError, match="OCR was stopped after"):
        ocr_pages(scan(make_pdf(*[PROSE] * 4)), [1, 2, 3, 4])
    assert list(tmp_path.iterdir()) == []
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running


@needs_ocrmypdf
def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert len(PdfReader(io.BytesIO(ocr_pages(scan(make_pdf([ALDER], [BIRCH])), [2]))).pages) == 1
    assert os.listdir(tmp_path) == []
