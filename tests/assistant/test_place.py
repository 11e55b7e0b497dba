"""Quotations looked for on pages where they alone are printed in red: the boxes must hold all red ink and no black."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import RectangleObject
from pypdfium2 import PdfDocument

from assistant.page_image import find_quote, page_picture
from assistant.page_words import page_stretch
from assistant.place import Box
from corpus import read_document
from tests.conftest import SAMPLE
from tests.corpus.papers import ALDER, BIRCH, CEDAR, make_pdf, scan

Turn = Callable[[bytes], bytes]


def page_of(*parts: tuple[str, str], width: float = 0) -> FPDF:
    """A page of paragraphs, each "black" or "red"."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for colour, words in parts:
        write(paper, colour, words, width)
    return paper


def write(paper: FPDF, colour: str, words: str, width: float = 0) -> None:
    paper.set_text_color(230 if colour == "red" else 0, 0, 0)
    paper.multi_cell(width, 8, words, new_x="LEFT", new_y="NEXT")


def boxes_of(path: Path, words: str, number: int = 1, nth: int = 0) -> list[Box] | None:
    """The boxes on a page of some words of the paper where they stand the nth time, however lines are broken."""
    text = read_document(path.name, path.read_bytes()).text
    places = list(re.finditer(r"\s+".join(map(re.escape, words.split())), text))
    return find_quote(path, number, page_stretch(text, *places[nth].span(), number))


def check_ink(path: Path, boxes: list[Box] | None, number: int = 1) -> None:
    """All red ink of the page stands in the boxes, no black ink does, and no box is empty."""
    assert boxes
    picture = np.asarray(Image.open(io.BytesIO(page_picture(path, number))).convert("RGB")).astype(int)
    height, width, _ = picture.shape
    red = (picture[:, :, 0] - picture[:, :, 1]) > 80
    black = picture.max(axis=2) < 100
    inside = np.zeros((height, width), dtype=bool)
    for box in boxes:
        assert min(box) >= 0
        assert max(box.left + box.width, box.top + box.height) <= 1
        left, right = round(box.left * width), round((box.left + box.width) * width)
        top, bottom = round(box.top * height), round((box.top + box.height) * height)
        assert red[top:bottom, left:right].any()
        inside[top:bottom, left:right] = True
    assert red.any()
    assert not (red & ~inside).any()
    assert not (black & inside).any()


