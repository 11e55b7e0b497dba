"""Where do the milliseconds of one question go?

Usage: python -m eval.question_speed INDEX QUESTIONS...

Asks every question of some sets one by one, the model loaded, in several turns, and prints p50, p95 and p99 of all and
of each stage: the median of the turns, and the least and most of them.
"""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from assistant import Assistant
from eval.latency import PERCENTILES
from eval.questions import load_questions

TURNS = 5
WARM = 20  # questions until all is warm


def main(
    index: Path, questions: Annotated[list[Path], typer.Argument(help="Question sets about any archive.")]
) -> None:
    """Print milliseconds by stage."""
    asked = [one.question for path in questions for one in load_questions(path)]
    with Assistant.open(index) as assistant:
        for question in asked[:WARM]:
            assistant.ask(question)
        turns = [[assistant.ask(question).timing_ms for question in asked] for _ in range(TURNS)]
    print(f"{len(asked)} questions, {TURNS} turns, milliseconds")
    print("stage       " + "".join(f"{f'p{one}':>20}" for one in PERCENTILES))
    for stage in turns[0][0]:
        # A stage that an answer does not have took it no time.
        found = np.percentile([[one.get(stage, 0.0) for one in turn] for turn in turns], PERCENTILES, axis=1)
        shown = (f"{np.median(own):6.1f} ({own.min():.1f} to {own.max():.1f})" for own in found)
        print(f"{stage:12}" + "".join(f"{one:>20}" for one in shown))


if __name__ == "__main__":
    typer.run(main)
