"""The archive brought into its index by a process of its own, while another goes on answering questions."""

import logging
import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from assistant.feedback import hand_over_withdrawn
from corpus import PanelError
from index import DEFAULT_MODEL, Encoder, Index, StoreError, Summary, build, build_all

OPEN, ALL = BOTH = ("open", "all")  # the papers whose build a process tells of
NICENESS = 5  # whoever asks meanwhile gets three times the share of the processor


@dataclass(frozen=True)
class Progress:
    """How far a build is, or how the last one ended."""

    running: bool = False
    document: str = ""  # at hand; empty before the first and after the last
    done: int = 0  # papers looked at
    total: int = 0
    passages: int = 0  # read so far
    seconds: float = 0.0
    failed: dict[str, str] = field(default_factory=dict)  # the reason for each paper not read; once it has ended
    error: str | None = None  # why it broke off, in a sentence
    summary: Summary | None = None  # what it did; None where it has not ended well


class _Part:
    """The papers of one index, as far as they are read."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.began = 0.0
        self.ended = True  # what the process at work does of it
        self.before: Summary | None = None  # of a build that another one follows

    def begin(self) -> None:
        if not self.progress.running:
            self.progress = Progress(running=True)
            self.began = time.monotonic()

    def end(self, again: bool) -> None:
        """A build of it has ended; `again` says whether another one follows."""
        self.ended = True
        summary = _together(self.before, self.progress.summary)
        if again:
            self.before, self.progress = summary, Progress(running=True)
        else:
            seconds = time.monotonic() - self.began
            self.before = None
            self.progress = replace(self.progress, running=False, document="", seconds=seconds, summary=summary)

    def now(self) -> Progress:
        return replace(self.progress, seconds=time.monotonic() - self.began) if self.progress.running else self.progress


class Builder:
    """Builds of one archive's indexes, one after another: that of the open papers, and then that of all, where there is
    one. Safe to share between threads; the process ends with this one."""

    def __init__(self, archive: Path, folder: Path) -> None:
        """`folder` is that of the index of the open papers."""
        self.archive = archive
        self.folder = folder
        self._changing = threading.Lock()
        self._parts = {OPEN: _Part(), ALL: _Part()}
        self._works = False
        self._again = False
        self._ocr = False

    def start(self, ocr: bool = False) -> None:
        """Have new and changed papers read, with `ocr` scanned pages too; returns at once.

        Where a build is under way, one more follows it, however often this is called: papers may have come too late
        for the first.
        """
        with self._changing:
            self._ocr |= ocr
            self._again = True
            for part in self._parts.values():
                part.begin()
            if self._works:
                return
            self._works = True
        threading.Thread(target=self._work, daemon=True).start()

    @property
    def progress(self) -> Progress:
        """How far the build of the open papers is, now. It ends when these are read, and tells of no others."""
        with self._changing:
            return self._parts[OPEN].now()

    @property
    def progress_of_all(self) -> Progress:
        """How far the build of all papers is, now."""
        with self._changing:
            return self._parts[ALL].now()

    def _work(self) -> None:
        while True:
            with self._changing:
                if not self._again:
                    self._works = False
                    return
                self._again, ocr, self._ocr = False, self._ocr, False
                for part in self._parts.values():
                    part.ended = False
            try:
                self._build(ocr)
            except OSError as error:
                reason = f"The reading of the papers cannot be started ({error}); make room, try again."
                self._tell(BOTH, {"error": reason})

    def _build(self, ocr: bool) -> None:
        # Spawned: a fork of a process with threads, and a model in them, may hang.
        context = multiprocessing.get_context("spawn")
        receiver, sender = context.Pipe(duplex=False)
        child = context.Process(target=_read_papers, args=(self.archive, self.folder, ocr, sender), daemon=True)
        child.start()
        sender.close()
        with receiver, suppress(EOFError, OSError):  # OSError: it was killed within a word
            while True:
                self._tell(*receiver.recv())
        child.join()
        for name, part in self._parts.items():
            if not part.ended:
                self._tell([name], {"error": _broken_off(part.progress.document, child.exitcode or 0)})

    def _tell(self, names: Sequence[str], facts: dict[str, Any]) -> None:
        with self._changing:
            for part in (self._parts[name] for name in names):
                part.progress = replace(part.progress, **facts)
                if "summary" in facts or "error" in facts:
                    part.end(self._again)


def _together(first: Summary | None, then: Summary | None) -> Summary | None:
    """Two builds, the second right after the first, told as one."""
    if not first or not then:
        return then
    new = [path for path in first.read if path not in then.removed]
    changed = [path for path in first.updated if path not in then.removed]
    return replace(
        then,
        read=[*new, *then.read],
        updated=[*changed, *(path for path in then.updated if path not in new)],
        removed=[*first.removed, *then.removed],
        unchanged=[path for path in then.unchanged if path not in {*new, *changed}],
    )


def _broken_off(document: str, exit_code: int) -> str:
    why = f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
    where = f" at {document}" if document else ""
    return (
        f"The reading of the papers broke off{where} ({why}); what was read before is kept: start it again, and if it "
        f"breaks off at the same paper, take that one out."
    )


# In the other process


def _read_papers(archive: Path, folder: Path, ocr: bool, sender: Connection) -> None:
    """Build, telling facts of `Progress` as they change."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the server, and ends this with it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(NICENESS)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs every blemish of a file it reads all the same

    at: Sequence[str] = BOTH

    def tell(document: str, done: int, total: int, passages: int) -> None:
        sender.send((at, {"document": document, "done": done, "total": total, "passages": passages}))

    try:
        encoder = Encoder(_model(folder))
        summary = build(archive, folder, encoder, tell, ocr)
        sender.send(([OPEN], {"summary": summary, "failed": summary.failed}))
        at = [ALL]
        summary = build_all(archive, folder, encoder, tell, ocr) or summary
        hand_over_withdrawn(folder)
        sender.send((at, {"summary": summary, "failed": summary.failed}))
    except PanelError as error:
        sender.send((at, {"error": str(error)}))
    except (sqlite3.Error, OSError) as error:
        reason = f"The index in {folder} cannot be written ({error}); look at its folder, and whether its disk is full."
        sender.send((at, {"error": reason}))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _model(folder: Path) -> str:
    """The model that made the index, where there is one: with another, every paper would be read anew."""
    try:
        return Index(folder).meta.get("model", DEFAULT_MODEL)
    except StoreError:
        return DEFAULT_MODEL  # no index yet; what else is wrong with it the build will say
