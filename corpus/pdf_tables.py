"""The rows of tables on a page of a PDF: what of that which stands side by side is one.

What looks like a row only by halves, as a number and its paragraph or a name and a text, is one where the rows above or
below it have the same columns.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.pdf_rows import ALIGNED, BLUR, PageCell, PageRow, Run, find_rows

LIST_MARK = re.compile(r"\W{1,2}|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]?")
# In units of the type size.
FAR_APART = 2.0  # the space that tells two cells that nothing stands beside or under
NEAR = 12.0  # the furthest below a row that another of its table may be
# In characters.
SHORT = 25  # a cell that is no line of prose
SECTION = 60  # a line between two rows that says what the rows below it are of


def find_table_rows(runs: Sequence[Run]) -> list[PageRow]:
    """The rows of the tables on a page, in the order of its text; `runs` are in that order too."""
    rows = list(find_rows(runs))
    for row in rows:
        row.valid = _stands_alone(row)
    for below, row in pairwise(rows[::-1]):
        row.valid |= len(row.cells) > 1 and below.valid and _in_line(row, below)
        if _is_pair(row) and _is_pair(below) and not _is_marked(row) and _same_values(row.cells[-1], below.cells[-1]):
            row.valid = below.valid = True
    _follow_columns(rows)
    for table in _tables(rows):
        _set_columns(table)
    return [row for row in rows if row.valid]


def _stands_alone(row: PageRow) -> bool:
    """Whether a row is one by itself: three cells or more, one of them short. A list mark is no cell."""
    cells = row.cells[1:] if _is_marked(row) else row.cells
    if len(cells) == 2 and _is_pair(row):
        return cells[1].left - cells[0].right > FAR_APART * row.size + 2 * BLUR * (cells[0].right - cells[0].left)
    return len(cells) > 2 and min(len(cell.text) for cell in cells) <= SHORT


def _is_marked(row: PageRow) -> bool:
    """Whether a row opens with what may be a list's mark as well as a cell."""
    return LIST_MARK.fullmatch(row.cells[0].text) is not None


def _is_pair(row: PageRow) -> bool:
    """Whether a row is a cell and a short one after it."""
    return len(row.cells) > 1 and len(row.cells[-1].parts) == 1 and len(row.cells[-1].text) <= SHORT


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
    return abs(row.size - table.size) < 0.08 * table.size and table.bottom - row.cells[0].top < NEAR * row.size


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
