"""Misspelt words of a question, mended to the archive's own.

A wrong correction is worse than none: what the archive or the English language knows is left as typed, and so is what
could be the name of something that the archive does not hold.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from assistant.lexicon import ENDINGS, Lexicon, is_english

SHORTEST = 5  # letters of a word that is mended
LONG = 8  # letters from which on two slips are mended
NAME = 6  # letters there are at least in a name
WORD = re.compile(r"(?<![\w@./])[^\W\d_]+(?![\w@]|[./]\w)")
FORMS = frozenset(["", "e", "ic", "t", "y", *ENDINGS])  # endings that make one word another


def correct(text: str, lexicon: Lexicon) -> dict[str, str]:
    """The misspelt words of a question as typed, each with the archive's word in the same case."""
    mended = {}
    for match in WORD.finditer(text):
        word = match[0]
        unknown = len(word) >= SHORTEST and not word.isupper() and not is_english(word)
        if unknown and not lexicon.index.holders(word) and (right := _mend(word, match.start() > 0, lexicon)):
            mended[word] = right
    return mended


def _mend(word: str, inside: bool, lexicon: Lexicon) -> str | None:
    """The archive's word nearest to an unknown one, the more frequent of two.

    For one with a capital inside the question, which is a name, only another name is put. What stands in the archive
    once is put where letters were but swapped or doubled.
    """
    capital = word[0].isupper()
    counts = lexicon.vocabulary
    near = []
    for slips, other in _near(word.casefold(), 1 if capital or len(word) < LONG else 2, lexicon):
        named, plain = counts[other.capitalize()], counts[other]
        sure = sorted(word.casefold()) == sorted(other) or _undoubled(word.casefold()) == _undoubled(other)
        if (len(other) >= NAME and named > plain) if capital and inside else sure or named + plain > 1:
            near.append((slips, not sure, -named - plain, other))
    if not near:
        return None
    right = min(near)[-1]
    return right.capitalize() if capital else right


def _near(word: str, most: int, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """The archive's words within so many slips: letters put in, left out, taken for others or swapped.

    The first letter is the same. Two slips are believed where they are of vowels and doubled letters only.
    """
    others = lexicon.spellings.get(word[0], [])
    for other, slips, _ in extract_iter(word, others, scorer=OSA.distance, score_cutoff=most):
        near = slips == 1 or _consonants(word) == _consonants(other)
        if near and len(other) >= SHORTEST and not _is_form(word, other):
            yield slips, other


def _is_form(word: str, other: str) -> bool:
    """Whether two words differ in a usual ending only: "burglars" is no slip for "burglary"."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return word[same:] in FORMS and other[same:] in FORMS


def _consonants(word: str) -> str:
    return _undoubled(re.sub(r"[aeiouy]", "", word))


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
