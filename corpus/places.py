"""Where each block of a paper stands: headings, paragraph, the line that leads into it, the recording's clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.attendance import Presence, read_label
from corpus.blocks import Block, Kind
from corpus.document import Document
from corpus.headings import RECORDING_TIME, TABLE_FORM, plain_heading
from corpus.paper import Paper, PaperKind
from corpus.people import list_people
from corpus.sentences import split_sentences
from corpus.turns import TURN, TURN_TIME

ASKED = 25  # words of a speaker's question, and of what led up to it, that an answer depends on
LONGEST_LEAD = 4000  # characters kept of what leads into a block: each of the blocks under it is given that
DEEPEST = 20  # headings, and lists, in each other
LONGEST_TITLE = 400  # characters kept of a heading, in several lines too: every passage under it is given them
STUB = 60  # characters of a line that leads into what follows ("I will:") and is no passage of its own
ORDINAL = re.compile(
    r"[A-Z][A-Za-z]+\s+(?:\d{1,2}|[IVX]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)", re.IGNORECASE
)
ITEM = re.compile(
    r"(?:agenda\s+)?item\s+\d{1,2}\b|(?:minute\s+)?(?:[A-Z]{1,5}[./])?\d{1,4}(?:/\d{2,4})?[.)]?\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one block stands. `lead` is what it depends on: the question, the list's head, the table's title."""

    headings: tuple[str, ...]  # outermost first
    item: str | None  # of the agenda
    number: str | None  # of the numbered paragraph it is or belongs to
    lead: str | None
    title: str | None  # of the table that a row is of
    recording_time: str | None
    speaker: str | None
    opens: bool  # it begins something new: what stands before does not run on into it


def find_places(document: Document, paper: Paper, blocks: Sequence[Block]) -> list[Place]:
    """The place of each of a paper's blocks, in order."""
    places: list[Place] = []
    path: list[_Heading] = []
    lists: list[tuple[int, str]] = []  # the items a nested list stands under: depth, and its lead with their words
    lead = number = clock = speaker = None
    previous: Block | None = None
    row_above: Block | None = None  # the last row of the table a block may belong to
    caption: str | None = None
    title: str | None = None
    heard: str | None = None  # the question last put, in a transcript
    present: str | None = None  # the label of those present, in minutes, and the one that a list goes on under
    attended: str | None = None
    turn = 0  # where the speaker began
    for at, block in enumerate(blocks, start=paper.first):
        words = document.text[block.start : block.end]
        led = words[:LONGEST_LEAD]
        if previous and not document.pages and paper.title in document.text[previous.end : block.start]:
            path.clear()  # where a text repeats its title a page began: of slides, whose headings end with the page
        opens = block.kind in (Kind.NUMBERED, Kind.QUESTION)
        above = lead
        table = row_above is not None
        # A few words between two rows are the first line of a cell in two lines.
        if block.kind is not Kind.ROW and (block.kind is not Kind.PARAGRAPH or len(words) >= STUB):
            row_above = None
            if table:  # what follows a table does not stand under its heads
                lead = above = None
        if block.kind is not Kind.ITEM:
            lists.clear()
        if block.speaker:
            if previous and speaker:
                heard = _question(document, turn, previous.end, speaker, heard)
            speaker, turn, opens = block.speaker, block.start, True
        if previous and previous.kind is Kind.ROW and block.kind is not Kind.ROW and path[-1:] and path[-1].over_table:
            path.pop()
        match block.kind:
            case Kind.HEADING:
                if at >= paper.opening:  # what the title block says, the paper's own fields say
                    _enter(path, block, plain_heading(words), previous is not None and previous.kind is Kind.HEADING)
                lead = number = above = heard = None
                if block.rank[1] == 1 or len(path) == 1:
                    clock = None
                opens = previous is None or previous.kind is not Kind.HEADING
            case Kind.NUMBERED:
                number, lead, above = block.number, led, None
            case Kind.QUESTION:
                lead, above = led, None
            case Kind.ROW:
                # Rows with white space between them belong to two tables.
                if row_above is None or "\n\n" in document.text[row_above.end : block.start]:
                    lead, above, title, opens = led, caption, caption, True
                row_above = block
            case Kind.ITEM:
                while lists and lists[-1][0] >= block.depth:
                    lists.pop()
                above = lists[-1][1] if lists else lead
                if len(lists) < DEEPEST:
                    lists.append((block.depth, f"{above or ''} {led}".strip()[:LONGEST_LEAD]))
            case Kind.PARAGRAPH if words.endswith(":"):
                lead, above = led, None
            case Kind.PARAGRAPH if words.upper() == words and "\n" in words:
                lead = number = above = None  # who signs a report ends its last paragraph
        if block.kind is not Kind.ROW:
            title = None
            caption = words if block.kind is Kind.PARAGRAPH and len(words) < 2 * STUB else None
        if found := RECORDING_TIME.search(words) or (TURN_TIME.match(words) if block.speaker else None):
            clock, opens = found[1], opens or block.kind is not Kind.HEADING
        headings = tuple(heading.title for heading in path)
        minute = next((heading for heading in headings if ITEM.match(heading)), None)
        spoken = paper.kind in (PaperKind.MINUTES, PaperKind.APPENDIX)
        item = minute or paper.item if spoken else paper.item or minute
        if speaker and block.kind in (Kind.PARAGRAPH, Kind.QUESTION):
            above = heard
        if paper.kind is PaperKind.MINUTES and at >= paper.opening and not headings:
            label = read_label(words)
            if label and label.presence is Presence.PRESENT:
                present = label.words
            if label:
                attended = label.words if label.presence is Presence.APOLOGIES else present or label.words
            elif not list_people(words):
                attended = None
            above = above or (None if label and label.words == attended else attended)
        places.append(Place(headings, item, number, above, title, clock, speaker, opens))
        previous = block
    return places


