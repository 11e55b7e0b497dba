"""Where each block of a paper stands: headings, paragraph, the line that leads into it, the recording's clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import Block, Kind
from corpus.document import Document
from corpus.headings import RECORDING_TIME, plain_heading
from corpus.paper import Paper, PaperKind
from corpus.turns import TURN_TIME

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
    rest: str | None  # what the later parts of the block itself depend on, where it is too long for one passage
    recording_time: str | None
    speaker: str | None
    opens: bool  # it begins something new: what stands before does not run on into it


def find_places(document: Document, paper: Paper, blocks: Sequence[Block]) -> list[Place]:
    """The place of each of a paper's blocks, in order."""
    places: list[Place] = []
    path: list[_Heading] = []
    lists: list[tuple[int, str]] = []  # the items a nested list stands under: depth, words
    lead = number = clock = speaker = None
    previous: Block | None = None
    row_above: Block | None = None  # the last row of the table a block may belong to
    caption: str | None = None
    for at, block in enumerate(blocks, start=paper.first):
        words = document.text[block.start : block.end]
        if previous and not document.pages and paper.title in document.text[previous.end : block.start]:
            path.clear()  # where a text repeats its title a page began: of slides, whose headings end with the page
        opens = block.kind in (Kind.NUMBERED, Kind.QUESTION)
        above = lead
        table = row_above is not None
        # A few words between two rows are the first line of a cell in two lines.
        if block.kind is not Kind.ROW and (block.kind is not Kind.PARAGRAPH or len(words) >= STUB):
            row_above = None
        if block.kind is not Kind.ITEM:
            lists.clear()
        if block.speaker:
            speaker, opens = block.speaker, True
        match block.kind:
            case Kind.HEADING:
                if at >= paper.opening:  # what the title block says, the paper's own fields say
                    _enter(path, block, plain_heading(words), previous is not None and previous.kind is Kind.HEADING)
                lead = number = above = None
                if block.rank[1] == 1 or len(path) == 1:
                    clock = None
                opens = previous is None or previous.kind is not Kind.HEADING
            case Kind.NUMBERED:
                number, lead, above = block.number, words, None
            case Kind.QUESTION:
                lead, above = words, None
            case Kind.ROW:
                # Rows with white space between them belong to two tables.
                if row_above is None or "\n\n" in document.text[row_above.end : block.start]:
                    lead, above, opens = words, caption, True
                row_above = block
            case Kind.ITEM:
                while lists and lists[-1][0] >= block.depth:
                    lists.pop()
                above = " ".join([*filter(None, [lead]), *(words for _, words in lists)]) or None
                lists.append((block.depth, words))
            case Kind.PARAGRAPH if words.endswith(":"):
                lead, above = words, None
            case Kind.PARAGRAPH if words.upper() == words and "\n" in words:
                lead = number = above = None  # who signs a report ends its last paragraph
            case Kind.PARAGRAPH if table and row_above is None:
                lead = above = None
        if block.kind is not Kind.ROW:
            caption = words if block.kind is Kind.PARAGRAPH and len(words) < 2 * STUB else None
        if found := RECORDING_TIME.search(words) or (TURN_TIME.match(words) if block.speaker else None):
            clock, opens = found[1], opens or block.kind is not Kind.HEADING
        headings = tuple(heading.title for heading in path)
        minute = next((heading for heading in headings if ITEM.match(heading)), None)
        spoken = paper.kind in (PaperKind.MINUTES, PaperKind.APPENDIX)
        item = minute or paper.item if spoken else paper.item or minute
        rest = lead if block.kind in (Kind.NUMBERED, Kind.QUESTION) else above
        places.append(Place(headings, item, number, above, rest, clock, speaker, opens))
        previous = block
    return places


@dataclass(slots=True)
class _Heading:
    """One heading of the path down to where a block stands."""

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
        if path[-1].form == form or ORDINAL.fullmatch(path[-1].title):
            path[-1].title += f" {title}"
            path[-1].form = form
            return
        if form < path[-1].form:
            path[-1].below = form
    while path and path[-1].gives_way_to(size, form):
        path.pop()
    path.append(_Heading(size, form, title))
