import pytest

from tests.corpus.papers import ALDER, BIRCH, read_text_file

AGENDA = "Northshire Police and Crime Panel\n\nFriday, 5 July 2024\n\nAgenda\n\n"


@pytest.mark.parametrize(
    "words",
    [
        "Please note that this meeting will be webcast live.",
        "Mr Keir Alder, Chief Finance Officer\nTel: 0115 555 0100",
        "Contact: Ann Alder Tel: (01234) 555 010",
        "The quorum of the Panel is five.",
    ],
)
def test_what_every_pack_says_is_boilerplate(words: str) -> None:
    reading = read_text_file(f"{AGENDA}{words}\n\n{ALDER}")
    assert next(p.boilerplate for p in reading.passages if words in p.text)


def test_what_a_paper_says_is_not() -> None:
    reading = read_text_file(f"Rural Crime\n\n{ALDER}\n\nCalls by telephone fell to 4,410 in the year.\n\n{BIRCH}")
    assert not any(p.boilerplate for p in reading.passages)
