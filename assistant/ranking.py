"""The order of the evidence: a few measures of each passage, weighed by what was learned (eval/fit.py)."""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.match import Asked, match_words
from assistant.question import Question
from assistant.when import When
from corpus import Kind, PaperKind
from index import Filters, PassageVectors, StoredPassage

FEATURES = (
    "cosine",  # of the question and the passage
    "nearest sentence",  # cosine of the question and the nearest sentence
    "words matched",  # weighted mean over the question's words
    "in its own words",  # the same without the passage's context
    "with the one before",  # the same, a word of the passage before counting a little less
    "length",
    "agenda",  # it names every subject and says nothing of it
    "boilerplate",
    "meeting of the time",  # that the question names
    "period of the time",
    "time named",  # in its own words or headings
    "another time",
)
BEFORE = 0.9  # what a match in the passage before is worth
NUMBER = re.compile(r"\d[\d,.]*")
PARAGRAPH = re.compile(r"^\W*(?:\d+(?:\.\d+)*\.?\W+)")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, as understood and as vectors, and where."""

    question: Question
    asked: Asked
    filters: Filters | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """The passages that any of some searches found, each read once; by their keys."""

    passages: Mapping[int, StoredPassage]
    vectors: Mapping[int, PassageVectors]  # of those before them too
    before: Mapping[int, int]  # the passage before each, where it has one


def features(searches: Sequence[Search], found: Sequence[Sequence[int]], pool: Pool) -> list[NDArray[np.float32]]:
    """The measures of the passages found by each search, given by their keys: shape (passages, len(FEATURES)) each."""
    passages = list(pool.passages.values())
    at = {passage.key: row for row, passage in enumerate(passages)}
    meaning = _by_meaning(searches, passages, pool)
    words = _by_words(searches, found, pool)
    facts = np.array([_facts(passage) for passage in passages], dtype=np.float32)
    days = np.array([_days(passage) for passage in passages], dtype="datetime64[D]")
    timed = any(search.question.whens for search in searches)
    texts = [" ".join([one.text, *one.headings]).casefold() if timed else "" for one in passages]
    measured = []
    for search, keys, near, matched in zip(searches, found, meaning, words, strict=True):
        own = [at[key] for key in keys]
        times = _times(search.question.whens, days[own], [texts[row] for row in own])
        measured.append(np.column_stack([near[own], matched, facts[own], times]))
    return measured


def _by_meaning(searches: Sequence[Search], passages: Sequence[StoredPassage], pool: Pool) -> NDArray[np.float32]:
    """The first two measures of each passage for each search: shape (searches, passages, 2)."""
    stored = [pool.vectors[passage.key] for passage in passages]
    begins = np.cumsum([0, *(len(own.sentences) for own in stored[:-1])])
    says = np.zeros(sum(len(own.sentences) for own in stored), dtype=np.bool_)
    says[[begin + at for begin, passage in zip(begins.tolist(), passages, strict=True) for at in told(passage)]] = True
    asked = np.stack([search.asked.vector for search in searches])
    whole = asked @ np.stack([own.vector for own in stored]).T
    near = np.where(says, asked @ np.concatenate([own.sentences for own in stored]).T, np.float32(-1))
    nearest = np.maximum.reduceat(near, begins, axis=1)
    return np.stack([whole, nearest], axis=-1)


def _by_words(searches: Sequence[Search], found: Sequence[Sequence[int]], pool: Pool) -> list[NDArray[np.float32]]:
    """The next three measures of the passages found by each search: shape (passages, 3) each."""
    # Each passage, and then each the one before it.
    wanted = [[*keys, *(pool.before.get(key, key) for key in keys)] for keys in found]
    bodies = {key: passage.body for key, passage in pool.passages.items()}
    matched = match_words([search.asked for search in searches], wanted, pool.vectors, bodies)
    measured = []
    for search, keys, (whole, own) in zip(searches, found, matched, strict=True):
        worth = np.array([BEFORE if key in pool.before else 1 for key in keys], dtype=np.float32)[:, np.newaxis]
        this, before = np.split(whole, 2)
        three = np.stack([this, own[: len(keys)], np.maximum(this, worth * before)], axis=1)
        measured.append(three @ search.asked.weights)
    return measured


def figures(text: str) -> set[str]:
    """The figures of a text, the number of its paragraph left out."""
    return set(NUMBER.findall(PARAGRAPH.sub("", text)))


def new_figures(question: Question, text: str) -> set[str]:
    """The figures of a text that the question does not hold."""
    return figures(text) - set(NUMBER.findall(question.text))


def score(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The score of each passage by its measures, higher for better: shape (passages,)."""
    return rows @ weights()


def told(passage: StoredPassage, aside: Collection[Kind] = (Kind.HEADING, Kind.LABEL)) -> list[int]:
    """The sentences of a passage that say something: all but those of some kinds, unless there is nothing else."""
    kinds = [one.kind for one in passage.sentences]
    return [i for i, kind in enumerate(kinds) if kind not in aside] or list(range(len(kinds)))


def _facts(passage: StoredPassage) -> tuple[float, bool, bool]:
    """The three measures of a passage that no question changes."""
    agenda = passage.kind == PaperKind.AGENDA and not passage.boilerplate
    return _length(passage.text), agenda, passage.boilerplate


@lru_cache(2000)
def _length(text: str) -> float:
    return math.log(20 + len(PARAGRAPH.sub("", text).split()))


def _days(passage: StoredPassage) -> list[str]:
    """The days of a passage's meeting and of both ends of its period."""
    return [day or "NaT" for day in (passage.meeting_date, passage.period_start, passage.period_end)]


def _times(whens: Sequence[When], days: NDArray[np.datetime64], texts: Sequence[str]) -> NDArray[np.bool_]:
    """The last four measures, of passages by their days and their words: shape (passages, 4)."""
    named = np.zeros((3, len(texts)), dtype=np.bool_)
    meeting, first, last = days.T
    for when in whens:
        begin, end = np.datetime64(when.first), np.datetime64(when.last)
        words = when.words.casefold()
        named |= [
            (begin <= meeting) & (meeting <= end),
            (begin <= last) & (first <= end),
            [words in text for text in texts],
        ]
    dated = ~(np.isnat(meeting) & np.isnat(first))
    return np.stack([*named, bool(whens) & dated & ~named.any(axis=0)], axis=1)


@cache
def weights() -> NDArray[np.float32]:
    learned = json.loads(files("assistant").joinpath("ranking.json").read_text(encoding="utf-8"))
    # A new measure weighs nothing until eval/fit.py has run.
    return np.array([learned.get(name, 0.0) for name in FEATURES], dtype=np.float32)
