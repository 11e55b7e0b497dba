"""How much sooner is an archive read by Ray, and what does it take to start?

Usage: python -m eval.ray_speed ARCHIVE [WORKERS]

In turns, into a new index each time: `panel build` in this process with as many threads as there are workers (two,
where nothing else is said), and the same by a Ray of this machine with so many workers, of one thread each. A build by
Ray includes that each worker loads the model; starting Ray itself is told apart.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch

from index import Encoder, build
from index.ray_build import ray_source
from index.sources import Source, read_here

TURNS = 3


def main(arguments: list[str]) -> None:
    """Print the seconds of each turn and their medians."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    archive, workers = Path(arguments[0]), int(arguments[1]) if arguments[1:] else 2
    torch.set_num_threads(workers)
    encoder = Encoder()
    _build(archive, encoder, read_here)  # warm
    begun = time.perf_counter()
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": workers, "include_dashboard": False})
    starts = time.perf_counter() - begun
    times: dict[str, list[float]] = {"here": [], "by Ray": [], "connecting": []}
    print(f"seconds with {workers} workers:      here    by Ray   ratio")
    try:
        for _ in range(TURNS):
            times["here"].append(_build(archive, encoder, read_here))
            begun = time.perf_counter()
            with ray_source(cluster.address) as source:
                times["connecting"].append(time.perf_counter() - begun)
                times["by Ray"].append(_build(archive, encoder, source))
            here, ray = times["here"][-1], times["by Ray"][-1]
            print(f"{here:33.1f} {ray:9.1f} {here / ray:7.2f}", flush=True)
    finally:
        cluster.shutdown()
    for name, seconds in times.items():
        print(f"{name:12} median {statistics.median(seconds):6.1f} ({min(seconds):.1f} to {max(seconds):.1f})")
    print(f"{'Ray starts':12}        {starts:6.1f}")


def _build(archive: Path, encoder: Encoder, source: Source) -> float:
    """Seconds of a build of a new index."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        build(archive, Path(folder) / "index", encoder, lambda *_: None, source=source)
        return time.perf_counter() - begun


if __name__ == "__main__":
    main(sys.argv[1:])
