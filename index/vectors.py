"""The FAISS file: derived from the vectors in SQLite, and made again whenever it is missing or too much has changed.

Up to `EXACT` passages every vector is compared. Of more, only those in lists near the question are (IVF), as whole
numbers of a byte; the file stays on disk and is mapped into memory as it is read.
"""

import errno
import logging
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.whole_file import whole

log = logging.getLogger(__name__)

EXACT = 50_000  # passages, in 6 to 10 ms; of 640,000 in 96 lists 0.989 of the nearest hundred are found in 4 ms
TRAINED = 40  # vectors a list that the lists are made from (FAISS asks for 39 at least)
PROBED = 11  # times the square root of the lists: as many are looked through where no filter narrows (docs/scale.md)
MOST = 127  # that a byte holds on either side of 0
WIDE = 5  # deviations: components of unit vectors further from 0 are taken for no further, one of a million
TOGETHER = 20_000  # vectors put in together
THREADS = faiss.omp_get_max_threads()

Rows = Callable[[int], Iterable[tuple[int, bytes]]]
"""The keys of passages, in order, and their float32 vectors: each, or each second, and so on."""


class VectorFile:
    """Inner-product search over the vectors that an index had at one generation.

    The file's name carries the index and the generation, so a file can never be taken for another's. What was taken
    out since is still found.
    """

    def __init__(self, index: Any, generation: int, last: int = 0) -> None:
        self.generation = generation
        self.last = last  # the highest key
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def exact(self) -> bool:
        """Whether every vector is compared, and as it is."""
        return not isinstance(self._index, faiss.IndexIVF)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, bytes]]) -> "VectorFile":
        """Search over some vectors in memory, with keys in order; without a file."""
        index, last = faiss.IndexIDMap(faiss.IndexFlatIP(1)), 0
        for keys, vectors in _blocks(rows):
            if not last:
                index = faiss.IndexIDMap(faiss.IndexFlatIP(vectors.shape[1]))
            index.add_with_ids(vectors, keys)
            last = int(keys[-1])
        return cls(index, 0, last)

    def is_newest(self, folder: Path, index_id: str, generation: int) -> bool:
        """Whether no process has written a newer file of the index since, up to a generation."""
        return not any(self.generation < other <= generation for other, _, _ in _files(folder, index_id))

    @classmethod
    def load(cls, folder: Path, index_id: str, newest: int) -> "VectorFile | None":
        """Read the newest file of an index up to a generation; None where there is none that is whole."""
        for generation, last, path in sorted(_files(folder, index_id), reverse=True):
            if generation > newest:
                continue
            try:
                index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
            except (RuntimeError, MemoryError) as error:
                if path.is_file():  # else another process wrote a newer one and took this away
                    log.warning("%s is damaged (%s); it is made again from the index", path, error)
                continue
            if isinstance(index, faiss.IndexIVF):
                lists: Any = faiss.downcast_InvertedLists(index.invlists)  # type: ignore[arg-type]
                lists.prefetch_nthread = 0  # 32 threads for each search cost more than they save
            return cls(index, generation, last)
        return None

    @classmethod
    def write(cls, folder: Path, index_id: str, generation: int, rows: Rows, number: int) -> "VectorFile":
        """Make the file from a number of vectors, and take older generations away. The file, as it is read."""
        faiss.omp_set_num_threads(THREADS)
        index, last = _make(rows, number), 0
        lists = isinstance(index, faiss.IndexIVF)
        for keys, vectors in _blocks(rows(1)):
            index.add_with_ids(_whole(vectors, _scale(index.d)) if lists else vectors, keys)
            last = int(keys[-1])
        made = cls(index, generation, last)
        with whole(made._path(folder, index_id)) as part:
            try:
                faiss.write_index(index, str(part))
            except RuntimeError as error:  # FAISS does not say why
                raise OSError(errno.ENOSPC, "FAISS cannot write its file") from error
        made.clear_older(folder, index_id)
        return cls.load(folder, index_id, generation) or made

    def clear_older(self, folder: Path, index_id: str) -> None:
        """Take away the files of older generations and of other indexes. Raises `OSError` where that cannot be done."""
        kept = {path for generation, _, path in _files(folder, index_id) if generation > self.generation}
        for other in set(vector_files(folder)) - kept - {self._path(folder, index_id)}:
            other.unlink(missing_ok=True)

    def _path(self, folder: Path, index_id: str) -> Path:
        return folder / f"vectors-{index_id}-{self.generation}-{self.last}.faiss"

    def search(
        self, vectors: NDArray[np.float32], top: int, allowed: NDArray[np.int64] | None
    ) -> list[dict[int, float]]:
        """The nearest of the allowed passages (all, where None) to each vector (shape (questions, dimension)): key to
        cosine, best first, ties by key. Unless `exact`, the cosine is only near it."""
        top = min(top, len(self))
        if top == 0 or (allowed is not None and not len(allowed)):
            return [{} for _ in vectors]
        faiss.omp_set_num_threads(
            1
        )  # of a thread: the threads of one question wait for each other longer than it takes
        if self.exact:
            scores, keys = self._index.search(vectors, top, params=self._parameters(allowed))
        else:  # FAISS multiplies whole numbers, of the question too
            widest = MOST / np.abs(vectors).max(axis=1, keepdims=True)
            scores, keys = self._index.search(_whole(vectors, widest), top, params=self._parameters(allowed))
            scores /= widest * _scale(self._index.d)
        return [_best_first(*found) for found in zip(keys.tolist(), scores.tolist(), strict=True)]

    def _parameters(self, allowed: NDArray[np.int64] | None) -> Any:
        told: dict[str, Any] = {}
        if allowed is not None:
            bits = np.zeros(max(self.last, int(allowed[-1])) + 1, dtype=np.bool_)
            bits[allowed] = True
            told["sel"] = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
        if not self.exact:
            # The fewer are allowed, the further from the question are the nearest of them.
            nlist = self._index.nlist
            share = 1 if allowed is None else min(1, len(allowed) / len(self))
            return faiss.SearchParametersIVF(nprobe=min(nlist, math.ceil(PROBED * math.sqrt(nlist) / share)), **told)  # type: ignore[call-arg]
        return faiss.SearchParameters(**told) if told else None


