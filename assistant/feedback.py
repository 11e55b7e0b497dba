"""What people say of answers: kept beside the index in a file of its own, which no build touches."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.answer import Answer, Quote, RankedPassage
from assistant.wording import counted
from corpus import PanelError
from index import Filters, Index, folder_of_all, has_all
from index.check import Check
from index.database import mending, saving
from index.repair import readable, set_aside
from index.schema import VERSION as LAYOUT
from index.whole_file import whole

FILE = "feedback.sqlite"
VERSION = 1
Word = Literal["answers", "does_not"]
VERSIONS = ("program", "layout", "index_id", "generation", "model", "weights")  # columns

# Every row is a verdict as it was given, and none is ever changed. Nothing is kept of the person.
SCHEMA = """
CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    said_at TEXT NOT NULL,  -- ISO, UTC
    question TEXT NOT NULL,
    filters TEXT NOT NULL,  -- JSON object; each null where there was none
    answer TEXT NOT NULL,  -- JSON, as answer.py describes it
    evidence TEXT,  -- JSON of the quote or ranked passage that it is about; null: "not found" as a whole
    verdict TEXT NOT NULL CHECK (verdict IN ('answers', 'does_not')),
    program TEXT NOT NULL,
    layout INTEGER NOT NULL,  -- of the index
    index_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    model TEXT NOT NULL,
    weights TEXT NOT NULL  -- SHA-256
);
"""
COLUMNS = "said_at, question, filters, answer, evidence, verdict, program, layout, index_id, generation, model, weights"


class FeedbackError(PanelError):
    """A verdict that cannot be kept, or a file of verdicts that cannot be read. The message says why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of one quote or ranked passage of an answer: it answers the question, or it does not.

    Where `about` is none it is of an answer of "not found": `answers` says that it is right, and `does_not` that the
    archive holds an answer somewhere.
    """

    word: Word
    about: Quote | RankedPassage | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A verdict as it was kept. `answer` and `evidence` are the JSON objects that answer.py describes."""

    said_at: str
    question: str
    filters: Filters
    answer: dict[str, Any]
    evidence: dict[str, Any] | None
    word: Word
    versions: dict[str, str | int]  # program, layout, index_id, generation, model, weights


class Feedback:
    """The verdicts on an index's answers. Safe to share between threads and processes.

    Raises `StoreError` where the folder holds no usable index.
    """

    def __init__(self, folder: Path) -> None:
        self.index = Index(folder)
        self.path = folder / FILE

    def keep(self, answer: Answer, filters: Filters | None, *verdicts: Verdict) -> None:
        """Keep what was said of an answer to a question asked with these filters: all of it or, with an error, nothing.

        Raises `FeedbackError` for a verdict that is none or not about this answer, for words that the index no longer
        holds there, and where the file cannot be written.
        """
        for verdict in verdicts:
            self._check(answer, verdict)
        meta = self.index.meta
        versions = (version("panel-assistant"), LAYOUT, meta["id"], self.index.generation, meta["model"])
        said_at = datetime.now(UTC).isoformat(timespec="seconds")
        asked = (answer.question, json.dumps(asdict(filters or Filters())), answer.model_dump_json())
        rows = [
            (said_at, *asked, one.about and one.about.model_dump_json(), one.word, *versions, meta["weights"])
            for one in verdicts
        ]
        with _open(self.path) as db, saving(db):
            db.executemany(f"INSERT INTO verdicts VALUES (NULL{', ?' * 12})", rows)

    def verdicts(self) -> list[Kept]:
        """Every verdict, in the order they were given. Raises `FeedbackError` where the file cannot be read."""
        return read_verdicts(self.path)

    def add_from(self, other: Path) -> None:
        """Keep the verdicts of another such file, but for those that are here already."""
        with _open(self.path) as db:
            told = COLUMNS.replace("evidence", "coalesce(evidence, '')")  # a null is never in what it is looked for in
            db.execute("ATTACH ? AS other", (str(other),))
            with saving(db):
                db.execute(
                    f"INSERT INTO verdicts ({COLUMNS}) SELECT {COLUMNS} FROM other.verdicts"
                    f" WHERE ({told}) NOT IN (SELECT {told} FROM verdicts) ORDER BY id"
                )

    def hand_over(self, other: "Feedback") -> None:
        """Have verdicts on answers that show what the index no longer holds kept by another; none of their words stay
        in this file. Raises `FeedbackError` where either file cannot be used."""
        if not self.path.exists():
            return
        held = self.index.fingerprints().keys()
        with _open(self.path) as db:
            rows = db.execute("SELECT * FROM verdicts ORDER BY id").fetchall()
            gone = [row for row in rows if not self._still_shown(json.loads(row[4]), held)]
            if gone:
                with _open(other.path) as kept, saving(kept):
                    kept.executemany(f"INSERT INTO verdicts VALUES (NULL{', ?' * 12})", [row[1:] for row in gone])
                db.executemany("DELETE FROM verdicts WHERE id = ?", [row[:1] for row in gone])
                db.execute("VACUUM")
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _still_shown(self, answer: dict[str, Any], held: Collection[str]) -> bool:
        shown = [*answer["quotes"], *answer["passages"]]
        there = all(words_at(self.index, one["citation"]) == one["text"] for one in shown)
        return there and all(also["document"] in held for one in shown for also in one["also"])

    def _check(self, answer: Answer, verdict: Verdict) -> None:
        about = verdict.about
        if verdict.word not in get_args(Word):
            raise FeedbackError(f"“{verdict.word}” is no verdict; say {' or '.join(get_args(Word))}.")
        if about is None:
            if answer.status == "answered":
                raise FeedbackError("The question was answered; say of each quote whether it answers it.")
        elif about not in [*answer.quotes, *answer.passages]:
            raise FeedbackError("These words are not part of the answer to this question; ask it again.")
        elif words_at(self.index, about.citation.model_dump()) != about.text:
            raise FeedbackError(f"{about.citation.document} was read anew since this was answered; ask again.")


