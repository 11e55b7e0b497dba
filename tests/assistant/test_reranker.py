import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import AutoTokenizer, BertForSequenceClassification
from transformers.models.bert.configuration_bert import BertConfig

from assistant import Assistant, Query
from assistant.desk import Desk
from assistant.reranker import BUDGET, LOOKED_AT, TOGETHER, Reranker, RerankerError
from index import Encoder, Index
from tests.assistant.conftest import Put, find

TEXT = "What happened to the lanterns on the eastern quay?"


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A cross-encoder that has learned nothing, small enough to be made here: its order is always the same."""
    return make(tmp_path_factory.mktemp("cross-encoder"), encoder, labels=1)


def make(folder: Path, encoder: Encoder, labels: int) -> Path:
    tokenizer = AutoTokenizer.from_pretrained(str(encoder.path))
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


def test_with_a_budget_as_many_are_read_again_as_there_is_time_for(
    model: Path, harbour: Index, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = put(TEXT)
    evidence = find(harbour, search, LOOKED_AT)
    reranker = Reranker(str(model))
    assert len(evidence) > TOGETHER
    reranker.reorder(search.question, evidence)  # the model is loaded
    assert reranker.reorder(search.question, evidence, 0.0) == evidence
    seconds = count()
    monkeypatch.setattr("assistant.reranker.time.perf_counter", lambda: float(next(seconds)))
    again = reranker.reorder(search.question, evidence, 3.9)  # one turn is done after 2, and another would be after 4
    assert again[:TOGETHER] != evidence[:TOGETHER]
    assert again[TOGETHER:] == evidence[TOGETHER:]


def test_under_load_the_reranker_goes_first(model: Path, harbour: Index) -> None:
    desk = Desk(Assistant(harbour.folder, str(model)))
    desk.warm_up()
    plain = [one.id for one in Assistant(harbour.folder).ask(TEXT).passages]
    assert [one.id for one in desk.answer(Query(TEXT)).passages] != plain
    with ExitStack() as others, ThreadPoolExecutor() as pool:
        for _ in range(os.cpu_count() or 1):
            others.enter_context(desk._turns)
        waiting = pool.submit(desk.answer, Query(TEXT))
        time.sleep(BUDGET + 0.2)
        others.close()
        assert [one.id for one in waiting.result(30).passages] == plain


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
