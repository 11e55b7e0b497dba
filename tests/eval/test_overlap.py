from itertools import pairwise

import pytest

from eval.overlap import rank_biased_overlap

TEN = list("abcdefghij")


def test_the_same_rankings_overlap_wholly_and_others_not_at_all() -> None:
    assert rank_biased_overlap(TEN, TEN) == pytest.approx(1)
    assert rank_biased_overlap(TEN, list("klm")) == 0
    assert rank_biased_overlap([], []) == 1
    assert rank_biased_overlap([], TEN) == rank_biased_overlap(TEN, []) == 0


def test_a_figure_worked_out_by_hand() -> None:
    # Agreement at depths 1, 2 and 3 is 0, 1/2 and 1, and goes on at 1: (1 - p)(p / 2 + p²) + p³.
    assert rank_biased_overlap("abc", "cba", 0.9) == pytest.approx(0.1 * (0.45 + 0.81) + 0.729)
    assert rank_biased_overlap("abc", "cba", 0.5) == pytest.approx(0.5 * (0.25 + 0.25) + 0.125)


def test_a_ranking_of_another_length_is_supposed_to_go_on_as_it_was() -> None:
    # Of "ab" and "acd" half is shared at depth 2, which is supposed of the third place too; of 1/2 at depth 3 nothing
    # new is seen: (1 - p)(1 + p / 2 + p² (1/3 + 1/6)) + p³ / 2.
    expected = 0.1 * (1 + 0.45 + 0.81 * 0.5) + 0.729 * 0.5
    assert rank_biased_overlap("ab", "acd", 0.9) == rank_biased_overlap("acd", "ab", 0.9) == pytest.approx(expected)
    assert rank_biased_overlap(TEN[:4], TEN) == pytest.approx(1)


def test_the_higher_the_place_that_differs_the_smaller_the_overlap() -> None:
    found = [rank_biased_overlap(TEN, [*TEN[:at], "other", *TEN[at + 1 :]]) for at in range(10)]
    assert all(one < other for one, other in pairwise(found))
