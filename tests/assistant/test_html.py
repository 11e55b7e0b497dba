from assistant import Answer, Assistant
from assistant.html import answer_html, failure_html, passages_html

SCRIPT = "<script>alert(1)</script>"


def hostile(assistant: Assistant, status: str) -> Answer:
    answer = assistant.ask("What was said about Op Shopkeeper?").model_copy(update={"status": status})
    for quote in answer.quotes:
        quote.text = quote.citation.title = quote.citation.document = SCRIPT
    for passage in answer.passages:
        passage.text = passage.citation.title = passage.citation.document = SCRIPT
    return answer


def test_nothing_of_the_archive_is_markup(sample_assistant: Assistant) -> None:
    answer = hostile(sample_assistant, "answered")
    for html in (answer_html(answer), passages_html(answer), failure_html(SCRIPT)):
        assert "&lt;script&gt;" in html
        assert "<script" not in html


def test_how_the_question_was_read_is_shown_as_text(sample_assistant: Assistant) -> None:
    for status in ("answered", "not_found"):
        answer = hostile(sample_assistant, status)
        answer.understood.corrections = {SCRIPT: "shop"}
        html = answer_html(answer)
        assert "Read as: shop (for &lt;script&gt;" in html
        assert "<script" not in html


def test_not_found_says_so_first_and_quotes_nothing(sample_assistant: Assistant) -> None:
    html = answer_html(hostile(sample_assistant, "not_found"))
    assert html.index("The archive does not say.") < html.index("nearest")
    assert "<blockquote" not in html
