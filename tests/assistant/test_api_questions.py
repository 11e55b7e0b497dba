"""Questions over HTTP: one, and many as a stream."""

import json
import re
import time
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.limits import Limits
from assistant.question import LONGEST
from assistant.writer import Writer
from index import Encoder, Filters, Index
from tests.assistant.api import API, FREE, client_of, open_desk, problem, running
from tests.assistant.far_side import far_side

KITTIWAKE = "Why was Operation Kittiwake set up?"
MANY = [f"How many gulls were counted in {year}?" for year in range(1000, 2000)]


@pytest.fixture(scope="module")
def desk(harbour: Index, encoder: Encoder) -> Desk:
    return open_desk(harbour.folder, encoder)


@pytest.fixture(scope="module")
def client(desk: Desk) -> TestClient:
    return client_of(desk)


def ask(client: TestClient, **told: Any) -> Any:
    return client.get(f"{API}/ask", params=told)


def batch(client: TestClient, *questions: Any, **told: Any) -> list[dict[str, Any]]:
    answer = client.post(f"{API}/batch", json={"questions": questions, **told})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.text.endswith("\n")
    return [json.loads(line) for line in answer.text.splitlines()]


def answered(api: str) -> int:
    """How many questions a server has answered."""
    found = re.findall(r"^panel_answers_total\{.*\} (\S+)$", httpx.get(f"{api}/metrics").text, re.MULTILINE)
    return int(sum(map(float, found)))


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "timing_ms": {}}


# One


def test_an_answer_is_what_the_program_gives_anywhere(client: TestClient, desk: Desk) -> None:
    given = ask(client, question=KITTIWAKE, since="2024-01-01", kind="report", top=2).json()
    expected = desk.assistant.ask(KITTIWAKE, 2, since="2024-01-01", kind="report").to_dict()
    assert untimed(given) == untimed(expected)
    assert given["status"] == "answered"
    assert "thieves had taken copper cable" in given["quotes"][0]["text"]
    assert len(given["passages"]) == 2


def test_a_written_answer_is_had_where_asked_for_and_the_quotes_whatever_becomes_of_it(
    client: TestClient, harbour: Index, encoder: Encoder
) -> None:
    assert "No language model" in problem(ask(client, question=KITTIWAKE, written=True), 404)
    with far_side() as far:
        desk = open_desk(harbour.folder, encoder, Writer(far.address, "small"))
        far.writes("Thieves had taken copper cable. It cost 999 pounds.")
        plain = ask(client_of(desk), question=KITTIWAKE).json()
        assert (plain["written"], far.asked) == (None, [])
        given = ask(client_of(desk), question=KITTIWAKE, written=True).json()
        assert [one["text"] for one in given["written"]["sentences"]] == ["Thieves had taken copper cable."]
        assert given["written"]["dropped"] == 1
        far.status = 500
        failed = ask(client_of(desk), question=KITTIWAKE, written=True)
        assert failed.status_code == 200
        assert untimed(failed.json()) == untimed(plain)


@pytest.mark.parametrize(
    ("told", "status", "detail"),
    [
        ({}, 422, "question is missing"),
        ({"question": " "}, 422, "The question is empty"),
        ({"question": "?!"}, 422, "There is no word"),
        ({"question": "a" * (LONGEST + 1)}, 422, "The question has 2,001 characters; ask it in at most 2,000."),
        ({"question": "ferry", "top": 0}, 422, "top is wrong: input should be greater than or equal to 1."),
        ({"question": "ferry", "top": "9" * 5000}, 422, "top is wrong"),
        ({"question": "ferry", "since": "soon"}, 422, "soon is not a date; write it like 2024-10-09."),
        ({"question": "ferry", "until": ""}, 422, "is not a date"),
        ({"question": "ferry", "since": "2024-01-02", "until": "2024-01-01"}, 422, "2024-01-02 is after 2024-01-01"),
        ({"question": "ferry", "kind": "novel"}, 422, "kind is wrong"),
        ({"question": "ferry", "meeting": "1999-01-01"}, 404, "No passage fits the filters."),
        ({"question": "ferry", "body": "\0"}, 404, "No passage fits the filters."),
    ],
)
def test_what_cannot_be_asked_is_told(client: TestClient, told: dict[str, Any], status: int, detail: str) -> None:
    assert detail in problem(ask(client, **told), status)


def test_odd_characters_are_only_characters(client: TestClient) -> None:
    assert ask(client, question='ferry \0 "AND" 💡 %').status_code == 200
    refused = ask(client, question="ferry", sinc="2023-01-01")
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("This address knows no parameter “sinc”; it takes question, since,")
    assert client.get(f"{API}/ask?question=ferry%ff%ed%a0%80").status_code == 200


