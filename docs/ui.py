"""Takes the README's picture of the page.

Usage: python docs/ui.py ADDRESS   (of `panel serve` over the sample archive)
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1000, "height": 1500})
    page.goto(f"{sys.argv[1]}?q=How+many+offenders+did+Op+Shopkeeper+target%3F")
    page.locator(".quote").first.get_by_role("link", name="Show the page").click()
    page.locator(".sheet img").wait_for()
    page.wait_for_timeout(1000)  # the page is scrolled to what was opened
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=Path(__file__).with_suffix(".png"))
