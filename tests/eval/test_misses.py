from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant import Assistant
from eval.misses import FAULTS, Miss, find_misses
from eval.questions import Question
from eval.results import Result

(
    ANSWERED_ALL_THE_SAME,
    NOT_FOUND,
    REFUSED,
    LATE,
    WITHOUT_FACTS,
    ELSEWHERE,
    NOT_VERBATIM,
    READ_ELSEWHERE,
) = FAULTS


@pytest.fixture(scope="module")
def misses(sample_assistant: Assistant, sample_results: list[Result]) -> list[Miss]:
    return find_misses(sample_assistant, sample_results)


@pytest.fixture(scope="module")
def flawless(misses: list[Miss], sample_results: list[Result]) -> Result:
    """A question whose answer is right in everything, of a known meeting, with wrong passages after the right ones."""
    missed = {one.result.question.id for one in misses}
    right = (one for one in sample_results if one.question.id not in missed and one.question.meeting_date)
    return next(one for one in right if one.answer.passages[-1].id not in one.relevant)


def answered(result: Result, **changes: Any) -> Result:
    return replace(result, answer=result.answer.model_copy(update=changes))


def unanswerable(result: Result) -> Result:
    changes: dict[str, Any] = {"evidence": [], "type": "unanswerable", "meeting_date": None}
    return replace(result, question=result.question.model_copy(update=changes), relevant={})


def without_right_ones(result: Result) -> Result:
    return answered(result, passages=[one for one in result.answer.passages if one.id not in result.relevant])


def with_a_wrong_one_first(result: Result) -> Result:
    *others, wrong = result.answer.passages
    passages = [one.model_copy(update={"rank": rank}) for rank, one in enumerate([wrong, *others], 1)]
    return answered(result, passages=passages)


def refused(result: Result) -> Result:
    return answered(result, status="not_found", quotes=[])


def of_another_day(result: Result) -> Result:
    question: Question = result.question.model_copy(update={"meeting_date": date(1999, 12, 31)})
    return replace(result, question=question)


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        (lambda one: one, []),
        (unanswerable, [ANSWERED_ALL_THE_SAME]),
        (lambda one: refused(unanswerable(one)), []),
        (without_right_ones, [NOT_FOUND]),
        (refused, [REFUSED]),
        (with_a_wrong_one_first, [LATE]),
        (lambda one: answered(one, quotes=[]), [WITHOUT_FACTS]),
        (of_another_day, [ELSEWHERE]),
        (lambda one: replace(one, verbatim=False), [NOT_VERBATIM]),
        (lambda one: replace(one, elsewhere=True), [READ_ELSEWHERE]),
        (lambda one: replace(refused(with_a_wrong_one_first(one)), verbatim=False), [REFUSED, LATE, NOT_VERBATIM]),
        (lambda one: answered(without_right_ones(one), quotes=[]), [NOT_FOUND, WITHOUT_FACTS]),
    ],
)
def test_each_fault_is_told_and_no_other(
    broken: Callable[[Result], Result], faults: list[str], flawless: Result, sample_assistant: Assistant
) -> None:
    found = find_misses(sample_assistant, [flawless, broken(flawless), flawless])
    assert [one.faults for one in found] == ([faults] if faults else [])


def test_every_question_of_the_sample_that_went_wrong_is_a_miss_once_in_order(
    misses: list[Miss], sample_results: list[Result]
) -> None:
    wrong = []
    for one in sample_results:
        said = one.answer.status == "answered"
        if said != one.answerable or (one.answerable and one.rank != 1) or not one.verbatim:
            wrong.append(one.question.id)
    missed = [miss.result.question.id for miss in misses]
    assert len(wrong) > 5
    assert set(wrong) <= set(missed)
    assert missed == [one.question.id for one in sample_results if one.question.id in missed]
    only_quotes = [miss for miss in misses if miss.result.question.id not in wrong]
    assert {fault for miss in only_quotes for fault in miss.faults} <= {WITHOUT_FACTS, ELSEWHERE}


def test_a_miss_holds_the_right_passage_that_came_furthest_and_none_where_nothing_answers(misses: list[Miss]) -> None:
    for miss in misses:
        if miss.result.answerable:
            assert miss.standing
            assert miss.passage
            assert miss.passage.id == miss.standing.passage
            assert miss.passage.id in miss.result.relevant
        else:
            assert miss.faults == [ANSWERED_ALL_THE_SAME]
            assert miss.standing is None
            assert miss.passage is None
