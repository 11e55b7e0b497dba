import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from corpus import Confined, Document, PaperError, StoppedError, read_document
from tests.conftest import ROOT
from tests.corpus.calls import crash, day, fill, grow, hostile, kill_itself, mistake, refuse, spin, wait

# A program that has a process of this kind wait for a minute, and tells which that is.
WAITS = """
import threading, time
from corpus import Confined
import os
from tests.corpus.calls import wait
confined = Confined(60)
process = confined.call(os.getpid)
threading.Thread(target=confined.call, args=(wait, 60)).start()
time.sleep(0.3)
print(process, flush=True)
"""


@pytest.fixture
def confined() -> Iterator[Confined]:
    made = Confined(60)
    yield made
    made.close()


def process_of(confined: Confined) -> int:
    """The process that answers."""
    return confined.call(os.getpid)


def is_alive(process: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_what_is_called_is_done_by_another_process_that_goes_on(confined: Confined) -> None:
    first = process_of(confined)
    assert first != os.getpid()
    document = confined.call(read_document, "paper.txt", b"Bees on the roof.\n")
    assert isinstance(document, Document)
    assert document == read_document("paper.txt", b"Bees on the roof.\n")
    assert confined.call(day) == day()
    assert process_of(confined) == first


def test_what_it_raises_is_raised_and_it_goes_on(confined: Confined) -> None:
    first = process_of(confined)
    with pytest.raises(PaperError, match=r"^it is no paper$"):
        confined.call(refuse)
    with pytest.raises(PaperError, match=r"made a mistake while it read it \(IndexError\); please report"):
        confined.call(mistake)
    assert process_of(confined) == first


@pytest.mark.parametrize("endless", [(spin,), (wait, 30)])
def test_what_takes_too_long_is_stopped_and_another_goes_on(confined: Confined, endless: tuple[Any, ...]) -> None:
    first = process_of(confined)
    begun = time.monotonic()
    with pytest.raises(StoppedError, match=r"^it took more than 1 seconds to read"):
        confined.call(*endless, seconds=1)
    assert time.monotonic() - begun < 5
    assert process_of(confined) != first
    assert not is_alive(first)


def test_what_takes_too_much_memory_is_stopped_and_another_goes_on(confined: Confined) -> None:
    with pytest.raises(StoppedError, match=r"^reading it took more than 4 GB of memory"):
        confined.call(fill)
    assert confined.call(day) == day()


def test_after_one_that_took_much_memory_another_begins(confined: Confined) -> None:
    first = process_of(confined)
    confined.call(grow)
    assert process_of(confined) != first


@pytest.mark.parametrize(
    ("crashes", "sentence", "kind"),
    [(crash, r"crashed on it \(signal 11\)", StoppedError), (kill_itself, "was killed", PaperError)],
)
def test_what_crashes_is_told_and_another_goes_on(
    confined: Confined, crashes: FunctionType, sentence: str, kind: type
) -> None:
    first = process_of(confined)
    with pytest.raises(PaperError, match=sentence) as told:
        confined.call(crashes)
    assert type(told.value) is kind
    assert process_of(confined) != first


def test_one_that_was_killed_while_it_had_nothing_to_do_is_replaced(confined: Confined) -> None:
    os.kill(process_of(confined), signal.SIGKILL)
    time.sleep(0.2)
    assert confined.call(day) == day()


def test_nothing_but_plain_data_comes_back(confined: Confined) -> None:
    with pytest.raises(StoppedError, match=r"posix\.system is no plain data"):
        confined.call(hostile)
    assert confined.call(day) == day()


def test_it_ends_with_whoever_began_it_however_that_ends() -> None:
    other = subprocess.Popen([sys.executable, "-c", WAITS], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert other.stdout
    process = int(other.stdout.readline())
    assert is_alive(process)
    other.kill()
    other.wait()
    deadline = time.monotonic() + 5
    while is_alive(process):
        assert time.monotonic() < deadline
        time.sleep(0.02)
