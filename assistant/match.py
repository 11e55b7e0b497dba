"""How well each word of a question is matched in a passage: late interaction, the heart of the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question, subject_words, words_of
from corpus import Sentence
from index import SCALE, Encoder, Index, PassageVectors, TokenText, emphasis, project


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


def read_question(question: Question, index: Index, encoder: Encoder) -> Asked:
    """The vectors of a question. A word matters the more, the rarer it is in the archive and by what was learned."""
    read = encoder.read([question.search_text])[0]
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
    asked: Asked, stored: Sequence[PassageVectors], bodies: Sequence[str | None]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The cosine of each word of the question with what is nearest to it in each passage: shape (passages, words).

    First with the context of each passage and the panel or committee that it is of, then in its own words alone.
    """
    begins = np.cumsum([0, *(len(one.tokens) for one in stored[:-1])])
    near = _cosines(np.concatenate([one.tokens for one in stored]), asked)
    whole = np.maximum.reduceat(near, begins) @ asked.means
    for body in {body for body in bodies if body}:
        named = [word in asked.names and word in words_of(body.casefold()) for word in asked.words]
        whole[np.ix_([other == body for other in bodies], named)] = 1
    near[np.concatenate([one.starts for one in stored]) < 0] = -1
    own = np.maximum.reduceat(near, begins)
    return whole, own @ asked.means


def match_sentences(asked: Asked, stored: PassageVectors, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """The weighted mean cosine of the question's words with what is nearest in each sentence: shape (sentences,)."""
    return match_stretches(asked, stored, [(one.start, one.end) for one in sentences]) @ asked.weights


def match_stretches(asked: Asked, stored: PassageVectors, stretches: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """The cosine of each word of the question with what is nearest in each stretch, given by two offsets of the
    document, of which the encoder has read something, and else 0: shape (stretches, words)."""
    near = _cosines(stored.tokens, asked)
    found = np.zeros((len(stretches), len(asked.pieces)), dtype=np.float32)
    for at, (start, end) in enumerate(stretches):
        own = near[(stored.starts >= start) & (stored.starts < end)]
        if len(own):
            found[at] = own.max(axis=0)
    return np.asarray(found @ asked.means)


def _cosines(tokens: NDArray[np.int8], asked: Asked) -> NDArray[np.float32]:
    """The cosine of each token with each word piece of the question: shape (tokens, pieces)."""
    # By torch, which has read the question: where NumPy's threads wait beside torch's, the next question takes
    # five times as long.
    import torch

    return (torch.from_numpy(tokens.astype(np.float32)) @ torch.from_numpy(asked.pieces.T) / SCALE).numpy()
