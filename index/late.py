"""Late interaction: a text kept as one vector a word piece, so that each word of a question finds its own match.

After ColBERT (Khattab and Zaharia, SIGIR 2020), on the word pieces that the encoder has read anyway. A projection to
fewer dimensions and an emphasis of the words that matter are learned by eval/train.py for one encoder; with another,
the vectors are taken as they are.
"""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SCALE = 127  # a component of a stored vector is kept as a whole number from -127 to 127
WEIGHTS = "late.npz"


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text as the encoder reads it: its vector (dimension,), unit length, and its word pieces, marks left out.

    `tokens` has one row of unit length a word piece, shape (pieces, dimension); `spans` where each begins and ends in
    the text, shape (pieces, 2), in characters.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """What is kept of a passage to be found by: its own vector (dimension,) and those of its sentences
    (sentences, dimension), float32 and of unit length; its token vectors (pieces, fewer) as `quantize` makes them,
    those of its context first, and where each begins in the document (pieces,), -1 in the context.
    """

    vector: NDArray[np.float32]
    sentences: NDArray[np.float32]
    tokens: NDArray[np.int8]
    starts: NDArray[np.int32]

    def moved(self, by: int) -> "PassageVectors":
        """The same with each beginning so many characters further on; those of the context stay."""
        return replace(self, starts=np.where(self.starts < 0, -1, self.starts + by).astype(np.int32))


def project(tokens: NDArray[np.float32], weights: str) -> NDArray[np.float32]:
    """Token vectors as they are compared: shape (pieces, fewer), unit length. `weights` is the encoder's SHA-256."""
    learned = _learned()
    if weights != learned.encoder or not len(tokens):
        return tokens
    projected = tokens @ learned.projection
    return np.asarray(projected / np.linalg.norm(projected, axis=1, keepdims=True))


def emphasis(word: NDArray[np.float32], weights: str) -> float:
    """How much a word of a question matters beside how rare it is, given the mean of its token vectors; above 0."""
    learned = _learned()
    z = float(word @ learned.emphasis) if weights == learned.encoder else 0.0
    return float(np.logaddexp(0, 1 + z))


def quantize(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Vectors of unit length in one byte a component; divide by `SCALE` to have them back."""
    return np.round(vectors * SCALE).astype(np.int8)


@dataclass(frozen=True, slots=True)
class _Learned:
    encoder: str
    projection: NDArray[np.float32]
    emphasis: NDArray[np.float32]


@cache
def _learned() -> _Learned:
    with np.load(str(files("index").joinpath(WEIGHTS))) as stored:
        numbers = (stored[name].astype(np.float32) for name in ("projection", "emphasis"))
        return _Learned(str(stored["encoder"]), *numbers)
