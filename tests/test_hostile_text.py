"""An archive whose every field tries to run a script, on the page in a real Chromium and wherever else it is shown."""

import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import docx
import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from index import Encoder, Filters, Index, build
from index.database import FILE
from tests.browser import CHROMIUM, PATIENCE, ask, chromium, open_tab, served
from tests.conftest import quiet
from tests.panel import panel_here

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")


def trap(place: str) -> str:
    """What would call `hit` if it were ever taken for markup, however it were quoted. It can stand in a file's name."""
    return f"""<img src=x onerror="hit('{place}')"> '"><svg onload=hit('{place}')>"""


SCRIPT = "<script>hit('script')</script>"
TURNED = "\u202e"  # turns the letters after it round
LINK = "[press here](javascript:hit('link'))"
NAME = f"{trap('name')}{TURNED}.txt"
BROKEN = f"{trap('broken')}.pdf"
PAPER = f"""NORTHSHIRE HARBOUR PANEL – 12 DECEMBER 2024

DREDGING REPORT {trap("heading")}

THE CHANNEL {trap("heading")}

1.1 The dredger Heron {trap("text")} took 9,400 tonnes of silt out of the {LINK} channel in August, \x1b[31mat a\
 cost of {TURNED}£31,000, and the pilot\u200b told the harbour master \u2066of it.

1.2 The Harbour Watch Group (HWG) asked {trap("text")} about the silt {SCRIPT} that the
dredger Heron had taken at the mole.

Boat\tSilt taken {trap("table")}\tCost
Heron {trap("table")}\t9,400\t£31,000
Egret {trap("table")}\t1,200\t£4,000

RESOLVED that the dredger Heron {trap("decision")} be kept for another year.
"""
WATCH = f"""NORTHSHIRE HARBOUR PANEL – 14 MARCH 2024

QUESTIONS AND RESPONSES

Question 1 from Cllr Ann Alder: How many tonnes of silt {trap("question")} are left in the channel?

PCC Response: Some 1,100 tonnes of silt {trap("response")} are left in the channel, which the dredger Heron will take.
"""
# Readers take few of these for facts as they are; what shows a fact must not trust that they do not.
FACTS = {
    "papers": ("title", "body", "author", "office", "period", "item"),
    "passages": ("item", "paragraph", "page_label", "speaker"),
    "exchanges": ("item", "asker", "responder"),
    "attendance": ("name", "role"),
    "outcomes": ("owner", "proposer", "seconder", "item"),
    "definitions": ("long",),
    "failures": ("reason",),
}
HERON = f"How many tonnes did the dredger Heron take out of the channel in August? {trap('asked')}{TURNED}"
NOTHING = f"Who won the marrow contest at the flower show? {trap('asked')}"
PLAIN = HERON.replace(TURNED, "\ufffd")  # as it is shown


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The archive, in `archive`, and its index, in `index`."""
    place = tmp_path_factory.mktemp("hostile")
    (place / "archive").mkdir()
    (place / "archive" / NAME).write_text(PAPER, encoding="utf-8")
    (place / "archive" / "watch.txt").write_text(WATCH, encoding="utf-8")
    (place / "archive" / BROKEN).write_bytes(b"no PDF")
    told = {NAME: {"url": "javascript:hit('url')"}}
    (place / "archive" / "metadata.json").write_text(json.dumps(told), encoding="utf-8")
    build(place / "archive", place / "index", encoder, quiet)
    with closing(sqlite3.connect(place / "index" / FILE)) as db:
        db.create_function("fold", 1, str.casefold)
        for table, columns in FACTS.items():
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = ?", (f"{column} {trap(column)}{TURNED}",))
        for table in ("passages", "exchanges"):
            db.execute(f"UPDATE {table} SET headings = ?", (json.dumps([trap("outer"), trap("inner")]),))
        db.commit()
    return place


@dataclass
class Opened:
    """A browser's tab, and what ran or asked for attention in it."""

    tab: Page
    address: str
    hits: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def look(self, *words: str) -> None:
        """Fails where something of the archive has become an element, or words are not there to be read."""
        assert self.tab.locator("img[src=x], svg[onload], [onerror], [onmouseover], a[href^='javascript']").count() == 0
        shown = self.tab.locator("body").inner_text()
        for one in words:
            assert " ".join(one.split()) in " ".join(shown.split())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(hostile: Path) -> Iterator[str]:
    with served(hostile / "index") as there:
        yield there


