import math
from collections.abc import Sequence
from typing import Literal

import pytest

from assistant import Answer, Assistant
from assistant.answer import Citation, RankedPassage, Understood
from eval import (
    MEASURES,
    Evidence,
    Question,
    QuestionSetError,
    Result,
    run_questions,
    score_not_found,
    score_retrieval,
)
from eval.measures import qrels, ranking

NAMES = ["Success@1", "Success@5", "RR@10", "nDCG@10"]


def result(
    name: str, found: Sequence[str], relevant: Sequence[str], status: Literal["answered", "not_found"] = "answered"
) -> Result:
    """A question to which the passages `found` were given, best first, where `relevant` are right."""
    question = Question(
        id=name,
        question="Who keeps the bees?",
        type="who" if relevant else "unanswerable",
        split="dev",
        evidence=[Evidence(document="bees.txt")] if relevant else [],
    )
    return Result(question, answer(found, status), frozenset(relevant))


def answer(found: Sequence[str], status: Literal["answered", "not_found"]) -> Answer:
    citation = Citation(
        document="bees.txt",
        title="Bees",
        body=None,
        meeting_date=None,
        pack_date=None,
        period=None,
        item=None,
        headings=[],
        paragraph=None,
        page=None,
        page_label=None,
        recording_time=None,
        speaker=None,
        char_start=0,
        char_end=4,
    )
    return Answer(
        question="Who keeps the bees?",
        understood=Understood(corrections={}, expansions={}, dates=[], wants=["person"], kinds=[]),
        status=status,
        confidence=0.5,
        quotes=[],
        # All scores alike: only the rank may count.
        passages=[
            RankedPassage(id=key, rank=rank, score=1.0, text="bees", citation=citation)
            for rank, key in enumerate(found, start=1)
        ],
        timing_ms={},
    )


def others(count: int) -> list[str]:
    return [f"other-{number}" for number in range(count)]


def discount(rank: int) -> float:
    """What a right passage at a rank adds to DCG (Järvelin and Kekäläinen, 2002)."""
    return 1 / math.log2(rank + 1)


def test_the_measures_are_those_of_the_field() -> None:
    assert [str(measure) for measure in MEASURES] == NAMES


@pytest.mark.parametrize(
    ("found", "relevant", "scores"),
    [
        (["a"], ["a"], (1, 1, 1, 1)),
        (["x", "a"], ["a"], (0, 1, 1 / 2, discount(2))),
        (["x", "a", "y", "b"], ["a", "b"], (0, 1, 1 / 2, (discount(2) + discount(4)) / (discount(1) + discount(2)))),
        (["a", "b"], ["a", "b", "c"], (1, 1, 1, (1 + discount(2)) / (1 + discount(2) + discount(3)))),
        ([*others(4), "a"], ["a"], (0, 1, 1 / 5, discount(5))),
        ([*others(5), "a"], ["a"], (0, 0, 1 / 6, discount(6))),
        ([*others(9), "a"], ["a"], (0, 0, 1 / 10, discount(10))),
        ([*others(10), "a"], ["a"], (0, 0, 0, 0)),
        (others(3), ["a"], (0, 0, 0, 0)),
        ([], ["a"], (0, 0, 0, 0)),
    ],
)
def test_one_ranking_scores_as_by_hand(found: list[str], relevant: list[str], scores: tuple[float, ...]) -> None:
    scored = score_retrieval([result("n-1", found, relevant)])
    assert scored == pytest.approx(dict(zip(NAMES, scores, strict=True)), abs=1e-4)


def test_scores_are_means_over_the_questions() -> None:
    results = [result("n-1", ["a", "x"], ["a"]), result("n-2", ["x", "y", "z", "b"], ["b"]), result("n-3", [], ["c"])]
    by_hand = {
        "Success@1": 1 / 3,
        "Success@5": 2 / 3,
        "RR@10": (1 + 1 / 4) / 3,
        "nDCG@10": (1 + discount(4)) / 3,
    }
    assert score_retrieval(results) == pytest.approx(by_hand, abs=1e-4)


