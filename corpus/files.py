"""Which files of a folder are its papers, and which files tell of papers."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from corpus.metadata import FILE as METADATA


def find_files(archive: Path) -> tuple[list[Path], list[Path]]:
    """Every file of the folder and its subfolders, sorted by path; and apart from these the metadata files, those of
    inner folders last.

    Hidden ones and symbolic links are left out. Raises `PermissionError` for a folder that may not be read: its papers
    are not gone.
    """
    found = [Path(path) for path in sorted(_files_in(archive), key=lambda path: path.split(os.sep))]
    told = [path for path in found if path.name == METADATA]
    return [path for path in found if path.name != METADATA], sorted(told, key=lambda path: len(path.parts))


def _files_in(folder: Path | str) -> Iterator[str]:
    # Not by pathlib's own search, and as text: twenty thousand papers would take seconds.
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
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
