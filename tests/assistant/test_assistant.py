import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from assistant import Answer, Assistant, QuestionError
from assistant.assistant import BLOCK
from assistant.query import Query
from eval.questions import load_questions
from index import Encoder, FilterError, Filters, Index, StoreError, TokenText, build
from tests.conftest import ROOT, needs_real_archive, quiet

OPERATORS = 'shopkeeper" AND (offences* OR NEAR(retail, 3)) NOT ^crime - col:umn "'


def facts(answer: Answer) -> str:
    return " ".join(" ".join(quote.text.split()) for quote in answer.quotes)


def test_the_first_question_is_answered_with_the_true_figures(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask("What was said about Op Shopkeeper?")
    assert answer.status == "answered"
    assert "32 prolific" in facts(answer)
    assert "604 offences" in facts(answer)
    told = next(quote for quote in answer.quotes if "604 offences" in " ".join(quote.text.split())).citation
    assert (told.document, told.meeting_date, told.page, told.page_label) == (
        "pcc-responses.pdf",
        "2024-10-09",
        2,
        "4",
    )
    assert told.item == "Item 7 – Quarterly Monitoring Report (Q1)"


def test_minutes_inside_a_pack_have_the_date_of_their_own_meeting(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask("How many new officers had joined over and above the baseline?")
    best = answer.passages[0].citation
    assert (best.meeting_date, best.pack_date) == ("2023-09-28", "2023-12-14")
    assert best.recording_time == "00:47:14"


@pytest.mark.parametrize("question", ["What did the panel hear about Operation Nightingale?", "bird song recipes"])
def test_what_is_nowhere_in_the_archive_is_not_found(sample_assistant: Assistant, question: str) -> None:
    answer = sample_assistant.ask(question)
    assert answer.status == "not_found"
    assert answer.quotes == []
    assert answer.passages, "the nearest passages are given all the same"


@pytest.mark.parametrize("name", ["sample", pytest.param("real", marks=needs_real_archive)])
def test_every_quote_and_passage_stands_in_its_document_at_its_offsets(
    name: str, request: pytest.FixtureRequest
) -> None:
    assistant = Assistant(request.getfixturevalue(f"{name}_index"))
    questions = load_questions(ROOT / "eval" / "questions" / ("sample.jsonl" if name == "sample" else "dorset.jsonl"))
    quoted = 0
    for answer in assistant.ask_many(question.question for question in questions):
        passages = {passage.id: passage for passage in answer.passages}
        said = [(words.text, words.citation) for words in answer.quotes]
        for words, citation in said + [(words.text, words.citation) for words in answer.passages]:
            text = assistant.index.document_text(citation.document)
            assert words == text[citation.char_start : citation.char_end]
        for quote in answer.quotes:
            assert quote.text in passages[quote.passage].text
            quoted += 1
    assert quoted > len(questions)


def test_an_answer_is_the_object_of_the_design(sample_assistant: Assistant) -> None:
    answer = json.loads(sample_assistant.ask("What was said about Op Shopkeeper?", top=3).model_dump_json())
    assert {"question", "status", "confidence", "quotes", "passages", "timing_ms"} <= answer.keys()
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2, 3]
    assert {"id", "rank", "score", "text", "citation"} <= answer["passages"][0].keys()
    assert {"text", "passage", "citation"} <= answer["quotes"][0].keys()
    assert 0 <= answer["confidence"] <= 1
    assert "total" in answer["timing_ms"]
    assert answer["quotes"][0]["citation"].keys() == {
        *("document", "title", "body", "meeting_date", "pack_date", "period", "item", "headings", "paragraph", "page"),
        *("page_label", "recording_time", "speaker", "asker", "url", "recording_url", "char_start", "char_end"),
        *("kind", "author", "office"),
    }


def test_query_syntax_in_a_question_is_plain_text(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask(OPERATORS)
    assert any("Shopkeeper" in passage.text for passage in answer.passages)


def test_filters_leave_only_the_meetings_asked_for(sample_assistant: Assistant) -> None:
    filtered = sample_assistant.ask("fly-tipping", since="2023-12-01", until="2023-12-31")
    assert {passage.citation.meeting_date for passage in filtered.passages} == {"2023-12-14"}
    assert sample_assistant.ask("fly-tipping", body="POLICE AND CRIME").passages


def test_filters_that_no_passage_fits_are_named_as_such(sample_assistant: Assistant) -> None:
    with pytest.raises(FilterError, match="No passage fits the filters"):
        sample_assistant.ask("fly-tipping", body="Northshire")


def test_a_date_that_is_ignored_does_not_stand_against_papers_of_another_time(sample_assistant: Assistant) -> None:
    question = "What was said about Op Shopkeeper in March 2019?"
    dated = sample_assistant.ask(question)
    assert (dated.status, [one.words for one in dated.understood.dates]) == ("not_found", ["March 2019"])
    undated = sample_assistant.ask(question, ignored=["March 2019"])
    assert (undated.status, undated.understood.dates) == ("answered", [])
    assert "Op Shopkeeper" in facts(undated)


def test_the_same_words_in_two_papers_are_shown_once_with_both_sources(tmp_path: Path, encoder: Encoder) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    answer = (
        "The Northshire ferry carried 4,200 passengers in May, which is a tenth more than in the May before it, and "
        "the harbour office puts this down to the fine weather and to the second boat that now sails at noon."
    )
    for name in ("supplement.txt", "pack.txt"):
        (archive / name).write_text(f"Ferry Panel, {name}\n\n{answer}\n", encoding="utf-8")
    build(archive, tmp_path / "index", encoder, quiet)
    result = Assistant(tmp_path / "index").ask("How many passengers did the Northshire ferry carry in May?")
    (quote,) = result.quotes
    assert {quote.citation.document, *(other.document for other in quote.also)} == {"pack.txt", "supplement.txt"}


def test_a_question_is_answered_from_the_papers_there_were_when_it_was_asked(harbour: Index, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(harbour.folder, tmp_path / "index"))

    class Slow(Encoder):
        """Reads a question while somebody takes a paper out."""

        def read(self, texts: Sequence[str]) -> list[TokenText]:
            Index(folder).remove("watch.txt")
            return super().read(texts)

    assistant = Assistant(folder)
    assistant.encoder = Slow()
    question = "Why was Operation Kittiwake set up?"
    assert {quote.citation.document for quote in assistant.ask(question).quotes} == {"watch.txt"}
    assert assistant.ask(question).status == "not_found"


# Many questions


def sample_questions() -> list[str]:
    return [one.question for one in load_questions(ROOT / "eval" / "questions" / "sample.jsonl")]


def assert_same(answer: object, other: Answer) -> None:
    """Two answers say the same, but for how long they took and for what floating point adds up to."""
    assert isinstance(answer, Answer)
    told, expected = (
        one.model_dump(exclude={"timing_ms": True, "confidence": True, "passages": {"__all__": {"score"}}})
        for one in (answer, other)
    )
    assert told == expected
    points = [[one.confidence, *(passage.score for passage in one.passages)] for one in (answer, other)]
    assert points[0] == pytest.approx(points[1], abs=1e-3)


def test_many_questions_have_the_answers_that_each_has_alone(sample_assistant: Assistant) -> None:
    texts = sample_questions()[:70]
    assert len(texts) > BLOCK
    together = list(sample_assistant.answer_each(map(Query, texts)))
    for text, answer in zip(texts, together, strict=True):
        assert_same(answer, sample_assistant.ask(text))


def test_a_question_that_cannot_be_answered_changes_none_of_those_beside_it(sample_assistant: Assistant) -> None:
    december = Filters(since="2023-12-01", until="2023-12-31")
    good = [Query("What was said about Op Shopkeeper?"), Query("fly-tipping fines", december), Query("Cllr Keddie")]
    empty, nowhere = Query(" "), Query("fly-tipping", Filters(body="Northshire"))
    first, bad, second, none, third = sample_assistant.answer_each([good[0], empty, good[1], nowhere, good[2]])
    assert isinstance(bad, QuestionError)
    assert isinstance(none, FilterError)
    assert "No passage fits the filters" in str(none)
    for query, answer in zip(good, (first, second, third), strict=True):
        assert_same(answer, sample_assistant.answer(query))
    assert [type(one) for one in sample_assistant.answer_each([empty, nowhere])] == [QuestionError, FilterError]


def test_the_first_question_that_cannot_be_answered_is_raised(sample_assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        sample_assistant.ask_many(["fly-tipping", "", "Cllr Keddie"])
    with pytest.raises(FilterError, match="No passage fits the filters"):
        sample_assistant.ask_many(["fly-tipping"], body="Northshire")
    assert sample_assistant.ask_many([]) == []


def test_questions_may_be_asked_from_many_threads(sample_assistant: Assistant) -> None:
    questions = sample_questions()[:24]
    alone = [sample_assistant.ask(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        for answer, other in zip(pool.map(sample_assistant.ask, questions), alone, strict=True):
            assert_same(answer, other)


def test_a_closed_assistant_answers_no_more_and_holds_nothing_open(harbour: Index, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(harbour.folder, tmp_path / "index"))
    all_there = Barrier(8)

    def ask(question: str) -> str:
        all_there.wait(60)  # each thread has one
        return assistant.ask(question).status

    with ThreadPoolExecutor(8) as pool:  # the threads outlive the assistant
        with Assistant.open(folder) as assistant:
            assert set(pool.map(ask, ["What happened to the lanterns?"] * 8)) == {"answered"}
            assert list(folder.glob("*-wal"))
        assert not list(folder.glob("*-wal"))  # SQLite takes it away with the last connection
        for asking in (assistant.ask, lambda text: pool.submit(assistant.ask, text).result()):
            with pytest.raises(StoreError, match="is closed; open it again"):
                asking("What happened to the lanterns?")
    assistant.close()  # once more does no harm
