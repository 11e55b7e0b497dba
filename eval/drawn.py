"""Vectors drawn instead of computed: an archive of a million passages is indexed in an hour, not in a night.

The model reads a sample of the archive. A word piece's vector is the mean of those that it had there, a text's what is
fitted to the mean of its pieces'; and to both is added what mean or fit left over somewhere in the sample, at a place
chosen by the text. So drawn vectors lie about as densely as true ones, in the same directions; how near they are to the
true vectors of the same texts, `agreement` says. Texts, word pieces, sentences and rows are real.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from corpus import find_files, read_document, read_passages
from index import Encoder
from index.embedding import sentence_texts, whole_text
from index.encoder import told_pieces, unit
from index.packing import Run, own_tokenizer

Rows = NDArray[np.float32]
SAMPLE = 2000  # passages, and as many sentences
RIDGE = 0.003  # of 0.001 to 1 the best for texts outside the sample
BATCH = 256  # texts of the sample read together


@dataclass(frozen=True, slots=True)
class Fit:
    """Texts' vectors by the means of their pieces': `matrix` (dimension + 1, dimension), and what it leaves over of
    each text of the sample, `rest` (sample, dimension)."""

    matrix: Rows
    rest: Rows

    @classmethod
    def of(cls, means: Rows, true: Rows) -> "Fit":
        """The least squares fit of true vectors to means, both (sample, dimension)."""
        known = _with_one(means)
        matrix = np.linalg.solve(known.T @ known + RIDGE * np.eye(known.shape[1], dtype=np.float32), known.T @ true)
        return cls(matrix, true - known @ matrix)

    def draw(self, means: Rows, texts: Sequence[str]) -> Rows:
        """Vectors of unit length of texts, (texts, dimension)."""
        chosen = [crc32(text.encode()) % len(self.rest) for text in texts]
        return unit(_with_one(means) @ self.matrix + self.rest[chosen])


class DrawnEncoder(Encoder):
    """The default encoder, but for the vectors of passages and sentences: they are drawn."""

    def __init__(self, passages: Sequence[str], sentences: Sequence[str]) -> None:
        """Look at a sample: passages with their context, and sentences, as `index.embedding` has them encoded."""
        super().__init__()
        self._pieces_of_word = lru_cache(100_000)(super().word_pieces)
        self._cutter = own_tokenizer(self._model)
        self._cutter.enable_truncation(self.limit + 2)
        # Which word pieces have a vector of their own: as in `Encoder.read`, those that hold a letter or a figure.
        tokenizer = self._model.tokenizer
        names = tokenizer.convert_ids_to_tokens(range(len(tokenizer)))
        self._worded = np.array([any(c.isalnum() for c in name) and name[0] != "[" for name in names])
        read = self.read(passages)
        ids = [own[self._worded[own]] for own, _ in self._pieces(passages)]
        pairs = [(own, one) for own, one in zip(ids, read, strict=True) if len(own) == len(one.tokens)]
        every, vectors = np.concatenate([own for own, _ in pairs]), np.concatenate([one.tokens for _, one in pairs])
        counts = np.bincount(every, minlength=len(names))
        self._vectors = np.repeat(vectors.mean(axis=0)[None], len(names), axis=0)  # of what the sample does not hold
        self._vectors[counts > 0] = 0
        np.add.at(self._vectors, every, vectors / counts[every, None])
        self._rest = vectors - self._vectors[every]
        self._passages = Fit.of(self._means(ids), np.stack([one.vector for one in read]))
        told = [own[self._worded[own]] for own, _ in self._pieces(sentences)]
        self._sentences = Fit.of(self._means(told), self.encode(sentences))

    @classmethod
    def for_archive(cls, archive: Path, sample: int = SAMPLE) -> "DrawnEncoder":
        """An encoder that has looked at some of the papers in a folder, chosen by chance."""
        chance, encoder = Random(0), Encoder()
        papers, _ = find_files(archive)
        chance.shuffle(papers)
        passages: list[str] = []
        sentences: list[str] = []
        for path in papers:
            reading = read_passages(read_document(path.name, path.read_bytes()), encoder.word_pieces, encoder.limit)
            passages += [whole_text(passage) for passage in reading.passages]
            sentences += [text for passage in reading.passages for text in sentence_texts(reading.document, passage)]
            if len(passages) >= 4 * sample:
                break
        few = [chance.sample(texts, min(len(texts), sample)) for texts in (passages, sentences)]
        return cls(*few)

    def word_pieces(self, text: str) -> int:
        """As `Encoder.word_pieces`: the default model's tokenizer takes every word between spaces by itself."""
        return sum(map(self._pieces_of_word, text.split()))

    def run_many(self, texts: Sequence[str]) -> Iterator[tuple[int, Run]]:
        """As `Encoder.run_many`, drawn."""
        for start in range(0, len(texts), BATCH):
            yield from enumerate(self._draw(texts[start : start + BATCH]), start)

    def agreement(self, texts: Sequence[str]) -> tuple[float, float]:
        """The mean cosine of drawn and true vectors of passages outside the sample, and of their word pieces."""
        drawn = [
            told_pieces(text, run.offsets, run.vector, run.tokens)
            for text, run in zip(texts, self._draw(texts), strict=True)
        ]
        true = self.read(texts)
        whole = [float(one.vector @ other.vector) for one, other in zip(drawn, true, strict=True)]
        alike = [(one.tokens, other.tokens) for one, other in zip(drawn, true, strict=True)]
        pieces = [(one * other).sum(axis=1).mean() for one, other in alike if len(one) == len(other)]
        return float(np.mean(whole)), float(np.mean(pieces))

    def _draw(self, texts: Sequence[str]) -> list[Run]:
        pieces = self._pieces(texts)
        means = self._means([ids[self._worded[ids]] for ids, _ in pieces])
        # A passage stands below its context, and is of more than one line.
        wholes = np.array(["\n" in text for text in texts])
        vectors = np.where(
            wholes[:, np.newaxis], self._passages.draw(means, texts), self._sentences.draw(means, texts)
        ).astype(np.float32)
        found = []
        for text, vector, (ids, spans) in zip(texts, vectors, pieces, strict=True):
            # Neighbours' rests come from neighbours: a text's word pieces lean the same way.
            rest = self._rest[(crc32(text.encode()) + np.arange(len(ids))) % len(self._rest)]
            found.append(Run(vector, self._vectors[ids] + rest, spans))
        return found

    def _pieces(self, texts: Sequence[str]) -> list[tuple[NDArray[np.int64], Sequence[tuple[int, int]]]]:
        """Each text's word pieces, marks included: their numbers (pieces,) and where they stand."""
        return [(np.array(one.ids), one.offsets) for one in self._cutter.encode_batch(list(texts))]

    def _means(self, ids: Sequence[NDArray[np.int64]]) -> Rows:
        return np.stack([self._vectors[own if len(own) else [0]].mean(axis=0) for own in ids])


def _with_one(rows: Rows) -> Rows:
    return np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
