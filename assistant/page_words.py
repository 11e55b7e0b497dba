"""Words of a page found in another reading of the same page.

The index has a page's text from pypdf; the places of letters come from PDFium. The two texts differ in spaces and
marks, and now and then in order or by a few words, so letters and digits alone are compared.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from corpus import PAGE_BREAK

NEARLY_ALL = 0.9  # of the letters must be found
SOLID = 6  # letters in a row that are the same in both texts: fewer may be so by chance
STRETCHED, STRAY = 2, 40  # what is found may span that many times its own letters, and so many more
LARGE = 20_000  # letters on a page beyond which comparing whole texts takes too much memory


class Stretch(NamedTuple):
    """Some words of one page: the page's text as the index has it, and the offsets in it of the words."""

    text: str
    start: int
    end: int


class _Letters(NamedTuple):
    """The letters and digits of a text, in lower case without accents, and the place of each in it."""

    text: str
    places: list[int]


def page_stretch(text: str, start: int, end: int, number: int) -> Stretch:
    """The part on one physical page (1-based) of what stands between two offsets of a document's text.

    It is empty (`start == end`) where nothing of it stands there.
    """
    pages = text.split(PAGE_BREAK)
    if not 1 <= number <= len(pages):
        return Stretch("", 0, 0)
    page = pages[number - 1]
    before = sum(len(other) + len(PAGE_BREAK) for other in pages[: number - 1])
    first, last = (min(max(offset - before, 0), len(page)) for offset in (start, end))
    return Stretch(page, first, last)


def find_words(stretch: Stretch, chars: Sequence[str]) -> list[tuple[int, int]] | None:
    """Where the words are among a page's characters as another program reads them.

    Returns the first and the one past the last of each run of them, with the marks at their ends; None where it is not
    certain that these are the words.
    """
    ours, page = _letters(stretch.text), _letters(chars)
    start, end = _between(ours, stretch.start, stretch.end)
    if start == end:
        return None
    whole = _same(ours.text, start, end, page.text)
    at = [*range(whole, whole + end - start)] if whole is not None else _piece_by_piece(stretch, ours, page)
    sure = len(at) >= NEARLY_ALL * (end - start) and max(at) - min(at) <= STRETCHED * (end - start) + STRAY
    if not sure:
        return None
    runs = [[at for _, at in run] for _, run in groupby(enumerate(sorted(at)), key=lambda pair: pair[1] - pair[0])]
    return _with_marks(stretch, chars, [(page.places[run[0]], page.places[run[-1]] + 1) for run in runs])


def _letters(chars: Iterable[str]) -> _Letters:
    text: list[str] = []
    places: list[int] = []
    for place, char in enumerate(chars):
        for letter in unicodedata.normalize("NFKD", char).casefold():
            if letter.isalnum():
                text.append(letter)
                places.append(place)
    return _Letters("".join(text), places)


def _between(letters: _Letters, start: int, end: int) -> tuple[int, int]:
    """Which letters stand between two offsets of their text."""
    first, last = bisect_left(letters.places, start), bisect_left(letters.places, end)
    return (first, last) if first < last else (0, 0)


def _same(ours: str, start: int, end: int, page: str) -> int | None:
    """Where the page has a stretch of our text, told by how many such stretches stand before it."""
    words = ours[start:end]
    here, there = _occurrences(ours, words), _occurrences(page, words)
    return there[here.index(start)] if len(here) == len(there) else None


def _occurrences(text: str, words: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(words)})", text)]


def _piece_by_piece(stretch: Stretch, ours: _Letters, page: _Letters) -> set[int]:
    """Which of the page's letters are those of the lines and cells, each found as a whole or in the texts' order."""
    aligned = _align(ours.text, page.text)
    found: set[int] = set()
    for piece in re.finditer(r"[^\n\t|]+", stretch.text[stretch.start : stretch.end]):
        start, end = _between(ours, *(stretch.start + offset for offset in piece.span()))
        whole = _same(ours.text, start, end, page.text) if end - start >= SOLID else None
        if whole is not None:
            found.update(range(whole, whole + end - start))
        else:
            found.update(aligned[i] for i in range(start, end) if i in aligned)
    return found


def _align(ours: str, page: str) -> dict[int, int]:
    """Letters of our text and the page's letters that they are, where both texts run alike for a while."""
    if max(len(ours), len(page)) > LARGE:
        return {}
    return {
        block.src_start + i: block.dest_start + i
        for block in LCSseq.opcodes(ours, page)
        if block.tag == "equal" and block.src_end - block.src_start >= SOLID
        for i in range(block.src_end - block.src_start)
    }


def _with_marks(stretch: Stretch, chars: Sequence[str], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of characters, the outer ends with the words' own marks: a pound sign or bullet before, a stop behind."""
    words = stretch.text[stretch.start : stretch.end]
    starts, ends = [first for first, _ in runs], [last for _, last in runs]
    starts[0] -= _reach(takewhile(_no_letter, words), chars[: starts[0]][::-1])
    ends[-1] += _reach(takewhile(_no_letter, reversed(words)), chars[ends[-1] :])
    return list(zip(starts, ends, strict=True))


def _reach(marks: Iterable[str], chars: Sequence[str]) -> int:
    """How far as many marks reach that stand next on a line, spaces between them."""
    left = sum(not mark.isspace() for mark in marks)
    reached = 0
    for i, char in enumerate(takewhile(lambda char: _no_letter(char) and char not in "\r\n", chars), start=1):
        if left and not char.isspace():
            left, reached = left - 1, i
    return reached


def _no_letter(char: str) -> bool:
    return not _letters(char).text
