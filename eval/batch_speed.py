"""How fast are questions answered in a batch, beside one by one?

Usage: python -m eval.batch_speed INDEX QUESTIONS...

Asks up to 1,000 questions of some sets by `panel batch` and the first of them one by one, the model loaded, in turns,
and prints how many are answered a second. Of a batch that is counted from the first answers on: its processes load
their models first, which is told apart.
"""

import csv
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from assistant import Assistant
from assistant.batch import ask_all
from eval.questions import load_questions

MOST = 1000  # questions
ALONE = 200  # of them one by one
TURNS = 5


@dataclass
class Turn:
    """Questions a second, and the seconds that the batch took with its start."""

    alone: float
    batch: float
    seconds: float


def main(
    index: Path, questions: Annotated[list[Path], typer.Argument(help="Question sets about any archive.")]
) -> None:
    """Print the rates of each turn, and their medians."""
    asked = [one.question for path in questions for one in load_questions(path)][:MOST]
    turns = []
    print("one by one      batch   ratio   batch with its start")
    for _ in range(TURNS):
        turn = Turn(_alone(index, asked[:ALONE]), *_batch(index, asked))
        turns.append(turn)
        print(f"{turn.alone:8.1f}/s {turn.batch:8.1f}/s {turn.batch / turn.alone:7.2f}   {turn.seconds:.1f} s")
    ratios = [turn.batch / turn.alone for turn in turns]
    alone, batch = (statistics.median(getattr(turn, name) for turn in turns) for name in ("alone", "batch"))
    print(f"medians of {TURNS} turns: {alone:.1f} a second one by one, {batch:.1f} in a batch of {len(asked)}")
    print(f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def _alone(index: Path, questions: list[str]) -> float:
    with Assistant.open(index) as assistant:
        for question in questions[:20]:  # until all is warm
            assistant.ask(question)
        begun = time.perf_counter()
        for question in questions:
            assistant.ask(question)
        return len(questions) / (time.perf_counter() - begun)


def _batch(index: Path, questions: list[str]) -> tuple[float, float]:
    rates: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "questions.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["question"], *([question] for question in questions)])
        begun = time.perf_counter()
        ask_all(table, table.with_name("answers.csv"), index, False, 10, lambda done, total, rate: rates.append(rate))
        return rates[-1], time.perf_counter() - begun


if __name__ == "__main__":
    typer.run(main)
