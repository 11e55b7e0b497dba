"""Do two stores find the same?

Usage: python -m eval.stores QUESTIONS INDEX_A INDEX_B

Asks a question set of two indexes of one archive that differ in their store (made by panel build ARCHIVE --index
INDEX_B --store ADDRESS), and prints how much the passages of their answers have in common, what both are worth, with
the p of a paired randomisation test, and how long they take.
"""

from pathlib import Path

import numpy as np
import typer

from assistant import Assistant
from eval.chance import figure, mean, paired_p
from eval.latency import latency
from eval.measures import measure
from eval.overlap import PERSISTENCE, rank_biased_overlap
from eval.questions import load_questions
from eval.results import Result, rankings_of, run_questions

MEASURES = ("Success@1", "RR@10", "nDCG@10")


def main(questions: Path, first: Path, second: Path) -> None:
    """Print the table."""
    asked = load_questions(questions)
    found = []
    for folder in (first, second):
        with Assistant.open(folder) as assistant:
            print(f"{folder}: store {assistant.index.store}")
            found.append(run_questions(assistant, asked, lambda: None))
    ours, theirs = found
    overlaps = np.array([_overlap(one, other) for one, other in zip(ours, theirs, strict=True)])
    common = figure(mean, overlaps)
    assert common  # a set holds a question at least
    interval = f"{common.value:.3f} [{common.low:.3f}, {common.high:.3f}]"
    print(f"rank-biased overlap (p = {PERSISTENCE}) of {len(asked)} answers: {interval}")
    print(f"answers with the same passages in the same order: {np.mean(overlaps > 1 - 1e-9):.0%}")
    print(f"\n{'':12}{'A':24}{'B':24}p of the difference")
    before, after = (measure(rankings_of(results)) for results in found)
    for name in MEASURES:
        p = paired_p(before[name], after[name])
        print(f"{name:12}{figure(mean, before[name])!s:24}{figure(mean, after[name])!s:24}{p:.3f}")
    times = [latency(results) for results in found]
    for name in ("p50", "p95"):
        ms = [f"{one[name].value:.1f} [{one[name].low:.1f}, {one[name].high:.1f}] ms" for one in times]
        print(f"{name:12}{ms[0]:24}{ms[1]}")


def _overlap(one: Result, other: Result) -> float:
    first, second = ([passage.id for passage in result.answer.passages] for result in (one, other))
    return rank_biased_overlap(first, second)


if __name__ == "__main__":
    typer.run(main)
