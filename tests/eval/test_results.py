import shutil
import sqlite3
from pathlib import Path

import pytest

from assistant import Assistant
from eval.measures import Shown
from eval.questions import Evidence, Question, QuestionSetError
from eval.results import rankings_of, run_questions
from tests.eval.results import result

KNOWN = "What was said about Op Shopkeeper?"


def silent() -> None:
    """A step that nobody counts."""


def test_answerable_questions_are_ranked_whatever_the_answer_says() -> None:
    right = {"a": 3, "c": 2}
    (ranking,) = rankings_of([result(right, ["b", "a"], "not_found"), result({}, ["a"])])
    assert (ranking.question, ranking.right) == ("n-1", right)
    assert ranking.shown == (Shown("b", 3), Shown("a", 3))  # "bees are kept"


@pytest.mark.parametrize(("found", "rank"), [(["a"], 1), (["x", "c", "a"], 2), (["x"], None), ([], None)])
def test_a_result_has_the_rank_of_its_first_right_passage(found: list[str], rank: int | None) -> None:
    assert result({"a": 3, "c": 2}, found).rank == rank


def test_every_question_is_asked_in_order(sample_assistant: Assistant) -> None:
    passage = next(iter(sample_assistant.index.passages().values()))
    answerable = Question(
        id="n-1",
        question=" ".join(passage.text.split()[:30]),
        type="entity",
        split="dev",
        evidence=[Evidence(document=passage.document, all_of=[passage.text])],
    )
    unanswerable = Question(id="n-2", question="Who keeps the goats?", type="unanswerable", split="test")
    steps: list[None] = []
    results = run_questions(sample_assistant, [answerable, unanswerable], lambda: steps.append(None))
    assert [run.question for run in results] == [answerable, unanswerable]
    assert results[0].relevant[passage.id] == len(passage.text.split())
    assert results[1].relevant == {}
    assert results[1].answer.question == "Who keeps the goats?"
    assert len(steps) == 2


def test_no_question_is_asked_where_evidence_is_missing(sample_assistant: Assistant) -> None:
    first = Question(id="n-1", question="Who keeps the goats?", type="unanswerable", split="dev")
    second = Question(
        id="n-2", question="Who keeps the bees?", type="who", split="dev", evidence=[Evidence(document="bees.txt")]
    )
    steps: list[None] = []
    with pytest.raises(QuestionSetError, match="Question n-2"):
        run_questions(sample_assistant, [first, second], lambda: steps.append(None))
    assert steps == []


def test_a_quote_that_is_not_the_documents_text_where_it_cites_is_not_verbatim(
    sample_index: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample_index, tmp_path / "index")
    asked = Question(id="n-1", question=KNOWN, type="unanswerable", split="dev")
    (true,) = run_questions(Assistant(tmp_path / "index"), [asked], silent)
    assert true.answer.quotes
    assert true.verbatim
    with sqlite3.connect(tmp_path / "index" / "index.sqlite") as db:
        db.execute("UPDATE documents SET text = ' ' || text")  # all stands one character further on
    (false,) = run_questions(Assistant(tmp_path / "index"), [asked], silent)
    assert [one.text for one in false.answer.quotes] == [one.text for one in true.answer.quotes]
    assert not false.verbatim
