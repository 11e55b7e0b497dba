"""What a passage does not say itself and is found by all the same: its paper, its headings, what it depends on."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from corpus.blocks import Block
from corpus.document import Document
from corpus.paper import Paper
from corpus.places import Place
from corpus.tables import Spelled

CONTEXT = 60  # word pieces of context at most, the rows of a table spelled out left aside
LEAD = 40  # words of the question or list head that are repeated as context
LONG = 4000  # characters in which that many words are looked for: a block may have millions
OPENING = 20  # words of what a long paragraph or cell begins with that are context for its later parts


def rest_lead(document: Document, block: Block, place: Place, row: Spelled, start: int) -> str | None:
    """What a later part of a block, which begins at `start`, depends on: how the block, or its cell, begins."""
    if block.line:
        cell = block.line.cells[bisect_right(block.line.cells, start, key=lambda cell: cell.start) - 1]
        inside = cell.start <= start < cell.end
        return _first_words(row.texts.get(cell.left, "") if inside else "", OPENING) or place.lead
    opening = _first_words(document.text[block.start : min(block.end, block.start + LONG)], OPENING)
    return " | ".join(filter(None, [_first_words(place.lead or "", OPENING), opening]))


def _first_words(text: str, most: int) -> str:
    return " ".join(text[:LONG].split(maxsplit=most)[:most])


def make_context(paper: Paper, headings: Sequence[str], lead: str | None, word_pieces: Callable[[str], int]) -> str:
    """What a passage does not say itself: its paper, date and period, headings, the question above it."""
    when = f"{paper.meeting_date.day} {paper.meeting_date:%B %Y}" if paper.meeting_date else None
    dated = when if when and when not in paper.title else None
    told = (paper.title, dated, paper.period and paper.period.name)
    parts = [part for part in told if part and part not in headings]
    trail = [part[:LONG] for part in (*parts, *headings)]
    if lead:
        trail.append(" ".join(lead[:LONG].split()[:LEAD]))
    # What stands nearest says most: where there is no room, the outermost words go first.
    while len(trail) > 1 and word_pieces(" | ".join(trail)) > CONTEXT:
        trail.pop(0)
    words = " | ".join(trail).split()[:CONTEXT]
    while words and word_pieces(" ".join(words)) > CONTEXT:
        words.pop()
    return " ".join(words)