# Many


def test_each_question_of_a_batch_has_its_line_in_order(client: TestClient, desk: Desk) -> None:
    lines = batch(
        client,
        KITTIWAKE,
        {"question": " ", "id": "empty", "row": 7, "note": "ferry\u2028"},
        {"question": "How many boats were there?", "until": "2022-12-31", "id": None},
        {"question": "ferry", "since": "soon"},
        {"question": "ferry", "meeting": "1999-01-01", "id": 12.0},
        top=1,
    )
    assert [line["id"] for line in lines] == [1, "empty", 3, 4, 12]
    whole = [desk.assistant.ask(KITTIWAKE, 1), desk.assistant.ask("How many boats were there?", 1, until="2022-12-31")]
    first, third = (untimed(answer.to_dict()) for answer in whole)
    assert lines[0] == {"id": 1, "input": {}, **first, "error": None}
    assert lines[2] == {"id": 3, "input": {"until": "2022-12-31"}, **third, "error": None}
    assert lines[1] == {
        "id": "empty",
        "input": {"row": 7, "note": "ferry\u2028"},
        "question": " ",
        "error": "The question is empty; type what you want to know.",
    }
    assert lines[3]["error"] == "soon is not a date; write it like 2024-10-09."
    assert lines[4]["error"].startswith("No passage fits the filters.")


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"", 400, "The body cannot be read"),
        (b'{"questions": ["\\ud800"]}', 400, "The body cannot be read"),
        (b'{"questions": ["\xff"]}', 400, "The body cannot be read"),
        (b"[" * 100_000, 400, "The body cannot be read"),
        (b"[]", 422, "The body is wrong"),
        (b"{}", 422, "questions is missing; give it."),
        (b'{"questions": []}', 422, "questions is wrong"),
        (b'{"questions": ["ferry", 7]}', 422, "questions.1 is wrong"),
        (b'{"questions": [{}]}', 422, "questions.0.question is missing; give it."),
        (b'{"questions": [{"question": "ferry", "row": 1e999}]}', 422, "questions.0.row"),
        (b'{"questions": [{"question": "ferry", "row": [1]}]}', 422, "questions.0.row"),
        (b'{"questions": ["ferry"], "top": true}', 422, "top is wrong"),
        (b'{"questions": ["ferry"], "tops": 1}', 422, "tops is wrong"),
        (json.dumps({"questions": ["ferry"] * 1001}).encode(), 422, "at most 1000 items"),
    ],
)
def test_a_body_that_is_no_batch_is_told(client: TestClient, body: bytes, status: int, detail: str) -> None:
    answer = client.post(f"{API}/batch", content=body, headers={"Content-Type": "application/json"})
    assert detail in problem(answer, status)


def test_answers_come_before_the_last_question_is_answered(desk: Desk) -> None:
    with running(desk) as api, httpx.stream("POST", f"{api}/batch", json={"questions": MANY}, timeout=60) as answer:
        first = next(answer.iter_lines())
        assert json.loads(first)["question"] == MANY[0]
        assert answered(api) < len(MANY)


def test_for_somebody_who_has_gone_away_no_more_is_answered(desk: Desk) -> None:
    limits = Limits(asks=FREE.asks, reads=FREE.reads, batches=1)
    with running(desk, limits) as api:
        with httpx.stream("POST", f"{api}/batch", json={"questions": MANY}, timeout=60) as answer:
            next(answer.iter_lines())
            assert "Other batches" in problem(httpx.post(f"{api}/batch", json={"questions": ["ferry"]}), 503)
        until = time.monotonic() + 30
        while httpx.post(f"{api}/batch", json={"questions": ["ferry"]}).status_code == 503:  # its place is free again
            assert time.monotonic() < until
            time.sleep(0.05)
        assert answered(api) < len(MANY)


def test_it_is_asked_with_filters_as_the_index_has_them(client: TestClient, desk: Desk) -> None:
    """Each filter reaches the search."""
    for told in ({"since": "2024-06-01"}, {"until": "2022-12-31"}, {"meeting": "2024-03-14"}, {"body": "HARBOUR"}):
        passages = ask(client, question="ferry gulls watch", top=100, **told).json()["passages"]
        fitting = {one.id for one in desk.index.passages(desk.index.keys(Filters(**told))).values()}
        assert passages
        assert {one["id"] for one in passages} <= fitting
