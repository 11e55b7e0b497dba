from pathlib import Path

import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import AutoTokenizer, BertForSequenceClassification
from transformers.models.bert.configuration_bert import BertConfig

from assistant import Assistant
from assistant.reranker import LOOKED_AT, Reranker, RerankerError
from index import Encoder, Index
from tests.assistant.conftest import Put, find

TEXT = "What happened to the lanterns on the eastern quay?"


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A cross-encoder that has learned nothing, small enough to be made here: its order is always the same."""
    return make(tmp_path_factory.mktemp("cross-encoder"), encoder, labels=1)


def make(folder: Path, encoder: Encoder, labels: int) -> Path:
    tokenizer = AutoTokenizer.from_pretrained(str(encoder._path))
    torch.manual_seed(3)
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    config = BertConfig.from_dict({**sizes, "vocab_size": len(tokenizer), "num_labels": labels})
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_the_best_evidence_is_put_in_the_cross_encoders_order(model: Path, harbour: Index, put: Put) -> None:
    search = put(TEXT)
    evidence = find(harbour, search, LOOKED_AT + 5)
    assert len(evidence) > 5
    again = Reranker(str(model)).reorder(search.question, evidence)
    judge = CrossEncoder(str(model), device="cpu", local_files_only=True)
    first = evidence[:LOOKED_AT]
    points = judge.predict([(TEXT, f"{one.passage.context}\n{one.passage.text}") for one in first])
    wanted = [first[at].passage.id for at in sorted(range(len(first)), key=lambda at: -float(points[at]))]
    assert [one.passage.id for one in again[:LOOKED_AT]] == wanted
    assert wanted != [one.passage.id for one in first]
    assert again[LOOKED_AT:] == evidence[LOOKED_AT:]


def test_nothing_found_stays_nothing(model: Path, put: Put) -> None:
    assert Reranker(str(model)).reorder(put(TEXT).question, []) == []


def test_an_assistant_with_a_reranker_says_what_it_cost(model: Path, harbour: Index) -> None:
    plain, again = Assistant(harbour.folder).ask(TEXT), Assistant(harbour.folder, str(model)).ask(TEXT)
    assert "rerank" not in plain.timing_ms
    assert again.timing_ms["rerank"] > 0
    assert [one.id for one in again.passages] != [one.id for one in plain.passages]


def test_a_cross_encoder_that_is_not_there_is_named(put: Put, harbour: Index) -> None:
    search = put(TEXT)
    with pytest.raises(RerankerError, match=r"no cross-encoder no-such-model on this machine"):
        Reranker("no-such-model").reorder(search.question, find(harbour, search, 3))


def test_a_classifier_of_several_kinds_is_no_reranker(
    tmp_path: Path, encoder: Encoder, put: Put, harbour: Index
) -> None:
    search = put(TEXT)
    with pytest.raises(RerankerError, match="gives 3 points a pair"):
        Reranker(str(make(tmp_path, encoder, labels=3))).reorder(search.question, find(harbour, search, 3))