@pytest.fixture
def opened(context: BrowserContext, address: str) -> Iterator[Opened]:
    tab = context.new_page()
    found = Opened(tab, address)
    tab.expose_binding("hit", lambda _, place: found.hits.append(place))

    def answer(dialog: Dialog) -> None:
        found.dialogs.append(dialog.message)
        dialog.accept()

    tab.on("dialog", answer)
    tab.goto(address)
    expect(tab.get_by_label("Your question")).to_be_visible(timeout=PATIENCE)
    yield found
    tab.close()
    assert found.hits == []


@needs_chromium
def test_the_trap_is_one(context: BrowserContext) -> None:
    tab = context.new_page()  # an empty one: no policy of ours holds here
    hits: list[str] = []
    tab.expose_binding("hit", lambda _, place: hits.append(place))
    tab.evaluate("told => { document.body.innerHTML = told; }", trap("here"))
    tab.wait_for_timeout(300)
    tab.close()
    assert hits


@needs_chromium
def test_an_answer_its_sources_and_its_passages_are_text(opened: Opened) -> None:
    tab = opened.tab
    answer = ask(tab, HERON)
    expect(answer.get_by_role("heading", level=2)).to_have_text(PLAIN)
    quote = answer.locator(".quote").filter(has_text="took 9,400 tonnes of silt out").first
    opened.look(trap("text"), trap("title"), trap("inner"), trap("name"))
    # The record's own words stay as they are, and are shut in where they are shown; ours show what would turn them.
    assert TURNED in (quote.locator("blockquote").text_content() or "")
    for told in answer.locator(".cited, .file, h2, h3, .aside").all_text_contents():
        assert TURNED not in told
    quote.get_by_role("button", name="Copy with citation").click()
    expect(quote.locator(".told")).to_have_text("Copied.")
    copied = tab.evaluate("navigator.clipboard.readText()")
    words, cited = copied.split("” — ")
    assert words.removeprefix("“").rstrip("\u2069\u202c") == quote.locator("blockquote").text_content()
    assert words.endswith("\u202c")  # what turned the letters ends before the citation
    assert TURNED not in cited
    quote.get_by_role("link", name="Show").click()
    shown = quote.locator(".shown")
    expect(shown.get_by_role("heading")).to_be_focused(timeout=PATIENCE)
    assert f"{LINK} channel in August" in (shown.locator(".text").text_content() or "")
    assert SCRIPT in (shown.locator(".text").text_content() or "")
    opened.look(trap("table"), trap("decision"))
    answer.get_by_role("link", name=re.compile("All passages|More passages")).click()
    expect(answer.locator(".shown:visible .quote").first).to_be_visible(timeout=PATIENCE)
    opened.look(trap("response"))
    quote.get_by_role("button", name="This answers it").click()
    expect(quote.locator(".told").first).to_contain_text("Kept", timeout=PATIENCE)
    answer = ask(tab, f"and the mole? {trap('asked')}")
    opened.look(f"and the mole? {trap('asked')}")
    ask(tab, NOTHING)
    opened.look(NOTHING, trap("title"))
    tab.get_by_text("Asked in this session").click()
    opened.look(PLAIN, NOTHING)


