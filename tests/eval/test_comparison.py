from pathlib import Path

import pytest

from assistant import Assistant
from eval.chance import Figure
from eval.comparison import COMPARED, OURS, compare, rank_by, rank_systems
from eval.measures import Shown
from eval.questions import Evidence, Question
from eval.results import rankings_of, run_questions
from index import Encoder, build
from tests.assistant.papers import PAPERS
from tests.conftest import quiet
from tests.eval.test_measures import ranking

SAME_TEXTS = ("passages by words", "passages by meaning", "passages by both")
OTHER_TEXTS = ("tutorial chunks", "hybrid chunks")


def test_a_system_is_ranked_on_every_question() -> None:
    asked, right = {"n-1": "bees", "n-2": "goats"}, {"n-1": {"a": 2}, "n-2": {}}
    first, second = rank_by(lambda text: [text, "a"], {"a": 5, "bees": 7, "goats": 9}, asked, right)
    assert (first.question, first.shown, first.right) == ("n-1", (Shown("bees", 7), Shown("a", 5)), {"a": 2})
    assert (second.question, second.shown, second.right) == ("n-2", (Shown("goats", 9), Shown("a", 5)), {})


def test_every_system_is_ranked_on_the_same_answerable_questions(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "papers").mkdir()
    for name, text in PAPERS.items():
        (tmp_path / "papers" / name).write_text(text, encoding="utf-8")
    build(tmp_path / "papers", tmp_path / "index", encoder, quiet)
    assistant = Assistant(tmp_path / "index")
    watch = Evidence(document="watch.txt", all_of=["3,400 hours"])
    fleet = Evidence(document="fleet-2024.txt", all_of=["52"])
    questions = [
        Question(id="n-3", question="How many hours of overtime did it take?", split="dev", evidence=[watch]),
        Question(id="n-2", question="Who keeps the goats?", type="unanswerable", split="dev"),
        Question(id="n-1", question="How many boats had the ferry fleet in 2024?", split="dev", evidence=[fleet]),
    ]
    results = run_questions(assistant, questions, lambda: None)
    rankings = rank_systems(assistant, results)
    assert tuple(rankings) == (OURS, *SAME_TEXTS, *OTHER_TEXTS)
    assert rankings[OURS] == rankings_of(results)
    for name, (hours, boats) in rankings.items():
        assert (hours.question, boats.question) == ("n-3", "n-1")
        for one in (hours, boats):
            assert any(shown.id in one.right for shown in one.shown), name
    for name in SAME_TEXTS:
        assert [one.right for one in rankings[name]] == [one.relevant for one in results if one.answerable]
    for name in OTHER_TEXTS:
        papers = [{key.split("#")[0] for key in one.right} for one in rankings[name]]
        assert papers == [{"watch.txt"}, {"fleet-2024.txt"}]


def test_every_system_is_tested_against_ours() -> None:
    names = [f"n-{number}" for number in range(8)]
    good, bad = ([ranking(name, order, ["a"]) for name in names] for order in (["a", "x"], ["x", "a"]))
    scores = compare({OURS: good, "bad": bad, "good": good}, set(names), tested=True)
    assert scores[OURS] == dict.fromkeys(COMPARED, Figure(1, 1, 1))
    assert set(scores["bad"]) == {*COMPARED, "p, Success@1", "p, nDCG@10"}
    assert scores["bad"]["p, Success@1"] == pytest.approx(2 / 2**8)
    assert scores["bad"]["p, nDCG@10"] == pytest.approx(2 / 2**8)
    assert scores["good"]["p, Success@1"] == 1


def test_only_the_questions_that_are_named_count() -> None:
    ours = [ranking("n-1", ["a"], ["a"]), ranking("n-2", ["x"], ["a"])]
    theirs = [ranking("n-1", ["x"], ["a"]), ranking("n-2", ["a"], ["a"])]
    scores = compare({OURS: ours, "other": theirs}, {"n-2", "n-7"}, tested=True)
    assert (scores[OURS]["Success@1"], scores["other"]["Success@1"]) == (Figure(0, 0, 0), Figure(1, 1, 1))
    assert compare({OURS: ours, "other": theirs}, set(), tested=True) == {}


def test_there_is_no_p_where_none_is_asked_for() -> None:
    one = [ranking("n-1", ["a"], ["a"])]
    assert set(compare({OURS: one, "other": one}, {"n-1"}, tested=False)["other"]) == set(COMPARED)


def test_ndcg_is_left_out_where_other_texts_are_right() -> None:
    ours, chunks = [ranking("n-1", ["a"], ["a"])], [ranking("n-1", ["c#1"], ["c#1", "c#2"])]
    scores = compare({OURS: ours, "chunks": chunks}, {"n-1"}, tested=True)
    assert set(scores["chunks"]) == {*COMPARED, "p, Success@1"} - {"nDCG@10"}
    assert "nDCG@10" in scores[OURS]
