"""What tests of `Confined` have it call; it imports no more than it must, for each process imports it anew."""

import ctypes
import os
import signal
import time
from datetime import date
from typing import NoReturn

from corpus.document import PaperError


def wait(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    while True:
        pass


def fill() -> int:
    return len(bytearray(1) * (8 << 30))


def grow() -> None:
    bytearray(1) * (1200 << 20)


def crash() -> None:
    ctypes.string_at(0)


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def mistake() -> NoReturn:
    raise IndexError("nothing there")


def refuse() -> NoReturn:
    raise PaperError("it is no paper")


def hostile() -> object:
    return _Calls()


class _Calls:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("true",)


def day() -> list[date]:
    return [date(2024, 1, 9)]
