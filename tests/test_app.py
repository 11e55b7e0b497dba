"""The browser page, in a real Chromium, against a real server."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

PANEL = Path(sys.executable).parent / "panel"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def address(sample_index: Path) -> Iterator[str]:
    server = subprocess.Popen(
        [PANEL, "serve", "--index", sample_index, "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert line.startswith("Panel Assistant is at http://127.0.0.1:")
        yield line.split()[4]
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def requests() -> list[str]:
    return []


@pytest.fixture(scope="module")
def page(address: str, requests: list[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.on("request", lambda request: requests.append(request.url))
        tab.goto(address)
        yield tab
        browser.close()


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()


def test_the_first_question_is_answered_with_numbered_citations_and_its_page(page: Page) -> None:
    ask(page, "What was said about Op Shopkeeper?")
    answer = page.locator("#answer")
    expect(answer.locator("blockquote").first).to_contain_text("Op Shopkeeper", timeout=60_000)
    expect(answer).to_contain_text("604 offences")
    expect(answer).to_contain_text("meeting of 9 October 2024")
    expect(answer.locator("ol > li").first).to_be_visible()
    expect(page.locator("#page img")).to_be_visible(timeout=20_000)
    assert page.locator("#page img").evaluate("picture => picture.naturalWidth") > 800


def test_another_source_shows_another_page(page: Page) -> None:
    before = page.locator("#page img").get_attribute("src")
    page.get_by_role("radio").nth(1).check()
    expect(page.locator("#page img")).not_to_have_attribute("src", before or "", timeout=20_000)


def test_the_ranked_passages_stand_below(page: Page) -> None:
    page.get_by_role("button", name="All passages found").click()
    expect(page.locator("#passages li")).to_have_count(10)


def test_what_the_archive_does_not_say_is_said_first(page: Page) -> None:
    ask(page, "What did the panel hear about Operation Nightingale?")
    expect(page.locator("#answer .not-found")).to_contain_text("The archive does not say.", timeout=20_000)


def test_an_empty_question_gets_one_sentence(page: Page) -> None:
    ask(page, "   ")
    expect(page.get_by_role("alert")).to_contain_text("The question is empty", timeout=20_000)


def test_an_example_fills_the_question(page: Page) -> None:
    page.get_by_text("What was said about", exact=False).last.scroll_into_view_if_needed()
    page.get_by_role("button", name="What was said about").first.click()
    expect(page.get_by_label("Your question")).to_have_value("What was said about Body Worn Video?")


def test_no_request_leaves_the_machine(address: str, page: Page, requests: list[str]) -> None:
    assert requests
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
