"""The kinds of work that are killed (eval/soak_crash.py), each with what must be there when it was."""

import csv
import gc
import hashlib
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import Answer, Assistant, batch, builder
from assistant.desk import Desk
from assistant.feedback import FILE as FEEDBACK
from assistant.feedback import Feedback, Verdict, read_verdicts
from assistant.users import OWNER
from corpus import confined, fingerprint
from eval.killing import Report
from index import Encoder, Index, QuestionEncoder, StoreError, build, find_papers
from index.check import check_index
from index.database import FILE
from index.reading import _cut, _open

PAPERS = Path(__file__).with_name("archives") / "police"
THERE = ("appendix_b.txt", "confirmation_20241202.txt", "item_7_report.txt")  # small, of one meeting or none
NEW, GONE = "item_4_precept.txt", "appendix_b.txt"
QUESTIONS = (
    "What is the precept?",
    "Who was confirmed?",
    "How many officers are there?",
    "What was said about burglary?",
)
ROWS, BLOCK = 24, 8  # questions of a batch, and how many are answered together
VERDICTS = 3
LONG = 1_500  # bytes of a paper
WAL = ("-wal", "-shm")
_MODEL: list[Encoder] = []

Look = dict[str, str]
"""A digest of all that an index holds of each document."""


@dataclass(frozen=True)
class Job:
    """Work in a folder that `begin` fills; `again` is what a person does when it was killed. `lost` tells what was
    reported and is not there."""

    name: str
    begin: Callable[[Path], None]
    work: Callable[[Path, Report], None]
    again: Callable[[Path, Report], None]
    lost: Callable[[Path, list[str]], Iterable[str]]
    damaged: bool = False  # before the work is done


class _Reader:
    """What `corpus.confined` starts with `subprocess.Popen`, forked: a new process would first load what this has."""

    def __init__(self, command: Sequence[str], pass_fds: Sequence[int], **given: object) -> None:
        receiver, sender = os.pipe()
        self._code: int | None = None
        self._child = os.fork()
        if self._child == 0:
            try:
                os.setsid()
                os.dup2(receiver, 0)
                os.close(sender)
                confined.serve(pass_fds[0])
            finally:
                os._exit(1)
        os.close(receiver)
        self.stdin = os.fdopen(sender, "wb")

    def poll(self) -> int | None:
        return self._wait(os.WNOHANG)

    def wait(self, seconds: float = 0) -> int:
        return self._wait(0) or 0

    def _wait(self, how: int) -> int | None:
        if self._code is None:
            child, status = os.waitpid(self._child, how)
            self._code = os.waitstatus_to_exitcode(status) if child else None
        return self._code


def load_model() -> None:
    """Load the model once, for all forks of this process."""
    confined.subprocess.Popen = _Reader  # type: ignore
    encoder = Encoder()
    encoder.warm_up()
    QuestionEncoder(encoder.name, encoder.weights).export()
    QuestionEncoder(encoder.name, encoder.weights).read(["Why?"])
    _MODEL.append(encoder)
    # What is loaded for the first paper is loaded once, too: here, and where papers are read.
    _cut(_open(NEW, _paper(NEW)), encoder.tokenizer, encoder.limit)
    with tempfile.TemporaryDirectory() as folder:
        _index(Path(folder))
    gc.collect()
    gc.freeze()  # else each fork looks through all of this


def jobs() -> list[Job]:
    """All of them."""
    return [
        Job("build", _archive, _build, _build, _unread),
        Job("build again", _changed, _build, _build, _unread),
        Job("repair", _damage, _repair, _repair, _unmended, damaged=True),
        Job("batch", _table, _batch, _batch, _unanswered),
        Job("upload", _upload_ready, _upload, _upload_again, _not_added),
        Job("removal", _index, _remove, _remove_again, _not_removed),
        Job("verdict", _judged, _judge, _judge, _forgotten),
    ]


def look_at(place: Path) -> Look:
    """What the index in a place holds; nothing where there is none that can be opened."""
    try:
        opened = Index(place / "index")
    except StoreError:
        return {}
    with closing(opened) as index, index.snapshot():
        return {one["path"]: _digest(index, one) for one in index.documents()}


def _digest(index: Index, document: dict[str, object]) -> str:
    passages = index.passages_of(str(document["path"]))
    vectors = index.vectors([one.key for one in passages])
    told = hashlib.sha256(repr((document, index.document_text(str(document["path"])))).encode())
    for one in passages:
        own = vectors[one.key]
        told.update(repr(replace(one, key=0)).encode())
        told.update(b"".join(part.tobytes() for part in (own.vector, own.sentences, own.tokens, own.starts)))
    return told.hexdigest()


