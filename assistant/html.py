"""An answer as HTML for the browser. Everything from the archive is shown as text, never as markup."""

from html import escape

from assistant.answer import Answer, Citation
from assistant.wording import NOT_FOUND, SPELLED, citation_in_words, for_reading, understood_in_words


def answer_html(answer: Answer) -> str:
    """The quotations with their numbered citations, or that the archive does not say and what comes nearest."""
    if answer.status == "not_found":
        return (
            f'{_understood(answer)}<div class="verdict not-found"><p><strong>{NOT_FOUND}</strong></p>'
            f"<p>Chance that it does: {answer.confidence:.0%}. The passages below come nearest.</p></div>"
        )
    quotes = "".join(
        f"<li><blockquote>{_words(quote.text)}</blockquote>{_source(quote.citation)}{_rows(quote.spelled)}"
        f"{_also(quote.also)}</li>"
        for quote in answer.quotes
    )
    return (
        f'{_understood(answer)}<p class="verdict">Quotations from the record. Chance that the archive answers it: '
        f'{answer.confidence:.0%}.</p><ol class="quotes">{quotes}</ol>'
    )


def passages_html(answer: Answer) -> str:
    """The ranked passages with their sources."""
    items = "".join(
        f"<li><p>{_words(passage.text)}</p>{_source(passage.citation)}{_also(passage.also)}</li>"
        for passage in answer.passages
    )
    return f'<ol class="passages">{items}</ol>' if items else "<p>No passage was found.</p>"


def failure_html(message: str) -> str:
    """A sentence that says what is wrong."""
    return f'<p class="verdict" role="alert">{escape(message)}</p>'


def _understood(answer: Answer) -> str:
    read = understood_in_words(answer.understood)
    return f'<p class="understood"><small>{escape(read)}</small></p>' if read else ""


def _words(text: str) -> str:
    return escape(for_reading(text))


def _source(citation: Citation) -> str:
    return f'<p class="cited">{escape(citation_in_words(citation))}<br><small>{escape(citation.document)}</small></p>'


def _rows(spelled: list[str]) -> str:
    return "".join(f'<p class="cited">{SPELLED} {escape(row)}</p>' for row in spelled)


def _also(citations: list[Citation]) -> str:
    return "".join(f'<p class="cited">Also printed: {escape(citation_in_words(c))}</p>' for c in citations)
