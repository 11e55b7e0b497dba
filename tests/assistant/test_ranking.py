from typing import Any

import numpy as np
import pytest

from assistant.match import Asked
from assistant.question import understand
from assistant.ranking import BEFORE, FEATURES, Pool, Search, features, new_figures, score, weights
from assistant.retrieve import find_candidates
from corpus import Kind, PaperKind, Sentence
from index import Index, PassageVectors, StoredPassage
from tests.assistant.conftest import Put
from tests.passages import axes, stored, vectors

# Of two words of one piece each, the second matters three times as much.
ASKED = Asked(
    axes(0)[0],
    ("quay", "lanterns"),
    frozenset(),
    axes(0, 1),
    axes(0, 1, dimension=2),
    np.array([0.25, 0.75], np.float32),
)
NOTHING = vectors(axes(3), [0], axes(3))


def measure(
    text: str = "What was said?",
    passage: StoredPassage | None = None,
    kept: PassageVectors = NOTHING,
    before: PassageVectors | None = None,
) -> dict[str, float]:
    """The measures of one passage, by name."""
    pool = Pool({1: passage or stored(1, "Bees.")}, {1: kept}, {})
    if before:
        pool = Pool(pool.passages, {1: kept, 2: before}, {1: 2})
    ((row,),) = features([Search(understand(text), ASKED)], [[1]], pool)
    return dict(zip(FEATURES, map(float, row), strict=True))


def said(text: str, **facts: Any) -> StoredPassage:
    return stored(1, text, **facts)


def points_of(measures: dict[str, float]) -> float:
    """The score of a passage with these measures and nothing else to tell it from others."""
    return float(score(np.array([[measures.get(name, 0.0) for name in FEATURES]], dtype=np.float32))[0])


# The measures


def test_there_is_a_row_a_passage_and_a_column_a_measure() -> None:
    pool = Pool({key: stored(key, "Bees.") for key in (1, 2, 3)}, dict.fromkeys((1, 2, 3), NOTHING), {})
    found: list[list[int]] = [[1, 2, 3], [], [3]]
    measured = features([Search(understand("What was said?"), ASKED)] * 3, found, pool)
    for keys, rows in zip(found, measured, strict=True):
        assert rows.shape == (len(keys), len(FEATURES))
        assert np.isfinite(rows).all()
        assert score(rows).shape == (len(keys),)


def test_meaning_is_measured_by_cosines() -> None:
    slanted = np.array([0.6, 0.8, 0, 0], dtype=np.float32)
    kept = PassageVectors(slanted, np.stack([axes(1)[0], slanted]), NOTHING.tokens, NOTHING.starts)
    sentences = (Sentence(0, 3, Kind.PARAGRAPH), Sentence(4, 9, Kind.PARAGRAPH))
    measured = measure(passage=said("Bee. Bees.", sentences=sentences), kept=kept)
    assert (measured["cosine"], measured["nearest sentence"]) == pytest.approx((0.6, 0.6))


@pytest.mark.parametrize("aside", [Kind.HEADING, Kind.LABEL])
def test_a_heading_is_not_the_nearest_sentence_unless_there_is_nothing_else(aside: Kind) -> None:
    both = (Sentence(0, 3, aside), Sentence(4, 9, Kind.PARAGRAPH))
    kept = vectors(axes(3), [0], axes(0, 1))
    assert measure(passage=said("Bee Bees.", sentences=both), kept=kept)["nearest sentence"] == pytest.approx(0)
    alone = vectors(axes(3), [0], axes(0))
    assert measure(passage=said("Bee", sentences=both[:1]), kept=alone)["nearest sentence"] == pytest.approx(1)


def test_words_are_matched_as_much_as_they_matter() -> None:
    measured = measure(kept=vectors(axes(0, 1), [-1, 7], axes(3)))
    assert measured["words matched"] == pytest.approx(1, abs=0.01)
    assert measured["in its own words"] == pytest.approx(0.75, abs=0.01)


def test_a_word_of_the_passage_before_counts_a_little_less() -> None:
    own, other = vectors(axes(0), [0], axes(3)), vectors(axes(1), [0], axes(3))
    measured = measure(kept=own, before=other)
    assert measured["words matched"] == pytest.approx(0.25, abs=0.01)
    assert measured["with the one before"] == pytest.approx(0.25 + 0.75 * BEFORE, abs=0.01)
    assert measured["with the one before"] < measure(kept=vectors(axes(0, 1), [0, 2], axes(3)))["words matched"]


@pytest.mark.parametrize("before", [None, NOTHING])
def test_a_passage_before_that_says_nothing_takes_nothing_away(before: PassageVectors | None) -> None:
    measured = measure(kept=vectors(axes(1), [0], axes(3)), before=before)
    assert measured["with the one before"] == pytest.approx(measured["words matched"])


