"""Every surface that somebody who may not see exempt papers can look at, searched for a word that stands in these only.

A surface without a case here fails the test: each address of the server, each operation of the API, each tool, each
function of the page, each command. What such a person is shown must also be the same, byte for byte, as from an archive
that has no exempt papers; and the word must be found by those who may see it, or the test could not fail.
"""

import io
import json
import logging
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from inspect import unwrap
from pathlib import Path
from subprocess import PIPE
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import faiss
import pytest
from fastapi import FastAPI
from gradio.routes import App
from starlette.routing import Mount
from starlette.testclient import TestClient
from typer.main import get_command

from app import build_sites
from assistant import Assistant, cli
from assistant.apart import Apart
from assistant.desk import Desk
from assistant.feedback import Feedback
from assistant.guard import guarded, open_door
from assistant.problems import ADDRESS as API
from assistant.users import User
from assistant.users_file import put_user
from index import Encoder, Index
from tests.exempt_archive import (
    DAMAGED,
    GUESS,
    MARKED,
    MEETING,
    MOVED,
    OPEN_PLAN,
    PLAN,
    SEALED,
    WORD,
    build_open,
    build_sealed,
)
from tests.panel import PANEL, panel_here

HIDDEN = WORD.encode()
ASKED = f"What was the {GUESS} settlement?"
LINK = f"?q=What+was+the+{GUESS}+settlement%3F"
PASSWORD = "four quiet wooden boats"
# What differs between two servers of the same.
PASSING = re.compile(
    rb'"timing_ms": ?\{[^}]*\}|"(average_)?duration": ?[\d.]+|"app_id": ?\d+'
    rb"|panel_request_seconds\S* \S+|\S+_created\S* \S+|'sha256-[^']+'"
)
# Commands for whoever keeps the archive, on whose machine the papers lie.
KEEPERS = {"build", "serve", "user", "backup", "restore"}


@dataclass(frozen=True)
class Case:
    """A request, and whether those who may see exempt papers find the word in its answer."""

    surface: str
    shows: bool
    method: str
    address: str
    sent: Any = None

    @property
    def names_it(self) -> bool:
        """Whether the word is in the request, and so may come back with it."""
        return WORD in f"{self.address}{self.sent}".lower()


class Site:
    """A server over an archive, as `panel serve --users` puts it together."""

    def __init__(self, folder: Path, encoder: Encoder, stack: ExitStack) -> None:
        self.folder = folder
        users = folder.parent / "users"
        for user in (User("reader"), User("clerk", editor=True), User("member", exempt=True)):
            put_user(users, user, PASSWORD)
        assistant = Assistant(folder)
        assistant.encoder = encoder
        self.desk = Desk(assistant)
        self.desk.ready.set()
        sites = build_sites(self.desk, users)
        assert isinstance(sites, Apart)
        self.sites = sites
        self.server = sites.of_open
        self.door = open_door("127.0.0.1", users, False)
        app = guarded(sites, self.door)
        self.client = stack.enter_context(TestClient(app, "http://127.0.0.1", raise_server_exceptions=False))

    def look(self, user: str, case: Case) -> tuple[int, bytes]:
        """What a person is answered: the status, and all that they can read."""
        sent = case.sent
        if case.surface == "page judge_words":
            sent = {**sent, "component_id": component(self.sites.of_all if user == "member" else self.sites.of_open)}
        told = self.client.request(
            case.method,
            case.address,
            auth=(user, PASSWORD),
            json=sent,
            headers={"Accept": "application/json, text/event-stream"} if case.address == "/mcp" else None,
        )
        body = told.content
        if body.startswith(b"PK"):
            with ZipFile(io.BytesIO(body)) as parts:
                body = b"".join(parts.read(name) for name in parts.namelist() if "docProps" not in name)
        told_of = {name: value for name, value in told.headers.items() if name not in ("date", "content-length")}
        return told.status_code, body + repr(sorted(told_of.items())).encode()


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    return build_sealed(tmp_path_factory.mktemp("sealed"), encoder)


