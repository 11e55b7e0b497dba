"""Is a made archive like a real one: its words, its papers, and how much of it is said twice?

Usage: python -m eval.archive_check INDEX
"""

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

from assistant.retrieve import SAME
from index import Filters, Index

LOOKED_AT = 1000  # passages compared with all others
BLOCK = 5000  # passages in memory together
WORD = re.compile(r"\w+")

Triple = tuple[str, str, str]


def check(folder: Path) -> dict[str, Any]:
    """The figures of an index's passages: words and how many there are of them, kinds, what is dated, what is twice.

    `exact` and `near` are shares of a sample of passages: those whose words another passage has too, all of them or
    three in four of its triples of words.
    """
    index = Index(folder)
    papers = index.papers()
    words = index.vocabulary()
    exact, near = _said_twice(index)
    index.close()
    return {
        "words": words.total(),
        "vocabulary": len(words),
        "once": round(sum(count == 1 for count in words.values()) / len(words), 3),
        "commonest_100": round(sum(count for _, count in words.most_common(100)) / words.total(), 3),
        "kinds": dict(Counter(paper["kind"] for paper in papers).most_common()),
        "bodies": len({paper["body"] for paper in papers}),
        "dated": round(sum(bool(paper["meeting_date"]) for paper in papers) / len(papers), 3),
        "exact": exact,
        "near": near,
    }


def _said_twice(index: Index) -> tuple[float, float]:
    keys = index.keys(Filters())
    sample = index.passages(Random(0).sample(keys, min(len(keys), LOOKED_AT)))
    own = {key: triples for key, one in sample.items() if (triples := _triples(one.text))}
    holders: defaultdict[Triple, list[int]] = defaultdict(list)
    for key, triples in own.items():
        for triple in triples:
            holders[triple].append(key)
    best = dict.fromkeys(own, 0.0)
    for start in range(0, len(keys), BLOCK):
        for key, one in index.passages(keys[start : start + BLOCK]).items():
            triples = _triples(one.text)
            common = Counter(mine for triple in triples & holders.keys() for mine in holders[triple] if mine != key)
            for mine, count in common.items():
                best[mine] = max(best[mine], count / len(own[mine] | triples))
    exact, near = (sum(share >= least for share in best.values()) / len(best) for least in (1.0, SAME))
    return round(exact, 4), round(near, 4)


def _triples(text: str) -> set[Triple]:
    words = WORD.findall(text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1])), indent=1))
