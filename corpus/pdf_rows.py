"""The rows of tables on a page of a PDF, told by where its words stand.

A PDF says nothing of tables. Words that stand apart on one line are cells; a cell of several lines is set line under
line before the next cell of its row begins, at its right and further up. What looks like a row only by halves (a
number and its paragraph stand apart too) is one where the rows above or below it have the same columns.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

LIST_MARK = re.compile(r"\W{1,2}|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]?")
BULLETS = "•·▪◦‣\uf0b7\uf0a7"
RUNS_ON = re.compile(r"(?:[-–&/,(]|\b(?:and|of|for|to|the|in|with|by|or|at|on))$")
# In units of the type size.
FAR_APART = 2.0  # the space that tells two cells that nothing stands beside or under
APART = 0.7  # the space that parts two cells wherever it stands
INDENT = 4.0  # the space between a bullet and its text
LINE_STEP = 1.75  # the furthest down that the next line of a cell begins
SAME_LINE = 0.45
BLUR = 0.06  # how far from the truth a width may be, as part of it
ALIGNED = 3.0  # points
NEARBY = 100.0  # points up and down within which one cell tells of another's column
SHORT_CELL = 25  # characters
FAR = 12.0  # type sizes; a row no further below another may be of its table
SECTION = 60  # characters of a line between two rows that says what the rows below it are of


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
    """What stands side by side: a row of a table where `valid`, otherwise a line of text."""

    cells: list[PageCell]
    valid: bool = field(default=False)

    @property
    def size(self) -> float:
        return max(part.size for cell in self.cells for part in cell.parts)

    @property
    def bold(self) -> bool:
        return all(part.bold for cell in self.cells for part in cell.parts)

    @property
    def bottom(self) -> float:
        return min(cell.bottom for cell in self.cells)

    @property
    def marked(self) -> bool:
        """Whether it opens with what may be a list's mark as well as a cell."""
        return LIST_MARK.fullmatch(self.cells[0].text) is not None


def find_rows(runs: Sequence[Run]) -> list[PageRow]:
    """The rows of the tables on a page, in the order of its text; `runs` in that order too."""
    rows = list(_assemble(_parts(runs)))
    for row in rows:
        row.valid = _stands_alone(row)
    for below, row in pairwise(rows[::-1]):
        row.valid |= len(row.cells) > 1 and below.valid and _in_line(row, below)
        if _is_pair(row) and _is_pair(below) and not row.marked and _same_values(row.cells[-1], below.cells[-1]):
            row.valid = below.valid = True
    _follow_columns(rows)
    for table in _tables(rows):
        _set_columns(table)
    return [row for row in rows if row.valid]


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


def _assemble(parts: Sequence[_Part]) -> Iterator[PageRow]:
    row: PageRow | None = None
    ceiling = float("inf")  # where the row above ends
    for part in parts:
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


def _stands_alone(row: PageRow) -> bool:
    """Whether a row is one by itself: three cells or more, one of them short. A list mark is no cell."""
    cells = row.cells[1:] if row.marked else row.cells
    if len(cells) == 2 and _is_pair(row):
        return cells[1].left - cells[0].right > FAR_APART * row.size + 2 * BLUR * (cells[0].right - cells[0].left)
    return len(cells) > 2 and min(len(cell.text) for cell in cells) <= SHORT_CELL


def _is_pair(row: PageRow) -> bool:
    """Whether a row is a cell and a short one after it."""
    return len(row.cells) > 1 and len(row.cells[-1].parts) == 1 and len(row.cells[-1].text) <= SHORT_CELL


def _same_values(cell: PageCell, below: PageCell) -> bool:
    """Whether two cells begin, or as figures end, right over each other: lines of prose may end so too."""
    figures = cell.text[-1:].isdigit() and below.text[-1:].isdigit()
    return abs(cell.left - below.left) <= ALIGNED or (figures and abs(cell.right - below.right) <= ALIGNED)


def _fits(row: PageRow, table: PageRow) -> bool:
    """Whether the cells of two rows stand in the same columns, but for those that one of them leaves empty."""
    shared = [sum(cell.left < other.right and other.left < cell.right for other in table.cells) for cell in row.cells]
    return max(shared) == 1 and sum(shared) > 1


def _in_line(row: PageRow, table: PageRow) -> bool:
    """Whether two of its cells begin or end right under or over some of the other row."""
    lined = [
        any(min(abs(cell.left - other.left), abs(cell.right - other.right)) <= ALIGNED for other in table.cells)
        for cell in row.cells
    ]
    return sum(lined) > 1


def _follow_columns(rows: Sequence[PageRow]) -> None:
    """Find the rows that are some because they stand under another: in its columns, or over more rows with them."""
    table: PageRow | None = None  # the last row with more than one cell
    section: PageRow | None = None  # the line right under it that may say what the rows below are of
    for row in rows:
        if len(row.cells) > 1:
            row.valid |= table is not None and _in_line(row, table)
            if row.valid and table and section and _fits(row, table) and (table.bold or not row.bold):
                section.valid = abs(section.cells[0].left - row.cells[0].left) <= ALIGNED
            table, section = row if row.valid else None, None
        elif table and section is None and _near(row, table):
            if any(abs(row.cells[0].left - cell.left) <= ALIGNED for cell in table.cells[1:]):
                row.valid = True
            elif len(row.cells[0].text) <= SECTION:
                section = row
            else:
                table = None
        else:
            table = section = None


def _near(row: PageRow, table: PageRow) -> bool:
    return abs(row.size - table.size) < 0.08 * table.size and table.bottom - row.cells[0].top < FAR * row.size


def _tables(rows: Sequence[PageRow]) -> Iterator[list[PageRow]]:
    """The rows that have their columns in common."""
    table: list[PageRow] = []
    above: PageRow | None = None
    for row in rows:
        several = len(row.cells) > 1
        if table and (not row.valid or (several and above and _opens_table(row, above))):
            yield table
            table = []
        if row.valid:
            table.append(row)
            above = row if several else above
    if table:
        yield table


def _opens_table(row: PageRow, above: PageRow) -> bool:
    """Whether a row of several cells is the head of another table than the row above."""
    worded = all(any(letter.isalpha() for letter in cell.text) for cell in row.cells[1:])  # not so a row of totals
    return row.bold and not above.bold and worded


def _set_columns(table: Sequence[PageRow]) -> None:
    """Tell the cells of a table their columns: in order in the rows that have most cells, by their place in others."""
    most = max(len(row.cells) for row in table)
    full = [row.cells for row in table if len(row.cells) == most]
    columns = [(min(cells[i].left for cells in full), max(cells[i].right for cells in full)) for i in range(most)]
    for row in table:
        for i, cell in enumerate(row.cells):
            if len(row.cells) < most:
                overlaps = [_overlap(cell, column) for column in columns]
                i = overlaps.index(max(overlaps))
            cell.column = columns[i][0]


def _overlap(cell: PageCell, column: tuple[float, float]) -> float:
    return min(cell.right, column[1]) - max(cell.left, column[0])
