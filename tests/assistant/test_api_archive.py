"""The archive looked up over HTTP."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from starlette.testclient import TestClient

from assistant.api_examples import ANSWER, BATCH, DOCUMENT, DOCUMENTS, LINES, PASSAGE, PASSAGES, QUESTION
from assistant.api_shapes import Passage, PassageInPlace
from index import Encoder, Index, StoredPassage
from tests.assistant.api import API, client_of, open_desk, problem
from tests.assistant.papers import PAPERS

PACK = "pack-2023-12-14.pdf"


@pytest.fixture(scope="module")
def client(sample_index: Path, encoder: Encoder) -> TestClient:
    return client_of(open_desk(sample_index, encoder))


@pytest.fixture(scope="module")
def harbour_client(harbour: Index, encoder: Encoder) -> TestClient:
    return client_of(open_desk(harbour.folder, encoder))


# Passages


def test_the_list_of_passages_is_all_of_them_in_reading_order(client: TestClient, sample: Index) -> None:
    listed, offset = [], 0
    while offset < sample.count():
        told = client.get(f"{API}/passages", params={"offset": offset, "limit": 200}).json()
        assert (told["total"], told["offset"]) == (sample.count(), offset)
        listed += told["passages"]
        offset += 200
    assert listed == [Passage.of(one).model_dump(mode="json") for one in sample.passages().values()]
    assert client.get(f"{API}/passages?offset={10**9}").json()["passages"] == []


def test_a_list_of_passages_is_narrowed(client: TestClient, sample: Index) -> None:
    every = sample.passages().values()
    fits: dict[str, Callable[[StoredPassage], object]] = {
        "document": lambda one: one.document == PACK,
        "since": lambda one: (one.meeting_date or "") >= "2024-01-01",
        "until": lambda one: one.meeting_date and one.meeting_date <= "2024-01-01",
        "meeting": lambda one: one.meeting_date == "2024-10-09",
        "kind": lambda one: one.kind == "minutes",
        "body": lambda one: "crime panel" in (one.body or "").lower(),
    }
    values = {"document": PACK, "since": "2024-01-01", "until": "2024-01-01", "meeting": "2024-10-09"}
    values |= {"kind": "minutes", "body": "crime panel"}
    for name, fit in fits.items():
        told = client.get(f"{API}/passages", params={name: values[name], "limit": 1}).json()
        assert 0 < told["total"] == sum(bool(fit(one)) for one in every) < len(every), name
    assert client.get(f"{API}/passages?document=none.pdf").json()["total"] == 0


def test_a_passage_is_told_with_what_stands_around_it(client: TestClient, sample: Index) -> None:
    for stored in list(sample.passages().values())[::50]:
        told = client.get(f"{API}/passages/{quote(stored.id, safe='')}").json()
        assert told == PassageInPlace.read(stored, sample).model_dump(mode="json")
        text = sample.document_text(stored.document)
        assert f"{told['before']}{told['text']}{told['after']}" in text


@pytest.mark.parametrize("made_up", ["x", "..%2F..%2Fetc%2Fpasswd", "%00", "%FF", "a%0Ab", "%F0%9F%92%A1" * 50])
def test_a_passage_that_is_not_there_is_told(client: TestClient, made_up: str) -> None:
    for address in (f"passages/{made_up}", f"documents/{made_up}", f"documents/{made_up}/text"):
        assert problem(client.get(f"{API}/{address}"), 404)


@pytest.mark.parametrize("told", ["offset=-1", f"offset={10**30}", "limit=0", "limit=201", "since=soon", "kind=novel"])
def test_a_list_that_cannot_be_made_is_told(client: TestClient, told: str) -> None:
    assert problem(client.get(f"{API}/passages?{told}"), 422)


# Documents


def test_documents_are_told_as_the_index_has_them(client: TestClient, sample: Index) -> None:
    told = client.get(f"{API}/documents").json()
    assert told == {"total": 5, "offset": 0, "documents": sample.documents(), "failed": sample.failures()}
    second = client.get(f"{API}/documents?offset=1&limit=1").json()
    assert second["documents"] == told["documents"][1:2]
    for document in told["documents"]:
        assert client.get(f"{API}/documents/{document['path']}").json() == document


def test_a_document_is_read_as_offsets_count_it(harbour_client: TestClient) -> None:
    read = harbour_client.get(f"{API}/documents/watch.txt/text")
    assert read.headers["content-type"] == "text/plain; charset=utf-8"
    assert read.headers["x-content-type-options"] == "nosniff"
    assert read.content.decode() == PAPERS["watch.txt"]


# Pages


def test_a_page_is_a_picture(client: TestClient) -> None:
    picture = client.get(f"{API}/page-image?document={PACK}&page=2")
    assert picture.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).width > 500


@pytest.mark.parametrize(
    ("told", "status", "detail"),
    [
        ("document=none.pdf&page=1", 404, "The archive holds no paper none.pdf"),
        ("document=../sample/pack-2023-12-14.pdf&page=1", 404, "The archive holds no paper"),
        (f"document={PACK}&page=99", 404, "has no page 99: it ends at page 24"),
        (f"document={PACK}&page={10**30}", 404, "it ends at page 24"),
        (f"document={PACK}&page=0", 422, "page is wrong"),
        (f"document={PACK}", 422, "page is missing; give it."),
    ],
)
def test_a_page_that_is_not_there_is_told(client: TestClient, told: str, status: int, detail: str) -> None:
    assert detail in problem(client.get(f"{API}/page-image?{told}"), status)


def test_a_text_has_no_pages_to_be_seen(harbour_client: TestClient) -> None:
    assert problem(harbour_client.get(f"{API}/page-image?document=watch.txt&page=1"), 404)


# Examples


def test_the_examples_of_parameters_are_of_the_sample_archive(client: TestClient) -> None:
    told = client.get(f"{API}/openapi.json").json()
    for address, operations in told["paths"].items():
        for operation in (one for method, one in operations.items() if method == "get"):
            own = operation.get("parameters", [])
            shown = {one["name"]: (one["schema"].get("examples") or one["examples"])[0] for one in own}
            path = {one["name"]: quote(str(shown.pop(one["name"]))) for one in own if one["in"] == "path"}
            answer = client.get(f"{API}{address.format(**path)}", params=shown)
            assert answer.status_code == 200, (address, answer.text)


def test_the_examples_of_answers_are_of_the_sample_archive(client: TestClient, sample: Index) -> None:
    told = client.get(f"{API}/documents/{DOCUMENT['path']}").json()
    assert told == DOCUMENT
    assert sample.count() == PASSAGES["total"]
    assert len(sample.documents()) == DOCUMENTS["total"]
    told = client.get(f"{API}/passages/{quote(PASSAGE['id'])}").json()
    assert told["before"].endswith(PASSAGE["before"])
    assert told["after"].startswith(PASSAGE["after"])
    assert {**told, "before": PASSAGE["before"], "after": PASSAGE["after"]} == PASSAGE
    told = client.get(f"{API}/ask", params={"question": QUESTION, "top": 1}).json()
    assert told["status"] == ANSWER["status"]
    assert told["quotes"][0] == ANSWER["quotes"][0]
    lines = client.post(f"{API}/batch", json=BATCH).text.splitlines()
    for line, example in zip(lines, LINES, strict=True):
        assert set(json.loads(line)) == set(example)
    assert json.loads(lines[1]) == LINES[1]
