"""A question's evidence: passages found by meaning and by words, ranked, and each said once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from assistant.ranking import Pool, Search, features, score
from index import Index, PassageVectors, StoredPassage

POOL = 100  # passages taken by meaning, and as many by words, before they are ranked
PARTS = 3  # in which their vectors are read, beside each other
SAME = 0.75  # share of word triples two passages have in common from which on they say the same


@dataclass(slots=True)
class Evidence:
    """A passage as evidence: its score, the measures it is made of, and its vectors."""

    passage: StoredPassage
    score: float
    measures: NDArray[np.float32]  # in the order of `ranking.FEATURES`
    vectors: PassageVectors
    also: list[StoredPassage] = field(default_factory=list)


Lap = Callable[[str], None]
"""Called with the name of a stage when that is done."""


def retrieve(index: Index, searches: Sequence[Search], top: int, lap: Lap = lambda stage: None) -> list[list[Evidence]]:
    """The best passages of each search, best first, near-identical ones merged; at most `top`."""
    said = cache(_Said.of)
    best = [
        _merge(sorted(found, key=lambda one: (-one.score, one.passage.id)), top, said)
        for found in find_candidates(index, searches, lap)
    ]
    lap("rank")
    return best


def find_candidates(index: Index, searches: Sequence[Search], lap: Lap = lambda stage: None) -> list[list[Evidence]]:
    """The passages nearest by meaning and by words to each search, scored, in no order.

    Each is read once, however many searches find it.
    """
    near, said = index.together(
        lambda: _by_meaning(index, searches),
        lambda: [index.by_words(one.question.terms, POOL, one.filters) for one in searches],
    )
    found = [list({**near[number], **by_words}) for number, by_words in enumerate(said)]
    lap("find")
    pool = _read(index, {key for keys in found for key in keys})
    lap("read")
    if not pool.passages:
        return [[] for _ in searches]
    return [
        [
            Evidence(pool.passages[key], points, row, pool.vectors[key])
            for key, row, points in zip(keys, rows, score(rows).tolist(), strict=True)
        ]
        for keys, rows in zip(found, features(searches, found, pool), strict=True)
    ]


def _read(index: Index, keys: set[int]) -> Pool:
    before = index.before(sorted(keys))
    compared = sorted({*keys, *before.values()})
    passages, *vectors = index.together(
        lambda: index.passages(sorted(keys)),
        *(partial(index.vectors, compared[first::PARTS]) for first in range(PARTS)),
    )
    return Pool(passages, {key: own for some in vectors for key, own in some.items()}, before)


def _by_meaning(index: Index, searches: Sequence[Search]) -> dict[int, dict[int, float]]:
    """The passages nearest by meaning to each search, by its number; those of the same filters are found together."""
    found: dict[int, dict[int, float]] = {}
    for filters in dict.fromkeys(one.filters for one in searches):
        numbers = [number for number, one in enumerate(searches) if one.filters == filters]
        vectors = np.stack([searches[number].asked.vector for number in numbers])
        found |= zip(numbers, index.by_meaning(vectors, POOL, filters), strict=True)
    return found


def _merge(found: Sequence[Evidence], top: int, saying: Callable[[str], "_Said"]) -> list[Evidence]:
    """The first `top` that say something new; those that say the same as one of them are put to it."""
    kept: list[tuple[Evidence, _Said]] = []
    for evidence in found:
        said = saying(evidence.passage.text)
        twin = next((other for other, before in kept if said.is_same(before)), None)
        if twin:
            twin.also.append(evidence.passage)
        elif len(kept) == top:
            break  # twins stand next to each other, or nearly
        else:
            kept.append((evidence, said))
    return [evidence for evidence, _ in kept]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, to compare: its figures, and its words three by three."""

    figures: frozenset[str]
    triples: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, text: str) -> "_Said":
        words = text.casefold().split()
        triples = frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([(text, "", "")])
        return cls(frozenset(re.findall(r"\d+", text)), triples)

    def is_same(self, other: "_Said") -> bool:
        """Whether the two are the same but for a few words. Two with different figures never are."""
        if self.figures != other.figures:
            return False
        return len(self.triples & other.triples) >= SAME * len(self.triples | other.triples)
