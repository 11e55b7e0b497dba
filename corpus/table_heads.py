"""The rows given for a table parted into tables: heads, and the rows that each head holds for."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.cells import VALUES, Sort, plain, sort_of
from corpus.document import Document, Line

SEPARATOR = re.compile(r":?-{2,}:?")
# What heads of columns begin or end with, where nothing but the words tells a head from a row.
HEAD_WORDS = (
    r"(?:item|no|ref|action|owner|lead|due|date|deadline|status|title|name|role|theme|detail|comment|commentary|indicator"
    r"|measure|value|target|current|actual|budget|forecast|outturn|variance|period|quarter|year|month|day|priority|outcome"
    r"|total|amount|cost|risk|impact|likelihood|score|rating|rag|trend|direction|page|agenda|business|decision|reason"
    r"|recommendation|rationale|description|category|type|area|ward|district|offence|number|count|change|note|progress"
    r"|update|source|reserve|fund|phase|subject|stage|member|councillor|organisation|body|attendance|response|question"
    r"|answer|topic|officer|service|project|scheme|finding|mitigation|control|meeting|report)s?\b"
)
HEAD = re.compile(rf"{HEAD_WORDS}.*|.*\b{HEAD_WORDS}\W*", re.IGNORECASE)
DAY = re.compile(r"\d{1,2}\D+\d{4}|\d+[./:]\d\d\b.*")  # a date or hour, which no head of two columns is
LONGEST = 12  # words of a head
SHORT = 6  # words of a head that nothing but its place tells
HEADS = 3  # rows a head has at most
BELOW = 5  # rows under a row that tell whether it is their head
LONGEST_CELL = 1000  # characters that are read of a cell: what each says is said again in other rows and cells
DEEPEST = 20  # heads over heads
MARGIN = 100  # characters of tabs and spaces before a line
ALIGNED = 10.0  # points that the cells of one column may stand apart on two pages


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell that says something. `left` is its column as the document's cells have it."""

    left: float
    words: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `place` is that of its line among those given, None for a line between two of them."""

    cells: tuple[TableCell, ...]
    place: int | None
    page: int | None = None
    gap: bool = False
    bold: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What its cells say."""
        return tuple(cell.words for cell in self.cells)

    @property
    def separates(self) -> bool:
        """Whether it is the line of dashes under a head in Markdown."""
        return bool(self.cells) and all(SEPARATOR.fullmatch(cell.words) for cell in self.cells)

    @property
    def units(self) -> bool:
        """Whether it tells the units of the columns."""
        later = [cell.sort for cell in self.cells if cell.sort is not Sort.UNIT]
        return len(later) < len(self.cells) and (not later or (later == [Sort.WORDS] and self.cells[0].sort in later))

    def has(self, *sorts: Sort) -> bool:
        """Whether one of its cells is of these."""
        return any(cell.sort in sorts for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A head, of no or several rows, and the rows it holds for."""

    heads: tuple[Row, ...]
    rows: list[Row]
    again: bool = False  # whether it is the table above that goes on under its repeated head


def read_rows(document: Document, lines: Sequence[Line]) -> Iterator[Row]:
    """The rows of these lines, and those of one cell between them that only the tabs around them tell."""
    above = 0
    for place, line in enumerate(lines):
        here = bisect_left(document.lines, line.start, key=lambda line: line.start)
        for between in document.lines[above:here] if place else ():
            before = document.text[max(0, between.start - MARGIN) : between.start]
            tabs = before[len(before.rstrip(" \t")) :].count("\t")
            if not between.cells and (tabs or document.text.startswith("\t", between.end)):
                yield Row(_cells([(tabs, document.slice(between))]), None, between.page, between.gap)
        above = here + 1
        cells = _cells([(cell.left, document.text[cell.start : cell.end]) for cell in line.cells])
        # On pages white space above a row means nothing: it is the pitch of the table's lines.
        yield Row(cells, place, line.page, line.gap and not document.pages, line.bold)


def _cells(texts: Sequence[tuple[float, str]]) -> tuple[TableCell, ...]:
    cells = tuple(
        TableCell(left, words, sort_of(words)) for left, text in texts if (words := plain(text[:LONGEST_CELL]))
    )
    # A cell that spans the table may be given once for every column.
    same = len(cells) > 1 and cells[0].sort in (Sort.WORDS, Sort.PROSE) and len({cell.words for cell in cells}) == 1
    return cells[:1] if same else cells


def split_tables(rows: Sequence[Row]) -> list[Table]:
    """Part rows into tables: at each head."""
    if 2 * sum(row.gap for row in rows) > len(rows):
        rows = [replace(row, gap=False) for row in rows]  # a file that sets white space between all rows
    tables: list[Table] = []
    seen: set[tuple[str, ...]] = set()
    begun = False  # whether anything but titles was read
    i = 0
    while i < len(rows):
        opening = rows[i - 1] if i and len(rows[i - 1].cells) == 1 else rows[i]  # its title, on a line of its own
        if length := _head_length(rows, i, opening.gap or not begun, seen):
            begun = True
            heads = tuple(row for row in rows[i : i + length] if not row.separates)
            again = bool(tables and tables[-1].heads and tables[-1].heads[0].words == heads[0].words)
            tables.append(Table(heads, [], again))
            seen.add(heads[0].words)
            i += length
            continue
        if not tables:
            tables.append(Table((), []))
        if rows[i].cells and not (rows[i].separates or rows[i].units):
            tables[-1].rows.append(rows[i])
            begun |= len(rows[i].cells) > 1
        i += 1
    return tables


def _head_length(rows: Sequence[Row], i: int, first: bool, seen: set[tuple[str, ...]]) -> int:
    """How many rows the head has that opens at row `i`; 0 for a row of the table above."""
    if not _opens(rows, i, first, seen):
        return 0
    length = 1
    while length < HEADS and i + length < len(rows) and _goes_on(rows, i, i + length):
        length += 1
    return length + any(row.separates for row in rows[i + length : i + length + 1])


def _opens(rows: Sequence[Row], i: int, first: bool, seen: set[tuple[str, ...]], deepest: int = DEEPEST) -> bool:
    row = rows[i]
    if len(row.cells) < 2 or row.separates:
        return False
    if row.words in seen or any(row.separates for row in rows[i + 1 : i + 2]):
        return True
    if all(words.endswith(":") for words in row.words):
        return True
    if row.has(Sort.FIGURE, Sort.MARK, Sort.PROSE) or any(len(words.split()) > LONGEST for words in row.words):
        return False
    below = _below(rows, i)
    under = below[0] if below else None
    if row.has(Sort.STATUS):
        return first and row.cells[0].sort is not Sort.STATUS and _over(row, below, (Sort.FIGURE,))
    shifted = under is not None and under.cells[0].left < row.cells[0].left
    if not (row.has(Sort.WORDS, Sort.UNIT) or shifted):
        return False
    if under and not row.has(Sort.TIME) and all(cell.sort in VALUES for cell in under.cells):
        return len(under.cells) == len(row.cells) and not shifted  # names over nothing but values
    if row.bold and any(not row.bold for row in below):
        return True
    if not first:
        return False
    if shifted and deepest and _opens(rows, i + 1, first, seen, deepest - 1):
        return True  # it tells what several heads below have in common
    if (
        row.units
        or any(row.units for row in rows[i + 1 : i + 2])
        or _over(row, below, VALUES)
        or all(map(HEAD.fullmatch, row.words))
    ):
        return True
    brief = len(row.cells) > 2 and all(len(words.split()) <= SHORT for words in row.words)
    return brief and under is not None and len(row.cells) >= len(under.cells) and not _alike(row, below)


def _below(rows: Sequence[Row], i: int) -> list[Row]:
    """The rows under row `i`, up to white space, that tell whether it is their head."""
    below: list[Row] = []
    for row in rows[i + 1 : i + 1 + BELOW]:
        if row.gap:
            break
        if len(row.cells) > 1 and not (row.separates or row.units):
            below.append(row)
    return below


def _goes_on(rows: Sequence[Row], i: int, j: int) -> bool:
    """Whether row `j` is one more row of the head that opens at row `i`."""
    row, below = rows[j], _below(rows, j)
    if row.units:
        return True
    if len(row.cells) < 2 or row.has(Sort.FIGURE, Sort.MARK, Sort.PROSE, Sort.STATUS) or not below:
        return False
    if row.bold and rows[i].bold and any(not row.bold for row in below):
        return True
    first = min(row.cells[0].left for row in below)
    return max(row.cells[0].left, rows[i].cells[0].left) > first and _over(row, below, VALUES)


def _over(row: Row, below: Sequence[Row], sorts: Sequence[Sort]) -> bool:
    """Whether a row has words, or a time, over cells of these sorts, behind the first column."""
    first = min((other.cells[0].left for other in below), default=0.0)
    for cell, under in _under(row, below):
        if not under or cell.left <= first or (len(row.cells) == 2 and DAY.fullmatch(cell.words)):
            continue
        fitting = sum(other.sort in sorts for other in under)
        if fitting > (len(under) - 1 if len(row.cells) == 2 else len(under) / 2):
            return True
    return False


def _alike(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row's cells begin as those under them do, as "Cllr Alder" over "Cllr Birch"."""
    for cell, under in _under(row, below):
        opening, *more = cell.words.split()
        if more and under and 2 * sum(other.words.split()[0] == opening for other in under) > len(under):
            return True
    return False


def _under(row: Row, below: Sequence[Row]) -> Iterator[tuple[TableCell, list[TableCell]]]:
    """Each cell of a row with those under it."""
    columns = [{round(cell.left): cell for cell in other.cells} for other in below]
    for cell in row.cells:
        yield cell, [column[round(cell.left)] for column in columns if round(cell.left) in column]
