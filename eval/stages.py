"""Why a right passage was not first: where it stood in each stage of the search, and what put another before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from assistant import Assistant
from assistant.match import read_questions
from assistant.question import understand
from assistant.ranking import FEATURES, Search, weights
from assistant.retrieve import Evidence, find_candidates
from eval.results import Result
from index import StoredPassage

LATE = FEATURES.index("words matched")


@dataclass(frozen=True, slots=True)
class Standing:
    """A right passage of a question: the one that came furthest.

    `ranks`: its rank in each stage and how many passages that stage ranks; no rank where it is not among them.
    `behind`: by measure, the points that it is behind (below 0) or ahead of the best wrong passage; they add up to the
    difference of the two scores. Empty where it is no candidate, where no candidate is wrong, and where a reranker has
    had the last word.
    `said_by`: the passage that was shown in its stead because it says the same.
    """

    passage: str
    ranks: Mapping[str, tuple[int | None, int]]
    behind: Mapping[str, float]
    said_by: str | None


def stand(assistant: Assistant, passages: Mapping[int, StoredPassage], result: Result) -> Standing:
    """How the right passage that came furthest fared, of an answerable question; `passages` are all of the index."""
    index = assistant.index
    search = search_for(result.question.question, assistant)
    (found,) = find_candidates(index, [search])
    candidates = sorted(found, key=lambda one: (-one.score, one.passage.id))
    ids = {key: passage.id for key, passage in passages.items()}
    (near,) = index.by_meaning(search.asked.vector[np.newaxis], len(ids))
    stages = {
        "by words": [ids[key] for key in index.by_words(search.question.terms, len(ids))],
        "by meaning": [ids[key] for key in near],
        "word by word, of the candidates": _ids(sorted(candidates, key=lambda one: -one.measures[LATE])),
        "all measures together": _ids(candidates),
        "shown, reranked" if assistant.reranker else "shown": [passage.id for passage in result.answer.passages],
    }
    ranked = {name: {passage: rank for rank, passage in enumerate(own, 1)} for name, own in stages.items()}
    last = list(ranked.values())[::-1]  # the one that came furthest, and there the nearest to the front
    best = min(sorted(result.relevant), key=lambda key: tuple(own.get(key, len(ids) + 1) for own in last))
    return Standing(
        best,
        {name: (own.get(best), len(own)) for name, own in ranked.items()},
        {} if assistant.reranker else _behind(candidates, best, result.relevant),
        _said_by(result, next(passage for passage in passages.values() if passage.id == best)),
    )


def search_for(text: str, assistant: Assistant) -> Search:
    """What an assistant looks for when it is asked a question; raises as `understand` does."""
    question = understand(text, assistant.index)
    (asked,) = read_questions([question], assistant.index, assistant.encoder)
    return Search(question, asked)


def _ids(evidence: Iterable[Evidence]) -> list[str]:
    return [one.passage.id for one in evidence]


def _behind(candidates: list[Evidence], best: str, relevant: Mapping[str, int]) -> dict[str, float]:
    own = next((one for one in candidates if one.passage.id == best), None)
    other = next((one for one in candidates if one.passage.id not in relevant), None)
    if not own or not other:
        return {}
    points = (own.measures - other.measures) * weights()
    return {FEATURES[at]: float(points[at]) for at in np.argsort(points) if points[at]}


def _said_by(result: Result, passage: StoredPassage) -> str | None:
    place = (passage.document, passage.char_start)
    shown = result.answer.passages
    return next((one.id for one in shown if place in {(two.document, two.char_start) for two in one.also}), None)
