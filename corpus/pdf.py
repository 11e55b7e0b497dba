"""PDF, page by page, through pypdf."""

import io
import logging
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from corpus.document import PAGE_BREAK, Cell, Document, Line, Page, PaperError, lines_of
from corpus.pdf_rows import PageRow, Run
from corpus.pdf_tables import find_table_rows
from corpus.pdf_widths import text_width

log = logging.getLogger(__name__)

SCANNED = "it has no text, only pictures of pages; run it through OCR (for example ocrmypdf) and add the result"
BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
TAB = 36.0  # points
DAMAGED = "the PDF is damaged or cut short; fetch it again"


def read_pdf(name: str, content: bytes) -> Document:
    """Read a PDF. The document's text is pypdf's text of each page, joined by a form feed.

    Raises `PaperError` where the file is damaged, needs a password, or has no text on any page.
    """
    if b"%PDF-" not in content[:1024]:
        raise PaperError("it is not a PDF, whatever its name says; fetch it again")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PaperError("it is locked with a password; save a copy without one")
        return _read_pages(name, reader)
    except FileNotDecryptedError as error:
        raise PaperError("it is locked with a password; save a copy without one") from error
    except PaperError:
        raise
    except Exception as error:  # damaged files break pypdf in ways of their own, of every type
        log.debug("pypdf could not read %s", name, exc_info=True)
        raise PaperError(DAMAGED) from error


def _read_pages(name: str, reader: PdfReader) -> Document:
    pages: list[Page] = []
    lines: list[Line] = []
    text = ""
    for number, page in enumerate(reader.pages, start=1):
        if pages:
            text += PAGE_BREAK
        page_text, page_lines = _read_page(page, number, start=len(text))
        pages.append(Page(number, len(text), len(text) + len(page_text)))
        lines += page_lines
        text += page_text
    if not pages:
        raise PaperError(DAMAGED)
    if not lines:
        raise PaperError(SCANNED)
    empty = sorted({page.number for page in pages} - {line.page for line in lines if line.page})
    if empty:
        log.info("%s: no text on page %s", name, ", ".join(map(str, empty)))
    return Document(name, "pdf", text, tuple(lines), tuple(pages))


def _read_page(page: PageObject, number: int, start: int) -> tuple[str, list[Line]]:
    """The page's text, and its lines with type size, weight and the gaps between them."""
    runs: list[Run] = []
    parts: list[str] = []
    length = 0

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float | None) -> None:
        nonlocal length
        # A lone surrogate is no character: it could be neither stored nor shown.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if text.strip():
            left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            baseline = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
            size = round((size or 0) * scale, 1)
            words, name = text.strip(), str((font or {}).get("/BaseFont", ""))
            bold = BOLD.search(name) is not None
            # A run may open with the line break that ends the line before it.
            lead = len(text) - len(text.lstrip())
            right = left + size * text_width(words, name, bold)
            runs.append(Run(length + lead, words, left, right, baseline, size, bold))
        parts.append(text)
        length += len(text)

    page.extract_text(visitor_text=visit)
    text = "".join(parts)
    lines = [_at_tab_stops(line) for line in lines_of(text, start, number)]
    lines = _with_rows(text, lines, find_table_rows(runs), start)
    shaped: list[Line] = []
    places: list[tuple[float, float]] = []
    following = 0
    for line in lines:
        first = following
        while following < len(runs) and runs[following].start < line.end - start:
            following += 1
        own = runs[first:following]
        baselines = [run.baseline for run in own] or [math.nan]
        places.append((max(baselines), min(baselines)) if line.cells else (baselines[0], baselines[0]))
        size = max((run.size for run in own), default=0.0)
        shaped.append(replace(line, size=size, bold=bool(own) and all(run.bold for run in own)))
    return text, _with_gaps(shaped, places)


def _at_tab_stops(line: Line) -> Line:
    """A line whose own text parts its cells, with their columns in points."""
    return replace(line, cells=tuple(replace(cell, left=TAB * cell.left) for cell in line.cells))


def _with_rows(text: str, lines: list[Line], rows: Sequence[PageRow], start: int) -> list[Line]:
    """The lines of a page whose text begins at `start` of the document, each row of a table as one of them."""

    def part(line: Line, first: int, end: int) -> list[Line]:
        words = text[first - start : end - start]
        first += len(words) - len(words.lstrip())
        return [replace(line, start=first, end=first + len(words.strip()), cells=())] if words.strip() else []

    made: list[Line] = []
    left = lines[::-1]
    for row in rows:
        cells = tuple(Cell(cell.start + start, cell.end + start, cell.column) for cell in row.cells)
        first, end = cells[0].start, cells[-1].end
        while left[-1].end <= first:
            made.append(left.pop())
        line = last = left[-1]
        while left and left[-1].start < end:
            last = left.pop()
        made += [*part(line, line.start, first), replace(line, start=first, end=end, cells=cells)]
        left += part(last, end, last.end)
    return made + left[::-1]


def _with_gaps(lines: list[Line], places: list[tuple[float, float]]) -> list[Line]:
    """Mark the lines that stand further below the one before than lines of a paragraph do.

    `places` tells the baselines that each begins and ends on.
    """
    steps = [above[1] - below[0] for above, below in pairwise(places)]
    within = sorted(
        step / line.size
        for step, line in zip(steps, lines[1:], strict=False)
        if 0.8 * line.size < step < 2.2 * line.size
    )
    # The narrower steps: on a page of short paragraphs most steps are between paragraphs.
    usual = within[len(within) // 5] if within else 1.2
    marked = lines[:1]
    for step, above, line in zip(steps, lines, lines[1:], strict=False):
        restyled = line.bold != above.bold or abs(line.size - above.size) > 0.6
        # A step up the page is the head of another column or cell.
        apart = step < -0.5 * line.size or step > 1.25 * usual * line.size
        marked.append(replace(line, gap=line.gap or restyled or apart))
    return marked
