"""Work killed in a process of its own, after a while or at a fault point, and what it had reported by then."""

import mmap
import os
import signal
import sqlite3
import struct
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import faiss

Report = Callable[[str], None]
"""Told, in a line, what is done: from then on it must not be lost."""
PATIENCE = 600.0  # seconds until work that was not killed is taken to hang
FAILED = 3  # exit code


@dataclass(frozen=True)
class Ended:
    """What was reported, whether it was killed, and how many seconds it took; `points` is how many fault points were
    passed, where they were counted."""

    told: list[str]
    killed: bool
    seconds: float
    points: int = 0


class Faults:
    """The moments before and after every fsync, renaming, link and removal of a file, every FAISS file and every commit
    of SQLite, counted in all processes of the work; at one of them these are killed."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 8)  # of processes that are forked
        self._at = 0

    @property
    def passed(self) -> int:
        """How many there were."""
        return int(struct.unpack("q", self._shared[:8])[0])

    def arm(self, at: int) -> None:
        """Count from now on, in this process and those that it forks, and kill them all at one point; 0 is none."""
        self._at = at
        self._shared[:8] = struct.pack("q", 0)
        for module, names in ((os, ("fsync", "replace", "rename", "link", "unlink")), (faiss, ("write_index",))):
            for name in names:
                setattr(module, name, self._between(getattr(module, name)))
        connect: Callable[..., sqlite3.Connection] = sqlite3.connect
        between = self._between

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                run = super().execute
                return (between(run) if sql == "COMMIT" else run)(sql, *values)

            def executescript(self, sql: str) -> sqlite3.Cursor:
                return between(super().executescript)(sql)  # type: ignore[no-any-return]

        def opened(*given: Any, **named: Any) -> sqlite3.Connection:
            return connect(*given, **{"factory": Connection, **named})

        sqlite3.connect = opened  # type: ignore[assignment]

    def _between(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def between(*given: Any, **named: Any) -> Any:
            self._pass()
            result = function(*given, **named)
            self._pass()
            return result

        return between

    def _pass(self) -> None:
        number = self.passed + 1
        self._shared[:8] = struct.pack("q", number)
        if number == self._at:
            os.killpg(os.getpgrp(), signal.SIGKILL)


def run(work: Callable[[Report], None], after: float | None = None, at: int | None = None) -> Ended:
    """Do work in a fork of this process, whose threads it does not have: killed after some seconds, or at a fault point
    (0: these are only counted), or not at all. Raises `RuntimeError` where it failed or hung."""
    faults = Faults()
    receiver, sender = os.pipe()
    begun = time.perf_counter()
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            os.setpgrp()
            os.close(receiver)
            if at is not None:
                faults.arm(at)
            work(partial(_tell, sender))
            code = 0
        except BaseException:
            os.write(sender, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(sender)
    status = _wait(child, begun + (PATIENCE if after is None else after))
    if status is None:
        for kill in (os.killpg, os.kill):  # the group may not be there yet
            try:
                kill(child, signal.SIGKILL)
            except ProcessLookupError:
                continue
            break
        _, status = os.waitpid(child, 0)
    seconds = time.perf_counter() - begun
    with os.fdopen(receiver, encoding="utf-8", errors="replace") as file:
        told = file.read()  # until the last of its processes has ended
    time.sleep(0.005)  # what these had locked is free a moment later
    killed = os.WIFSIGNALED(status)
    if (after is None and killed and not at) or (not killed and os.WEXITSTATUS(status)):
        raise RuntimeError(f"it hung or failed:\n{told}")
    return Ended(told.split("\n")[:-1], killed, seconds, faults.passed)


def _tell(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())


def _wait(child: int, until: float) -> int | None:
    """How a process ended; None where it has not by then."""
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        left = until - time.perf_counter()
        if left <= 0:
            return None
        time.sleep(min(left, 0.002))
