import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from eval.chance import Figure
from eval.comparison import OURS
from eval.qmsum import TranscriptQuestion, main, right_passages, score, write_meetings
from index import Index


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
    """The folder of a run, and the meetings beside it."""
    place = tmp_path_factory.mktemp("qmsum")
    (place / "meetings.jsonl").write_text("".join(json.dumps(one) + "\n" for one in MEETINGS))
    return place / "run"


@pytest.fixture(scope="module")
def questions(folder: Path) -> list[TranscriptQuestion]:
    return write_meetings(MEETINGS, folder / "meetings")


def test_meetings_are_written_a_turn_a_line(questions: list[TranscriptQuestion], folder: Path) -> None:
    text = (folder / "meetings" / "meeting-00.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    assert len(lines) == len(MEETINGS[0]["meeting_transcripts"])
    assert lines[:3] == [
        "The Chair: Good morning, everyone.",
        "Bo Elm: ",
        "The Chair: What is there to say about ferries?",
    ]


def test_a_question_names_the_turns_that_answer_it(questions: list[TranscriptQuestion], folder: Path) -> None:
    assert [(one.id, one.document) for one in questions] == [("m00-00", "meeting-00.txt"), ("m01-00", "meeting-01.txt")]
    for question, subjects in zip(questions, (["libraries"], ["bridges", "forests"]), strict=True):
        text = (folder / "meetings" / question.document).read_text(encoding="utf-8")
        for (start, end), subject in zip(question.spans, subjects, strict=True):
            first, last = text[start:end].split("\n")
            assert first == f"The Chair: What is there to say about {subject}?"
            assert last.startswith("Ann Alder: We spent")
            assert last.count(subject) == 12


def test_meetings_are_indexed_asked_and_scored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder.parent / "meetings.jsonl"), str(folder)])
    table = capsys.readouterr().out
    for shown in ("panel", "passages by words", "passages by meaning", "passages by both", "nDCG@10", "RR@10"):
        assert shown in table
    generation = Index(folder / "index").generation
    main([str(folder.parent / "meetings.jsonl"), str(folder)])
    assert Index(folder / "index").generation == generation  # nothing was read again
    assert capsys.readouterr().out == table


def test_what_overlaps_the_turns_is_right(folder: Path, questions: list[TranscriptQuestion]) -> None:
    passages = list(Index(folder / "index").passages().values())
    for question, subjects in zip(questions, ({"libraries"}, {"bridges", "forests"}), strict=True):
        right = right_passages(question, passages)
        others = {"ferries", "libraries", "hospitals", "bridges", "schools", "forests"} - subjects
        for passage in passages:
            if passage.id in right:
                assert passage.document == question.document
                assert any(subject in passage.text for subject in subjects)
                assert right[passage.id] == len(passage.text.split())
            elif not any(other in passage.text for other in others):
                assert not any(subject in passage.text for subject in subjects)


def test_clear_questions_are_answered_first(folder: Path, questions: list[TranscriptQuestion]) -> None:
    scores = score(Assistant(folder / "index"), questions)
    assert next(iter(scores)) == OURS
    ours = scores[OURS]["Success@1"]
    assert isinstance(ours, Figure)
    assert ours.value == 1
