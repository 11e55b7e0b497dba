"""What each part of the ranking is worth: weighed anew without it, on the questions of the split "test".

Usage: python -m eval.ablation QUESTIONS INDEX [QUESTIONS INDEX ...]

The weights are fitted on the development questions of all sets together, as eval/fit.py does, once with every measure
and once without each group; p is of the paired test of nDCG@10 against all measures.
"""

import sys
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import Qrel, ScoredDoc, Success, nDCG
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from assistant import Assistant
from assistant.ranking import FEATURES
from eval.chance import paired_p
from eval.fit import Ranked, candidates_of, fit_ranking

MEASURES = [Success @ 1, Success @ 5, nDCG @ 10]
PARTS = {
    "everything": (),
    "without words matched (late interaction)": (
        "words matched",
        "in its own words",
        "with the one before",
    ),
    "without the passage before": ("with the one before",),
    "without its own words": ("in its own words",),
    "without the passage's cosine": ("cosine",),
    "without the nearest sentence": ("nearest sentence",),
    "without times": ("meeting of the time", "period of the time", "time named", "another time"),
    "without length": ("length",),
    "without holding back agendas and boilerplate": ("agenda", "boilerplate"),
}


def main(arguments: list[str]) -> None:
    """Print the table of each question set."""
    sets = [(Path(path), Assistant(Path(index))) for path, index in zip(arguments[::2], arguments[1::2], strict=True)]
    known = [one for path, assistant in sets for one in candidates_of(path, assistant, "dev")]
    weights = {}
    for part, left_out in PARTS.items():
        kept = np.array([name not in left_out for name in FEATURES])
        weights[part] = np.zeros(len(FEATURES))
        weights[part][kept] = fit_ranking([(one.rows[:, kept], one.right) for one in known if one.right.any()])
    for path, assistant in sets:
        asked = candidates_of(path, assistant, "test")
        scores = {part: _score(asked, own) for part, own in weights.items()}
        table = Table(path.stem, *map(str, MEASURES), "p")
        for part, own in scores.items():
            p = paired_p(own[nDCG @ 10], scores["everything"][nDCG @ 10]) if PARTS[part] else None
            cells = [f"{np.mean(own[measure]):.3f}" for measure in MEASURES]
            table.add_row(part, *cells, "" if p is None else f"{p:.3f}")
        Console().print(table)


def _score(asked: list[Ranked], weights: NDArray[np.float64]) -> dict[object, NDArray[np.float64]]:
    """Each measure of each question, in the order of the questions."""
    qrels = [Qrel(str(at), doc, 1) for at, one in enumerate(asked) for doc in one.relevant]
    run = [
        ScoredDoc(str(at), doc, float(points))
        for at, one in enumerate(asked)
        for doc, points in zip(one.ids, one.rows @ weights, strict=True)
    ]
    found: dict[object, dict[str, float]] = {measure: {} for measure in MEASURES}
    for one in ir_measures.iter_calc(MEASURES, qrels, run):
        found[one.measure][one.query_id] = one.value
    order = [str(at) for at in range(len(asked))]
    return {measure: np.array([values.get(name, 0.0) for name in order]) for measure, values in found.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
