import multiprocessing
import resource
import shutil
import sqlite3
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant
from assistant.feedback import FILE, Feedback, FeedbackError, Verdict, check_feedback, mend_feedback
from index import Encoder, Filters, Index, StoreError, build
from index.database import FILE as INDEX_FILE
from index.schema import VERSION as LAYOUT
from tests.assistant.papers import PAPERS
from tests.conftest import quiet


@pytest.fixture
def feedback(harbour: Index, tmp_path: Path) -> Feedback:
    """Where feedback on the harbour's index is kept: beside a copy of it."""
    return Feedback(Path(shutil.copytree(harbour.folder, tmp_path / "index")))


@pytest.fixture(scope="module")
def fleet(harbour: Index) -> Answer:
    return Assistant(harbour.folder).ask("How many boats had the ferry fleet at the end of the year?")


@pytest.fixture(scope="module")
def nowhere(harbour: Index) -> Answer:
    return Assistant(harbour.folder).ask("Who won the marrow contest at the flower show?")


def test_a_verdict_is_kept_with_question_answer_evidence_and_versions(feedback: Feedback, fleet: Answer) -> None:
    quote, passage = fleet.quotes[0], fleet.passages[1]
    filters = Filters(since="2022-01-01", body="harbour")
    feedback.keep(fleet, filters, Verdict("answers", quote), Verdict("does_not", passage))
    first, second = Feedback(feedback.path.parent).verdicts()
    for kept in (first, second):
        assert datetime.now(UTC) - datetime.fromisoformat(kept.said_at) < timedelta(minutes=5)
        assert kept.question == fleet.question
        assert Answer.model_validate(kept.answer) == fleet
        assert kept.filters == filters
        meta = feedback.index.meta
        assert kept.versions == {
            "program": version("panel-assistant"),
            "layout": LAYOUT,
            "index_id": meta["id"],
            "generation": feedback.index.generation,
            "model": meta["model"],
            "weights": meta["weights"],
        }
    assert (first.word, first.evidence) == ("answers", quote.model_dump(mode="json"))
    assert (second.word, second.evidence) == ("does_not", passage.model_dump(mode="json"))


def test_that_not_found_is_right_is_kept_of_the_answer_as_a_whole(feedback: Feedback, nowhere: Answer) -> None:
    assert nowhere.status == "not_found"
    feedback.keep(nowhere, None, Verdict("answers"))
    feedback.keep(nowhere, None, Verdict("does_not"))
    assert [(one.word, one.evidence, bool(one.filters)) for one in feedback.verdicts()] == [
        ("answers", None, False),
        ("does_not", None, False),
    ]


def test_building_the_index_anew_or_of_another_archive_loses_no_verdict(
    feedback: Feedback, fleet: Answer, encoder: Encoder, tmp_path: Path
) -> None:
    feedback.keep(fleet, None, Verdict("answers", fleet.quotes[0]))
    before = [asdict(one) for one in feedback.verdicts()]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "watch.txt").write_text(PAPERS["watch.txt"], encoding="utf-8")
    folder = feedback.path.parent
    assert build(tmp_path / "other", folder, encoder, quiet).removed
    Index(folder).clear()
    assert [asdict(one) for one in Feedback(folder).verdicts()] == before


# What is not kept


def test_a_verdict_that_cannot_be_kept_is_refused_with_all_given_beside_it(
    feedback: Feedback, fleet: Answer, nowhere: Answer
) -> None:
    good = Verdict("answers", fleet.quotes[0])
    changed = fleet.quotes[0].model_copy(update={"text": "Fifty-three boats."})
    odd: Any = "perhaps"
    for wrong, telling in (
        (Verdict(odd, fleet.quotes[0]), "“perhaps” is no verdict"),
        (Verdict("answers"), "was answered"),
        (Verdict("answers", nowhere.passages[0]), "not part of the answer"),
        (Verdict("answers", changed), "not part of the answer"),
    ):
        with pytest.raises(FeedbackError, match=telling):
            feedback.keep(fleet, None, good, wrong)
    assert feedback.verdicts() == []


def test_a_verdict_on_words_that_the_index_no_longer_holds_is_refused(feedback: Feedback, fleet: Answer) -> None:
    quote = fleet.quotes[0]
    with closing(sqlite3.connect(feedback.path.with_name(INDEX_FILE))) as db, db:
        db.execute("UPDATE documents SET text = ' ' || text WHERE path = ?", (quote.citation.document,))
    with pytest.raises(FeedbackError, match=f"{quote.citation.document} was read anew"):
        feedback.keep(fleet, None, Verdict("answers", quote))
    feedback.index.remove(quote.citation.document)
    with pytest.raises(FeedbackError, match="was read anew"):
        feedback.keep(fleet, None, Verdict("answers", quote))


