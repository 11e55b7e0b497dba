"""What a reader cannot see and a screen or a terminal obeys, made visible: control characters, those that turn the
order of the letters around them, and halves of characters. Papers, file names and questions may hold any of it."""

import json
import re
from typing import Any

# Tabs and line ends stay. Of the characters for scripts read from the right only those are here that act beyond
# themselves until something ends them (Unicode Standard Annex 9, 2.1 to 2.5).
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
OPENS, CLOSES = {"\u202a", "\u202b", "\u202d", "\u202e"}, "\u202c"  # embeddings and overrides
ISOLATES, RELEASES = {"\u2066", "\u2067", "\u2068"}, "\u2069"


def visible(text: str) -> str:
    """A text of ours in which others' words stand (never a quotation), each character of that kind shown as U+FFFD."""
    return UNSEEN.sub("\ufffd", text)


def json_text(value: Any, indent: int | None = None) -> str:
    """A value as JSON in which each character of that kind is spelled out, which programs read as the same value."""
    return UNSEEN.sub(lambda one: f"\\u{ord(one[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent))


def ended(words: str) -> str:
    """Words verbatim and, after them, what ends each turn of direction that they begin and do not end."""
    still: list[str] = []
    for letter in words:
        if letter in OPENS:
            still.append(CLOSES)
        elif letter in ISOLATES:
            still.append(RELEASES)
        elif letter == CLOSES and still[-1:] == [CLOSES]:
            still.pop()
        elif letter == RELEASES and RELEASES in still:  # which ends the embeddings inside it too
            del still[len(still) - 1 - still[::-1].index(RELEASES) :]
    return words + "".join(reversed(still))
