import pytest
from bs4 import BeautifulSoup

from assistant import Answer, Assistant
from assistant.html import adding_html, answer_html, failure_html, failure_page, mentions_page
from assistant.query import Query
from assistant.topic import Mentions

QUESTION = "What was said about Op Shopkeeper?"
SCRIPT = "<script>alert(1)</script>"


def hostile(assistant: Assistant, status: str) -> Answer:
    answer = assistant.ask(QUESTION).model_copy(update={"status": status, "question": SCRIPT})
    for quote in answer.quotes:
        quote.text = quote.citation.title = quote.citation.document = quote.citation.url = SCRIPT
        quote.marks = [(0, 3)]
    for passage in answer.passages:
        passage.text = passage.citation.title = passage.citation.document = SCRIPT
    return answer


def test_nothing_of_the_archive_or_the_question_is_markup(sample_assistant: Assistant) -> None:
    answer = hostile(sample_assistant, "answered")
    bar = Mentions(meeting_date="2024-10-09", body=SCRIPT, period=None, count=1)
    for html in (answer_html(Query(SCRIPT), answer, SCRIPT), failure_html(SCRIPT)):
        assert "&lt;script&gt;" in html
        assert "<script" not in html
    for page in (failure_page(SCRIPT), mentions_page(SCRIPT, bar, answer.quotes)):
        assert "&lt;script&gt;" in page
        assert page.count("<script") == 1  # the page's own


def test_how_the_question_was_read_is_shown_as_text(sample_assistant: Assistant) -> None:
    for status in ("answered", "not_found"):
        answer = hostile(sample_assistant, status)
        answer.understood.corrections = {SCRIPT: "shop"}
        html = answer_html(Query(QUESTION), answer)
        assert "Read as: shop (for &lt;script&gt;" in html
        assert "<script" not in html


def test_not_found_says_so_before_it_shows_what_comes_nearest(sample_assistant: Assistant) -> None:
    html = answer_html(Query(QUESTION), hostile(sample_assistant, "not_found"))
    assert html.index("The archive does not say.") < html.index("Nearest passages") < html.index("<blockquote")
    assert "Quotation 1" not in html


def test_of_one_meeting_the_best_quotation_comes_first_and_no_meeting_stands_over_it(
    sample_assistant: Assistant,
) -> None:
    answer = sample_assistant.ask(QUESTION)
    html = answer_html(Query(QUESTION), answer)
    names = [f'aria-label="Quotation {number}"' for number in range(1, len(answer.quotes) + 1)]
    assert [html.index(name) for name in names] == sorted(html.index(name) for name in names)
    assert "<h3>Meeting of" not in html


def test_the_words_that_answer_are_marked_and_no_others(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask(QUESTION)
    quote = answer.quotes[0]
    assert quote.marks
    html = answer_html(Query(QUESTION), answer.model_copy(update={"quotes": [quote]}))
    marked = [one.split("</mark>")[0] for one in html.split("<mark>")[1:]]
    assert marked == [quote.text[start:end] for start, end in quote.marks]


def test_a_paper_is_linked_where_it_is_published_and_a_time_where_it_was_recorded(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask(QUESTION)
    where = {"url": "https://council.example/pack.pdf#page=4", "recording_url": "https://video.example/1#t=1315"}
    cited = answer.quotes[0].citation.model_copy(update={"recording_time": "0:21:55", **where})
    told = answer.quotes[0].model_copy(update={"citation": cited})
    page = BeautifulSoup(answer_html(Query(QUESTION), answer.model_copy(update={"quotes": [told]})), "html.parser")
    links = {str(link["href"]): link.get_text() for link in page.find_all("a")}
    assert "published" in links[where["url"]]
    assert "0:21:55" in links[where["recording_url"]]
    assert "video.example" not in answer_html(Query(QUESTION), answer)


@pytest.mark.parametrize("exempt", [True, False])
def test_who_may_see_exempt_papers_has_a_button_to_add_them(exempt: bool) -> None:
    assert ("Add exempt papers" in adding_html(exempt)) == exempt
    assert "Add papers" in adding_html(exempt)
