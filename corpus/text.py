"""Plain text and Markdown."""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.document import Document, Line, PaperError, lines_of

# A paragraph's number, a list's mark or an item's before the words: "3.11", "B.4", "(a)", "•", "Item 4", "Annex B".
# A bare figure is no such mark: tables begin with one as often.
LABELLED = re.compile(
    r"(?:\d{1,3}[.)]|(?:[A-Z]{1,2}\.?)?\d{1,3}(?:\.\d{1,3})+\.?|[A-Z]{1,2}\.\d{1,3}|\((?:\d{1,2}|[a-z]|[ivx]{1,5})\)|[a-z][.)]"
    r"|[-–•·▪●○◦‣*]|(?i:(?:agenda\s+)?item|appendix|annex)\s+[\dA-Z]{1,3}[.:]?)\t(?=[^\t]*[^\W\d_]{2})[^\t]*+"
)

EMPTY_CELL = re.compile(r" *\t")  # at a line's end


def read_text(name: str, content: bytes) -> Document:
    """Read a text file; offsets count characters of the decoded file, its own line ends kept.

    UTF-8 (a byte-order mark is dropped) or UTF-16 with its mark; anything else is taken for Windows-1252, which
    older council files are in. Raises `PaperError` for bytes that are no text.
    """
    text = _decode(content)
    lines = list(_join_labels(text, lines_of(text)))
    if not lines:
        raise PaperError("it holds no text; fetch it again")
    return Document(name, "markdown" if name.lower().endswith(("md", "markdown")) else "text", text, tuple(lines))


def _join_labels(text: str, lines: list[Line]) -> Iterator[Line]:
    """The lines, but for those no rows of a table whose only tab stands after a paragraph's number or a list's mark.

    So word processors write numbered paragraphs. Where other rows stand right above or below, they are of a table.
    """
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[at].cells and lines[end].cells and not lines[end].gap:
            end += 1
        labelled = all(_is_labelled(text, line) for line in lines[at:end])
        yield from (replace(line, cells=()) if labelled else line for line in lines[at:end])
        at = end


def _is_labelled(text: str, line: Line) -> bool:
    ends_in_tab = EMPTY_CELL.match(text, line.end)
    return LABELLED.fullmatch(text, line.start, line.end) is not None and not ends_in_tab


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PaperError("it is not text, whatever its name says; save it as UTF-8 text or PDF")
