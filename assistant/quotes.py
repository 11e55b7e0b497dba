"""The sentences a person is shown: verbatim, the best of the best passages, each said once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Citation, Quote
from assistant.retrieve import Evidence
from corpus import Kind

MOST = 5  # quotes of an answer
SOURCES = 8  # passages they are taken from
WORDS = 60  # words a quote grows to, whole sentences only
NEAR = 0.7  # share of the best passage's score that another must have to be quoted
EACH = 2  # quotes taken from one passage
WORTH = 0.75  # share of its nearest sentence's cosine that a second must have
TERMS_WEIGHT = 0.3  # of the share of the question's terms a sentence holds, beside its cosine
STEM = 6  # letters of a term that a word must begin with
KIN = 0.5  # share of the best sentence's cosine that a neighbour must have to be quoted with it
ALIKE = 0.9  # cosine from which on two quotes say the same

ASIDE = (Kind.HEADING, Kind.QUESTION, Kind.LABEL)  # what a passage holds beside what it tells


def choose_quotes(evidence: Sequence[Evidence], terms: Sequence[str]) -> list[Quote]:
    """Quotes from the best passages, best first.

    From each passage the runs of whole sentences around those nearest to the question, in meaning and by its terms.
    Headings are left out, for the citation names them, and so is the question that a passage answers.
    """
    quotes: list[Quote] = []
    chosen: list[NDArray[np.float32]] = []
    for source in evidence[:SOURCES]:
        if source.score < NEAR * evidence[0].score:
            break
        passage = source.passage
        quoted = passage.char_start
        for start, end, vector in _runs(source, terms):
            if any(float(vector @ other) >= ALIKE for other in chosen) or start < quoted or len(quotes) == MOST:
                continue
            chosen.append(vector)
            quoted = end
            quotes.append(
                Quote(
                    text=passage.text[start - passage.char_start : end - passage.char_start],
                    passage=passage.id,
                    citation=Citation.of(passage, start, end),
                    spelled=[one.spelled for one in passage.sentences if start <= one.start < end and one.spelled],
                    also=[Citation.of(other) for other in source.also],
                )
            )
    return quotes


def _runs(source: Evidence, terms: Sequence[str]) -> list[tuple[int, int, NDArray[np.float32]]]:
    """Runs of sentences worth quoting, in reading order: offsets in the document, and the vector of the nearest."""
    kinds = [one.kind for one in source.passage.sentences]
    told = [i for i, kind in enumerate(kinds) if kind not in ASIDE] or list(range(len(kinds)))
    near = {i: float(source.nearness[i]) + TERMS_WEIGHT * _share(_words(source, i, i), terms) for i in told}
    best = sorted(told, key=lambda i: -near[i])
    worth = [i for i in best[:EACH] if near[i] >= WORTH * near[best[0]]]
    return [(*_grow(source, near, i), source.sentences[i]) for i in sorted(worth)]


def _grow(source: Evidence, near: dict[int, float], best: int) -> tuple[int, int]:
    """Offsets of the sentences around the best that stay within the length of a quote, nearer neighbours first."""
    low = high = best
    while True:
        fitting = [
            i
            for i in (low - 1, high + 1)
            if i in near and near[i] >= KIN * near[best] and len(_words(source, min(low, i), max(high, i))) <= WORDS
        ]
        if not fitting:
            break
        nearer = max(fitting, key=lambda i: near[i])
        low, high = min(low, nearer), max(high, nearer)
    # What a colon announces belongs to it.
    while _words(source, high, high)[-1:][0].endswith((":", ";")) and high + 1 in near:
        if len(_words(source, low, high + 1)) > 2 * WORDS:
            break
        high += 1
    return source.passage.sentences[low].start, source.passage.sentences[high].end


def _words(source: Evidence, first: int, last: int) -> list[str]:
    passage = source.passage
    start, end = passage.sentences[first].start, passage.sentences[last].end
    return passage.text[start - passage.char_start : end - passage.char_start].split()


def _share(words: Sequence[str], terms: Sequence[str]) -> float:
    """The share of the terms that some of the words begin like: enough to see "complaint" in "complaints"."""
    text = " " + " ".join(words).casefold()
    return sum(f" {term[:STEM]}" in text for term in terms) / len(terms) if terms else 0.0
