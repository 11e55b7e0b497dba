import io

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject

from corpus.scans import find_scans
from tests.corpus.papers import ALDER, make_pdf, picture_page, scan

FOOT = "Northshire Police and Crime Panel - 14 December 2023      Page 12"
PICTURE = Image.effect_noise((300, 420), 60)


def is_scan(content: bytes) -> bool:
    """Whether the first page is one."""
    return find_scans(content, [1]) == (1,)


def page_of(*pictures: tuple[float, float, float, float]) -> bytes:
    """An A4 page with pictures at these places: left, top, width and height in millimetres."""
    paper = FPDF()
    paper.add_page()
    for left, top, width, height in pictures:
        paper.image(PICTURE, x=left, y=top, w=width, h=height)
    return bytes(paper.output())


def in_a_form(content: bytes, size: float) -> bytes:
    """The first page of a PDF put as a form, at that part of its size, on a page of the same size."""
    writer = PdfWriter()
    source = writer.add_page(PdfReader(io.BytesIO(content)).pages[0])
    form = DecodedStreamObject()
    contents = source.get_contents()
    assert contents is not None
    form.set_data(contents.get_data())
    form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
    form[NameObject("/BBox")] = source.mediabox
    form[NameObject("/Resources")] = source["/Resources"]
    form[NameObject("/Matrix")] = ArrayObject([FloatObject(n) for n in (0.5, 0, 0, 0.5, 0, 0)])
    page = writer.add_blank_page(float(source.mediabox.width), float(source.mediabox.height))
    name = NameObject("/Form")
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({name: writer._add_object(form)})}
    )
    drawn = DecodedStreamObject()
    drawn.set_data(f"q {2 * size} 0 0 {2 * size} 0 0 cm /Form Do Q".encode())
    page[NameObject("/Contents")] = writer._add_object(drawn)
    writer.remove_page(0)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_only_the_pages_asked_about_are_looked_at() -> None:
    paper = scan(make_pdf([ALDER], [ALDER], [ALDER]))
    assert find_scans(paper, [1, 3]) == (1, 3)


def test_a_page_of_text_is_no_scan() -> None:
    assert not is_scan(make_pdf([ALDER]))


def test_text_over_a_picture_that_fills_the_page_is_read_as_it_is() -> None:
    assert not is_scan(picture_page(PICTURE, ALDER, at=0.5))


@pytest.mark.parametrize(
    ("stamp", "at"), [("12", 0.97), (FOOT, 0.97), (FOOT, 0.03), ("Agenda item 7", 0.05), ("DRAFT", 0.5)]
)
def test_a_stamp_on_a_picture_of_a_page_leaves_it_a_scan(stamp: str, at: float) -> None:
    assert is_scan(picture_page(PICTURE, stamp, at))


def test_the_title_on_a_cover_picture_leaves_it_no_scan() -> None:
    assert not is_scan(picture_page(PICTURE, "The Northshire Police and Crime Plan 2021 to 2025", at=0.4))


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_the_foot_of_a_page_is_where_it_is_shown(turned: int) -> None:
    writer = PdfWriter()
    page = writer.add_page(PdfReader(io.BytesIO(picture_page(PICTURE, FOOT))).pages[0])
    page.rotate(turned).transfer_rotation_to_content()
    page.rotate(-turned)  # shown as it was; its words now run along another edge of it
    made = io.BytesIO()
    writer.write(made)
    assert is_scan(made.getvalue())


def test_a_blank_page_is_no_scan() -> None:
    assert not is_scan(make_pdf([]))


def test_a_logo_makes_no_scan() -> None:
    assert not is_scan(page_of((10, 10, 60, 40)))


def test_pictures_over_each_other_cover_the_page_once() -> None:
    assert not is_scan(page_of(*[(10, 10, 120, 120)] * 6))


def test_a_drawing_is_no_scan() -> None:
    paper = FPDF()
    paper.add_page()
    for row in range(0, 297, 3):
        paper.rect(0, row, 210, 2, style="F")
    assert not is_scan(bytes(paper.output()))


def test_a_scan_in_strips_is_one() -> None:
    assert is_scan(page_of(*[(0, row, 210, 10) for row in range(0, 290, 10)]))


@pytest.mark.parametrize(("size", "scanned"), [(1.0, True), (0.5, False)])
def test_a_picture_in_a_form_covers_what_the_form_covers(size: float, scanned: bool) -> None:
    assert is_scan(in_a_form(picture_page(PICTURE), size)) is scanned


def test_what_pdfium_cannot_open_has_no_scans() -> None:
    assert find_scans(b"%PDF-1.7 and then nothing", [1]) == ()
