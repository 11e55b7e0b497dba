import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import URL
from limits import parse
from starlette.testclient import TestClient

from assistant import sign_in
from assistant.desk import Desk
from assistant.guard import Door, open_door
from assistant.users import User
from assistant.users_file import Users, put_user
from index import Encoder, Index
from tests.assistant.api import API, open_desk, problem
from tests.assistant.doors import ADA, BEN, HERE, people, visitor

CLOSED = [
    "/source?document=watch.txt&start=0&end=9", "/page?document=watch.txt&number=1", "/paper?document=watch.txt",
    "/passages?q=gulls", "/written?q=gulls", "/mentions?words=gulls", "/answers.md?ask=%3Fq%3Dgulls",
    f"{API}/ask?question=gulls", f"{API}/documents", f"{API}/documents/watch.txt", f"{API}/documents/watch.txt/text",
    f"{API}/passages", f"{API}/metrics", f"{API}/openapi.json", "/mcp", "/", "/nothing", "/sign-out", "//sign-in",
    "/sign-in/", "/SIGN-IN", f"{API}/health/../documents", "/favicon.ico/x",
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(harbour: Index, encoder: Encoder) -> Desk:
    return open_desk(harbour.folder, encoder)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return people(tmp_path)


@pytest.fixture
def door(file: Path) -> Door:
    return open_door("0.0.0.0", file, public=False)


@pytest.fixture
def browser(desk: Desk, door: Door) -> Iterator[TestClient]:
    """Somebody who has not signed in yet."""
    with visitor(desk, door) as client:
        yield client


def enter(client: TestClient, who: tuple[str, str], then: str = "") -> Any:
    return client.post("/sign-in", data={"name": who[0], "password": who[1], "next": then})


def is_in(client: TestClient) -> bool:
    return client.get("/paper?document=watch.txt").status_code == 200


def test_nothing_of_the_archive_is_told_to_whoever_is_not_signed_in(browser: TestClient) -> None:
    for address in CLOSED:
        for method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"):
            answer = browser.request(method, address)
            assert answer.status_code in (303, 401), (method, address)
            assert "gulls" not in re.sub(r'action="[^"]*"', "", answer.text), address
    for address in (f"{API}/health", f"{API}/ready", "/sign-in"):
        assert browser.get(address).status_code == 200


def test_signing_in_leads_on_to_where_somebody_wanted_to_go(browser: TestClient) -> None:
    stopped = browser.get("/paper?document=watch.txt&x=é%2F")
    form = browser.get(stopped.headers["location"])
    then = re.search(r'name="next" value="([^"]*)"', form.text)
    assert then
    entered = enter(browser, ADA, then[1].replace("&amp;", "&"))
    assert (entered.status_code, entered.headers["location"]) == (303, "./paper?document=watch.txt&x=%C3%A9%2F")
    assert is_in(browser)


@pytest.mark.parametrize(
    "then",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "a/b",
     "@evil", "..", "?q=a\r\nSet-Cookie: x=y", "?q=a b", "%2F%2Fevil.example", "paper#//evil", "\t//evil.example"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(browser: TestClient, then: str) -> None:
    location = enter(browser, ADA, then).headers["location"]
    assert location in ("./", "./..")
    assert str(URL(HERE + "/sign-in").join(location)) == f"{HERE}/"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_for_this_server_and_no_script(desk: Desk, door: Door, scheme: str) -> None:
    told = enter(visitor(desk, door, f"{scheme}://panel.example"), ADA).headers["set-cookie"]
    value, *terms = (term.strip().lower() for term in told.split(";"))
    assert re.fullmatch(r"panel_session=[\w-]{43}", value)  # 256 bits
    assert {"httponly", "samesite=lax", "path=/"} <= set(terms)
    assert ("secure" in terms) == (scheme == "https")
    assert not any(term.startswith(("domain", "max-age", "expires")) for term in terms)


def test_a_wrong_name_and_a_wrong_password_are_told_alike(browser: TestClient) -> None:
    for who in ((ADA[0], BEN[1]), ("Nobody", ADA[1])):
        refused = enter(browser, who)
        assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
        assert "The name or the password is wrong." in refused.text
        assert who[1] not in refused.text
    assert not is_in(browser)


@pytest.mark.parametrize("body", [b"name=Ada", b"\xff\xfe", b"name=" + b"A" * 5000, b"a&" * 99, b"{}"])
def test_a_form_that_is_none_lets_nobody_in(browser: TestClient, body: bytes) -> None:
    sent = browser.post("/sign-in", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert sent.status_code == 403


def test_a_session_ends_with_signing_out_or_in_anew(browser: TestClient) -> None:
    enter(browser, ADA)
    first = browser.cookies["panel_session"]
    enter(browser, ADA)
    second = browser.cookies["panel_session"]
    assert first != second
    out = browser.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "./sign-in")
    assert "panel_session" not in browser.cookies
    for token in (first, second, "", "x" * 10_000):
        browser.cookies.set("panel_session", token)
        assert not is_in(browser)


def test_a_session_that_somebody_else_chose_is_not_taken(browser: TestClient) -> None:
    browser.cookies.set("panel_session", "chosen")
    told = enter(browser, ADA)
    assert "panel_session=chosen" not in told.headers["set-cookie"]
    browser.cookies.clear()
    browser.cookies.set("panel_session", "chosen")
    assert not is_in(browser)


def test_a_session_ends_after_a_while_without_a_request_and_with_the_server(
    browser: TestClient, desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(browser, ADA)
    again = visitor(desk, open_door("::", file, public=False))
    again.cookies = browser.cookies
    assert not is_in(again)
    assert is_in(browser)
    monkeypatch.setattr(sign_in, "IDLE", 0)
    assert not is_in(browser)
    monkeypatch.undo()
    assert not is_in(browser)


def test_who_is_taken_out_of_the_file_or_gets_a_new_password_is_out_at_once(browser: TestClient, file: Path) -> None:
    enter(browser, BEN)
    lines = file.read_text(encoding="utf-8")
    put_user(file, User(BEN[0]), "something else")
    assert not is_in(browser)
    file.write_text(lines, encoding="utf-8")
    enter(browser, BEN)
    assert is_in(browser)
    file.write_text("".join(line for line in lines.splitlines(True) if not line.startswith("Ben")), encoding="utf-8")
    assert not is_in(browser)


def test_roles_are_those_of_the_file_now(browser: TestClient, file: Path) -> None:
    enter(browser, BEN)
    paper = "/papers?name=a.exe"
    assert browser.post(paper, content=b"x").status_code == 403
    kept = file.read_text(encoding="utf-8")
    file.write_text(kept.replace("Ben:reader", "Ben:editor"), encoding="utf-8")
    assert "not a kind of paper" in browser.post(paper, content=b"x").text
    file.write_text(kept, encoding="utf-8")
    assert browser.post(paper, content=b"x").status_code == 403


# Programs


def test_a_program_sends_a_name_and_password_with_each_request(browser: TestClient) -> None:
    assert browser.get(f"{API}/documents", auth=BEN).status_code == 200
    assert "set-cookie" not in browser.get("/paper?document=watch.txt", auth=BEN).headers
    for wrong in ((BEN[0], ADA[1]), ("", "")):
        refused = browser.get(f"{API}/documents", auth=wrong)
        assert problem(refused, 401) == "The name or the password is wrong."
        assert refused.headers["www-authenticate"].startswith("Basic ")
    for nonsense in ("Basic", "Basic ?", "Basic //79", "Bearer x", "Basic " + "A" * 9000, "Digest x"):
        assert browser.get(f"{API}/documents", headers={"Authorization": nonsense}).status_code == 401
    # A browser would put up a window of its own.
    assert not browser.get("/").headers.get("www-authenticate", "").startswith("Basic")


def test_its_password_is_not_hashed_each_time_but_read_anew_when_it_changes(
    browser: TestClient, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks, check = [], Users.check
    monkeypatch.setattr(Users, "check", lambda *given: checks.append(given) or check(*given))  # type: ignore[func-returns-value]
    assert [browser.get(f"{API}/documents", auth=BEN).status_code for _ in range(5)] == [200] * 5
    assert len(checks) == 1
    put_user(file, User(BEN[0]), "something else")
    assert browser.get(f"{API}/documents", auth=BEN).status_code == 401


def test_programs_of_this_machine_read_with_the_token_and_change_nothing(desk: Desk, door: Door) -> None:
    program = visitor(desk, door)
    program.headers["Authorization"] = f"Bearer {door.token}"
    assert program.get(f"{API}/documents").status_code == 200
    assert program.post("/papers?name=a.txt", content=b"x").status_code == 403


# How often


def test_one_address_tries_only_so_often(desk: Desk, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "BY_ADDRESS", parse("3/hour"))
    stranger, other = visitor(desk, door, address="192.0.2.1"), visitor(desk, door, address="192.0.2.2")
    tried = [stranger.get(f"{API}/documents", auth=(f"name {at}", "guess")).status_code for at in range(3)]
    assert tried == [401] * 3
    refused = enter(stranger, ADA)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 3600
    assert re.search(r"Too many tries to sign in; wait \d+ seconds\.", refused.text)
    assert problem(stranger.get(f"{API}/documents", auth=ADA), 429)
    assert enter(other, ADA).status_code == 303


def test_a_household_is_one_address(desk: Desk, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "BY_ADDRESS", parse("2/hour"))
    tried = [enter(visitor(desk, door, address=f"2001:db8::{at}"), (f"n{at}", "guess")).status_code for at in range(3)]
    assert tried == [403] * 2 + [429]
    assert enter(visitor(desk, door, address="2001:db8:0:1::1"), ADA).status_code == 303


def test_strangers_hold_up_a_name_for_others_than_those_who_came_in_from_there_before(
    desk: Desk, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "FOR_NAME", parse("3/hour"))
    own = visitor(desk, door, address="192.0.2.200")
    assert enter(own, ADA).status_code == 303
    for at in range(3):
        assert enter(visitor(desk, door, address=f"192.0.2.{at}"), (ADA[0], "guess")).status_code == 403
    refused = enter(visitor(desk, door, address="192.0.2.100"), ADA)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 1
    assert enter(own, ADA).status_code == 303
    assert enter(visitor(desk, door, address="192.0.2.101"), BEN).status_code == 303
