"""Does every broken paper end as a document or as a sentence that says why it is none?

Usage: python -m eval.soak_papers [--files N] [--seed S] [--keep FOLDER]

Breaks small papers of every kind where their structure is, reads each in a process with limits as `panel build` does,
and looks whether what was read can be trusted: every passage its own slice of the text, all of it fit for SQLite and
found there. A paper that takes longer than `SECONDS`, crashes, or has the program make a mistake is a failure. One seed
always makes the same papers, so that a failure comes back with it; `--keep` keeps those that failed.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus import Confined, PaperError
from eval.broken_check import make, make_and_check

SECONDS = 20
WORKERS = 2


def main(arguments: Sequence[str]) -> int:
    """Read so many broken papers; print what came of each kind, and of each failure its file and the reason."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", type=Path)
    told = parser.parse_args(arguments)
    print(f"{told.files:,} broken papers, seed {told.seed}", flush=True)
    begun = time.perf_counter()
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    failures: list[str] = []
    for number, outcome in _tried(told.seed, told.files):
        name, content = make(told.seed, number)
        kind = outcome.partition(":")[0]
        failed = kind not in ("read", "refused")
        outcomes[Path(name).suffix]["failed" if failed else kind] += 1
        if failed:
            failures.append(name)
            print(f"FAILED {name}: {outcome}", flush=True)
            if told.keep:
                told.keep.mkdir(parents=True, exist_ok=True)
                (told.keep / name).write_bytes(content)
    print(f"{'kind':6} {'papers':>7} {'read':>7} {'refused':>8} {'failed':>7}")
    for kind, counts in sorted(outcomes.items()):
        print(f"{kind:6} {counts.total():7,} {counts['read']:7,} {counts['refused']:8,} {counts['failed']:7,}")
    print(f"{len(failures)} failures in {time.perf_counter() - begun:.0f} s")
    return 1 if failures else 0


def _tried(seed: int, files: int) -> Iterator[tuple[int, str]]:
    """What came of each paper, by its number; some are read side by side."""
    free = [Confined(SECONDS) for _ in range(WORKERS)]

    def one(number: int) -> tuple[int, str]:
        confined = free.pop()
        try:
            return number, confined.call(make_and_check, seed, number)
        except PaperError as error:
            return number, str(error)
        finally:
            free.append(confined)

    try:
        with ThreadPoolExecutor(WORKERS) as threads:
            yield from threads.map(one, range(files))
    finally:
        for confined in free:
            confined.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