def save(folder: Path, paper: FPDF | bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(paper if isinstance(paper, bytes) else bytes(paper.output()))
    return path


def test_a_sentence_is_boxed_line_by_line(tmp_path: Path) -> None:
    path = save(tmp_path, page_of(("black", ALDER), ("red", BIRCH), ("black", CEDAR), width=80))
    boxes = boxes_of(path, BIRCH)
    check_ink(path, boxes)
    assert boxes
    assert len(boxes) == 3
    assert [box.top for box in boxes] == sorted(box.top for box in boxes)


def test_marks_at_the_ends_are_boxed_and_those_of_others_are_not(tmp_path: Path) -> None:
    paper = page_of(("black", ALDER))
    for colour, words in (("black", "(of which "), ("red", "£400 (in all)"), ("black", ") was spent")):
        paper.set_text_color(230 if colour == "red" else 0, 0, 0)
        paper.write(8, words)
    path = save(tmp_path, paper)
    check_ink(path, boxes_of(path, "£400 (in all)"))


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_the_same_sentence_several_times_on_a_page_is_told_by_its_turn(tmp_path: Path, nth: int) -> None:
    parts = [("red" if i == nth else "black", ALDER) for i in range(3)]
    path = save(tmp_path, page_of(*parts))
    check_ink(path, boxes_of(path, ALDER, nth=nth))


def _rotated(degrees: int) -> Turn:
    def turn(content: bytes) -> bytes:
        writer = PdfWriter(clone_from=io.BytesIO(content))
        writer.pages[0].rotate(degrees)
        return _bytes(writer)

    return turn


def _cropped(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.pages[0].cropbox = RectangleObject((20, 300, 590, 830))
    return _bytes(writer)


def _moved(content: bytes) -> bytes:
    """The same page of a sheet whose corner is not 0, 0, turned and cropped."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    page = writer.pages[0]
    page.mediabox = RectangleObject((-50, 200, 600, 842))
    page.cropbox = RectangleObject((-20, 250, 590, 900))
    page.rotate(270)
    return _bytes(writer)


def _bytes(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("turn", [_rotated(90), _rotated(180), _rotated(270), _cropped, _moved])
def test_a_page_turned_or_cropped_has_its_boxes_where_the_words_are_drawn(tmp_path: Path, turn: Turn) -> None:
    path = save(tmp_path, turn(bytes(page_of(("black", ALDER), ("red", BIRCH), ("black", CEDAR), width=80).output())))
    boxes = boxes_of(path, BIRCH)
    check_ink(path, boxes)
    assert boxes
    assert len(boxes) == 3, "sideways lines are lines too"


def test_words_that_are_cropped_away_have_no_boxes(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(bytes(page_of(("red", ALDER), ("black", BIRCH)).output())))
    writer.pages[0].cropbox = RectangleObject((0, 0, 595, 300))
    path = save(tmp_path, _bytes(writer))
    assert boxes_of(path, ALDER) is None


def test_columns_side_by_side_are_kept_apart(tmp_path: Path) -> None:
    paper = page_of()
    for left, parts in ((110, (("red", BIRCH), ("black", CEDAR))), (15, (("black", ALDER), ("red", ALDER.upper())))):
        paper.set_xy(left, 20)
        for colour, words in parts:
            write(paper, colour, words, 80)
    path = save(tmp_path, paper)
    boxes = (boxes_of(path, BIRCH) or []) + (boxes_of(path, ALDER.upper()) or [])
    check_ink(path, boxes)


def test_the_cells_of_a_row_are_boxed(tmp_path: Path) -> None:
    paper = page_of()
    for y, cells in enumerate([["Offence", "2021", "2022"], ["Theft", "310", "290"], ["Arson", "290", "310"]]):
        paper.set_text_color(230 if y == 2 else 0, 0, 0)
        for x, cell in enumerate(cells):
            paper.set_xy(20 + 60 * x, 20 + 10 * y)
            paper.cell(50, 8, cell)
    path = save(tmp_path, paper)
    boxes = boxes_of(path, "Arson 290 310")
    check_ink(path, boxes)
    assert boxes
    assert len(boxes) == 3, "what stands between the cells is not boxed"


def test_each_page_shows_its_part_of_a_quotation(tmp_path: Path) -> None:
    paper = page_of(("black", ALDER), ("red", BIRCH))
    paper.add_page()
    write(paper, "red", CEDAR)
    write(paper, "black", ALDER)
    path = save(tmp_path, paper)
    for number in (1, 2):
        check_ink(path, boxes_of(path, f"{BIRCH} {CEDAR}", number), number)


def test_a_scanned_page_has_no_boxes(tmp_path: Path) -> None:
    path = save(tmp_path, scan(make_pdf([ALDER])))
    assert find_quote(path, 1, page_stretch(ALDER, 0, len(ALDER), 1)) is None


def test_words_that_the_page_does_not_print_have_no_boxes(tmp_path: Path) -> None:
    path = save(tmp_path, page_of(("black", ALDER), ("black", BIRCH)))
    other = f"{ALDER}\n{CEDAR}"
    assert find_quote(path, 1, page_stretch(other, len(ALDER), len(other), 1)) is None


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.pdf")), ids=lambda path: path.name)
def test_the_boxes_of_a_line_of_the_sample_hold_its_words(path: Path) -> None:
    document = read_document(path.name, path.read_bytes())
    boxes = [
        find_quote(path, line.page or 0, page_stretch(document.text, line.start, line.end, line.page or 0))
        for line in document.lines[::15]
    ]
    with PdfDocument(path) as pdf:
        for line, found in zip(document.lines[::15], boxes, strict=True):
            page = pdf[(line.page or 0) - 1]
            width, height = page.get_size()
            words = "".join(
                page.get_textpage().get_text_bounded(
                    box.left * width,
                    (1 - box.top - box.height) * height,
                    (box.left + box.width) * width,
                    (1 - box.top) * height,
                )
                for box in found or []
            )
            assert letters(words) == letters(document.slice(line))


def letters(words: str) -> str:
    return "".join(filter(str.isalnum, words))
