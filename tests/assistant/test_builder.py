"""Builds in processes of their own, beside an assistant that is asked meanwhile."""

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.builder import Builder, Progress
from index import Encoder, Index
from index.lock import only_build
from tests.assistant.papers import PAPERS

BELLS = """NORTHSHIRE HARBOUR PANEL – 9 JANUARY 2025

BELL BUOYS REPORT

1.1 Seventeen bell buoys were painted green by the apprentices in the autumn, after two dredgers had struck them.
"""
ROPES = """NORTHSHIRE HARBOUR PANEL – 9 JANUARY 2025

ROPE WALK REPORT

1.1 The rope walk was let to a weaver of sailcloth for twelve years, who is to mend its roof in the first of them.
"""
KITTIWAKE = "Why was Operation Kittiwake set up?"

# A server that starts a build, says which process that is, and waits.
SERVER = """
import multiprocessing, sys, time
from pathlib import Path
from assistant.builder import Builder
if __name__ == "__main__":
    builder = Builder(Path(sys.argv[1]), Path(sys.argv[2]))
    builder.start()
    while not builder.progress.total:
        time.sleep(0.01)
    print(multiprocessing.active_children()[0].pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def builder(harbour: Index, tmp_path: Path) -> Builder:
    """A copy of the invented harbour's archive with its index."""
    archive, folder = tmp_path / "archive", tmp_path / "index"
    shutil.copytree(harbour.folder.parent / "archive", archive)
    shutil.copytree(harbour.folder, folder)
    return Builder(archive, folder)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.01)


def finish(builder: Builder) -> Progress:
    # In this order: whoever asks for children that have ended takes their exit code, for which the builder waits.
    wait_until(lambda: not builder.progress_of_all.running and not multiprocessing.active_children())
    return builder.progress


def quoted(assistant: Assistant, question: str) -> set[str]:
    """The documents an answer quotes."""
    return {quote.citation.document for quote in assistant.ask(question).quotes}


def test_questions_are_answered_while_papers_are_read_and_from_them_after(builder: Builder, encoder: Encoder) -> None:
    assistant = Assistant(builder.folder)
    assistant.encoder = encoder
    (builder.archive / "bells.txt").write_text(BELLS, encoding="utf-8")
    assert "bells.txt" not in quoted(assistant, "What were the bell buoys painted?")
    began = time.monotonic()
    builder.start()
    assert time.monotonic() - began < 0.5
    processes, told, late = set(), [], False
    while builder.progress.running:
        told.append(builder.progress)
        for child in multiprocessing.active_children():
            processes.add(child.pid)
            if not late and told[-1].total and child.pid:
                assert os.getpriority(os.PRIO_PROCESS, child.pid) == os.getpriority(os.PRIO_PROCESS, 0) + 5
                # A paper that comes when the list was made already, and two who ask to have it read.
                (builder.archive / "ropes.txt").write_text(ROPES, encoding="utf-8")
                builder.start()
                builder.start()
                late = True
        assert quoted(assistant, KITTIWAKE) == {"watch.txt"}
        time.sleep(0.2)
    ended = finish(builder)
    assert len(processes) == 2
    assert {"bells.txt", "ropes.txt"} < {one.document for one in told}
    assert {one.total for one in told} == {0, 7, 8}
    assert all(one.done <= one.total for one in told)
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)
    assert (ended.error, ended.failed, ended.document) == (None, {}, "")
    assert ended.summary
    assert ended.summary.read == ["bells.txt", "ropes.txt"]
    assert ended.summary.unchanged == sorted(PAPERS)
    assert quoted(assistant, "What were the bell buoys painted?") == {"bells.txt"}
    assert quoted(assistant, "To whom was the rope walk let?") == {"ropes.txt"}


def test_who_may_see_open_papers_only_is_told_of_these_only(builder: Builder) -> None:
    (builder.archive / "exempt").mkdir()
    (builder.archive / "exempt" / "bells.txt").write_text(BELLS, encoding="utf-8")
    (builder.archive / "exempt" / "cut.pdf").write_bytes(b"%PDF-1.7")
    builder.start()
    told, told_of_all = set(), set()
    while builder.progress_of_all.running:
        told |= {(builder.progress.document, builder.progress.total)}
        told_of_all |= {builder.progress_of_all.document}
        time.sleep(0.002)
    assert [one for one in told if "exempt" in one[0] or one[1] not in (0, len(PAPERS))] == []
    assert "exempt/bells.txt" in told_of_all
    ended, of_all = finish(builder), builder.progress_of_all
    assert ended.summary
    assert (ended.failed, ended.summary.read, ended.summary.exempt) == ({}, [], 0)
    assert of_all.summary
    assert (list(of_all.failed), of_all.summary.read) == (["exempt/cut.pdf"], ["exempt/bells.txt"])


def test_a_build_that_is_killed_says_so_and_the_next_one_works(builder: Builder, encoder: Encoder) -> None:
    assistant = Assistant(builder.folder)
    assistant.encoder = encoder
    (builder.archive / "bells.txt").write_text(BELLS, encoding="utf-8")
    builder.start()
    wait_until(lambda: builder.progress.document == "bells.txt")
    (child,) = multiprocessing.active_children()
    assert child.pid
    os.kill(child.pid, signal.SIGKILL)
    killed = finish(builder)
    assert killed.summary is None
    assert killed.error == (
        "The reading of the papers broke off at bells.txt (signal 9); what was read before is kept: start it again, "
        "and if it breaks off at the same paper, take that one out."
    )
    assert quoted(assistant, KITTIWAKE) == {"watch.txt"}
    (builder.archive / "bells.txt").rename(builder.folder.parent / "bells.txt")
    (builder.archive / "cut.pdf").write_bytes(b"%PDF-1.7")
    builder.start()
    ended = finish(builder)
    assert ended.error is None
    assert ended.summary
    assert ended.summary.unchanged == sorted(PAPERS)
    assert list(ended.failed) == ["cut.pdf"]


def test_what_a_build_cannot_do_is_said_in_a_sentence(builder: Builder) -> None:
    with only_build(builder.folder):
        builder.start()
        busy = finish(builder)
    told = f"The index in {builder.folder} is being built by process {os.getpid()} on {socket.gethostname()} (since "
    assert told in str(busy.error)
    shutil.rmtree(builder.archive)
    builder.start()
    assert finish(builder).error == f"There is no folder {builder.archive}; give the folder that holds the papers."


def test_a_build_ends_with_its_server(builder: Builder, tmp_path: Path) -> None:
    (builder.archive / "bells.txt").write_text(BELLS, encoding="utf-8")
    program = tmp_path / "program" / "server.py"  # beside the archive, a folder "index" would be taken for the package
    program.parent.mkdir()
    program.write_text(SERVER)
    server = subprocess.Popen([sys.executable, program, builder.archive, builder.folder], stdout=subprocess.PIPE)
    assert server.stdout
    child = int(server.stdout.readline())
    server.kill()
    server.wait()
    server.stdout.close()

    def gone() -> bool:
        try:
            return " Z " in Path(f"/proc/{child}/stat").read_text()  # ended, and nobody has asked how
        except FileNotFoundError:
            return True

    wait_until(gone)
    assert "bells.txt" not in Index(builder.folder).fingerprints()
