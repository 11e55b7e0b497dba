import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from fpdf import FPDF

from corpus import Document, PaperKind, read_document, read_passages
from tests.conftest import SAMPLE
from tests.corpus.papers import ALDER, LIMIT, PROSE, cheap

SOURCES = sorted((SAMPLE.parent / "sample_source").glob("*.md"))


def cells(document: Document) -> list[tuple[str, ...]]:
    """The rows of a document's tables, each cell on one line."""
    return [
        tuple(" ".join(document.text[cell.start : cell.end].split()) for cell in line.cells)
        for line in document.lines
        if line.cells
    ]


def paper() -> FPDF:
    made = FPDF()
    made.core_fonts_encoding = "cp1252"
    made.add_page()
    made.set_font("Helvetica", size=10)
    return made


def read(made: FPDF) -> Document:
    return read_document("a.pdf", bytes(made.output()))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_tables_of_the_sample_are_read_as_they_were_written(source: Path) -> None:
    lines = [line for line in source.read_text().splitlines() if line.startswith("|")]
    written = Counter(
        tuple(cell.strip() for cell in line.replace("**", "").split("|") if cell.strip()) for line in lines
    )
    pdf = SAMPLE / source.with_suffix(".pdf").name
    found = Counter(cells(read_document(pdf.name, pdf.read_bytes())))
    assert not written - found
    # What is more is a head that is set again on the next page.
    assert set(found - written) <= set(written)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_lines_and_cells_lie_one_after_another_and_leave_no_words_out(source: Path) -> None:
    pdf = SAMPLE / source.with_suffix(".pdf").name
    document = read_document(pdf.name, pdf.read_bytes())
    assert all(above.end <= line.start for above, line in pairwise(document.lines))
    assert "".join("".join(map(document.slice, document.lines)).split()) == "".join(document.text.split())
    for line in document.lines:
        assert all(line.start <= cell.start < cell.end <= line.end for cell in line.cells)
        assert all(above.end <= cell.start and above.left < cell.left for above, cell in pairwise(line.cells))


def test_the_cells_of_a_column_have_one_left_edge_however_they_are_set() -> None:
    made = paper()
    with made.table(col_widths=(60, 40, 40), text_align=("LEFT", "RIGHT", "CENTER"), line_height=5) as table:
        for row in (["Ward", "Crimes", "Change"], ["Alder", "12,345", "up"], ["Birch", "7", "no change"]):
            table.row(row)
    lefts = [tuple(cell.left for cell in line.cells) for line in read(made).lines]
    assert len(set(lefts[1:])) == 1
    assert len(lefts[0]) == 3


def test_words_set_by_tabs_stand_in_columns() -> None:
    made = paper()
    for line in ("Name\tVotes", "Ann Alder\t1,204"):
        made.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    document = read(made)
    assert cells(document) == [("Name", "Votes"), ("Ann Alder", "1,204")]
    assert {line.cells[1].left > 10 for line in document.lines} == {True}


def test_a_number_is_a_cell_in_a_table_and_a_mark_above_it() -> None:
    made = paper()
    for number, words in enumerate(PROSE[:2], start=1):
        made.cell(12, 5, f"1.{number}")
        made.multi_cell(0, 5, words, align="L", new_x="LMARGIN", new_y="NEXT")
        made.ln(4)
    with made.table(col_widths=(20, 60, 30), text_align="LEFT", line_height=5, padding=1) as table:
        for row in (
            ["Item", "Business", "Pages"],
            ["1.", "Apologies", ""],
            ["", "To note them.", ""],
            ["2.", "Roads", "4"],
        ):
            table.row(row)
    assert cells(read(made)) == [
        ("Item", "Business", "Pages"),
        ("1.", "Apologies"),
        ("To note them.",),
        ("2.", "Roads", "4"),
    ]


def test_a_heading_between_two_tables_is_no_row() -> None:
    made = paper()
    for title in ("Roads", "Waste"):
        made.set_font("Helvetica", "B", 13)
        made.cell(0, 10, title, new_x="LMARGIN", new_y="NEXT")
        made.set_font("Helvetica", size=10)
        with made.table(col_widths=(60, 40, 40), line_height=5) as table:
            table.row(["Ward", "Crimes", "Change"])
            table.row(["Alder", "12", "up"])
    assert cells(read(made)) == [("Ward", "Crimes", "Change"), ("Alder", "12", "up")] * 2


@pytest.mark.parametrize("seed", range(12))
def test_prose_is_no_table_however_it_is_set(seed: int) -> None:
    rnd = random.Random(seed)
    made = paper()
    made.set_font(rnd.choice(["Helvetica", "Times", "Courier"]), size=rnd.choice([9, 10, 11, 12]))
    width = rnd.choice([60, 80, 120, 190])
    for _ in range(12):
        words = ALDER.split() * rnd.randint(1, 3)
        for place in range(0, len(words), rnd.randint(3, 9)):
            words[place] = rnd.choice(["**{}**", "__{}__", "£{}", "{}, 40"]).format(words[place])
        if rnd.random() < 0.5:
            made.cell(rnd.choice([6, 10, 14]), 5, rnd.choice(["-", "(a)", "1.4", "12."]))
        align = rnd.choice(["J", "L"])
        made.multi_cell(width - 14, 5, " ".join(words), align=align, markdown=True, new_x="LMARGIN", new_y="NEXT")
        made.ln(rnd.choice([0, 4]))
    assert cells(read(made)) == []


def test_paragraphs_side_by_side_are_no_table() -> None:
    made = paper()
    top = made.get_y()
    for column in range(3):
        made.set_xy(10 + 65 * column, top)
        made.multi_cell(58, 5, PROSE[column], align="L")
    assert cells(read(made)) == []


def test_the_rows_at_a_reports_head_are_its_fields() -> None:
    made = paper()
    head = [
        ("Report to", "Vale Police Panel"),
        ("Date", "5 July 2024"),
        ("Subject", "Rural Crime"),
        ("Author", "Ann Alder"),
    ]
    with made.table(borders_layout="NONE", first_row_as_headings=False, col_widths=(60, 110)) as table:
        for label, value in head:
            row = table.row()
            row.cell(label)
            row.cell(value)
    made.multi_cell(0, 5, ALDER)
    (found,) = read_passages(read(made), cheap, LIMIT).papers
    assert (found.kind, found.title, found.author) == (PaperKind.REPORT, "Rural Crime", "Ann Alder")
