"""Weigh the measures of the ranking, and fit the confidence, on the development questions.

Usage: python -m eval.fit OFF_TOPIC QUESTIONS INDEX [QUESTIONS INDEX ...]

OFF_TOPIC is a file in the form of SQuAD 2.0: its questions are about anything but the archive. Writes
assistant/ranking.json and assistant/confidence.json. The confidence is the probability of an answer where answerable
and unanswerable questions are asked equally often.
"""

import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from assistant import Assistant, ranking
from assistant import confidence as sureness
from assistant.retrieve import find_candidates, retrieve
from eval.questions import load_questions, relevant_passages
from eval.squad import read_articles
from eval.stages import search_for

ASSISTANT = Path(ranking.__file__).parent
OFF_TOPIC = 40  # questions taken from the off-topic file
RIDGE = 0.005

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates for a question: ids, measures (passages, measures), which are right, and all ids that are."""

    ids: list[str]
    rows: Floats
    right: NDArray[np.bool_]
    relevant: set[str]


def main(arguments: list[str]) -> None:
    """Fit both, the ranking first, and write the weights where they are read."""
    sets = [
        (Path(questions), Assistant(Path(index)))
        for questions, index in zip(arguments[1::2], arguments[2::2], strict=True)
    ]
    known = [one for path, assistant in sets for one in candidates_of(path, assistant, "dev") if one.right.any()]
    _write(
        "ranking.json", dict(zip(ranking.FEATURES, fit_ranking([(one.rows, one.right) for one in known]), strict=True))
    )
    ranking.weights.cache_clear()  # the confidence is that of the new ranking
    rows, answerable = _to_trust(sets, _questions_of_squad(Path(arguments[0])))
    intercept, weights = fit_confidence(rows, answerable)
    _write("confidence.json", {"intercept": intercept, **dict(zip(sureness.FEATURES, weights, strict=True))})
    print(f"fitted on {len(rows)} questions, {answerable.sum()} of them answerable")


def fit_ranking(questions: list[tuple[Floats, NDArray[np.bool_]]]) -> list[float]:
    """Weights under which the right passages of each question come first.

    For each question the measures of its candidates, shape (passages, measures), and which are right (passages,).
    Minimises the mean negative log likelihood of a right passage being drawn (ListNet's top-one loss; Cao et al.,
    ICML 2007) with a ridge over standardised measures.
    """
    spread = np.concatenate([rows for rows, _ in questions]).std(axis=0) + 1e-6
    scaled = [(rows / spread, right) for rows, right in questions]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = RIDGE * len(scaled) * (weights**2).sum(), 2 * RIDGE * len(scaled) * weights
        for rows, right in scaled:
            points = np.exp(rows @ weights - (rows @ weights).max())
            share = np.where(right, points, 0) / points[right].sum()
            total -= np.log(points[right].sum() / points.sum())
            slope += rows.T @ (points / points.sum() - share)
        return total / len(scaled), slope / len(scaled)

    return list(minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x / spread)


def fit_confidence(rows: Floats, answerable: NDArray[np.bool_]) -> tuple[float, list[float]]:
    """Intercept and weights of a ridge logistic regression, both classes weighing the same."""
    share = np.where(answerable, 0.5 / answerable.mean(), 0.5 / (1 - answerable.mean()))
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = (rows - mean) / spread

    def loss(point: Floats) -> float:
        z = point[0] + scaled @ point[1:]
        return float(
            (share * np.logaddexp(0, np.where(answerable, -z, z))).sum() / share.sum() + RIDGE * (point[1:] ** 2).sum()
        )

    best = minimize(loss, np.zeros(rows.shape[1] + 1)).x
    weights = best[1:] / spread
    return float(best[0] - mean @ weights), list(weights)


def candidates_of(path: Path, assistant: Assistant, split: str) -> list[Ranked]:
    """The candidates for each answerable question of a split."""
    passages = list(assistant.index.passages().values())
    found = []
    for known in track([one for one in load_questions(path) if one.split == split and one.evidence], path.stem):
        (candidates,) = find_candidates(assistant.index, [search_for(known.question, assistant)])
        relevant = set(relevant_passages(known, passages))
        ids = [one.passage.id for one in candidates]
        rows = np.array([one.measures for one in candidates], dtype=np.float64)
        found.append(Ranked(ids, rows, np.array([one in relevant for one in ids]), relevant))
    return found


def _to_trust(sets: list[tuple[Path, Assistant]], off_topic: list[str]) -> tuple[Floats, NDArray[np.bool_]]:
    rows, answerable = [], []
    for path, assistant in sets:
        known = [(one.question, bool(one.evidence)) for one in load_questions(path) if one.split == "dev"]
        for text, answered in track(known + [(text, False) for text in off_topic], path.stem):
            search = search_for(text, assistant)
            (evidence,) = retrieve(assistant.index, [search], sureness.LOOKED_AT)
            rows.append(sureness.features(assistant.index, search.question, search.asked, evidence))
            answerable.append(answered)
        off_topic = []
    return np.array(rows), np.array(answerable)


def _write(name: str, learned: dict[str, float]) -> None:
    rounded = {key: round(float(value), 4) for key, value in learned.items()}
    (ASSISTANT / name).write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def _questions_of_squad(path: Path) -> list[str]:
    articles = read_articles(path)
    texts = [qa["question"] for article in articles for paragraph in article["paragraphs"] for qa in paragraph["qas"]]
    return random.Random(0).sample(texts, OFF_TOPIC)


if __name__ == "__main__":
    main(sys.argv[1:])
