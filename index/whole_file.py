"""Files that are there whole or not at all, whenever the process that writes them is killed or the power fails."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus import PanelError

ENDING = ".panel-part"  # of files that are being written; hidden, so that no build takes one for a paper


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place at the end, on the disk before this ends. After an error
    it is gone; one that a killed process left is taken away by the next that writes into the folder.

    Raises `OSError` where it cannot be written.
    """
    clear_parts(path.parent)
    part = path.with_name(f".{secrets.token_hex(8)}{ENDING}")
    try:
        with part.open("xb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)  # for as long as this process lives
            yield part
            sync(part)
            part.replace(path)
        sync(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """As `whole`, for a file that a person asked for. Raises `PanelError` where it cannot be written."""
    try:
        with whole(path) as part:
            yield part
    except OSError as error:
        raise PanelError(f"{path} cannot be written: {error.strerror or error}.") from error


def clear_parts(folder: Path) -> None:
    """Take away what processes that were killed left half written in a folder."""
    for part in folder.glob(f".*{ENDING}"):
        with suppress(OSError), part.open("rb") as file:  # OSError: it is being written, or somebody else was first
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def sync(path: Path) -> None:
    """Have a file or the names in a folder on the disk before this returns."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
