"""Logs of servers: a line of JSON each, and nothing of what people ask, whichever way they ask it."""

import json
import logging
import os
import socket
import subprocess
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from app import build_page
from assistant.desk import Desk
from assistant.logs import OURS, Logged, log_as_json
from assistant.web import build_server
from eval.soak_clients import CONFIG
from index import Encoder
from tests.assistant.api import open_desk
from tests.browser import PANEL

SECRET = "Zanzibarquux"  # begins every word that is asked for here
MCP = {"Accept": "application/json, text/event-stream"}


def lines(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}


def ask_in_every_way(address: str) -> None:
    """Ask, rightly and wrongly, at every door of a server."""
    page = httpx.Client(base_url=address, timeout=60)
    link = f"question={SECRET}+one"
    for get in (
        f"/?{link}",
        f"/passages?{link}",
        f"/passages?{link}&since={SECRET}",
        f"/written?{link}",
        f"/mentions?words={SECRET}",
        f"/mentions?words=bees&meeting={SECRET}",
        f"/answers.md?ask={link}",
        f"/answers.docx?ask={link}",
        f"/answers.{SECRET}?ask={link}",
        f"/answers.bib?{SECRET}",
        f"/source?document={SECRET}&start=0&end=1",
        f"/paper?document={SECRET}",
        f"/{SECRET}",
        f"/gradio_api/{SECRET}",
        f"/api/v1/{SECRET}",
        f"/api/v1/ask?{link}",
        f"/api/v1/ask?{link}&since={SECRET}",
        f"/api/v1/ask?{link}&{SECRET}=1",
        f"/api/v1/passages/{SECRET}",
    ):
        page.get(get)
    with page.stream("GET", f"/mcp?{link}", headers=MCP):
        pass  # it would go on for ever
    page.head(f"/api/v1/ask?{link}")
    page.delete(f"/api/v1/ask?{link}")
    page.post("/api/v1/batch", json={"questions": [f"{SECRET} two", {"question": SECRET, "since": SECRET}]})
    page.post("/api/v1/batch", json={"questions": [{"question": 5, SECRET: SECRET}]})
    page.post("/api/v1/batch", content=f'{{"{SECRET}', headers={"Content-Type": "application/json"})
    page.post("/api/v1/batch", content=SECRET)
    for asked in (
        call("ask_archive", question=f"{SECRET} three"),
        call("ask_archive", question=SECRET, since=SECRET),
        call("ask_archive", question={SECRET: 1}),
        call("look_up_passage", passage=SECRET),
        call("mentions", topic=SECRET),
        call(SECRET, question=SECRET),
        {"jsonrpc": "2.0", "id": 1, "method": SECRET, "params": {SECRET: SECRET}},
    ):
        page.post("/mcp", json=asked, headers=MCP)
    page.post("/mcp", content=f"[{SECRET}", headers={**MCP, "Content-Type": "application/json"})
    config = CONFIG.search(page.get("/").text)
    assert config
    for event in json.loads(config[1])["dependencies"]:
        for given in ([SECRET] * len(event["inputs"]), [SECRET], [{SECRET: SECRET}] * len(event["inputs"])):
            body = {"data": given, "fn_index": event["id"], "session_hash": SECRET, "event_data": {"link": f"?{link}"}}
            page.post("/gradio_api/run/predict", json=body)
            page.post(f"/gradio_api/call/{SECRET}", json=body)
    page.post("/gradio_api/component_server", json={"fn_name": SECRET, "component_id": SECRET, "session_hash": "a"})
    where = httpx.URL(address)
    for wrong in (f"GET /{SECRET} one HTTP/1.1\r\n\r\n", f"{SECRET}\r\n\r\n", f"GET / HTTP/1.1\r\n{SECRET}\r\n\r\n"):
        with socket.create_connection((where.host, where.port or 80)) as door:
            door.sendall(wrong.encode())
            door.recv(1000)


@pytest.mark.parametrize("options", [[], ["--verbose"]], ids=["usual", "verbose"])
def test_no_word_that_is_asked_is_logged(sample_index: Path, tmp_path: Path, options: list[str]) -> None:
    log = tmp_path / "log"
    with log.open("w") as errors:
        command: list[str | Path] = [PANEL, *options, "serve", "--index", sample_index, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=dict(os.environ))
        try:
            assert server.stdout
            ask_in_every_way(server.stdout.readline().split()[4].rstrip("/"))
        finally:
            server.terminate()
            printed, _ = server.communicate(timeout=30)
    assert SECRET.casefold() not in (log.read_text() + printed).casefold()
    told = lines(log.read_text())
    requests = [one for one in told if one["message"] == "request"]
    assert len(requests) > 60
    assert requests[0].items() >= {"method": "GET", "status": 200, "user": ""}.items()
    assert requests[0]["milliseconds"] > 0
    assert requests[0]["bytes"] > 1000
    assert {"/passages", "/answers.{ending}", "/api/v1/ask", "/api/v1/batch", "/mcp", None} <= {
        one["path"] for one in requests
    }
    assert {200, 404, 405, 422} <= {one["status"] for one in requests}
    assert any(one["message"].startswith("opened the index in") for one in told)


