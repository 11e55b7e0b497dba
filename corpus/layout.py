"""Blocks laid out as a document's text: what the readers of files without pages (DOCX, HTML) share.

One block a line, a blank line between two, the rows of one table right under each other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.document import Cell, Document, Line

# What symbol fonts show for the characters kept in their files.
SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "•", 0xF0E0: "→", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☑", 0xF0A8: "☐"}
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ud800-\udfff\ue000-\uf8ff\x00-\x08\x0e-\x1b\x7f]")

# An item's number standing alone in its cell: "12.", "39/20", "3.11", "(a)", "Item 7".
ITEM_NUMBER = re.compile(r"(?:item\s+)?\(?(?:\d{1,4}[a-z]?(?:[./]\d{1,4})*|[a-z]|[ivx]{1,5})[.):]{0,2}", re.IGNORECASE)
PARAGRAPH_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?")  # of a paragraph rather than of an item
NUMBER_HEAD = re.compile(r"(?:(?:agenda|item|minute|ref|page)\W*+)*+(?:no|number|item|ref)?\W*", re.IGNORECASE)
ACTION_HEAD = re.compile(r"actions?(?:\s+(?:by|required|points?|owner))?\W*", re.IGNORECASE)
TITLE = 110  # characters up to which an item's words may be its title
PROSE = 80  # characters that make a paragraph in a cell of several prose
LONG = 300  # characters that make a cell's only paragraph prose
SEVERAL = 3  # paragraphs of one cell that are no figures, however short
FEW = 3  # columns: a table with more is one of data, whatever its cells hold


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one type. A line break in them is one; other white space is as good as a space."""

    words: str
    size: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of words, of one line or more. The fields are those of its `Line`s."""

    words: str
    level: int = 0
    depth: int = 0
    size: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """A table's cell. `left` is the first column of the grid it covers, from 0."""

    left: int
    content: "list[Piece | Table]"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the file marks it, be it one of data or one that only places its cells on the page."""

    rows: list[list[TableCell]]


def clean(words: str) -> str:
    """Words without the characters that nobody sees, and with single spaces."""
    return " ".join(UNSEEN.sub("", words.translate(SYMBOLS)).split())


def pieces_of(runs: Iterable[Run], mark: str = "", level: int = 0, depth: int = 0) -> Iterator[Piece]:
    """A paragraph's runs as pieces: a new one after an empty line, and where the type changes from line to line.

    `mark` is the paragraph's list mark. A heading has one line.
    """
    lines: list[list[Run]] = [[]]
    for run in runs:
        for i, words in enumerate(run.words.split("\n")):
            if i and not level:
                lines.append([])
            lines[-1].append(replace(run, words=f" {words}" if i and level else words))

    def look(line: list[Run]) -> tuple[bool, float, bool]:
        told = [run for run in line if clean(run.words)]
        return bool(told), max((run.size for run in told), default=0.0), bool(told) and all(run.bold for run in told)

    for (told, size, bold), alike in groupby(lines, key=look):
        if told:
            words = "\n".join(clean("".join(run.words for run in line)) for line in alike)
            yield Piece(f"{mark} {words}".lstrip(), level, depth, size, bold)
            mark, depth = "", 0


def lay_out(name: str, kind: str, blocks: Iterable[Piece | Table]) -> Document:
    """The document that blocks make; it has no lines where they hold no words."""
    parts: list[str] = []
    lines: list[Line] = []
    end = 0

    def put(words: str, mark: str) -> int:
        nonlocal end
        if parts:
            parts.append(mark)
            end += len(mark)
        parts.append(words)
        end += len(words)
        return end - len(words)

    for block in _without_layout_tables(blocks, 0):
        if isinstance(block, Piece):
            for i, words in enumerate(block.words.split("\n")):
                start = put(words, "\n" if i else "\n\n")
                depth = 0 if i else block.depth
                lines.append(Line(start, end, None, not i, block.size, block.bold, level=block.level, depth=depth))
            continue
        rows = [[(cell.left, words) for cell in row if (words := _words(cell))] for row in block.rows]
        for i, row in enumerate(row for row in rows if row):
            start = put("\t".join(words for _, words in row), "\n" if i else "\n\n")
            cells: list[Cell] = []
            for left, words in row:
                cells.append(Cell(start, start + len(words), left))
                start += len(words) + 1
            lines.append(Line(cells[0].start, end, gap=not i, cells=tuple(cells)))
    return Document(name, kind, "".join(parts), tuple(lines))


def _without_layout_tables(blocks: Iterable[Piece | Table], level: int) -> Iterator[Piece | Table]:
    """The blocks with those tables opened that only place their cells; `level` is of the heading they stand under."""
    for block in blocks:
        if isinstance(block, Table) and _is_layout(block):
            actions = {
                cell.left: _words(cell) for cell in (block.rows or [[]])[0] if ACTION_HEAD.fullmatch(_words(cell))
            }
            for i, row in enumerate(block.rows):
                cells = [cell for cell in row if _words(cell)]
                # "No. | Item" over an agenda's items is no part of what was said.
                headed = len(cells) > 1 and (actions or NUMBER_HEAD.fullmatch(_words(cells[0])))
                if cells and not (i == 0 and headed):
                    yield from _open_row([_headed(cell, actions.get(cell.left, "")) for cell in cells], level)
        else:
            if isinstance(block, Piece):
                level = block.level or level
            yield block


def _headed(cell: TableCell, head: str) -> TableCell:
    """A cell that begins with its column's head, which nothing else would tell once its table is opened."""
    first, *rest = cell.content
    if not head or not isinstance(first, Piece) or ACTION_HEAD.match(first.words):
        return cell
    return replace(cell, content=[replace(first, words=f"{head}: {first.words}"), *rest])


