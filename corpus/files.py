"""Which files of a folder are its papers, each one's reader, and which files tell of papers."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from corpus.document import Document, PaperError
from corpus.docx import read_docx
from corpus.html import read_html
from corpus.metadata import FILE as METADATA
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


def find_files(archive: Path) -> list[Path]:
    """Every file of the folder and its subfolders, sorted by path.

    Hidden ones, symbolic links and metadata files are left out.
    """
    return [Path(path) for path in _visible(archive) if os.path.basename(path) != METADATA]


def find_metadata(archive: Path) -> list[Path]:
    """The metadata files of the folder and its subfolders, those of inner folders last."""
    found = [Path(path) for path in _visible(archive) if os.path.basename(path) == METADATA]
    return sorted(found, key=lambda path: len(path.parts))


def _visible(archive: Path) -> list[str]:
    return sorted(_files_in(archive), key=lambda path: path.split(os.sep))


def _files_in(folder: Path | str) -> Iterator[str]:
    # Not by pathlib's own search, and as text: twenty thousand papers would take seconds.
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files_in(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield entry.path


def fingerprint(content: bytes) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


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
