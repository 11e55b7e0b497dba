import itertools

import pytest

from eval.chunks import Chunk, WordIndex, cut_by_characters, cut_by_tokens, right_chunks
from eval.questions import Evidence, Question
from index import Encoder

TEXT = "".join(f"Hive {number} of the quay gave honey,\nand wax. " for number in range(120))


def test_character_chunks_cover_the_text_and_overlap() -> None:
    chunks = cut_by_characters("bees.txt", TEXT)
    assert {len(chunk.text) for chunk in chunks[:-1]} == {1000}
    assert chunks[0].text + "".join(chunk.text[200:] for chunk in chunks[1:]) == TEXT
    assert all(after.text.startswith(before.text[-200:]) for before, after in itertools.pairwise(chunks))
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert {chunk.document for chunk in chunks} == {"bees.txt"}


def test_chunks_know_where_they_stand(encoder: Encoder) -> None:
    text = f"\n  {TEXT}"
    for chunks in (cut_by_characters("bees.txt", text), cut_by_tokens("bees.txt", text, encoder)):
        assert len(chunks) > 3
        assert all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)


def test_a_blank_stretch_is_no_chunk_and_moves_none() -> None:
    text = f"Bees.{' ' * 3000}Goats."
    chunks = cut_by_characters("bees.txt", text)
    assert [chunk.text.strip() for chunk in chunks] == ["Bees.", "Goats."]
    assert [chunk.text for chunk in chunks] == [text[chunk.start : chunk.end] for chunk in chunks]


@pytest.mark.parametrize(("length", "chunks"), [(0, 0), (1, 1), (1000, 1), (1001, 2), (1800, 2), (1801, 3)])
def test_a_text_has_no_more_character_chunks_than_it_needs(length: int, chunks: int) -> None:
    assert len(cut_by_characters("bees.txt", "x" * length)) == chunks


def test_token_chunks_are_whole_words_the_model_can_read(encoder: Encoder) -> None:
    chunks = cut_by_tokens("bees.txt", TEXT, encoder)
    assert "".join(chunk.text for chunk in chunks).split() == TEXT.split()
    sizes = [encoder.word_pieces(chunk.text) for chunk in chunks]
    assert all(encoder.limit - 5 < size <= encoder.limit for size in sizes[:-1])
    assert cut_by_tokens("bees.txt", " \n", encoder) == []


def test_a_chunk_is_right_by_document_and_facts_where_no_span_is_given() -> None:
    question = Question(
        id="n-1",
        question="Who keeps the bees?",
        type="who",
        split="dev",
        evidence=[
            Evidence(document="bees.txt", heading="Staff", page=7, all_of=["beekeeper", "Ann"]),
            Evidence(document="bees.txt", all_of=["Ann"], any_of=["hives"]),
            Evidence(document="goats.txt", all_of=["herd"]),
        ],
    )
    chunks = [
        Chunk("1", "bees.txt", "Our beekeeper\nis  Ann. She is kind.", 0),
        Chunk("2", "bees.txt", "Our beekeeper is kind.", 0),
        Chunk("3", "bees.txt", "Ann has hives; the beekeeper is she.", 0),
        Chunk("4", "goats.txt", "Our beekeeper is Ann.", 0),
        Chunk("5", "goats.txt", "A herd of nine.", 0),
    ]
    assert right_chunks(question, chunks) == {"1": 4, "3": 3, "5": 2}


def test_a_chunk_is_right_where_it_overlaps_the_span() -> None:
    place = Evidence(document="bees.txt", span=(1500, 1520))
    facts = Evidence(document="bees.txt", span=(0, 10), all_of=["Hive 0"])
    question = Question(id="n-1", question="Who keeps the bees?", split="dev", evidence=[place])
    chunks = [*cut_by_characters("bees.txt", TEXT), *cut_by_characters("goats.txt", TEXT)]
    (over,) = [one for one in chunks if one.document == "bees.txt" and one.start == 800]  # 1600 is behind it
    assert right_chunks(question, chunks) == {over.id: len(TEXT[800:1500].split())}
    assert right_chunks(question.model_copy(update={"evidence": [facts]}), chunks) == {"bees.txt#0": 2}


def test_chunks_are_found_by_words_best_first() -> None:
    texts = ["Goats eat and eat and eat.", "Bees were kept on the quay.", "A bee."]
    found = WordIndex([Chunk(f"c{n}", "x.txt", text, 0) for n, text in enumerate(texts)])
    scores = found.search("Who keeps the bees?", 10)
    assert set(scores) == {"c1", "c2"}
    assert list(scores) == sorted(scores, key=lambda key: -scores[key])
    assert list(found.search("Who keeps the bees?", 1)) == list(scores)[:1]


def test_nothing_in_a_question_is_query_syntax() -> None:
    found = WordIndex([Chunk("c0", "x.txt", "Bees near goats.", 0)])
    assert list(found.search('bees" OR (NEAR) AND text:x* -', 10)) == ["c0"]
    assert found.search("sheep NOT goat_s", 10) == {}