def result_of(place: Path) -> set[tuple[str, str]]:
    """All that is in a place: what the index holds, and each other file with its content; those that are named by
    chance by what they are."""
    found = set(look_at(place).items())
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place).as_posix()
        if path.is_dir() or name.endswith(WAL) or "/old-" in name or path.name in (FILE, "build.lock"):
            continue
        if path.name == FEEDBACK:
            found.add((name, str(len(read_verdicts(path)))))
        elif path.suffix == ".faiss":
            found.add(("FAISS files", str(len(list(path.parent.glob("*.faiss"))))))
        else:
            found.add((name, fingerprint(path.read_bytes())))
    wrong = [one.found for one in check_index(place / "index") if one.wrong]
    return found | {("wrong", one) for one in wrong}


def lost_of(job: Job, place: Path, told: list[str], before: Look, after: Look) -> Iterator[str]:
    """What is wrong after work was killed: an index that is not sound, a paper neither as it was nor as it is to be,
    and what was reported and is not there."""
    try:
        checks = [] if job.damaged else check_index(place / "index")
    except StoreError:
        checks = []  # killed before there was one
    yield from (f"{one.what}: {one.found}" for one in checks if one.wrong)
    for path, digest in ({} if job.damaged else look_at(place)).items():
        if digest not in (before.get(path), after.get(path)):
            yield f"{path} is neither as before nor as after"
    yield from job.lost(place, told)


def _quiet(name: str, done: int, total: int, passages: int) -> None:
    pass


# Builds


def _paper(name: str) -> bytes:
    """The beginning of a paper: enough for a few passages."""
    return (PAPERS / name).read_bytes()[:LONG]


def _archive(place: Path) -> None:
    (place / "archive").mkdir()
    for name in THERE:
        (place / "archive" / name).write_bytes(_paper(name))


def _index(place: Path) -> None:
    _archive(place)
    build(place / "archive", place / "index", _MODEL[0], _quiet)


def _changed(place: Path) -> None:
    """One paper is new, one changed and one gone since the index was built."""
    _index(place)
    archive = place / "archive"
    (archive / NEW).write_bytes(_paper(NEW))
    (archive / GONE).unlink()
    changed = archive / THERE[1]
    changed.write_text(changed.read_text(encoding="utf-8") + "\nThe panel thanked the clerk.\n", encoding="utf-8")


def _damage(place: Path) -> None:
    _index(place)
    with (place / "index" / FILE).open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xff" * 8192)


def _build(place: Path, report: Report) -> None:
    _build_with(place, report, repair=False)


def _repair(place: Path, report: Report) -> None:
    _build_with(place, report, repair=True)


def _build_with(place: Path, report: Report, repair: bool) -> None:
    def tell(name: str, done: int, total: int, passages: int) -> None:
        report(f"{done} done")

    build(place / "archive", place / "index", _MODEL[0], tell, repair=repair)
    report("built")


def _unread(place: Path, told: list[str]) -> Iterator[str]:
    papers = find_papers(place / "archive", place / "index")
    done = max((int(line.split()[0]) for line in told if line.endswith(" done")), default=0)
    kept = Index(place / "index").fingerprints() if done else {}
    for name, path in list(papers.items())[:done]:
        if kept.get(name) != fingerprint(path.read_bytes()):
            yield f"{name} was reported as read"
    if "built" in told and Index(place / "index").meta.get("complete") != "yes":
        yield "the build was reported as complete"


def _unmended(place: Path, told: list[str]) -> Iterator[str]:
    folder = place / "index"
    if len([path for path in folder.rglob(FILE) if b"\xff" * 8192 in path.read_bytes()]) == 0:
        yield "the damaged file is gone"
    if "built" in told:
        yield from _unread(place, told)
        yield from (one.found for one in check_index(folder) if one.wrong)


# A batch


def _table(place: Path) -> None:
    _index(place)
    with (place / "questions.csv").open("w", encoding="utf-8", newline="") as file:
        asked = (QUESTIONS[n % len(QUESTIONS)] for n in range(ROWS))
        csv.writer(file).writerows([["question"], *([one] for one in asked)])


