"""What stands side by side on a page of a PDF, told by where its words stand.

A PDF says nothing of tables. Words that stand apart on one line are cells; a cell of several lines is set line under
line before the next cell of its row begins, at its right and further up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

BULLETS = "•·▪◦‣\uf0b7\uf0a7"
RUNS_ON = re.compile(r"(?:[-–&/,(]|\b(?:and|of|for|to|the|in|with|by|or|at|on))$")
# In units of the type size.
APART = 0.7  # the space that parts two cells
INDENT = 4.0  # the space between a bullet and its text
LINE_STEP = 1.75  # the furthest down that the next line of a cell begins
SAME_LINE = 0.45
BLUR = 0.06  # how far from the truth a width may be, as part of it
# In points.
ALIGNED = 3.0
NEARBY = 100.0  # up and down the page, within which one cell tells of another's column


class Run(NamedTuple):
    """A stretch of text set in one go. Places in points from the page's corner, `start` in characters of its text."""

    start: int
    text: str
    left: float
    right: float  # about: as `text_width` has it
    baseline: float
    size: float
    bold: bool

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.start + len(self.text)


class _Part:
    """Runs that stand together on one line."""

    def __init__(self, run: Run) -> None:
        self.runs = [run]
        self.left, self.right, self.baseline = run.left, run.right, run.baseline
        self.size, self.bold = run.size, run.bold

    def add(self, run: Run) -> None:
        """Put the next run to it."""
        self.runs.append(run)
        self.right, self.size, self.bold = run.right, max(self.size, run.size), self.bold and run.bold

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)


class PageCell:
    """The lines of a cell and where they stand. `column` is the left edge of its column, in points."""

    def __init__(self, part: _Part) -> None:
        self.parts = [part]
        self.left = self.column = part.left
        self.right = part.right
        self.top = self.bottom = part.baseline

    def add(self, part: _Part) -> None:
        """Put the cell's next line to it."""
        self.parts.append(part)
        self.left, self.right = min(self.left, part.left), max(self.right, part.right)
        self.top, self.bottom = max(self.top, part.baseline), min(self.bottom, part.baseline)

    @property
    def start(self) -> int:
        """Its first character, in characters of the page's text."""
        return self.parts[0].runs[0].start

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.parts[-1].runs[-1].end

    @property
    def text(self) -> str:
        """Its words, on one line."""
        return " ".join(part.text for part in self.parts)


@dataclass(slots=True)
class PageRow:
    """What stands side by side: a row of a table where `valid`."""

    cells: list[PageCell]
    valid: bool = False

    @property
    def size(self) -> float:
        """Its largest type size, in points."""
        return max(part.size for cell in self.cells for part in cell.parts)

    @property
    def bold(self) -> bool:
        """Whether all of it is."""
        return all(part.bold for cell in self.cells for part in cell.parts)

    @property
    def bottom(self) -> float:
        """Its lowest baseline."""
        return min(cell.bottom for cell in self.cells)


def find_rows(runs: Sequence[Run]) -> Iterator[PageRow]:
    """All that stands on a page, row by row, in the order of its text; `runs` are in that order too.

    A line of text with nothing beside it is a row of one cell.
    """
    row: PageRow | None = None
    ceiling = float("inf")  # where the row above ends
    for part in _parts(runs):
        if row and _runs_on(row, part):
            row.cells[-1].add(part)
        elif row and _stands_beside(row, part, ceiling):
            row.cells.append(PageCell(part))
        else:
            if row:
                ceiling = row.bottom
                yield from _cut_first_cell(row)
            row = PageRow([PageCell(part)])
    if row:
        yield from _cut_first_cell(row)


def _parts(runs: Sequence[Run]) -> list[_Part]:
    """Runs put together up to where a cell, a line or a column begins."""
    edges = {  # where columns begin, and about how far up the page
        (round(run.left) + aside, round(run.baseline / NEARBY) + up)
        for before, run in pairwise(runs)
        if _level(before, run) and _apart(before, run)
        for aside in (-1, 0, 1)
        for up in (-1, 0, 1)
    }
    parts: list[_Part] = []
    for run in runs:
        last = parts[-1].runs[-1] if parts else None
        joined = last and _level(last, run) and not _apart(last, run)
        if last and joined and run.left - last.right > -BLUR * (last.right - last.left):
            joined = (round(run.left), round(run.baseline / NEARBY)) not in edges
        if joined:
            parts[-1].add(run)
        else:
            parts.append(_Part(run))
    return parts


def _apart(before: Run, run: Run) -> bool:
    """Whether white space for a column's edge, or a step back, stands between two runs of one line."""
    gap = run.left - before.right
    if before.text in BULLETS:
        return gap > INDENT * run.size
    return gap > APART * run.size + BLUR * (before.right - before.left) or run.left < before.left


def _level(before: Run, run: Run) -> bool:
    return abs(before.baseline - run.baseline) <= SAME_LINE * max(before.size, run.size)


def _runs_on(row: PageRow, part: _Part) -> bool:
    """Whether a part is the next line of the last cell."""
    cell = row.cells[-1]
    above = cell.parts[-1]
    if not SAME_LINE * part.size < above.baseline - part.baseline <= LINE_STEP * part.size:
        return False
    if abs(part.size - above.size) > 0.6 or (len(row.cells) == 1 and part.bold != above.bold):
        return False
    if len(row.cells) > 1 and (part.left < row.cells[-2].left + part.size or (row.bold and not part.bold)):
        return False  # the next row, or the first below a head
    edges = (part.left - cell.left, part.right - cell.right, (part.left + part.right - cell.left - cell.right) / 2)
    return min(map(abs, edges)) <= ALIGNED or cell.left < part.left < cell.right


def _stands_beside(row: PageRow, part: _Part, ceiling: float) -> bool:
    """Whether a part opens the next cell: at the right, no lower than the row and no higher than the row above."""
    cell = row.cells[-1]
    clear = part.left > cell.right - BLUR * (cell.right - cell.left) and part.left > cell.left + part.size
    if not clear:
        return False
    if abs(part.baseline - cell.parts[-1].baseline) <= SAME_LINE * part.size:
        return True
    return row.bottom - SAME_LINE * part.size <= part.baseline < ceiling - 0.5 * part.size


def _cut_first_cell(row: PageRow) -> Iterator[PageRow]:
    """Part the lines that only stand above a row's first cell from those that are its own.

    A first cell's lines come before those of the cells beside it, right below whatever stands above the row.
    """
    first, others = row.cells[0], row.cells[1:]
    if others:
        top, bottom = max(cell.top for cell in others), min(cell.bottom for cell in others)
        slack = SAME_LINE * row.size
        above = sum(part.baseline > top + slack for part in first.parts)
        below = sum(part.baseline < bottom - slack for part in first.parts)
        cut = above - min(above, below)  # as many lines stand above as below what is set in the middle of its row
        while cut and _reads_on(first.parts[cut - 1], first.parts[cut]):
            cut -= 1
        yield from (PageRow([PageCell(part)]) for part in first.parts[:cut])
        own = PageCell(first.parts[cut])
        for part in first.parts[cut + 1 :]:
            own.add(part)
        row.cells[0] = own
        for cell, beside in pairwise(row.cells):
            cell.right = min(cell.right, max(beside.left, cell.left))
    yield row


def _reads_on(above: _Part, below: _Part) -> bool:
    return below.text[0].islower() or below.text[0] in "(&" or RUNS_ON.search(above.text) is not None
