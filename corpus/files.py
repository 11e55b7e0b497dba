"""Which files of a folder are its papers, and which files tell of papers."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from corpus.metadata import FILE as METADATA


def find_files(archive: Path) -> list[Path]:
    """Every file of the folder and its subfolders, sorted by path.

    Hidden ones, symbolic links and metadata files are left out. Raises `PermissionError` for a folder that may not be
    read: its papers are not gone.
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
