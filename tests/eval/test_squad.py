import json
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from eval.convert import convert
from eval.measures import score_retrieval
from eval.questions import Question, load_questions
from eval.results import rankings_of, run_questions
from eval.squad import read_articles, write_articles
from index import Encoder, build
from tests.conftest import quiet


def asked(key: str, question: str, context: str, *answers: str) -> dict[str, Any]:
    """A question, with every place at which somebody marked an answer; none where there is none."""
    places = [{"text": text, "answer_start": context.index(text)} for text in answers]
    return {"id": key, "question": question, "is_impossible": not answers, "answers": places}


FERRY = "The ferry to Skerry crosses the strait twice a day.\nIt was built in Göteborg in 1971, and carries 48 cars."
CREW = "A crew of nine sails the ferry. Its captain is Ann Alder, and its engineer is Bo Elm."
CHEESE = "The cheese of Marrow Down is made from the milk of goats. It ripens for 14 months in limestone caves."
ARTICLES = [
    {
        "title": "Skerry_Ferry",
        "paragraphs": [
            {
                "context": FERRY,
                "qas": [
                    asked("f1", "How many cars does the ferry carry?", FERRY, "48", "48 cars", "48"),
                    asked("f2", "Where was the ferry built?", FERRY, "Göteborg", "in Göteborg"),
                ],
            },
            {
                "context": CREW,
                "qas": [
                    asked("f3", "Who is the captain of the ferry?", CREW, "Ann Alder"),
                    asked("f4", "Who cooks on the ferry?", CREW),
                ],
            },
        ],
    },
    {
        "title": "Marrow_Down",
        "paragraphs": [
            {"context": CHEESE, "qas": [asked("c1", "How long does the cheese ripen?", CHEESE, "14 months")]}
        ],
    },
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written of a file of the form."""
    place = tmp_path_factory.mktemp("squad")
    (place / "squad.json").write_text(json.dumps({"version": "v2.0", "data": ARTICLES}), encoding="utf-8")
    convert([str(place / "squad.json"), str(place / "out")], "SQuAD 2.0", write_articles)
    return place / "out"


@pytest.fixture(scope="module")
def questions(folder: Path) -> list[Question]:
    return load_questions(folder / "questions.jsonl")


def test_a_file_is_squads_own_or_a_list_of_articles(tmp_path: Path) -> None:
    for content in ({"version": "v2.0", "data": ARTICLES}, ARTICLES):
        (tmp_path / "squad.json").write_text(json.dumps(content), encoding="utf-8")
        assert read_articles(tmp_path / "squad.json") == ARTICLES


def test_every_article_is_a_paper(folder: Path) -> None:
    assert {path.name for path in (folder / "papers").iterdir()} == {"Skerry_Ferry.txt", "Marrow_Down.txt"}
    text = (folder / "papers" / "Skerry_Ferry.txt").read_text(encoding="utf-8")
    assert text.split("\n\n") == ["Skerry Ferry", FERRY.replace("\n", " "), CREW]


def test_the_evidence_is_every_place_that_was_marked(questions: list[Question], folder: Path) -> None:
    marked = {one.id: [evidence.all_of for evidence in one.evidence] for one in questions}
    assert marked == {
        "f1": [["48"], ["48 cars"]],
        "f2": [["in Göteborg"], ["Göteborg"]],
        "f3": [["Ann Alder"]],
        "f4": [],
        "c1": [["14 months"]],
    }
    for evidence in (evidence for one in questions for evidence in one.evidence):
        assert evidence.span is not None
        start, end = evidence.span
        text = (folder / "papers" / evidence.document).read_text(encoding="utf-8")
        assert [text[start:end]] == evidence.all_of


def test_only_a_question_without_an_answer_has_a_type(questions: list[Question]) -> None:
    assert {one.id: one.type for one in questions if one.type} == {"f4": "unanswerable"}
    assert {one.split for one in questions} == {"test"}


def test_what_is_written_can_be_indexed_and_asked(folder: Path, questions: list[Question], encoder: Encoder) -> None:
    build(folder / "papers", folder / "index", encoder, quiet)
    results = run_questions(Assistant(folder / "index"), questions, lambda: None)
    assert [bool(one.relevant) for one in results] == [True, True, True, False, True]
    assert score_retrieval(rankings_of(results))["Success@1"].value == 1
