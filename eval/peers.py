"""Other people's frameworks beside ours, on the same papers and questions with the same model: how fast, how good?

Usage: python -m eval.peers QUESTIONS ARCHIVE

LlamaIndex and txtai (`pip install '.[peers]'`) as `eval.peer_systems` tells: each with its own way of cutting the
papers, and each once more over our passages, which parts what the cutting does from what the search does. In every one
of three turns all build their index anew and answer a third of the questions, one system after the other on each.

Prints the seconds of a build, the milliseconds of a warm question, and what is found, of the questions of the split
"test" where there is one, with intervals and the paired test of ours against each.

What is not alike. A build of ours starts from the files and ends on the disk, with the vector of every sentence and
word piece; the others start from the text that ours has read, and theirs end in memory. An answer of ours also has its
quotes and its confidence. Ours learned from questions, some of them about the same papers (the splits "train" and
"dev"); the others are as they come.
Where a text is right because it is long, "first 150 words" says so: it counts answers that are told by then.
"""

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from assistant import Assistant
from corpus import PanelError
from eval.baselines import System
from eval.chunks import right_chunks
from eval.comparison import OURS, compare
from eval.measures import Ranking, Shown
from eval.questions import Question, load_questions, relevant_passages
from eval.report import columns_of, table_of
from index import Encoder, build

if TYPE_CHECKING:
    from eval.peer_systems import Peer

TURNS = 3
WIDE = 170  # columns of the widest table
WARM_UP = "Who was at the first meeting?"


@dataclass(frozen=True, slots=True)
class Built:
    """A system ready for questions: the words of each of its texts, which of them are right, and what it took."""

    system: System
    words: Mapping[str, int]
    right: Callable[[Question], dict[str, int]]
    seconds: float


@dataclass
class Measured:
    """What was seen of one system: a build and the milliseconds of questions for each turn, and all that it found."""

    texts: int = 0
    seconds: list[float] = field(default_factory=list)
    milliseconds: list[list[float]] = field(default_factory=list)
    rankings: list[Ranking] = field(default_factory=list)


def main(questions: Path, archive: Path) -> None:
    """Measure and print."""
    try:
        from eval.peer_systems import LlamaIndex, Txtai
    except ImportError as error:
        print(f"LlamaIndex and txtai are not installed ({error}); run: pip install '.[peers]'", file=sys.stderr)
        sys.exit(2)
    try:
        asked = load_questions(questions)
        encoder = Encoder()
        encoder.warm_up()
        measured = measure(asked, archive, encoder, {"LlamaIndex": LlamaIndex(), "txtai": Txtai()})
    except PanelError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    out = Console(width=WIDE, highlight=False)
    for table in tables(measured, asked):
        out.print(table)


def measure(
    questions: list[Question], archive: Path, encoder: Encoder, peers: "Mapping[str, Peer]"
) -> dict[str, Measured]:
    """Every system over an archive, by its name, ours first; its rankings are of the questions that have an answer."""
    measured: dict[str, Measured] = defaultdict(Measured)
    for turn in range(TURNS):
        print(f"turn {turn + 1} of {TURNS} …", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            build(archive, Path(folder), encoder, lambda *progress: None)
            seconds = time.perf_counter() - start
            with Assistant(Path(folder)) as assistant:
                systems = {OURS: _ours(assistant, seconds), **dict(_others(assistant, peers))}
                _ask(systems, questions[turn::TURNS], measured)
    return dict(measured)


def _ours(assistant: Assistant, seconds: float) -> Built:
    passages = list(assistant.index.passages().values())
    return Built(
        lambda question: [found.id for found in assistant.ask(question).passages],
        {one.id: len(one.text.split()) for one in passages},
        partial(relevant_passages, passages=passages),
        seconds,
    )


def _others(assistant: Assistant, peers: "Mapping[str, Peer]") -> Iterator[tuple[str, Built]]:
    texts = {path: assistant.index.document_text(path) for path in assistant.index.fingerprints()}
    passages = list(assistant.index.passages().values())
    for name, peer in peers.items():
        start = time.perf_counter()
        chunks = peer.cut(texts)
        system = peer.index({chunk.id: chunk.text for chunk in chunks})
        seconds = time.perf_counter() - start
        words = {chunk.id: len(chunk.text.split()) for chunk in chunks}
        yield name, Built(system, words, partial(right_chunks, chunks=chunks), seconds)
    for name, peer in peers.items():
        start = time.perf_counter()
        # With their context, as our own index has them.
        system = peer.index({one.id: f"{one.context}\n{one.text}" for one in passages})
        seconds = time.perf_counter() - start
        words = {one.id: len(one.text.split()) for one in passages}
        yield f"{name}, our passages", Built(system, words, partial(relevant_passages, passages=passages), seconds)


def _ask(systems: Mapping[str, Built], questions: list[Question], measured: dict[str, Measured]) -> None:
    for name, built in systems.items():
        built.system(WARM_UP)
        measured[name].texts = len(built.words)
        measured[name].seconds.append(built.seconds)
        measured[name].milliseconds.append([])
    for question in questions:
        for name, built in systems.items():
            start = time.perf_counter()
            found = built.system(question.question)
            measured[name].milliseconds[-1].append((time.perf_counter() - start) * 1000)
            if question.evidence:
                shown = tuple(Shown(key, built.words[key]) for key in found)
                measured[name].rankings.append(Ranking(question.id, shown, built.right(question)))


def tables(measured: Mapping[str, Measured], questions: list[Question]) -> Iterator[Table]:
    """Speed, then quality."""
    speed = Table(
        f"medians of {TURNS} turns (lowest to highest)",
        "texts",
        "build, s",
        "texts a second",
        "question, p50 ms",
        "p95 ms",
        box=SIMPLE_HEAD,
    )
    for name, one in measured.items():
        rates = [one.texts / seconds for seconds in one.seconds]
        turns = [turn for turn in one.milliseconds if turn]
        p50, p95 = ([float(np.percentile(turn, which)) for turn in turns] for which in (50, 95))
        speed.add_row(name, f"{one.texts:,}", *(_spread(values) for values in (one.seconds, rates, p50, p95)))
    yield speed
    split = "test" if any(one.split == "test" for one in questions) else questions[0].split
    chosen = {one.id for one in questions if one.split == split}
    systems = compare({name: one.rankings for name, one in measured.items()}, chosen, tested=True)
    if systems:
        answerable = sum(ranking.question in chosen for ranking in measured[OURS].rankings)
        yield table_of(systems, columns_of(systems), title=f"{split}, {answerable} questions with an answer")


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


if __name__ == "__main__":
    typer.run(main)
