"""An archive is made of given papers: read rightly, said once, the same for the same seed."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from corpus import PaperKind, Reading, read_document, read_passages
from eval.archive_maker import make_archive
from eval.archive_sources import SourceError, Sources, read_sources
from eval.invented_words import Sentence, Setting, count_names, name_at
from eval.questions import load_questions
from index import Encoder
from tests.conftest import ROOT

PASSAGES = 400


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read_sources(ROOT / "eval" / "archives" / "police", None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sources: Sources) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make_archive(folder, sources, PASSAGES)
    return folder


@pytest.fixture(scope="module")
def readings(made: Path, encoder: Encoder) -> dict[str, Reading]:
    paths = sorted((made / "papers").rglob("*.txt"))
    return {
        path.relative_to(made / "papers").as_posix(): read_passages(
            read_document(path.name, path.read_bytes()), encoder.word_pieces, encoder.limit
        )
        for path in paths
    }


def test_about_as_many_passages_are_made_as_asked_for(readings: dict[str, Reading]) -> None:
    assert 0.6 * PASSAGES < sum(len(reading.passages) for reading in readings.values()) < 1.6 * PASSAGES


def test_papers_are_read_as_of_their_meeting_body_and_kind(readings: dict[str, Reading]) -> None:
    for path, reading in readings.items():
        body, _, name = path.split("/")
        day, kind, _ = name.split("-")
        paper = reading.papers[0]
        assert paper.meeting_date is not None
        assert f"{paper.meeting_date:%Y%m%d}" == day
        assert paper.body is not None
        assert paper.body.lower().replace(" ", "-") == body
        if kind in ("minutes", "transcript", "questions", "monitoring"):
            assert paper.kind is PaperKind(kind), path
        if kind == "pack":
            assert paper.kind is PaperKind.AGENDA
            assert len(reading.papers) > 1
    assert len({path.split("/")[0] for path in readings}) > 3


def test_no_passage_of_some_length_is_said_twice(readings: dict[str, Reading]) -> None:
    texts = [passage.text for reading in readings.values() for passage in reading.passages if len(passage.text) > 200]
    assert len(set(texts)) == len(texts)


def test_the_same_seed_makes_the_same_archive_and_another_another(tmp_path: Path, made: Path, sources: Sources) -> None:
    make_archive(tmp_path / "again", sources, PASSAGES)
    make_archive(tmp_path / "other", sources, PASSAGES, seed=1)
    assert _files(tmp_path / "again") == _files(made)
    assert _files(tmp_path / "other") != _files(made)


def test_questions_name_the_place_of_what_they_ask(made: Path) -> None:
    questions = load_questions(made / "questions.jsonl")
    assert questions
    for question in questions:
        (evidence,) = question.evidence
        text = (made / "papers" / evidence.document).read_text(encoding="utf-8")
        assert evidence.span is not None
        assert evidence.span[0] < evidence.span[1] <= len(text)


def test_names_are_told_from_words_that_stand_small_too() -> None:
    names = count_names(["The Panel thanked Ann Alder.", "This panel met on Monday.", "Councillor Alder spoke."])
    assert names == {"Ann": 1, "Alder": 2}


def test_a_sentence_keeps_its_words_and_changes_names_days_and_figures() -> None:
    text = "On 9 October 2024 Alder said that 541 searches were made in 2018/19."
    names = count_names([text])
    setting = Setting(1, 1, date(2010, 5, 4), Random(0))
    written = Sentence.of(text, names).write(setting, names)
    assert "said that" in written
    assert "searches were made in" in written
    for gone in ("Alder", "2024", "541", "2018/19"):
        assert gone not in written
    assert Sentence.of(text, names).write(setting, names).split()[4] == written.split()[4]  # the same name again


def test_every_rank_has_its_own_name() -> None:
    names = [name_at(rank) for rank in range(0, 200_000, 7)]
    assert len(set(names)) > 0.99 * len(names)


def test_papers_without_headed_paragraphs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("- Apples\n- Pears\n", encoding="utf-8")
    with pytest.raises(SourceError, match="give a folder of real papers"):
        read_sources(tmp_path, None)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
