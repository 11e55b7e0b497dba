import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus import PanelError
from eval.questions import (
    Evidence,
    Question,
    QuestionSetError,
    is_read_elsewhere,
    load_questions,
    relevant_passages,
    write_questions,
)
from index import Encoder, Index
from tests.conftest import ROOT
from tests.passages import stored, unembedded

SETS = ROOT / "eval" / "questions"
SAMPLE_SET, DORSET_SET = SETS / "sample.jsonl", SETS / "dorset.jsonl"
# Those about the invented archives of eval/archives; from the sets in the folder "train" something is learned.
INVENTED = ["police", "train/children", "train/fire", "train/health"]
KEPT = sorted(SETS.rglob("*.jsonl"))

ASKED: dict[str, Any] = {
    "id": "n-1",
    "question": "Who keeps the bees?",
    "type": "who",
    "split": "dev",
    "evidence": [{"document": "bees.txt", "all_of": ["beekeeper"]}],
}
UNANSWERED: dict[str, Any] = {"id": "n-2", "question": "Who keeps the goats?", "type": "unanswerable", "split": "test"}


PASSAGES = [
    stored(1, "Forty lanterns were\ncounted on the quay.", paragraph="1.1", page=3, headings=("Item 4", "Quay Lights")),
    stored(2, "Forty lanterns were repaired.", paragraph="1.2", page=3, headings=("Item 4", "Repairs")),
    stored(3, "Thieves took copper cable.", paragraph="1.1", page=7, headings=("Item 5 – Thefts",)),
    stored(4, "Forty lanterns were counted on the quay.", document="minutes.pdf"),
]


def asked(*evidence: dict[str, Any]) -> Question:
    return Question.model_validate({**ASKED, "evidence": list(evidence)})


def write(folder: Path, *lines: str | dict[str, Any]) -> Path:
    """A question set with these lines."""
    path = folder / "set.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


# Reading


def test_a_question_set_is_read_line_by_line(tmp_path: Path) -> None:
    first, second = load_questions(write(tmp_path, ASKED, "", UNANSWERED, "   "))
    assert first == Question(
        id="n-1",
        question="Who keeps the bees?",
        type="who",
        split="dev",
        evidence=[Evidence(document="bees.txt", all_of=["beekeeper"])],
    )
    assert (second.id, second.type, second.evidence) == ("n-2", "unanswerable", [])


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    place = Evidence(document="a b.txt", heading="Hives", paragraph="1.1", page=3, span=(7, 21), any_of=["Göteborg"])
    questions = [
        Question(id="n-1", question="Who\u2028keeps “the bees”?", split="test", evidence=[place, place]),
        Question(
            id="n-3", question="When?", type="date", split="dev", evidence=[place], meeting_date=date(2024, 10, 9)
        ),
        Question.model_validate(UNANSWERED),
    ]
    write_questions(iter(questions), tmp_path / "set.jsonl")
    assert load_questions(tmp_path / "set.jsonl") == questions
    assert json.loads((tmp_path / "set.jsonl").read_text(encoding="utf-8").splitlines()[-1]) == UNANSWERED


def test_a_question_that_has_evidence_may_be_of_no_type(tmp_path: Path) -> None:
    (question,) = load_questions(write(tmp_path, {key: value for key, value in ASKED.items() if key != "type"}))
    assert question.type is None


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": "n-3",', "not JSON"),
        ("Who keeps the goats?", "not JSON"),
        ("[]", "question: "),
        ({key: value for key, value in ASKED.items() if key != "question"}, "question: Field required"),
        ({key: value for key, value in ASKED.items() if key != "split"}, "split: Field required"),
        ({**UNANSWERED, "split": "trial"}, "split: "),
        ({**UNANSWERED, "type": "rumour"}, "type: "),
        ({**UNANSWERED, "answer": "nobody"}, "answer: Extra inputs are not permitted"),
        ({**UNANSWERED, "evidence": [{"document": "bees.txt"}]}, "a question has evidence, unless"),
        ({**ASKED, "id": "n-3", "evidence": []}, "a question has evidence, unless"),
        ({**ASKED, "id": "n-3", "evidence": [], "type": None}, "a question has evidence, unless"),
        ({**ASKED, "id": "n 3"}, "id: "),
        ({**ASKED, "id": "n-3", "evidence": [{"document": "a", "span": [4]}]}, "evidence.0.span"),
        ({**ASKED, "id": "n-3", "evidence": [{"all_of": ["bees"]}]}, "evidence.0.document: Field required"),
        ({**ASKED, "id": "n-3", "evidence": [{"document": "a", "headng": "b"}]}, "evidence.0.headng: Extra"),
        (ASKED, "the id n-1 was used before"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(tmp_path: Path, line: str | dict[str, Any], complaint: str) -> None:
    path = write(tmp_path, ASKED, "", line, UNANSWERED)
    with pytest.raises(QuestionSetError) as raised:
        load_questions(path)
    assert str(raised.value).startswith(f"{path}, line 3: ")
    assert complaint in str(raised.value)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_a_file_without_a_question_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(QuestionSetError, match=r"holds no question|cannot be read") as raised:
        load_questions(path)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError) as raised:
        load_questions(tmp_path / "lost.jsonl")
    assert f"The question set {tmp_path / 'lost.jsonl'} cannot be read" in str(raised.value)
    assert isinstance(raised.value, PanelError)


