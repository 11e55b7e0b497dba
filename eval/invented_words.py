"""Sentences written anew: their names, days, years and figures replaced, their other words kept.

So common words stay as common as they were, and rare ones come with the size of what is written, as in any archive:
names are drawn from one ranked list without end, evenly by the rank's logarithm, which is Zipf's law.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from math import exp, log
from random import Random

from corpus.dates import DATE, MONTHS
from corpus.people import HONORIFIC

RANKS = 5_000_000  # names that can be drawn
COMMON = 8  # a name that stands so often in the sources is a body's own; a rarer one is another every year
STARTS = ["B", "Br", "C", "D", "Dr", "F", "G", "H", "K", "L", "M", "N", "P", "R", "S", "St", "T", "Th", "W", "Wr"]
VOWELS = ["a", "e", "i", "o", "u", "ea", "ay", "ow"]
CODAS = ["l", "n", "r", "s", "ck", "nd", "rt", "m", "st", "dl"]
ENDS = ["ham", "ford", "by", "ton", "wick", "ley", "worth", "mere", "den", "rith", "sel", "gate", "low", "sby", "kin"]
SYLLABLES = len(STARTS) * len(VOWELS) * len(CODAS)
SHORT = SYLLABLES * len(ENDS)  # names of one syllable and an end
WORD = re.compile(r"[^\W\d_]+")
SLOT = re.compile(
    rf"(?P<day>{DATE.pattern})|(?P<years>\b20\d\d\s?[/–-]\s?(?:20)?\d\d\b)|(?P<year>\b(?:19|20)\d\d\b)|(?P<figure>\d+)",
    re.IGNORECASE,
)
CALENDAR = {*MONTHS, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}


@dataclass(slots=True)
class Setting:
    """Where sentences are written: the body and the paper (numbers), its meeting's day, and what chance decides."""

    body: int
    paper: int
    day: date
    random: Random
    names: dict[str, str] = field(default_factory=dict)  # as they were found so far, for the paper at hand

    def name(self, word: str, count: int = 0) -> str:
        """What stands here for a name that stands so often in the sources."""
        if word not in self.names:
            scope = (self.body,) if count >= COMMON else (self.body, self.day.year)
            self.names[word] = drawn_name(word, *(scope if count > 1 else (self.body, self.paper)))
        return self.names[word]


@lru_cache(100_000)
def drawn_name(*what: str | int) -> str:
    """A name by Zipf's law, always the same for the same thing."""
    digest = blake2b(repr(what).encode(), digest_size=8).digest()
    return name_at(int(exp(int.from_bytes(digest, "big") / 2**64 * log(RANKS))) - 1)


def name_at(rank: int) -> str:
    """The name at a rank, counted from 0; those of the first ranks are short, and neighbours look unlike."""
    if rank < SHORT:
        return _spell(rank * 7_919 % SHORT, 1)
    return _spell(rank * 7_368_787 % (SYLLABLES * SHORT), 2)


def _spell(number: int, syllables: int) -> str:
    number, end = divmod(number, len(ENDS))
    name = ""
    for _ in range(syllables):
        number, start = divmod(number, len(STARTS))
        number, vowel = divmod(number, len(VOWELS))
        number, coda = divmod(number, len(CODAS))
        name += STARTS[start] + VOWELS[vowel] + CODAS[coda]
    return name.capitalize() + ENDS[end]


def count_names(sentences: Iterable[str]) -> Counter[str]:
    """How often each word stands that is a name: it has a capital inside sentences, and hardly ever stands without."""
    inside: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for sentence in sentences:
        for word in WORD.finditer(sentence):
            if word[0].islower():
                small[word[0]] += 1
            elif word.start() > 0 and word[0].istitle() and len(word[0]) > 2:
                inside[word[0]] += 1
    kept = {word for word in inside if HONORIFIC.match(f"{word} ") or word.lower() in CALENDAR}
    return Counter({word: n for word, n in inside.items() if small[word.lower()] < n / 10 and word not in kept})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the sources in parts: what is kept, each followed by what is replaced, its kind and its words."""

    parts: tuple[tuple[str, str, str], ...]
    words: int

    @classmethod
    def of(cls, text: str, names: Counter[str]) -> "Sentence":
        """Take a sentence apart; `names` as `count_names` gives them."""
        found = [(m.start(), m.end(), str(m.lastgroup)) for m in SLOT.finditer(text)]
        found += [(m.start(), m.end(), "name") for m in WORD.finditer(text) if m[0] in names]
        parts, at = [], 0
        for start, end, kind in sorted(found):
            if start >= at:
                parts.append((text[at:start], kind, text[start:end]))
                at = end
        return cls((*parts, (text[at:], "", "")), len(text.split()))

    def write(self, setting: Setting, names: Counter[str]) -> str:
        """The sentence as it is in this setting."""
        return "".join(
            kept + (_replace(kind, words, setting, names) if kind else "") for kept, kind, words in self.parts
        )


def _replace(kind: str, words: str, setting: Setting, names: Counter[str]) -> str:
    chance = setting.random
    if kind == "name":
        return setting.name(words, names[words])
    if kind == "day":
        return in_words(setting.day - timedelta(chance.randrange(7, 200)))
    if kind == "year":
        return str(setting.day.year - chance.randrange(3))
    if kind == "years":
        first = setting.day.year - chance.randrange(1, 4)
        return f"{first}/{(first + 1) % 100:02}"
    return str(chance.randrange(10 ** (len(words) - 1), 10 ** len(words))) if len(words) < 10 else words


def in_words(day: date) -> str:
    """A day as papers write it: 9 October 2024."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"
