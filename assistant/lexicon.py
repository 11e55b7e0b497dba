"""What questions are read by: the archive's own words, short forms and meeting dates, and the words of English.

Read once for each state of an index, so that reading a question costs next to nothing.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from corpus import resolve
from index import Index, common_words

# Endings and openings that make a known word another known word: "blades", "overspending", "unanswered".
ENDINGS = re.findall(r"\w+", "s es ed d ing ings er r ers rs ly ies ied al ment ness able ation ability ist ists")
OPENINGS = ("un", "re", "non", "over", "under", "out", "mis", "pre", "anti", "sub")
SHORTEST = 4  # letters of a word that they are put to


@dataclass(frozen=True)
class Lexicon:
    """The words of one index."""

    index: Index
    meetings: tuple[date, ...]  # days, in order
    definitions: tuple[tuple[str, str, str], ...]  # document, short form, long form
    shorts: dict[str, str]  # short forms by the same in lower case
    longs: dict[str, tuple[str, ...]]  # short forms by their long forms, these `plain`

    def long_forms(self, short: str) -> tuple[str, ...]:
        """What a short form stands for, what most papers say first."""
        return resolve(self.definitions, short)

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """How often each word stands in the papers, as written there."""
        return self.index.vocabulary()

    @cached_property
    def spellings(self) -> dict[str, list[str]]:
        """The archive's words in lower case, by their first letter."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for word in self.vocabulary:
            found[word[0].casefold()].add(word.casefold())
        return {letter: sorted(words) for letter, words in found.items()}


def read_lexicon(index: Index) -> Lexicon:
    """The lexicon of an index as it is now."""
    return _read(index, index.generation)


@lru_cache(maxsize=4)
def _read(index: Index, generation: int) -> Lexicon:
    rows = tuple((d["document"], one["short"], one["long"]) for one in index.definitions() for d in one["documents"])
    longs: defaultdict[str, set[str]] = defaultdict(set)
    for _, short, long in rows:
        longs[plain(long)].add(short)
    return Lexicon(
        index,
        meetings=tuple(index.meeting_dates()),
        definitions=rows,
        shorts={short.casefold(): short for _, short, _ in rows},
        longs={long: tuple(sorted(shorts)) for long, shorts in longs.items()},
    )


def plain(words: str) -> str:
    """Words without capitals, marks, possessives and plurals: as long forms are compared."""
    found = re.findall(r"\w+", re.sub(r"[’']s?\b", "", words.casefold().replace("&", " and ")))
    return " ".join(word.removesuffix("s") for word in found)


def is_english(word: str) -> bool:
    """Whether a word, in any case, is a common word of English, or one with a usual ending or opening."""
    lower = word.casefold()
    return any(_is_known(lower.removeprefix(opening)) for opening in ("", *OPENINGS) if lower.startswith(opening))


def _is_known(word: str) -> bool:
    known = common_words()
    return word in known or any(
        base in known and len(base) >= SHORTEST
        for ending in ENDINGS
        if word.endswith(ending)
        for base in _bases(word.removesuffix(ending), ending)
    )


def _bases(stem: str, ending: str) -> tuple[str, ...]:
    """What an ending may have been put to: "stop" for "stopping", "hope" for "hoping", "study" for "studies"."""
    undoubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
    return stem, undoubled, stem + ("y" if ending.startswith("i") else "e")
