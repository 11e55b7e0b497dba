"""Which pages of a PDF are scans: no words of their own, but a picture that covers most of the page."""

import logging
from collections.abc import Iterator, Sequence

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

log = logging.getLogger(__name__)

COVERED = 0.5  # of the page, by pictures
STEPS = 40  # points across the page, and down it, at which that is looked for
EDGE = 1 / 8  # of the page's height, at its head and at its foot: page labels, running heads and stamps stand there
FEW = 20  # characters elsewhere that are still no words of its own: "DRAFT" across the page

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


def find_scans(content: bytes, pages: Sequence[int]) -> tuple[int, ...]:
    """Those of some pages of a PDF, by their physical numbers, that are scans."""
    try:
        with pypdfium2.PdfDocument(content) as pdf:
            return tuple(number for number in pages if _is_scan(pdf[number - 1]))
    except (pypdfium2.PdfiumError, IndexError):  # what pypdf reads may be too damaged for PDFium
        log.debug("PDFium could not look at the pages", exc_info=True)
        return ()


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    left, bottom, right, top = whole = page.get_cropbox()
    if page.get_rotation() in (90, 270):  # shown lying on its side
        edge = EDGE * (right - left)
        middle = (left + edge, bottom, right - edge, top)
    else:
        edge = EDGE * (top - bottom)
        middle = (left, bottom + edge, right, top - edge)
    own = page.get_textpage().get_text_bounded(*middle)
    return len("".join(own.split())) <= FEW and _covered(whole, list(_pictures(page))) > COVERED


def _pictures(page: pypdfium2.PdfPage) -> Iterator[Box]:
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        matrix, form = picture.get_matrix(), picture.container
        while form:  # a picture in a form stands where the form is put
            matrix, form = matrix.multiply(form.get_matrix()), form.container
        yield matrix.on_rect(0, 0, 1, 1)  # a picture fills the unit square


def _covered(page: Box, pictures: Sequence[Box]) -> float:
    """The part of a page that lies under pictures. They may overlap, and a scan may be cut into strips."""
    left, bottom, right, top = page
    places = [
        (left + (i + 0.5) / STEPS * (right - left), bottom + (j + 0.5) / STEPS * (top - bottom))
        for i in range(STEPS)
        for j in range(STEPS)
    ]
    return sum(any(a <= x <= c and b <= y <= d for a, b, c, d in pictures) for x, y in places) / len(places)