def test_the_same_passage_is_right_for_one_question_and_wrong_for_another() -> None:
    results = [result("n-1", ["a", "b"], ["a"]), result("n-2", ["a", "b"], ["b"])]
    assert score_retrieval(results)["Success@1"] == 0.5


def test_unanswerable_questions_do_not_count_in_retrieval() -> None:
    answerable = [result("n-1", ["x", "a"], ["a"])]
    assert score_retrieval([*answerable, result("n-2", ["x"], [])]) == score_retrieval(answerable)


def test_a_ranking_counts_whatever_the_answer_says() -> None:
    assert score_retrieval([result("n-1", ["a"], ["a"], "not_found")])["Success@1"] == 1


def test_there_is_no_score_where_no_question_has_an_answer() -> None:
    assert score_retrieval([]) == {}
    assert score_retrieval([result("n-1", ["x"], [])]) == {}


@pytest.mark.parametrize(
    ("true_said", "true_unsaid", "false_said", "false_unsaid", "precision", "recall"),
    [
        (1, 0, 0, 1, 1.0, 1.0),
        (3, 1, 1, 2, 3 / 4, 3 / 4),
        (1, 3, 0, 0, 1.0, 1 / 4),
        (2, 0, 6, 0, 1 / 4, 1.0),
        (0, 2, 3, 0, 0.0, 0.0),
        (0, 0, 0, 4, 0.0, 0.0),
        (0, 0, 0, 0, 0.0, 0.0),
    ],
)
def test_not_found_scores_as_by_hand(
    true_said: int, true_unsaid: int, false_said: int, false_unsaid: int, precision: float, recall: float
) -> None:
    results = [
        *[result("n", ["x"], [], "not_found")] * true_said,
        *[result("n", ["x"], [], "answered")] * true_unsaid,
        *[result("n", ["x"], ["a"], "not_found")] * false_said,
        *[result("n", ["x"], ["a"], "answered")] * false_unsaid,
    ]
    assert score_not_found(results) == {"not-found precision": precision, "not-found recall": recall}


def test_a_ranking_keeps_the_order_of_the_answer() -> None:
    (first, second, third) = ranking([result("n-1", ["b", "a", "c"], ["a"])])
    assert [first.doc_id, second.doc_id, third.doc_id] == ["b", "a", "c"]
    assert first.score > second.score > third.score


def test_what_is_right_is_judged_once_a_passage() -> None:
    judged = qrels([result("n-1", [], ["b", "a"]), result("n-2", ["x"], []), result("n-3", [], ["a"])])
    assert [(row.query_id, row.doc_id, row.relevance) for row in judged] == [
        ("n-1", "a", 1),
        ("n-1", "b", 1),
        ("n-3", "a", 1),
    ]


def test_every_question_is_asked_in_order(sample_assistant: Assistant) -> None:
    passage = next(iter(sample_assistant.index.passages().values()))
    answerable = Question(
        id="n-1",
        question=" ".join(passage.text.split()[:30]),
        type="entity",
        split="dev",
        evidence=[Evidence(document=passage.document, all_of=[passage.text])],
    )
    unanswerable = Question(id="n-2", question="Who keeps the goats?", type="unanswerable", split="test")
    steps: list[None] = []
    results = run_questions(sample_assistant, [answerable, unanswerable], lambda: steps.append(None))
    assert [run.question for run in results] == [answerable, unanswerable]
    assert [passage.id in results[0].relevant, results[1].relevant] == [True, frozenset()]
    assert results[1].answer.question == "Who keeps the goats?"
    assert len(steps) == 2


def test_no_question_is_asked_where_evidence_is_missing(sample_assistant: Assistant) -> None:
    first = Question(id="n-1", question="Who keeps the goats?", type="unanswerable", split="dev")
    second = Question(
        id="n-2", question="Who keeps the bees?", type="who", split="dev", evidence=[Evidence(document="bees.txt")]
    )
    steps: list[None] = []
    with pytest.raises(QuestionSetError, match="Question n-2"):
        run_questions(sample_assistant, [first, second], lambda: steps.append(None))
    assert steps == []
