"""Functions called in a process of their own, with limits on its time and memory: what reads files from anywhere may
hang, crash or fill the memory, and must not take the rest with it."""

import logging
import math
import os
import pickle
import re
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from io import BytesIO
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, TypeVar

from corpus.document import PaperError
from corpus.errors import PanelError

log = logging.getLogger(__name__)

# Bytes that the process may have of its own. A page of the web at the most that is read of one (corpus/html.py) takes
# 3 GB, a pack of 1,000 pages 0.5 GB, a scan up to four times its size while it is read by OCR.
MEMORY = 4 << 30
WORN = 1 << 30  # bytes it once needed, after which a new one takes the next call: memory is not all given back
LARGEST_FILE = 2 << 30  # bytes that it may write into one: copies of scans, for OCR
GRACE = 5.0  # seconds for ending what it started itself

TOO_LARGE = f"reading it took more than {MEMORY >> 30} GB of memory; split it into smaller files"
CRASHED, PRINT = "what reads such files crashed on it", "print it to PDF anew and add that"
PACKAGES = ("corpus", "index", "assistant")  # whose plain data may come back

Result = TypeVar("Result")


class StoppedError(PaperError):
    """A paper whose reading took too long or too much memory, or crashed: so it would the next time."""


class Confined:
    """A process that calls functions, one at a time; begun when it is first needed, and anew when one ended it. Safe to
    share between threads."""

    def __init__(self, seconds: int) -> None:
        """`seconds` is the longest that a call may take."""
        self._seconds = seconds
        self._calling = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def call(self, function: Callable[..., Result], *given: object, seconds: int = 0) -> Result:
        """What a function of a module makes of what it is given, in so many `seconds` at most where that is said.

        It gives plain data: the dataclasses, named tuples and enumerations of this program, and what Python has of its
        own. Raises the `PanelError` that it raises, `StoppedError` where it was stopped or crashed, and `PaperError`
        where it raised anything else or somebody killed its process.
        """
        seconds = seconds or self._seconds
        with self._calling:
            connection = self._start()
            try:
                connection.send((function, given, seconds))
                answer = connection.recv_bytes()
            except (EOFError, OSError):  # OSError: it was killed within a word
                raise self._ended(seconds) from None
            except BaseException:
                self._end()
                raise
            try:
                kind, made, goes_on = _Plain(BytesIO(answer)).load()
            except Exception as error:  # whatever another program may have written there
                self._end()
                raise StoppedError(f"{CRASHED} ({error}); {PRINT}") from error
            if not goes_on:
                self._end()
        if kind == "made":
            return made  # type: ignore[no-any-return]
        if kind == "raised":
            raise made
        log.warning("A paper could not be read because of a mistake in the program:\n%s", made)
        mistake = made.strip().splitlines()[-1].partition(":")[0]
        raise PaperError(f"the program made a mistake while it read it ({mistake}); please report that")

    def close(self) -> None:
        """End the process. Whoever calls again begins another."""
        with self._calling:
            self._end()

    def _start(self) -> Connection:
        if self._process and self._process.poll() is not None:
            self._end()  # somebody killed it while it had nothing to do
        if not self._connection:
            ours, theirs = Pipe()
            # Not forked: a copy of a process whose libraries have threads can hang. Nor by multiprocessing, which runs
            # the program's main module again, and none of whose daemons may have processes of its own.
            words = f"import sys; sys.path[:] = {sys.path!r}; import corpus.confined as c; c.serve({theirs.fileno()})"
            with theirs:
                try:
                    self._process = subprocess.Popen(
                        [sys.executable, "-c", words],
                        stdin=subprocess.PIPE,  # closed when this process ends, however it does
                        stdout=subprocess.DEVNULL,
                        pass_fds=[theirs.fileno()],
                        start_new_session=True,  # Ctrl-C is for this process, which ends that one
                    )
                except OSError as error:
                    ours.close()
                    raise PanelError(
                        f"A process that reads papers cannot be started ({error}); close other programs, try again."
                    ) from error
            self._connection = ours
        return self._connection

    def _end(self) -> int:
        """End the process and tell its exit code."""
        if not self._process or not self._connection:
            return 0
        process, self._process = self._process, None
        self._connection.close()
        self._connection = None
        assert process.stdin
        process.stdin.close()
        try:
            return process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _ended(self, seconds: int) -> PaperError:
        """Why the process ended by itself."""
        code = self._end()
        if -code in (signal.SIGALRM, signal.SIGXCPU):
            return StoppedError(f"it took more than {_in_words(seconds)} to read; split it into smaller files")
        if -code in (signal.SIGKILL, signal.SIGTERM):
            return PaperError(
                "what read it was killed, perhaps because memory ran out; close other programs, try again"
            )
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return StoppedError(f"{CRASHED} ({how}); {PRINT}")


def _in_words(seconds: int) -> str:
    return f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"


class _Plain(pickle.Unpickler):
    """Pickle can call anything at all, and what sent this has read a hostile file: here it can make plain data only."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("datetime", "date") or (module.partition(".")[0] in PACKAGES and "." not in name):
            found = super().find_class(module, name)
            plain = isinstance(found, type) and (is_dataclass(found) or issubclass(found, (tuple, Enum, PanelError)))
            if plain or module == "datetime":
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain data")


# In the other process


def serve(descriptor: int) -> None:
    """Answer calls that come through a connection, until it is closed."""
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # raised wherever it is, so that OCR is ended too
    threading.Thread(target=_end_with_parent, daemon=True).start()
    logging.disable()  # libraries tell every blemish of a file that they read all the same
    warnings.simplefilter("ignore")
    with Connection(descriptor) as connection:
        while True:
            connection.send_bytes(_answer(connection))
            signal.alarm(0)


def _answer(connection: Connection) -> bytes:
    """What comes of the next call and what kind of thing that is, pickled."""
    try:
        function, given, seconds = connection.recv()
        # No handler: whoever is in the middle of a call into C would not hear of it. The second is for a file that
        # has the first undone.
        signal.alarm(seconds)
        used = math.ceil(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))
        return _pickled("made", function(*given))
    except EOFError:
        os._exit(0)
    except MemoryError:
        return _pickled("raised", StoppedError(TOO_LARGE))
    except PanelError as error:
        return _pickled("raised", error)
    except Exception:
        return _pickled("mistaken", traceback.format_exc())


def _pickled(kind: str, made: object) -> bytes:
    # Not getrusage's ru_maxrss, which begins at what the process had that started this one.
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return pickle.dumps((kind, made, int(peak) << 10 < WORN), pickle.HIGHEST_PROTOCOL)


def _end_with_parent() -> None:
    os.read(0, 1)  # nothing is ever written there: it ends where the other process does
    os.kill(os.getpid(), signal.SIGTERM)
