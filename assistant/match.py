"""How well each word of a question is matched in a passage: late interaction, the heart of the ranking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question, subject_words, words_of
from corpus import Sentence
from index import SCALE, Encoder, Index, PassageVectors, TokenText, emphasis, project

TOGETHER = 1024  # tokens compared at once: as many as stay in a processor's own cache


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as vectors: its own (dimension,), and those of the pieces of its subject words (pieces, fewer).

    `means` (pieces, words) takes pieces together to words; `weights` (words,) is how much each word matters, in all 1.
    """

    vector: NDArray[np.float32]
    words: tuple[str, ...]
    names: frozenset[str]
    pieces: NDArray[np.float32]
    means: NDArray[np.float32]
    weights: NDArray[np.float32]


def read_questions(questions: Sequence[Question], index: Index, encoder: Encoder) -> list[Asked]:
    """The vectors of each question, all read together. At least one question.

    A word matters the more, the rarer it is in the archive and by what was learned.
    """
    texts = encoder.read([question.search_text for question in questions])
    return [_weigh_words(question, read, index, encoder) for question, read in zip(questions, texts, strict=True)]


def _weigh_words(question: Question, read: TokenText, index: Index, encoder: Encoder) -> Asked:
    words = find_words(read, question.search_text)
    means = np.zeros((len(read.tokens), len(words)), dtype=np.float32)
    weights = np.zeros(len(words), dtype=np.float32)
    for at, (word, own) in enumerate(words):
        means[own, at] = 1 / len(own)
        weights[at] = index.rarity(word) * emphasis(read.tokens[own].mean(axis=0), encoder.weights)
    used = means.any(axis=1)
    return Asked(
        read.vector,
        tuple(word for word, _ in words),
        frozenset(question.names),
        project(read.tokens[used], encoder.weights),
        means[used],
        weights / weights.sum(),
    )


def find_words(read: TokenText, text: str) -> list[tuple[str, NDArray[np.int64]]]:
    """The subject words of what was read of a text, each with the rows of its word pieces."""
    words = subject_words(text[: read.spans[-1, 1]])  # of what is past the encoder's limit there are no pieces
    return [
        # A piece can begin before its word: what the encoder does not know ("🚲shed") is one piece.
        (word, np.flatnonzero((read.spans[:, 1] > start) & (read.spans[:, 0] < end)))
        for start, end, word in words
    ]


def match_words(
    asked: Sequence[Asked],
    wanted: Sequence[Sequence[int]],
    stored: Mapping[int, PassageVectors],
    bodies: Mapping[int, str | None],
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """The cosine of each word of each question with what is nearest to it in each passage wanted for that question.

    Passages are given by their keys. For each question two arrays of shape (passages, words): first with the context
    of each passage and the panel or committee that it is of, then in its own words alone.
    """
    pieces = np.concatenate([one.pieces for one in asked])
    ends = np.cumsum([0, *(len(one.pieces) for one in asked)])
    at = {key: place for place, key in enumerate(dict.fromkeys(key for keys in wanted for key in keys))}
    # Of each piece and passage; what no question wants is left out.
    whole, own = (np.empty((len(pieces), len(at)), dtype=np.float32) for _ in range(2))
    for numbers, together in _wanted_together(wanted).items():
        rows = np.concatenate([np.arange(ends[number], ends[number + 1]) for number in numbers])
        places = np.ix_(rows, np.array([at[key] for key in together]))
        whole[places], own[places] = _nearest([stored[key] for key in together], pieces[rows])
    found = []
    for one, keys, first, last in zip(asked, wanted, ends[:-1], ends[1:], strict=True):
        columns = [at[key] for key in keys]
        matched = whole[first:last, columns].T @ one.means
        found.append((matched, own[first:last, columns].T @ one.means))
        _match_bodies(one, [bodies.get(key) for key in keys], matched)
    return found


def _wanted_together(wanted: Sequence[Sequence[int]]) -> dict[tuple[int, ...], list[int]]:
    """The passages by the numbers of the questions that they are wanted for."""
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for number, keys in enumerate(wanted):
        for key in dict.fromkeys(keys):
            numbers[key].append(number)
    together: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for key, own in numbers.items():
        together[tuple(own)].append(key)
    return together


def _nearest(
    stored: Sequence[PassageVectors], pieces: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The cosine of each word piece with what is nearest in each passage, with its context and without: twice shape
    (pieces, passages). Without the context it is -1 where there is nothing else."""
    begins = np.cumsum([0, *(len(one.tokens) for one in stored[:-1])])
    near = _cosines(np.concatenate([one.tokens for one in stored]), pieces)
    whole = np.maximum.reduceat(near, begins, axis=1)
    near[:, np.concatenate([one.starts for one in stored]) < 0] = -1
    return whole, np.maximum.reduceat(near, begins, axis=1)


def _match_bodies(asked: Asked, bodies: Sequence[str | None], matched: NDArray[np.float32]) -> None:
    """A name of the panel or committee that a passage is of is matched by that."""
    for body in {body for body in bodies if body}:
        named = [word in asked.names and word in words_of(body.casefold()) for word in asked.words]
        if any(named):
            matched[np.ix_([other == body for other in bodies], named)] = 1


def match_sentences(asked: Asked, stored: PassageVectors, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """The weighted mean cosine of the question's words with what is nearest in each sentence: shape (sentences,)."""
    return match_stretches(asked, stored, [(one.start, one.end) for one in sentences]) @ asked.weights


def match_stretches(asked: Asked, stored: PassageVectors, stretches: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """The cosine of each word of the question with what is nearest in each stretch, given by two offsets of the
    document, of which the encoder has read something, and else 0: shape (stretches, words)."""
    near = _cosines(stored.tokens, asked.pieces)
    found = np.zeros((len(asked.pieces), len(stretches)), dtype=np.float32)
    for at, (first, last) in enumerate(np.searchsorted(stored.starts, stretches)):  # the starts are in order
        if first < last:
            found[:, at] = near[:, first:last].max(axis=1)
    return np.asarray(found.T @ asked.means)


def _cosines(tokens: NDArray[np.int8], pieces: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of each word piece of questions with each token: shape (pieces, tokens)."""
    near = np.empty((len(pieces), len(tokens)), dtype=np.float32)
    scaled = (pieces / np.float32(SCALE)).T
    for start in range(0, len(tokens), TOGETHER):
        own = slice(start, start + TOGETHER)
        near[:, own] = (tokens[own].astype(np.float32) @ scaled).T
    return near
