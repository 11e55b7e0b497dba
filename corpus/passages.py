"""A document cut into passages: what is indexed and cited.

A passage follows the paper: a paragraph with its number, a list with the line that leads into it, a question with
the start of its answer, a few rows of a table. Its text is a verbatim slice of the document; what helps to find it
but is not its own words (title, date, headings, the question above) is kept beside it as `context`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Block, Kind, find_blocks, plain_heading
from corpus.document import Document, PaperError
from corpus.furniture import body_lines, find_furniture, label_pages
from corpus.ocr import how_to_ocr
from corpus.papers import Paper, PaperKind, find_papers
from corpus.sentences import split_sentences
from corpus.tokens import count_tokens

TARGET = 160  # tokens a passage is filled up to with short neighbours
LONGEST = 170  # tokens a single paragraph may have before it is cut between sentences
CONTEXT = 60  # word pieces of context at most
STUB = 60  # characters up to which a line that leads into what follows ("I will:") is no passage of its own
LEAD = 40  # words of the question or list head that are repeated as context

RECORDING_TIME = re.compile(
    r"\(?[-–\s]*(\d{1,2}:\d\d:\d\d)\s*\)?\s*(?:on|in|of)?\s*(?:the\s+)?recording", re.IGNORECASE
)
ITEM = re.compile(r"item\s+\d{1,2}\b|\d{1,2}[.)]\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the record that can be found, quoted and cited; `text == document.text[start:end]`."""

    start: int
    end: int
    text: str
    context: str
    paper: Paper
    item: str | None
    headings: tuple[str, ...]  # outermost first
    paragraph: str | None
    page: int | None  # physical, 1-based
    page_label: str | None
    recording_time: str | None
    speaker: str | None
    sentences: tuple[tuple[int, int, Kind], ...]  # offsets into the document, and what each is a sentence of


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one block, small enough for a passage, and what stands above it."""

    kind: Kind
    start: int
    end: int
    page: int | None
    headings: tuple[str, ...]
    number: str | None
    lead: str | None  # the question, list head or table head it depends on
    recording_time: str | None
    opens: bool  # a passage never runs on into it


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a document gives: the document with its page labels, its papers and its passages, in order."""

    document: Document
    papers: tuple[Paper, ...]
    passages: tuple[Passage, ...]


def read_passages(document: Document, word_pieces: Callable[[str], int], limit: int) -> Reading:
    """Cut a document into passages.

    `word_pieces` counts the encoder's word pieces of a text and `limit` is the most that it reads: a passage with
    its context never has more. No character outside furniture and white space is lost, and none is in two passages.
    Raises `PaperError` where there is nothing but furniture, or but scanned pages that are not read.
    """
    if document.is_scan:
        raise PaperError(f"it has no text, only pictures of pages; {how_to_ocr()}")
    document = replace(document, pages=label_pages(document))
    blocks = find_blocks(document, body_lines(document, find_furniture(document)))
    if not blocks:
        raise PaperError("it holds nothing but page numbers and running heads; if it is a scan, run it through OCR")
    papers = find_papers(document, blocks)
    passages: list[Passage] = []
    for paper in papers:
        pieces = _pieces(document, paper, blocks[paper.first : paper.last], word_pieces, limit - CONTEXT - 4)
        for group in _fill(document, pieces, word_pieces, limit - CONTEXT - 4):
            passages.append(_passage(document, paper, group, word_pieces))
    return Reading(document, tuple(papers), tuple(passages))


def _pieces(
    document: Document, paper: Paper, blocks: Sequence[Block], word_pieces: Callable[[str], int], room: int
) -> list[_Piece]:
    pieces: list[_Piece] = []
    path: list[_Heading] = []
    lead: str | None = None
    number: str | None = None
    clock: str | None = None
    previous: Block | None = None
    row_above: Block | None = None  # the last row of the table a block may belong to
    for place, block in enumerate(blocks, start=paper.first):
        words = document.text[block.start : block.end]
        if previous and not document.pages and paper.title in document.text[previous.end : block.start]:
            path.clear()  # where a text repeats its title a page began: of slides, whose headings end with the page
        above = lead
        opens = block.kind in (Kind.NUMBERED, Kind.QUESTION)
        table = row_above is not None
        # A few words between two rows are the first line of a cell in two lines.
        if block.kind is not Kind.ROW and (block.kind is not Kind.PARAGRAPH or len(words) >= STUB):
            row_above = None
        if block.kind is Kind.HEADING:
            if place >= paper.opening:  # what the title block says, the paper's own fields say
                _enter(path, block, plain_heading(words), previous is not None and previous.kind is Kind.HEADING)
            lead = number = above = None
            if block.rank[1] == 1:
                clock = None
            opens = previous is None or previous.kind is not Kind.HEADING
        elif block.kind is Kind.NUMBERED:
            number, lead, above = block.number, words, None
        elif block.kind is Kind.QUESTION:
            lead, above = words, None
        elif block.kind is Kind.ROW:
            # Rows with white space between them belong to two tables.
            if row_above is None or "\n\n" in document.text[row_above.end : block.start]:
                lead, above, opens = words, None, True
            row_above = block
        elif block.kind is Kind.PARAGRAPH and words.endswith(":"):
            lead, above = words, None
        elif block.kind is Kind.PARAGRAPH and table and row_above is None:
            lead = above = None
        if found := RECORDING_TIME.search(words):
            clock = found[1]
        headings = tuple(heading.title for heading in path)
        for i, (start, end) in enumerate(_cut(document.text, block, word_pieces, room)):
            first = i == 0
            pieces.append(
                _Piece(
                    block.kind,
                    start,
                    end,
                    block.page,
                    headings,
                    number,
                    above if first else lead,
                    clock,
                    opens and first,
                )
            )
        previous = block
    return pieces


