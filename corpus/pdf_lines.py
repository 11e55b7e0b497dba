"""One page of a PDF: its text, and its lines with what their type and their places tell."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pypdf import PageObject

from corpus.document import Cell, Line, lines_of
from corpus.pdf_rows import PageRow, Run
from corpus.pdf_tables import find_table_rows
from corpus.pdf_widths import text_width

BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
TAB = 36.0  # points
# What OCR is unsure of: type sizes within these parts of the page's usual one, and the bullets it reads as letters.
SMALLER, LARGER = 0.75, 1.15
MISREAD_BULLET = re.compile(r"^(?:[¢°«»](?= )|e(?= [A-Z]))", re.MULTILINE)


def read_page(page: PageObject, scan: PageObject | None, number: int, start: int) -> tuple[str, list[Line]]:
    """The page's text, and its lines with type size, weight and the gaps between them.

    `scan` holds the words that OCR found on it; what the page says itself stands above or below them. `start` is where
    the page's text begins in the document.
    """
    text, runs = _read_runs(page)
    if scan is not None:
        found, words = _read_runs(scan)
        found, words = MISREAD_BULLET.sub("•", found), _steady(words)
        if runs and runs[0].baseline > page.mediabox.bottom + page.mediabox.height / 2:
            text, runs = _join(text, runs, found, words)
        else:
            text, runs = _join(found, words, text, runs)
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


def _read_runs(page: PageObject) -> tuple[str, list[Run]]:
    """The page's text, and the runs it is made of."""
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
    return "".join(parts), runs


def _join(above: str, runs: list[Run], below: str, others: list[Run]) -> tuple[str, list[Run]]:
    """Two texts with their runs as those of one page, a line break between them."""
    shift = len(above) + 1
    return f"{above}\n{below}", runs + [run._replace(start=run.start + shift) for run in others]


def _steady(runs: list[Run]) -> list[Run]:
    """Runs as OCR found them, those about as large as most of the page made as large: the rest is a guess."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text)
    usual = max(sizes, key=sizes.__getitem__, default=0.0)
    return [run._replace(size=usual) if SMALLER * usual <= run.size <= LARGER * usual else run for run in runs]


def _at_tab_stops(line: Line) -> Line:
    """A line whose own text parts its cells, with their columns in points."""
    cells = tuple(replace(cell, left=TAB * cell.left) for cell in line.cells)
    return replace(line, cells=cells if len(cells) > 1 else ())


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
