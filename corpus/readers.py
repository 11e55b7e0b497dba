"""Each kind of paper's reader."""

from collections.abc import Callable
from pathlib import Path

from corpus.document import Document, PaperError
from corpus.docx import read_docx
from corpus.html import read_html
from corpus.pdf import read_pdf
from corpus.text import read_text

READERS: dict[str, Callable[[str, bytes], Document]] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
}
KINDS = ", ".join(sorted(READERS))


def read_document(name: str, content: bytes) -> Document:
    """Read one paper.

    `name` is its path inside the archive; its ending says which reader takes it.
    Raises `PaperError` for a kind of file that is not read, and for one that is empty, damaged,
    encrypted or without text.
    """
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        raise PaperError(f"not a kind of paper that is read ({KINDS}); convert it or take it out of the folder")
    if not content:
        raise PaperError("the file is empty; fetch it again")
    return reader(name, content)
