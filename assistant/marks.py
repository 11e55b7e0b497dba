"""The words of a quote that answer: what is asked for where it stands nearest to the question's own words, or these."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering import Span, find_answering
from assistant.columns import drop_other_columns
from assistant.match import Asked, match_stretches
from assistant.question import STOP_WORDS, WORD, Question
from corpus.sentences import split_sentences
from index import PassageVectors

MOST = 0.5  # share of a quote's characters that is marked at most
ALIKE = 0.6  # cosine from which on a word is a question's word in another form
MATTERS = 0.35  # share of the weight of a question's weightiest word that a word has which is marked
CHANCE = 0.3  # cosine that any two words have
REACH = 12.0  # words over which nearness to a word of the question falls to a third
SENTENCE, COMMA = 8, 3  # words that the end of a sentence and a comma count for
FAR = 0.1  # points below which the best stretch stands too far from the question's words to be its answer
NEAREST = 0.7  # share of the points of the best stretch that another must have to be marked too


def find_marks(
    text: str, question: Question, asked: Asked, stored: PassageVectors, start: int, spelled: Sequence[str] = ()
) -> list[Span]:
    """Offsets in a quote of the words that answer the question, in order and apart; none where nothing can be told.

    `stored` are the vectors of the quote's passage, and `start` is where the quote begins in the document;
    `spelled` are its rows of a table with their heads.
    """
    words = [one.span() for one in WORD.finditer(text)]
    if not words:
        return []
    near = match_stretches(asked, stored, [(start + first, start + last) for first, last in words])
    found = drop_other_columns(text, find_answering(text, question), spelled, asked)
    points = _nearness(text, words, found, near, asked)
    best = max(points, default=0)
    least = NEAREST * best
    if best < FAR:
        found, points, least = words, _likeness(text, words, near, asked), ALIKE
    best_first = sorted(zip(points, found, strict=True), key=lambda one: -one[0])
    return _within(text, (span for worth, span in best_first if worth >= least))


def _likeness(text: str, words: list[Span], near: NDArray[np.float32], asked: Asked) -> list[float]:
    """The cosine of each word with the nearest of the question's weightier words, 0 for a word without a subject."""
    matter = asked.weights >= MATTERS * asked.weights.max()
    bare = [text[first:last].casefold() in STOP_WORDS for first, last in words]
    return np.where(bare, 0, near[:, matter].max(axis=1)).tolist()  # type: ignore[no-any-return]


def _nearness(text: str, words: list[Span], found: list[Span], near: NDArray[np.float32], asked: Asked) -> list[float]:
    """How near each stretch stands to the words of the question, each by its weight and by how well it is matched."""
    ends = [end for _, end in split_sentences(text)]
    commas = [one.end() for one in re.finditer(r"[,;:(](?=\s)|\s[–—-]\s", text)]
    # Where each word stands, what parts it from others counting for some words.
    at = np.array(
        [
            i + SENTENCE * sum(end <= first for end in ends) + COMMA * sum(end <= first for end in commas)
            for i, (first, _) in enumerate(words)
        ]
    )
    matched = np.maximum(near - CHANCE, 0) / (1 - CHANCE)
    points = []
    for start, end in found:
        own = at[[first < end and start < last for first, last in words]]
        far = np.abs(at[:, None] - own[None, :]).min(axis=1)
        points.append(float((matched * np.exp(-far / REACH)[:, None]).max(axis=0) @ asked.weights))
    return points


def _within(text: str, best_first: Iterable[Span]) -> list[Span]:
    """The first stretches that take no more of a text than is ever marked, joined where only a space parts them."""
    left = MOST * len(text)
    kept: list[Span] = []
    for start, end in best_first:
        if end - start <= left:
            left -= end - start
            kept.append((start, end))
    joined: list[Span] = []
    for start, end in sorted(kept):
        if joined and not text[joined[-1][1] : start].strip(" \n"):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined
