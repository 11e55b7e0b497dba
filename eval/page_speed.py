"""How fast the browser page is: real Chromium against a server that was just started.

Usage: python -m eval.page_speed INDEX QUESTIONS

Prints, in milliseconds: when the first page is painted and when it can be typed in, the server just started and its
model not loaded; how long one browser waits for an answer, from the key to the words on the page; and how long
twenty wait that ask at the same moment, each its own question. Exit code 1 where anything went wrong in a browser.
"""

import asyncio
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

BROWSERS = 20
ROUNDS = 5
WARM = 100  # questions of one browser
LONGEST = 120_000  # milliseconds that anything is waited for
# From the key that sends the question to the frame after its answer came into the page.
WATCH = """question => { window.seen = new Promise(resolve => {
  let start;
  addEventListener("keydown", () => { start = performance.now(); }, { capture: true, once: true });
  new MutationObserver((_, watching) => {
    if (document.querySelector(`[data-typed="${CSS.escape(question)}"]`)) {
      watching.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    }
  }).observe(document.getElementById("answer"), { childList: true, subtree: true });
}); }"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main(arguments: list[str]) -> None:
    """Start a server over the index, measure, and print."""
    index, questions = arguments
    lines = Path(questions).read_text(encoding="utf-8").splitlines()
    asked = [" ".join(json.loads(line)["question"].split()) for line in lines]
    with served(index) as address:
        errors = asyncio.run(measure(address, asked))
    print(f"errors: {len(errors)}")
    for error in errors:
        print(error, file=sys.stderr)
    sys.exit(bool(errors))


@contextmanager
def served(index: str) -> Iterator[str]:
    """`panel serve` over an index, until the end; the address it prints."""
    with Popen(
        [Path(sys.executable).parent / "panel", "serve", "--index", index, "--port", "0"], stdout=PIPE
    ) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().decode().split()[4]
        finally:
            server.terminate()


async def measure(address: str, questions: list[str]) -> list[str]:
    """Print all figures; every error seen in a browser."""
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        first = await new_page(browser, errors)
        start = time.perf_counter()
        await first.goto(address, wait_until="commit")
        await first.get_by_label("Your question").wait_for(timeout=LONGEST)
        usable = (time.perf_counter() - start) * 1000
        print(f"first page, cold model: painted {await first.evaluate(PAINTED):.0f}, usable {usable:.0f}")
        tell("one browser, the first, for which the model is waited for", await ask([first], questions[:1]))
        warm = [await ask([first], [question]) for question in questions[1:WARM]]
        tell("one browser, warm", [one for (one,) in warm])
        pages = [first, *[await new_page(browser, errors) for _ in range(BROWSERS - 1)]]
        for page in pages[1:]:
            await page.goto(address)
            await page.locator(".start").wait_for(timeout=LONGEST)
        waited: list[float] = []
        for turn in range(ROUNDS):
            waited += await ask(pages, [questions[(turn * BROWSERS + i) % len(questions)] for i in range(BROWSERS)])
        tell(f"{BROWSERS} browsers at once", waited)
        await browser.close()
    return errors


async def new_page(browser: Browser, errors: list[str]) -> Page:
    """A browser of its own: cookies, session, cache. What goes wrong in it is kept."""
    page = await (await browser.new_context()).new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", lambda one: errors.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    return page


async def ask(pages: list[Page], questions: list[str]) -> list[float]:
    """Ask in all pages at the same moment; the milliseconds until each has its answer, by its own clock."""
    boxes = [page.get_by_label("Your question") for page in pages]
    for page, box, question in zip(pages, boxes, questions, strict=True):
        await box.fill(question)
        await page.evaluate(WATCH, question)
    await asyncio.gather(*(box.press("Enter") for box in boxes))
    return list(await asyncio.gather(*(page.evaluate("window.seen") for page in pages)))


def tell(what: str, waited: list[float]) -> None:
    """Print the median, the 95th percentile and the slowest of some answers."""
    p50, p95 = np.percentile(waited, [50, 95])
    print(f"{what}, {len(waited)} answers: p50 {p50:.0f}, p95 {p95:.0f}, slowest {max(waited):.0f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
