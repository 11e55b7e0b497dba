"""The invented harbour's index, and a question put to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.match import Asked, read_question
from assistant.question import Question, understand
from index import Encoder, Index, build
from tests.assistant.papers import PAPERS
from tests.conftest import quiet

Put = Callable[[str], tuple[Question, Asked]]


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
    """A question put to that index: as it is understood, and its vectors."""

    def put(text: str) -> tuple[Question, Asked]:
        question = understand(text, harbour)
        return question, read_question(question, harbour, encoder)

    return put


@pytest.fixture(scope="session")
def sample(sample_index: Path) -> Index:
    """The index of the sample archive, not to be changed."""
    return Index(sample_index)
