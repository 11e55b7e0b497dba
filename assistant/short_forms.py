"""Short forms in a question with their long forms, and long ones with their short, by the archive's own glossary."""

import re

from assistant.lexicon import Lexicon, is_english, plain
from corpus.acronyms import normalise

WORD = re.compile(r"\w+(?:[&/.-]\w+)*")
MOST = 2  # long forms given of one short form


def expand(text: str, lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """What stands in the question, as typed, with its other forms; those it already has beside it are left out.

    A short form is known in the capitals of its definition, and in others where it is no ordinary word: "fake" is not
    the FAKE programme. A long form is known in any case, with its words in the singular or the plural.
    """
    found: dict[str, tuple[str, ...]] = {}
    whole = f" {plain(text)} "
    taken: list[tuple[int, int]] = []
    for start, end, shorts in _long_forms(text, lexicon):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            if others := tuple(short for short in shorts if f" {short.casefold()} " not in whole):
                found[text[start:end]] = others
    for match in WORD.finditer(text):
        defined = _short_form(match[0], lexicon)
        inside = any(first <= match.start() < last for first, last in taken)
        if not defined or inside or (text.isupper() and is_english(defined)):
            continue
        longs = [long for long in lexicon.long_forms(defined) if f" {plain(long)} " not in whole]
        if longs:
            found[match[0]] = tuple(longs[:MOST])
    return found


def _short_form(word: str, lexicon: Lexicon) -> str | None:
    """The archive's short form that a word is: as defined or in the plural; in other capitals if it is no word."""
    for one in (normalise(word), word.removesuffix("s")):
        defined = lexicon.shorts.get(one.casefold())
        if defined and (one == defined or not is_english(one)):
            return defined
    return None


def _long_forms(text: str, lexicon: Lexicon) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where long forms stand in a question, with their short forms; the longest first."""
    whole = f" {plain(text)} "
    found = []
    for key, shorts in lexicon.longs.items():
        if f" {key} " in whole:
            words = r"(?:[’']?s?[’']?\W+(?:(?:and|&)\W+)?)".join(re.escape(w) for w in key.split() if w != "and")
            if match := re.search(rf"(?<!\w){words}(?:[’']?s)?(?!\w)", text, re.IGNORECASE):
                found.append((*match.span(), shorts))
    return sorted(found, key=lambda one: one[0] - one[1])
