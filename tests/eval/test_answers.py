from typing import Any

import pytest

from assistant import Quote
from eval.answers import cites_rightly, quotes_hold, score_answers
from eval.questions import Evidence
from tests.eval.results import quote, result

FACTS = Evidence(document="bees.txt", all_of=["forty hives", "the quay"], any_of=["honey", "wax"])


@pytest.mark.parametrize(
    ("quotes", "held"),
    [
        ([quote("Forty  hives on\nthe quay gave honey.")], True),
        ([quote("Forty hives on the quay."), quote("They gave wax.")], True),
        ([quote("They gave wax."), quote("A poem."), quote("Forty hives on the quay.")], True),
        ([quote("Forty hives on the quay.")], False),
        ([quote("Forty hives on the quay gave honey.", "goats.txt")], False),
        ([quote("Forty hives on the quay gave honey.", "goats.txt", also=["bees.txt"])], True),
        ([quote("Forty hives on the quay."), quote("They gave wax.", "goats.txt")], False),
        ([quote("Wax, and forty"), quote("hives on the quay")], False),
        ([], False),
    ],
)
def test_facts_are_quoted_where_the_documents_quotes_hold_them(quotes: list[Quote], held: bool) -> None:
    assert quotes_hold(result({"a": 1}, evidence=[FACTS]), quotes) is held


@pytest.mark.parametrize(("start", "end", "held"), [(0, 60, True), (90, 120, True), (0, 50, False), (100, 120, False)])
def test_a_place_without_facts_has_to_be_quoted_itself(start: int, end: int, held: bool) -> None:
    place = Evidence(document="bees.txt", span=(50, 100))
    said = quote("Ann keeps them.", char_start=start, char_end=end)
    assert quotes_hold(result({"a": 1}, evidence=[place]), [said]) is held


def test_one_piece_of_evidence_is_enough_and_refused_questions_do_not_count() -> None:
    other = Evidence(document="goats.txt", all_of=["nine goats"])
    told = result({"a": 1}, evidence=[FACTS, other], quotes=[quote("Nine goats.", "goats.txt")])
    untold = result({"a": 1}, evidence=[FACTS], quotes=[quote("A poem.")])
    refused = result({"a": 1}, status="not_found", evidence=[FACTS])
    unanswerable = result({}, quotes=[quote("A poem.")])
    assert score_answers([told, untold, refused, refused, unanswerable])["facts quoted"].value == 1 / 2


def test_only_answers_that_were_given_can_be_verbatim() -> None:
    results = [
        result({"a": 1}),
        result({"a": 1}, verbatim=False),
        result({}, verbatim=False),
        result({"a": 1}, status="not_found", verbatim=False),
    ]
    assert score_answers(results)["quotes verbatim"].value == pytest.approx(1 / 3)


def test_the_first_quote_is_looked_at_alone() -> None:
    poem, herd = quote("A poem."), quote("Nine goats.")
    evidence = [Evidence(document="bees.txt", all_of=["nine goats"])]
    first, last = (result({"a": 1}, evidence=evidence, quotes=order) for order in ([herd, poem], [poem, herd]))
    scores = score_answers([first, last])
    assert (scores["facts quoted"].value, scores["facts in first quote"].value) == (1, 1 / 2)


@pytest.mark.parametrize(
    ("place", "right"),
    [
        ({}, True),
        ({"headings": ["Item 3", "4. Staff"]}, True),
        ({"headings": ["Item 3"]}, False),
        ({"page": 8}, False),
        ({"page": None}, False),
        ({"paragraph": "1.2"}, False),
        ({"char_start": 99, "char_end": 120}, True),
        ({"char_start": 100, "char_end": 120}, False),
        ({"meeting_date": "2024-01-09"}, False),
        ({"meeting_date": None}, False),
        ({"document": "goats.txt"}, False),
    ],
)
def test_a_citation_is_right_where_all_that_the_evidence_says_is(place: dict[str, Any], right: bool) -> None:
    evidence = Evidence(document="bees.txt", heading="staff", page=7, paragraph="1.1", span=(50, 100), all_of=["Ann"])
    usual = {"document": "bees.txt", "headings": ["Staff"], "page": 7, "paragraph": "1.1", "char_start": 60}
    said = quote("Ann keeps them.", **{**usual, "char_end": 75, "meeting_date": "2024-10-09", **place})
    assert cites_rightly(result({"a": 1}, evidence=[evidence], quotes=[said], meeting_date="2024-10-09")) is right


def test_what_another_paper_prints_too_may_be_cited_there() -> None:
    evidence = [Evidence(document="bees.txt", all_of=["Ann"])]
    assert cites_rightly(result({"a": 1}, evidence=evidence, quotes=[quote("Ann.", "goats.txt", also=["bees.txt"])]))


def test_citations_are_judged_where_the_facts_are_quoted() -> None:
    evidence = [Evidence(document="bees.txt", page=7, all_of=["Ann"])]
    right, wrong = (result({"a": 1}, evidence=evidence, quotes=[quote("Ann.", page=page)]) for page in (7, 8))
    untold = result({"a": 1}, evidence=evidence, quotes=[quote("A poem.", page=7)])
    assert score_answers([right, wrong, untold])["citation right"].value == 1 / 2
    assert "citation right" not in score_answers([untold])


def test_nothing_is_scored_where_nothing_is_answered() -> None:
    assert score_answers([result({"a": 1}, status="not_found"), result({}, status="not_found")]) == {}
