import json

import pytest

from assistant.visible import ended, json_text, visible

HOSTILE = "\x1b[31m red \x9b2J \x07 bell \x00 nul \x7f \u202e turned \u2066 \ud800"


def test_what_screens_obey_is_shown_and_all_else_left() -> None:
    assert visible(HOSTILE) == "\ufffd[31m red \ufffd2J \ufffd bell \ufffd nul \ufffd \ufffd turned \ufffd \ufffd"
    plain = "Zoë’s\tcafé\r\n£5 \u200f שלום 👩\u200d🚒 <b>"
    assert visible(plain) == plain


def test_json_holds_the_same_in_letters_that_a_terminal_does_not_obey() -> None:
    told = json_text({"name": HOSTILE}, indent=2)
    assert json.loads(told) == {"name": HOSTILE}
    assert visible(told) == told


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("plain", ""),
        ("\u202eturned", "\u202c"),
        ("\u202eturned\u202c", ""),
        ("\u2066\u202e", "\u202c\u2069"),
        ("\u2066\u202e\u2069", ""),
        ("\u2069\u202c\u202b", "\u202c"),
        ("\u2067\u202c\u2066\u2069", "\u2069"),
    ],
)
def test_words_are_ended_where_they_turn_what_comes_after_them(words: str, ends: str) -> None:
    assert ended(words) == words + ends
