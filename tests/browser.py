"""A real server and a real Chromium, and what is looked at in every state of the page."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

PANEL = Path(sys.executable).parent / "panel"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60_000  # milliseconds: a model may be loading on a busy machine
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
DICTIONARIES = "redirector.gvt1.com"  # of Chromium's own spelling, whatever page is open
NOWHERE = "http://127.0.0.1:9/"
# No name leads anywhere but to this machine, and what Chromium asks its makers on its own account goes nowhere, so that
# whatever else its log holds is of our pages.
ALONE = (
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    f"--gaia-url={NOWHERE}",
    f"--autofill-server-url={NOWHERE}",
    f"--component-updater=fast-update,url-source={NOWHERE}",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that reaches this machine alone. Fails at its end if a page asked for anything of another."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "network.json"
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ALONE, f"--log-net-log={log}"])
            yield opened
            opened.close()
        outside = asked_outside(log)
        assert not outside, outside


def asked_outside(log: Path) -> set[str]:
    """The addresses outside this machine in Chromium's network log: all asked for, whatever came of it."""
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    asked = {urlsplit(event["params"].get("url", "")) for event in events if "params" in event}
    return {one.geturl() for one in asked if one.hostname not in (None, "127.0.0.1", "localhost", DICTIONARIES)}


@contextmanager
def served(index: Path, *options: str) -> Iterator[str]:
    """`panel serve` over an index; the address it prints."""
    command: list[str | Path] = [PANEL, "serve", "--index", index, "--port", "0", *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert line.startswith("Panel Assistant is at http://127.0.0.1:")
        yield line.split()[4]
    finally:
        server.terminate()
        server.wait(30)


def ask(page: Page, question: str) -> Locator:
    """Type a question, press the button, and wait for the answer to what was typed or made of it."""
    answer = page.locator("#answer .answer")
    before = answer.get_attribute("data-link") if answer.count() else None
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    if before:
        expect(answer).not_to_have_attribute("data-link", before, timeout=PATIENCE)
    expect(answer).to_be_visible(timeout=PATIENCE)
    return answer


def open_tab(page: Page, name: str) -> None:
    """Go to one of the page's three parts."""
    page.get_by_role("tab", name=name).click()


def assert_usable(page: Page) -> None:
    """No violation of WCAG 2.2 A or AA that axe-core can find, and nothing that must be scrolled to sideways."""
    found = Axe().run(page, options=WCAG).response["violations"]
    assert not found, json.dumps([[one["id"], [node["html"] for node in one["nodes"]]] for one in found], indent=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
