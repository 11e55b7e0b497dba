"""The rows of a table spelled out: each in a sentence that says its cells with the heads of their columns.

A table is read as a person reads one: the head tells what stands below; a line of its own tells what the rows under
it are of; a first cell left empty is the one above it; what is set side by side are statements of their own.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from corpus.cells import DIRECTION, VALUES, Sort, has_arrow, say, with_unit
from corpus.document import Document, Line
from corpus.table_heads import ALIGNED, Row, Table, TableCell, read_rows, split_tables

MARKED = re.compile(r"\(?(\w{1,4}(?:\.\d+)*)[.):]+")
TOTAL = re.compile(r"(?:sub-?\s?|grand\s)?totals?\b|net\b", re.IGNORECASE)
MONEY = re.compile(r"\(?(?:%|[£$€].{0,8})\)?")  # a unit, whatever it stands beside
HEAD_UNIT = re.compile(r"(?:^|\s*\()([£$€%][^()]{0,12})\)?$")
CARRIED = 8  # words of a first cell that holds for the rows below that leave it empty
LONGEST_HEAD = 300  # characters of a column's head: it is said again in every row
SECTION = 12  # words of a line that tells what the rows below it are of


@dataclass(frozen=True, slots=True)
class _Group:
    """Columns that make one statement: a table of its own, where several are set side by side."""

    columns: range
    label: int | None  # the column that names what the others say something of


class _Columns:
    """The columns of a table, counted from 0: their heads and units and what they hold."""

    def __init__(self, table: Table, tolerance: float) -> None:
        page = table.heads[0].page if table.heads else None
        counted = [row for row in (*table.heads, *table.rows) if page is None or row.page == page]
        self.lefts: list[float] = []
        for left in sorted({cell.left for row in counted for cell in row.cells}):
            if not self.lefts or left > self.lefts[-1] + tolerance:
                self.lefts.append(left)
        self.places = {left: i for i, left in enumerate(self.lefts)}
        self.words: Counter[int] = Counter()
        self.values: Counter[int] = Counter()
        self.figures: Counter[int] = Counter()
        self.prose: Counter[int] = Counter()
        self.arrows: Counter[int] = Counter()
        self.opening: Counter[int] = Counter()
        for row in table.rows:
            self._count(self.of(row))
        self.heads, self.units = self._read_heads(table)
        self.groups = self._find_groups()
        self.moves = {
            column
            for column in range(len(self.lefts))
            if self.arrows[column] or (DIRECTION.search(self.heads.get(column, "")) and not self.figures[column])
        }

    def of(self, row: Row) -> dict[int, TableCell]:
        """A row's cells by their columns."""
        if len(row.cells) == len(self.lefts):
            return dict(enumerate(row.cells))
        cells: dict[int, TableCell] = {}
        for cell in row.cells:
            column = self.places.get(cell.left)
            if column is None:
                column = min(range(len(self.lefts)), key=lambda i: abs(self.lefts[i] - cell.left))
                self.places[cell.left] = column
            cells[column] = (
                TableCell(cell.left, f"{cells[column].words} {cell.words}", cell.sort) if column in cells else cell
            )
        return cells

    def _count(self, cells: dict[int, TableCell]) -> None:
        for column, cell in cells.items():
            self.words[column] += cell.sort in (Sort.WORDS, Sort.PROSE)
            self.prose[column] += cell.sort is Sort.PROSE
            self.values[column] += cell.sort in VALUES
            self.figures[column] += cell.sort is Sort.FIGURE
            self.arrows[column] += has_arrow(cell.words)
        if cells:
            self.opening[min(cells)] += 1

    def names(self, column: int) -> bool:
        """Whether a column mostly holds words."""
        return self.words[column] > self.values[column]

    def tells(self, column: int) -> bool:
        """Whether a column mostly holds values."""
        return self.values[column] > self.words[column]

    def _read_heads(self, table: Table) -> tuple[dict[int, str], dict[int, str]]:
        heads: dict[int, str] = {}
        units: dict[int, str] = {}
        rows = [self.of(row) for row in table.heads]
        for i, cells in enumerate(rows):
            if i + 1 < len(rows) and not table.heads[i + 1].units:
                cells = _spread(cells, rows[i + 1])
            all_units = table.heads[i].units
            for column, cell in cells.items():
                if column and (all_units or MONEY.fullmatch(cell.words)):
                    units[column] = cell.words.strip("()")
                else:
                    heads[column] = f"{heads.get(column, '')} {cell.words}".strip().rstrip(":")
        if (found := HEAD_UNIT.search(heads.get(0, ""))) and MONEY.fullmatch(found[1]):
            heads[0] = heads[0][: found.start()]
            units |= {column: found[1] for column in range(1, len(self.lefts)) if column not in units}
        return {column: head[:LONGEST_HEAD].rstrip() for column, head in heads.items()}, units

    def by_group(self, cells: dict[int, TableCell]) -> Iterator[tuple[_Group, dict[int, TableCell]]]:
        """The groups that have any of these cells, in order, each with its own; not by trying each group."""
        own: defaultdict[int, dict[int, TableCell]] = defaultdict(dict)
        for column, cell in cells.items():
            own[bisect_right(self.groups, column, key=lambda group: group.columns.start) - 1][column] = cell
        for place in sorted(own):
            yield self.groups[place], own[place]

    def _find_groups(self) -> list[_Group]:
        starts = {0} | self._side_by_side()
        edges = [*sorted(starts), len(self.lefts)]
        groups = []
        for first, end in pairwise(edges):
            others = range(first + 1, end)
            values = self.tells(first) and not any(self.names(column) for column in others)
            if not self.figures[first] and any(self.figures[column] for column in others):
                values = False  # "Band A", "Green" before a figure
            groups.append(_Group(range(first, end), None if values else first))
        return groups

    def _side_by_side(self) -> set[int]:
        """The columns that open another table at the side of the first."""
        last = len(self.lefts) - 1
        seen: dict[str, int] = {}
        for column in range(last + 1):
            head = self.heads.get(column, "")
            if head and self.names(column) and self.names(seen.setdefault(head, column)) and seen[head] < column:
                return {c for c in range(last + 1) if self.heads.get(c) == head}
        starts = set()
        for column in range(1, last):
            # An indicator under its head with its value at the right, under none.
            valued = self.heads.get(column) and column + 1 not in self.heads and self.tells(column + 1)
            # Words between values, with rows that begin there.
            between = column > 1 and self.tells(column - 1) and self.tells(column + 1) and self.opening[column]
            # Words beside a text that goes on over several rows.
            beside = column == 1 and 2 * self.prose[0] >= self.words[0] > 0 and self.opening[1]
            if self.names(column) and (valued or between or beside):
                starts.add(column)
        return starts


