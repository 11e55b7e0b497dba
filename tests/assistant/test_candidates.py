import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.candidates import Candidates, candidates
from assistant.feedback import Feedback, Verdict
from eval.questions import Evidence, Question, load_questions, relevant_passages
from index import Filters, Index
from index.database import FILE as INDEX_FILE
from tests.panel import panel_here

GULLS = "How many pairs of gulls were counted on the roofs of the fish market?"


@pytest.fixture(scope="module")
def harbour_assistant(harbour: Index) -> Assistant:
    return Assistant(harbour.folder)


@pytest.fixture(scope="module")
def gulls(harbour_assistant: Assistant) -> Answer:
    return harbour_assistant.ask(GULLS)


@pytest.fixture(scope="module")
def nowhere(harbour_assistant: Assistant) -> Answer:
    answer = harbour_assistant.ask("Who won the marrow contest at the flower show?")
    assert answer.status == "not_found"
    return answer


@pytest.fixture
def feedback(harbour: Index, tmp_path: Path) -> Feedback:
    """Where feedback on the harbour's index is kept: beside a copy of it."""
    return Feedback(Path(shutil.copytree(harbour.folder, tmp_path / "index")))


def made(feedback: Feedback) -> Candidates:
    """The candidates, of which the questions are fit for a question set."""
    found = candidates(feedback.verdicts(), feedback.index)
    for one in found.questions:
        Question.model_validate_json(json.dumps(one))
    return found


def test_words_said_to_answer_become_evidence_that_is_tied_to_their_passage(
    feedback: Feedback, harbour_assistant: Assistant
) -> None:
    answer = harbour_assistant.ask("What was taken from the fishing boats before Operation Kittiwake?")
    quote = answer.quotes[0]
    feedback.keep(answer, None, Verdict("answers", quote))
    (candidate,) = made(feedback).questions
    question = Question.model_validate(candidate)
    at = quote.citation
    assert question.evidence == [
        Evidence(
            document="watch.txt",
            span=(at.char_start, at.char_end),
            heading="OPERATION KITTIWAKE",
            paragraph="2.1",
        )
    ]
    assert (question.question, question.type, question.split) == (answer.question, None, "dev")
    assert str(question.meeting_date) == "2024-03-14"
    assert relevant_passages(question, feedback.index.passages().values()).keys() == {quote.passage}


def test_places_that_print_the_same_words_are_evidence_too(feedback: Feedback, gulls: Answer) -> None:
    quote = next(one for one in gulls.quotes if one.also)
    feedback.keep(gulls, None, Verdict("answers", quote))
    (candidate,) = made(feedback).questions
    assert [one["document"] for one in candidate["evidence"]] == ["gulls-again.txt", "gulls.txt"]
    assert candidate["meeting_date"] == "2024-06-13"


def test_evidence_of_two_meetings_has_no_meeting_date(feedback: Feedback, gulls: Answer) -> None:
    first, other = (
        next(one for one in gulls.passages if one.citation.meeting_date == day) for day in ("2024-06-13", "2023-06-15")
    )
    feedback.keep(gulls, None, Verdict("answers", first), Verdict("answers", other))
    (candidate,) = made(feedback).questions
    assert "meeting_date" not in candidate
    assert [one["document"] for one in candidate["evidence"]] == ["gulls-again.txt", "gulls-before.txt"]


def test_the_later_verdict_on_a_place_counts_and_both_are_kept(feedback: Feedback, gulls: Answer) -> None:
    quote = gulls.quotes[0]
    feedback.keep(gulls, None, Verdict("answers", quote))
    feedback.keep(gulls, None, Verdict("does_not", quote))
    found = made(feedback)
    assert (found.questions, found.wordless) == ([], [GULLS])
    feedback.keep(gulls.model_copy(update={"question": GULLS.upper()}), None, Verdict("answers", quote))
    found = made(feedback)
    assert [one["question"] for one in found.questions] == [GULLS]
    assert found.wordless == []
    assert len(feedback.verdicts()) == 3