def read_verdicts(path: Path) -> list[Kept]:
    """Every verdict in a file, in the order they were given; none where there is no file. Raises `FeedbackError`."""
    if not path.exists():
        return []
    with _open(path) as db:
        db.row_factory = sqlite3.Row
        return [_kept(dict(row)) for row in db.execute("SELECT * FROM verdicts ORDER BY id")]


def check_feedback(folder: Path) -> Check:
    """Whether the verdicts kept in an index's folder can all be read."""
    path = folder / FILE
    try:
        number = len(read_verdicts(path))
        with closing(sqlite3.connect(path)) if path.exists() else nullcontext() as db:
            problems = [row[0] for row in db.execute("PRAGMA integrity_check(3)")] if db else ["ok"]
    except (FeedbackError, sqlite3.DatabaseError, ValueError, TypeError) as error:
        return Check("feedback", str(error), wrong=True)
    if problems != ["ok"]:
        return Check("feedback", "; ".join(problems).replace("\n", " "), wrong=True)
    return Check("feedback", counted(number, "verdict"))


def mend_feedback(folder: Path) -> str | None:
    """Put the verdicts that can be read of a damaged file into a new one; what was done, in a sentence, None where
    nothing was wrong. Raises `FeedbackError` for a file of another version."""
    path = folder / FILE
    if not check_feedback(folder).wrong:
        return None
    rows: list[Sequence[Any]] = []
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path, timeout=30)) as old:
        if _layout(old) not in (0, VERSION):
            raise _of_another_version(path, _layout(old))
        most = path.stat().st_size // 100  # a verdict has more bytes
        found = readable(old, "SELECT * FROM verdicts WHERE id BETWEEN ? AND ? ORDER BY id", most)
        rows = [row for row in found if _is_whole(row)]
    try:
        with whole(path) as part:
            with closing(sqlite3.connect(part, isolation_level=None)) as new:
                _begin(new)
                new.executemany(f"INSERT INTO verdicts VALUES (?{', ?' * 12})", rows)
            kept = set_aside(folder, FILE)
            for ending in ("-wal", "-shm"):
                path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    except (OSError, sqlite3.DatabaseError) as error:
        raise _unusable(path, error) from error
    return f"{counted(len(rows), 'verdict')} of the damaged {path} could be read; the damaged one is kept in {kept}."


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of its own, closed at the end: verdicts are few, and any thread may give one."""
    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
            _prepare(db, path)
            yield db
    except sqlite3.OperationalError as error:
        raise _unusable(path, error) from error
    except sqlite3.DatabaseError as error:
        raise FeedbackError(
            f"The feedback file {path} is damaged ({error}); mend it: {mending(path.parent)}"
        ) from error


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    if _layout(db) == 0:
        with saving(db):
            if _layout(db) == 0:  # still, for another process may have been first
                _begin(db)
    if _layout(db) != VERSION:
        raise _of_another_version(path, _layout(db))


def _begin(db: sqlite3.Connection) -> None:
    db.execute(SCHEMA)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _unusable(path: Path, error: Exception) -> FeedbackError:
    return FeedbackError(
        f"The feedback file {path} cannot be used ({error}); "
        "see that the disk has room and the file may be written, and try again."
    )


def _of_another_version(path: Path, layout: int) -> FeedbackError:
    return FeedbackError(
        f"The feedback file {path} was made by another version of this program "
        f"(layout {layout}, here {VERSION}); use that version, or move the file away."
    )


def hand_over_withdrawn(folder: Path) -> None:
    """Have what people said of papers that may be exempt now kept beside the index of all papers, and nowhere else;
    `folder` is that of the index of the open papers. Raises `FeedbackError`."""
    if has_all(folder):
        Feedback(folder).hand_over(Feedback(folder_of_all(folder)))


def words_at(index: Index, citation: dict[str, Any]) -> str:
    """What an index's document says between a citation's offsets; nothing where the index has no such document."""
    try:
        return index.document_text(citation["document"])[citation["char_start"] : citation["char_end"]]
    except KeyError:
        return ""


def _layout(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _is_whole(row: Sequence[Any]) -> bool:
    """Whether a row of a damaged file is a verdict still."""
    names = ("id", "said_at", "question", "filters", "answer", "evidence", "verdict", *VERSIONS)
    try:
        kept = _kept(dict(zip(names, row, strict=True)))
    except (ValueError, TypeError):
        return False
    return kept.word in get_args(Word) and isinstance(kept.question, str)


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(
        row["said_at"],
        row["question"],
        Filters(**json.loads(row["filters"])),
        json.loads(row["answer"]),
        row["evidence"] and json.loads(row["evidence"]),
        row["verdict"],
        {name: row[name] for name in VERSIONS},
    )
