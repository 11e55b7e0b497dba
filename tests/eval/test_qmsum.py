import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from eval.convert import convert
from eval.measures import score_retrieval
from eval.qmsum import write_meetings
from eval.questions import Question, load_questions
from eval.results import Result, rankings_of, run_questions
from index import Encoder, build
from tests.conftest import quiet


def meeting(subjects: list[str], query: str, spans: list[list[str]]) -> dict[str, Any]:
    """A meeting in which each subject is asked about and answered at length, and one question on it."""
    turns = [{"speaker": "The Chair", "content": "Good morning,  everyone."}, {"speaker": "Bo Elm", "content": ""}]
    for subject in subjects:
        turns += [
            {"speaker": "The Chair", "content": f"What is there to say about {subject}?"},
            {"speaker": "Ann Alder", "content": f"We spent a great deal of money on {subject} this year. " * 12},
        ]
    return {
        "meeting_transcripts": turns,
        "specific_query_list": [{"query": query, "answer": "Much.", "relevant_text_span": spans}],
    }


MEETINGS = [
    meeting(["ferries", "libraries", "hospitals"], "What was spent on libraries?", [["4", "5"]]),
    meeting(
        ["bridges", "schools", "forests"],
        "Summarize the discussion about bridges and forests.",
        [["2", "3"], ["6", "7"]],
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written of a file of the form."""
    place = tmp_path_factory.mktemp("qmsum")
    (place / "meetings.jsonl").write_text("".join(json.dumps(one) + "\n" for one in MEETINGS), encoding="utf-8")
    convert([str(place / "meetings.jsonl"), str(place / "out")], "QMSum", write_meetings)
    return place / "out"


@pytest.fixture(scope="module")
def questions(folder: Path) -> list[Question]:
    return load_questions(folder / "questions.jsonl")


@pytest.fixture(scope="module")
def assistant(folder: Path, encoder: Encoder) -> Assistant:
    """The assistant over the papers that were written."""
    build(folder / "papers", folder / "index", encoder, quiet)
    return Assistant(folder / "index")


@pytest.fixture(scope="module")
def results(assistant: Assistant, questions: list[Question]) -> list[Result]:
    return run_questions(assistant, questions, lambda: None)


def test_meetings_are_written_a_turn_a_line(folder: Path) -> None:
    lines = (folder / "papers" / "meeting-00.txt").read_text(encoding="utf-8").split("\n")
    assert len(lines) == len(MEETINGS[0]["meeting_transcripts"])
    assert lines[:3] == [
        "The Chair: Good morning, everyone.",
        "Bo Elm: ",
        "The Chair: What is there to say about ferries?",
    ]


def test_a_question_names_the_turns_that_answer_it(questions: list[Question], folder: Path) -> None:
    assert [(one.id, one.type, one.split) for one in questions] == [("m00-00", None, "test"), ("m01-00", None, "test")]
    told = (("meeting-00.txt", ["libraries"]), ("meeting-01.txt", ["bridges", "forests"]))
    for question, (document, subjects) in zip(questions, told, strict=True):
        text = (folder / "papers" / document).read_text(encoding="utf-8")
        assert {one.document for one in question.evidence} == {document}
        for evidence, subject in zip(question.evidence, subjects, strict=True):
            assert evidence.span is not None
            start, end = evidence.span
            first, last = text[start:end].split("\n")
            assert first == f"The Chair: What is there to say about {subject}?"
            assert last.startswith("Ann Alder: We spent")
            assert last.count(subject) == 12


def test_what_overlaps_the_turns_is_right(results: list[Result], assistant: Assistant) -> None:
    passages = list(assistant.index.passages().values())
    for result, subjects in zip(results, ({"libraries"}, {"bridges", "forests"}), strict=True):
        others = {"ferries", "libraries", "hospitals", "bridges", "schools", "forests"} - subjects
        assert result.relevant
        for passage in passages:
            if passage.id in result.relevant:
                assert passage.document == result.question.evidence[0].document
                assert any(subject in passage.text for subject in subjects)
                before = result.relevant[passage.id]
                assert before == 0 or passage.text.split()[before:][:2] == ["The", "Chair:"]  # who asks begins the turn
            elif not any(other in passage.text for other in others):
                assert not any(subject in passage.text for subject in subjects)


def test_clear_questions_are_answered_first(results: list[Result]) -> None:
    assert score_retrieval(rankings_of(results))["Success@1"].value == 1
