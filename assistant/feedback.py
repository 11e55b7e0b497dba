"""What people say of answers: kept beside the index in a file of its own, which no build touches."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.answer import Answer, Quote, RankedPassage
from corpus import PanelError
from index import Filters, Index, folder_of_all, has_all
from index.schema import VERSION as LAYOUT

FILE = "feedback.sqlite"
VERSION = 1
Word = Literal["answers", "does_not"]

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
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(f"INSERT INTO verdicts VALUES (NULL{', ?' * 12})", rows)
            db.execute("COMMIT")

    def verdicts(self) -> list[Kept]:
        """Every verdict, in the order they were given. Raises `FeedbackError` where the file cannot be read."""
        if not self.path.exists():
            return []
        with self._open() as db:
            db.row_factory = sqlite3.Row
            return [_kept(dict(row)) for row in db.execute("SELECT * FROM verdicts ORDER BY id")]

    def hand_over(self, other: "Feedback") -> None:
        """Have verdicts on answers that show what the index no longer holds kept by another; none of their words stay
        in this file. Raises `FeedbackError` where either file cannot be used."""
        if not self.path.exists():
            return
        held = self.index.fingerprints().keys()
        with self._open() as db:
            rows = db.execute("SELECT * FROM verdicts ORDER BY id").fetchall()
            gone = [row for row in rows if not self._still_shown(json.loads(row[4]), held)]
            if gone:
                with other._open() as kept:
                    kept.execute("BEGIN IMMEDIATE")
                    kept.executemany(f"INSERT INTO verdicts VALUES (NULL{', ?' * 12})", [row[1:] for row in gone])
                    kept.execute("COMMIT")
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

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own, closed at the end: verdicts are few, and any thread may give one."""
        try:
            with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as db:
                self._prepare(db)
                yield db
        except sqlite3.OperationalError as error:
            raise FeedbackError(
                f"The feedback file {self.path} cannot be used ({error}); "
                "see that the disk has room and the file may be written, and try again."
            ) from error
        except sqlite3.DatabaseError as error:
            raise FeedbackError(
                f"The feedback file {self.path} is damaged ({error}); move it away, and a new one is begun."
            ) from error

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        if _layout(db) == 0:
            db.execute("BEGIN IMMEDIATE")
            if _layout(db) == 0:  # still, for another process may have been first
                db.execute(SCHEMA)
                db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")
        if _layout(db) != VERSION:
            raise FeedbackError(
                f"The feedback file {self.path} was made by another version of this program "
                f"(layout {_layout(db)}, here {VERSION}); use that version, or move the file away."
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


def _kept(row: dict[str, Any]) -> Kept:
    names = ("program", "layout", "index_id", "generation", "model", "weights")
    return Kept(
        row["said_at"],
        row["question"],
        Filters(**json.loads(row["filters"])),
        json.loads(row["answer"]),
        row["evidence"] and json.loads(row["evidence"]),
        row["verdict"],
        {name: row[name] for name in names},
    )