@pytest.fixture
def desk(sample_index: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk at which every question is a mistake in the program, whose error says the question."""
    desk = open_desk(sample_index, encoder)

    def fail(queries: Any, *_: Any) -> Any:
        for one in queries:
            try:
                raise KeyError(one.question)
            except KeyError as error:
                raise ValueError(f"cannot read {one.question!r}") from error

    monkeypatch.setattr(desk.assistant, "answer_each", fail)
    return desk


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Turns such logs on, for the time of a test; what they said."""
    monkeypatch.setattr(traceback, "print_exc", traceback.print_exc)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    handlers = logging.getLogger().handlers
    levels = {name: logging.getLogger(name).level for name in OURS}

    def on(questions: bool = False) -> Any:
        log_as_json(questions)
        for name in OURS:
            logging.getLogger(name).setLevel(logging.INFO)
        return lambda: capsys.readouterr().err

    yield on
    logging.getLogger().handlers = handlers
    logging.captureWarnings(False)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_mistake_is_logged_without_what_was_asked_and_the_person_has_its_reference(desk: Desk, written: Any) -> None:
    import gradio as gr

    log = written()
    server = gr.mount_gradio_app(build_server(desk), build_page(desk), path="/", ssr_mode=False)
    with TestClient(Logged(server), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        follow = next(one for one in client.get("/config").json()["dependencies"] if len(one["inputs"]) == 7)
        body = {"data": [SECRET, "", "", "", None, None, None], "fn_index": follow["id"], "session_hash": "a"}
        log()
        told = ""
        for answer, status in (
            (client.get(f"/passages?question={SECRET}"), 500),
            (client.get(f"/api/v1/ask?question={SECRET}"), 500),
            (client.post("/mcp", json=call("ask_archive", question=SECRET), headers=MCP), 200),
            (client.post("/gradio_api/run/predict", json=body), 500),
        ):
            told += log()
            assert answer.status_code == status
            assert "with the reference " in answer.text
        assert SECRET not in told
        mistakes = [one for one in lines(told) if one["level"] == "ERROR"]
        assert mistakes
        for wrong in mistakes:
            assert wrong["reference"]
            assert wrong["error"][0] == "ValueError"
            assert "KeyError" in wrong["error"]
        # Gradio's own mistakes, of which it would print all.
        client.post("/gradio_api/run/predict", json={**body, "data": [SECRET]})
        told = log()
        assert SECRET not in told
        assert any(one["level"] == "ERROR" for one in lines(told))
        # An answer that breaks off.
        try:
            client.post("/api/v1/batch", json={"questions": [SECRET]})
        finally:
            told = log()
        assert SECRET not in told
        assert any(one["level"] == "ERROR" for one in lines(told))


def test_what_is_asked_and_what_errors_say_is_logged_where_somebody_wants_it(desk: Desk, written: Any) -> None:
    log = written(questions=True)
    client = TestClient(Logged(build_server(desk)), raise_server_exceptions=False)
    client.get(f"/api/v1/ask?question={SECRET}")
    asked, wrong, request = lines(log())
    assert asked["question"] == SECRET
    assert f"ValueError: cannot read '{SECRET}'" in wrong["error"]
    assert asked["reference"] == wrong["reference"] == request["reference"]


def test_other_programs_messages_are_logged_without_what_they_are_filled_with(written: Any) -> None:
    log = written()
    logging.getLogger("elsewhere").warning("cannot read %s\nof %s", SECRET, SECRET)
    logging.getLogger("asyncio").error("Task exception was never retrieved\nexception=%s" % SECRET)  # noqa: UP031
    logging.getLogger("assistant").info("%s papers", 5)
    thread = threading.Thread(target=lambda: int(SECRET))
    thread.start()
    thread.join()
    told = log()
    assert SECRET not in told
    assert [one["message"] for one in lines(told)] == [
        "cannot read %s",
        "Task exception was never retrieved",
        "5 papers",
        "a thread broke off",
    ]
