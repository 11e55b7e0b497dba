import random

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from eval.train import Example, learn

DIMENSION, FEWER = 6, 4
NOISE, TELLING = 0, 1  # axes of what a question's two words stand for
START = np.eye(DIMENSION, FEWER, dtype=np.float32)


def like(axis: int, drawn: np.random.Generator) -> NDArray[np.float32]:
    """A vector of unit length that points about along an axis."""
    vector = np.eye(DIMENSION)[axis] + drawn.normal(scale=0.1, size=DIMENSION)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def examples(count: int, seed: int) -> list[Example]:
    """Questions of two words: what is right holds the second, and the others the first, which is a little rarer."""
    drawn = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        pieces = torch.tensor(np.stack([like(NOISE, drawn), like(TELLING, drawn)]))
        passages = [np.stack([like(2, drawn), like(axis, drawn)]) for axis in (TELLING, NOISE, NOISE)]
        rarity = torch.tensor([1.05, 1.0])
        kept = [one.astype(np.float16) for one in passages]
        found.append(Example(pieces, torch.tensor([0, 1]), rarity, kept, right=1, weight=1.0))
    return found


def share_first(asked: list[Example], projection: NDArray[np.float32], emphasis: NDArray[np.float32]) -> float:
    """The share of questions whose right passage matches best, computed as index/late.py and the ranking do."""
    hits = 0
    for one in asked:
        pieces = one.pieces.numpy()
        weights = one.rarity.numpy() * np.logaddexp(0, 1 + pieces @ emphasis)
        points = [unit(passage @ projection) @ unit(pieces @ projection).T for passage in one.passages]
        hits += int(np.argmax([near.max(axis=0) @ weights for near in points]) == 0)
    return hits / len(asked)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


@pytest.fixture(scope="module")
def learned() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    torch.manual_seed(0)
    random.seed(0)
    return learn(examples(600, seed=1), START)


def test_what_is_learned_ranks_right_passages_of_other_questions_first(
    learned: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> None:
    others = examples(200, seed=2)
    before = share_first(others, START, np.zeros(DIMENSION, dtype=np.float32))
    assert share_first(others, *learned) > before + 0.2


def test_the_word_that_tells_gains_emphasis(learned: tuple[NDArray[np.float32], NDArray[np.float32]]) -> None:
    _, emphasis = learned
    assert emphasis[TELLING] > 0.05
    assert emphasis[NOISE] < -0.05


def test_what_is_learned_has_the_shape_of_what_it_began_with(
    learned: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> None:
    projection, emphasis = learned
    assert projection.shape == (DIMENSION, FEWER)
    assert emphasis.shape == (DIMENSION,)
    assert projection.dtype == emphasis.dtype == np.float32
    assert 0 < np.abs(projection - START).max() < 0.5, "it stays near where it began"
