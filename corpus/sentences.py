"""Where sentences end, in the prose of panel papers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.blocks import Kind

# A stop after one of these does not end a sentence.
ABBREVIATION = re.compile(
    r"(?:\b(?:cllrs?|mr|mrs|ms|dr|prof|rev|sir|st|sgt|insp|supt|ch|no|nos|para|paras|p|pp|fig|ref|vs|etc|approx|inc|incl"
    r"|e\.g|i\.e|c\.f|cf|viz|hon|rt|dept|gov|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[A-Z]|^\W*\d{1,2}(?:\.\d{1,2})*)\.$",
    re.IGNORECASE,
)
# Nothing is tried twice and none of it far: millions of stops in a row would take minutes.
END = re.compile(r"(?<![.!?])([.!?]++)[\"'”’)\]*_]*+(?=\s(?:[^\w£]|_){0,200}+[A-Z0-9£])")
SPACE = re.compile(r"\s*")


class Sentence(NamedTuple):
    """A sentence, list item or row of a passage; `start` and `end` are offsets into the document."""

    start: int
    end: int
    kind: Kind
    spelled: str = ""  # a row with its heads, in words that are not the record's


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Offsets (first, past the last) of the sentences of `text[start:end]`, without the white space between them.

    A blank line, a list mark at a line's head and a table row's end also end a sentence.
    """
    end = len(text) if end is None else end
    for first, last in _pieces(text, start, end):
        begin = first
        for stop in END.finditer(text, first, last):
            if stop[1][-1] == "." and ABBREVIATION.search(text[max(begin, stop.end(1) - 12) : stop.end(1)]):
                continue
            yield begin, stop.end()
            begin = skip_space(text, stop.end(), last)
        if begin < last:
            yield begin, last


def skip_space(text: str, start: int, end: int) -> int:
    """Where the white space ends that stands at `start`."""
    space = SPACE.match(text, start, end)
    return space.end() if space else start


PIECE = re.compile(
    r"\n[ \t\r]*\n\s*|\n(?=\s{0,200}+(?:[-–•·▪●○◦‣*]\s|\(?(?:\d{1,2}|[a-z])[.)]\s|\|))|(?<=[\t|])\n|\n(?=[^\n]*\t)"
)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for gap in [*PIECE.finditer(text, start, end), None]:
        last = gap.start() if gap else end
        piece = text[begin:last]
        if piece.strip():
            yield begin + len(piece) - len(piece.lstrip()), last - (len(piece) - len(piece.rstrip()))
        begin = gap.end() if gap else end
