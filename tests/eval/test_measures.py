import math
import random
from collections.abc import Mapping, Sequence

import ir_measures
import pytest

from eval.measures import MEASURES, Ranking, Shown, measure, qrels, run_of, score_retrieval

NAMES = ["Success@1", "Success@3", "Success@5", "Success@10", "P@1", "R@10", "RR@10", "nDCG@10"]


def ranking(name: str, found: Sequence[str | Shown], right: Sequence[str] | Mapping[str, int]) -> Ranking:
    """What was found for a question, ten words each where no more is said, and what is right."""
    shown = tuple(one if isinstance(one, Shown) else Shown(one, 10) for one in found)
    return Ranking(name, shown, right if isinstance(right, Mapping) else dict.fromkeys(right, 10))


def others(count: int) -> list[str]:
    return [f"other-{number}" for number in range(count)]


def discount(rank: int) -> float:
    """What a right passage at a rank adds to DCG (Järvelin and Kekäläinen, 2002)."""
    return 1 / math.log2(rank + 1)


def test_the_measures_are_those_of_the_field() -> None:
    assert [str(one) for one in MEASURES] == NAMES


@pytest.mark.parametrize(
    ("found", "right", "first", "recall", "ndcg"),
    [
        (["a"], ["a"], 1, 1, 1),
        (["x", "a"], ["a"], 2, 1, discount(2)),
        (["x", "a", "y", "b"], ["a", "b"], 2, 1, (discount(2) + discount(4)) / (discount(1) + discount(2))),
        (["a", "b"], ["a", "b", "c"], 1, 2 / 3, (1 + discount(2)) / (1 + discount(2) + discount(3))),
        ([*others(2), "a"], ["a"], 3, 1, discount(3)),
        ([*others(3), "a"], ["a"], 4, 1, discount(4)),
        ([*others(4), "a"], ["a"], 5, 1, discount(5)),
        ([*others(5), "a"], ["a"], 6, 1, discount(6)),
        ([*others(9), "a"], ["a", "b"], 10, 1 / 2, discount(10) / (discount(1) + discount(2))),
        ([*others(10), "a"], ["a"], math.inf, 0, 0),
        (others(3), ["a"], math.inf, 0, 0),
        ([], ["a"], math.inf, 0, 0),
        (["x"], [], math.inf, 0, 0),
    ],
)
def test_one_ranking_scores_as_by_hand(
    found: list[str], right: list[str], first: float, recall: float, ndcg: float
) -> None:
    expected = {f"Success@{reach}": float(first <= reach) for reach in (1, 3, 5, 10)}
    expected |= {"P@1": float(first == 1), "R@10": recall, "RR@10": 1 / first, "nDCG@10": ndcg}
    scored = measure([ranking("n-1", found, right)])
    assert {name: float(scored[name][0]) for name in NAMES} == pytest.approx(expected, abs=1e-4)


def test_each_ranking_has_its_own_values_in_order() -> None:
    asked = [ranking("n-3", ["x", "a"], ["a"]), ranking("n-1", ["x"], []), ranking("n-2", ["a", "x"], ["a"])]
    assert list(measure(asked)["Success@1"]) == [0, 0, 1]
    assert list(measure(asked)["RR@10"]) == [0.5, 0, 1]


def test_scores_are_the_means_of_ir_measures() -> None:
    chance = random.Random(1)
    texts = others(30)
    asked = [ranking(f"n-{n}", chance.sample(texts, 10), chance.sample(texts, chance.randint(1, 5))) for n in range(40)]
    known = ir_measures.calc_aggregate(MEASURES, qrels(asked), run_of(asked))
    scores = score_retrieval(asked)
    assert {name: scores[name].value for name in NAMES} == pytest.approx({str(one): known[one] for one in MEASURES})
    assert all(scores[name].low < scores[name].value < scores[name].high for name in NAMES)


def test_the_same_passage_is_right_for_one_question_and_wrong_for_another() -> None:
    asked = [ranking("n-1", ["a", "b"], ["a"]), ranking("n-2", ["a", "b"], ["b"])]
    assert score_retrieval(asked)["Success@1"].value == 0.5


def test_there_is_no_score_where_no_question_has_an_answer() -> None:
    assert score_retrieval([]) == {}


@pytest.mark.parametrize(
    ("found", "needed"),
    [
        ([Shown("a", 200)], 40),  # not all of the passage, only up to its facts
        ([Shown("x", 110), Shown("a", 50)], 150),
        ([Shown("x", 111), Shown("a", 50)], 151),
        ([Shown("x", 100), Shown("y", 100), Shown("b", 5), Shown("a", 50)], 205),
        ([Shown("x", 10)], math.inf),
        ([], math.inf),
    ],
)
def test_words_are_read_in_order_until_the_facts_are_told(found: list[Shown], needed: float) -> None:
    one = ranking("n-1", found, {"a": 40, "b": 5})
    assert one.words_to_read() == needed
    values = measure([one])
    for budget in (150, 300, 600):
        assert values[f"first {budget} words"][0] == (needed <= budget)


def test_a_run_keeps_the_order_of_what_was_found() -> None:
    (first, second, third) = run_of([ranking("n-1", ["b", "a", "c"], ["a"])])
    assert [first.doc_id, second.doc_id, third.doc_id] == ["b", "a", "c"]
    assert first.score > second.score > third.score


def test_what_is_right_is_judged_once_a_passage() -> None:
    judged = qrels([ranking("n-1", [], ["b", "a"]), ranking("n-2", ["x"], []), ranking("n-3", [], ["a"])])
    assert [(row.query_id, row.doc_id, row.relevance) for row in judged] == [
        ("n-1", "a", 1),
        ("n-1", "b", 1),
        ("n-3", "a", 1),
    ]
