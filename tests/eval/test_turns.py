import pytest

from eval.turns import score, write_out
from index import Encoder

TURNS = [
    ("The Chair", "Good morning. Who will tell us how the ferries fared?"),
    ("Cllr Ann Alder", "I will: they sailed on 300 days. Note: not on Sundays."),
    ("Dr. Bo d'Elm (Northshire, Ind.)", "And who paid?"),
    ("The Chair", "The county did, as it always has."),
] * 3


def test_every_turn_is_its_speakers(encoder: Encoder) -> None:
    assert score(TURNS, "\n", encoder) == (12, 12)
    assert score(TURNS, "\n\n", encoder) == (12, 12)


def test_a_turn_read_as_anothers_is_counted_wrong(encoder: Encoder) -> None:
    # A name that opens but one line is taken for words of the one who speaks.
    assert score([*TURNS, ("then he said", "no more")], "\n", encoder)[0] == 12


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_turns_are_written_out_where_they_are_said_to_stand(gap: str) -> None:
    text, places = write_out([*TURNS, ("The Chair", "")], gap)
    assert [text[start:end] for start, end in places] == text.split(gap)
    assert text.split(gap) == [f"{speaker}: {words}" for speaker, words in TURNS] + ["The Chair: "]
