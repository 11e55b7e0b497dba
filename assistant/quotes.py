"""The sentences a person is shown: verbatim, the best of the best passages, each said once."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Citation, Quote
from assistant.marks import find_marks
from assistant.match import Asked, match_sentences
from assistant.question import Question
from assistant.ranking import figures, new_figures, told
from assistant.retrieve import Evidence
from corpus import Kind

MOST = 5  # quotes of an answer
SOURCES = 8  # passages they are taken from
WORDS = 80  # words a quote grows to, whole sentences only
BEHIND = 2.0  # how far behind the best passage's score another may be and still be quoted
EACH = 2  # quotes taken from one passage
WORTH = 0.75  # share of its best sentence's points that a second must have
MATCH_WEIGHT = 1.0  # of the question's words matched in a sentence, beside the cosine of its whole
WANTED = 0.15  # points for holding a figure where one is asked for
KIN = 0.5  # share of the best sentence's points that a neighbour must have to be quoted with it
ALIKE = 0.9  # cosine from which on two quotes say the same

# A sentence that says of what was said before it.
LEANS = re.compile(
    r"\W*(?:this|these|those|they|it|its|he|she|such|however|to that end|as such|in addition)\b", re.IGNORECASE
)
SOMEBODY = re.compile(r"\b(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady)\b|\b[A-Z][a-z]+ [A-Z][a-z]+\b")
ASIDE = (Kind.HEADING, Kind.QUESTION, Kind.LABEL)  # what a passage holds beside what it tells


def choose_quotes(evidence: Sequence[Evidence], question: Question, asked: Asked) -> list[Quote]:
    """Quotes from the best passages, best first; of figures for one thing at two dates the latest first.

    From each passage the runs of whole sentences around those that answer best, by meaning, by the question's words
    and by holding what is asked for. Headings are left out, for the citation names them, and so is the question that a
    passage answers.
    """
    quotes: list[Quote] = []
    chosen: list[NDArray[np.float32]] = []
    near = [source for source in evidence[:SOURCES] if source.score >= evidence[0].score - BEHIND]
    # A question alone answers none.
    sources = [one for one in near if any(part.kind not in ASIDE for part in one.passage.sentences)] or near[:1]
    runs = [_runs(source, question, asked) for source in sources]
    # The best of each passage before the second of any: the distinct things that were said.
    for turn in range(EACH):
        for source, own in zip(sources, runs, strict=True):
            for start, end, vector in own[turn : turn + 1]:
                passage = source.passage
                text = passage.text[start - passage.char_start : end - passage.char_start]
                if len(quotes) < MOST and not _is_told(text, vector, quotes, chosen):
                    chosen.append(vector)
                    quotes.append(_quote(source, start, end, question, asked))
    return quotes if question.whens else _latest_first(quotes, chosen)


def _is_told(
    text: str, vector: NDArray[np.float32], quotes: Sequence[Quote], vectors: Sequence[NDArray[np.float32]]
) -> bool:
    """Whether a quote says what a text does, with all its figures."""
    return any(
        float(vector @ other) >= ALIKE and figures(text) <= figures(quote.text)
        for quote, other in zip(quotes, vectors, strict=True)
    )


def _quote(source: Evidence, start: int, end: int, question: Question, asked: Asked) -> Quote:
    passage = source.passage
    text = passage.text[start - passage.char_start : end - passage.char_start]
    spelled = [one.spelled for one in passage.sentences if start <= one.start < end and one.spelled]
    return Quote(
        text=text,
        passage=passage.id,
        citation=Citation.of(passage, start, end),
        spelled=spelled,
        marks=find_marks(text, question, asked, source.vectors, start, spelled),
        also=[Citation.of(other) for other in source.also],
    )


def _latest_first(quotes: list[Quote], vectors: Sequence[NDArray[np.float32]]) -> list[Quote]:
    """The quotes, those that say the same of another date with other figures put in the order of their dates."""
    order = list(range(len(quotes)))
    for i in range(len(quotes)):
        for j in range(i + 1, len(quotes)):
            earlier, later = (quotes[order[at]].citation.meeting_date for at in (i, j))
            if (
                earlier
                and later
                and earlier < later
                and float(vectors[order[i]] @ vectors[order[j]]) >= ALIKE
                and figures(quotes[order[i]].text) != figures(quotes[order[j]].text)
            ):
                order[i], order[j] = order[j], order[i]
    return [quotes[at] for at in order]


def _runs(source: Evidence, question: Question, asked: Asked) -> list[tuple[int, int, NDArray[np.float32]]]:
    """Runs of sentences worth quoting, apart, best first: offsets in the document, the vector of the best sentence."""
    passage, vectors = source.passage, source.vectors
    matched = match_sentences(asked, vectors, passage.sentences)
    points = {
        i: float(vectors.sentences[i] @ asked.vector)
        + MATCH_WEIGHT * float(matched[i])
        + WANTED * _holds_wanted(" ".join(_words(source, i, i)), question)
        for i in told(passage, ASIDE)
    }
    best = sorted(points, key=lambda i: -points[i])
    runs: list[tuple[int, int, NDArray[np.float32]]] = []
    for i in best[:EACH]:
        start, end = _grow(source, points, i)
        apart = all(end <= first or last <= start for first, last, _ in runs)
        if apart and points[i] >= WORTH * points[best[0]]:
            runs.append((start, end, vectors.sentences[i]))
    return runs


def _holds_wanted(words: str, question: Question) -> bool:
    """Whether a sentence holds what is asked for: a figure or a date that the question does not name, or somebody."""
    figure = question.wants & {"number", "date"} and new_figures(question, words)
    return bool(figure or ("person" in question.wants and SOMEBODY.search(words)))


def _grow(source: Evidence, points: dict[int, float], best: int) -> tuple[int, int]:
    """Offsets of the sentences around the best that stay within the length of a quote, better neighbours first."""
    low = high = best
    sentences = source.passage.sentences
    while sentences[best].kind is not Kind.ROW:  # a row stands alone
        fitting = [
            i
            for i in (low - 1, high + 1)
            if i in points
            and points[i] >= KIN * points[best]
            and len(_words(source, min(low, i), max(high, i))) <= WORDS
        ]
        if not fitting:
            break
        better = max(fitting, key=lambda i: points[i])
        low, high = min(low, better), max(high, better)
    if low - 1 in points and LEANS.match(" ".join(_words(source, low, low))):
        low -= 1
    # What a colon announces belongs to it.
    while _words(source, high, high)[-1:][0].endswith((":", ";")) and high + 1 in points:
        if len(_words(source, low, high + 1)) > 2 * WORDS:
            break
        high += 1
    return sentences[low].start, sentences[high].end


def _words(source: Evidence, first: int, last: int) -> list[str]:
    passage = source.passage
    start, end = passage.sentences[first].start, passage.sentences[last].end
    return passage.text[start - passage.char_start : end - passage.char_start].split()
