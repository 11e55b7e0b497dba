"""Render the sample archive: every ``*.md`` beside this file becomes one PDF.

Usage: ``python corpus/sample_source/make.py [OUT_DIR]`` (default ``corpus/sample``).

A source opens with a head between two ``---`` lines (``file``, ``header``, ``labels``). Then one block a
line: ``#`` to ``###`` headings, ``- `` bullets, ``1. `` and ``1.1 `` numbered paragraphs, ``| a | b |`` table
rows (a blank line parts two tables), ``<page>`` for a page break; anything else is a paragraph. ``**bold**``
may stand in any of them. The same sources always give the same bytes.
"""

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import FontFace

NOTICE = "Digest prepared for demonstration; not the official record"
FONT = "Helvetica"
BODY_SIZE = 10.5
LINE = 5.2  # line height in mm at BODY_SIZE
GAP = 2.4  # space after a block, in mm
GREY = 100
HEADING_SIZES = {1: 17.0, 2: 13.5, 3: 11.5}
# A fixed date: the clock would make every build of the same source a different file.
CREATED = datetime(2025, 1, 1, tzinfo=UTC)

HEADING = re.compile(r"(#{1,3}) +(.+)")
# A bare "541 searches" opens a sentence; only "3." and "3.11" number a paragraph.
MARKED = re.compile(r"(-|\d+(?:\.\d+)+|\d+\.) +(.+)")


class Source(NamedTuple):
    """One paper as written: where it goes, what every page repeats, and its lines in order."""

    file: str
    header: str
    first_label: int | None
    lines: list[str]


class Paper(FPDF):
    """An A4 paper: every page has the running header, the notice and, if the paper has labels, its label."""

    def __init__(self, source: Source) -> None:
        super().__init__(format="A4")
        self.source = source
        # fpdf2 assumes latin-1, which lacks the curly quotes, dashes and bullet that the core fonts do have.
        self.core_fonts_encoding = "cp1252"
        self.set_creation_date(CREATED)
        self.set_lang("en-GB")
        self.set_margins(22, 16, 22)
        self.set_auto_page_break(True, margin=24)

    def header(self) -> None:
        """Print the running header; fpdf2 calls this at the top of each page."""
        if self.source.header:
            self._margin_line(self.source.header)
            self.ln(6)

    def footer(self) -> None:
        """Print the label and the notice; fpdf2 calls this at the foot of each page."""
        self.set_y(-18)
        if self.source.first_label is not None:
            self._margin_line(f"Page {self.source.first_label + self.page_no() - 1}")
        self._margin_line(NOTICE)

    def _margin_line(self, text: str) -> None:
        self.set_font(FONT, size=8)
        self.set_text_color(GREY)
        self.cell(0, 4.5, text, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(0)

    def heading(self, level: int, text: str) -> None:
        """Print a heading of level 1 (the centred title) to 3."""
        size = HEADING_SIZES[level]
        # Room for the heading and a few lines, so that none is stranded at the foot of a page.
        if self.will_page_break(size + 4 * LINE):
            self.add_page()
        elif level > 1:
            self.ln(GAP)
        self.set_font(FONT, style="B", size=size)
        self._text(text, size * 0.46, Align.C if level == 1 else Align.L)

    def paragraph(self, text: str, mark: str = "") -> None:
        """Print a paragraph; a bullet or number given as mark hangs to the left of it."""
        self.set_font(FONT, size=BODY_SIZE)
        if mark:
            # The mark goes first: if it had to move to the next page, the text must follow it there.
            self.cell(6 if mark == "•" else 12, LINE, mark)
        self._text(text, LINE, Align.L)

    def _text(self, text: str, height: float, align: Align) -> None:
        self.multi_cell(0, height, text, align=align, markdown=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(GAP)

    def grid(self, rows: Sequence[Sequence[str]]) -> None:
        """Print a table whose first row is its head, repeated on each page that the table reaches."""
        self.set_font(FONT, size=BODY_SIZE - 1)
        head = FontFace(emphasis="BOLD", fill_color=(225, 229, 235))
        with self.table(
            rows,
            col_widths=_shares(rows),
            headings_style=head,
            line_height=LINE,
            padding=1,
            text_align=Align.L,
            markdown=True,
        ):
            pass  # leaving the block is what draws the table
        self.ln(GAP)


def _shares(rows: Sequence[Sequence[str]]) -> list[int]:
    """Relative column widths: by longest cell, within limits that keep words whole in the narrow columns."""
    columns = zip(*rows, strict=True)
    return [min(max(12, *(len(cell) for cell in column)), 48) for column in columns]


def read_source(path: Path) -> Source:
    """Read one Markdown source.

    Raises:
        ValueError: the head is missing or malformed, or a character is outside cp1252, so not in the fonts.
        KeyError: the head lacks ``file``, ``header`` or ``labels``.
    """
    text = path.read_text(encoding="utf-8")
    text.encode("cp1252")
    start, head, body = re.split(r"^---[ \t]*$\n?", text, maxsplit=2, flags=re.MULTILINE)
    if start.strip():
        raise ValueError(f"{path.name}: text before the head")
    pairs = (row.split(":", 1) for row in head.strip().splitlines())
    fields = {key.strip(): value.strip() for key, value in pairs}
    label = fields["labels"].split("#")[0].strip()
    lines = [line.strip() for line in body.splitlines()]
    return Source(fields["file"], fields["header"], None if label == "none" else int(label), lines)


def render(source: Source) -> Paper:
    """Lay a source out as pages."""
    paper = Paper(source)
    title = next(line[2:] for line in source.lines if line.startswith("# "))
    paper.set_title(title)
    paper.set_subject(title)
    paper.add_page()
    rows: list[list[str]] = []
    # The empty line closes a table that ends the source.
    for line in [*source.lines, ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line[1:].removesuffix("|").split("|")])
            continue
        if rows:
            paper.grid(rows)
            rows = []
        if line == "<page>":
            paper.add_page()
        elif match := HEADING.fullmatch(line):
            paper.heading(len(match[1]), match[2])
        elif match := MARKED.fullmatch(line):
            paper.paragraph(match[2], "•" if match[1] == "-" else match[1])
        elif line:
            paper.paragraph(line)
    return paper


def main(argv: Sequence[str]) -> None:
    """Render every source beside this file into the folder named on the command line."""
    here = Path(__file__).resolve().parent
    out = Path(argv[0]) if argv else here.parent / "sample"
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(here.glob("*.md")):
        try:
            source = read_source(path)
            render(source).output(str(out / source.file))
        except Exception as error:
            error.add_note(f"in {path}")
            raise


if __name__ == "__main__":
    main(sys.argv[1:])
