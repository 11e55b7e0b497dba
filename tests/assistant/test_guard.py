"""Who is let in by which name, from which page and from where; and what every answer tells a browser."""

import time
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from assistant.desk import Desk
from assistant.guard import DoorError, guarded, open_door
from assistant.users import user_of
from assistant.users_file import UsersError
from index import Encoder, Index
from tests.assistant.api import API, open_desk, problem
from tests.assistant.doors import ADA, HERE, people, visitor

PAPER = "/papers?name=a.exe"  # which an editor is told is no paper, and anybody else that they are none


@pytest.fixture(scope="module")
def desk(harbour: Index, encoder: Encoder) -> Desk:
    return open_desk(harbour.folder, encoder)


@pytest.fixture
def owner(desk: Desk) -> TestClient:
    """Somebody at the machine, where nothing was said of users."""
    return visitor(desk, open_door("127.0.0.1", None, public=False))


# Who may come in


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
def test_this_machine_alone_needs_no_users(host: str) -> None:
    assert open_door(host, None, public=False)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "0", "192.168.1.5", "127.1", "fe80::1", "::ffff:127.0.0.1", "panel"]
)
def test_any_other_address_needs_users_or_the_word_that_it_is_public(host: str, tmp_path: Path) -> None:
    with pytest.raises(DoorError, match=r"can be reached from other machines; .* --users FILE .* --public\.$"):
        open_door(host, None, public=False)
    open_door(host, None, public=True)
    open_door(host, people(tmp_path), public=False)
    with pytest.raises(DoorError, match="give one of them"):
        open_door(host, people(tmp_path), public=True)
    with pytest.raises(UsersError):
        open_door(host, tmp_path / "nobody", public=False)


def test_whoever_is_at_the_machine_may_do_all_and_strangers_may_read(desk: Desk, owner: TestClient) -> None:
    assert "not a kind of paper" in owner.post(PAPER, content=b"x").text
    elsewhere = visitor(desk, open_door("127.0.0.1", None, public=False), address="192.0.2.1")  # let in by a proxy here
    public = visitor(desk, open_door("127.0.0.1", None, public=True))
    for stranger in (elsewhere, public):
        assert stranger.get(f"{API}/documents").status_code == 200
        refused = stranger.post(PAPER, content=b"x")
        assert refused.status_code == 403
        assert "Only editors may change the archive" in refused.text


def test_the_user_of_a_request_is_told_to_what_is_behind_the_door(tmp_path: Path) -> None:
    seen = []

    async def behind(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        seen.append(user_of(scope))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(guarded(behind, open_door("::", people(tmp_path), public=False)), HERE)
    client.get("/", auth=ADA)
    assert [(one.name, one.editor, one.exempt) for one in seen] == [("Ada", True, False)]
    assert user_of(Request({"type": "http"}).scope).editor is False


# By which name


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "localhost:1", "LOCALHOST", "[::1]", "[::1]:7860"])
def test_this_machine_is_called_by_its_own_names(owner: TestClient, host: str) -> None:
    told = owner.get(f"{API}/health", headers={"Host": host})
    assert told.status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:127.0.0.1",
     "127.0.0.1@evil.example", "localhost:80:90", "", "[::1", "127.0.0.1, evil.example", "192.0.2.1", "localhost."],
)  # fmt: skip
def test_a_web_site_that_gives_its_name_this_machines_address_is_refused(owner: TestClient, host: str) -> None:
    for address in ("/", "/paper?document=watch.txt", "/mcp", PAPER):
        for method in ("GET", "POST"):
            told = owner.request(method, address, headers={"Host": host, "Origin": f"http://{host}"})
            assert told.status_code == 421
    assert "not called by this name" in problem(owner.get(f"{API}/documents", headers={"Host": host}), 421)


def test_where_people_sign_in_or_all_may_read_any_name_will_do(desk: Desk, tmp_path: Path) -> None:
    for door in (open_door("127.0.0.1", people(tmp_path), public=False), open_door("127.0.0.1", None, public=True)):
        assert visitor(desk, door, "https://panel.example").get(f"{API}/health").status_code == 200


# From which page


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"Origin": HERE}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),  # no browser
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://127.0.0.1:7861"}, 403),
        ({"Origin": f"{HERE}.evil.example"}, 403),
        ({"Origin": f"http://evil.example/{HERE}"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, 403),
    ],
)
def test_no_other_web_site_acts_for_a_visitor(owner: TestClient, told: dict[str, str], status: int) -> None:
    del owner.headers["Origin"]
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        sent = owner.request(method, PAPER, content=b"x", headers=told)
        assert (sent.status_code == 403) == (status == 403)
    batch = owner.post(f"{API}/batch", json={"questions": ["gulls?"]}, headers=told)
    assert batch.status_code == status


def test_a_session_acts_from_our_own_page_only(desk: Desk, tmp_path: Path) -> None:
    client = visitor(desk, open_door("::", people(tmp_path), public=False))
    client.post("/sign-in", data={"name": ADA[0], "password": ADA[1]})
    assert client.post(PAPER, content=b"x").status_code == 409
    del client.headers["Origin"]
    assert client.post(PAPER, content=b"x").status_code == 403
    assert client.post("/sign-out").status_code == 403
    assert client.get("/sign-out").status_code == 404
    assert client.get("/paper?document=watch.txt").status_code == 200  # still in: a GET changes nothing


def test_there_are_no_web_sockets(owner: TestClient) -> None:
    with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)), owner.websocket_connect("/"):
        pass


# What every answer tells


def test_every_answer_has_the_headers(owner: TestClient, desk: Desk, tmp_path: Path) -> None:
    inside = visitor(desk, open_door("::", people(tmp_path), public=False))
    answers = [
        owner.get("/paper?document=watch.txt"),
        owner.get("/nothing"),
        owner.get("/source"),
        owner.get(f"{API}/documents"),
        owner.get(f"{API}/nothing"),
        owner.get("/", headers={"Host": "evil.example"}),
        owner.post("/papers", headers={"Origin": "http://evil.example"}),
        owner.options("/paper", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}),
        inside.get("/sign-in"),
        inside.get("/"),
        inside.get(f"{API}/documents"),
    ]
    for answer in answers:
        told = answer.headers
        policy = dict(part.split(" ", 1) for part in told["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
        assert policy["form-action"] == policy["connect-src"] == policy["base-uri"] == "'self'"
        assert "unsafe" not in policy["script-src"]
        assert ":" not in "".join(policy.values()).replace("data:", "")  # nothing of another machine
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == told["cross-origin-opener-policy"] == "same-origin"
        assert told["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in told["permissions-policy"]
        assert not [name for name in told if name.startswith("access-control-")]
    for answer in answers[-3:]:
        assert answer.headers["cache-control"] == "private, no-store"


def test_more_cookies_than_usual_are_not_read(owner: TestClient) -> None:
    """One of quoted backslashes takes Python's library seconds."""
    begun = time.process_time()
    for address in ("/answers.md", "/sign-in"):
        answer = owner.get(address, headers={"cookie": f'panel_session="{chr(92) * 60_000}"'})
        assert (answer.status_code, "too many cookies" in answer.text) == (431, True)
    assert time.process_time() - begun < 2
    assert owner.get(f"{API}/health", headers={"cookie": f"a={'b' * 8_000}"}).status_code == 200
