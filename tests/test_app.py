"""The browser page, in a real Chromium, against a real server: every state, wide and narrow, on both archives."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import docx
import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from assistant.feedback import Feedback
from index import Encoder, build
from tests.assistant.far_side import far_side
from tests.assistant.papers import PAPERS
from tests.browser import CHROMIUM, PATIENCE, ask, assert_usable, chromium, open_tab, served
from tests.conftest import needs_real_archive, quiet

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")

SHOPKEEPER = "What was said about Op Shopkeeper?"
SHOPLIFTING = "What was said about shoplifting?"  # at two meetings
NIGHTINGALE = "What did the panel hear about Operation Nightingale?"  # at none


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module", params=["sample", pytest.param("real", marks=needs_real_archive)])
def archive(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def index(archive: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the archive's index, in which verdicts are kept."""
    folder: Path = request.getfixturevalue(f"{archive}_index")
    return Path(shutil.copytree(folder, tmp_path_factory.mktemp("served") / "index"))


@pytest.fixture(scope="module")
def address(index: Path) -> Iterator[str]:
    with served(index) as there:
        yield there


@pytest.fixture(scope="module", params=[1280, 360])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def context(browser: Browser, width: int) -> Iterator[BrowserContext]:
    """A browser that keeps what it fetched: Gradio's scripts take longer to load than most tests."""
    opened = browser.new_context(
        viewport={"width": width, "height": 800},
        permissions=["clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )
    yield opened
    opened.close()


@pytest.fixture
def page(address: str, context: BrowserContext) -> Iterator[Page]:
    """The page in a new tab, which knows nothing of what was asked before; whatever fails in it fails the test."""
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else wrong.append(one.url))
    tab.goto(address)
    expect(tab.locator(".start")).to_be_visible(timeout=PATIENCE)
    yield tab
    tab.close()
    assert wrong == []


def test_the_first_question_is_answered_by_quotations_with_their_citations(page: Page) -> None:
    assert_usable(page)
    answer = ask(page, SHOPKEEPER)
    expect(answer.get_by_role("heading", name=SHOPKEEPER)).to_be_visible()
    expect(answer.locator("blockquote").first).to_contain_text("Op Shopkeeper")
    expect(answer).to_contain_text("604 offences")
    expect(answer.locator(".cited").first).to_contain_text("eeting of 9 October 2024")
    expect(answer.locator("blockquote mark").first).to_be_visible()
    expect(page.locator("#announced")).to_contain_text("quotations")
    assert_usable(page)


def test_several_meetings_are_apart_newest_first_or_oldest_first(page: Page) -> None:
    answer = ask(page, SHOPLIFTING)
    headings = answer.get_by_role("heading", level=3)
    assert headings.all_inner_texts() == ["Meeting of 9 October 2024", "Meeting of 28 September 2023"]
    quotes = set(answer.locator("blockquote").all_inner_texts())
    assert_usable(page)
    answer.get_by_role("link", name="oldest first").click()
    expect(headings.first).to_have_text("Meeting of 28 September 2023", timeout=PATIENCE)
    assert headings.all_inner_texts() == ["Meeting of 28 September 2023", "Meeting of 9 October 2024"]
    assert set(answer.locator("blockquote").all_inner_texts()) == quotes
    assert "order=oldest" in page.url


def test_a_citation_opens_where_it_stands(page: Page, archive: str) -> None:
    quote = ask(page, SHOPKEEPER).locator(".quote").first
    quote.get_by_role("link", name="Show").click()
    shown = quote.locator(".shown")
    expect(shown.get_by_role("heading")).to_be_focused(timeout=PATIENCE)
    if archive == "sample":
        picture = shown.get_by_role("img")
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 800
        expect(shown.get_by_role("heading")).to_have_text("Page 2 of 4")
        sheet, boxes = picture.bounding_box(), [box.bounding_box() for box in shown.locator(".box").all()]
        assert sheet
        assert boxes
        for box in boxes:  # on the paper, above its middle: the picture is looked at by eye, too
            assert box
            assert sheet["x"] <= box["x"] < box["x"] + box["width"] <= sheet["x"] + sheet["width"]
            assert sheet["y"] <= box["y"] < sheet["y"] + sheet["height"] / 2
    else:
        expect(shown.locator("mark")).to_contain_text("Op Shopkeeper")
        expect(shown.locator(".text")).to_contain_text("PCC Response:")
    assert_usable(page)
    before = shown.locator(".text").text_content()
    shown.get_by_role("link", name=re.compile("Next page|Later in the paper")).click()
    expect(shown.get_by_role("link", name="Back to the quotation")).to_be_visible(timeout=PATIENCE)
    assert shown.locator(".text").text_content() != before
    expect(shown.locator(".box, mark")).to_have_count(0)
    shown.get_by_role("link", name="Back to the quotation").click()
    expect(shown.locator(".box, mark").first).to_be_attached(timeout=PATIENCE)
    assert shown.locator(".text").text_content() == before
    paper = shown.get_by_role("link", name="new tab").get_attribute("href") or ""
    answer = page.request.get(page.url.split("?")[0] + paper)
    assert answer.headers["content-type"].startswith("application/pdf" if archive == "sample" else "text/plain")
    assert paper.endswith("#page=2") == (archive == "sample")
    shown.get_by_role("button", name="Close").click()
    expect(shown).to_be_hidden()
    expect(quote.get_by_role("link", name="Show")).to_be_focused()
    page.keyboard.press("Enter")
    expect(shown.get_by_role("heading")).to_be_focused(timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    expect(quote.get_by_role("link", name="Show")).to_be_focused()


def test_a_source_opened_in_a_tab_of_its_own_is_a_page(page: Page) -> None:
    quote = ask(page, SHOPKEEPER).locator(".quote").first
    page.goto(page.url.split("?")[0] + (quote.get_by_role("link", name="Show").get_attribute("href") or ""))
    expect(page.get_by_role("main").get_by_role("heading")).to_be_visible()
    assert_usable(page)
    page.get_by_role("link", name=re.compile("Next page|Later in the paper")).click()
    expect(page.get_by_role("link", name="Back to the quotation")).to_be_visible()


def test_what_the_archive_does_not_say_is_said_first(page: Page) -> None:
    answer = ask(page, NIGHTINGALE)
    expect(answer.locator(".not-found")).to_contain_text("The archive does not say.")
    expect(answer.locator(".verdict")).to_have_count(0)
    expect(answer.get_by_role("heading", name="Nearest passages")).to_be_visible()
    expect(answer.locator(".quote")).to_have_count(3)
    answer.get_by_role("link", name="More passages").click()
    expect(answer.locator(".quote")).to_have_count(10, timeout=PATIENCE)
    expect(page.locator("#announced")).to_have_text("The archive does not say.")
    assert_usable(page)


def test_what_cannot_be_asked_gets_one_sentence(page: Page) -> None:
    page.get_by_label("Your question").fill("   ")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The question is empty", timeout=PATIENCE)
    assert_usable(page)


def test_a_search_is_narrowed_and_each_part_of_that_taken_away_again(page: Page) -> None:
    page.get_by_role("button", name="Narrow the search").click()
    page.get_by_label("Meetings from").fill("September 2023")
    page.get_by_label("Meetings up to").fill("2023")
    page.get_by_label("Kind of paper").click()
    page.get_by_role("option", name="Minutes").click()
    answer = ask(page, SHOPLIFTING)
    chips = answer.locator(".chips a")
    told = ["meetings from 1 September 2023", "meetings up to 31 December 2023", "minutes"]
    assert [chip.split(": ")[1].removesuffix(" ✕") for chip in chips.all_text_contents()] == told
    for cited in answer.locator(".cited").all_text_contents():
        assert "meeting of 28 September 2023" in cited
    assert_usable(page)
    chips.get_by_text("meetings up to").click()
    expect(chips).to_have_count(2, timeout=PATIENCE)
    expect(page.get_by_label("Meetings up to")).to_have_value("")
    expect(page.get_by_label("Meetings from")).to_have_value("2023-09-01")
    expect(answer.get_by_role("heading", name=SHOPLIFTING)).to_be_focused()


def test_the_same_question_twice_and_a_link_to_what_is_no_longer_there_leave_nothing_behind(page: Page) -> None:
    answer = ask(page, SHOPKEEPER)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_timeout(1500)  # longer than a word about waiting takes to come
    expect(page.locator("#looking")).to_have_count(0)
    page.goto(f"{page.url.split('?')[0]}?q=Op+Shopkeeper%3F&body=crime+panel")
    expect(answer.locator(".quote").first).to_be_visible(timeout=PATIENCE)
    expect(ask(page, SHOPLIFTING).locator(".chips")).to_contain_text("crime panel")


def test_a_date_that_is_none_gets_one_sentence(page: Page) -> None:
    page.get_by_role("button", name="Narrow the search").click()
    page.get_by_label("Meetings from").fill("soon")
    page.get_by_label("Your question").fill(SHOPLIFTING)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("“soon” is not a date", timeout=PATIENCE)


def test_the_meeting_and_the_body_are_chosen_from_what_there_is(page: Page) -> None:
    page.get_by_role("button", name="Narrow the search").click()
    page.get_by_label("Meeting", exact=True).click()
    page.get_by_role("option", name="24 July 2024").click()
    page.get_by_label("Body").click()
    assert "Any body" in page.get_by_role("option").all_inner_texts()[0]
    page.wait_for_timeout(500)  # the list fades in, and pale words have less contrast
    assert_usable(page)
    page.keyboard.press("Escape")
    answer = ask(page, "What was said about fly-tipping?")
    for cited in answer.locator(".cited").all_text_contents():
        assert "meeting of 24 July 2024" in cited


def test_the_dates_of_a_question_are_shown_and_taken_away(page: Page) -> None:
    answer = ask(page, "What was said about shoplifting in September 2023?")
    chip = answer.locator(".chips a")
    expect(chip).to_contain_text("September 2023")
    chip.click()
    expect(chip).to_have_count(0, timeout=PATIENCE)
    assert "ignored=September+2023" in page.url


def test_a_follow_up_keeps_the_thread_and_says_so(page: Page) -> None:
    ask(page, SHOPKEEPER)
    answer = ask(page, "and in 2023?")
    expect(answer.get_by_role("heading", level=2)).to_have_text("What was said about Op Shopkeeper in 2023?")
    assert_usable(page)
    answer.get_by_role("link", name="Ask only “and in 2023?”").click()
    expect(answer.get_by_role("heading", level=2)).to_have_text("and in 2023?", timeout=PATIENCE)
    expect(page.get_by_label("Your question")).to_have_value("and in 2023?")


def test_a_question_has_a_permanent_link_and_the_browser_goes_back(page: Page, browser: Browser) -> None:
    page.get_by_role("button", name="Narrow the search").click()
    page.get_by_label("Meetings from").fill("2024")
    answer = ask(page, SHOPLIFTING)
    answer.get_by_role("button", name="Copy a link").click()
    expect(answer.locator(".keep .told")).to_have_text("Copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    ask(page, SHOPKEEPER)
    page.go_back()
    expect(answer.get_by_role("heading", level=2)).to_have_text(SHOPLIFTING, timeout=PATIENCE)
    other = browser.new_page()
    other.goto(link)
    expect(other.locator(".answer h2")).to_have_text(SHOPLIFTING, timeout=PATIENCE)
    expect(other.locator(".chips")).to_contain_text("meetings from 1 January 2024")
    expect(other.get_by_label("Your question")).to_have_value(SHOPLIFTING)
    other.close()


def test_a_quotation_is_copied_with_its_citation(page: Page) -> None:
    quote = ask(page, SHOPKEEPER).locator(".quote").first
    quote.get_by_role("button", name="Copy with citation").click()
    expect(quote.locator(".told")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{quote.locator('blockquote').inner_text()}” — ")
    assert "eeting of 9 October 2024" in copied


def test_the_session_is_listed_and_saved_as_word_and_markdown(page: Page) -> None:
    first = ask(page, SHOPKEEPER).locator("blockquote").first.inner_text()
    ask(page, NIGHTINGALE)
    page.get_by_text("Asked in this session").click()
    listed = page.locator("#history li")
    assert listed.all_inner_texts() == [NIGHTINGALE, SHOPKEEPER]
    assert_usable(page)
    with page.expect_download() as saved:
        page.locator("#history").get_by_role("link", name="Save for Word").click()
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(saved.value.path().read_bytes())).paragraphs)
    for told in (SHOPKEEPER, first, "eeting of 9 October 2024", NIGHTINGALE, "The archive does not say."):
        assert told in text
    assert text.index(SHOPKEEPER) < text.index(NIGHTINGALE)
    with page.expect_download() as saved:
        page.locator("#history").get_by_role("link", name="Save references (BibTeX)").click()
    assert "@techreport{police-crime-panel-2024-10-09-" in saved.value.path().read_text(encoding="utf-8")
    assert not page.locator("#answer .keep").get_by_text("Save references").count()  # for the archive does not say
    with page.expect_download() as saved:
        page.locator("#answer .keep").get_by_role("link", name="Save as text").click()
    assert "The archive does not say." in saved.value.path().read_text(encoding="utf-8")
    page.reload()
    expect(page.locator(".answer h2")).to_have_text(NIGHTINGALE, timeout=PATIENCE)
    page.get_by_text("Asked in this session").click()
    listed.last.get_by_role("link").click()
    expect(page.locator(".answer h2")).to_have_text(SHOPKEEPER, timeout=PATIENCE)


def test_a_verdict_on_a_quotation_is_kept_with_its_question(page: Page, index: Path, width: int) -> None:
    question = f"{SHOPKEEPER[:-1]} this year{'?' * (width // 500)}"  # one of its own for each width
    quote = ask(page, question).locator(".quote").first
    words = quote.locator("blockquote").inner_text()
    quote.get_by_role("button", name="It does not").click()
    expect(quote.locator(".told")).to_contain_text("Kept", timeout=PATIENCE)
    quote.get_by_role("button", name="This answers it").click()
    expect(quote.get_by_role("button", name="This answers it")).to_have_attribute("aria-pressed", "true")
    expect(quote.get_by_role("button", name="It does not")).to_have_attribute("aria-pressed", "false")
    expect(quote.locator(".told")).to_have_text("Kept: this answers it. Thank you.", timeout=PATIENCE)
    assert_usable(page)
    kept = [one for one in Feedback(index).verdicts() if one.question == question]
    assert [one.word for one in kept] == ["does_not", "answers"]
    assert kept[-1].evidence
    assert " ".join(kept[-1].evidence["text"].split()) == words


def test_not_found_is_judged_too(page: Page, index: Path) -> None:
    answer = ask(page, NIGHTINGALE)
    answer.get_by_role("button", name="Right, it is not there").click()
    expect(answer.locator(".not-found .told")).to_contain_text("Kept", timeout=PATIENCE)
    last = [one for one in Feedback(index).verdicts() if one.question == NIGHTINGALE][-1]
    assert (last.word, last.evidence) == ("answers", None)


def test_a_topic_over_time_opens_the_quotations_behind_each_bar(page: Page) -> None:
    open_tab(page, "Topics")
    page.get_by_label("Mentions over time of").fill("shoplifting")
    page.get_by_role("button", name="Show", exact=True).click()
    bars = page.locator(".bars > li")
    expect(bars.first).to_be_visible(timeout=PATIENCE)
    spoke = bars.filter(has_text="mentions")
    days = [re.sub(",.*", "", day, flags=re.DOTALL) for day in spoke.locator(".when").all_inner_texts()]
    assert days == ["28 September 2023", "9 October 2024"]
    expect(bars.filter(has_text="14 December 2022")).to_contain_text("no mention")
    bar = spoke.first
    bar.get_by_role("link").click()
    quotes = bar.locator(".quote")
    expect(quotes).to_have_count(int(bar.locator(".count").inner_text().split()[0]), timeout=PATIENCE)
    for quote in quotes.all():
        assert re.search("shoplift", quote.locator("mark").first.inner_text(), re.IGNORECASE)
        expect(quote.locator(".cited").first).to_contain_text("meeting of 28 September 2023")
    assert_usable(page)
    page.reload()
    expect(page.locator(".topic h2")).to_have_text("shoplifting", timeout=PATIENCE)


def test_the_archive_is_shown_by_year_and_kind_and_paper_by_paper(page: Page, archive: str) -> None:
    open_tab(page, "Archive")
    grid = page.locator(".grid")
    expect(grid).to_be_visible(timeout=PATIENCE)
    rows = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in grid.locator("tbody tr").all()
    }
    assert grid.locator("thead th").all_inner_texts() == ["2024", "2023", "2022", "2018", "all"]
    assert rows["minutes"] == ["1", "1", "", "", "2"]
    assert_usable(page)
    page.get_by_text("2023 (1)").click()
    pack = page.locator(".year").filter(has_text="2023 (1)").locator(".papers > li")
    expect(pack).to_contain_text("agenda pack, meeting of 14 December 2023")
    pack.get_by_text("papers in it").click()
    expect(pack).to_contain_text("meeting of 28 September 2023")
    page.get_by_label("Find a paper").fill("precept")
    expect(page.locator(".archive .told").first).to_have_text(re.compile(r"\d found"))
    expect(page.locator(".papers > li:visible").first).to_contain_text(re.compile("precept", re.IGNORECASE))
    assert_usable(page)


def test_everything_is_reached_by_keyboard_in_order_with_visible_focus(page: Page) -> None:
    page.get_by_label("Your question").focus()
    page.keyboard.type(SHOPKEEPER)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_label("Your question")).to_be_focused()
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText.trim()"))
        ring = page.evaluate(
            "(({outlineStyle, outlineWidth}) => [outlineStyle, parseFloat(outlineWidth)])"
            "(getComputedStyle(document.activeElement))"
        )
        assert ring[0] == "solid"
        assert ring[1] >= 2
    reached = [one.split("\n")[0].split(",")[0] for one in reached]
    show = next(one for one in reached if one.startswith("Show"))
    assert reached[:7] == [
        "Ask",
        "Narrow the search",
        show,
        "Copy with citation",
        "This answers it",
        "It does not",
        show,
    ]
    page.get_by_role("tab", name="Ask").focus()
    for key, name in (("ArrowRight", "Topics"), ("End", "Archive"), ("ArrowRight", "Ask")):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
    drawer = page.get_by_role("button", name="Narrow the search")
    expect(drawer).to_have_attribute("aria-expanded", "false")
    drawer.press("Enter")
    expect(drawer).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_usable_on_the_smallest_screen_in_light_and_in_dark(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    tab = browser.new_page(viewport={"width": 320, "height": 256}, color_scheme=scheme)  # 1280 by 1024 at 400%
    tab.goto(address)
    expect(tab.locator(".start")).to_be_visible(timeout=PATIENCE)
    answer = ask(tab, SHOPLIFTING)
    answer.locator(".quote").first.get_by_role("link", name="Show").click()
    expect(answer.locator(".shown h4").first).to_be_visible(timeout=PATIENCE)
    assert_usable(tab)
    ask(tab, NIGHTINGALE)
    assert_usable(tab)
    open_tab(tab, "Archive")
    expect(tab.locator(".grid")).to_be_visible(timeout=PATIENCE)
    assert_usable(tab)
    tab.close()


SILT = """NORTHSHIRE HARBOUR PANEL – 11 SEPTEMBER 2025

DREDGING REPORT

THE CHANNEL

1.1 The dredger Heron took 9,400 tonnes of silt out of the channel in August, at a cost of £31,000.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An archive of its own, to be changed: its papers in `archive`, its index in `index`."""
    place = tmp_path_factory.mktemp("changing")
    (place / "archive").mkdir()
    for name, text in PAPERS.items():
        (place / "archive" / name).write_text(text, encoding="utf-8")
    build(place / "archive", place / "index", encoder, quiet)
    return place


@pytest.fixture(scope="module")
def harbour_address(harbour: Path) -> Iterator[str]:
    with served(harbour / "index") as there:
        yield there


def test_papers_are_added_and_removed_while_questions_are_answered(
    browser: Browser, harbour: Path, harbour_address: str, tmp_path: Path, width: int
) -> None:
    added = tmp_path / f"dredging {width}.txt"
    added.write_text(SILT.replace("Heron", f"Heron{width}"), encoding="utf-8")
    broken, again = tmp_path / f"scan{width}.pdf", tmp_path / "fleet-2024.txt"
    broken.write_bytes(b"no PDF")
    again.write_text(PAPERS["fleet-2024.txt"], encoding="utf-8")
    question = f"How much silt did the dredger Heron{width} take out?"
    # Two windows: where one tab stands before the other, each click on that behind waits for seconds.
    page, other = (browser.new_page(viewport={"width": width, "height": 800}) for _ in range(2))
    for tab in (page, other):
        tab.goto(harbour_address)
        expect(tab.get_by_label("Your question")).to_be_visible(timeout=PATIENCE)
    expect(ask(page, question).locator(".not-found")).to_be_visible()
    open_tab(page, "Archive")
    page.locator("input[type=file]").set_input_files([added, broken, again])
    told, progress = page.locator("#told"), page.locator("#progress")
    expect(told).to_contain_text(f"{added.name} was added.", timeout=PATIENCE)
    expect(told).to_contain_text("fleet-2024.txt is in the archive already.")
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert_usable(page)
    expect(ask(other, "Which boats did Operation Kittiwake concern?").locator("blockquote").first).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()  # still at it: the question did not wait for the end
    expect(progress).to_contain_text("1 paper read", timeout=PATIENCE)
    expect(progress).to_contain_text("1 paper could not be read")
    failed = page.locator(".failures li")
    expect(failed.filter(has_text=broken.name)).to_contain_text("it is not a PDF, whatever its name says")
    assert_usable(page)
    open_tab(page, "Ask")
    expect(ask(page, f"{question} Tell!").locator("blockquote").first).to_contain_text("9,400 tonnes")
    page.on("dialog", lambda dialog: dialog.accept())
    open_tab(page, "Archive")
    page.get_by_role("button", name=f"Remove {broken.name}").click()
    expect(told).to_contain_text(f"{broken.name} was removed", timeout=PATIENCE)
    page.get_by_role("button", name=re.compile(f"Remove .*{added.name}")).click()
    expect(told).to_contain_text(f"{added.name} was removed", timeout=PATIENCE)
    expect(page.locator(".archive")).not_to_contain_text(added.name)
    assert_usable(page)
    open_tab(page, "Ask")
    expect(ask(page, question).locator(".not-found")).to_be_visible()
    page.close()
    other.close()
    assert not (harbour / "archive" / added.name).exists()
    assert [path.read_text(encoding="utf-8") for path in (harbour / "index" / "removed").glob("dredging*")]


def test_what_is_asked_before_the_page_is_there_whole_stays(browser: Browser, harbour_address: str) -> None:
    held: list[Route] = []
    page = browser.new_page()
    page.route("**/run/predict", lambda route: route.continue_() if held else held.append(route))
    page.goto(harbour_address)
    page.get_by_label("Your question").fill(SILT)  # waits for the field
    answer = ask(page, "Which boats did Operation Kittiwake concern?")
    (loading,) = held
    loading.continue_()
    expect(page.locator(".masthead")).to_contain_text("papers", timeout=PATIENCE)
    page.wait_for_timeout(500)
    expect(answer.get_by_role("heading", level=2)).to_have_text("Which boats did Operation Kittiwake concern?")
    assert "Kittiwake" in ask(page, "And in 2023?").inner_text()
    page.close()


def test_an_open_page_goes_on_where_the_server_was_started_anew(browser: Browser, harbour: Path) -> None:
    page = browser.new_page()
    with served(harbour / "index") as there:
        page.goto(there)
        expect(page.locator(".masthead")).to_contain_text("papers", timeout=PATIENCE)
        page.get_by_text("Narrow the search").click()
        page.get_by_label("Kind of paper").click()
        page.get_by_role("option").last.click()
        ask(page, "Which boats did Operation Kittiwake concern?")
        assert "kind=" in page.url
    with served(harbour / "index", "--port", there.rpartition(":")[2].strip("/")):
        answer = ask(page, "And in 2023?")
        expect(answer).to_contain_text("Which boats did Operation Kittiwake concern in 2023?")
        assert "kind=" in page.url
    page.close()


def test_the_api_stands_beside_the_page_which_takes_none_of_its_addresses(address: str) -> None:
    told = httpx.get(f"{address}api/v1/ask", params={"question": SHOPKEEPER}, timeout=60)
    assert told.json()["status"] == "answered"
    for nowhere in ("api/v1", "api/v1/", "api/v1/nothing", "api/v1/a%0Ab"):
        lost = httpx.get(f"{address}{nowhere}")
        assert (lost.status_code, lost.headers["content-type"]) == (404, "application/problem+json")


# A written answer, where a language model is configured


def test_a_written_answer_comes_after_the_quotations_and_leads_to_them(browser: Browser, sample_index: Path) -> None:
    with far_side() as far, served(sample_index, "--writer", far.address, "--writer-model", "small") as address:
        far.wait = 1.5
        far.writes("Op Shopkeeper has targeted 32 prolific offenders [1]. It failed. The rate was 61% in June [3].")
        tab = browser.new_page(reduced_motion="reduce")
        tab.goto(address)
        answer = ask(tab, SHOPKEEPER)
        written = answer.locator(".written")
        expect(written).to_have_text("A short answer is being written …")
        expect(answer.locator("blockquote").first).to_be_visible()
        expect(written).to_contain_text("Written by a language model (small)", timeout=PATIENCE)
        expect(written).to_contain_text("1 sentence was left out")
        assert_usable(tab)
        links = written.get_by_role("link", name="[")
        for link, words in zip(links.all(), ["32 prolific", "61% in June"], strict=True):
            target = tab.locator(link.get_attribute("href") or "")
            link.click()
            expect(target).to_be_focused()
            expect(target.locator("blockquote")).to_contain_text(words)
        assert "#" not in tab.url
        far.wait, far.status = 0, 500
        answer = ask(tab, SHOPLIFTING)
        expect(answer.locator(".written [role=alert]")).to_contain_text("refused to answer (500", timeout=PATIENCE)
        expect(answer.locator("blockquote").first).to_be_visible()
        expect(ask(tab, NIGHTINGALE).locator(".written")).to_have_count(0)
        tab.context.close()
