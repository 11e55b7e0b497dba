"""What others do, over the same archive with the same model: systems to compare ours with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import faiss
import numpy as np

from assistant.question import understand
from eval.chunks import Chunk, WordIndex, cut_by_characters, cut_by_tokens
from index import Encoder, Index

TOP = 10
POOL = 100  # taken from each half before they are fused

Key = TypeVar("Key", int, str)

System = Callable[[str], list[str]]
"""A question to the ids of at most ten texts, best first."""


def passage_systems(index: Index, encoder: Encoder) -> dict[str, System]:
    """Systems that rank the passages of the index: by words (BM25), by meaning (cosine), and both at even weight."""
    ids = {key: passage.id for key, passage in index.passages().items()}

    def by_words(question: str, top: int) -> dict[int, float]:
        return index.by_words(understand(question).terms, top)

    def by_meaning(question: str, top: int) -> dict[int, float]:
        return index.by_meaning(encoder.encode([question]), top)[0]

    return {
        "passages by words": lambda question: [ids[key] for key in by_words(question, TOP)],
        "passages by meaning": lambda question: [ids[key] for key in by_meaning(question, TOP)],
        "passages by both": lambda question: [
            ids[key] for key in fuse(by_words(question, POOL), by_meaning(question, POOL))[:TOP]
        ],
    }


def chunk_systems(index: Index, encoder: Encoder) -> dict[str, tuple[list[Chunk], System]]:
    """Systems that cut the documents by length, with their chunks: as tutorials do, and as hybrid frameworks do.

    A tutorial's: 1,000 characters with 200 of the chunk before, by meaning. A hybrid framework's: 256 tokens of the
    model, its two marks included, by words and by meaning at even weight.
    """
    texts = {path: index.document_text(path) for path in index.fingerprints()}
    characters = [chunk for path, text in texts.items() for chunk in cut_by_characters(path, text)]
    tokens = [chunk for path, text in texts.items() for chunk in cut_by_tokens(path, text, encoder)]
    near = search_by_meaning(characters, encoder)
    nearest, worded = search_by_meaning(tokens, encoder), WordIndex(tokens)
    return {
        "tutorial chunks": (characters, lambda question: list(near(question, TOP))),
        "hybrid chunks": (tokens, lambda question: fuse(worded.search(question, POOL), nearest(question, POOL))[:TOP]),
    }


def search_by_meaning(chunks: Sequence[Chunk], encoder: Encoder) -> Callable[[str, int], dict[str, float]]:
    """The search of chunks by cosine, through a flat FAISS index: (question, top) to id and score, best first."""
    vectors = encoder.encode([chunk.text for chunk in chunks])
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)

    def search(question: str, top: int) -> dict[str, float]:
        scores, places = flat.search(encoder.encode([question]), min(top, len(chunks)))
        return {chunks[place].id: float(score) for place, score in zip(places[0], scores[0], strict=True)}

    return search


def fuse(*halves: Mapping[Key, float]) -> list[Key]:
    """Keys by the mean of their scores, each half's scaled to 0 to 1; one that a half does not have is 0 there.

    The convex combination with min-max scaling of Bruch, Gai and Ingber (ACM TOIS 2023), at even weight.
    """
    total: dict[Key, float] = {}
    for half in halves:
        for key, score in zip(half, scale(half.values()), strict=True):
            total[key] = total.get(key, 0.0) + score
    return sorted(total, key=lambda key: -total[key])


def scale(scores: Iterable[float]) -> list[float]:
    """Scores brought to the range 0 to 1; 1 where all are the same."""
    column = np.array(list(scores))
    if not len(column) or column.min() == column.max():
        return [1.0] * len(column)
    return list((column - column.min()) / (column.max() - column.min()))
