"""What asking an index costs: milliseconds, memory, and what the search by meaning misses.

Usage: python -m eval.scale_asking INDEX QUESTIONS

QUESTIONS were made with the index's archive by eval/archive_maker.py. Prints figures as JSON. eval/scale.py starts it,
in a process of its own: the memory is that of asking alone.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant
from corpus import PanelError
from eval.questions import load_questions
from index import Filters, Index

TURN = 200  # questions timed of each kind
WARM = 20  # of them asked before that
NEAREST = 100
COMPARED = 100  # questions whose nearest passages are compared with those that an exact search finds
BLOCK = 2000  # passages whose vectors are in memory together
GENERAL = Path(__file__).parent / "questions"
WORD = re.compile(r"[a-z]{3,}")

Asked = tuple[str, Filters]
Rows = NDArray[np.float32]


def main(folder: Path, questions: Path) -> dict[str, Any]:
    """The figures of an index."""
    made = load_questions(questions)
    texts = [one.question for one in made]
    begun = time.perf_counter()
    with Assistant.open(folder) as assistant:
        assistant.ask(texts[0])
        first = time.perf_counter() - begun
        asked = {name: _time(assistant, own) for name, own in _kinds(assistant.index, texts).items()}
        memory = _memory()
        found = [
            any(
                one.citation.document == question.evidence[0].document
                for one in assistant.ask(question.question).passages
            )
            for question in made[:TURN]
        ]
        chosen = Random(0).sample(texts, min(len(texts), COMPARED))
        vectors = np.stack([one.vector for one in assistant.encoder.read(chosen)])
        return {
            "first_answer_s": round(first, 2),
            "asked": asked,
            "memory_mb": memory,
            "document_found": round(sum(found) / len(found), 3),
            f"recall_at_{NEAREST}": _recall(assistant.index, vectors),
        }


def _kinds(index: Index, made: Sequence[str]) -> dict[str, list[Asked]]:
    """The questions to be timed, by what is special to them."""
    general = [one.question for path in sorted(GENERAL.glob("*.jsonl")) for one in load_questions(path)]
    chance = Random(0)
    chance.shuffle(general)
    papers = index.papers()
    years = [
        Filters(since=f"{year}-01-01", until=f"{year}-12-31")
        for year in _often(p["meeting_date"][:4] for p in papers if p["meeting_date"])
    ]
    bodies = [Filters(body=body) for body in _often(paper["body"] for paper in papers if paper["body"])]
    kinds = [Filters(kind=kind) for kind in _often(paper["kind"] for paper in papers)]
    common = _common_words(index)
    both = [text for pair in zip(made, cycle(general)) for text in pair]
    return {
        "all": _with(both, [Filters()]),
        "one year": _with(both, years),
        "one body": _with(both, bodies),
        "one kind": _with(both, kinds),
        "common words": _with([" ".join(chance.sample(common, 4)) for _ in range(TURN)], [Filters()]),
    }


def _with(texts: Iterable[str], filters: Sequence[Filters]) -> list[Asked]:
    return list(islice(zip(cycle(texts), cycle(filters)), TURN + WARM))


def _often(values: Iterable[str]) -> list[str]:
    """The ten values that are most frequent."""
    return [value for value, _ in Counter(values).most_common(10)]


def _common_words(index: Index) -> list[str]:
    """The fifty commonest words of which the program makes something, the commonest twenty of all left out."""
    keys = Random(0).sample(index.keys(Filters()), min(index.count(), BLOCK))
    counts = Counter(word for one in index.passages(keys).values() for word in set(WORD.findall(one.text)))
    return [word for word, _ in counts.most_common(70)][20:]


def _time(assistant: Assistant, asked: Sequence[Asked]) -> dict[str, Any]:
    """Percentiles of the milliseconds of questions asked one by one, and the median of each stage."""
    timings = []
    for text, own in asked:
        try:
            timings.append(
                assistant.ask(text, since=own.since, until=own.until, body=own.body, kind=own.kind).timing_ms
            )
        except PanelError:
            continue  # words of which nothing can be asked, or a filter that no passage fits
    stages = {stage: np.array([one[stage] for one in timings[WARM:]]) for stage in timings[0]}
    return {stage: _points(milliseconds) for stage, milliseconds in stages.items()}


def _points(milliseconds: NDArray[np.float64]) -> dict[str, float]:
    return {f"p{one}": round(float(np.percentile(milliseconds, one)), 1) for one in (50, 95, 99)}


def _memory() -> dict[str, int]:
    """Megabytes of this process now, by what they are, and the most that were resident."""
    told = Path("/proc/self/smaps_rollup").read_text() + Path("/proc/self/status").read_text()
    kilobytes = {name: int(size) for name, size in re.findall(r"^(\w+):\s+(\d+) kB", told, re.MULTILINE)}
    resident, own = kilobytes["Rss"] // 1024, kilobytes["Anonymous"] // 1024
    return {"resident": resident, "own": own, "of_files": resident - own, "peak": kilobytes["VmHWM"] // 1024}


def _recall(index: Index, vectors: Rows) -> dict[str, float]:
    """The share of the passages that are truly nearest to questions' vectors that `by_meaning` finds."""
    year = Filters(since="2015-01-01", until="2015-12-31")
    every = np.array(index.keys(Filters()))
    found = {"all": (Filters(), every), "one year": (year, np.array(index.keys(year)))}
    shares = {}
    for name, (filters, keys) in found.items():
        near = index.by_meaning(vectors, NEAREST, filters)
        true = _nearest(index, vectors, keys)
        right = [len(own & set(one)) / max(1, len(own)) for own, one in zip(true, near, strict=True)]
        shares[name] = round(float(np.mean(right)), 4)
    return shares


def _nearest(index: Index, vectors: Rows, keys: NDArray[np.int64]) -> list[set[int]]:
    """The keys of the passages nearest to each vector, block by block."""
    best = np.full((len(vectors), NEAREST), -2, dtype=np.float32)
    named = np.full((len(vectors), NEAREST), -1)
    for start in range(0, len(keys), BLOCK):
        block = index.vectors(keys[start : start + BLOCK].tolist())
        scores = np.hstack([best, vectors @ np.stack([one.vector for one in block.values()]).T])
        names = np.hstack([named, np.tile([*block], (len(vectors), 1))])
        first = np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST]
        best, named = (np.take_along_axis(rows, first, axis=1) for rows in (scores, names))
    return [{int(key) for key in own if key >= 0} for own in named]


if __name__ == "__main__":
    print(json.dumps(main(*map(Path, sys.argv[1:]))))
