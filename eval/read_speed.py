"""How long reading takes, without embedding, and whether it grows as the archive does.

Usage: python -m eval.read_speed ARCHIVE

Reads the archive's papers 1, 10 and 100 times over: as so many files, and each paper so many times over in one file
(text files only), which is where a step that looks at everything for every line would show.
Each three times, which takes a quarter of an hour for the real archive.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from corpus import find_files, read_document, read_passages
from index import Encoder

COPIES = (1, 10, 100)
TURNS = 3


def main(arguments: list[str]) -> None:
    """Time the reading and print, line by line as they are known, medians with the lowest and the highest of seconds,
    seconds a copy, and passages."""
    archive = Path(arguments[0])
    contents = {path.name: path.read_bytes() for path in find_files(archive)[0]}
    encoder = Encoder()
    encoder.warm_up()
    long = {name: content for name, content in contents.items() if name.endswith((".txt", ".md"))}
    ways: dict[str, Callable[[int], list[tuple[str, bytes]]]] = {
        "files": lambda copies: list(contents.items()) * copies,
        "one file each": lambda copies: [(name, (content + b"\n\n") * copies) for name, content in long.items()],
    }
    for way, papers in ways.items():
        for copies in COPIES if papers(1) else ():
            turns = [_read(papers(copies), encoder) for _ in range(TURNS)]
            taken, passages = [seconds for seconds, _ in turns], turns[0][1]
            seconds = statistics.median(taken)
            told = f"{seconds:7.2f} s ({min(taken):.2f} to {max(taken):.2f}), {seconds / copies:.3f} s a copy"
            print(f"{copies:3} copies as {way}: {told}, {passages:,} passages", flush=True)


def _read(papers: list[tuple[str, bytes]], encoder: Encoder) -> tuple[float, int]:
    start = time.perf_counter()
    passages = sum(
        len(read_passages(read_document(name, content), encoder.word_pieces, encoder.limit).passages)
        for name, content in papers
    )
    return time.perf_counter() - start, passages


if __name__ == "__main__":
    main(sys.argv[1:])