def test_a_question_is_unanswerable_where_not_found_is_said_to_be_right(feedback: Feedback, nowhere: Answer) -> None:
    feedback.keep(nowhere, None, Verdict("does_not", nowhere.passages[0]), Verdict("does_not"))
    found = made(feedback)
    assert (found.questions, found.wordless) == ([], [nowhere.question])
    feedback.keep(nowhere, None, Verdict("answers"))
    (candidate,) = made(feedback).questions
    assert (candidate["type"], "evidence" in candidate) == ("unanswerable", False)
    feedback.keep(nowhere, None, Verdict("answers", nowhere.passages[0]))
    (candidate,) = made(feedback).questions
    assert "type" not in candidate
    assert candidate["evidence"][0]["document"] == nowhere.passages[0].citation.document


def test_verdicts_on_questions_with_filters_are_left_out_by_name(feedback: Feedback, gulls: Answer) -> None:
    feedback.keep(gulls, Filters(since="2024-01-01"), Verdict("answers", gulls.quotes[0]))
    found = made(feedback)
    assert (found.questions, found.filtered) == ([], [GULLS])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE documents SET text = ' ' || text",
        "UPDATE passages SET headings = '[\"ANOTHER\"]'",
        "DELETE FROM documents",
    ],
)
def test_words_that_are_read_elsewhere_now_are_no_evidence(feedback: Feedback, gulls: Answer, change: str) -> None:
    feedback.keep(gulls, None, Verdict("answers", gulls.quotes[0]))
    with closing(sqlite3.connect(feedback.path.with_name(INDEX_FILE))) as db, db:
        db.execute(change)
    found = made(feedback)
    assert (found.questions, found.moved, found.wordless) == ([], [GULLS], [])


def test_questions_are_in_the_order_first_asked_and_keep_their_ids(
    feedback: Feedback, gulls: Answer, nowhere: Answer
) -> None:
    feedback.keep(nowhere, None, Verdict("answers"))
    feedback.keep(gulls, None, Verdict("answers", gulls.quotes[0]))
    first = made(feedback).questions
    feedback.keep(nowhere, None, Verdict("answers"))
    assert made(feedback).questions == first
    assert [one["question"] for one in first] == [nowhere.question, GULLS]
    assert len({one["id"] for one in first}) == 2


def test_panel_eval_asks_what_panel_feedback_writes(
    sample_index: Path, sample_assistant: Assistant, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(sample_index, tmp_path / "index"))
    assert (done := panel_here("feedback", "--index", folder)).returncode == 0
    assert (done.stdout, done.stderr) == ("", "Questions: 0.\n")
    feedback = Feedback(folder)
    shopkeeper = sample_assistant.ask("What was said about Op Shopkeeper?")
    feedback.keep(shopkeeper, None, *(Verdict("answers", quote) for quote in shopkeeper.quotes))
    officers = sample_assistant.ask("How many new officers had joined over and above the baseline?")
    feedback.keep(officers, None, *(Verdict("answers", passage) for passage in officers.passages[:3]))
    birds = sample_assistant.ask("bird song recipes")
    feedback.keep(birds, None, Verdict("answers"))
    precept = sample_assistant.ask("What was the precept spent on?")
    feedback.keep(precept, None, Verdict("does_not", precept.passages[0]))

    path = tmp_path / "said.jsonl"
    written = panel_here("feedback", "--index", folder, "--out", path)
    assert (written.returncode, written.stdout) == (0, "")
    assert "Questions: 3." in written.stderr
    assert f"write their evidence by hand (1):\n  {precept.question}\n" in written.stderr
    assert panel_here("feedback", "--index", folder).stdout == path.read_text(encoding="utf-8")

    questions = load_questions(path)
    assert [one.question for one in questions] == [one.question for one in (shopkeeper, officers, birds)]
    scores = json.loads(panel_here("eval", path, "--index", folder, "--json").stdout)["scores"]["dev"]
    assert (scores["questions"], scores["unanswerable"]) == (3, 1)
    for measure in ("Success@1", "facts quoted", "citation right", "not-found recall"):
        assert scores[measure]["value"] == 1, measure


def test_a_folder_that_is_not_there_is_told_in_one_sentence(harbour: Index, tmp_path: Path) -> None:
    done = panel_here("feedback", "--index", harbour.folder, "--out", tmp_path / "nowhere" / "said.jsonl")
    assert done.returncode == 2
    assert "said.jsonl cannot be written: No such file or directory." in done.stderr
    assert "Traceback" not in done.stderr
