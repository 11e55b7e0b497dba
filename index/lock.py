"""One build at a time: two at once would each take out what the other puts in."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from corpus import PanelError
from index.database import StoreError, what_is_wrong

FILE = "build.lock"


class BusyError(PanelError):
    """An index that another process is building. The message says which process."""


@contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Be the only build of the index in a folder, for as long as this lasts or the process lives.

    Raises `BusyError` where another is under way, `StoreError` where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / FILE).open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(what_is_wrong(error, folder)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read() or "another process"
            raise BusyError(
                f"The index in {folder} is being built by {holder}; wait until that is done, then start again."
            ) from None
        # The file stays: were it taken away, one process could hold the old file and another a new one.
        told = f"process {os.getpid()} on {socket.gethostname()} (since {datetime.now():%-d %B, %H:%M})"
        with suppress(OSError):  # on a full disk; whoever comes second is told less
            os.truncate(file.fileno(), 0)
            os.write(file.fileno(), told.encode())
        yield