class Spelled(NamedTuple):
    """A row in words; nothing for one that says nothing by itself: heads, units, separators."""

    sentence: str = ""
    texts: Mapping[float, str] = {}  # each cell by its `left`, after the row's name and the column's head


def spell_out(document: Document, rows: Sequence[Line]) -> list[Spelled]:
    """Each row of a table in words.

    `rows` stand under each other in the document and all have `cells`. They may go on over pages, say their head
    again, or be of several tables one after another. A row's cells hold all their lines (a reader of PDFs puts wrapped
    ones together); a line without cells between two rows is read as a row of one cell where tabs stand around it.
    Takes time in proportion to the number of cells.
    """
    said = [Spelled()] * len(rows)
    tables = split_tables(list(read_rows(document, rows)))
    section, opened = "", False  # what the rows below are of, and whether the row right above told it
    carried: dict[int, str] = {}
    for number, table in enumerate(tables):
        columns = _Columns(table, ALIGNED if document.pages else 0)
        if not table.again:
            section, carried = section if opened else "", {}
        read = [columns.of(row) for row in table.rows]
        ahead = [min(cells) for cells in read[1:]]
        for i, (row, cells) in enumerate(zip(table.rows, read, strict=True)):
            title = i == len(ahead) and number + 1 < len(
                tables
            )  # where it stands, a line can be that of the next table
            if (title or (i < len(ahead) and ahead[i] == 0)) and _is_section(cells, columns, title):
                section, opened, carried = row.words[0].rstrip(":"), True, {}
                continue
            if (sentence := _sentence(cells, columns, carried)) and row.place is not None:
                over = f"{section}, " if section else ""
                texts = {left: over + text for left, text in _texts(cells, columns, carried)}
                said[row.place] = Spelled(over + sentence, texts)
            if section and not opened and _sums(row.words[0], section):
                section = ""
            opened = False
        opened &= bool(table.rows)  # a line over a legend says nothing of what follows the legend
    return said


def _is_section(cells: dict[int, TableCell], columns: _Columns, title: bool) -> bool:
    """Whether a row is a line that tells what the rows below it are of; they begin in the first column.

    `title` tells that another table follows.
    """
    if len(cells) != 1 or not (title or (len(columns.lefts) > 1 and len(columns.groups) == 1)):
        return False
    ((column, cell),) = cells.items()
    short = cell.sort in (Sort.WORDS, Sort.TIME) and len(cell.words.split()) <= SECTION
    return short and (column == 0 or columns.tells(column))


