"""Figures of the API as Prometheus reads them."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from index import Encoder, Index
from tests.assistant.api import API, client_of, open_desk


@pytest.fixture
def client(harbour: Index, encoder: Encoder) -> TestClient:
    return client_of(open_desk(harbour.folder, encoder))


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels."""
    told = client.get(f"{API}/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    samples = (one for family in text_string_to_metric_families(told.text) for one in family.samples)
    return {(one.name, *(value for _, value in sorted(one.labels.items()))): one.value for one in samples}


def test_requests_are_counted_by_route_method_and_status(client: TestClient) -> None:
    for address in ("ask?question=ferry", "ask", "passages/a%23b", "passages/c/d", "nothing/1", "nothing/2"):
        client.get(f"{API}/{address}")
    client.request("BREW", f"{API}/ask")
    found = figures(client)
    assert {key[1:]: value for key, value in found.items() if key[0] == "panel_requests_total"} == {
        ("GET", "/ask", "200"): 1,
        ("GET", "/ask", "422"): 1,
        ("GET", "/passages/{id}", "404"): 2,
        ("GET", "none", "404"): 2,
        ("other", "/ask", "405"): 1,
    }
    assert found["panel_request_seconds_count", "/ask"] == 3
    assert 0 < found["panel_request_seconds_sum", "/ask"] < 60


def test_answers_are_counted_by_what_became_of_them(client: TestClient) -> None:
    client.get(f"{API}/ask?question=How+many+boats+had+the+ferry+fleet+in+2024%3F")
    client.post(f"{API}/batch", json={"questions": ["Who won the marrow contest at the flower show?", "?", "!"]})
    found = figures(client)
    assert {key[1]: value for key, value in found.items() if key[0] == "panel_answers_total"} == {
        "answered": 1,
        "not_found": 1,
        "error": 2,
    }


def test_what_is_indexed_is_counted_and_each_application_counts_its_own(client: TestClient, harbour: Index) -> None:
    found = figures(client)
    assert found["panel_passages",] == harbour.count()
    assert found["panel_documents",] == len(harbour.documents())
    assert not [key for key in found if key[0] == "panel_requests_total"]
