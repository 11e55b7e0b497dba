"""The API as a whole: its description, its problems, how it is."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.desk import Desk
from index import Encoder, Index
from tests.assistant.api import API, client_of, open_desk, problem


@pytest.fixture(scope="module")
def desk(harbour: Index, encoder: Encoder) -> Desk:
    return open_desk(harbour.folder, encoder)


@pytest.fixture(scope="module")
def client(desk: Desk) -> TestClient:
    return client_of(desk)


def test_its_description_names_every_operation_and_every_problem(client: TestClient) -> None:
    told = client.get(f"{API}/openapi.json").json()
    assert told["servers"] == [{"url": API}]
    operations = {one["operationId"]: one for path in told["paths"].values() for one in path.values()}
    assert set(operations) == {
        *("ask", "ask_batch", "list_passages", "get_passage", "list_documents", "get_document", "get_document_text"),
        *("get_page_image", "get_health", "get_ready", "get_metrics"),
    }
    problems = {f"#/components/responses/{name}" for name in told["components"]["responses"]}
    for operation in operations.values():
        assert operation["summary"]
        assert operation["description"]
        for status, response in operation["responses"].items():
            assert status == "200" or response["$ref"] in problems
        for parameter in operation.get("parameters", ()):
            assert parameter["description"]
            assert parameter["schema"].get("examples") or parameter.get("examples")
    for response in told["components"]["responses"].values():
        (content,) = response["content"].values()
        assert set(content["example"]) == {"type", "title", "status", "detail", "instance"}


@pytest.mark.parametrize("address", ["", "/", "/nothing", "/ask/", "/passages/none%23at-all", "/documents/none.pdf"])
def test_an_address_where_nothing_is_is_a_problem(client: TestClient, address: str) -> None:
    assert problem(client.get(API + address), 404)


def test_another_method_is_a_problem_that_names_the_right_one(client: TestClient) -> None:
    for method, address, right in (("POST", "/ask", "GET, HEAD"), ("GET", "/batch", "POST"), ("PUT", "/batch", "POST")):
        answer = client.request(method, API + address)
        assert problem(answer, 405) == f"{method} is not understood at this address; use {right}."
        assert answer.headers["allow"] == right


@pytest.mark.parametrize("address", ["/ask?question=ferry", "/passages", "/documents/gulls.txt", "/health", "/metrics"])
def test_head_is_get_without_the_body(client: TestClient, address: str) -> None:
    head, got = client.head(API + address), client.get(API + address)
    assert (head.status_code, head.headers["content-type"]) == (200, got.headers["content-type"])
    assert not head.content


def test_problems_of_the_page_stay_pages(client: TestClient) -> None:
    for address in ("/paper?document=none.pdf", "/source", "/api/v2/ask"):
        assert "problem" not in client.get(address).headers["content-type"]


def test_it_is_ready_once_the_model_is_loaded(desk: Desk, client: TestClient) -> None:
    assert client.get(f"{API}/ready").json() == {"status": "ready"}
    desk.ready.clear()
    try:
        answer = client.get(f"{API}/ready")
        assert problem(answer, 503) == "The model is being loaded; ask again in 5 s."
        assert answer.headers["retry-after"] == "5"
        assert client.get(f"{API}/health").json() == {"status": "ok"}
    finally:
        desk.ready.set()


def test_a_model_that_is_not_there_is_told(harbour: Index) -> None:
    client = client_of(open_desk(harbour.folder, Encoder("no-such-model")))
    for address in ("/ready", "/ask?question=ferry"):
        assert "There is no model no-such-model" in problem(client.get(API + address), 503)


def test_a_mistake_is_a_problem_too(harbour: Index, encoder: Encoder, tmp_path: Path) -> None:
    shutil.copytree(harbour.folder, tmp_path / "index")
    client = client_of(open_desk(tmp_path / "index", encoder))
    with sqlite3.connect(tmp_path / "index" / "index.sqlite") as db:
        db.execute("DROP TABLE failures")
    assert "Something went wrong" in problem(client.get(f"{API}/documents"), 500)
    assert 'route="/documents",status="500"' in client.get(f"{API}/metrics").text
