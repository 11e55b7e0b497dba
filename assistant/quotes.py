"""The sentences a person is shown: verbatim, the best of the best passages, each said once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Citation, Quote
from assistant.retrieve import Evidence
from corpus import Kind, split_sentences
from index import StoredPassage

MOST = 5  # quotes of an answer
SOURCES = 6  # passages they are taken from
WORDS = 60  # words a quote grows to, whole sentences only
NEAR = 0.82  # share of the best passage's score that another must have to be quoted
KIN = 0.5  # share of the best sentence's cosine that a neighbour must have to be quoted with it
ALIKE = 0.9  # cosine from which on two quotes say the same

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int  # in the document
    end: int
    text: str


def choose_quotes(evidence: Sequence[Evidence], question: NDArray[np.float32], encode: Encode) -> list[Quote]:
    """Quotes from the best passages, best first.

    From each passage the run of whole sentences around the one nearest in meaning to the question (whose vector is
    given, shape (dimension,)); headings are left out, for the citation names them.
    """
    if not evidence:
        return []
    worthy = [e for e in evidence[:SOURCES] if e.score >= NEAR * evidence[0].score]
    sentences = [_sentences(e) for e in worthy]
    vectors = encode([" ".join(s.text.split()) for group in sentences for s in group])
    quotes: list[Quote] = []
    chosen: list[NDArray[np.float32]] = []
    first = 0
    for source, group in zip(worthy, sentences, strict=True):
        near = vectors[first : first + len(group)] @ question
        own = vectors[first : first + len(group)]
        first += len(group)
        best = int(np.argmax(near))
        if any(float(own[best] @ other) >= ALIKE for other in chosen):
            continue
        low, high = _grow(group, near, best)
        start, end = group[low].start, group[high].end
        passage = source.passage
        text = passage.text[start - passage.char_start : end - passage.char_start]
        chosen.append(own[best])
        quotes.append(
            Quote(
                text=text,
                passage=passage.id,
                citation=Citation.of(passage, start, end),
                also=[Citation.of(other) for other in source.also],
            )
        )
        if len(quotes) == MOST:
            break
    return quotes


def _sentences(evidence: Evidence) -> list[_Sentence]:
    """What a passage tells, sentence by sentence: not its headings, nor the question it answers, unless that is all."""
    passage = evidence.passage
    found = [
        (kind, _Sentence(start, end, passage.text[start - passage.char_start : end - passage.char_start]))
        for first, last, kind in passage.parts
        for start, end in _split(passage, first, last)
    ]
    told = [sentence for kind, sentence in found if kind not in (Kind.HEADING, Kind.QUESTION, Kind.LABEL)]
    return told or [sentence for _, sentence in found]


def _split(passage: StoredPassage, first: int, last: int) -> Iterator[tuple[int, int]]:
    offset = passage.char_start
    for start, end in split_sentences(passage.text, first - offset, last - offset):
        yield start + offset, end + offset


def _grow(group: Sequence[_Sentence], near: NDArray[np.float32], best: int) -> tuple[int, int]:
    """The run of sentences around the best that stays within the length of a quote, nearer neighbours first."""
    low = high = best
    while True:
        options = [i for i in (low - 1, high + 1) if 0 <= i < len(group)]
        fitting = [
            i
            for i in options
            if near[i] >= KIN * near[best]
            and len(" ".join(s.text for s in group[min(low, i) : max(high, i) + 1]).split()) <= WORDS
        ]
        if not fitting:
            return low, high
        nearer = max(fitting, key=lambda i: float(near[i]))
        low, high = min(low, nearer), max(high, nearer)