# Evidence


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ({}, {1, 2, 3}),
        ({"document": "minutes.pdf"}, {4}),
        ({"heading": "Quay Lights"}, {1}),
        ({"heading": "item 4"}, {1, 2}),
        ({"heading": "thefts"}, {3}),
        ({"paragraph": "1.1"}, {1, 3}),
        ({"page": 3}, {1, 2}),
        ({"page": 3, "paragraph": "1.1"}, {1}),
        ({"all_of": ["forty lanterns"]}, {1, 2}),
        ({"all_of": ["forty lanterns", "quay"]}, {1}),
        ({"all_of": ["LANTERNS  WERE COUNTED"]}, {1}),
        ({"any_of": ["quay", "copper"]}, {1, 3}),
        ({"any_of": ["quay", "submarine"]}, {1}),
        ({"all_of": ["forty"], "any_of": ["repaired", "copper"]}, {2}),
    ],
)
def test_evidence_is_every_passage_that_fits_it(evidence: dict[str, Any], found: set[int]) -> None:
    question = asked({"document": "pack.pdf", **evidence})
    assert set(relevant_passages(question, PASSAGES)) == {f"pack.pdf#{key}" for key in found}


@pytest.mark.parametrize(
    ("span", "over"),
    [
        ((0, 50), False),
        ((0, 51), True),
        ((53, 54), True),
        ((0, 100), True),
        ((64, 100), True),
        ((65, 100), False),
        (None, True),
    ],
)
def test_a_span_is_where_a_passage_overlaps_it(span: tuple[int, int] | None, over: bool) -> None:
    evidence = Evidence(document="pack.pdf", span=span)
    passage = stored(1, "Forty lanterns.", char_start=50)
    assert evidence.covers("pack.pdf", 50, 65) is evidence.is_at(passage) is over
    assert not evidence.covers("minutes.pdf", 50, 65)


def test_a_place_need_not_tell_the_facts() -> None:
    evidence = Evidence(document="pack.pdf", heading="quay", page=3, all_of=["copper"])
    assert evidence.is_at(PASSAGES[0])
    assert evidence.words_to(PASSAGES[0].text) is None
    assert not evidence.is_at(PASSAGES[1])


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"span": (57, 90)}, 2),  # "Forty lanterns were": the stretch begins in the second word
        ({"span": (0, 90)}, 0),
        ({"span": (57, 90), "all_of": ["mended"]}, 4),
        ({}, 6),
    ],
)
def test_a_stretch_without_facts_has_to_be_reached_and_no_more(evidence: dict[str, Any], words: int) -> None:
    assert Evidence(document="pack.pdf", **evidence).words_to("Forty lanterns were mended last year.", 50) == words


def test_several_pieces_of_evidence_are_put_together() -> None:
    question = asked({"document": "pack.pdf", "page": 7}, {"document": "minutes.pdf"})
    assert set(relevant_passages(question, iter(PASSAGES))) == {"pack.pdf#3", "pack.pdf#4"}


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"all_of": ["forty"]}, 1),
        ({"all_of": ["counted", "forty"]}, 4),
        ({"all_of": ["lantern"]}, 2),  # part of a word is read with the word
        ({"all_of": ["ON THE quay"]}, 7),
        ({"any_of": ["quay", "counted"]}, 4),
        ({"all_of": ["counted"], "any_of": ["forty", "quay"]}, 4),
        ({}, 7),  # any of its words may be the answer
    ],
)
def test_a_passage_is_read_until_it_has_told_all_facts(evidence: dict[str, Any], words: int) -> None:
    question = asked({"document": "minutes.pdf", **evidence})
    assert relevant_passages(question, PASSAGES) == {"pack.pdf#4": words}


def test_the_evidence_that_is_told_first_counts() -> None:
    late, soon = ({"document": "minutes.pdf", "all_of": [fact]} for fact in ("quay", "lanterns"))
    assert relevant_passages(asked(late, soon), PASSAGES) == {"pack.pdf#4": 2}
    assert relevant_passages(asked(soon, late), PASSAGES) == {"pack.pdf#4": 2}


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ({"document": "lost.pdf"}, "the index has no paper lost.pdf"),
        ({"document": "pack.pdf", "page": 4}, "no passage of pack.pdf is at the place that it names"),
        ({"document": "pack.pdf", "heading": "Quay Lights", "page": 7}, "no passage of pack.pdf is at the place"),
        (
            {"document": "pack.pdf", "all_of": ["lanterns", "copper"]},
            "no passage of pack.pdf holds “lanterns” and “copper”",
        ),
        ({"document": "pack.pdf", "any_of": ["submarine"]}, "no passage of pack.pdf holds “any of submarine”"),
        ({"document": "pack.pdf", "span": (900, 990), "all_of": ["copper"]}, "holds “copper” within its span"),
    ],
)
def test_evidence_that_is_nowhere_is_an_error_that_says_why(evidence: dict[str, Any], why: str) -> None:
    with pytest.raises(QuestionSetError) as raised:
        relevant_passages(asked({"document": "minutes.pdf"}, evidence), PASSAGES)
    assert str(raised.value).startswith("Question n-1: ")
    assert why in str(raised.value)


