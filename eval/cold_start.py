"""How long does a person wait who starts `panel` afresh?

Usage: python -m eval.cold_start INDEX QUESTION

Starts `panel --help`, `panel ask` and a short script that imports sentence-transformers and does the same search, each
in a process of its own, in turns, and prints the seconds of each turn, their medians and the ratio of the last two. A
running `panel serve` of the index would answer in place of a cold process: stop it.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import typer

from index import Encoder, Index

TURNS = 7
PANEL = Path(sys.executable).with_name("panel")

SCRIPT = """
import sqlite3, sys
import numpy as np
from sentence_transformers import SentenceTransformer
model, index, question = sys.argv[1:]
rows = sqlite3.connect(index).execute("SELECT text, vector FROM passages JOIN vectors ON passage = key").fetchall()
vectors = np.stack([np.frombuffer(vector, dtype=np.float32) for _, vector in rows])
asked = SentenceTransformer(model, device="cpu", local_files_only=True).encode(question, normalize_embeddings=True)
for at in np.argsort(-(vectors @ asked))[:10]:
    print(rows[at][0])
"""


def main(index: Path, question: str) -> None:
    """Print the seconds of each turn, and their medians."""
    model = Encoder(Index(index).meta["model"]).path
    commands = {
        "panel --help": [PANEL, "--help"],
        "panel ask": [PANEL, "ask", question, "--index", index],
        "ten lines": [sys.executable, "-c", SCRIPT, model, index / "index.sqlite", question],
    }
    print("".join(f"{name:>14}" for name in commands))
    turns = []
    for _ in range(TURNS + 1):  # the first reads the disk for all others
        turns.append({name: _seconds([str(part) for part in command]) for name, command in commands.items()})
        print("".join(f"{seconds:12.2f} s" for seconds in turns[-1].values()))
    for name in commands:
        own = [turn[name] for turn in turns[1:]]
        print(f"{name}: {statistics.median(own):.2f} s ({min(own):.2f} to {max(own):.2f})")
    ratios = [turn["ten lines"] / turn["panel ask"] for turn in turns[1:]]
    print(f"ten lines / panel ask: {statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})")


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    typer.run(main)
