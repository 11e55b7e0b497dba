"""Blocks of questions answered by processes of their own, one a core: within one, Python works on one core only."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from assistant.assistant import Assistant
from corpus import PanelError

MOST = 8  # processes; each holds the model and needs about 700 MB
Block = TypeVar("Block")
Result = TypeVar("Result")


class WorkerError(PanelError):
    """A process that ended before its work was done."""


def work_through(blocks: Sequence[Block], work: Callable[[Assistant, Block], Result], index: Path) -> Iterator[Result]:
    """What `work` makes of each block, in their order. It is a function of a module, or a part of one.

    The index is read as it was when each process opened it. Raises what `work` raises, `StoreError` and `ModelError`
    where the index or its model cannot be had, and `WorkerError` where a process was killed.
    """
    number = min(len(os.sched_getaffinity(0)), MOST, len(blocks))
    if number < 2:  # another process would only take time to start
        with closing(Assistant.open(index)) as assistant, assistant.index.snapshot():
            yield from (_alone(work, assistant, block) for block in blocks)
        return
    # Not forked: a copy of a process whose libraries have threads can hang.
    pool = ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), _begin)
    try:
        under_way: deque[Future[Result]] = deque()
        for block in blocks:
            under_way.append(pool.submit(_work, work, index, block))
            if len(under_way) == 2 * number:  # results wait for each other, and should not be many
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerError(
            "A process that answered questions was killed, perhaps because memory ran out; the same command goes on."
        ) from error
    except BaseException:
        for process in multiprocessing.active_children():
            process.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(work: Callable[[Assistant, Block], Result], assistant: Assistant, block: Block) -> Result:
    """With one thread, as the processes have: on how many there are depend the last digits of answers."""
    assistant.encoder.warm_up()  # what is not loaded yet has no threads to take away
    with threadpool_limits(1):
        return work(assistant, block)


def _begin() -> None:
    os.environ["OMP_NUM_THREADS"] = "1"  # of what is loaded later
    threadpool_limits(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us, who ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _work(work: Callable[[Assistant, Block], Result], index: Path, block: Block) -> Result:
    return work(_open(index), block)


@cache
def _open(index: Path) -> Assistant:
    assistant = Assistant.open(index)
    _OPEN.enter_context(assistant.index.snapshot())
    return assistant


_OPEN = ExitStack()  # until the process ends
