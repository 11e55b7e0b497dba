import io
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlencode

import docx
import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from assistant import Assistant
from assistant.desk import Desk
from assistant.html import exported
from assistant.query import Query
from assistant.references import citations_of, to_bibtex, to_csl_json
from assistant.source import Place
from assistant.topic import mentions, topic_over_time
from assistant.web import MOST, build_server
from assistant.wording import for_reading
from assistant.writer import Writer
from corpus import read_document
from index import Encoder, Filters, Index
from tests.assistant.far_side import far_side
from tests.assistant.papers import PAPERS
from tests.conftest import SAMPLE
from tests.corpus.papers import read_text_file

SHOPKEEPER = "What was said about Op Shopkeeper?"
NIGHTINGALE = "What did the panel hear about Operation Nightingale?"  # nothing
PACK = "pack-2023-12-14.pdf"
PAGE = "<script>alert(1)</script><p>The gulls are back on the roof of the market.</p>"


def served(assistant: Assistant) -> FastAPI:
    desk = Desk(assistant)
    desk.warm_up()
    return build_server(desk)


@pytest.fixture(scope="module")
def client(sample_assistant: Assistant) -> TestClient:
    return TestClient(served(sample_assistant))


@pytest.fixture
def harbour_client(harbour: Index, encoder: Encoder, tmp_path: Path) -> TestClient:
    """A copy of the harbour's archive, in a folder "archive", with a web page that its index knows."""
    archive, folder = tmp_path / "archive", tmp_path / "index"
    shutil.copytree(harbour.folder.parent / "archive", archive)
    shutil.copytree(harbour.folder, folder)
    index = Index(folder)
    index.set_meta(archive=str(archive))
    (archive / "page.html").write_text(PAGE, encoding="utf-8")
    read = replace(read_text_file("gulls"), document=read_document("page.html", PAGE.encode()), passages=())
    index.put(read, "", [])
    assistant = Assistant(folder)
    assistant.encoder = encoder
    return TestClient(served(assistant))


def sentence(client: TestClient, address: str) -> str:
    """What the page of one sentence says that there is at an address where something is wrong."""
    answer = client.get(address)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("text/html")
    main = BeautifulSoup(answer.text, "html.parser").main
    assert main
    told = main.get_text().strip()
    assert re.fullmatch(r"[^\n]+\.", told)
    return told


# Sources


def test_a_source_is_a_page_with_the_quotation_and_the_picture_it_stands_on(
    client: TestClient, sample_assistant: Assistant
) -> None:
    quote = sample_assistant.ask(SHOPKEEPER).quotes[0]
    shown = client.get(Place.of(quote.citation).link)
    page = BeautifulSoup(shown.text, "html.parser")
    assert shown.status_code == 200
    assert [mark.get_text() for mark in page.select(".text mark")] == [quote.text]
    assert page.select(".sheet .box")
    (image,) = page.select("img")
    picture = client.get(str(image["src"]))
    assert picture.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size == (int(str(image["width"])), int(str(image["height"])))
    turned = page.find("a", string="Next page")
    assert turned
    other = BeautifulSoup(client.get(str(turned["href"])).text, "html.parser")
    assert not other.select("mark, .box")
    assert other.find("a", string="Back to the quotation")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("source?document=none.pdf&start=0&end=5", "The archive holds no paper none.pdf"),
        (f"source?document={PACK}&start=0&end=999999999", "was read anew"),
        (f"source?document={PACK}&start=0&end=5&step=99", "it has no page 100"),
        (f"source?document={PACK}&start=no&end=5", "This address is not complete"),
        ("source", "This address is not complete"),
        ("page?document=none.pdf&number=1", "The archive holds no paper none.pdf"),
        (f"page?document={PACK}&number=0", "has no page 0"),
        (f"page?document={PACK}&number=99", "has no page 99: it ends at page 24"),
        (f"page?document={PACK}&number=", "This address is not complete"),
        ("paper", "This address is not complete"),
        ("paper?document=", "The archive holds no paper"),
        ("mentions", "This address is not complete"),
        ("mentions?words=%20", "topic"),
        ("mentions?words=shoplifting&meeting=soon", "soon is not a date"),
        ("answers.docx", "This address is not complete"),
        ("answers.pdf?ask=%3Fq%3Dferry", "answers.docx, answers.md, answers.bib, answers.json, not as answers.pdf"),
        ("answers.md?ask=", "The question is empty"),
        ("answers.md?ask=%3Fq%3Dferry%26since%3Dsoon", "soon is not a date"),
        ("answers.md?ask=%3Fq%3Dferry%26meeting%3D1999-01-01", "No passage fits the filters"),
    ],
)
def test_what_cannot_be_shown_is_told_in_a_sentence(client: TestClient, address: str, told: str) -> None:
    assert told in sentence(client, address)


