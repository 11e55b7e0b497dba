"""Questions read by ONNX Runtime as sentence-transformers reads them; and by that where there is nothing else."""

import json
import shutil
from pathlib import Path
from subprocess import run
from sys import executable

import numpy as np
import pytest

from index import Encoder, QuestionEncoder, TokenText
from tests.conftest import ROOT

LIKE = 0.9999  # cosine
QUAY = "Café lanterns: 40, on the (eastern) quay!"


@pytest.fixture(scope="module")
def exported(encoder: Encoder) -> QuestionEncoder:
    made = QuestionEncoder(encoder.name, encoder.weights)
    made.export()
    return QuestionEncoder(encoder.name, encoder.weights)


def questions() -> list[str]:
    lines = [
        line for path in sorted((ROOT / "eval/questions").rglob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    return list(dict.fromkeys(json.loads(line)["question"] for line in lines))[:1000]


def assert_alike(one: TokenText, other: TokenText) -> None:
    assert np.array_equal(one.spans, other.spans)
    assert one.vector @ other.vector >= LIKE
    assert (one.tokens * other.tokens).sum(axis=1).min() >= LIKE


def test_a_thousand_questions_are_read_as_sentence_transformers_reads_them(
    exported: QuestionEncoder, encoder: Encoder
) -> None:
    texts = questions()
    assert len(texts) == 1000
    for one, other in zip(exported.read(texts), encoder.read(texts), strict=True):
        assert_alike(one, other)


@pytest.mark.parametrize("text", ["", "?!… – —", QUAY, "🚲shed", "bee " * 300 + "ferry"])
def test_odd_texts_are_read_alike_too(exported: QuestionEncoder, encoder: Encoder, text: str) -> None:
    assert_alike(exported.read([text])[0], encoder.read([text])[0])


def test_texts_that_are_read_together_are_read_as_each_alone_and_in_their_order(exported: QuestionEncoder) -> None:
    texts = ["lantern " * 200, QUAY, "x", *(f"bee {number}" for number in range(40))]
    for text, one in zip(texts, exported.read(texts), strict=True):
        assert_alike(one, exported.read([text])[0])


def test_a_question_is_read_without_torch(exported: QuestionEncoder) -> None:
    code = (
        "import sys; from index import QuestionEncoder;"
        f" read = QuestionEncoder({exported.name!r}, {exported.weights!r}).read(['bees']);"
        " print(len(read[0].tokens), 'torch' in sys.modules)"
    )
    told = run([executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    assert told.stdout == "1 False\n"


def test_without_an_export_sentence_transformers_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    alone = QuestionEncoder(encoder.name, encoder.weights)
    assert np.array_equal(alone.read([QUAY])[0].tokens, encoder.read([QUAY])[0].tokens)


def test_a_damaged_export_is_told_and_done_without(
    exported: QuestionEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = exported._file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"half of a model")
    damaged = QuestionEncoder(exported.name, exported.weights)
    assert f"{file} is damaged" in caplog.text
    assert_alike(damaged.read([QUAY])[0], exported.read([QUAY])[0])


def test_a_model_of_the_same_weights_that_is_read_otherwise_has_an_export_of_its_own(
    exported: QuestionEncoder, encoder: Encoder, tmp_path: Path
) -> None:
    shutil.copytree(encoder.path, tmp_path / "model")
    settings = tmp_path / "model" / "sentence_bert_config.json"
    settings.write_text(settings.read_text().replace("256", "128"))
    other = QuestionEncoder(str(tmp_path / "model"), exported.weights)
    assert len(other.read(["bee " * 300])[0].tokens) == 126


def test_what_is_not_the_mean_of_word_pieces_is_not_exported(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(encoder.path, tmp_path / "model")
    pooling = tmp_path / "model" / "1_Pooling" / "config.json"
    told = json.loads(pooling.read_text())
    pooling.write_text(json.dumps(told | {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}))
    first = QuestionEncoder(str(tmp_path / "model"), encoder.weights)
    first.export()
    assert "is not exported" in caplog.text
    assert not (tmp_path / "cache").exists()
    assert np.array_equal(first.read([QUAY])[0].vector, Encoder(str(tmp_path / "model")).read([QUAY])[0].vector)
