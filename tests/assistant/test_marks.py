import numpy as np
import pytest

from assistant.marks import MOST, find_marks
from assistant.match import Asked
from assistant.question import WORD, understand
from index import PassageVectors
from tests.passages import axes, vectors

BEGIN = 100  # where the quotes made up here begin in their document
# What is asked about: bees, and of less weight a place. Each word has an axis, and what is alike lies on it.
ASKED = Asked(
    axes(0)[0], ("bees", "garden"), frozenset(), axes(0, 1), axes(0, 1, dimension=2), np.array([0.9, 0.1], np.float32)
)
AXES = {"bees": 0, "bee": 0, "beekeeper": 0, "garden": 1}


def kept(text: str) -> PassageVectors:
    """The vectors of a text, one a word."""
    words = list(WORD.finditer(text))
    tokens = axes(*(AXES.get(word[0].casefold(), 3) for word in words))
    return vectors(tokens, [BEGIN + word.start() for word in words], axes(0))


def marked(question: str, text: str) -> list[str]:
    return [text[start:end] for start, end in find_marks(text, understand(question), ASKED, kept(text), BEGIN)]


def test_the_figure_nearest_to_the_questions_words_is_marked() -> None:
    text = "There are 32 bees at home now. And of the many ants that came here in the rain there are some 900 left."
    assert marked("How many bees are there?", text) == ["32 bees"]


def test_a_comma_parts_a_figure_from_the_words_behind_it() -> None:
    text = "The ants have 12 doors, the bees have come to own 14 doors here."
    assert marked("How many doors?", text)[-1] == "14 doors"
    assert marked("How many doors?", "The bees have come to own 14 doors here, and 12 wasps in all.")[0] == "14 doors"


def test_figures_equally_near_are_all_marked() -> None:
    assert marked("How many are there?", "There are 32 drones, bees and 12 queens and other things.") == [
        "32 drones",
        "12 queens",
    ]


def test_where_nothing_is_asked_for_the_questions_words_are_marked_in_any_form() -> None:
    text = "A beekeeper keeps the bee in a garden of some size near home."
    assert marked("Tell me about bees in the garden", text) == ["beekeeper", "bee"], "the garden matters too little"


def test_a_figure_far_from_the_questions_words_does_not_answer() -> None:
    text = "Bees hum. " + "Nothing else was said of them on that long day. " * 3 + "There were 12 ants."
    assert marked("How many bees are there?", text) == ["Bees"]


def test_a_quote_in_which_nothing_can_be_told_has_no_marks() -> None:
    assert marked("Tell me about bees", "Nobody came.") == []
    assert marked("Tell me about bees", "...") == []


@pytest.mark.parametrize(
    ("question", "text"),
    [("Tell me about bees", "bees bee bees bee beekeeper"), ("How many bees?", "12 bees, 13 bees, 14 bees, 15 bees")],
)
def test_at_most_half_of_a_quote_is_marked(question: str, text: str) -> None:
    marks = find_marks(text, understand(question), ASKED, kept(text), BEGIN)
    assert marks
    assert sum(end - start for start, end in marks) <= MOST * len(text) + len(marks)


def test_marked_words_side_by_side_are_one_mark_but_not_across_cells() -> None:
    text = "Of bee bees, wasps and all the other insects\tbee\tbees"
    assert marked("Tell me about bees", text) == ["bee bees", "bee", "bees"]


def test_of_a_row_the_figure_in_the_column_named_is_marked() -> None:
    text = "Bees\t924\t1,121"
    spelled = ["Bees: In the garden 924; In the wood 1,121."]
    question = understand("How many bees in the garden?")
    ((start, end),) = find_marks(text, question, ASKED, kept(text), BEGIN, spelled)
    assert text[start:end] == "924"
