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

    Hidden ones, symbolic links and metadata files are left out. Raises `PermissionError` for a folder that may not be
    read: its papers are not gone.
    """
    return [path for path in _visible(archive) if path.name != METADATA]


def find_metadata(archive: Path) -> list[Path]:
    """The metadata files of the folder and its subfolders, those of inner folders last."""
    return sorted((path for path in _visible(archive) if path.name == METADATA), key=lambda path: len(path.parts))


def _visible(archive: Path) -> list[Path]:
    return sorted(_files_in(archive), key=lambda path: path.parts)


def _files_in(folder: Path | str) -> Iterator[Path]:
    # Not by pathlib's own search, which takes seconds for twenty thousand papers.
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files_in(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


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
