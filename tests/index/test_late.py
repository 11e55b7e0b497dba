import numpy as np
import pytest
from numpy.typing import NDArray

from index import SCALE, Encoder, emphasis, project
from index.late import quantize

TEXTS = [
    "The harbour wardens counted forty lanterns on the eastern quay.",
    "Thieves had taken copper cable from two fishing boats.",
    "The committee agreed that the morning ferry would leave at a quarter past seven.",
]


@pytest.fixture(scope="module")
def tokens(encoder: Encoder) -> list[NDArray[np.float32]]:
    """The token vectors of `TEXTS` as the encoder gives them."""
    return [one.tokens for one in encoder.read(TEXTS)]


def test_projected_vectors_are_shorter_and_of_unit_length(encoder: Encoder, tokens: list[NDArray[np.float32]]) -> None:
    for one in tokens:
        projected = project(one, encoder.weights)
        assert len(projected) == len(one)
        assert projected.shape[1] < one.shape[1]
        assert projected.dtype == np.float32
        assert np.linalg.norm(projected, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_vectors_of_another_encoder_are_taken_as_they_are(tokens: list[NDArray[np.float32]]) -> None:
    assert np.array_equal(project(tokens[0], "of another"), tokens[0])
    assert emphasis(tokens[0][0], "of another") == emphasis(tokens[1][2], "of another") > 0


def test_projecting_hardly_changes_what_lies_near_what(encoder: Encoder, tokens: list[NDArray[np.float32]]) -> None:
    whole = np.concatenate(tokens)
    short = project(whole, encoder.weights)
    before, after = whole @ whole.T, short @ short.T
    apart = np.triu_indices(len(whole), 1)
    assert np.corrcoef(before[apart], after[apart])[0, 1] > 0.8


def test_every_word_has_some_emphasis(encoder: Encoder, tokens: list[NDArray[np.float32]]) -> None:
    found = [emphasis(word, encoder.weights) for word in np.concatenate(tokens)]
    assert min(found) > 0
    assert len(set(found)) > 1


def test_cosines_of_quantised_vectors_are_those_of_the_vectors(
    encoder: Encoder, tokens: list[NDArray[np.float32]]
) -> None:
    vectors = project(np.concatenate(tokens), encoder.weights)
    kept = quantize(vectors)
    assert kept.dtype == np.int8
    assert kept.shape == vectors.shape
    assert np.abs(kept.astype(np.float32) @ vectors.T / SCALE - vectors @ vectors.T).max() < 0.02


def test_the_ends_of_the_scale_are_kept() -> None:
    assert quantize(np.array([[1.0, 0.0], [0.0, -1.0]], dtype=np.float32)).tolist() == [[SCALE, 0], [0, -SCALE]]