def test_a_folder_without_an_index_takes_no_feedback(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no index"):
        Feedback(tmp_path)
    assert not list(tmp_path.iterdir())


# Many at once


def keep_often(folder: Path, answer: Answer, times: int) -> None:
    feedback = Feedback(folder)
    for _ in range(times):
        feedback.keep(answer, None, *(Verdict("answers", quote) for quote in answer.quotes))


def test_processes_and_threads_that_begin_the_file_together_lose_nothing(feedback: Feedback, fleet: Answer) -> None:
    folder, at_once, times = feedback.path.parent, 4, 10
    spawn = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(at_once, mp_context=spawn) as processes,
        ThreadPoolExecutor(at_once) as threads,
    ):
        pools = [pool for pool in (processes, threads) for _ in range(at_once)]
        for ended in [pool.submit(keep_often, folder, fleet, times) for pool in pools]:
            ended.result()
    said = Counter(one.evidence["citation"]["char_start"] for one in feedback.verdicts() if one.evidence)
    assert len(said) == len({quote.citation.char_start for quote in fleet.quotes})
    assert said.total() == 2 * at_once * times * len(fleet.quotes)


# What is wrong with the file


@pytest.mark.parametrize("cut", [False, True], ids=["no database", "damaged"])
def test_a_damaged_file_is_told_in_one_sentence_and_left_as_it_is(feedback: Feedback, fleet: Answer, cut: bool) -> None:
    good = Verdict("answers", fleet.quotes[0])
    if cut:
        feedback.keep(fleet, None, *[good] * 50)
        content = feedback.path.read_bytes()
        feedback.path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    else:
        feedback.path.write_text("verdicts, as somebody wrote them down " * 200, encoding="utf-8")
    before = feedback.path.read_bytes()
    for use in (feedback.verdicts, lambda: feedback.keep(fleet, None, good)):
        with pytest.raises(FeedbackError, match=r"is damaged \(.*\); mend it: panel build") as told:
            use()
        assert str(feedback.path) in str(told.value)
    assert feedback.path.read_bytes() == before


@pytest.mark.parametrize("page", [0, 1, 30], ids=["head", "first of the table", "in the middle"])
def test_what_can_be_read_of_a_damaged_file_is_put_into_a_new_one(feedback: Feedback, fleet: Answer, page: int) -> None:
    for _ in range(40):
        feedback.keep(fleet, None, Verdict("answers", fleet.quotes[0]))
    folder, before = feedback.path.parent, feedback.verdicts()
    assert mend_feedback(folder) is None
    content = bytearray(feedback.path.read_bytes())
    content[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
    feedback.path.write_bytes(content)
    assert check_feedback(folder).wrong
    told = mend_feedback(folder)
    (old,) = folder.glob("old-*")
    assert told
    assert f"could be read; the damaged one is kept in {old}" in told
    assert (old / FILE).read_bytes() == bytes(content)
    assert not check_feedback(folder).wrong
    assert all(one in before for one in feedback.verdicts())
    if page == 30:
        assert len(feedback.verdicts()) > 20
    feedback.keep(fleet, None, Verdict("answers", fleet.quotes[0]))


def test_a_file_of_a_later_version_is_refused_by_name(feedback: Feedback) -> None:
    with closing(sqlite3.connect(feedback.path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(FeedbackError, match="layout 99, here 1"):
        feedback.verdicts()


def told_without_room(folder: Path, answer: Answer) -> str:
    """What is said where no file may grow any more."""
    feedback = Feedback(folder)
    feedback.index.count()
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        feedback.keep(answer, None, Verdict("answers", answer.quotes[0]))
    except FeedbackError as error:
        return str(error)
    return "nothing"


def test_no_room_on_the_disk_is_told_in_one_sentence_and_loses_no_earlier_verdict(
    feedback: Feedback, fleet: Answer
) -> None:
    feedback.keep(fleet, None, Verdict("answers", fleet.quotes[0]))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        told = process.submit(told_without_room, feedback.path.parent, fleet).result()
    assert f"{FILE} cannot be used" in told
    assert "room" in told
    assert len(feedback.verdicts()) == 1
