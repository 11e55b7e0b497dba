"""What Gradio would do for whoever calls it, and may not; and that a reader cannot call what editors do."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import build_site
from assistant.desk import Desk
from assistant.guard import open_door
from index import Encoder, Index
from tests.assistant.api import open_desk
from tests.assistant.doors import ADA, BEN, people, visitor
from tests.assistant.papers import PAPERS

SECRET = "Nine gulls know the number of the safe."


@pytest.fixture(scope="module")
def desk(harbour: Index, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    place = tmp_path_factory.mktemp("narrow")
    shutil.copytree(harbour.folder.parent / "archive", place / "archive")
    shutil.copytree(harbour.folder, place / "index")
    Index(place / "index").set_meta(archive=str(place / "archive"))
    (place / "secret.txt").write_text(SECRET, encoding="utf-8")
    return open_desk(place / "index", encoder)


@pytest.fixture(scope="module")
def site(desk: Desk) -> Iterator[TestClient]:
    """The whole site, to which everybody here is the owner."""
    with visitor(build_site(desk), open_door("127.0.0.1", None, public=False)) as client:
        yield client


@pytest.fixture(scope="module")
def events(site: TestClient) -> list[dict[str, Any]]:
    """The events of the page, as its own script reads them."""
    found = re.search(r"window\.gradio_config = (.*?);?</script>", site.get("/").text, re.DOTALL)
    assert found
    told: list[dict[str, Any]] = json.loads(found[1])["dependencies"]
    return told


def call(client: TestClient, event: dict[str, Any], data: list[Any], told: dict[str, Any] | None = None) -> Any:
    sent = {"fn_index": event["id"], "session_hash": "x1", "data": data, "event_data": told, "trigger_id": None}
    return client.post("/gradio_api/run/predict", json=sent)


def papers(desk: Desk) -> dict[str, str]:
    archive = Path(desk.index.meta["archive"])
    return {path.name: path.read_text(encoding="utf-8") for path in archive.iterdir()}


def named(events: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in events if one["targets"][0][1] == name)


def test_the_page_is_there_with_the_scripts_that_its_policy_allows(site: TestClient) -> None:
    page = site.get("/", headers={"Accept-Encoding": "br, gzip"})
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    for script in re.findall(r'<script[^>]* src="\./([^"]*)"', page.text):
        assert site.get(f"/{script}").status_code == 200


def test_no_event_is_for_other_programs_and_none_waits_in_a_queue(events: list[dict[str, Any]]) -> None:
    assert len(events) > 5
    assert {one["api_visibility"] for one in events} == {"private"}
    assert {one["queue"] for one in events} == {False}


@pytest.mark.parametrize(
    "address",
    ["/config", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/queue/join", "/gradio_api/queue/data",
     "/gradio_api/upload", "/gradio_api/upload_progress?upload_id=1", "/gradio_api/file=/etc/hostname", "/login",
     "/logout", "/gradio_api/proxy=http://127.0.0.1:1/", "/gradio_api/runs", "/gradio_api/run-history/connect",
     "/monitoring", "/gradio_api/vibe-edit", "/gradio_api/vibe-code", "/gradio_api/dev/reload",
     "/gradio_api/call/add", "/gradio_api/api/add", "/gradio_api/process_recording", "/gradio_api/startup-events",
     "/gradio_api/cancel", "/gradio_api/reset", "/svelte/x", "/gradio_api/deep_link", "/gradio_api/token",
     "/gradio_api/stream/x", "/assets/../config", "/assets/..%2fconfig"],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(site: TestClient, address: str) -> None:
    assert site.get(address).status_code == 404
    assert site.post(address, json={}).status_code == 404


def test_no_event_takes_a_file_of_this_machine_or_an_address_elsewhere(
    site: TestClient, desk: Desk, events: list[dict[str, Any]]
) -> None:
    secret = Path(desk.index.meta["archive"]).parent / "secret.txt"
    for path in (str(secret), "/etc/hostname", "http://127.0.0.1:9/secret.txt", "https://evil.example/secret.txt"):
        file = {"path": path, "orig_name": "secret.txt", "meta": {"_type": "gradio.FileData"}}
        for event in events:
            for data in ([file] * 7, [[file]] * 7, [{"deep": [file]}]):
                assert call(site, event, data).status_code == 400
        hidden = json.dumps({"fn_index": 1, "data": [file], "session_hash": "x"}).replace("path", "\\u0070ath")
        for body in (hidden.encode(), hidden.encode("utf-16"), hidden.encode("utf-32")):
            sent = site.post("/gradio_api/run/predict", content=body, headers={"Content-Type": "application/json"})
            assert sent.status_code == 400
    assert set(papers(desk)) == set(PAPERS)


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]
)
def test_events_are_json(site: TestClient, kind: str) -> None:
    for address in ("/gradio_api/run/predict", "/gradio_api/component_server/"):
        assert site.post(address, content=b"{}", headers={"Content-Type": kind}).status_code == 400
    assert site.post(address, content=b"[" * 100_000, headers={"Content-Type": "application/json"}).status_code == 400


def test_a_reader_who_calls_what_editors_do_changes_nothing(
    site: TestClient, desk: Desk, events: list[dict[str, Any]], tmp_path: Path
) -> None:
    door, before = open_door("::", people(tmp_path), public=False), papers(desk)
    inside = visitor(site.app.app.app.app, door)  # type: ignore[attr-defined]  # behind the first door
    inside.auth = BEN
    for event in events:
        call(inside, event, [""] * len(event["inputs"]), {"name": "watch.txt", "sentences": [], "link": ""})
    assert papers(desk) == before
    assert not desk.progress()[1]
    refused = call(inside, named(events, "withdraw"), [], {"name": "watch.txt"})
    assert "Only editors may change the archive" in refused.text
    assert "Only editors may change the archive" in call(inside, named(events, "scans"), []).text
    shelves = call(inside, named(events, "select"), []).text
    assert "watch.txt" in shelves
    assert "data-remove" not in shelves
    assert "data-add" not in shelves

    inside.auth = ADA
    shelves = call(inside, named(events, "select"), []).text
    assert "data-remove" in shelves
    assert "data-add" in shelves
    assert "watch.txt was removed" in call(inside, named(events, "withdraw"), [], {"name": "watch.txt"}).text
    assert set(papers(desk)) == set(PAPERS) - {"watch.txt"}