@dataclass(slots=True)
class _Heading:
    """One heading of the path down to where a passage stands."""

    size: float
    form: int
    title: str
    below: int | None = None  # the form of a heading that stands under this one though its own form is further out

    def gives_way_to(self, size: float, form: int) -> bool:
        """Whether a later heading ends the stretch under this one."""
        return size < self.size or (size == self.size and form <= self.form and form != self.below)


def _enter(path: list[_Heading], block: Block, title: str, directly: bool) -> None:
    """Put a heading into the path; `directly` tells that nothing but a heading stands right above it.

    Two of a kind right after each other are one heading in two lines; one that by its form would end the heading
    right above it stands under it all the same.
    """
    size, form = block.rank
    if directly and path and path[-1].size == size and form > 1:
        if path[-1].form == form:
            path[-1].title += f" {title}"
            return
        # One with a time on the recording is a note of what was heard then.
        if form < path[-1].form and not RECORDING_TIME.search(path[-1].title):
            path[-1].below = form
    while path and path[-1].gives_way_to(size, form):
        path.pop()
    path.append(_Heading(size, form, title))


def _cut(text: str, block: Block, word_pieces: Callable[[str], int], room: int) -> list[tuple[int, int]]:
    """A block's own offsets, or those of its parts where it is too long for one passage."""

    def fits(start: int, end: int) -> bool:
        words = text[start:end]
        return len(words) < 40 * room and count_tokens(words) <= LONGEST and word_pieces(words) <= room

    parts: list[tuple[int, int]] = []
    for start, end in split_sentences(text, block.start, block.end):
        while not fits(start, end):
            middle = _halve(text, start, end, fits)
            parts.append((start, middle))
            start = middle + len(text[middle:end]) - len(text[middle:end].lstrip())
        if parts and fits(parts[-1][0], end):
            parts[-1] = (parts[-1][0], end)
        elif start < end:
            parts.append((start, end))
    return parts


def _halve(text: str, start: int, end: int, fits: Callable[[int, int], bool]) -> int:
    """The last place between words up to which a sentence too long for a passage still fits."""
    low, high = start + 1, end
    while low < high:  # the longest fitting stretch
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(start, middle) else (low, middle - 1)
    space = max(text.rfind(" ", start, low), text.rfind("\n", start, low), text.rfind("\t", start, low))
    return space if space > start else low


def _fill(
    document: Document, pieces: Sequence[_Piece], word_pieces: Callable[[str], int], room: int
) -> list[list[_Piece]]:
    """Put pieces together up to the target size. Headings go with what follows them."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if groups and _joins(document, groups[-1], piece, word_pieces, room):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _joins(
    document: Document, group: list[_Piece], piece: _Piece, word_pieces: Callable[[str], int], room: int
) -> bool:
    last = group[-1]
    words = document.text[group[0].start : piece.end]
    if piece.page != last.page or word_pieces(words) > room or document.text[last.end : piece.start].strip():
        return False
    told = [p for p in group if p.kind is not Kind.HEADING]
    if not told or (document.text[told[-1].end - 1] == ":" and told[-1].end - told[0].start < STUB):
        return True
    if piece.opens:
        return False
    introduces = last.kind in (Kind.QUESTION, Kind.LABEL) or document.text[last.end - 1] == ":"
    return count_tokens(words) <= (LONGEST if introduces else TARGET)


def _passage(document: Document, paper: Paper, group: list[_Piece], word_pieces: Callable[[str], int]) -> Passage:
    start, end = group[0].start, group[-1].end
    text = document.text[start:end]
    last = group[-1]
    told = [piece for piece in group if piece.kind is not Kind.HEADING]
    opening = group[: group.index(told[0])] if told else group
    numbers = [piece.number for piece in group if piece.number]
    minute = next((heading for heading in last.headings if ITEM.match(heading)), None)
    item = minute or paper.item if paper.kind is PaperKind.MINUTES else paper.item or minute
    label = document.pages[last.page - 1].label if last.page else None
    return Passage(
        start,
        end,
        text,
        _context(paper, last.headings, group[0].lead, word_pieces),
        paper,
        item,
        last.headings,
        numbers[0] if numbers else None,
        last.page,
        label,
        next((piece.recording_time for piece in [*reversed(opening), *told] if piece.recording_time), None),
        None,
        tuple(
            (first, past, piece.kind)
            for piece in group
            for first, past in split_sentences(document.text, piece.start, piece.end)
        ),
    )


def _context(paper: Paper, headings: Sequence[str], lead: str | None, word_pieces: Callable[[str], int]) -> str:
    """What a passage does not say itself: its paper, date and period, its headings, the question above it."""
    when = f"{paper.meeting_date.day} {paper.meeting_date:%B %Y}" if paper.meeting_date else None
    parts = [part for part in (paper.title, when, paper.period) if part and part not in headings]
    if when and when in paper.title:
        parts.remove(when)
    trail = [*parts, *headings]
    if lead:
        trail.append(" ".join(lead.split()[:LEAD]))
    # What stands nearest says most: where there is no room, the outermost words go first.
    while len(trail) > 1 and word_pieces(" | ".join(trail)) > CONTEXT:
        trail.pop(0)
    words = " | ".join(trail).split()[:CONTEXT]
    while words and word_pieces(" ".join(words)) > CONTEXT:
        words.pop()
    return " ".join(words)
