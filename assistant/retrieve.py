"""A question's evidence: passages found by meaning and by words, ranked, and each said once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.match import Asked
from assistant.question import Question
from assistant.ranking import features, score
from index import Filters, Index, PassageVectors, StoredPassage

POOL = 100  # passages taken by meaning, and as many by words, before they are ranked
SAME = 0.75  # share of word triples two passages have in common from which on they say the same


@dataclass(slots=True)
class Evidence:
    """A passage as evidence: its score, the measures it is made of, and its vectors."""

    passage: StoredPassage
    score: float
    measures: NDArray[np.float32]  # in the order of `ranking.FEATURES`
    vectors: PassageVectors
    also: list[StoredPassage] = field(default_factory=list)


def retrieve(
    index: Index, question: Question, asked: Asked, top: int, filters: Filters | None = None
) -> list[Evidence]:
    """The best passages for a question, best first, near-identical ones merged; at most `top`."""
    found = find_candidates(index, question, asked, filters)
    return _merge(sorted(found, key=lambda one: (-one.score, one.passage.id)), top)


def find_candidates(index: Index, question: Question, asked: Asked, filters: Filters | None = None) -> list[Evidence]:
    """The passages nearest by meaning and by words, scored, in no order."""
    by_meaning = index.by_meaning(asked.vector, POOL, filters)
    by_words = index.by_words(question.terms, POOL, filters)
    passages = list(index.passages({**by_meaning, **by_words}).values())
    if not passages:
        return []
    keys = [passage.key for passage in passages]
    earlier = index.before(keys)
    vectors = index.vectors(list({*keys, *earlier.values()}))
    before = [vectors[earlier[key]] if key in earlier else None for key in keys]
    rows = features(question, asked, passages, [vectors[key] for key in keys], before)
    return [
        Evidence(passage, float(points), row, vectors[passage.key])
        for passage, row, points in zip(passages, rows, score(rows), strict=True)
    ]


def _merge(found: Sequence[Evidence], top: int) -> list[Evidence]:
    """The first `top` that say something new; those that say the same as one of them are put to it."""
    kept: list[tuple[Evidence, _Said]] = []
    for evidence in found:
        said = _Said.of(evidence.passage.text)
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
