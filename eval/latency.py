"""How long answers take."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from eval.chance import Figure, figure
from eval.results import Result

PERCENTILES = (50, 95, 99)


def latency(results: Sequence[Result]) -> dict[str, Figure]:
    """Milliseconds from a question to its answer, the model loaded: p50, p95 and p99."""
    total = np.array([one.answer.timing_ms["total"] for one in results])
    found = {f"p{one}": figure(partial(np.percentile, q=one, axis=-1), total) for one in PERCENTILES}
    return {name: milliseconds for name, milliseconds in found.items() if milliseconds}


def stage_medians(results: Sequence[Result]) -> dict[str, float]:
    """The median milliseconds of each stage of an answer."""
    stages = dict.fromkeys(stage for one in results for stage in one.answer.timing_ms)
    return {stage: float(np.median([one.answer.timing_ms[stage] for one in results])) for stage in stages}
