"""The Milvus engine against the server of milvus-lite, over the network."""

import logging
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import Assistant
from eval.overlap import rank_biased_overlap
from eval.questions import load_questions
from index import Encoder, Filters, Index, StoreError, build, milvus
from tests.conftest import ROOT, quiet
from tests.index.papers import FERRIES, HARBOUR
from tests.panel import panel_here

pymilvus = pytest.importorskip("pymilvus", reason="pymilvus is not installed (pip install 'panel-assistant[milvus]')")
pytest.importorskip("milvus_lite", reason="milvus-lite, whose server these tests ask, is not installed")


class Server:
    """A server that can be stopped and started again with what it holds."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        self.address = f"milvus://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        place = ["--data-dir", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "milvus_lite", "server", *place],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("milvus-lite's server did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("milvus"))
    yield started
    started.stop()


@pytest.fixture
def client(server: Server) -> Any:
    """Somebody else who looks at what the server holds."""
    return pymilvus.MilvusClient(server.address.replace("milvus", "http"), dedicated=True)


@pytest.fixture(scope="module")
def found(northshire_folder: Path, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """A copy of the invented archive's index that is found by the server, not to be changed."""
    return handed_over(northshire_folder, tmp_path_factory.mktemp("found") / "index", server)


@pytest.fixture
def served(northshire_folder: Path, server: Server, tmp_path: Path) -> Index:
    """Another, to be changed."""
    return handed_over(northshire_folder, tmp_path / "index", server)


def handed_over(folder: Path, copy: Path, server: Server) -> Index:
    """A copy of an index, as one of its own, found by the server."""
    index = Index(Path(shutil.copytree(folder, copy)))
    index.set_meta(id=secrets.token_hex(4))
    index.use_store(server.address)
    return index


def collection(index: Index) -> str:
    return milvus.collection_name(index.meta["id"])


def keys_in(client: Any, index: Index) -> list[int]:
    """The keys that the server holds of an index."""
    rows = client.query(collection(index), filter="key > 0", output_fields=["key"], limit=100)
    return sorted(row["key"] for row in rows)


# Finding


def test_it_finds_what_the_embedded_store_finds(found: Index, northshire: Index) -> None:
    vectors = np.stack([northshire.vectors([key])[key].vector for key in northshire.passages()])
    for filters in (
        None,
        Filters(since="2024-01-01"),
        Filters(until="2023-12-14"),
        Filters(meeting="2024-10-09"),
        Filters(body="TRANSPORT comm"),
        Filters(body="no such body"),
        Filters(kind="report", since="2020-01-01"),
    ):
        ours, theirs = (index.by_meaning(vectors, 3, filters) for index in (northshire, found))
        assert [list(held) for held in theirs] == [list(held) for held in ours]
        for one, other in zip(ours, theirs, strict=True):
            assert other == pytest.approx(one, abs=1e-5)
        for words in (["lanterns"], ["thieves", "ferries"], ["CAFE"], ["report"], ["submarine"], ["?"], []):
            first, second = (index.by_words(words, 10, filters) for index in (northshire, found))
            assert set(second) == set(first)
            assert list(second.values()) == sorted(second.values(), reverse=True)


def test_a_phrase_is_found_by_its_words_and_counted_as_a_whole(found: Index, northshire: Index) -> None:
    assert set(found.by_words(["the lanterns"], 10)) > set(northshire.by_words(["the lanterns"], 10))
    assert [found.holders(phrase) for phrase in ("the lanterns", "lantern", "submarine")] == [1, 2, 0]


def test_a_word_of_the_text_weighs_more_than_one_of_the_context(found: Index) -> None:
    held = found.passages(found.by_words(["harbour"], 10))
    assert ["harbour" in passage.text for passage in held.values()] == [True, False]


def test_only_the_best_are_given(found: Index) -> None:
    assert len(found.by_words(["the"], 2)) == 2
    assert found.by_words(["the"], 0) == {}


def test_threads_may_ask_at_once(found: Index) -> None:
    alone = found.by_words(["lanterns"], 10)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: found.by_words(["lanterns"], 10), range(40))) == [alone] * 40


def test_a_passage_that_is_gone_here_is_not_found_whatever_the_server_holds(served: Index) -> None:
    before = set(served.by_words(["lanterns"], 10))
    served.remove(HARBOUR)
    after = served.by_words(["lanterns"], 10)
    assert set(after) < before
    assert set(after) <= set(served.passages())


# What the server holds


def test_papers_put_in_and_taken_out_are_followed(served: Index, client: Any, encoder: Encoder) -> None:
    archive = Path(served.meta["archive"])
    mine = Path(shutil.copytree(archive, served.folder.parent / "archive"))
    (mine / FERRIES).unlink()
    (mine / "new.txt").write_text("A submarine was seen off the pier by the harbour wardens.\n", encoding="utf-8")
    build(mine, served.folder, encoder, quiet)
    assert keys_in(client, served) == sorted(served.passages())
    asked = Index(served.folder)
    assert asked.store == served.store
    (found,) = asked.passages(asked.by_words(["submarines"], 10)).values()
    assert found.document == "new.txt"


