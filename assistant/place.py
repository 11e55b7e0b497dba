"""Where words stand on the picture of a page of a PDF: the boxes around them."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from assistant.page_words import Stretch, find_words

FINE = 100  # parts of a point in which places are reckoned
LEVEL = 0.25  # of the lower box's height: a comma hangs below its line
WORD_SPACE = 2.5  # times the height of a line: words further apart are cells, and boxed each for itself
MARGIN = 0.12  # of the height of a line, left free around its letters


class Box(NamedTuple):
    """A rectangle on a page's picture in parts of its width and height, from the top left corner."""

    left: float
    top: float
    width: float
    height: float


def place_words(page: pypdfium2.PdfPage, stretch: Stretch) -> list[Box] | None:
    """The boxes around some words of a page, line by line; None where it is not certain that they stand there."""
    own = page.get_textpage()
    chars = [chr(raw.FPDFText_GetUnicode(own, index)) for index in range(own.count_chars())]
    found = find_words(stretch, chars)
    width, height = (round(FINE * length) for length in page.get_size())
    boxes: list[Box] = []
    for first, last in found or []:
        rects = [own.get_rect(index) for index in range(own.count_rects(first, last - first))]
        edges = [_on_picture(page, rect, width, height) for rect in rects]
        turn = _turned if _reads_sideways(page, own, first) else _upright
        lines = map(turn, _lines(map(turn, edges)))
        boxes += [box for line in lines if (box := _framed(line, width, height))]
    return boxes or None


_Edges = tuple[float, float, float, float]  # left, top, right, bottom


def _on_picture(page: pypdfium2.PdfPage, rect: _Edges, width: int, height: int) -> _Edges:
    """A rectangle of the page (left, bottom, right, top) on its picture: PDFium knows how it is cropped and turned."""
    corners = []
    for x, y in (rect[:2], rect[2:]):
        across, down = raw.c_int(), raw.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(*corners, strict=True))
    return left, top, right, bottom


def _reads_sideways(page: pypdfium2.PdfPage, own: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether the line of a character runs up or down the picture."""
    angle = raw.FPDFText_GetCharAngle(own, index) + math.radians(page.get_rotation())
    return abs(math.sin(angle)) > abs(math.cos(angle))


def _turned(box: _Edges) -> _Edges:
    left, top, right, bottom = box
    return top, left, bottom, right


def _upright(box: _Edges) -> _Edges:
    return box


def _lines(boxes: Iterable[_Edges]) -> Iterator[_Edges]:
    """Boxes put together that follow one another on a line."""
    line: _Edges | None = None
    for box in boxes:
        if line and _follows(line, box):
            line = min(line[0], box[0]), min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3])
        else:
            if line:
                yield line
            line = box
    if line:
        yield line


def _follows(line: _Edges, box: _Edges) -> bool:
    heights = line[3] - line[1], box[3] - box[1]
    level = min(line[3], box[3]) - max(line[1], box[1]) >= LEVEL * min(heights)
    apart = max(line[0], box[0]) - min(line[2], box[2])
    return level and -max(heights) < apart <= WORD_SPACE * max(heights)


def _framed(edges: _Edges, width: int, height: int) -> Box | None:
    """What is seen on the picture of a box and its margin."""
    margin = MARGIN * min(edges[2] - edges[0], edges[3] - edges[1])
    left, right = (min(max(x / width, 0), 1) for x in (edges[0] - margin, edges[2] + margin))
    top, bottom = (min(max(y / height, 0), 1) for y in (edges[1] - margin, edges[3] + margin))
    return Box(left, top, right - left, bottom - top) if left < right and top < bottom else None