@needs_chromium
def test_what_narrows_a_search_and_what_is_wrong_with_it_is_text(opened: Opened) -> None:
    tab = opened.tab
    tab.get_by_role("button", name="Narrow the search").click()
    tab.get_by_label("Meetings from").fill(f"soon {trap('day')}")
    tab.get_by_label("Your question").fill(HERON)
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab.get_by_role("alert")).to_contain_text(f"“soon {trap('day')}” is not a date", timeout=PATIENCE)
    tab.get_by_label("Meetings from").fill("")
    tab.get_by_label("Body").click()
    option = tab.get_by_role("option").last
    expect(option).to_have_text(re.compile(re.escape(f"body {trap('body')}\ufffd")))
    option.click()
    expect(ask(tab, HERON).locator(".chips")).to_contain_text(trap("body"))
    opened.look(trap("body"))


@needs_chromium
def test_a_topic_and_its_mentions_are_text(opened: Opened) -> None:
    tab = opened.tab
    open_tab(tab, "Topics")
    tab.get_by_label("Mentions over time of").fill(f"silt {trap('topic')}")
    tab.get_by_role("button", name="Show", exact=True).click()
    expect(tab.locator(".topic h2")).to_have_text(f"silt {trap('topic')}", timeout=PATIENCE)
    opened.look()
    tab.get_by_label("Mentions over time of").fill("silt")
    tab.get_by_role("button", name="Show", exact=True).click()
    expect(tab.locator(".topic h2")).to_have_text("silt", timeout=PATIENCE)
    tab.locator(".bars").get_by_role("link").last.click()
    expect(tab.locator(".bars .quote").first).to_be_visible(timeout=PATIENCE)
    opened.look(trap("title"), trap("text"))


@needs_chromium
@pytest.mark.parametrize(
    "link",
    [
        f"?{urlencode({'q': HERON, 'body': trap('link'), 'ignored': trap('link'), 'order': trap('link')})}",
        f"?{urlencode({'q': HERON, 'kind': trap('link')})}",
        f"?{urlencode({'q': HERON, 'since': trap('link')})}",
        f"?{urlencode({'topic': trap('link')})}",
        f"source?{urlencode({'document': NAME, 'start': 10, 'end': 90})}",
        f"source?{urlencode({'document': trap('link'), 'start': 10, 'end': 90})}",
        f"source?{urlencode({'document': NAME, 'start': 10, 'end': 90, 'step': 9})}",
        f"source?{urlencode({'document': NAME, 'start': trap('link'), 'end': 90})}",
        f"page?{urlencode({'document': trap('link'), 'number': 1})}",
        f"page?{urlencode({'document': NAME, 'number': 1})}",
        f"paper?{urlencode({'document': NAME})}",
        f"paper?{urlencode({'document': trap('link')})}",
        f"passages?{urlencode({'q': HERON, 'body': 'x'})}",
        f"passages?{urlencode({'q': HERON})}",
        f"written?{urlencode({'q': HERON})}",
        f"mentions?{urlencode({'words': 'silt ' + trap('link')})}",
        f"mentions?{urlencode({'words': 'silt', 'body': trap('link'), 'period': trap('link')})}",
        f"mentions?{urlencode({'words': 'silt', 'meeting': trap('link')})}",
        f"answers.{trap('link')}?{urlencode({'ask': '?q=silt'})}",
        f"{trap('link')}/nothing?next={trap('link')}",
        f"api/v1/ask?{urlencode({'question': HERON, trap('link'): 1})}",
        f"api/v1/ask?{urlencode({'question': HERON})}",
        f"api/v1/passages/{trap('link')}",
        f"api/v1/documents/{trap('link')}/text",
    ],
)
def test_no_address_shows_what_it_holds_as_anything_but_text(opened: Opened, link: str) -> None:
    there = opened.tab.goto(f"{opened.address}{link}")
    assert there
    assert there.status < 500
    if link.startswith("?"):
        expect(opened.tab.locator(".answer, .topic, [role=alert]").first).to_be_visible(timeout=PATIENCE)
    opened.look()
    kind = there.headers["content-type"]
    assert not kind.startswith("text/html") or "charset=utf-8" in kind


