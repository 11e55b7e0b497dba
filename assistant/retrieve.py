"""A question's evidence: passages found by meaning and by words, fused, ranked, and each said once."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question
from corpus import Kind, PaperKind
from index import Filters, Index, StoredPassage

POOL = 100  # passages taken from each half before fusion

# Weights beside the cosine's 1, chosen on the development questions of eval/questions.
BM25_WEIGHT = 0.2
COVERAGE_WEIGHT = 0.4
# An agenda names every subject and says nothing of it, and boilerplate is in every pack, so they are held back.
FORMAL_COST = 0.1

SAME = 0.75  # share of word triples two passages have in common from which on they say the same


@dataclass(slots=True)
class Evidence:
    """A passage as evidence, with what speaks for it."""

    passage: StoredPassage
    score: float
    cosine: float
    sentences: NDArray[np.float32]  # vectors of its sentences, shape (sentences, dimension)
    nearness: NDArray[np.float32]  # cosine of each with the question, shape (sentences,)
    also: list[StoredPassage] = field(default_factory=list)


def retrieve(
    index: Index, question: Question, vector: NDArray[np.float32], top: int, filters: Filters | None = None
) -> list[Evidence]:
    """The best passages for a question, best first, near-identical ones merged; at most `top`.

    `vector` is the question's, of unit length, shape (dimension,). The score is the mean of the passage's cosine and
    that of its nearest sentence (headings left out), plus the weighted BM25 score (divided by the best passage's),
    plus the weighted coverage of the question's terms; agendas and boilerplate are held back.
    """
    by_meaning = index.by_meaning(vector, POOL, filters)
    by_words = index.by_words(question.terms, POOL, filters)
    passages = index.passages([*by_meaning, *(key for key in by_words if key not in by_meaning)])
    keys = list(passages)
    if not keys:
        return []
    vectors = index.vectors(keys)
    coverage = _coverage(index, question.terms, keys)
    best_words = max(by_words.values(), default=1.0)
    found = []
    for key, passage in passages.items():
        own, sentences = vectors[key]
        cosine, nearness = float(own @ vector), sentences @ vector
        words = by_words.get(key, 0.0) / best_words
        told = [i for i, (_, _, kind) in enumerate(passage.sentences) if kind not in (Kind.HEADING, Kind.LABEL)]
        meaning = (cosine + float(nearness[told or slice(None)].max())) / 2
        score = meaning + BM25_WEIGHT * words + COVERAGE_WEIGHT * coverage[key]
        if passage.kind == PaperKind.AGENDA or passage.boilerplate:
            score -= FORMAL_COST
        found.append(Evidence(passage, score, cosine, sentences, nearness))
    found.sort(key=lambda evidence: (-evidence.score, evidence.passage.id))
    return _merge(found, top)


def _coverage(index: Index, terms: Sequence[str], keys: Sequence[int]) -> dict[int, float]:
    """For each passage the share of the terms that it holds, each weighted by its inverse document frequency."""
    total = index.count()
    holders = {term: index.holding(term) for term in terms}
    # The idf of BM25 (Robertson and Zaragoza, 2009), which stays positive.
    weights = {t: math.log(1 + (total - len(h) + 0.5) / (len(h) + 0.5)) for t, h in holders.items()}
    whole = sum(weights.values()) or 1.0
    return {key: sum(weights[t] for t in terms if key in holders[t]) / whole for key in keys}


def _merge(found: Sequence[Evidence], top: int) -> list[Evidence]:
    kept: list[Evidence] = []
    for evidence in found:
        twin = next((other for other in kept if _say_the_same(evidence.passage.text, other.passage.text)), None)
        if twin:
            twin.also.append(evidence.passage)
        elif len(kept) < top:
            kept.append(evidence)
    return kept


def _say_the_same(one: str, other: str) -> bool:
    """Whether two texts are the same but for a few words. Two with different figures never are."""
    if set(re.findall(r"\d+", one)) != set(re.findall(r"\d+", other)):
        return False
    triples, others = _triples(one), _triples(other)
    return len(triples & others) >= SAME * len(triples | others)


def _triples(text: str) -> frozenset[tuple[str, ...]]:
    words = text.casefold().split()
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])
