"""How much two rankings have in common, the first places most."""

from collections.abc import Sequence

PERSISTENCE = 0.9  # how likely a reader goes on to the next place: the first ten have 86% of the weight


def rank_biased_overlap(first: Sequence[str], second: Sequence[str], p: float = PERSISTENCE) -> float:
    """From 0, for rankings that share nothing, to 1, for the same. Each holds a text once; one may be longer.

    The extrapolated form: what lies beyond their ends is taken to go on as it was (Webber, Moffat and Zobel, A
    similarity measure for indefinite rankings, ACM TOIS 28(4), 2010, equation 32). Two that are empty are the same.
    """
    short, long = sorted((first, second), key=len)
    if not short:
        return float(not long)
    shared = [len(set(short[:depth]) & set(long[:depth])) for depth in range(len(long) + 1)]
    ends, whole = len(short), len(long)
    seen = sum(shared[depth] / depth * p**depth for depth in range(1, whole + 1))
    supposed = sum(shared[ends] * (depth - ends) / (ends * depth) * p**depth for depth in range(ends + 1, whole + 1))
    beyond = ((shared[whole] - shared[ends]) / whole + shared[ends] / ends) * p**whole
    return (1 - p) / p * (seen + supposed) + beyond
