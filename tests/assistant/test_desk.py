"""The desk over a copy of the invented harbour's archive, built, asked and added to for real."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assistant import Assistant
from assistant.desk import Desk
from assistant.feedback import FILE
from assistant.html import place
from assistant.query import Query
from assistant.users import OWNER, STRANGER, NotAllowedError
from index import Encoder, Filters, Index, build
from tests.assistant.papers import PAPERS
from tests.conftest import needs_ocrmypdf, quiet
from tests.corpus.papers import ALDER, BIRCH, make_pdf, scan

KITTIWAKE = "Why was Operation Kittiwake set up?"
NOWHERE = "Who won the marrow contest at the flower show?"
ANY = ("", "", "", "", "")
BELLS = """NORTHSHIRE HARBOUR PANEL – 9 JANUARY 2025

BELL BUOYS REPORT

1.1 Seventeen bell buoys were painted green by the apprentices in the autumn, after two dredgers had struck them.
"""


@pytest.fixture
def desk(harbour: Index, encoder: Encoder, tmp_path: Path) -> Desk:
    archive, folder = tmp_path / "archive", tmp_path / "index"
    shutil.copytree(harbour.folder.parent / "archive", archive)
    shutil.copytree(harbour.folder, folder)
    Index(folder).set_meta(archive=str(archive))
    assistant = Assistant(folder)
    assistant.encoder = encoder
    made = Desk(assistant)
    made.warm_up()
    return made


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def heading(html: str) -> str:
    found = BeautifulSoup(html, "html.parser").h2
    assert found
    return found.get_text()


def alert(html: str) -> str:
    """The one sentence of what could not be done."""
    found = BeautifulSoup(html, "html.parser").select_one("[role=alert]")
    assert found
    assert len(BeautifulSoup(html, "html.parser").find_all()) == 1
    return found.get_text()


# Asking


def test_a_question_is_answered_and_is_the_one_before_for_the_next(desk: Desk) -> None:
    html, before = desk.follow(KITTIWAKE, "", *ANY)
    assert heading(html) == before == KITTIWAKE
    assert "thieves had taken copper cable" in text_of(html)
    html, then = desk.follow("and in 2023?", before, *ANY)
    assert heading(html) == then == "Why was Operation Kittiwake set up in 2023?"
    assert "Ask only “and in 2023?”" in text_of(html)
    html, own = desk.follow("How many boats had the ferry fleet?", then, *ANY)
    assert heading(html) == own == "How many boats had the ferry fleet?"
    assert "Ask only" not in text_of(html)


def test_an_empty_question_and_a_day_that_is_none_lose_no_thread(desk: Desk) -> None:
    for typed, narrowing, told in ((" ", ANY, "The question is empty"), ("why?", ("soon", *ANY[1:]), "“soon” is not")):
        html, before = desk.follow(typed, KITTIWAKE, *narrowing)
        assert told in alert(html)
        assert before == KITTIWAKE


def test_a_question_is_narrowed_by_what_was_typed_and_chosen(desk: Desk) -> None:
    html, _ = desk.follow("How many boats had the ferry fleet?", "", "2024", "", "", "", "")
    assert "had 52 boats" in text_of(html)
    assert "had 41 boats" not in text_of(html)
    html, _ = desk.follow(KITTIWAKE, "", "1999", "1999", "", "", "")
    assert "No passage fits the filters" in alert(html)


def test_a_link_opens_its_question_and_without_one_none(desk: Desk) -> None:
    query = Query("How many boats had the ferry fleet?", Filters(until="2022-12-31"))
    opened, html = desk.open(query.link)
    assert opened == query
    assert "had 41 boats" in text_of(html)
    assert html == desk.show(query)
    assert desk.open("?") == (Query(""), "")
    assert "<h2>" not in desk.start().replace("<h2>Questions to start with</h2>", "")
    opened, html = desk.open("?q=ferry&kind=poem")
    assert opened == Query("")
    assert "poem is not a kind of paper" in alert(html)


def test_whoever_asks_before_the_model_is_there_waits_for_it(desk: Desk) -> None:
    desk.ready.clear()
    with ThreadPoolExecutor() as pool:
        shown = pool.submit(desk.show, Query(KITTIWAKE))
        time.sleep(0.2)
        assert not shown.done()
        desk.warm_up()
        assert "Kittiwake" in shown.result(30)


def test_a_model_that_cannot_be_loaded_is_told_to_whoever_asks(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    desk.assistant.encoder = Encoder(str(tmp_path / "model"))
    desk.warm_up()
    assert "model" in alert(desk.show(Query(KITTIWAKE)))


def test_twenty_at_once_each_get_their_own_answer(desk: Desk) -> None:
    asked = [KITTIWAKE, "How many boats had the ferry fleet?", NOWHERE, "How many lanterns were broken?"] * 5
    with ThreadPoolExecutor(20) as pool:
        shown = list(pool.map(lambda question: desk.follow(question, "", *ANY), asked))
    assert [heading(html) for html, _ in shown] == [before for _, before in shown] == asked
    assert len({html for html, _ in shown}) == 4


# Judging


def test_what_a_link_narrows_by_is_chosen_also_where_it_is_not_there(desk: Desk) -> None:
    (bodies, body), (_, kind), (meetings, meeting) = desk.choices(Filters(body="harbour", meeting="2024-06-13"))
    assert (body, kind, meeting) == ("harbour", "", "2024-06-13")
    assert bodies[-1] == ("harbour", "harbour")
    assert meetings.count(("13 June 2024", "2024-06-13")) == 1


def test_a_verdict_is_kept_of_the_quotation_it_was_given_on(desk: Desk) -> None:
    query = Query(KITTIWAKE, Filters(since="2024-01-01"))
    answer = desk.assistant.answer(Query(KITTIWAKE, query.filters))
    quote, passage = answer.quotes[0], answer.passages[-1]
    assert desk.judge([query.link, place(quote.citation), "answers"]) == (True, "Kept: this answers it. Thank you.")
    kept, told = desk.judge([query.link, place(passage.citation), "does_not"])
    assert kept
    assert told.startswith("Kept: this does not answer it.")
    first, second = desk.feedback.verdicts()
    assert (first.question, first.filters, first.word) == (KITTIWAKE, query.filters, "answers")
    assert second.word == "does_not"
    assert first.evidence
    assert first.evidence["text"] == quote.text
    assert second.evidence
    assert second.evidence["id"] == passage.id


def test_not_found_is_judged_as_a_whole(desk: Desk) -> None:
    for verdict, told in (("not_there", "Kept: the archive does not say."), ("there", "Kept: it is in the archive")):
        assert desk.judge([Query(NOWHERE).link, "", verdict])[1].startswith(told)
    assert [(one.word, one.evidence) for one in desk.feedback.verdicts()] == [("answers", None), ("does_not", None)]


@pytest.mark.parametrize(
    ("link", "where", "verdict", "told"),
    [
        (Query(KITTIWAKE).link, "", "not_there", "The question was answered; say of each quote"),
        (Query(KITTIWAKE).link, "0-5 watch.txt", "answers", "The archive has changed since; ask again."),
        ("?q=", "", "not_there", "The question is empty"),
        ("?q=ferry&since=soon", "", "not_there", "soon is not a date"),
    ],
)
def test_what_cannot_be_judged_is_told_and_not_kept(desk: Desk, link: str, where: str, verdict: str, told: str) -> None:
    kept, why = desk.judge([link, where, verdict])
    assert not kept
    assert why.startswith(told)
    assert desk.feedback.verdicts() == []


def test_a_word_that_no_button_says_is_not_kept(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.judge([Query(NOWHERE).link, "", "perhaps"])
    assert desk.feedback.verdicts() == []


def test_a_verdict_that_cannot_be_kept_is_told(desk: Desk) -> None:
    (desk.index.folder / FILE).write_bytes(b"no database, but long enough to be taken for one" * 50)
    kept, why = desk.judge([Query(NOWHERE).link, "", "there"])
    assert not kept
    assert "is damaged" in why


# Looking


def test_a_topic_is_shown_by_meeting(desk: Desk) -> None:
    html = desk.topic("gulls")
    assert heading(html) == "gulls"
    bars = [one.get_text(" ", strip=True) for one in BeautifulSoup(html, "html.parser").select(".bars > li")]
    assert [one.split(" ")[:3] for one in bars] == [
        ["8", "December", "2022"],
        ["15", "June", "2023"],
        ["14", "March", "2024"],
        ["13", "June", "2024"],
        ["12", "December", "2024"],
    ]
    assert [one.endswith("no mention") for one in bars] == [True, False, True, False, True]
    assert desk.topic("  ") == ""
    assert "topic" in alert(desk.topic("of the"))


def test_what_there_is_can_be_chosen(desk: Desk) -> None:
    (bodies, _), (kinds, _), (meetings, _) = desk.choices(Filters())
    assert [first for first, *_ in (bodies, kinds, meetings)] == [
        ("Any body", ""),
        ("Any kind", ""),
        ("Any meeting", ""),
    ]
    assert meetings[1:3] == [("12 December 2024", "2024-12-12"), ("13 June 2024", "2024-06-13")]
    assert len(meetings) == 6
    assert ("Reports", "report") in kinds
    for at, chosen in ((2, bodies), (3, kinds), (4, meetings)):
        for _, kept in chosen:
            html, _ = desk.follow(KITTIWAKE, "", *(kept if i == at else "" for i in range(5)))
            assert heading(html) == KITTIWAKE


# Keeping the archive


def finish(desk: Desk) -> str:
    deadline = time.monotonic() + 60
    while desk.progress()[1]:
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)
    return text_of(desk.progress()[0])


def test_papers_are_added_read_asked_about_and_withdrawn_again(desk: Desk, tmp_path: Path) -> None:
    bells, cut, poem = (tmp_path / name for name in ("bells.txt", "cut.pdf", "poem.exe"))
    bells.write_text(BELLS, encoding="utf-8")
    cut.write_bytes(b"%PDF-1.7")
    poem.write_text("Bells.")
    told = [desk.add(OWNER, file, file.name).sentence for file in (bells, cut, poem)]
    assert told[:2] == ["bells.txt was added.", "cut.pdf was added."]
    assert told[2].startswith("poem.exe is not a kind of paper that is read")
    assert desk.progress()[1]
    ended = finish(desk)
    assert ended.startswith("1 paper read in")
    assert "1 paper could not be read; the reasons are below." in ended
    shown = text_of(desk.archive(OWNER))
    assert "cut.pdf : " in shown
    assert "bells.txt" in shown
    assert "Seventeen bell buoys" in text_of(desk.follow("How many bell buoys were painted?", "", *ANY)[0])
    assert ("9 January 2025", "2025-01-09") in desk.choices(Filters())[2][0]
    assert f"{len(PAPERS) + 1} papers" in desk.masthead()

    assert "bells.txt was removed; its file is kept as removed/bells.txt" in text_of(desk.withdraw(OWNER, "bells.txt"))
    assert "cut.pdf was removed" in text_of(desk.withdraw(OWNER, "cut.pdf"))
    shown = text_of(desk.archive(OWNER))
    assert "cut.pdf" not in shown
    assert "bells.txt" not in shown
    assert "Seventeen bell buoys" not in text_of(desk.follow("How many bell buoys were painted?", "", *ANY)[0])
    assert "There is no paper bells.txt in the archive" in alert(desk.withdraw(OWNER, "bells.txt"))


@needs_ocrmypdf
def test_scanned_pages_are_read_when_somebody_asks_for_it(desk: Desk, encoder: Encoder) -> None:
    archive = Path(desk.index.meta["archive"])
    (archive / "scan.pdf").write_bytes(scan(make_pdf([ALDER], [BIRCH]), 2))
    build(archive, desk.index.folder, encoder, quiet)
    assert "data-scans" in desk.archive(OWNER)
    assert "The scanned pages are being read" in text_of(desk.read_scans(OWNER))
    finish(desk)
    assert "data-scans" not in desk.archive(OWNER)


def test_where_nothing_new_was_added_nothing_is_read(desk: Desk, tmp_path: Path) -> None:
    again = tmp_path / "watch.txt"
    again.write_text(PAPERS["watch.txt"], encoding="utf-8")
    assert desk.add(OWNER, again, again.name).sentence == "watch.txt is in the archive already."
    assert desk.progress()[1] is False


def test_only_editors_change_the_archive(desk: Desk, tmp_path: Path) -> None:
    bells = tmp_path / "bells.txt"
    bells.write_text(BELLS, encoding="utf-8")
    with pytest.raises(NotAllowedError, match="Only editors may change the archive"):
        desk.add(STRANGER, bells, bells.name)
    for done in (desk.withdraw(STRANGER, "watch.txt"), desk.read_scans(STRANGER)):
        assert alert(done).startswith("Only editors may change the archive")
    assert {path.name for path in Path(desk.index.meta["archive"]).iterdir()} == set(PAPERS)
    assert not desk.progress()[1]
    assert "data-remove" in desk.archive(OWNER)
    assert "data-remove" not in desk.archive(STRANGER)


def test_an_archive_that_everything_was_taken_out_of_says_so_to_whoever_asks(desk: Desk) -> None:
    for name in PAPERS:
        desk.withdraw(OWNER, name)
    assert "0 papers" in desk.masthead()
    assert "The archive does not say." in text_of(desk.follow(KITTIWAKE, "", *ANY)[0])
    assert "No paper of the archive has these words." in text_of(desk.topic("gulls"))
    everything = [([(every, "")], "") for every in ("Any body", "Any kind", "Any meeting")]
    assert desk.choices(Filters()) == everything
    assert heading(desk.archive(OWNER)) == "What the archive holds"
    assert desk.start() == ""
