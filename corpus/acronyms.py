"""Whether the letters of an acronym can be laid on words.

After Schwartz and Hearst ("A simple algorithm for identifying abbreviation definitions in biomedical text", Pacific
Symposium on Biocomputing 8, 2003, pages 451-462): the letters stand in the words in order, the first of them at the
beginning of the first word. Theirs takes the shortest words that hold the letters anywhere. Here a letter inside a
word and a word without a letter have a price, and the cheapest words are taken: IIF is an "Investment and Innovation
Forum" and not an "Innovation Forum".
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

# Words that may go without a letter; no long form begins with one unless it is known to begin there ("As Soon As ...").
SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "per", "the", "to", "with"]
)
# Prices. What an acronym may cost grows with its letters, up to the price of one word without a letter.
UNUSED = 2  # a word without a letter
SECOND = 2  # a capital laid on a word's next letter, as in "COordinator"
INNER = 1  # a capital that opens the second half of a compound, as in "AntiSocial"
HALF = 2, 4  # the letters there are at least before it, and from it on
MOST_WORDS = 6  # a long form's words beyond two a letter


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or a part of one that a hyphen or a capital inside it sets off.

    `text` is in lower case, "and" for "&". `start` and `end` are offsets into the document's text.
    """

    text: str
    start: int
    end: int
    opens: bool  # whether a word begins with it
    capitals: bool  # whether it is in capitals: "NHS" in "NHS England"


def normalise(short: str) -> str:
    """A short form in the singular and without a possessive or stops: "VRUs" and "V.R.U.’s" are "VRU"."""
    return re.sub(r"(?<=[A-Z\d])s$", "", re.sub(r"[’']s?$", "", short).replace(".", ""))


def is_short_form(short: str) -> bool:
    """Whether a normalised word can be an acronym: mostly capitals, at least two, or a letter with a number ("S136").

    "R1" and "Q2" count things, "IV" does too, and "Chair" is a word.
    """
    capitals, letters = sum(letter.isupper() for letter in short), sum(letter.isalpha() for letter in short)
    numbered = re.fullmatch(r"[^\W\d_]\d{3,}", short) is not None
    return ((capitals > 1 and 2 * capitals >= letters) or numbered) and not re.fullmatch(r"[IVX]+", short)


def fit(short: str, parts: Sequence[Part], *, anchored: bool = False, exact: bool = False) -> tuple[int, int] | None:
    """Which of the words a normalised short form stands for: the first part and the one past the last, or None.

    They begin where they cost least, or if `anchored` with the first part, an article aside. They end where `parts`
    end, or before "for", "of" or "in": "Police and Crime Commissioner for Northshire (PCC)". `exact` takes only words
    that cost nothing and are more than letters.
    """
    letters = tuple(re.findall(r"\d+|[^\W\d_]|&", short))
    most = 0 if exact else min(UNUSED, len(letters) // 2)
    skipped = max(0, len(parts) - 2 * len(letters) - MOST_WORDS)
    if anchored and skipped:
        return None
    words = parts[skipped:]
    cuts = [i for i in range(len(words) - 1, 0, -1) if words[i].text in ("for", "of", "in")]
    for end in [len(words), *(cuts if len(letters) > 2 or short[-1].isdigit() else [])]:
        prices = _prices(letters, words[:end], anchored)
        # Of two places at one price the later, which leaves out more.
        first = min(range(end - 1, -1, -1), key=prices.__getitem__, default=0)
        found = words[first:end]
        spelt = exact and any(len(part.text) == 1 and part.text not in SMALL for part in found)
        if found and prices[first] <= (most if end == len(words) else 0) and not spelt:
            return skipped + first, skipped + end
    return None


def _prices(letters: tuple[str, ...], parts: Sequence[Part], anchored: bool) -> list[float]:
    """For each part, the least price of a long form that begins with it and ends with the last; infinite for none."""

    @cache
    def price(i: int, j: int) -> float:
        """Of the parts from `i` and the letters from `j`."""
        if i == len(parts):
            return 0 if j == len(letters) else math.inf
        part = parts[i]
        free = not part.opens or part.text.isdigit() or (part.text in SMALL and i + 1 < len(parts))
        return min((0 if free else UNUSED) + price(i + 1, j), taken(i, j))

    def taken(i: int, j: int) -> float:
        return min((cost + price(i + 1, j + used) for used, cost in _laid(parts[i], letters[j:])), default=math.inf)

    begins = [part.opens and part.text not in SMALL for part in parts]
    if anchored:
        opening = 1 if parts and parts[0].text in ("a", "an", "the") else 0
        begins = [i == opening and (begin or len(letters) > 2) for i, begin in enumerate(begins)]
    return [taken(i, 0) if begin else math.inf for i, begin in enumerate(begins)]


def _laid(part: Part, letters: Sequence[str]) -> Iterator[tuple[int, int]]:
    """How many of the letters a part can take, the first at its beginning, and at what price."""
    text = part.text
    if not letters or not text.startswith(letters[0].lower().replace("&", "and")):
        return
    if not letters[0].isalpha():
        if text == letters[0].replace("&", "and"):
            yield 1, 0
        return
    yield 1, 0
    if part.capitals and len(text) < len(letters) and "".join(letters[: len(text)]).lower() == text:
        yield len(text), 0
    at = price = 0
    for used, letter in enumerate(letters[1:], 2):
        follows = text.startswith(letter.lower(), at + 1)
        at = at + 1 if follows else text.find(letter.lower(), max(at + 1, HALF[0]), len(text) - HALF[1] + 1)
        if at < 0 or (letter.islower() and not follows):
            return
        if letter.isupper():
            price += SECOND if follows else INNER
        yield used, price
