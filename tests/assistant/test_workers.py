"""Work shared among processes: in order, with errors as they are, and never without an end."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.workers import WorkerError, work_through
from index import StoreError

BLOCKS = [["fly-tipping"], ["Op Shopkeeper"], ["the precept"], ["burglary"], ["officers"]]


def ask(assistant: Assistant, block: Sequence[str]) -> tuple[int, list[str]]:
    return os.getpid(), [one.question for one in assistant.ask_many(block)]


def fail(assistant: Assistant, block: Sequence[str]) -> None:
    raise StoreError(f"Nothing is known of {block[0]}.")


def die(assistant: Assistant, block: Sequence[str]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_blocks_are_worked_through_in_their_order_by_several_processes(sample_index: Path) -> None:
    found = list(work_through(BLOCKS, ask, sample_index))
    assert [questions for _, questions in found] == BLOCKS
    workers = {process for process, _ in found}
    assert len(workers) > 1
    assert os.getpid() not in workers


def test_one_block_starts_no_process(sample_index: Path) -> None:
    assert list(work_through(BLOCKS[:1], ask, sample_index)) == [(os.getpid(), BLOCKS[0])]


def test_what_is_wrong_comes_back_as_it_is(sample_index: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Nothing is known of fly-tipping"):
        list(work_through(BLOCKS, fail, sample_index))
    with pytest.raises(StoreError, match="There is no index in"):
        list(work_through(BLOCKS, ask, tmp_path))


def test_a_process_that_is_killed_is_told_and_nothing_waits_for_it(sample_index: Path) -> None:
    with pytest.raises(WorkerError, match="was killed"):
        list(work_through(BLOCKS, die, sample_index))
