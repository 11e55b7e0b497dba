"""Runs and judgements as files of TREC, which trec_eval and ir_measures read.

They part columns at spaces, which neither a question's id nor a passage's holds (`index/saving.py` quotes those).
"""

from collections.abc import Iterator, Sequence

from eval.comparison import OURS
from eval.results import Result


def run_lines(results: Sequence[Result]) -> Iterator[str]:
    """What was found for every question, those of unanswerable questions too. The score is 1/rank: those readers go by
    scores alone, and must not break the ties of the program's own in another way."""
    for one in results:
        for passage in one.answer.passages:
            yield f"{one.question.id} Q0 {passage.id} {passage.rank} {1 / passage.rank:.6f} {OURS}\n"


def qrels_lines(results: Sequence[Result]) -> Iterator[str]:
    """What is right for every question that has an answer: one line a question and right passage."""
    for one in results:
        for key in sorted(one.relevant):
            yield f"{one.question.id} 0 {key} 1\n"
