import json
import shlex
from pathlib import Path

import pytest

from eval.convert import convert
from eval.questions import load_questions
from eval.squad import write_articles

ARTICLE = {
    "title": "AC/DC",
    "paragraphs": [
        {
            "context": "The ferry sails twice a day.",
            # As in SQuAD 1.1, nothing says whether there is an answer.
            "qas": [{"id": "f1", "question": "How often?", "answers": [{"text": "twice a day", "answer_start": 16}]}],
        }
    ],
}


def test_papers_and_questions_are_written_and_the_next_commands_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps([ARTICLE]), encoding="utf-8")
    convert([str(tmp_path / "a.json"), str(tmp_path / "to here")], "SQuAD 2.0", write_articles)
    (question,) = load_questions(tmp_path / "to here" / "questions.jsonl")
    (evidence,) = question.evidence
    assert evidence.span
    text = (tmp_path / "to here" / "papers" / evidence.document).read_text(encoding="utf-8")
    assert text[slice(*evidence.span)] == "twice a day"
    build, ask = map(shlex.split, capsys.readouterr().out.splitlines())
    assert build[:3] == ["panel", "build", str(tmp_path / "to here" / "papers")]
    assert ask[:3] == ["panel", "eval", str(tmp_path / "to here" / "questions.jsonl")]
    assert build[3:] == ask[3:] == ["--index", str(tmp_path / "to here" / "index")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "a.json is not in the form of SQuAD 2.0 (JSONDecodeError"),
        ('{"rows": []}', "a.json is not in the form of SQuAD 2.0 (KeyError: 'data')"),
        ('[{"title": "x", "paragraphs": [{"context": "y", "qas": [{"id": "1", "question": "?"}]}]}]', "'answers'"),
        (None, "a.json cannot be read or written: No such file"),
    ],
)
def test_a_file_of_another_form_is_one_sentence(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "a.json").write_text(content)
    with pytest.raises(SystemExit) as ended:
        convert([str(tmp_path / "a.json"), str(tmp_path / "out")], "SQuAD 2.0", write_articles)
    assert said in str(ended.value)
    assert "\n" not in str(ended.value)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([ARTICLE]), encoding="utf-8")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "own.txt").write_text("mine")
    with pytest.raises(SystemExit, match="There is something in"):
        convert([str(tmp_path / "a.json"), str(tmp_path)], "SQuAD 2.0", write_articles)
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["own.txt"]


def test_a_folder_that_is_a_file_and_missing_arguments_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(SystemExit, match="cannot be read or written"):
        convert([str(tmp_path / "a.json"), str(tmp_path / "a.json")], "SQuAD 2.0", write_articles)
    with pytest.raises(SystemExit, match="Give two things"):
        convert([], "SQuAD 2.0", write_articles)
