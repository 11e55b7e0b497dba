"""The record as it was read: one file's text, its pages and its lines."""

from dataclasses import dataclass

from corpus.errors import PanelError

PAGE_BREAK = "\f\n"


class PaperError(PanelError):
    """A file of an archive that cannot be read. The message says why and what to do, without the file's name."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged file. `start` and `end` are offsets into the document's text."""

    number: int  # physical, 1-based
    start: int
    end: int
    label: str | None = None  # the page number printed on it, as printed


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's row that is not empty. `start` and `end` are offsets into the document's text."""

    start: int
    end: int
    left: float  # its column, from 0; in a PDF the points from the page's left edge to the column's


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text that is not blank, without its line break and outer spaces.

    `gap` tells that white space stands above it. `size` is the type size in points and `bold` its weight, where the
    file tells them (PDF, DOCX); 0 and False elsewhere. `level` is a heading's, from 1, and `depth` a list item's, from
    1, where the file tells them (DOCX, HTML); 0 elsewhere. A row of a table has `cells`; in a PDF it is several lines
    of text where the words of a cell are. `speaker` is who begins to speak on the line, in a transcript.
    """

    start: int
    end: int
    page: int | None = None
    gap: bool = False
    size: float = 0.0
    bold: bool = False
    level: int = 0
    depth: int = 0
    cells: tuple[Cell, ...] = ()
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the archive. Everything later said of it is an offset into `text`."""

    path: str  # inside the archive, with forward slashes
    kind: str  # "pdf", "docx", "html", "text" or "markdown"
    text: str
    lines: tuple[Line, ...]
    pages: tuple[Page, ...] = ()  # empty for files without pages
    outline: tuple[tuple[str, int], ...] = ()  # the file's outermost bookmarks: title, physical page
    unread_pages: tuple[int, ...] = ()  # physical numbers of the scanned pages, whose words OCR has yet to read

    @property
    def is_scan(self) -> bool:
        """Whether all that it says stands in pictures that are not read."""
        return bool(self.unread_pages) and all(line.page in self.unread_pages for line in self.lines)

    def slice(self, line: Line) -> str:
        """The line's own words."""
        return self.text[line.start : line.end]


def lines_of(text: str, start: int = 0, page: int | None = None) -> list[Line]:
    """Cut a text whose first character stands at `start` of the document into its lines that are not blank."""
    lines: list[Line] = []
    gap = True
    position = start
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            first = position + raw.index(stripped)
            mark = "\t" if "\t" in raw.lstrip() else "|" if stripped.startswith("|") else ""
            cells = cells_of(raw, position, mark) if mark else ()
            lines.append(Line(first, first + len(stripped), page, gap, cells=cells))
        gap = not stripped
        position += len(raw)
    return lines


def cells_of(line: str, start: int, mark: str) -> tuple[Cell, ...]:
    """The cells of a line whose first character stands at `start` of the document and whose columns `mark` parts."""
    cells: list[Cell] = []
    for column, raw in enumerate(line.split(mark)):
        if words := raw.strip():
            first = start + raw.index(words)
            cells.append(Cell(first, first + len(words), column))
        start += len(raw) + len(mark)
    return tuple(cells)
