import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answer import Quote
from assistant.match import Asked
from assistant.question import understand
from assistant.quotes import BEHIND, MOST, WORDS, choose_quotes
from assistant.ranking import FEATURES
from assistant.retrieve import Evidence
from corpus import Kind, Sentence
from index import Index, PassageVectors
from tests.assistant.conftest import Put, find
from tests.passages import axes, stored, vectors

ASKED = Asked(axes(0)[0], ("bees",), frozenset(), axes(0), axes(0, dimension=1), np.ones(1, np.float32))
BEGIN = 1000  # where the passages made up here stand in their document


def near(cosine: float, aside: int = 1) -> NDArray[np.float32]:
    """A sentence's vector, so near to the question; what else it says is told by `aside` (1 to 3)."""
    return np.asarray(cosine * axes(0)[0] + np.sqrt(1 - cosine**2) * axes(aside)[0], dtype=np.float32)


def source(
    *said: tuple[str, NDArray[np.float32]], score: float = 5, kinds: dict[int, Kind] | None = None, **facts: object
) -> Evidence:
    """Evidence of a passage of these sentences, each with its vector."""
    text = " ".join(words for words, _ in said)
    sentences, begin = [], BEGIN
    for at, (words, _) in enumerate(said):
        sentences.append(Sentence(begin, begin + len(words), (kinds or {}).get(at, Kind.PARAGRAPH)))
        begin += len(words) + 1
    rows = np.stack([vector for _, vector in said])
    starts = np.array([one.start for one in sentences], dtype=np.int32)
    kept = PassageVectors(rows[0], rows, vectors(axes(*[3] * len(said)), [0] * len(said), rows).tokens, starts)
    key = int(facts.pop("key", 1))  # type: ignore[call-overload]
    passage = stored(key, text, char_start=BEGIN, sentences=tuple(sentences), **facts)
    return Evidence(passage, score, np.zeros(len(FEATURES), np.float32), kept)


def quotes(*evidence: Evidence, question: str = "What is said of bees?") -> list[str]:
    return [one.text for one in choose_quotes(evidence, understand(question), ASKED)]


def long(words: str) -> str:
    """A sentence too long to be quoted with another."""
    return f"{words} {'and so on ' * (WORDS // 4)}there."


def test_a_quote_is_the_text_between_the_offsets_of_its_citation() -> None:
    evidence = source(("Ants march.", near(0.1)), (long("Bees hum"), near(0.8)), ("Wasps sting.", near(0.2)))
    (quote,) = choose_quotes([evidence], understand("What is said of bees?"), ASKED)
    assert quote.text == long("Bees hum")
    assert (quote.citation.char_start, quote.passage) == (BEGIN + len("Ants march. "), evidence.passage.id)
    start, end = (at - BEGIN for at in (quote.citation.char_start, quote.citation.char_end))
    assert evidence.passage.text[start:end] == quote.text


def test_neighbours_that_answer_too_are_quoted_with_the_best_up_to_a_length() -> None:
    assert quotes(source(("Bees hum.", near(0.8)), ("Bees dance.", near(0.7)), ("Ants march.", near(0.1)))) == [
        "Bees hum. Bees dance."
    ]
    joined = quotes(source((long("Bees hum"), near(0.8)), (long("Bees dance"), near(0.5))))
    assert joined == [long("Bees hum")]


def test_what_a_colon_announces_is_quoted_with_it() -> None:
    assert quotes(source((long("Bees hum")[:-1] + ":", near(0.8)), ("of May.", near(0.1)), ("Ants.", near(0.1)))) == [
        long("Bees hum")[:-1] + ": of May."
    ]


@pytest.mark.parametrize("aside", [Kind.HEADING, Kind.LABEL, Kind.QUESTION])
def test_headings_and_the_question_answered_are_not_quoted(aside: Kind) -> None:
    assert quotes(source(("Are there bees?", near(0.9)), ("Bees hum.", near(0.5)), kinds={0: aside})) == ["Bees hum."]
    assert quotes(source(("Of bees", near(0.9)), kinds={0: aside})) == ["Of bees"], "there is nothing else"


def test_a_passage_gives_its_two_best_sentences_best_first() -> None:
    said = [(long("Bees hum"), near(0.6)), (long("Bees dance"), near(0.55, 2)), (long("Bees sting"), near(0.65, 3))]
    assert quotes(source(*said)) == [long("Bees sting"), long("Bees hum")]


