"""How the program does with ten thousand, a hundred thousand and a million passages.

Usage: python -m eval.scale FOLDER --passages 10000 --from ARCHIVE [--transcripts FILE] [--vectors drawn] [--memory 4]

Makes an archive of about so many passages in FOLDER/papers (see eval/archive_maker.py), builds FOLDER/index, asks it,
and puts the figures into docs/scale.json, which `python -m eval.scale_curves` draws. With `--vectors drawn` the vectors
are drawn instead of computed (see eval/drawn.py). With `--memory` the questions are asked in a control group of so many
gigabytes, its page cache included, which takes root.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Annotated, Any, TypeVar

import typer

from corpus import PanelError
from eval.archive_check import check
from eval.archive_maker import make_archive, write_paper
from eval.archive_sources import Sources, read_sources
from eval.drawn import DrawnEncoder
from index import Encoder, build

FIGURES = Path("docs/scale.json")
ADDED = 5  # papers more, one after another
GROUPS = Path("/sys/fs/cgroup")
T = TypeVar("T")


class Vectors(StrEnum):
    """Where passages' vectors come from."""

    REAL = "real"
    DRAWN = "drawn"


def main(
    folder: Path,
    passages: Annotated[int, typer.Option(min=1000)],
    archive: Annotated[Path, typer.Option("--from", help="The folder of papers that new ones are made of.")],
    transcripts: Annotated[Path | None, typer.Option(help="Transcripts in the form of QMSum.")] = None,
    vectors: Vectors = Vectors.REAL,
    memory: Annotated[float | None, typer.Option(help="Gigabytes that asking may take.")] = None,
    figures: Path = FIGURES,
) -> None:
    """Measure one size, and put its figures beside those of others."""
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"There is something in {folder} already; give another folder.")
    try:
        sources = read_sources(archive, transcripts)
    except PanelError as error:
        sys.exit(str(error))
    papers, _ = make_archive(folder, sources, passages)
    found = _build(folder, vectors)
    found |= {"papers": papers, "disk_mb": sum(one.stat().st_size for one in (folder / "index").iterdir()) // 2**20}
    found["archive"] = check(folder / "index")
    found |= _ask(folder, memory)
    found["one_paper_s"] = _add(folder, sources, papers)
    rows = json.loads(figures.read_text()) if figures.exists() else []
    same = {"asked_for": passages, "vectors": vectors.value, "memory_gb": memory}
    others = [row for row in rows if any(row[key] != value for key, value in same.items())]
    rows = sorted([*others, same | found], key=lambda row: (row["asked_for"], row["vectors"]))
    figures.write_text(json.dumps(rows, indent=1) + "\n")
    print(json.dumps(same | found, indent=1))


def _build(folder: Path, vectors: Vectors) -> dict[str, Any]:
    """Build the index; the seconds of that, and how many of them the vectors took."""
    encoder = DrawnEncoder.for_archive(folder / "papers") if vectors is Vectors.DRAWN else Encoder()
    encoder.warm_up()
    spent = [0.0]
    encoder.run_many = _clocked(encoder.run_many, spent)  # type: ignore[assignment, method-assign]
    begun = time.perf_counter()
    with _progress() as progress:
        summary = build(folder / "papers", folder / "index", encoder, progress)
    seconds = time.perf_counter() - begun
    return {
        "passages": summary.passages,
        "build_s": round(seconds, 1),
        "vectors_s": round(spent[0], 1),
    }


def _clocked(run: Callable[[Sequence[str]], Iterator[T]], spent: list[float]) -> Callable[[Sequence[str]], Iterator[T]]:
    def clocked(texts: Sequence[str]) -> Iterator[T]:
        begun = time.perf_counter()
        made = list(run(texts))
        spent[0] += time.perf_counter() - begun
        return iter(made)

    return clocked


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int, int], None]]:
    """Progress on stderr, every ten seconds."""
    begun = last = time.monotonic()

    def show(name: str, done: int, total: int, passages: int) -> None:
        nonlocal last
        if (now := time.monotonic()) - last > 10:
            last = now
            print(f"{done} of {total} papers, {passages / (now - begun):.0f} passages/s", file=sys.stderr, flush=True)

    yield show


def _ask(folder: Path, memory: float | None) -> dict[str, Any]:
    command = [sys.executable, "-m", "eval.scale_asking", str(folder / "index"), str(folder / "questions.jsonl")]
    group = _make_group(memory) if memory else None
    try:
        join = (lambda: (group / "cgroup.procs").write_text(str(os.getpid()))) if group else None
        asked = subprocess.run(command, preexec_fn=join, stdout=subprocess.PIPE, check=True)
    finally:
        if group:
            group.rmdir()
    return json.loads(asked.stdout)  # type: ignore[no-any-return]


def _make_group(gigabytes: float) -> Path:
    """A control group that limits memory, of whichever version there is."""
    old = GROUPS / "memory"
    group = (old if old.is_dir() else GROUPS) / f"panel-scale-{os.getpid()}"
    try:
        group.mkdir()
        limit = group / ("memory.limit_in_bytes" if old.is_dir() else "memory.max")
        limit.write_text(str(int(gigabytes * 2**30)))
    except OSError as error:
        sys.exit(f"Memory cannot be limited here ({error}); leave --memory out, or run it as root.")
    return group


def _add(folder: Path, sources: Sources, papers: int) -> float:
    """Seconds that the index takes to be built again with one paper more: the median of some."""
    encoder = Encoder()
    encoder.warm_up()
    taken = []
    for number in range(ADDED):
        _, text, _ = write_paper(sources, 0, 0, 2024, papers + 1 + number)
        (folder / "papers" / f"one more {number}.txt").write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        build(folder / "papers", folder / "index", encoder, lambda *_: None)
        taken.append(time.perf_counter() - begun)
    return round(median(taken), 2)


if __name__ == "__main__":
    typer.run(main)