def _question(document: Document, start: int, end: int, speaker: str, heard: str | None) -> str | None:
    """The question that a speaker's turn leaves to be answered, with what led up to it.

    Who only hands the word on ("Chief Constable?", "Thank you, Chair.") leaves the one that was `heard` before.
    """
    name = TURN.match(document.text, start, end)
    start = name.end() if name else start
    sentences = [document.text[first:last].split() for first, last in split_sentences(document.text, start, end)]
    while sentences and not sentences[-1][-1].rstrip("\"'”’)]*_").endswith("?"):
        sentences.pop()
    if end - start < STUB and all(word[0].isupper() for word in (sentences or [[]])[-1]):
        return heard  # no question, or a name
    asked: list[str] = []
    while sentences and (not asked or len(asked) + len(sentences[-1]) <= ASKED):
        asked = sentences.pop() + asked
    return f"{speaker}: {' '.join(asked[-ASKED:])}" if asked else None


@dataclass(slots=True)
class _Heading:
    """One heading of the path down to where a block stands."""

    size: float
    form: int
    title: str
    below: int | None = None  # the form of a heading that stands under this one though its own form is further out

    @property
    def over_table(self) -> bool:
        """Whether it holds for a table and for nothing under it."""
        return self.form == TABLE_FORM

    def gives_way_to(self, size: float, form: int) -> bool:
        """Whether a later heading ends the stretch under this one."""
        return size < self.size or (size == self.size and form <= self.form and form != self.below)


def _enter(path: list[_Heading], block: Block, title: str, directly: bool) -> None:
    """Put a heading into the path; `directly` tells that nothing but a heading stands right above it.

    Two of a kind right after each other are one heading in two lines; one that by its form would end the heading
    right above it stands under it all the same.
    """
    size, form = block.rank
    if directly and path and path[-1].size == size and form > 1 and len(path[-1].title) < LONGEST_TITLE:
        if path[-1].form == form or ORDINAL.fullmatch(path[-1].title):
            path[-1].title += f" {title}"
            path[-1].form = form
            return
        if form < path[-1].form:
            path[-1].below = form
    while path and path[-1].gives_way_to(size, form):
        path.pop()
    del path[DEEPEST - 1 :]
    path.append(_Heading(size, form, title[:LONGEST_TITLE]))
