"""The invented harbour's index, and a question put to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.match import read_questions
from assistant.question import understand
from assistant.ranking import Search
from assistant.retrieve import Evidence, retrieve
from index import Encoder, Filters, Index, build
from tests.assistant.papers import PAPERS
from tests.conftest import quiet

Put = Callable[[str], Search]


def search_for(text: str, index: Index, encoder: Encoder, filters: Filters | None = None) -> Search:
    """A question put to an index: as it is understood, and its vectors."""
    question = understand(text, index)
    (asked,) = read_questions([question], index, encoder)
    return Search(question, asked, filters)


def find(index: Index, search: Search, top: int) -> list[Evidence]:
    """What is found for a question that is asked alone."""
    (found,) = retrieve(index, [search], top)
    return found


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Index:
    """The index of the invented harbour panel's papers, not to be changed."""
    place: Path = tmp_path_factory.mktemp("harbour")
    (place / "archive").mkdir()
    for name, text in PAPERS.items():
        (place / "archive" / name).write_text(text, encoding="utf-8")
    build(place / "archive", place / "index", encoder, quiet)
    return Index(place / "index")


@pytest.fixture(scope="session")
def put(harbour: Index, encoder: Encoder) -> Put:
    """A question put to that index."""
    return lambda text: search_for(text, harbour, encoder)


@pytest.fixture(scope="session")
def sample(sample_index: Path) -> Index:
    """The index of the sample archive, not to be changed."""
    return Index(sample_index)
