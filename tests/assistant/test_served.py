"""A running server is asked in place of loading the model."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from assistant import Assistant, Query
from assistant.desk import Desk
from assistant.served import FILE, ServedError, announced, ask_served
from assistant.web import build_server
from index import Filters
from tests.assistant.far_side import far_side
from tests.panel import panel_here

QUESTION = "What was said about Op Shopkeeper?"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A server of an index, in a thread of this process; its address."""
    desk = Desk(Assistant(folder))
    desk.warm_up()
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build_server(desk), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def folder(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample archive's index."""
    return Path(shutil.copytree(sample_index, tmp_path_factory.mktemp("served") / "index"))


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The address of a server of that index that is announced."""
    with running(folder) as told, announced(folder, "0.0.0.0", int(told.rpartition(":")[2]), "token"):
        yield told


def answered(address: str) -> int:
    """How many questions the server has answered."""
    lines = httpx.get(f"{address}/api/v1/metrics").text.splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if line.startswith("panel_answers_total"))


def test_a_running_server_answers_as_the_program_itself_does(
    address: str, folder: Path, sample_assistant: Assistant
) -> None:
    before = answered(address)
    answer = ask_served(folder, Query(QUESTION, Filters(kind="report")), 3)
    assert answer
    assert answered(address) == before + 1
    own = sample_assistant.ask(QUESTION, 3, kind="report").to_dict()
    told = answer.to_dict()
    assert told["quotes"] == own["quotes"]
    assert [one["id"] for one in told["passages"]] == [one["id"] for one in own["passages"]]


def test_panel_ask_asks_it(address: str, folder: Path) -> None:
    before = answered(address)
    told = panel_here("ask", QUESTION, "--index", folder, "--json")
    assert told.returncode == 0
    assert "604" in told.stdout
    assert answered(address) == before + 1


def test_what_it_finds_wrong_is_told(address: str, folder: Path) -> None:
    with pytest.raises(ServedError, match="No passage fits the filters"):
        ask_served(folder, Query(QUESTION, Filters(since="2090-01-01")), 3)
    told = panel_here("ask", QUESTION, "--index", folder, "--since", "2090-01-01")
    assert told.returncode == 2
    assert told.stderr.startswith("panel: No passage fits the filters.")


def test_a_second_server_leaves_the_first_announced(address: str, folder: Path) -> None:
    with announced(folder, "127.0.0.1", 1, "token"):
        assert ask_served(folder, Query(QUESTION), 1)
    assert ask_served(folder, Query(QUESTION), 1)


def test_a_server_that_is_gone_is_not_asked(sample_index: Path, tmp_path: Path) -> None:
    with announced(tmp_path, "127.0.0.1", 1, "token"):
        assert ask_served(tmp_path, Query(QUESTION), 1) is None  # nobody listens there
    assert (tmp_path / FILE).exists()
    assert ask_served(tmp_path, Query(QUESTION), 1) is None  # what is written there is nobody's any more
    assert ask_served(tmp_path / "none", Query(QUESTION), 1) is None


def test_another_program_at_its_address_is_not_believed(tmp_path: Path) -> None:
    with far_side() as far, announced(tmp_path, "127.0.0.1", far.server_address[1], "token"):
        far.body = "<html>"
        assert ask_served(tmp_path, Query(QUESTION), 1) is None
        far.status = 429
        assert ask_served(tmp_path, Query(QUESTION), 1) is None
        assert len(far.asked) == 2
