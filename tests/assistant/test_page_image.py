import re
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.page_image import PageError, page_image


def test_the_page_of_a_citation_is_drawn(sample_assistant: Assistant) -> None:
    citation = sample_assistant.ask("What was said about Op Shopkeeper?").quotes[0].citation
    picture = page_image(sample_assistant.archive, citation)
    assert picture is not None
    assert picture.width > 800
    shades = picture.convert("L").histogram()
    assert any(shades[:60]), "a page has ink"
    assert any(shades[250:]), "and paper"


def test_a_text_file_has_no_page_to_draw(sample_assistant: Assistant) -> None:
    citation = sample_assistant.ask("Op Shopkeeper").passages[0].citation.model_copy(update={"page": None})
    assert page_image(sample_assistant.archive, citation) is None


def test_a_paper_that_is_gone_is_named(sample_assistant: Assistant, tmp_path: Path) -> None:
    citation = sample_assistant.ask("Op Shopkeeper").passages[0].citation
    with pytest.raises(PageError, match=re.escape(citation.document)):
        page_image(tmp_path, citation)