def test_a_server_that_is_up_to_date_is_asked_once(found: Index, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.describe_collection(collection(found))["properties"][milvus.GENERATION] == str(found.generation)
    for call in ("query", "upsert", "delete", "flush", "create_collection"):
        monkeypatch.delattr(pymilvus.MilvusClient, call)
    found.refresh_vectors()


def test_a_refresh_that_was_interrupted_goes_on(
    served: Index, server: Server, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.drop_collection(collection(served))
    upsert = pymilvus.MilvusClient.upsert
    sent: list[int] = []

    def interrupted(self: Any, name: str, rows: list[dict[str, Any]], **more: Any) -> Any:
        if len(sent) == 4:
            raise KeyboardInterrupt
        sent.extend(row["key"] for row in rows)
        return upsert(self, name, rows, **more)

    monkeypatch.setattr(milvus, "BATCH", 2)
    monkeypatch.setattr(pymilvus.MilvusClient, "upsert", interrupted)
    with pytest.raises(KeyboardInterrupt):
        served.refresh_vectors()
    assert keys_in(client, served) == sorted(sent)
    sent.clear()
    served.refresh_vectors()
    assert len(sent) == 1
    assert keys_in(client, served) == sorted(served.passages())


def test_a_collection_that_was_never_made_ready_is_made_again(served: Index, client: Any) -> None:
    client.drop_collection_properties(collection(served), [milvus.GENERATION])
    served.refresh_vectors()
    assert keys_in(client, served) == sorted(served.passages())


def test_many_passages_are_found_by_hnsw(
    served: Index, northshire: Index, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "EXACT", 1)
    client.drop_collection(collection(served))
    served.refresh_vectors()
    assert client.describe_index(collection(served), "vector")["index_type"] == "HNSW"
    vectors = np.stack([northshire.vectors([key])[key].vector for key in northshire.passages()])
    assert [next(iter(found)) for found in served.by_meaning(vectors, 3)] == list(northshire.passages())


# Where it is, and is not


def test_a_server_that_came_back_is_found_again(served: Index, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus, "SECONDS", 1)
    before = served.by_words(["lanterns"], 10)
    server.stop()
    with pytest.raises(StoreError, match=rf"The store {server.address} cannot be asked \(.*\); start it"):
        served.by_words(["lanterns"], 10)
    assert served.holders("lanterns") == 2
    server.start()
    time.sleep(1)  # so long the client may wait until it looks again
    assert served.by_words(["lanterns"], 10) == before


def test_a_server_that_holds_nothing_of_an_index_is_told(served: Index, client: Any) -> None:
    client.drop_collection(collection(served))
    with pytest.raises(StoreError, match="holds nothing of this index; run panel build"):
        Index(served.folder).by_words(["lanterns"], 10)


def test_a_server_that_is_behind_is_told(served: Index, caplog: pytest.LogCaptureFixture) -> None:
    served.remove(HARBOUR)
    with caplog.at_level(logging.WARNING):
        Index(served.folder).by_words(["lanterns"], 10)
    assert "has not all of this index's papers" in caplog.text


@pytest.mark.parametrize(
    ("store", "told"),
    [
        ("milvus://127.0.0.1:9", "The store milvus://127.0.0.1:9 cannot be asked ("),
        ("milvus://me:secret@127.0.0.1:9", "The store milvus://me:…@127.0.0.1:9 cannot be asked ("),
        ("faiss://here", "faiss://here is no address of a store; write it like milvus://localhost:19530"),
    ],
)
def test_a_wrong_address_is_told_and_leaves_the_index_as_it_was(copied_folder: Path, store: str, told: str) -> None:
    archive = Index(copied_folder).meta["archive"]
    done = panel_here("build", archive, "--index", copied_folder, "--store", store)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith(f"panel: {told}")
    assert Index(copied_folder).store == "embedded"
    assert len(Index(copied_folder).by_words(["lanterns"], 10)) == 2


def test_without_pymilvus_it_is_told_what_to_install(copied_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreError, match=r"pip install 'panel-assistant\[milvus\]'"):
        Index(copied_folder).use_store("milvus://127.0.0.1:9")


def test_pymilvus_is_not_imported_unasked(copied_folder: Path) -> None:
    program = "import sys; from pathlib import Path; from index import Index; "
    program += "Index(Path(sys.argv[1])).by_words(['lanterns'], 10); print('pymilvus' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program, copied_folder], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


# The whole program


def test_answers_are_those_of_the_embedded_store(
    sample_index: Path, sample_assistant: Assistant, server: Server, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(sample_index, tmp_path / "index"))
    archive = sample_assistant.archive
    built = panel_here("build", archive, "--index", folder, "--store", server.address)
    assert built.returncode == 0, built.stderr
    assert f"store {server.address}" in panel_here("status", "--index", folder).stdout
    asked = [one.question for one in load_questions(ROOT / "eval" / "questions" / "sample.jsonl")[:20]]
    with Assistant.open(folder) as assistant:
        overlaps = [
            rank_biased_overlap(passages(sample_assistant, question), passages(assistant, question))
            for question in asked
        ]
    assert np.mean(overlaps) >= 0.95
    assert panel_here("build", archive, "--index", folder, "--store", "embedded").returncode == 0
    assert Index(folder).store == "embedded"


def passages(assistant: Assistant, question: str) -> list[str]:
    """The ids of the passages that an answer gives."""
    return [passage.id for passage in assistant.ask(question).passages]
