"""The report, as HTML and in a real Chromium."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from assistant import Assistant
from eval.evaluation import Evaluation, evaluate
from eval.html_report import html_report
from eval.misses import find_misses
from eval.provenance import provenance
from eval.questions import load_questions
from eval.results import Result, run_questions
from tests.browser import CHROMIUM, chromium
from tests.eval.conftest import SAMPLE_SET, Evaluated

RUNS = ("evaluated", "compared")


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> Evaluated:
    """The sample set, and the small one with other systems beside."""
    found: Evaluated = request.getfixturevalue(request.param)
    return found


def page_of(run: Evaluated) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring((run.folder / "report.html").read_text(encoding="utf-8"))


def text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(page: lxml.html.HtmlElement, part: str) -> dict[str, list[str]]:
    """The cells of the first table after a heading, by the first of each row."""
    (table, *_) = page.xpath(f"//h2[@id='{part}']/following::table")
    return {text(row[0]): [text(cell) for cell in row[1:]] for row in table.xpath(".//tr")}


def went_wrong(one: dict[str, Any]) -> bool:
    """Whether anything did, as the JSON of a run says."""
    if one["type"] == "unanswerable":
        return bool(one["status"] == "answered")
    return one["rank"] != 1 or one["status"] != "answered" or not one["facts_quoted"] or not one["citation_right"]


def figure(of: dict[str, float]) -> str:
    return "{value:.2f} [{low:.2f}, {high:.2f}]".format(**of)


# What it says


def test_every_figure_is_in_the_table_of_its_split(run: Evaluated) -> None:
    table, scores = rows(page_of(run), "measures"), run.printed["scores"]
    splits = table.pop("")
    assert set(splits) == {name for name in scores if name in ("all", "dev", "test", "train")}
    assert splits[0] == ("test" if "test" in splits else next(iter(scores)))
    assert set(table) == set(scores["all"])
    for measure, cells in table.items():
        of = [scores[split].get(measure) for split in splits]
        assert cells == [figure(one) if isinstance(one, dict) else "" if one is None else str(one) for one in of]


def test_every_type_and_every_compared_system_has_its_row(compared: Evaluated, evaluated: Evaluated) -> None:
    types = rows(page_of(evaluated), "types")
    assert types.pop("")[:2] == ["questions", "Success@1"]
    scores = evaluated.printed["scores"]
    assert {name: cells[1] for name, cells in types.items()} == {
        name: figure(own["Success@1"]) for name, own in scores.items() if name not in ("all", "dev", "test")
    }
    systems = rows(page_of(compared), "comparison")
    columns, beside = systems.pop(""), compared.printed["comparison"]["all"]
    assert set(systems) == set(beside)
    assert systems["tutorial chunks"][columns.index("RR@10")] == figure(beside["tutorial chunks"]["RR@10"])
    assert systems["tutorial chunks"][columns.index("p, Success@1")]
    assert not page_of(evaluated).xpath("//h2[@id='comparison']")


def test_every_miss_is_in_it_once_and_nothing_else_is(run: Evaluated) -> None:
    wrong = [one["id"] for one in run.printed["questions"] if went_wrong(one)]
    assert wrong
    assert sorted(page_of(run).xpath("//details/@id")) == sorted(wrong)


def test_a_miss_shows_its_question_what_was_expected_what_was_shown_and_why(evaluated: Evaluated) -> None:
    page, outcomes = page_of(evaluated), {one["id"]: one for one in evaluated.printed["questions"]}
    for question in load_questions(SAMPLE_SET):
        for miss in page.xpath(f"//details[@id='{question.id}']"):
            assert " ".join(question.question.split()) in text(miss.find("summary"))
            headings = [text(one) for one in miss.iter("h4")]
            assert headings == (["Expected", "Shown", "Why"] if question.evidence else ["Shown"])
            for evidence in question.evidence:
                assert evidence.document in text(miss)
                assert all(" ".join(fact.split()) in text(miss) for fact in evidence.all_of)
            assert len(miss.xpath(".//blockquote")) >= 3
            rank = outcomes[question.id]["rank"]
            if rank:
                shown = {text(row[0]): text(row[1]) for row in miss.xpath(".//tbody/tr")}
                assert shown["shown"] == str(rank)


def test_the_way_to_repeat_it_is_told(compared: Evaluated, harbour: Path) -> None:
    page = page_of(compared)
    (command,) = page.xpath("//h2[@id='provenance']/following::code[1]")
    assert text(command).startswith(f"panel eval {harbour.parent / 'set.jsonl'} --index {harbour} --json --report")
    names, values = (page.xpath(f"//h2[@id='provenance']/following::{tag}") for tag in ("dt", "dd"))
    told = {text(name): text(value) for name, value in zip(names, values, strict=True)}
    assert told == compared.printed["provenance"]


def test_words_of_papers_and_questions_are_no_markup(harbour: Path) -> None:
    assistant = Assistant(harbour)
    (result,) = run_questions(assistant, load_questions(harbour.parent / "set.jsonl")[-1:], lambda: None)
    passages = [
        one.model_copy(update={"text": "<script>alert(1)</script> & <img src=x>"}) for one in result.answer.passages
    ]
    answer = result.answer.model_copy(update={"status": "answered", "passages": passages})
    page = lxml.html.document_fromstring(report(assistant, [replace(result, answer=answer)]))
    assert "What do the <b>goats</b> eat?" in text(page)
    assert "<script>alert(1)</script> & <img src=x>" in text(page)
    assert not page.xpath("//script[contains(., 'alert')] | //b | //img[@src='x']")


def report(assistant: Assistant, results: list[Result]) -> str:
    evaluation: Evaluation = evaluate(assistant, results, compared=False)
    told = provenance(assistant, SAMPLE_SET)
    return html_report("sample.jsonl", evaluation, find_misses(assistant, results), told, "panel eval")


def test_sets_without_types_or_of_one_kind_have_a_report(
    sample_assistant: Assistant, sample_results: list[Result]
) -> None:
    answerable, unanswerable = ([one for one in sample_results if one.answerable is has] for has in (True, False))
    untyped = [replace(one, question=one.question.model_copy(update={"type": None})) for one in answerable]
    whole = lxml.html.document_fromstring(report(sample_assistant, sample_results))
    assert whole.xpath("//h2[@id='types']")
    assert whole.xpath("//h2[@id='confidence']")
    for results in (untyped, unanswerable, untyped[:1]):
        page = lxml.html.document_fromstring(report(sample_assistant, results))
        assert not page.xpath("//h2[@id='types' or @id='confidence']")
    dev = [one for one in answerable if one.question.split == "dev"]
    mixed = lxml.html.document_fromstring(report(sample_assistant, [*dev, *unanswerable]))
    assert "Success@1" in rows(mixed, "measures"), "though no question of “test” has an answer"


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser, run: Evaluated) -> Iterator[tuple[Page, list[str]]]:
    """The report opened, and what was asked for or complained of meanwhile."""
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url))
    page.goto((run.folder / "report.html").as_uri())
    yield page, told
    page.close()


def test_it_opens_without_a_complaint_and_asks_for_nothing_but_itself(
    opened: tuple[Page, list[str]], run: Evaluated
) -> None:
    page, told = opened
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate("Promise.all([...document.images].map(one => one.decode()))")
    widths = page.evaluate("[...document.images].map(one => one.naturalWidth)")
    assert len(widths) == (5 if run.printed["comparison"] else 4)
    assert min(widths) > 200
    assert [one for one in told if not one.startswith("data:image/svg+xml")] == [page.url]


@pytest.mark.parametrize("width", [360, 1280])
def test_it_does_not_run_over_the_edge(opened: tuple[Page, list[str]], width: int) -> None:
    page, _ = opened
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_part_is_reached_from_the_top_and_a_miss_opens(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    links = page.locator("nav a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert links
    assert [page.locator(link).count() for link in links] == [1] * len(links)
    miss = page.locator("details").first
    assert not miss.locator("h4").first.is_visible()
    miss.locator("summary").click()
    assert miss.locator("h4").first.is_visible()
