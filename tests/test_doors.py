"""Signing in, in a real Chromium, against a real server; and what the policy of its pages lets through."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from assistant.query import Query
from assistant.served import FILE, ask_served
from index import Encoder, build
from tests.assistant.doors import ADA, BEN, people
from tests.assistant.papers import PAPERS
from tests.browser import CHROMIUM, PATIENCE, ask, assert_usable, open_tab, served
from tests.conftest import quiet
from tests.panel import panel_here

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")

KITTIWAKE = "Why was Operation Kittiwake set up?"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An archive of its own with its index, and a users file."""
    place = tmp_path_factory.mktemp("doors")
    (place / "archive").mkdir()
    for name, text in PAPERS.items():
        (place / "archive" / name).write_text(text, encoding="utf-8")
    build(place / "archive", place / "index", encoder, quiet)
    people(place)
    return place


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with served(place / "index", "--users", str(place / "users.txt")) as there:
        yield there


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of somebody new. Whatever breaks the policy, or fails, fails the test."""
    context = browser.new_context()
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    yield tab
    context.close()
    assert [one for one in wrong if "(Conflict)" not in one] == []  # so the browser tells of a paper not taken


def enter(page: Page, who: tuple[str, str]) -> None:
    page.get_by_label("Name").fill(who[0])
    page.get_by_label("Password").fill(who[1])
    page.get_by_role("button", name="Sign in").click()


def test_an_editor_signs_in_works_in_every_part_and_signs_out(page: Page, address: str, place: Path) -> None:
    page.goto(f"{address}?q={KITTIWAKE}")
    assert_usable(page)
    enter(page, ADA)
    expect(page.locator(".answer")).to_contain_text("copper cable", timeout=PATIENCE)  # where they wanted to go
    expect(page.locator(".masthead")).to_contain_text("Signed in as Ada")
    quote = ask(page, "How many boats had the ferry fleet in 2024?").locator(".quote").first
    quote.get_by_role("button", name="Answers it").click()
    expect(quote.locator(".told")).to_contain_text("Kept", timeout=PATIENCE)
    quote.get_by_role("link", name="Show").click()
    expect(quote.locator(".shown .text")).to_be_visible(timeout=PATIENCE)
    open_tab(page, "Topics")
    page.get_by_label("Mentions over time of").fill("gulls")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".topic")).to_be_visible(timeout=PATIENCE)
    open_tab(page, "Archive")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add papers").click(timeout=PATIENCE)
    bees = b"Bees were kept on the customs house.\n"
    files = [FilePayload(name=name, mimeType="text/plain", buffer=bees) for name in ("bees & <b>.txt", "again.txt")]
    chooser.value.set_files(files)
    told = page.locator("#told")
    expect(told).to_contain_text("bees & <b>.txt was added.", timeout=PATIENCE)
    expect(told).to_contain_text("again.txt is in the archive already, under the name bees & <b>.txt.")
    expect(page.locator("#progress")).to_contain_text("1 paper read", timeout=PATIENCE)
    assert_usable(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("summary", has_text="no date").click()
    page.get_by_role("button", name=re.compile("Remove .*bees")).click()
    expect(told).to_contain_text("was removed", timeout=PATIENCE)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()  # what was shown before is not kept
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=PATIENCE)


def test_a_reader_is_offered_nothing_that_they_may_not_do(page: Page, address: str) -> None:
    page.goto(address)
    enter(page, BEN)
    expect(page.locator(".masthead")).to_contain_text("Signed in as Ben", timeout=PATIENCE)
    open_tab(page, "Archive")
    expect(page.locator(".archive .papers").first).to_be_attached(timeout=PATIENCE)
    for name in ("Add papers", re.compile("Remove"), "Have them read"):
        expect(page.get_by_role("button", name=name, include_hidden=True)).to_have_count(0)


def test_whoever_is_signed_out_meanwhile_signs_in_and_is_back_where_they_were(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}?q={KITTIWAKE}")
    enter(page, BEN)
    expect(page.locator(".answer")).to_be_visible(timeout=PATIENCE)
    context.clear_cookies()
    page.get_by_label("Your question").fill("gulls?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=PATIENCE)
    enter(page, BEN)
    expect(page.locator(".answer")).to_contain_text("copper cable", timeout=PATIENCE)
    context.close()


def test_signing_in_needs_no_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}paper?document=watch.txt")
    enter(page, (BEN[0], "a guess"))
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    page.get_by_label("Password").fill(BEN[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("body")).to_contain_text("HARBOUR WATCH REPORT")
    context.close()


def test_panel_ask_asks_the_running_server_without_signing_in(address: str, place: Path) -> None:
    kept = place / "index" / FILE
    assert kept.stat().st_mode & 0o777 == 0o600
    answer = ask_served(place / "index", Query(KITTIWAKE), 3)
    assert answer
    assert answer.status == "answered"
    assert httpx.get(f"{address}api/v1/ask?question=gulls").status_code == 401


def test_a_server_that_would_be_open_to_others_does_not_start(place: Path) -> None:
    refused = panel_here("serve", "--index", place / "index", "--host", "0.0.0.0")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("panel: 0.0.0.0 can be reached from other machines; say who may come in")
    assert refused.stderr.count("\n") == 1
