from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.ranking import FEATURES, score
from assistant.retrieve import Evidence, find_candidates, retrieve
from index import Encoder, Filters, Index, build
from tests.assistant.conftest import Put, find, search_for
from tests.assistant.papers import PAPERS
from tests.conftest import quiet

AGENDA = """NORTHSHIRE HARBOUR PANEL

Date: Thursday 14 March 2024
Time: 10.00 am
Venue: Customs House, Elmport

AGENDA

1. APOLOGIES
To receive any apologies for absence.

2. DREDGING OF THE HARBOUR MOUTH
To consider the dredging of the harbour mouth.

3. LANTERNS ON THE EASTERN QUAY
To consider the lanterns on the eastern quay.
"""
DREDGING = """NORTHSHIRE HARBOUR PANEL – 14 MARCH 2024

REPORT OF THE HARBOUR MASTER

1.1 The dredging of the harbour mouth began in February, and the dredger has brought up sand, nets and an anchor.
"""


def documents(found: list[Evidence]) -> list[str]:
    return [one.passage.document for one in found]


def test_the_passage_that_answers_comes_first(harbour: Index, put: Put) -> None:
    found = find(harbour, put("What happened to the lanterns on the eastern quay?"), top=5)
    assert "lanterns" in found[0].passage.text
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_the_score_is_that_of_the_measures(harbour: Index, put: Put) -> None:
    (found,) = find_candidates(harbour, [put("What happened to the lanterns on the eastern quay?")])
    assert len(found) == harbour.count()
    rows = np.stack([one.measures for one in found])
    assert rows.shape == (len(found), len(FEATURES))
    assert [one.score for one in found] == pytest.approx(score(rows).tolist(), abs=1e-4)


def test_the_vectors_are_those_of_the_passage(harbour: Index, put: Put) -> None:
    (found,) = find_candidates(harbour, [put("lanterns")])
    for one in found:
        kept = harbour.vectors([one.passage.key])[one.passage.key]
        assert np.array_equal(one.vectors.tokens, kept.tokens)
        assert len(one.vectors.sentences) == len(one.passage.sentences)


def test_what_follows_under_the_heading_of_an_operation_is_found_by_its_name(harbour: Index, put: Put) -> None:
    found = find(harbour, put("How many hours of overtime did Operation Kittiwake take?"), top=1)
    assert "3,400 hours" in found[0].passage.text


@pytest.mark.parametrize(("named", "year"), [("December 2022", "2022"), ("December 2024", "2024")])
def test_the_time_that_is_named_wins(harbour: Index, put: Put, named: str, year: str) -> None:
    found = find(harbour, put(f"How many boats had the ferry fleet in {named}?"), top=3)
    assert found[0].passage.document == f"fleet-{year}.txt"


def test_an_agenda_is_held_back(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "archive").mkdir()
    for name, text in {"a.txt": AGENDA, "b.txt": DREDGING, "c.txt": PAPERS["watch.txt"]}.items():
        (tmp_path / "archive" / name).write_text(text, encoding="utf-8")
    build(tmp_path / "archive", tmp_path / "index", encoder, quiet)
    index = Index(tmp_path / "index")
    assert {passage.kind for passage in index.passages().values() if passage.document == "a.txt"} == {"agenda"}
    for text, document in (
        ("When did the dredging of the harbour mouth begin?", "b.txt"),
        ("What was said of the lanterns on the eastern quay?", "c.txt"),
    ):
        found = find(index, search_for(text, index, encoder), top=5)
        assert found[0].passage.document == document
        assert "a.txt" in documents(found)


def test_the_same_words_in_two_papers_are_given_once_with_both(harbour: Index, put: Put) -> None:
    found = find(harbour, put("How many pairs of gulls were counted in May?"), top=10)
    (twins,) = (one for one in found if "120 pairs" in one.passage.text)
    assert {twins.passage.document, *(other.document for other in twins.also)} == {"gulls.txt", "gulls-again.txt"}


def test_the_same_words_with_other_figures_are_never_put_together(harbour: Index, put: Put) -> None:
    for text, figures in (("How many gulls were counted?", ("120", "95")), ("the ferry fleet", ("41", "52"))):
        found = find(harbour, put(text), top=10)
        for figure in figures:
            (one,) = (one for one in found if f" {figure} " in one.passage.text)
            assert all(f" {figure} " in other.text for other in one.also)


def test_no_more_than_the_top_is_given_and_no_passage_twice(harbour: Index, put: Put) -> None:
    every = find(harbour, put("the harbour"), top=100)
    assert len(every) == harbour.count() - 1  # the gulls of 2024 are printed twice
    keys = [passage.key for one in every for passage in (one.passage, *one.also)]
    assert sorted(keys) == sorted(harbour.passages())
    first = find(harbour, put("the harbour"), top=2)
    assert [one.passage.id for one in first] == [one.passage.id for one in every[:2]]


def test_filters_say_what_may_be_found(harbour: Index, put: Put) -> None:
    asked = put("How many boats had the ferry fleet?")
    early, never = (
        replace(asked, filters=Filters(until="2022-12-31")),
        replace(asked, filters=Filters(until="1999-12-31")),
    )
    assert set(documents(find(harbour, early, 10))) == {"fleet-2022.txt"}
    assert find(harbour, never, 10) == []


def test_what_is_found_together_is_what_is_found_alone(harbour: Index, put: Put) -> None:
    texts = ("How many boats had the ferry fleet?", "the harbour", "What happened to the lanterns?", "gulls")
    filters = (None, Filters(until="2022-12-31"), Filters(until="1999-12-31"), None)
    searches = [replace(put(text), filters=own) for text, own in zip(texts, filters, strict=True)]
    together = retrieve(harbour, searches, 3)
    assert [bool(found) for found in together] == [True, True, False, True]
    for search, found in zip(searches, together, strict=True):
        alone = find(harbour, search, 3)
        assert [one.passage for one in found] == [one.passage for one in alone]
        assert [one.score for one in found] == pytest.approx([one.score for one in alone], abs=1e-4)


@pytest.mark.parametrize("text", ["who was it?", "the " * 300 + "gulls", "gulls " * 300, "What is ____?", "🚲gulls"])
def test_any_question_that_can_be_asked_finds_something(harbour: Index, put: Put, text: str) -> None:
    found = find(harbour, put(text), top=3)
    assert len(found) == 3
    assert all(np.isfinite(one.measures).all() for one in found)


def test_passages_without_a_word_get_in_no_ones_way(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "archive").mkdir()
    for name, text in {"a.txt": "* * *\n\n", "b.txt": DREDGING, "c.txt": "____\n\n\u200b\n"}.items():
        (tmp_path / "archive" / name).write_text(text, encoding="utf-8")
    build(tmp_path / "archive", tmp_path / "index", encoder, quiet)
    index = Index(tmp_path / "index")
    found = find(index, search_for("What did the dredger bring up?", index, encoder), top=5)
    assert documents(found)[0] == "b.txt"
    assert {"a.txt", "c.txt"} <= set(documents(found))
