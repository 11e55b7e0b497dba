import numpy as np
import pytest

from assistant.confidence import FEATURES, LOOKED_AT, confidence, features
from index import Index
from tests.assistant.conftest import Put, find

HELD = [
    "What happened to the lanterns on the eastern quay?",
    "How many boats had the ferry fleet in December 2022?",
    "How many hours of overtime did Operation Kittiwake take?",
]
ELSEWHERE = [
    "Who composed the opera about the Queen of the Night?",
    "How many medals did Kenya win in the marathon in 1988?",
    "What is the boiling point of mercury?",
]


def sureness(harbour: Index, put: Put, text: str) -> float:
    search = put(text)
    return confidence(harbour, search.question, search.asked, find(harbour, search, LOOKED_AT))


def told(harbour: Index, put: Put, text: str) -> dict[str, float]:
    """What speaks for or against an answer, by name."""
    search = put(text)
    found = features(harbour, search.question, search.asked, find(harbour, search, LOOKED_AT))
    return dict(zip(FEATURES, found, strict=True))


def test_nothing_found_is_no_answer(harbour: Index, put: Put) -> None:
    search = put(HELD[0])
    assert confidence(harbour, search.question, search.asked, []) == 0
    assert features(harbour, search.question, search.asked, []) == [0] * len(FEATURES)


@pytest.mark.parametrize("text", [*HELD, *ELSEWHERE, "who was it?", "the " * 300 + "gulls", "?? a"])
def test_confidence_is_a_probability(harbour: Index, put: Put, text: str) -> None:
    assert 0 <= sureness(harbour, put, text) < 1
    assert all(np.isfinite(value) for value in told(harbour, put, text).values())


@pytest.mark.parametrize("text", ["asdf", "What is asdf qwer?"])
def test_what_has_no_word_in_the_archive_is_not_in_it(harbour: Index, put: Put, text: str) -> None:
    assert sureness(harbour, put, text) == 0


def test_what_is_in_the_archive_is_surer_than_what_is_about_something_else(harbour: Index, put: Put) -> None:
    held, elsewhere = ([sureness(harbour, put, text) for text in texts] for texts in (HELD, ELSEWHERE))
    assert min(held) > max(elsewhere)


def test_a_name_that_is_nowhere_is_noticed(harbour: Index, put: Put) -> None:
    known = told(harbour, put, "What was said about Operation Kittiwake?")
    unknown = told(harbour, put, "What was said about Operation Nightjar?")
    assert (known["names anywhere"], unknown["names anywhere"]) == (1, 0.5)
    assert unknown["worst name"] < known["worst name"]
    assert sureness(harbour, put, "What was said about Operation Nightjar?") < sureness(
        harbour, put, "What was said about Operation Kittiwake?"
    )


def test_a_question_without_names_misses_none(harbour: Index, put: Put) -> None:
    found = told(harbour, put, "what happened to the lanterns?")
    assert (found["worst name"], found["names anywhere"]) == (1, 1)


def test_evidence_of_another_time_than_is_named_is_noticed(harbour: Index, put: Put) -> None:
    assert told(harbour, put, "How many boats had the ferry fleet in December 2022?")["another time"] == 0
    assert told(harbour, put, "How many boats had the ferry fleet in June 2019?")["another time"] == 1


def test_a_figure_that_is_asked_for_and_not_there_is_noticed(harbour: Index, put: Put) -> None:
    assert told(harbour, put, "How many boats had the ferry fleet in December 2022?")["figure missing"] == 0
    assert told(harbour, put, "What happened to the lanterns on the eastern quay?")["figure missing"] == 0
    assert told(harbour, put, "How many lanterns on the eastern quay did the smith mend?")["figure missing"] == 1
    assert told(harbour, put, "How many boats had the fleet at the end of the year, 41 or 52?")["figure missing"] == 1


def test_evidence_is_of_no_other_time_where_one_of_the_first_passages_is_of_the_time_named(
    harbour: Index, put: Put
) -> None:
    assert told(harbour, put, "How many boats had the ferry fleet in December 2022?")["no other time"] == 0
    assert told(harbour, put, "How many boats had the ferry fleet in June 2019?")["no other time"] == 1