def test_the_best_sentence_of_a_passage_is_quoted_whatever_stands_around_it() -> None:
    # The middle one fits beside either of the others, but not beside both.
    half = "and so on " * (WORDS // 8)
    said = [(f"{half}hum.", near(0.8)), (f"{half}dance.", near(0.79, 2)), (f"{half}sting.", near(0.81, 3))]
    found = quotes(source(*said))
    assert any("sting." in quote for quote in found)
    assert sum("dance." in quote for quote in found) == 1, "nothing is quoted twice"


def test_there_are_at_most_five_quotes() -> None:
    many = [source((f"Bees hum {n}.", near(0.6, 1 + n % 3)), key=n, score=5) for n in range(12)]
    assert 1 < len(quotes(*many)) <= MOST == 5


def test_passages_far_behind_the_best_are_not_quoted() -> None:
    best, behind = source(("Bees hum.", near(0.8))), ("Bees dance.", near(0.7, 2))
    assert len(quotes(best, source(behind, key=2, score=5 - 0.9 * BEHIND))) == 2
    assert len(quotes(best, source(behind, key=2, score=5 - 1.1 * BEHIND))) == 1


def test_nothing_is_quoted_of_no_evidence() -> None:
    assert quotes() == []


def test_what_is_said_twice_is_quoted_once_unless_its_figures_are_new() -> None:
    first = source(("There are 12 hives.", near(0.8)))
    assert quotes(first, source(("There are 12 hives now.", near(0.8)), key=2, score=4.9)) == ["There are 12 hives."]
    assert len(quotes(first, source(("There are 15 hives now.", near(0.8)), key=2, score=4.9))) == 2
    assert len(quotes(first, source(("There are 12 hives now.", near(0.8, 2)), key=2, score=4.9))) == 2


def dated(day: str, boats: int, key: int, aside: int = 1) -> Evidence:
    return source((f"There were {boats} boats.", near(0.8, aside)), key=key, meeting_date=day, score=5 - key / 10)


def test_of_two_figures_for_one_thing_the_latest_comes_first() -> None:
    old, new = dated("2022-12-08", 41, 1), dated("2024-12-12", 52, 2)
    assert quotes(old, new) == ["There were 52 boats.", "There were 41 boats."]
    middle = dated("2023-12-07", 47, 3)
    assert quotes(old, new, middle) == ["There were 52 boats.", "There were 47 boats.", "There were 41 boats."]


def test_figures_for_different_things_keep_their_order() -> None:
    assert quotes(dated("2022-12-08", 41, 1), dated("2024-12-12", 52, 2, aside=2))[0] == "There were 41 boats."


def test_where_the_question_names_a_time_the_order_is_kept() -> None:
    found = quotes(dated("2022-12-08", 41, 1), dated("2024-12-12", 52, 2), question="How many boats in December 2022?")
    assert found[0] == "There were 41 boats."


def test_a_figure_that_is_asked_for_is_in_the_first_quote() -> None:
    passage = source((long("Bees hum"), near(0.8)), (long("There are 32 hives"), near(0.78, 2)))
    assert "32" in quotes(passage, question="How many hives of bees are there?")[0]
    assert "Bees hum" in quotes(passage, question="What is said of bees?")[0]
    assert "Bees hum" in quotes(passage, question="How many bees are there in 32 hives?")[0], "it is in the question"


def test_somebody_who_is_asked_for_is_in_the_first_quote() -> None:
    passage = source((long("Bees hum"), near(0.8)), (long("Cllr Alder keeps them"), near(0.78, 2)))
    assert "Cllr Alder" in quotes(passage, question="Who keeps the bees?")[0]
    assert "Bees hum" in quotes(passage, question="What is said of bees?")[0]


def test_a_row_of_a_table_is_quoted_alone() -> None:
    said = [("Hives 32", near(0.7)), ("Bees 900", near(0.8)), ("Queens 31", near(0.7))]
    assert "Hives 32 Bees 900 Queens 31" in quotes(source(*said))
    rows = quotes(source(*said, kinds=dict.fromkeys(range(3), Kind.ROW)))
    assert rows[0] == "Bees 900"
    assert all(len(row.split()) == 2 for row in rows)


@pytest.mark.parametrize("leaning", ["This", "They", "However, bees"])
def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(leaning: str) -> None:
    before, best = ("Wax was sold.", near(0.1, 2)), ("hummed.", near(0.8))
    assert quotes(source(before, (f"{leaning} {best[0]}", best[1]))) == [f"Wax was sold. {leaning} hummed."]
    assert quotes(source(before, (f"Bees {best[0]}", best[1]))) == ["Bees hummed."]


def test_a_question_of_the_record_is_not_put_beside_its_answers() -> None:
    answer, asked = source(("Bees hum.", near(0.8))), ("Do bees dance?", near(0.8, 2))
    assert quotes(answer, source(asked, key=2, kinds={0: Kind.QUESTION})) == ["Bees hum."]


# In an archive


def of(harbour: Index, put: Put, text: str) -> list[Quote]:
    """The quotes for a question to the invented harbour's papers."""
    search = put(text)
    return choose_quotes(find(harbour, search, 10), search.question, search.asked)


@pytest.mark.parametrize(
    "text", ["How many boats had the ferry fleet?", "What was said about the lanterns?", "who was it?", "gulls"]
)
def test_every_quote_stands_in_its_document(harbour: Index, put: Put, text: str) -> None:
    found = of(harbour, put, text)
    assert 1 <= len(found) <= MOST
    for quote in found:
        document = harbour.document_text(quote.citation.document)
        assert document[quote.citation.char_start : quote.citation.char_end] == quote.text
        ends = [end for mark in quote.marks for end in mark]
        assert ends == sorted(set(ends)), "marks are in order, apart and not empty"
        assert all(0 <= end <= len(quote.text) for end in ends)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How many boats had the ferry fleet in December 2022?", "41 boats"),
        ("How many pairs of gulls were counted on the fish market in 2024?", "120 pairs"),
        ("How many hours of overtime did Operation Kittiwake take?", "3,400 hours"),
    ],
)
def test_the_words_that_answer_are_marked(harbour: Index, put: Put, text: str, words: str) -> None:
    first = of(harbour, put, text)[0]
    assert words in [first.text[start:end] for start, end in first.marks]


def test_the_latest_count_of_the_fleet_is_quoted_first(harbour: Index, put: Put) -> None:
    first, second = of(harbour, put, "How many boats had the ferry fleet?")[:2]
    assert "52 boats" in first.text
    assert "41 boats" in second.text
    assert first.citation.meeting_date == "2024-12-12"
    then = of(harbour, put, "How many boats had the ferry fleet in December 2022?")
    assert "41 boats" in then[0].text


def test_both_sources_of_the_same_words_are_cited(harbour: Index, put: Put) -> None:
    found = of(harbour, put, "How many pairs of gulls were counted on the fish market in 2024?")
    (quote,) = (quote for quote in found if "120 pairs" in quote.text)
    assert {quote.citation.document, *(other.document for other in quote.also)} == {"gulls.txt", "gulls-again.txt"}