def _sums(words: str, section: str) -> bool:
    """Whether a row that opens with these words is the total of the rows under a section."""
    own = set(words.casefold().split()) & set(section.casefold().split())
    return TOTAL.match(words) is not None and (len(words.split()) == 1 or bool(own))


def _sentence(cells: dict[int, TableCell], columns: _Columns, carried: dict[int, str]) -> str:
    if _misfits(cells, columns):
        return _loose(cells, bool(columns.moves))
    short: list[str] = []
    long: list[str] = []  # a text that goes on over several rows says least of this one
    for group, own in columns.by_group(cells):
        statement = _statement(group, own, columns, carried).rstrip(" .")
        if statement:
            prose = len(columns.groups) > 1 and len(own) == 1 and next(iter(own.values())).sort is Sort.PROSE
            (long if prose else short).append(statement)
    return ". ".join([*short, *long, ""]).rstrip()


def _texts(cells: dict[int, TableCell], columns: _Columns, carried: dict[int, str]) -> Iterator[tuple[float, str]]:
    """Each cell as it is said if the row has no other."""
    for group, grouped in columns.by_group(cells):
        for column in sorted(grouped):
            # Not by looking at every cell for each: a row may have a hundred thousand.
            own = {c: cells[c] for c in sorted({column, column if group.label is None else group.label}) if c in cells}
            yield cells[column].left, _statement(group, own, columns, carried)


def _statement(group: _Group, cells: dict[int, TableCell], columns: _Columns, carried: dict[int, str]) -> str:
    """What a group of columns says in one row: "name: head value; head value"."""
    values = {column: say(cell.words, column in columns.moves) for column, cell in cells.items()}
    name, label = "", group.label
    if label in cells and cells[label].sort is not Sort.PROSE and 2 * columns.prose[label] <= columns.words[label]:
        name = values.pop(label)
        if len(name.split()) <= CARRIED:
            carried[label] = name
    elif cells and label is not None and label not in cells and not columns.tells(min(cells)):
        name = carried.get(label, "")
    pairs = []
    for column, value in values.items():
        head = columns.heads.get(column, "")
        if cells[column].sort is Sort.FIGURE:
            value = with_unit(value, columns.units.get(column, ""))
        if value := value.rstrip(" ."):
            link = " " if name and not head[-1:].isdigit() else ": "
            pairs.append(f"{head}{link}{value}" if head else value)
    if not name:
        return "; ".join(pairs)
    head = columns.heads.get(group.columns.start, "")
    if marked := MARKED.fullmatch(name):
        name = marked[1]
    if not pairs:
        return f"{head}: {name}" if head and len(columns.groups) > 1 and label in cells else ""
    if name.casefold().startswith(head.casefold()):
        head = ""
    elif head.casefold().split()[-1] in name.casefold().split():  # "Reserve: Legal Reserve"
        head = " ".join(head.split()[:-1])
    return f"{head} {name}: {'; '.join(pairs)}".lstrip()


def _misfits(cells: dict[int, TableCell], columns: _Columns) -> bool:
    """Whether a row of tables side by side has lost its columns: a value stands for a name, or a name for a value."""
    for group, own in columns.by_group(cells):
        first = group.columns.start
        if first == 0:
            continue
        if first in cells and columns.names(first) and cells[first].sort in VALUES:
            return True
        if first not in cells and any(
            columns.tells(column) and cell.sort in (Sort.WORDS, Sort.PROSE) for column, cell in own.items()
        ):
            return True
    return False


def _loose(cells: dict[int, TableCell], moves: bool) -> str:
    """A row without its columns: each name with the values after it."""
    statements: list[list[str]] = []
    valued = True
    for cell in cells.values():
        value = cell.sort in VALUES
        if not statements or (valued and not value):
            statements.append([])
        valued = value
        if words := say(cell.words, moves):
            statements[-1].append(words)
    return " ".join(
        f"{words[0]}: {', '.join(words[1:])}." if words[1:] else f"{words[0]}." for words in statements if words
    )


def _spread(upper: dict[int, TableCell], lower: dict[int, TableCell]) -> dict[int, TableCell]:
    """The heads that span several columns given to each: years, or what has the same heads again under each."""
    under = [column for column in sorted(lower) if column]
    over = [upper[column] for column in sorted(upper) if column]
    again = len({lower[column].words for column in under}) < len(under)
    if not over or len(under) % len(over) or not (again or all(cell.sort is Sort.TIME for cell in over)):
        return upper
    width = len(under) // len(over)
    spread = {column: over[i // width] for i, column in enumerate(under)}
    return {**({0: upper[0]} if 0 in upper else {}), **spread}
