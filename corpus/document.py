"""The record as it was read: one file's text, its pages and its lines."""

from dataclasses import dataclass

from corpus.errors import PanelError

PAGE_BREAK = "\f\n"


class PaperError(PanelError):
    """A file that cannot be read as a paper. The message says why and what to do, without the file's name."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged file. `start` and `end` are offsets into the document's text."""

    number: int  # physical, 1-based
    start: int
    end: int
    label: str | None = None  # the page number printed on it, as printed


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text that is not blank, without its line break and outer spaces.

    `gap` tells that white space stands above it, `row` that it is a row of a table. `size` is the type size in points
    and `bold` its weight, where the file tells them (PDF); 0 and False elsewhere.
    """

    start: int
    end: int
    page: int | None = None
    gap: bool = False
    size: float = 0.0
    bold: bool = False
    row: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the archive. Everything later said of it is an offset into `text`."""

    path: str  # inside the archive, with forward slashes
    kind: str  # "pdf", "text" or "markdown"
    text: str
    lines: tuple[Line, ...]
    pages: tuple[Page, ...] = ()  # empty for files without pages

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
            row = "\t" in stripped or stripped.startswith("|")
            lines.append(Line(first, first + len(stripped), page, gap, row=row))
        gap = not stripped
        position += len(raw)
    return lines
