"""The FAISS file: derived from the vectors in SQLite, and made again whenever it is stale or missing."""

import logging
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)


class VectorFile:
    """Exact inner-product search over the vectors of one generation of an index.

    The file's name carries the index and the generation it was built at, so a file can never be taken for another's.
    """

    def __init__(self, index: Any, generation: int) -> None:
        self.generation = generation
        self._index = index

    @classmethod
    def load(cls, folder: Path, index_id: str, generation: int) -> "VectorFile | None":
        """Read the file of this generation; None where there is none, or it is damaged."""
        path = _path(folder, index_id, generation)
        if not path.is_file():
            return None
        try:
            return cls(faiss.read_index(str(path)), generation)
        except (RuntimeError, MemoryError) as error:
            if not path.is_file():
                return None  # another process wrote a newer one and took this away
            log.warning("%s is damaged (%s); it is made again from the index", path, error)
            return None

    @classmethod
    def write(cls, folder: Path, index_id: str, generation: int, rows: Iterable[tuple[int, bytes]]) -> "VectorFile":
        """Make the file from passage keys and their float32 vectors, and take older generations away."""
        keys, blobs = [], []
        for key, blob in rows:
            keys.append(key)
            blobs.append(np.frombuffer(blob, dtype=np.float32))
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(len(blobs[0]) if blobs else 1))
        if blobs:
            index.add_with_ids(np.stack(blobs), np.asarray(keys, dtype=np.int64))
        path = _path(folder, index_id, generation)
        partial = path.with_suffix(f".{secrets.token_hex(4)}.partial")
        faiss.write_index(index, str(partial))
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(path)
        for other in folder.glob("vectors-*.faiss"):
            # Another process may have gone further already.
            newer = re.fullmatch(rf"vectors-{index_id}-(\d+)", other.stem)
            if other != path and not (newer and int(newer[1]) > generation):
                other.unlink(missing_ok=True)
        return cls(index, generation)

    def search(self, vectors: NDArray[np.float32], top: int, allowed: Sequence[int] | None) -> list[dict[int, float]]:
        """The nearest of the allowed passages (all, where None) to each vector (shape (questions, dimension)): key to
        cosine, best first, ties by key."""
        top = min(top, self._index.ntotal)
        if top == 0 or allowed == []:
            return [{} for _ in vectors]
        selected = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
            selected = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, keys = self._index.search(vectors, top, params=selected)
        return [_best_first(*found) for found in zip(keys.tolist(), scores.tolist(), strict=True)]


def _best_first(keys: Sequence[int], scores: Sequence[float]) -> dict[int, float]:
    found = ((key, score) for key, score in zip(keys, scores, strict=True) if key >= 0)
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _path(folder: Path, index_id: str, generation: int) -> Path:
    return folder / f"vectors-{index_id}-{generation}.faiss"
