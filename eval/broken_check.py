"""A broken paper made, read, and looked at whether what was read can be trusted."""

import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np

from corpus import PaperError, Reading, read_document, read_passages
from eval.broken_docx import broken_docx
from eval.broken_papers import papers
from eval.broken_pdf import broken_pdf
from eval.broken_text import broken_html, broken_text
from index.late import PassageVectors
from index.saving import save_reading
from index.schema import SCHEMA
from index.store import UNTOLD

LIMIT = 254  # word pieces, as of the default model
BREAK: dict[str, Callable[[Random, bytes], bytes]] = {
    ".pdf": broken_pdf,
    ".docx": broken_docx,
    ".html": broken_html,
    ".txt": broken_text,
}


def make(seed: int, number: int) -> tuple[str, bytes]:
    """A broken paper, by its number."""
    random = Random(f"{seed} {number}")
    name, content = random.choice(papers())
    kind = Path(name).suffix
    return f"{seed}-{number}{kind}", BREAK[kind](random, content)


def make_and_check(seed: int, number: int) -> str:
    """Make a broken paper and read it: see `check`."""
    return check(*make(seed, number))


def check(name: str, content: bytes) -> str:
    """Read a paper and try what was read: "read", "refused: …" with the reason, or what is wrong."""
    try:
        reading = read_passages(read_document(name, content), lambda text: 1 + len(text) // 4, LIMIT)
    except PaperError as error:
        reason = str(error)
        return f"refused: {reason}" if reason.isprintable() and reason else f"a reason that is none: {reason!r}"
    except Exception:
        return traceback.format_exc()
    try:
        _check_offsets(reading)
        _check_index(reading)
    except Exception:
        return traceback.format_exc()
    return "read"


def _check_offsets(reading: Reading) -> None:
    text, last = reading.document.text, 0
    text.encode()
    for passage in reading.passages:
        assert passage.text == text[passage.start : passage.end], "a passage is not its slice"
        assert last <= passage.start < passage.end, "passages overlap, or one is empty"
        last = passage.end
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end, "a sentence leaves its passage"


def _check_index(reading: Reading) -> None:
    """Save it as an index does, and find the first word of each passage."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        save_reading(db, reading, "0", [_vectors(len(one.sentences)) for one in reading.passages], UNTOLD)
        saved = [row[0] for row in db.execute("SELECT text FROM passages ORDER BY key")]
        assert saved == [passage.text for passage in reading.passages], "SQLite gives other passages back"
        assert db.execute("SELECT text FROM documents").fetchone()[0] == reading.document.text, "or another text"
        db.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def _vectors(sentences: int) -> PassageVectors:
    return PassageVectors(
        np.zeros(2, np.float32), np.zeros((sentences, 2), np.float32), np.zeros((1, 2), np.int8), np.zeros(1, np.int32)
    )
