from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.match import Asked, find_words, match_sentences, match_words, read_questions
from assistant.question import understand
from corpus import Kind, Sentence
from index import Encoder, Index, PassageVectors, StoredPassage, project
from tests.assistant.conftest import Put, search_for
from tests.passages import axes, unembedded, vectors

# Of two words, the first of one piece and the second of two; the second matters three times as much.
ASKED = Asked(
    vector=axes(0)[0],
    words=("quay", "lanterns"),
    names=frozenset({"quay"}),
    pieces=axes(0, 1, 2),
    means=np.array([[1, 0], [0, 0.5], [0, 0.5]], dtype=np.float32),
    weights=np.array([0.25, 0.75], dtype=np.float32),
)


def passage_with(harbour: Index, words: str) -> StoredPassage:
    """The passage that holds some words."""
    (found,) = (passage for passage in harbour.passages().values() if words in passage.text)
    return found


def match(
    asked: Asked, *stored: PassageVectors, bodies: Mapping[int, str | None] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How the words of one question are matched in some passages; `bodies` by the place of each."""
    (found,) = match_words([asked], [range(len(stored))], dict(enumerate(stored)), bodies or {})
    return found


# A question as vectors


def test_a_question_has_a_vector_a_piece_and_a_weight_a_word(put: Put) -> None:
    asked = put("How many lanterns on the Elmport quay were broken?").asked
    assert asked.words == ("lanterns", "elmport", "quay", "broken")
    assert asked.vector.shape == (384,)
    assert len(asked.pieces) > len(asked.words)  # "elmport" is no word of the model
    assert asked.means.shape == (len(asked.pieces), 4)
    assert asked.weights.shape == (4,)


def test_the_vectors_of_a_question_have_unit_length(put: Put) -> None:
    asked = put("How many lanterns on the Elmport quay were broken?").asked
    assert np.linalg.norm(asked.vector) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(asked.pieces, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_weights_of_a_question_are_one_in_all_and_each_word_is_the_mean_of_its_pieces(put: Put) -> None:
    asked = put("How many lanterns on the Elmport quay were broken?").asked
    assert asked.weights.sum() == pytest.approx(1, abs=1e-5)
    assert asked.weights.min() > 0
    assert asked.means.sum(axis=0) == pytest.approx(1, abs=1e-5)
    assert (asked.means > 0).sum(axis=1).tolist() == [1] * len(asked.pieces)


def test_questions_read_together_have_the_vectors_of_each_alone(harbour: Index, encoder: Encoder) -> None:
    texts = ["lanterns", "How many boats had the ferry fleet of Elmport in the December of 2022?", "who was it?"]
    for text, read in zip(texts, read_questions([understand(text) for text in texts], harbour, encoder), strict=True):
        (alone,) = read_questions([understand(text)], harbour, encoder)
        assert (read.words, read.names) == (alone.words, alone.names)
        for part in ("vector", "pieces", "means", "weights"):
            assert getattr(read, part) == pytest.approx(getattr(alone, part), abs=1e-4)


def test_a_word_matters_the_more_the_rarer_it_is_in_the_archive(tmp_path: Path, encoder: Encoder) -> None:
    def weight_of_lanterns(name: str, *papers: str) -> float:
        texts = {f"{number}.txt": f"{text}\n".encode() for number, text in enumerate(papers)}
        index = unembedded(tmp_path / name, texts, encoder)
        asked = search_for("the lanterns of the harbour", index, encoder).asked
        return float(asked.weights[asked.words.index("lanterns")])

    lantern, harbour = "A lantern was broken on the eastern quay.", "The harbour was dredged in the spring of the year."
    rare = weight_of_lanterns("rare", lantern, harbour, harbour, harbour)
    common = weight_of_lanterns("common", lantern, lantern, lantern, harbour)
    assert rare > common + 0.1


def test_a_question_of_function_words_is_matched_by_all_its_words(put: Put) -> None:
    asked = put("who was it?").asked
    assert asked.words == ("who", "was", "it")
    assert asked.weights.sum() == pytest.approx(1, abs=1e-5)


def test_words_past_the_limit_of_the_encoder_are_not_looked_for(put: Put, encoder: Encoder) -> None:
    asked = put("gulls " * (encoder.limit - 3) + "on the quay and the ferry").asked
    assert len(encoder.read(["gulls"])[0].tokens) == 2  # of each of the gulls
    assert set(asked.words) == {"gulls"}
    assert len(asked.words) == encoder.limit / 2
    assert asked.weights.sum() == pytest.approx(1, abs=1e-4)
    only_function_words = put("the " * encoder.limit + "lanterns").asked
    assert set(only_function_words.words) == {"the"}
    assert only_function_words.weights.sum() == pytest.approx(1, abs=1e-4)


def test_a_word_is_all_of_its_pieces_with_the_ending_of_a_possessive(encoder: Encoder) -> None:
    text = "Elmport's shed"
    (read,) = encoder.read([text])
    (elmport, own), (shed, last) = find_words(read, text)
    assert (elmport, shed) == ("elmport", "shed")
    assert "".join(text[start:end] for start, end in read.spans[own]) == "Elmports"
    assert [text[start:end] for start, end in read.spans[last]] == ["shed"]


def test_a_word_that_the_encoder_reads_as_one_with_a_mark_is_a_word_all_the_same(encoder: Encoder) -> None:
    text = "🚲shed"
    ((word, own),) = find_words(encoder.read([text])[0], text)
    assert (word, own.tolist()) == ("shed", [0])


# Matching


def test_a_word_is_matched_by_the_piece_nearest_to_it() -> None:
    first = vectors(axes(3, 0), [10, 15], axes(0))
    second = vectors(axes(1, 2, 3), [40, 44, 49], axes(0))
    third = vectors((axes(1) + axes(3)) / np.sqrt(2), [70], axes(0))
    whole, own = match(ASKED, first, second, third)
    assert whole == pytest.approx(np.array([[1, 0], [0, 1], [0, np.sqrt(1 / 8)]]), abs=0.01)
    assert own == pytest.approx(whole, abs=1e-6)


def test_what_stands_in_the_context_counts_for_the_whole_but_not_for_its_own_words() -> None:
    kept = vectors(axes(0, 1, 2, 3), [-1, -1, 5, 9], axes(0))
    whole, own = match(ASKED, kept)
    assert whole[0] == pytest.approx([1, 1], abs=0.01)
    assert own[0] == pytest.approx([0, 0.5], abs=0.01)


def test_a_name_of_the_panel_is_matched_by_its_papers() -> None:
    far = vectors(axes(3), [10], axes(0))
    whole, own = match(ASKED, far, far, bodies={0: "Quay and Lanterns Panel", 1: None})
    assert whole == pytest.approx(np.array([[1, 0], [0, 0]]), abs=0.01)
    assert own == pytest.approx(np.zeros((2, 2)), abs=0.01)


def test_its_own_words_never_match_better_than_with_the_context(harbour: Index, put: Put) -> None:
    for text in ("Operation Kittiwake overtime", "What does the harbour watch report say of lanterns?", "who was it?"):
        whole, own = match(put(text).asked, *harbour.vectors(harbour.passages()).values())
        assert (own <= whole + 1e-6).all()
        assert (own < whole - 0.01).any()


def test_a_word_of_the_question_matches_the_same_word_best(harbour: Index, put: Put) -> None:
    passage = passage_with(harbour, "Eleven of the forty lanterns")
    kept = harbour.vectors([passage.key])[passage.key]
    text = harbour.document_text(passage.document)
    for word in ("lanterns", "quay", "smith", "broken"):
        asked = put(f"What is said of the {word}?").asked
        at = asked.means[:, asked.words.index(word)].argmax()
        own = np.flatnonzero(kept.starts >= 0)
        best = own[(kept.tokens[own].astype(np.float32) @ asked.pieces[at]).argmax()]
        assert text[kept.starts[best] :].casefold().startswith(word)


def test_a_passage_that_holds_a_word_matches_it_better_than_others(harbour: Index, put: Put) -> None:
    passages, stored = harbour.passages(), harbour.vectors(harbour.passages())
    whole, _ = match(put("lanterns").asked, *(stored[key] for key in passages))
    best = list(passages.values())[int(whole[:, 0].argmax())]
    assert "lanterns" in best.text


def test_questions_and_passages_are_matched_alike_alone_and_together(harbour: Index, put: Put) -> None:
    texts = ("What became of the copper cable?", "Operation Kittiwake overtime", "who was it?")
    asked = [put(text).asked for text in texts]
    stored = harbour.vectors(harbour.passages())
    keys = list(stored)
    wanted = [keys, keys[3:1:-1], []]  # in whatever order, and none
    bodies = dict.fromkeys(keys, "Kittiwake Panel")
    for one, own, together in zip(asked, wanted, match_words(asked, wanted, stored, bodies), strict=True):
        assert [found.shape for found in together] == [(len(own), len(one.words))] * 2
        for at, key in enumerate(own):
            ((whole, words),) = match_words([one], [[key]], stored, bodies)
            assert [whole[0], words[0]] == [pytest.approx(found[at], abs=1e-5) for found in together]


def test_stored_vectors_match_as_those_they_were_made_of(harbour: Index, put: Put, encoder: Encoder) -> None:
    asked = put("How many lanterns on the quay were broken?").asked
    passage = passage_with(harbour, "Eleven of the forty lanterns")
    (read,) = encoder.read([f"{passage.context}\n{passage.text}"])
    near = project(read.tokens, encoder.weights) @ asked.pieces.T
    whole, _ = match(asked, harbour.vectors([passage.key])[passage.key])
    assert whole[0] == pytest.approx(near.max(axis=0) @ asked.means, abs=0.02)


def test_each_sentence_is_matched_by_the_pieces_that_stand_in_it() -> None:
    sentences = [Sentence(begin, begin + 10, Kind.PARAGRAPH) for begin in (100, 110, 120)]
    kept = vectors(axes(0, 1, 1, 0, 1, 2), [-1, 100, 104, 110, 114, 119], axes(0, 0, 0))
    # Of the second word the first sentence has one of two pieces; the context counts for none.
    assert match_sentences(ASKED, kept, sentences) == pytest.approx([0.375, 1, 0], abs=0.01)