@pytest.fixture(scope="module")
def sites(sealed: Path, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[tuple[Site, Site]]:
    """The server of an archive with exempt papers, and that of the same archive without."""
    with ExitStack() as stack:
        plain = build_open(tmp_path_factory.mktemp("plain"), encoder)
        yield Site(sealed, encoder, stack), Site(plain, encoder, stack)


def cases(site: Site) -> list[Case]:
    """A case or more for every surface."""
    of_all = Index(site.folder / "exempt")
    passage = next(one for one in of_all.passages_of(SEALED) if GUESS in one.text)
    at = f"document={quote(SEALED)}&start={passage.char_start}&end={passage.char_end}"
    link = f"{LINK}&meeting={MEETING}"
    papers = [(SEALED, True), (MARKED, True), (MOVED, True), (DAMAGED, False), ("exempt/no-such-paper.txt", False)]
    place = f"{passage.char_start}-{passage.char_end} {SEALED}"

    judging = {"fn_name": "judge_words", "session_hash": "s"}

    def route(path: str, shows: bool, address: str, sent: Any = None, method: str = "GET") -> Case:
        return Case(f"route {path}", shows, method, address, sent)

    def api(name: str, shows: bool, address: str, sent: Any = None) -> Case:
        return Case(f"api {name}", shows, "POST" if sent else "GET", f"{API}{address}", sent)

    def tool(name: str, shows: bool, **arguments: str) -> Case:
        called = {"name": name, "arguments": arguments}
        return Case(
            f"tool {name}",
            shows,
            "POST",
            "/mcp",
            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called},
        )

    def page(name: str, shows: bool, *data: Any, event: dict[str, Any] | None = None, query: str = "") -> Case:
        told = {"data": data, "fn_index": functions(site.server)[name], "session_hash": "s", "event_data": event}
        return Case(f"page {name}", shows, "POST", f"/gradio_api/run/predict{query}", told)

    return [
        route("/source", True, f"/source?{at}"),
        route("/source", False, f"/source?{at.replace('settlement', 'nothing')}"),
        route("/page", False, f"/page?document={quote(PLAN)}&number=1"),
        route("/page", False, f"/page?document={OPEN_PLAN}&number=1"),
        *(route("/paper", shows, f"/paper?document={quote(name)}") for name, shows in papers),
        route("/passages", True, f"/passages{LINK}"),
        route("/written", False, f"/written{LINK}"),
        route("/mentions", True, f"/mentions?words={GUESS}&meeting={MEETING}&body=Northshire+Harbour+Panel"),
        *(route("/answers.{ending}", True, f"/answers.{form}?ask={quote(LINK)}") for form in ("md", "docx", "bib")),
        route("/papers", False, "/papers?name=a.txt", "words", "POST"),
        route("/mcp", False, "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, "POST"),
        route(API, False, API),
        route(API, False, f"{API}/openapi.json"),
        route("", False, "/"),
        api("ask", True, f"/ask?question={quote(ASKED)}"),
        api("ask", True, f"/ask?question={quote('What did Zephirine do?')}"),
        api("ask", True, f"/ask?question={quote('What is the ZQF?')}"),
        api("ask", True, f"/ask?question=Lanterns%3F&meeting={MEETING}"),
        api("ask", True, f"/ask?question=Lanterns%3F&body={WORD}"),
        api("ask_batch", True, "/batch", {"questions": [ASKED, "How many gulls were counted?"]}),
        api("list_passages", True, "/passages?limit=200"),
        api("list_passages", True, f"/passages?document={quote(SEALED)}"),
        api("list_passages", True, f"/passages?meeting={MEETING}"),
        api("get_passage", True, f"/passages/{quote(passage.id)}"),
        api("list_documents", True, "/documents"),
        *(api("get_document", shows, f"/documents/{quote(name)}") for name, shows in papers),
        *(api("get_document_text", shows, f"/documents/{quote(name)}/text") for name, shows in papers),
        api("get_page_image", False, f"/page-image?document={quote(PLAN)}&page=1"),
        api("get_health", False, "/health"),
        api("get_ready", False, "/ready"),
        api("get_metrics", False, "/metrics"),
        tool("ask_archive", True, question=ASKED),
        tool("look_up_passage", True, passage=passage.id),
        tool("list_papers", True),
        tool("mentions", True, topic=GUESS),
        page("load", True, query=LINK),
        page("load", True),
        page("follow", True, event={"link": LINK}),
        page("follow", True, event={"link": link}),
        page("follow", True, event={"link": f"?topic={GUESS}"}),
        page("desk.follow", True, ASKED, None, "", "", "", "", ""),
        page("desk.follow", True, "and at the quay?", ASKED, "", "", "", "", ""),
        page("desk.topic", True, GUESS),
        page("show_archive", True),
        page("watch", True),
        page("added", False, event={"sentences": ["a.txt was added."]}),
        page("withdraw", True, event={"name": SEALED}),
        page("read_scans", False, event={}),
        *(
            Case(
                "page judge_words",
                False,
                "POST",
                "/gradio_api/component_server",
                {**judging, "data": [LINK, where, "answers"]},
            )
            for where in (place, place.replace("settlement", "nothing"))
        ),
    ]


def gradio(server: FastAPI) -> Any:
    """The page of a server, as Gradio has it."""
    mount = server.router.routes[-1]
    assert isinstance(mount, Mount)
    inner: Any = mount.app
    while not isinstance(inner, App):
        inner = inner.app
    return inner.get_blocks()


def functions(server: FastAPI) -> dict[str, int]:
    """The page's functions by name, each with its number."""
    own = {number: one.fn for number, one in gradio(server).fns.items() if one.fn}
    return {name_of(function): number for number, function in own.items()}


def component(server: FastAPI) -> int:
    """The part of the page that has functions of its own."""
    (number,) = (number for number, one in gradio(server).blocks.items() if getattr(one, "server_fns", None))
    return int(number)


def name_of(function: Callable[..., Any]) -> str:
    function = unwrap(function)
    owner = getattr(function, "__self__", None)
    return f"desk.{function.__name__}" if isinstance(owner, Desk) else function.__name__


def paths(routes: Sequence[Any]) -> Iterator[str]:
    for one in routes:
        inner = getattr(one, "original_router", None)
        yield from paths(inner.routes) if inner else [one.path]


def surfaces(site: Site) -> set[str]:
    """All there are of a server."""
    api: Any = next(one.app for one in site.server.router.routes if isinstance(one, Mount) and one.path == API)
    operations = [one for path in api.openapi()["paths"].values() for one in path.values()]
    listed = site.look("reader", Case("", False, "POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}))
    tools = json.loads(listed[1][: listed[1].rindex(b"}") + 1])["result"]["tools"]
    return {
        *(f"route {path}" for path in paths(site.server.router.routes)),
        *(f"api {one['operationId']}" for one in operations),
        *(f"tool {one['name']}" for one in tools),
        *(f"page {name}" for name in functions(site.server)),
        "page judge_words",
    }


def test_no_surface_shows_a_reader_what_is_exempt(
    sites: tuple[Site, Site], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    site, plain = sites
    looked = cases(site)
    assert {one.surface for one in looked} == surfaces(site)
    with caplog.at_level(logging.INFO):
        for case in looked:
            for user in ("reader", "clerk"):
                if user == "clerk" and case.surface in ("page read_scans", "route /papers"):  # they would be read in
                    continue
                caplog.clear()
                status, told = site.look(user, case)
                assert status != 500, case
                assert _lasting(case, status, told) == _lasting(case, *plain.look(user, case)), case
                if not case.names_it:
                    assert HIDDEN not in told.lower(), case
                    assert WORD not in caplog.text.lower(), case
    assert [one for one in looked if one.shows and HIDDEN not in site.look("member", one)[1].lower()] == []
    with capsys.disabled():
        print(f"\n{len(looked)} requests to {len(surfaces(site))} surfaces of the server searched, each by two people")


def _lasting(case: Case, status: int, told: bytes) -> tuple[int, bytes]:
    same = PASSING.sub(b"", told)
    return status, re.sub(rb"\d+", b"", same) if case.surface == "route " else same  # Gradio numbers the page's parts


def test_programs_of_this_machine_are_answered_as_everybody_is(sites: tuple[Site, Site]) -> None:
    site, _ = sites
    asked = f"{API}/ask?question={quote(ASKED)}"
    told = site.client.get(asked, headers={"Authorization": f"Bearer {site.door.token}"})
    assert told.status_code == 200
    assert WORD not in told.text.lower()


def test_nobody_adds_exempt_papers_who_may_not_see_them(sites: tuple[Site, Site]) -> None:
    site, _ = sites
    before = set(site.desk.assistant.archive.rglob("*"))
    status, told = site.look("clerk", Case("", False, "POST", "/papers?name=a.txt&exempt=true", "words"))
    assert (status, b"Only who may see exempt papers can add such" in told) == (403, True)
    assert set(site.desk.assistant.archive.rglob("*")) == before


def test_no_file_of_the_index_holds_what_is_exempt(sealed: Path) -> None:
    files = [path for path in sealed.rglob("*") if path.is_file() and sealed / "exempt" not in path.parents]
    assert {path.suffix for path in files} >= {".sqlite", ".faiss"}
    for path in files:
        assert HIDDEN[:-1] not in path.read_bytes().lower(), path  # also as it is stemmed
        assert WORD not in path.name
    (vectors,) = sealed.glob("*.faiss")
    assert faiss.read_index(str(vectors)).ntotal == Index(sealed).count()
    assert (sealed / "feedback.sqlite").exists()
    assert len(Feedback(sealed / "exempt").verdicts()) == 2
    assert [path.name for path in (sealed / "exempt" / "removed" / "exempt").iterdir()] == ["zephyrine-removed.txt"]


def commands(folder: Path, place: Path) -> dict[str, list[list[str | Path]]]:
    """How each command is given that shows something of an index; what it writes goes into a folder."""
    place.mkdir()
    asked, sets = place / "asked.csv", place / "set.jsonl"
    asked.write_text(f"question\n{ASKED}\n", encoding="utf-8")
    right = {"document": "watch.txt", "all_of": ["3,400 hours"]}
    known = {"id": "a", "question": "How long did Operation Kittiwake take?", "split": "dev", "type": "number"}
    sets.write_text(json.dumps({**known, "evidence": [right]}), encoding="utf-8")
    given: dict[str, list[list[str | Path]]] = {
        "ask": [[ASKED], [ASKED, "--json"], ["Lanterns?", "--meeting", MEETING]],
        "batch": [[asked, "--out", place / "answers.jsonl"]],
        "status": [[], ["--json"], ["--glossary"]],
        "feedback": [[]],
        "export": [[place / "all.jsonl"]],
        "eval": [[sets, "--report", place / "report.html"]],
    }
    return {name: [[name, *more, "--index", folder] for more in each] for name, each in given.items()}


def test_no_command_shows_what_is_exempt_of_the_index_of_open_papers(
    sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: dict[str, dict[str, str]] = {}
    for folder in (sealed, sealed / "exempt"):
        place = tmp_path / folder.name
        own = commands(folder, place)
        told[folder.name] = {}
        for name, each in own.items():
            ran = [panel_here(*one) for one in each]
            assert [one.stderr for one in ran if "Traceback" in one.stderr] == []
            told[folder.name][name] = "".join(one.stdout + one.stderr for one in ran)
        for path in place.iterdir():
            told[folder.name][path.name] = path.read_text(encoding="utf-8")
        told[folder.name]["mcp"] = _tool_on_stdio(folder)
    there = set(get_command(cli.app).commands)  # type: ignore[attr-defined]
    assert there - KEEPERS == {*own, "mcp"}
    assert [name for name, words in told[sealed.name].items() if WORD in words.lower()] == []
    silent = {"asked.csv", "set.jsonl", "report.html", "eval", "batch", "export"}  # the last two write files
    assert {name for name, words in told["exempt"].items() if WORD not in words.lower()} == silent
    with capsys.disabled():
        print(f"\n{len(there - KEEPERS)} commands searched, and the files they write")


def _tool_on_stdio(folder: Path) -> str:
    started = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    called = {"name": "mentions", "arguments": {"topic": GUESS}}
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": started},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": called},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "list_papers", "arguments": {}}},
    ]
    server = subprocess.Popen([PANEL, "mcp", "--index", folder], stdin=PIPE, stdout=PIPE, text=True)
    with server:
        assert server.stdin
        assert server.stdout
        server.stdin.write("".join(f"{json.dumps(one)}\n" for one in sent))
        server.stdin.flush()
        told = "".join(server.stdout.readline() for _ in range(3))
        server.terminate()
    assert '"result"' in told
    return told


@pytest.mark.parametrize("options", [[], ["--public"]])
def test_the_index_of_all_papers_is_not_served_to_everybody(sealed: Path, options: list[str]) -> None:
    ran = panel_here("serve", "--index", sealed / "exempt", *options)
    assert ran.returncode == 2
    assert f"{sealed / 'exempt'} holds exempt papers; serve {sealed}" in ran.stderr
