"""A paper's passages to vectors; those that are known already are not made again."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, told_pieces, unit
from index.late import PassageVectors, project, quantize

if TYPE_CHECKING:  # what reads papers takes its time to import, and a question needs none of it
    from corpus import Document, Passage, Reading

TOGETHER = 128  # passages encoded between two reports of progress

Known = Callable[[Collection[bytes]], Mapping[bytes, PassageVectors]]
"""Gives the vectors it knows of some contents, as `content_of` makes them; `starts` count from the passage's own."""


def embed(encoder: Encoder, reading: "Reading", known: Known = lambda contents: {}) -> Iterator[list[PassageVectors]]:
    """The vectors of a paper's passages, some at a time, in order. They depend on nothing but the passages and the
    encoder: whoever makes them, and with whatever is known, makes the same."""
    for start in range(0, len(reading.passages), TOGETHER):
        passages = reading.passages[start : start + TOGETHER]
        contents = [content_of(reading.document, passage) for passage in passages]
        found = dict(known(set(contents)))
        new = {content: one for content, one in zip(contents, passages, strict=True) if content not in found}
        found |= zip(new, _encode(encoder, reading.document, list(new.values())), strict=True)
        yield [found[content].moved(one.start) for content, one in zip(contents, passages, strict=True)]


def content_of(document: "Document", passage: "Passage") -> bytes:
    """What a passage's vectors are made of, in 16 bytes: the same wherever the passage stands."""
    texts = [_whole(passage), *_sentences(document, passage)]
    return hashlib.blake2b(json.dumps(texts).encode(), digest_size=16).digest()


def _whole(passage: "Passage") -> str:
    return f"{passage.context}\n{passage.text}"


def _sentences(document: "Document", passage: "Passage") -> list[str]:
    # A row says little without its heads.
    return [one.spelled or " ".join(document.text[one.start : one.end].split()) for one in passage.sentences]


def _encode(encoder: Encoder, document: "Document", passages: Sequence["Passage"]) -> list[PassageVectors]:
    """The vectors of passages; `starts` count from the passage's own."""
    if not passages:
        return []
    wholes = [_whole(passage) for passage in passages]
    sentences = [_sentences(document, passage) for passage in passages]
    texts = [*wholes, *(text for own in sentences for text in own)]
    vectors: dict[int, NDArray[np.float32]] = {}
    tokens: dict[int, NDArray[np.int8]] = {}
    starts: dict[int, NDArray[np.int32]] = {}
    for at, run in encoder.run_many(texts):
        vectors[at] = unit(run.vector[None])[0]
        if at < len(wholes):
            # Kept small at once: a long paper's vectors at full length would fill the memory.
            read = told_pieces(texts[at], run.offsets, vectors[at], run.tokens)
            tokens[at] = quantize(project(read.tokens, encoder.weights))
            starts[at] = _starts(read.spans, len(passages[at].context) + 1)
    rows = np.stack([vectors[at] for at in range(len(wholes), len(texts))])
    own = np.split(rows, np.cumsum([len(one) for one in sentences])[:-1])
    return [PassageVectors(vectors[at], own[at], tokens[at], starts[at]) for at in range(len(wholes))]


def _starts(spans: NDArray[np.int32], text_begins: int) -> NDArray[np.int32]:
    begins = spans[:, 0]
    return np.where(begins < text_begins, -1, begins - text_begins).astype(np.int32)