# Papers


def test_a_pdf_and_a_text_are_shown_as_they_are(client: TestClient, harbour_client: TestClient) -> None:
    pdf = client.get(f"paper?document={PACK}")
    assert pdf.content == (SAMPLE / PACK).read_bytes()
    text = harbour_client.get("paper?document=watch.txt")
    assert text.content.decode() == PAPERS["watch.txt"]
    for paper, kind in ((pdf, "application/pdf"), (text, "text/plain; charset=utf-8")):
        assert paper.headers["content-type"] == kind
        assert "attachment" not in paper.headers.get("content-disposition", "")
        assert paper.headers["x-content-type-options"] == "nosniff"


def test_a_web_page_is_handed_over_and_never_run(harbour_client: TestClient) -> None:
    paper = harbour_client.get("paper?document=page.html")
    assert paper.content.decode() == PAGE
    assert paper.headers["content-type"] == "application/octet-stream"
    assert paper.headers["content-disposition"] == 'attachment; filename="page.html"'
    assert paper.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "made_up",
    [
        "../archive/watch.txt",
        "../outside.txt",
        "./watch.txt",
        "/outside.txt",
        "beside.txt",
        ".",
        "watch.txt\0",
        "a/../watch.txt",
    ],
)
@pytest.mark.parametrize("way", ["paper", "page", "source"])
def test_nothing_but_a_paper_of_the_archive_is_handed_out(
    harbour_client: TestClient, tmp_path: Path, made_up: str, way: str
) -> None:
    for path in (tmp_path / "outside.txt", tmp_path / "archive" / "beside.txt"):
        path.write_text("The secret of the lighthouse.")
    document = f"{tmp_path}{made_up}" if made_up.startswith("/") else made_up
    address = f"{way}?{urlencode({'document': document, 'number': 1, 'start': 0, 'end': 5})}"
    assert "The archive holds no paper" in sentence(harbour_client, address)


@pytest.mark.parametrize("way", ["paper", "page"])
def test_a_link_put_in_the_place_of_a_paper_leads_nowhere(harbour_client: TestClient, tmp_path: Path, way: str) -> None:
    (tmp_path / "outside.txt").write_text("The secret of the lighthouse.")
    (tmp_path / "archive" / "watch.txt").unlink()
    (tmp_path / "archive" / "watch.txt").symlink_to(tmp_path / "outside.txt")
    assert "watch.txt is no longer in" in sentence(harbour_client, f"{way}?document=watch.txt&number=1")


def test_a_paper_whose_file_was_taken_is_told(harbour_client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "archive" / "watch.txt").unlink()
    assert "watch.txt is no longer in" in sentence(harbour_client, "paper?document=watch.txt")


# Mentions


def test_the_mentions_of_a_bar_are_its_quotations(client: TestClient, sample: Index) -> None:
    bar = next(one for one in topic_over_time(sample, "shoplifting").meetings if one.count)
    told = {"words": "shoplifting", "meeting": bar.meeting_date or "", "body": bar.body or ""}
    page = BeautifulSoup(client.get(f"mentions?{urlencode(told)}").text, "html.parser")
    quotes = mentions(sample, "shoplifting", bar.meeting_date, bar.body)
    assert [one.get_text() for one in page.select("blockquote")] == [for_reading(one.text) for one in quotes]
    assert len(quotes) == bar.count


def test_where_nothing_was_said_that_is_said(client: TestClient) -> None:
    page = client.get("mentions?words=shoplifting&meeting=1999-01-01")
    assert page.status_code == 200
    assert "no mention of it there" in page.text


# Written answers


def written(desk: Desk, question: str) -> BeautifulSoup:
    """What is fetched into the page as the written answer to a question."""
    fetched = TestClient(build_server(desk)).get(f"written{Query(question).link}")
    assert fetched.status_code == 200
    assert fetched.headers["content-type"].startswith("text/html")
    return BeautifulSoup(fetched.text, "html.parser")