def _batch(place: Path, report: Report) -> None:
    out = place / "answers.csv"
    if out.exists() and not batch.journal_of(out).exists():
        return  # it was killed when all was done
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # in this process: others would load the model first
    batch.BLOCK = BLOCK  # type: ignore[attr-defined]
    batch.ask_all(
        place / "questions.csv", out, place / "index", False, 10, lambda done, total, rate: report(f"{done} answered")
    )
    report("written")


def _unanswered(place: Path, told: list[str]) -> Iterator[str]:
    out = place / "answers.csv"
    done = max((int(line.split()[0]) for line in told if line.endswith(" answered")), default=0)
    journal = batch.journal_of(out)
    if out.exists():
        with out.open(encoding="utf-8-sig", newline="") as file:
            if len(list(csv.reader(file))) != ROWS + 1:
                yield "the answers are there in part"
    elif "written" in told:
        yield "the answers were reported as written"
    elif done and (not journal.exists() or journal.read_bytes().count(b"\n") - 1 < done):
        yield f"{done} answers were reported"


# Papers put in and taken out


def _desk(place: Path) -> Desk:
    """The desk of a server; its builds are forks, as this is, and have its model."""
    fork = multiprocessing.get_context("fork")
    multiprocessing.get_context = lambda method=None: fork  # type: ignore[assignment]
    builder.Encoder = lambda name: _MODEL[0]  # type: ignore
    desk = Desk(Assistant(place / "index"))
    desk.ready.set()
    return desk


def _read_all(desk: Desk) -> None:
    while desk.builder.progress.running:
        time.sleep(0.002)
    if error := desk.builder.progress.error:
        raise RuntimeError(error)


def _upload_ready(place: Path) -> None:
    _index(place)
    (place / "upload").mkdir()
    (place / "upload" / NEW).write_bytes(_paper(NEW))


def _upload(place: Path, report: Report) -> None:
    desk = _desk(place)
    if not desk.add(OWNER, place / "upload" / NEW, NEW).new:
        raise RuntimeError("it was not added")
    report("added")
    _read_all(desk)
    report("read")


def _upload_again(place: Path, report: Report) -> None:
    desk = _desk(place)
    if (place / "upload" / NEW).exists():
        desk.add(OWNER, place / "upload" / NEW, NEW)
    desk.builder.start()
    _read_all(desk)


def _not_added(place: Path, told: list[str]) -> Iterator[str]:
    file = place / "archive" / NEW
    if file.exists() and file.read_bytes() != _paper(NEW):
        yield f"{NEW} is there in part"
    if "added" in told and not file.exists():
        yield f"{NEW} was reported as added"
    if not file.exists() and not (place / "upload" / NEW).exists():
        yield f"{NEW} is nowhere"
    if "read" in told and NEW not in Index(place / "index").fingerprints():
        yield f"{NEW} was reported as read"


def _remove(place: Path, report: Report) -> None:
    if "was removed" not in _desk(place).withdraw(OWNER, GONE):
        raise RuntimeError("it was not removed")
    report("removed")


def _remove_again(place: Path, report: Report) -> None:
    desk = _desk(place)
    if (place / "archive" / GONE).exists() or GONE in desk.index.fingerprints():
        desk.withdraw(OWNER, GONE)


def _not_removed(place: Path, told: list[str]) -> Iterator[str]:
    file, kept = place / "archive" / GONE, place / "index" / "removed" / GONE
    there = [path for path in (file, kept) if path.exists()]
    if not there or any(path.read_bytes() != _paper(GONE) for path in there):
        yield f"{GONE} is lost, or there in part"
    if "removed" in told and (not kept.exists() or file.exists() or GONE in Index(place / "index").fingerprints()):
        yield f"{GONE} was reported as removed"


# Verdicts


def _judged(place: Path) -> None:
    _index(place)
    with closing(Assistant(place / "index")) as assistant:
        (place / "answer.json").write_text(assistant.ask(QUESTIONS[0]).model_dump_json(), encoding="utf-8")


def _judge(place: Path, report: Report) -> None:
    kept = Feedback(place / "index")
    answer = Answer.model_validate_json((place / "answer.json").read_text(encoding="utf-8"))
    while (number := len(kept.verdicts())) < VERDICTS:
        kept.keep(answer, None, Verdict("does_not", answer.passages[0]))
        report(f"{number + 1} kept")


def _forgotten(place: Path, told: list[str]) -> Iterator[str]:
    reported = max((int(line.split()[0]) for line in told), default=0)
    if len(read_verdicts(place / "index" / FEEDBACK)) < reported:
        yield f"{reported} verdicts were reported"