def _open_row(cells: list[TableCell], level: int) -> Iterator[Piece | Table]:
    """A row's cells one after another; an item's number joins its title, and what follows stands under that."""
    content = [block for cell in cells for block in cell.content]
    number = content[0]
    if len(cells) > 1 and isinstance(number, Piece) and ITEM_NUMBER.fullmatch(number.words):
        title = cells[1].content[0]
        if isinstance(title, Piece):
            content.remove(number)
            content.remove(title)
            head = _titled(number, title, level)
            level = head.level or level
            content = [
                replace(block, level=level + 1) if isinstance(block, Piece) and 0 < block.level <= level else block
                for block in content
            ]
            yield head
    yield from _without_layout_tables(content, level)


def _titled(number: Piece, title: Piece, level: int) -> Piece:
    words = f"{number.words} {title.words}"
    shown = title.words[:1].isupper() and not title.words.endswith((".", ";", ":", ",", "?"))
    bold = title.bold or (number.bold and shown)
    shown = bold or (shown and not PARAGRAPH_NUMBER.fullmatch(number.words))
    heads = shown and not title.depth and len(title.words) <= TITLE
    return replace(title, words=words, level=title.level or (level + 1 if heads else 0), bold=bold)


def _is_layout(table: Table) -> bool:
    """Whether a table only places its cells: one column, items with what was said of each, or prose side by side."""
    rows = [cells for row in table.rows if (cells := [cell for cell in row if _words(cell)])]
    columns = max(map(len, rows), default=0)
    if columns < 2:
        return True
    if columns > FEW:
        return False
    several = [row for row in rows if any(len(cell.content) > 1 for cell in row)]
    numbered = [row for row in rows if len(row) > 1 and ITEM_NUMBER.fullmatch(_words(row[0]))]
    prose = [row for row in rows if any(_is_prose(cell, columns) for cell in row)]
    return bool(several and 2 * len(numbered) >= len(rows)) or 4 * len(prose) >= len(rows)


def _is_prose(cell: TableCell, columns: int) -> bool:
    longest = max((len(block.words) if isinstance(block, Piece) else LONG for block in cell.content), default=0)
    if len(cell.content) == 1:
        return longest >= LONG and columns == 2
    return longest >= PROSE or len(cell.content) >= SEVERAL


def _words(cell: TableCell) -> str:
    """A cell's words on one line, those of a table in it too."""
    parts = [
        block.words if isinstance(block, Piece) else " ".join(_words(inner) for row in block.rows for inner in row)
        for block in cell.content
    ]
    return " ".join(" ".join(parts).split("\n"))