def test_a_written_answer_is_a_part_of_the_page_with_links_to_what_bears_it_out(sample_assistant: Assistant) -> None:
    with far_side() as far:
        desk = Desk(sample_assistant, Writer(far.address, "<b>small</b>"))
        desk.warm_up()
        far.writes("Op Shopkeeper has targeted 32 prolific offenders. It is <i>good</i>. The rate was 61% in June.")
        part = written(desk, SHOPKEEPER)
        assert "(<b>small</b>)" in part.get_text()
        assert "1 sentence was left out" in part.get_text()
        page = BeautifulSoup(desk.show(Query(SHOPKEEPER)), "html.parser")
        placeholder = page.select_one("[data-written]")
        assert placeholder
        assert placeholder["data-written"] == f"written{Query(SHOPKEEPER).link}"
        links = part.select('p > a[href^="#"]')
        assert len(links) >= 2
        for link in links:
            (there,) = [*page.select(str(link["href"])), *part.select(str(link["href"]))]
            assert re.search("32 prolific|61% in June", there.get_text())
        far.writes("Op Shopkeeper was a failure.")
        assert "wrote nothing that could be kept" in written(desk, SHOPKEEPER).get_text()
        far.status = 500
        told = written(desk, SHOPKEEPER).select_one("[role=alert]")
        assert told
        assert "refused to answer (500" in told.get_text()
        assert written(desk, NIGHTINGALE).get_text() == ""
        assert "data-written" not in desk.show(Query(NIGHTINGALE))


def test_without_a_writer_nothing_is_written(client: TestClient, sample_assistant: Assistant) -> None:
    assert client.get(f"written{Query(SHOPKEEPER).link}").text == ""
    desk = Desk(sample_assistant)
    desk.warm_up()
    assert "data-written" not in desk.show(Query(SHOPKEEPER))


# Exports


def export(ending: str, *queries: Query) -> str:
    """The address of an export."""
    return f"answers.{ending}?{exported(queries)}"


def test_an_export_holds_each_question_once_in_order_as_it_was_asked(client: TestClient) -> None:
    queries = [Query(NIGHTINGALE), Query(SHOPKEEPER, Filters(since="2024-01-01")), Query("What of burglary in 2023?")]
    markdown = client.get(export("md", *queries))
    assert markdown.headers["content-type"].startswith("text/markdown")
    named = unquote(markdown.headers["content-disposition"])
    assert re.fullmatch(r"attachment; filename\*=UTF-8''Questions put to the archive, \d+ \w+ \d{4}\.md", named)
    alone = client.get(export("md", Query("Gulls: “how many”, in 2024/25?")))
    assert unquote(alone.headers["content-disposition"]).endswith("''Gulls how many, in 202425.md")
    assert re.findall(r"^## (.*)$", markdown.text, re.MULTILINE) == [one.question for one in queries]
    assert markdown.text.count("Narrowed to: meetings from 1 January 2024.") == 1
    word = client.get(export("docx", *queries))
    assert word.headers["content-disposition"].endswith(".docx")
    paragraphs = docx.Document(io.BytesIO(word.content)).paragraphs
    headings = [one.text for one in paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings == [one.question for one in queries]


def test_references_are_of_what_the_questions_are_answered_with(
    client: TestClient, sample_assistant: Assistant
) -> None:
    queries = [Query(NIGHTINGALE), Query(SHOPKEEPER)]
    quoted = list(citations_of([sample_assistant.ask(SHOPKEEPER)]))
    for ending, text, kind in (
        ("bib", to_bibtex(quoted), "application/x-bibtex"),
        ("json", to_csl_json(quoted), "application/vnd.citationstyles.csl+json"),
    ):
        saved = client.get(export(ending, *queries))
        assert (saved.text, saved.headers["content-type"].split(";")[0]) == (text, kind)
        assert saved.headers["content-disposition"].endswith(f".{ending}")


def test_what_was_taken_away_from_a_question_stays_away_in_its_export(client: TestClient) -> None:
    asked = "What of shoplifting last year?"
    assert "Read as: last year" in client.get(export("md", Query(asked))).text
    assert "Read as" not in client.get(export("md", Query(asked, ignored=("last year",)))).text


def test_more_questions_than_fit_are_refused(client: TestClient) -> None:
    told = sentence(client, export("md", *[Query("burglary")] * (MOST + 1)))
    assert told == f"At most {MOST} questions are put into one file; leave some out."
