from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.question import understand
from eval.questions import Evidence, Question, relevant_passages
from eval.results import Result, run_questions
from eval.stages import Standing, stand
from index import StoredPassage


@pytest.fixture(scope="module")
def passages(sample_assistant: Assistant) -> dict[int, StoredPassage]:
    return sample_assistant.index.passages()


@pytest.fixture(scope="module")
def standings(
    sample_assistant: Assistant, passages: dict[int, StoredPassage], sample_results: list[Result]
) -> list[tuple[Result, Standing]]:
    """The sample questions whose first right passage is not the first of all, and how that fared."""
    late = [one for one in sample_results if one.answerable and one.rank != 1]
    return [(one, stand(sample_assistant, passages, one)) for one in late]


def test_the_right_passage_is_one_and_the_first_that_was_shown(standings: list[tuple[Result, Standing]]) -> None:
    assert any(result.rank for result, _ in standings)
    for result, standing in standings:
        assert standing.passage in result.relevant
        assert standing.ranks["shown"] == (result.rank, len(result.answer.passages))


def test_ranks_are_within_what_each_stage_ranks(
    standings: list[tuple[Result, Standing]], passages: dict[int, StoredPassage]
) -> None:
    for _, standing in standings:
        assert list(standing.ranks) == [
            "by words",
            "by meaning",
            "word by word, of the candidates",
            "all measures together",
            "shown",
        ]
        assert all(rank is None or 1 <= rank <= size for rank, size in standing.ranks.values())
        assert standing.ranks["by meaning"][1] == len(passages)
        assert standing.ranks["all measures together"][1] == standing.ranks["word by word, of the candidates"][1]


def test_the_rank_by_meaning_is_that_of_the_cosine(
    standings: list[tuple[Result, Standing]], sample_assistant: Assistant, passages: dict[int, StoredPassage]
) -> None:
    vectors = sample_assistant.index.vectors(list(passages))
    keys = {passage.id: key for key, passage in passages.items()}
    for result, standing in standings:
        question = understand(result.answer.question, sample_assistant.index)
        asked = sample_assistant.encoder.encode([question.search_text])[0]
        nearness = {key: float(one.vector @ asked) for key, one in vectors.items()}
        nearer = sum(other > nearness[keys[standing.passage]] + 1e-6 for other in nearness.values())
        rank = standing.ranks["by meaning"][0]
        assert rank is not None
        assert rank == pytest.approx(nearer + 1, abs=1)  # of passages printed twice, either may be the first


def test_the_points_add_up_to_the_difference_of_the_scores(standings: list[tuple[Result, Standing]]) -> None:
    beaten = [(result, standing) for result, standing in standings if result.rank]
    assert beaten
    for result, standing in beaten:
        scores = [passage.score for passage in result.answer.passages]
        assert result.rank
        assert sum(standing.behind.values()) == pytest.approx(scores[result.rank - 1] - scores[0], abs=2e-4)
        assert list(standing.behind.values()) == sorted(standing.behind.values())


def test_a_passage_that_no_half_of_the_search_found_is_nowhere_and_behind_nothing(
    sample_assistant: Assistant, passages: dict[int, StoredPassage], sample_results: list[Result]
) -> None:
    result = sample_results[0]
    standings = [
        stand(sample_assistant, passages, replace(result, relevant={passage.id: 1}))
        for passage in list(passages.values())[::60]
    ]
    lost = [one for one in standings if one.ranks["all measures together"][0] is None]
    assert lost
    for one in lost:
        assert one.behind == {}
        assert one.said_by is None
        assert one.ranks["shown"] == (None, 10)
        assert one.ranks["by meaning"][0] is not None
        assert one.ranks["by meaning"][0] > 100


def test_of_several_right_passages_the_one_that_came_furthest_is_told(
    sample_assistant: Assistant, passages: dict[int, StoredPassage], sample_results: list[Result]
) -> None:
    result = sample_results[0]
    shown = [one.id for one in result.answer.passages]
    lost = [one.id for one in passages.values() if one.id not in shown]
    several = replace(result, relevant={lost[0]: 1, shown[6]: 1, shown[3]: 1, lost[-1]: 1})
    assert stand(sample_assistant, passages, several).passage == shown[3]


def test_where_all_candidates_are_right_none_is_behind(
    sample_assistant: Assistant, passages: dict[int, StoredPassage], sample_results: list[Result]
) -> None:
    everything = replace(sample_results[0], relevant={one.id: 1 for one in passages.values()})
    standing = stand(sample_assistant, passages, everything)
    assert standing.behind == {}
    assert standing.passage == everything.answer.passages[0].id


def test_a_passage_left_out_for_its_twin_is_said_by_that(harbour: Path) -> None:
    assistant = Assistant(harbour)
    passages = assistant.index.passages()
    question = "Why was dredging of the inner basin put off?"
    shown = next(one for one in assistant.ask(question).passages if one.also)
    assert "barge had sunk" in shown.text
    (twin,) = shown.also
    evidence = Evidence(document=twin.document, all_of=["barge had sunk"])
    asked = Question(id="n-1", question=question, split="dev", evidence=[evidence])
    (result,) = run_questions(assistant, [asked], lambda: None)
    assert result.rank is None
    standing = stand(assistant, passages, result)
    assert [standing.passage] == list(relevant_passages(asked, passages.values()))
    assert standing.said_by == shown.id
    assert standing.ranks["shown"][0] is None
    assert standing.ranks["all measures together"][0]
