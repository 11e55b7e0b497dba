"""Figures as tables for a person and as JSON for a program."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from eval.answers import Result, rank, score_answers
from eval.chance import Figure
from eval.measures import score_retrieval

Scores = Mapping[str, Mapping[str, Figure | float]]
OF_TYPES = ("questions", "Success@1", "Success@5", "RR@10", "nDCG@10")


def score_groups(results: Sequence[Result], split: str | None) -> dict[str, dict[str, Figure | float]]:
    """The figures of all questions and of each split, or of the one split asked, and of each type of question."""
    splits = (
        {split: results}
        if split
        else {"all": results}
        | {name: [one for one in results if one.question.split == name] for name in ("dev", "test")}
    )
    types = sorted({one.question.type for one in results if one.answerable})
    scores: dict[str, dict[str, Figure | float]] = {}
    for name, group in splits.items():
        scores[name] = {**_counts(group), **score_retrieval(rank(group)), **score_answers(group)}
    for kind in types:
        group = [one for one in results if one.question.type == kind]
        scores[kind] = {**_counts(group), **score_retrieval(rank(group))}
    return scores


def _counts(results: Sequence[Result]) -> dict[str, int]:
    return {"questions": len(results), "unanswerable": sum(not one.answerable for one in results)}


def tables(scores: Scores) -> list[Table]:
    """The splits with their measures down the side, and the types of questions with the first few across the top."""
    splits = {name: own for name, own in scores.items() if name in ("all", "dev", "test")}
    types = {name: own for name, own in scores.items() if name not in splits}
    down = Table("", *splits, box=SIMPLE_HEAD)
    for measure in dict.fromkeys(measure for own in splits.values() for measure in own):
        down.add_row(measure, *(_cell(own.get(measure)) for own in splits.values()))
    return [down, table_of(types, OF_TYPES)]


def table_of(scores: Scores, columns: Collection[str]) -> Table:
    """One row for each name, one column for each figure."""
    table = Table("", *columns, box=SIMPLE_HEAD)
    for name, own in scores.items():
        table.add_row(name, *(_cell(own.get(column)) for column in columns))
    return table


def comparison_table(scores: Scores) -> Table:
    """The systems, one a row, with every figure that any of them has."""
    ours, *others = scores.values()
    return table_of(scores, list(dict.fromkeys(name for own in (*others, ours) for name in own)))


def as_json(scores: Scores) -> dict[str, Any]:
    """The scores with each figure as an object of its `value` and the `low` and `high` of its interval."""
    return {
        name: {key: one._asdict() if isinstance(one, Figure) else one for key, one in own.items()}
        for name, own in scores.items()
    }


def _cell(figure: Figure | float | None) -> str:
    if figure is None:
        return ""
    if isinstance(figure, float):  # a p
        return f"{figure:.3f}" if figure >= 0.001 else "<0.001"
    return str(figure)
