"""Is anything lost, or half there, when the program is killed?

Usage: python -m eval.soak_crash [--moments 200] [--every 1]

Kills a build, a build of what is there already, a repair, a batch, an upload, a removal and the giving of a verdict
with SIGKILL at random moments, and before and after every fsync, renaming, link and removal of a file, every FAISS file
and every commit (with --every 5 at each fifth of these). After each it is looked whether all that was reported is
there, each paper is there as it was before or as it is to be, and the index is sound; then the work is done again, and
has to end as one that was never disturbed, with no file left over. Exit code 1 where anything was otherwise.
"""

import json
import os
import random
import shutil
import sys
import tempfile
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

os.environ["OMP_NUM_THREADS"] = "1"  # before what has threads is loaded: a fork has none of them

import typer

from eval.killed_work import Job, jobs, load_model, look_at, lost_of, result_of
from eval.killing import Report, run

FAST = Path("/dev/shm")  # where it is there: a disk that others use makes each moment wait
SEED = 9


@dataclass
class Told:
    """What came of one kind of work."""

    moments: int = 0
    points: int = 0
    saved: int = 0  # things that had been reported, which were looked for
    wrong: list[str] = field(default_factory=list)


def main(
    moments: Annotated[int, typer.Option(help="How many random moments of each kind of work.")] = 200,
    every: Annotated[int, typer.Option(help="Of the fault points each so many-th.")] = 1,
) -> None:
    """Print how often each kind of work was killed, and what was wrong after."""
    load_model()
    lanes = min(2, len(os.sched_getaffinity(0)))
    with tempfile.TemporaryDirectory(dir=FAST if os.access(FAST, os.W_OK) else None) as folder:
        children = [_lane(Path(folder) / str(lane), lane, lanes, moments, every) for lane in range(lanes)]
        failed = [os.waitpid(child, 0)[1] for child in children]
        files = [Path(folder) / str(lane) / "told" for lane in range(lanes) if not any(failed)]
        told = [json.loads(file.read_text()) for file in files]
    print(f"{'work':<16}{'moments':>9}{'fault points':>14}{'reported':>10}{'wrong':>7}")
    for name in told[0] if told else ():
        own = [Told(**one[name]) for one in told]
        counts = [sum(getattr(one, what) for one in own) for what in ("moments", "points", "saved")]
        wrong = [line for one in own for line in one.wrong]
        print(f"{name:<16}{counts[0]:>9,}{counts[1]:>14,}{counts[2]:>10,}{len(wrong):>7,}")
        for line in wrong[:10]:
            print(f"  {line}", file=sys.stderr)
        failed += [1] * len(wrong)
    sys.exit(1 if any(failed) or not told else 0)


def _lane(folder: Path, lane: int, lanes: int, moments: int, every: int) -> int:
    """A process that does its share of the moments and of the fault points, and writes what it found."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        folder.mkdir()
        random.seed(SEED + lane)
        told = {}
        for job in jobs():
            own = moments // lanes + (lane < moments % lanes)
            told[job.name] = asdict(_kill(job, folder / "place", folder / "before", own, lane, lanes, every))
        (folder / "told").write_text(json.dumps(told))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _kill(job: Job, place: Path, before: Path, moments: int, lane: int, lanes: int, every: int) -> Told:
    told = Told()
    for folder in (place, before):
        shutil.rmtree(folder, ignore_errors=True)
    place.mkdir()
    run(lambda report: job.begin(place))
    shutil.copytree(place, before)
    was = {} if job.damaged else look_at(place)

    def afresh() -> None:
        shutil.rmtree(place)
        shutil.copytree(before, place)

    def work(report: Report) -> None:
        job.work(place, report)

    afresh()
    whole = run(work, at=0)
    wanted, right = look_at(place), result_of(place)

    def once(after: float | None = None, at: int | None = None) -> bool:
        afresh()
        ended = run(work, after, at)
        if not ended.killed:
            return False
        told.saved += len(ended.told)
        when = f"{job.name}, killed " + (f"at fault point {at}" if at else f"after {after:.3f} s")
        try:
            wrong = list(lost_of(job, place, ended.told, was, wanted))
            run(lambda report: job.again(place, report))
            wrong += [f"ends otherwise: {one}" for one in result_of(place) ^ right]
        except Exception as error:
            wrong = [f"{type(error).__name__}: {error}"]
        told.wrong += [f"{when}: {one}" for one in wrong]
        return True

    for at in range(1 + lane * every, whole.points + 1, lanes * every):
        told.points += once(at=at)
    for _ in range(10 * moments):  # it may end before
        if told.moments < moments:
            told.moments += once(after=random.uniform(0, whole.seconds))
    return told


if __name__ == "__main__":
    typer.run(main)
