"""Which figure of a table's row is asked for: that in the column whose head the question names."""

import re
from collections.abc import Sequence

from assistant.answering import Span
from assistant.match import Asked
from assistant.question import words_of

BEFORE = re.compile(r"(?<!\W)\W*$")  # what stands between the word before a cell and the cell
STEM = 5  # letters by which two words are forms of one


def drop_other_columns(text: str, found: Sequence[Span], spelled: Sequence[str], asked: Asked) -> list[Span]:
    """The figures found in a quote without those of the rows' other columns, as `spelled` names their heads.

    Where no one column is named more than the others, none of several figures of a row is the one asked for.
    """
    cells = [span for span in found if _is_cell(text, span)]
    if len(cells) < 2:
        return list(found)
    points = [_points(head, asked) for head in _heads([text[start:end] for start, end in cells], " ".join(spelled))]
    best = max(points)
    named = [span for span, own in zip(cells, points, strict=True) if own == best > 0]
    return [span for span in found if span not in cells or named == [span]]


def _is_cell(text: str, span: Span) -> bool:
    start, end = span
    before = BEFORE.search(text, 0, start)
    return bool(before and "\t" in before[0] and re.match(r"[^\w\t\n]*(?:[\t\n]|$)", text[end:]))


def _heads(figures: Sequence[str], spelled: str) -> list[str]:
    """The head before each figure of a row spelled out ("Opening Balance: 549 £000's; Transfers (200) £000's")."""
    heads, at = [], 0
    for figure in figures:
        found = spelled.find(figure, at)
        heads.append(re.split(r"[:;.]\s", spelled[at:found].rstrip(" :"))[-1] if found >= 0 else "")
        at = max(at, found + len(figure))
    return heads


def _points(head: str, asked: Asked) -> float:
    named = {word.casefold()[:STEM] for word in words_of(head)}
    return float(asked.weights[[word[:STEM] in named for word in asked.words]].sum())
