"""An evaluation as tables for a person at a terminal, and as JSON for a program."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from eval.answers import cites_rightly, quotes_hold
from eval.chance import Figure
from eval.evaluation import SPLITS, Evaluation
from eval.results import Result

Scores = Mapping[str, Mapping[str, Figure | float]]
OF_TYPES = ("questions", "Success@1", "Success@3", "Success@5", "Success@10", "RR@10", "nDCG@10")


def tables(evaluation: Evaluation) -> list[Table]:
    """The splits with their measures down the side, the types with the first few across the top, every split's
    comparison, and how long answers took."""
    scores = evaluation.scores
    splits = {name: own for name, own in scores.items() if name in SPLITS}
    down = Table("", *splits, box=SIMPLE_HEAD)
    for name in dict.fromkeys(measure for own in splits.values() for measure in own):
        down.add_row(name, *(cell(own.get(name)) for own in splits.values()))
    shown = [down]
    if types := {name: own for name, own in scores.items() if name not in SPLITS}:
        shown.append(table_of(types, OF_TYPES))
    for name, systems in evaluation.comparison.items():
        if name in SPLITS and systems:
            shown.append(table_of(systems, columns_of(systems), title=f"{name}, beside other systems"))
    took = Table("milliseconds to an answer", *evaluation.latency, box=SIMPLE_HEAD)
    took.add_row("", *(milliseconds(figure) for figure in evaluation.latency.values()))
    return [*shown, took]


def table_of(scores: Scores, columns: Collection[str], title: str = "") -> Table:
    """One row for each name, one column for each figure."""
    table = Table(title, *columns, box=SIMPLE_HEAD)
    for name, own in scores.items():
        table.add_row(name, *(cell(own.get(column)) for column in columns))
    return table


def columns_of(systems: Scores) -> list[str]:
    """Every figure that any of some systems has; ours, the first, has no p."""
    ours, *others = systems.values()
    return list(dict.fromkeys(name for own in (*others, ours) for name in own))


def as_json(evaluation: Evaluation, provenance: Mapping[str, str]) -> dict[str, Any]:
    """All figures, each an object of its `value` and the `low` and `high` of its interval, and each question with what
    was expected and what was shown. Everything that differs from one run to the next is under `timings`."""
    return {
        "provenance": dict(provenance),
        "scores": _plain(evaluation.scores),
        "comparison": {name: _plain(systems) for name, systems in evaluation.comparison.items()},
        "questions": [_outcome(one) for one in evaluation.results],
        "timings": {
            "asked": datetime.now(UTC).isoformat(timespec="seconds"),
            "latency_ms": _figures(evaluation.latency),
            "stage_median_ms": dict(evaluation.stages),
        },
    }


def cell(figure: Figure | float | None) -> str:
    """A figure, a p or a count in words."""
    if figure is None:
        return ""
    if isinstance(figure, float):  # a p
        return f"{figure:.3f}" if figure >= 0.001 else "<0.001"
    return str(figure)


def milliseconds(figure: Figure) -> str:
    """Milliseconds with their interval, in whole ones."""
    return f"{figure.value:.0f} [{figure.low:.0f}, {figure.high:.0f}]"


def _outcome(one: Result) -> dict[str, Any]:
    told = one.answerable and one.answered
    holds = quotes_hold(one, one.answer.quotes) if told else None
    return {
        **one.question.model_dump(mode="json"),
        "relevant": sorted(one.relevant),
        "rank": one.rank,
        "status": one.answer.status,
        "confidence": one.answer.confidence,
        "quotes_verbatim": one.verbatim if one.answered else None,
        "facts_quoted": holds,
        "citation_right": cites_rightly(one) if holds else None,
        "quotes": [quote.model_dump() for quote in one.answer.quotes],
        "passages": [{"id": passage.id, "score": passage.score} for passage in one.answer.passages],
    }


def _plain(scores: Scores) -> dict[str, Any]:
    return {name: _figures(own) for name, own in scores.items()}


def _figures(own: Mapping[str, Figure | float]) -> dict[str, Any]:
    return {name: one._asdict() if isinstance(one, Figure) else one for name, one in own.items()}
