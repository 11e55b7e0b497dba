"""One evaluation: the questions asked, and every figure of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import Assistant
from eval.abstention import score_abstention
from eval.answers import score_answers
from eval.chance import Figure
from eval.comparison import Score, compare, rank_systems
from eval.latency import latency, stage_medians
from eval.measures import score_retrieval
from eval.questions import TYPES
from eval.results import Result, rankings_of

SPLITS = ("all", "dev", "test", "train")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Results with their figures by group of questions: all of them, each split, each type that has answers.

    `comparison` has for each group the figures of every system, ours first; it is empty where no other was ranked.
    `latency` and `stages` are milliseconds.
    """

    groups: Mapping[str, Sequence[Result]]
    scores: Mapping[str, Mapping[str, Figure | int]]
    comparison: Mapping[str, Mapping[str, Score]]
    latency: Mapping[str, Figure]
    stages: Mapping[str, float]

    @property
    def results(self) -> Sequence[Result]:
        """Every question asked."""
        return next(iter(self.groups.values()))

    @property
    def head(self) -> str:
        """The group that says what to expect: nothing was chosen by the questions of "test"."""
        return "test" if "test" in self.groups else next(iter(self.groups))


def evaluate(assistant: Assistant, results: Sequence[Result], compared: bool) -> Evaluation:
    """Score results, and other systems on the same questions if they are to be compared."""
    groups = _groups(results)
    scores = {name: _score(own, answers=name in SPLITS) for name, own in groups.items()}
    rankings = rank_systems(assistant, results) if compared else {}
    asked = {name: {one.question.id for one in own} for name, own in groups.items()}
    comparison = (
        {name: compare(rankings, ids, tested=name in SPLITS) for name, ids in asked.items()} if compared else {}
    )
    return Evaluation(groups, scores, comparison, latency(results), stage_medians(results))


def _groups(results: Sequence[Result]) -> dict[str, list[Result]]:
    own = {name: [one for one in results if one.question.split == name] for name in SPLITS}
    splits = {name: held for name, held in own.items() if held}
    # Of one split alone "all" would say the same again.
    groups = splits if len(splits) == 1 else {"all": list(results), **splits}
    types = {name: [one for one in results if one.question.type == name and one.answerable] for name in TYPES}
    return groups | {name: held for name, held in types.items() if held}


def _score(results: Sequence[Result], answers: bool) -> dict[str, Figure | int]:
    counts = {"questions": len(results), "unanswerable": sum(not one.answerable for one in results)}
    told = {**score_answers(results), **score_abstention(results)} if answers else {}
    return {**counts, **score_retrieval(rankings_of(results)), **told}
