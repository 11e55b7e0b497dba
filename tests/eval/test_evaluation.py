from collections.abc import Sequence
from typing import Any

import pytest

from assistant import Assistant
from eval.comparison import OURS
from eval.evaluation import Evaluation, evaluate
from eval.results import Result
from index import Encoder, build
from tests.assistant.papers import PAPERS
from tests.conftest import quiet
from tests.eval.results import result


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Assistant:
    """The assistant over an invented harbour panel's papers."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "papers").mkdir()
    for name, text in PAPERS.items():
        (folder / "papers" / name).write_text(text, encoding="utf-8")
    build(folder / "papers", folder / "index", encoder, quiet)
    return Assistant(folder / "index")


def scored(assistant: Assistant, results: Sequence[Result]) -> Evaluation:
    return evaluate(assistant, results, compared=False)


def asked(key: str, split: str, type: str | None, **more: Any) -> Result:
    """A question whose right passage is found second, or that has no right passage."""
    right = {} if type == "unanswerable" else {"a": 1}
    return result(right, ["x", "a"], id=key, split=split, type=type, **more)


MIXED = [
    asked("n-1", "dev", "who"),
    asked("n-2", "test", "date"),
    asked("n-3", "test", "who"),
    asked("n-4", "test", "unanswerable", status="not_found"),
    asked("n-5", "dev", None),
]


def test_figures_are_given_for_all_questions_each_split_and_each_type(assistant: Assistant) -> None:
    evaluation = scored(assistant, MIXED)
    assert evaluation.results == MIXED
    counts = {name: (own["questions"], own["unanswerable"]) for name, own in evaluation.scores.items()}
    assert list(counts) == ["all", "dev", "test", "date", "who"]  # types in the order of the question sets' own list
    assert counts == {"all": (5, 1), "dev": (2, 0), "test": (3, 1), "date": (1, 0), "who": (2, 0)}
    assert evaluation.comparison == {}


def test_one_split_alone_is_not_told_twice(assistant: Assistant) -> None:
    assert set(scored(assistant, MIXED[1:4]).scores) == {"test", "date", "who"}


def test_questions_without_a_type_are_of_no_type(assistant: Assistant) -> None:
    scores = scored(assistant, [asked("n-1", "test", None), asked("n-2", "test", "unanswerable")]).scores
    assert set(scores) == {"test"}
    assert scores["test"]["questions"] == 2


def test_answers_and_what_was_withheld_are_scored_for_splits_and_rankings_for_all_groups(
    assistant: Assistant,
) -> None:
    scores = scored(assistant, MIXED).scores
    answers = {"quotes verbatim", "facts quoted", "facts in first quote", "AUROC", "not-found recall", "refused"}
    for name in ("all", "test"):
        assert answers <= set(scores[name])
    for name in ("date", "who"):
        assert not answers & set(scores[name])
    for own in scores.values():
        success, third = own["Success@1"], own["Success@3"]
        assert not isinstance(success, int)
        assert not isinstance(third, int)
        assert (success.value, third.value) == (0, 1)


def test_every_group_is_compared_with_other_systems(assistant: Assistant) -> None:
    right = list(assistant.index.passages().values())[:2]
    results = [
        result({right[0].id: 1}, [right[0].id], id="n-1", split="dev", type="who"),
        result({right[1].id: 1}, ["x"], id="n-2", split="dev", type="date"),
        result({}, ["x"], id="n-3", split="test"),
    ]
    evaluation = evaluate(assistant, results, compared=True)
    assert set(evaluation.comparison) == set(evaluation.scores) == {"all", "dev", "test", "date", "who"}
    assert evaluation.comparison["test"] == {}  # none of its questions has an answer
    for name in ("all", "dev", "date", "who"):
        systems = evaluation.comparison[name]
        assert next(iter(systems)) == OURS
        assert len(systems) == 6
        assert systems[OURS]["Success@1"] == evaluation.scores[name]["Success@1"]
        assert ("p, Success@1" in systems["passages by words"]) is (name in ("all", "dev"))