def test_a_longer_passage_is_measured_longer_but_its_number_is_no_word() -> None:
    assert measure(passage=said("Bees " * 30))["length"] > measure(passage=said("Bees " * 10))["length"]
    assert measure(passage=said("3.11 Bees were kept."))["length"] == measure(passage=said("Bees were kept."))["length"]


def test_agendas_and_boilerplate_are_formal() -> None:
    assert measure(passage=said("Bees", kind=PaperKind.AGENDA))["agenda"] == 1
    assert measure(passage=said("Bees", boilerplate=True))["boilerplate"] == 1
    assert (measure(passage=said("Bees"))["agenda"], measure(passage=said("Bees"))["boilerplate"]) == (0, 0)


@pytest.mark.parametrize(
    ("question", "text", "new"),
    [
        ("How many hives were there?", "There were 32 hives.", {"32"}),
        ("How many hives were there in 2023?", "In 2023 there were hives.", set()),
        ("How many hives were there in 2023?", "In 2023 there were 1,032 hives.", {"1,032"}),
        ("How many hives were there?", "3.11 There were hives on the roof.", set()),
    ],
)
def test_a_figure_is_new_that_the_question_does_not_hold(question: str, text: str, new: set[str]) -> None:
    assert new_figures(understand(question), text) == new


@pytest.mark.parametrize(
    ("facts", "meeting", "period", "named", "another"),
    [
        ({"meeting_date": "2023-06-15"}, 1, 0, 0, 0),
        ({"meeting_date": "2023-07-15"}, 0, 0, 0, 1),
        ({"period_start": "2023-04-01", "period_end": "2023-06-30"}, 0, 1, 0, 0),
        ({"period_start": "2023-01-01", "period_end": "2023-03-31"}, 0, 0, 0, 1),
        ({"meeting_date": "2023-09-01", "period_start": "2023-04-01", "period_end": "2023-06-30"}, 0, 1, 0, 0),
        ({"meeting_date": "2023-07-15", "headings": ("Hives in June 2023",)}, 0, 0, 1, 0),
        ({"meeting_date": "2023-07-15", "text": "As was said in june 2023."}, 0, 0, 1, 0),
        ({}, 0, 0, 0, 0),
    ],
)
def test_a_passage_is_of_the_time_named_or_of_another(
    facts: dict[str, Any], meeting: int, period: int, named: int, another: int
) -> None:
    times = ("meeting of the time", "period of the time", "time named", "another time")
    passage = said(facts.get("text", "Bees."), **{key: value for key, value in facts.items() if key != "text"})
    measured = measure("What was said of the hives in June 2023?", passage)
    assert [measured[name] for name in times] == [meeting, period, named, another]
    timeless = measure("What was said of the hives?", passage)
    assert [timeless[name] for name in times] == [0, 0, 0, 0]


# The score


def test_every_measure_has_a_weight() -> None:
    assert weights().shape == (len(FEATURES),)
    assert np.isfinite(weights()).all()


def test_a_better_match_scores_higher() -> None:
    matched = ("words matched", "in its own words", "with the one before")
    best, middle, worst = (points_of(dict.fromkeys(matched, value)) for value in (0.9, 0.6, 0.3))
    assert best > middle > worst
    assert points_of({"cosine": 0.8, "nearest sentence": 0.8}) > points_of({"cosine": 0.3, "nearest sentence": 0.3})


def test_formal_papers_and_other_times_are_held_back() -> None:
    assert points_of({"agenda": 1}) < points_of({})
    assert points_of({"another time": 1}) < points_of({}) < points_of({"meeting of the time": 1})
    assert points_of({"another time": 1}) < points_of({"period of the time": 1})


# In an archive


def measures_of(harbour: Index, put: Put, text: str) -> dict[str, dict[str, float]]:
    """The measures of each passage for a question, by document and paragraph."""
    (found,) = find_candidates(harbour, [put(text)])
    return {
        f"{one.passage.document} {one.passage.paragraph}": dict(zip(FEATURES, map(float, one.measures), strict=True))
        for one in found
    }


def test_a_passage_before_counts_under_the_same_headings_only(harbour: Index, put: Put) -> None:
    found = measures_of(harbour, put, "How long did Operation Kittiwake take?")
    same, other = found["watch.txt 2.2"], found["watch.txt 3.1"]
    assert same["with the one before"] > same["in its own words"] + 0.05
    assert other["with the one before"] == other["words matched"]


def test_the_meeting_that_is_named_is_known(harbour: Index, put: Put) -> None:
    found = measures_of(harbour, put, "How many boats had the ferry fleet in December 2022?")
    then, later = found["fleet-2022.txt 1.1"], found["fleet-2024.txt 1.1"]
    assert (then["meeting of the time"], then["another time"]) == (1, 0)
    assert (later["meeting of the time"], later["another time"]) == (0, 1)