def _make(rows: Rows, number: int) -> Any:
    first = next(iter(rows(1)), None)
    dimension = len(first[1]) // 4 if first else 1
    if number <= EXACT:
        return faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
    lists = 4 * math.isqrt(number)  # as FAISS advises
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit_direct_signed,
        faiss.METRIC_INNER_PRODUCT,
        False,  # as they are, not as their distance from the middle of a list
    )
    sample = rows(max(1, number // (TRAINED * lists)))
    index.train(_whole(np.stack([np.frombuffer(blob, dtype=np.float32) for _, blob in sample]), _scale(dimension)))
    return index


def _scale(dimension: int) -> float:
    """What components of unit vectors are multiplied by to fill a byte."""
    return MOST * math.sqrt(dimension) / WIDE


def _whole(vectors: NDArray[np.float32], scale: NDArray[np.float32] | float) -> NDArray[np.float32]:
    return np.clip(np.round(vectors * scale), -MOST, MOST).astype(np.float32)


def _blocks(rows: Iterable[tuple[int, bytes]]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    rest = iter(rows)
    while block := list(islice(rest, TOGETHER)):
        blobs = b"".join(blob for _, blob in block)
        vectors = np.frombuffer(blobs, dtype=np.float32).reshape(len(block), -1)
        yield np.array([key for key, _ in block], dtype=np.int64), vectors


def _best_first(keys: Sequence[int], scores: Sequence[float]) -> dict[int, float]:
    found = ((key, score) for key, score in zip(keys, scores, strict=True) if key >= 0)
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def differences(folder: Path, index_id: str, generation: int, rows: Iterable[tuple[int, bytes]]) -> list[str]:
    """What the newest file of an index holds otherwise than it should, in words, where these are the keys and vectors
    that the index has at a generation. Passages that are newer than the file, or gone since, are no difference."""
    made, last, path = max(_files(folder, index_id), default=(0, 0, None))
    if path is None:
        return []
    if made > generation:
        return [f"{path.name} is newer than the index"]
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
    except (RuntimeError, MemoryError) as error:
        return [f"{path.name} is damaged ({' '.join(str(error).split())})"]
    keys, vectors = _held(index)
    wrong, seen = [], 0
    places = np.argsort(keys)
    for own, whole_vectors in _blocks(rows):
        own = own[own <= last]
        at = places[np.minimum(np.searchsorted(keys, own, sorter=places), max(len(keys) - 1, 0))] if len(keys) else own
        there = keys[at] == own if len(keys) else np.zeros(len(own), dtype=np.bool_)
        seen += int(there.sum())
        if not there.all():
            wrong.append(f"{path.name} lacks {int((~there).sum()):,} passages")
        elif vectors is not None and not np.array_equal(vectors[at], whole_vectors[: len(own)]):
            wrong.append(f"{path.name} holds other vectors")
    if made == generation and seen < len(keys):
        wrong.append(f"{path.name} holds {len(keys) - seen:,} passages that the index has not")
    return wrong


def _held(index: Any) -> tuple[NDArray[np.int64], NDArray[np.float32] | None]:
    """The keys in a file and their vectors; of lists, which hold them only roughly, the keys."""
    if isinstance(index, faiss.IndexIDMap):
        keys = np.array(faiss.vector_to_array(index.id_map), dtype=np.int64)
        return keys, index.index.reconstruct_n(0, len(keys))
    lists = [index.invlists.get_ids(at) for at in range(index.nlist)]
    sizes = [index.invlists.list_size(at) for at in range(index.nlist)]
    ids = [faiss.rev_swig_ptr(one, size) for one, size in zip(lists, sizes, strict=True)]
    return np.concatenate([*ids, np.empty(0, np.int64)]), None


def forget_newer(files: Iterable[Path], index_id: str, generation: int) -> None:
    """Take away files of an index that are newer than it is: its SQLite file was put back to what it was before, and
    the keys in them will be given to other passages."""
    for newer, _, path in _of_index(files, index_id):
        if newer > generation:
            with suppress(OSError):  # on a read-only disk it is just not read
                path.unlink()


def vector_files(folder: Path) -> list[Path]:
    """The FAISS files in a folder."""
    return list(folder.glob("vectors-*.faiss"))


def _files(folder: Path, index_id: str) -> Iterator[tuple[int, int, Path]]:
    """Each file of an index with its generation and its highest key."""
    return _of_index(vector_files(folder), index_id)


def _of_index(files: Iterable[Path], index_id: str) -> Iterator[tuple[int, int, Path]]:
    for path in files:
        if name := re.fullmatch(rf"vectors-{index_id}-(\d+)-(\d+)", path.stem):
            yield int(name[1]), int(name[2]), path
