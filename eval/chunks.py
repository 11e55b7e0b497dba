"""Documents cut by length alone, and what such chunks hold."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from eval.questions import Question
from index import Encoder

CHARACTERS = 1_000  # of a chunk, as in the tutorials of LangChain
OVERLAP = 200  # characters of the chunk before


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a document."""

    id: str
    document: str
    text: str
    start: int  # offset in the document's extracted text

    @property
    def end(self) -> int:
        """The offset at which it ends."""
        return self.start + len(self.text)


def cut_by_characters(document: str, text: str) -> list[Chunk]:
    """Chunks of 1,000 characters, each beginning with the last 200 of the one before."""
    step = CHARACTERS - OVERLAP
    starts = range(0, max(len(text) - OVERLAP, 1), step)
    return _chunks(document, ((start, text[start : start + CHARACTERS]) for start in starts))


def cut_by_tokens(document: str, text: str, encoder: Encoder) -> list[Chunk]:
    """Chunks of whole words, as many as the model reads at once (256 tokens, its two marks included), no overlap."""
    parts = [""]
    room = encoder.limit
    for word in re.findall(r"\s*\S+", text):
        size = encoder.word_pieces(word)
        if size > room:
            parts.append("")
            room = encoder.limit
        parts[-1] += word
        room -= size
    starts = accumulate(map(len, parts), initial=0)
    return _chunks(document, zip(starts, parts, strict=False))  # one start more, where the last part ends


def _chunks(document: str, parts: Iterable[tuple[int, str]]) -> list[Chunk]:
    return [
        Chunk(f"{document}#{number}", document, text, start)
        for number, (start, text) in enumerate(parts)
        if text.strip()
    ]


def right_chunks(question: Question, chunks: Iterable[Chunk]) -> dict[str, int]:
    """The ids of the chunks that answer a question, each with how many of its words must be read until it has.

    A chunk knows no heading, paragraph or page: it is right when it is of the document, overlaps the span, if one is
    given, and holds the facts of one piece of evidence.
    """
    found: dict[str, int] = {}
    for chunk in chunks:
        here = [e for e in question.evidence if e.covers(chunk.document, chunk.start, chunk.end)]
        told = [e.words_to(chunk.text, chunk.start) for e in here]
        if read := [words for words in told if words is not None]:
            found[chunk.id] = min(read)
    return found


class WordIndex:
    """Chunks searched by words: BM25 of SQLite's FTS5 over stems, as the index itself has it, in memory."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._ids = [chunk.id for chunk in chunks]
        self._db = sqlite3.connect(":memory:")
        self._db.execute("CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'porter unicode61')")
        self._db.executemany("INSERT INTO words (text) VALUES (?)", [(chunk.text,) for chunk in chunks])

    def search(self, question: str, top: int) -> dict[str, float]:
        """The chunks that hold any word of a question: id to score (higher is better), best first."""
        query = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        rows = self._db.execute(
            "SELECT rowid, -bm25(words) FROM words WHERE words MATCH ? ORDER BY bm25(words), rowid LIMIT ?",
            (query, top),
        )
        return {self._ids[row - 1]: float(score) for row, score in rows}