@pytest.mark.parametrize(
    ("place", "found", "elsewhere"),
    [
        ({"paragraph": "1.1"}, {"pack.pdf#1"}, False),
        ({}, {"pack.pdf#1", "pack.pdf#2"}, False),
        ({"paragraph": "9.9"}, {"pack.pdf#1", "pack.pdf#2"}, True),  # found, but to be cited otherwise
        ({"heading": "Thefts"}, {"pack.pdf#1", "pack.pdf#2"}, True),
    ],
)
def test_facts_read_at_another_place_are_found_and_told_of(
    place: dict[str, Any], found: set[str], elsewhere: bool
) -> None:
    question = asked({"document": "pack.pdf", "all_of": ["forty lanterns"], **place})
    assert set(relevant_passages(question, PASSAGES)) == found
    assert is_read_elsewhere(question, PASSAGES) is elsewhere


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"meeting_date": "9 October 2024"}, "meeting_date"),
        ({"question": "?"}, "question"),
        ({"question": "\ud800 hello"}, "line 1"),
        ({"evidence": [{"document": "bees.txt", "all_of": [" "]}]}, "all_of"),
    ],
)
def test_what_cannot_be_asked_or_found_is_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionSetError, match=said):
        load_questions(write(tmp_path, {**ASKED, **changed}))


def test_an_unanswerable_question_has_no_passage() -> None:
    assert relevant_passages(Question.model_validate(UNANSWERED), PASSAGES) == {}


# The sets kept here


def named(path: Path) -> str:
    return path.relative_to(SETS).with_suffix("").as_posix()


@pytest.mark.parametrize(("path", "least"), [(SAMPLE_SET, 80), (DORSET_SET, 200)], ids=["sample", "dorset"])
def test_a_kept_set_is_large_enough_and_a_quarter_has_no_answer(path: Path, least: int) -> None:
    questions = load_questions(path)
    assert len(questions) >= least
    assert sum(not question.evidence for question in questions) >= len(questions) / 4


def test_the_set_about_the_real_archive_asks_often_for_what_is_not_there() -> None:
    assert sum(not question.evidence for question in load_questions(DORSET_SET)) >= 60


@pytest.mark.parametrize("path", [SAMPLE_SET, DORSET_SET], ids=["sample", "dorset"])
def test_a_kept_set_is_halved(path: Path) -> None:
    questions = load_questions(path)
    splits = Counter(question.split for question in questions)
    assert min(splits["dev"], splits["test"]) >= 0.4 * len(questions)


@pytest.mark.parametrize("path", KEPT, ids=named)
def test_what_is_learned_from_is_kept_apart(path: Path) -> None:
    splits = {question.split for question in load_questions(path)}
    assert splits == {"train"} if path.parent.name == "train" else "train" not in splits


def test_the_archive_that_is_only_tested_on_has_no_other_questions() -> None:
    assert {question.split for question in load_questions(SETS / "police.jsonl")} == {"test"}


@pytest.mark.parametrize("name", sorted({path.stem for path in KEPT}))
def test_no_question_about_an_archive_is_asked_twice(name: str) -> None:
    asked_in = Counter(
        question.question.casefold() for path in KEPT if path.stem == name for question in load_questions(path)
    )
    assert max(asked_in.values()) == 1


def test_all_evidence_of_the_sample_set_is_in_the_sample_archive(sample_index: Path) -> None:
    passages = Index(sample_index).passages().values()
    for question in load_questions(SAMPLE_SET):
        assert bool(relevant_passages(question, passages)) == bool(question.evidence)


def test_evidence_of_the_sample_set_was_said_when_the_question_says(sample_index: Path) -> None:
    passages = {passage.id: passage for passage in Index(sample_index).passages().values()}
    dated = [question for question in load_questions(SAMPLE_SET) if question.meeting_date]
    assert dated
    for question in dated:
        dates = {passages[found].meeting_date for found in relevant_passages(question, passages.values())}
        assert dates == {str(question.meeting_date)}, question.id


@pytest.mark.parametrize("name", INVENTED)
def test_all_evidence_about_an_invented_archive_is_in_it(name: str, tmp_path: Path, encoder: Encoder) -> None:
    papers = {path.name: path.read_bytes() for path in sorted((ROOT / "eval" / "archives" / Path(name).name).iterdir())}
    passages = unembedded(tmp_path, papers, encoder).passages().values()
    for question in load_questions(SETS / f"{name}.jsonl"):
        assert bool(relevant_passages(question, passages)) == bool(question.evidence)
