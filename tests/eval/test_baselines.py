import pytest

from assistant import Assistant
from eval.baselines import fuse, passage_systems, scale, search_by_meaning
from eval.chunks import Chunk
from index import Encoder


def test_scores_are_brought_to_0_to_1() -> None:
    assert scale([2, 6, 4]) == [0, 1, 0.5]
    assert scale([3, 3]) == [1, 1]
    assert scale([]) == []


def test_both_halves_weigh_the_same() -> None:
    by_words = {"a": 9.0, "b": 6.0, "c": 1.0}  # 1, 0.625, 0
    by_meaning = {"d": 0.5, "b": 0.46, "a": 0.1}  # 1, 0.9, 0
    assert fuse(by_words, by_meaning) == ["b", "a", "d", "c"]
    assert fuse({}, by_meaning) == ["d", "b", "a"]


def test_chunks_are_found_by_meaning(encoder: Encoder) -> None:
    texts = ["The weather was fine.", "Burglary fell by a tenth.", "Lunch is at noon."]
    search = search_by_meaning([Chunk(f"c{n}", "x.txt", text, 0) for n, text in enumerate(texts)], encoder)
    scores = search("How many thefts from homes were there?", 10)
    assert next(iter(scores)) == "c1"
    assert set(scores) == {"c0", "c1", "c2"}
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


@pytest.fixture(scope="module")
def found(sample_assistant: Assistant) -> dict[str, list[str]]:
    systems = passage_systems(sample_assistant.index, sample_assistant.encoder)
    return {name: system("How many burglaries were there?") for name, system in systems.items()}


def test_passages_are_found_in_three_ways(found: dict[str, list[str]], sample_assistant: Assistant) -> None:
    ids = {passage.id for passage in sample_assistant.index.passages().values()}
    for ranked in found.values():
        assert len(ranked) == len(set(ranked)) == 10
        assert set(ranked) <= ids
    assert len({tuple(ranked) for ranked in found.values()}) == 3


def test_a_passage_found_by_words_holds_one(found: dict[str, list[str]], sample_assistant: Assistant) -> None:
    texts = {one.id: f"{one.context} {one.text}".casefold() for one in sample_assistant.index.passages().values()}
    assert all("burglar" in texts[key] or "many" in texts[key] for key in found["passages by words"])


def test_a_passage_is_nearest_to_its_own_words(sample_assistant: Assistant) -> None:
    systems = passage_systems(sample_assistant.index, sample_assistant.encoder)
    passages = [one for one in sample_assistant.index.passages().values() if len(one.text.split()) > 30]
    own = [one.id in systems["passages by meaning"](one.text) for one in passages[:20]]
    assert sum(own) >= 18