def test_offsets_are_exact_and_no_link_of_an_archive_runs_anything(hostile: Path) -> None:
    index = Index(hostile / "index")
    for passage in index.passages(index.keys(Filters(), None)).values():
        assert passage.text == index.document_text(passage.document)[passage.char_start : passage.char_end]
        assert passage.url is None
    text = index.document_text(NAME)
    for one in (trap("text"), SCRIPT, "\x1b[31mat", TURNED, "pilot\u200b told", "master \u2066of"):
        assert one in text


def test_programs_are_given_the_words_as_they_are(hostile: Path, address: str) -> None:
    told = httpx.get(f"{address}api/v1/ask", params={"question": HERON}, timeout=60)
    answer = told.json()
    assert told.headers["content-type"] == "application/json"
    assert answer["question"] == HERON
    text = Index(hostile / "index").document_text(NAME)
    quotes = [one for one in answer["quotes"] if one["citation"]["document"] == NAME]
    assert quotes
    for quote in quotes:
        assert quote["text"] == text[quote["citation"]["char_start"] : quote["citation"]["char_end"]]


@pytest.mark.parametrize("command", [["ask", HERON], ["ask", NOTHING], ["status"], ["status", "--glossary"]])
def test_a_terminal_is_given_no_orders(hostile: Path, command: list[str]) -> None:
    done = panel_here(*command, "--index", hostile / "index")
    assert done.returncode == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.stdout + done.stderr)
    assert "<img src=x onerror=" in done.stdout
    told = panel_here(*command, "--index", hostile / "index", "--json").stdout
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)
    json.loads(told)


def test_exports_hold_the_words_as_words(hostile: Path, address: str) -> None:
    def export(ending: str) -> bytes:
        return httpx.get(
            f"{address}answers.{ending}", params={"ask": f"?{urlencode({'q': HERON})}"}, timeout=60
        ).content

    written = "\n".join(one.text for one in docx.Document(io.BytesIO(export("docx"))).paragraphs)
    assert trap("text") in written
    assert "\ufffd[31mat a cost" in written
    plain = export("md").decode()
    assert not re.search(r"(?<!\\)<(img|svg|script)|(?<!\\)\]\(javascript", plain)
    assert all(one["title"].startswith("title <img") for one in json.loads(export("json")))
    assert "@techreport{" in export("bib").decode()


# Last, for it adds a paper and takes one away.
@needs_chromium
def test_the_archive_its_failures_and_what_becomes_of_uploads_are_text(opened: Opened, tmp_path: Path) -> None:
    tab = opened.tab
    open_tab(tab, "Archive")
    expect(tab.locator(".grid")).to_be_visible(timeout=PATIENCE)
    for folded in tab.locator(".archive details > summary").all():
        if folded.is_visible() and not folded.evaluate("one => one.parentElement.open"):
            folded.click()
    opened.look(trap("name"), trap("broken"), trap("reason"), trap("title"))
    assert TURNED not in (tab.locator(".archive").text_content() or "")
    added, again = tmp_path / f"{trap('added')}.txt", tmp_path / NAME
    added.write_text(WATCH.replace("1,100", "1,300"), encoding="utf-8")
    again.write_text(PAPER, encoding="utf-8")
    tab.locator("input[type=file]").set_input_files([added, again])
    told = tab.locator("#told")
    expect(told).to_contain_text("added", timeout=PATIENCE)
    opened.look()
    expect(tab.locator("#progress")).to_contain_text("read in", timeout=3 * PATIENCE)
    opened.look()
    tab.get_by_role("button", name=f"Remove {BROKEN}").click()
    expect(told).to_contain_text(f"{BROKEN} was removed", timeout=PATIENCE)
    assert opened.dialogs == [f"Remove {BROKEN} from the archive? Its file is kept aside."]
    opened.look(trap("broken"))
