"""A question as typed, turned into what is looked for."""

import re
from dataclasses import dataclass

from corpus import PanelError

LONGEST = 2000  # characters; a question of more is a paper pasted in by mistake

# Words that carry no subject matter: English function words, and the words questions are put in.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about above after again all also am an and any anyone anything are as at be been before being between both but
        by can could did do does doing done down during each few for from further get give given gave had happened has
        have having he her here hers him his how i if in into is it its itself just know like many may me might more
        most much my no nor not of off on once only or other our out over own panel per please said same saw say says
        she should so some someone something such tell than that the their them then there these they this those
        through to too under until up upon us very was we were what whatever when where which while who whom whose why
        will with within without would you your mention mentioned discussed record records archive papers paper
        """,
    )
)
WORD = re.compile(r"\w+(?:[.,'’/&-]\w+)*")


class QuestionError(PanelError):
    """A question that cannot be asked. The message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: the question in full, the words and phrases that carry its subject, and the names and
    figures among them, without which no passage can answer it."""

    text: str
    terms: tuple[str, ...]
    names: tuple[str, ...]


def understand(text: str) -> Question:
    """Read a question. Raises `QuestionError` where it is empty, too long or has no word in it."""
    plain = " ".join(text.split())
    if not plain:
        raise QuestionError("The question is empty; type what you want to know.")
    if len(plain) > LONGEST:
        raise QuestionError(f"The question has {len(plain):,} characters; ask it in at most {LONGEST:,}.")
    words = [_bare(word) for word in WORD.findall(plain)]
    if not words:
        raise QuestionError("There is no word in the question; type what you want to know.")
    terms = [word for word in words if word.casefold() not in STOP_WORDS] or words
    # The first word has a capital for being first; only a second one, or a figure, makes it a name.
    marked = [word[1:] if i == 0 and not word[0].isdigit() else word for i, word in enumerate(words)]
    names = [w for w, mark in zip(words, marked, strict=True) if w in terms and re.search(r"[A-Z0-9]", mark)]
    return Question(plain, _unlike(terms), _unlike(names))


def _unlike(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.casefold() for word in words))


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)
