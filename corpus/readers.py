"""Each kind of paper's reader."""

from importlib import import_module
from pathlib import Path

from corpus.document import Document, PaperError

READERS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
}
"""The file of this package that reads each kind, imported for the first such paper: each takes its time."""
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
    document: Document = getattr(import_module(f"corpus.{reader}"), f"read_{reader}")(name, content)
    return document
