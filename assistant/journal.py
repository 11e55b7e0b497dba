"""The answers so far, kept beside the file they are for, so that work that was killed goes on where it stopped."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from corpus import PanelError
from index.whole_file import sync


class JournalError(PanelError):
    """A journal that cannot be written or gone on with. The message says why and what to do."""


class Journal:
    """A file of JSON lines: a header that says what the entries depend on, then the entries, in order.

    One process at a time holds it. `count` is how many entries are kept.
    """

    def __init__(self, path: Path, file: FileIO, count: int) -> None:
        self.path, self.count = path, count
        self._file = file

    def append(self, entries: Sequence[Any]) -> None:
        """Keep entries, on the disk before this returns."""
        try:
            rest = memoryview(b"".join(map(_line, entries)))
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            raise JournalError(
                f"{self.path} cannot be written: {error.strerror}; what it holds is kept, and the same command goes on."
            ) from error
        self.count += len(entries)

    def __iter__(self) -> Iterator[Any]:
        """All entries, read one at a time."""
        with self.path.open("rb") as file:
            file.readline()
            for line in file:
                yield json.loads(line)

    def remove(self) -> None:
        """Take the file away: nothing is left to be done."""
        self.path.unlink()
        sync(self.path.parent)


@contextmanager
def open_journal(path: Path, header: Mapping[str, Any], block: int, total: int) -> Iterator[Journal]:
    """The journal in a file, made where there is none, for as long as this lasts.

    Of what it holds whole blocks of so many entries are kept, or all entries where they are `total`; the rest is cut
    off, and with it an entry that was being written when its process was killed. Raises `JournalError` where it was
    begun under another header, or another process holds it.
    """
    try:
        file = path.open("ab", buffering=0)  # nothing is left to be written when a full disk stops the work
    except OSError as error:
        raise JournalError(f"{path} cannot be written: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalError(f"{path} is being written by another run; wait until that is done.") from None
        if not (path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat())):
            raise JournalError(f"{path} was just finished by another run; look at what that wrote.")
        with path.open("rb") as written:
            count, end = _kept(path, written, header, block, total)
        file.truncate(end)
        journal = Journal(path, file, count)
        if not end:
            journal.append([header])
            journal.count = 0
            sync(path.parent)
        try:
            yield journal
        finally:
            # The file is asked, not the count: Ctrl-C can fall between the writing and the counting.
            if path.exists() and path.stat().st_size <= len(_line(header)):
                path.unlink()  # nothing is lost with it


def _kept(path: Path, file: BinaryIO, header: Mapping[str, Any], block: int, total: int) -> tuple[int, int]:
    """How many entries of a journal are kept, and where the last of them ends; 0 and 0 where it is to be begun."""
    first, wanted = file.readline(), _line(header)
    if first != wanted:
        # Killed at the very beginning; after a power cut zeros can stand for what was not written.
        if wanted.startswith(first.rstrip(b"\0")):
            return 0, 0
        begun = _read(first)
        ours = isinstance(begun, dict) and begun.keys() == header.keys()
        other = " and another ".join(name for name in header if ours and begun[name] != header[name])
        why = f"was begun with another {other}" if ours else "is not of this program"
        raise JournalError(f"{path} {why}; move it away, and this command begins anew.")
    count, place = 0, len(first)
    kept = count, place
    for line in file:
        if not line.endswith(b"\n") or _read(line) is None:
            break
        count, place = count + 1, place + len(line)
        if count % block == 0 or count == total:
            kept = count, place
    return kept


def _line(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode()


def _read(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
