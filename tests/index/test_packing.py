from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from index import Encoder, packing
from index.packing import LEAST, ROW, Run

BEES = "Bees on the roof of the old customs house."
TEXTS = ["", "?!", "bees", BEES, "lantern " * 120, *(f"{BEES} {'Nine gulls. ' * n}" for n in range(30)), "bee " * 400]


def run(encoder: Encoder, texts: list[str]) -> dict[int, Run]:
    found = list(encoder.run_many(texts))
    assert sorted(number for number, _ in found) == list(range(len(texts)))
    return dict(found)


def cosine(one: Any, other: Any) -> Any:
    return (one * other).sum(-1) / np.linalg.norm(one, axis=-1) / np.linalg.norm(other, axis=-1)


@pytest.mark.parametrize("gains", [True, False])
def test_many_texts_run_at_once_are_told_what_each_is_told_alone_by_sentence_transformers(
    gains: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "bfloat16_gains", lambda: gains)
    encoder = Encoder()
    many = run(encoder, TEXTS)
    for number, text in enumerate(TEXTS):
        (alone,) = encoder._run([text])
        assert cosine(many[number].vector, alone.vector) > (0.9995 if gains else 1 - 1e-6), text
        assert cosine(many[number].tokens, alone.tokens).min() > (0.995 if gains else 1 - 1e-5), text
        assert list(map(tuple, many[number].offsets)) == list(map(tuple, alone.offsets))


def test_what_a_text_is_told_does_not_depend_on_those_beside_it(encoder: Encoder) -> None:
    alone, beside = run(encoder, [BEES])[0], run(encoder, [*TEXTS, "x" * 40] * 3)[TEXTS.index(BEES)]
    assert beside.tokens == pytest.approx(alone.tokens, abs=1e-6)
    assert beside.vector == pytest.approx(alone.vector, abs=1e-6)


@pytest.mark.parametrize(
    "lengths", [[], [3], [256] * 40, [2, 600, 9, 9, 9, 17] * 20, [ROW + 1, 5], list(range(2, 257))]
)
def test_rows_hold_each_text_once_and_are_neither_too_short_nor_too_long(lengths: list[int]) -> None:
    rows = list(packing._rows(lengths))
    assert sorted(text for row in rows for group in row for text in group.texts) == list(range(len(lengths)))
    for row in rows:
        pieces = sum(max(len(group.texts), 1) * group.length for group in row)
        assert LEAST <= pieces <= ROW or len(row) == len(row[0].texts) == 1
        assert all(
            lengths[text] <= group.length < lengths[text] + packing.STEP for group in row for text in group.texts
        )
    held = [sum(len(group.texts) * group.length for group in row) for row in rows]
    assert all(more > ROW / 2 for more in held[:-1])


def test_a_model_that_is_no_bert_is_run_by_sentence_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder()
    packed = run(encoder, TEXTS[:5])
    monkeypatch.setattr(encoder._model[0].auto_model.config, "model_type", "mpnet")
    plain = run(encoder, TEXTS[:5])
    read = encoder.read(TEXTS[:5])
    for number in packed:
        assert plain[number].vector == pytest.approx(read[number].vector, abs=1e-6)
        assert cosine(packed[number].vector, plain[number].vector) > 0.9995
        assert plain[number].tokens.shape == packed[number].tokens.shape


def test_bfloat16_is_chosen_by_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    def choose(seconds: Callable[[torch.dtype], float]) -> bool:
        monkeypatch.setattr(packing, "_multiply", seconds)
        packing.bfloat16_gains.cache_clear()
        try:
            return packing.bfloat16_gains()
        finally:
            packing.bfloat16_gains.cache_clear()

    assert choose(lambda kind: 1.0 if kind is torch.bfloat16 else 4.0)
    assert not choose(lambda kind: 4.0 if kind is torch.bfloat16 else 1.0)
    assert not choose(lambda kind: 1.0)
    monkeypatch.undo()
    assert packing._multiply(torch.float32) > 0
