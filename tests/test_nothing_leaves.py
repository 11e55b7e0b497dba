"""No process of the program asks anything of another machine, whatever it is told to do."""

import json
import os
from pathlib import Path

import httpx
import pytest

from tests.assistant.papers import PAPERS
from tests.browser import served
from tests.panel import panel

# In every process of Python that is started meanwhile: what it connects to, and whose address it asks for.
WATCH = """
import json, os, sys

def watch(event, given):
    places = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
    if event in places:
        with open(os.environ["WATCHED"], "a") as file:
            print(json.dumps([event, given[places[event]]], default=str), file=file)

sys.addaudithook(watch)
"""
KITTIWAKE = "Why was Operation Kittiwake set up?"
HERE = ("127.0.0.1", "localhost", "::1", None)


def test_neither_a_build_nor_a_question_nor_the_server_reaches_for_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, seen = tmp_path / "hook", tmp_path / "seen.jsonl"
    archive, index = tmp_path / "archive", tmp_path / "index"
    for folder in (hook, archive):
        folder.mkdir()
    (hook / "sitecustomize.py").write_text(WATCH)
    for name, text in PAPERS.items():
        (archive / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(hook), os.environ.get("PYTHONPATH")])))
    monkeypatch.setenv("WATCHED", str(seen))
    for gone in ("GRADIO_ANALYTICS_ENABLED", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(gone, raising=False)
    assert panel("build", archive, "--index", index).returncode == 0
    assert "Kittiwake" in panel("ask", KITTIWAKE, "--index", index).stdout
    with served(index) as address:
        httpx.get(address).raise_for_status()
        asked = httpx.get(f"{address}api/v1/ask", params={"question": KITTIWAKE}, timeout=60)
        assert asked.json()["status"] == "answered"
        assert "Kittiwake" in panel("ask", KITTIWAKE, "--index", index).stdout  # this asks the server
    told = [json.loads(line) for line in seen.read_text(encoding="utf-8").splitlines()]
    hosts = {where[0] if isinstance(where, list) else where for _, where in told}
    assert "127.0.0.1" in hosts  # or nobody was watched
    assert {one for one in hosts if one not in HERE and not str(one).startswith("/")} == set()
