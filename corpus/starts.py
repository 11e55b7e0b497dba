"""The blocks of a file at which a paper can begin: title blocks, items, bookmarks, stamps, appendices, pages."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from corpus.agenda import AgendaItem
from corpus.blocks import Block, Kind
from corpus.document import Document
from corpus.furniture import is_blank_notice, item_marks, printed_page
from corpus.headings import DATE_LINE, TOP_HEADING
from corpus.titles import APPENDIX, CLOSED, HEAD_LINES, NUMBERED_APPENDIX, find_minutes, find_title, is_body

ARISING = re.compile(r"actions?\b", re.IGNORECASE)  # what the meeting asked for belongs to its minutes


def title_blocks(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[range]:
    """The blocks of each title block of a report or of minutes, with what stands over it."""
    taken = 0
    for i, (block, line) in enumerate(zip(blocks, words, strict=True)):
        if i < taken or block.kind in (Kind.ITEM, Kind.QUESTION) or len(line) > 300:
            continue
        title = find_title(words, i)
        if title or find_minutes(words, i):
            # Names of bodies, of places and the like often stand on lines of their own above.
            first = i
            while first > taken and i - first < HEAD_LINES and _leads(blocks, words, first - 1):
                first -= 1
            taken = i + (title.lines if title else 1)
            yield range(first, taken)


def _leads(blocks: Sequence[Block], words: Sequence[str], at: int) -> bool:
    """Whether a block can stand over a title: a body, a day, a page's first heading, a short line of a file's top."""
    heads = blocks[at].kind is Kind.HEADING and (at == 0 or blocks[at - 1].page != blocks[at].page)
    named = blocks[at].kind is Kind.HEADING and is_body(words[at])
    return heads or named or DATE_LINE.fullmatch(words[at]) is not None or (at < HEAD_LINES and len(words[at]) < 60)


def item_titles(agenda: Sequence[AgendaItem], blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
    """Lines of their own, outside the agenda and the minutes, that end in an agenda item's title."""
    titles = tuple(item.title.casefold() for item in agenda)
    for i, (block, line) in enumerate(zip(blocks, words, strict=True)):
        # In a file with pages the agenda's page ranges say where an item begins, and say it better.
        short = block.kind in (Kind.HEADING, Kind.PARAGRAPH) and len(line) < 80
        if not short or block.page is not None or TOP_HEADING.match(line):
            continue
        if line.casefold().endswith(titles):
            yield i


def appendices(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
    """Headings that number an appendix; in a paged file an appendix begins a page, as every segment does."""
    for i, (block, line) in enumerate(zip(blocks, words, strict=True)):
        if block.kind is Kind.HEADING and block.page is None and NUMBERED_APPENDIX.match(line):
            yield i


def after_meetings(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
    """Titles in capitals right after the close of a meeting, with which its minutes end."""
    for i, line in enumerate(words):
        if len(line) < 80 and CLOSED.match(line):
            below = range(i + 1, min(i + 3, len(blocks)))
            titles = (at for at in below if blocks[at].kind is Kind.HEADING and words[at].upper() == words[at])
            yield from (at for at in titles if not (APPENDIX.match(words[at]) or ARISING.match(words[at])))


def find_bookmarks(document: Document, blocks: Sequence[Block]) -> dict[int, str]:
    """The first block of each page that the file's outline names, with the name."""
    first_blocks: dict[int | None, int] = {}
    for i, block in enumerate(blocks):
        first_blocks.setdefault(block.page, i)
    return {first_blocks[page]: title for title, page in document.outline if page in first_blocks}


def find_stamps(document: Document, blocks: Sequence[Block]) -> dict[int, str]:
    """The block each stamped item begins with: the first of its page, or the next one in bare text."""
    found: dict[int, str] = {}
    for line, number in item_marks(document):
        start = document.pages[line.page - 1].start if line.page else line.end
        at = bisect_left(blocks, start, key=lambda block: block.start)
        if at < len(blocks) and blocks[at].page == line.page:
            found.setdefault(at, number)
    return found


def segments(document: Document, blocks: Sequence[Block]) -> Iterator[int]:
    """Blocks that open a page after a blank-page notice, and in paged files every page."""
    blank = [line.start for line in document.lines if is_blank_notice(document.slice(line))]
    notice = 0
    for i in range(1, len(blocks)):
        while notice < len(blank) and blank[notice] < blocks[i - 1].end:
            notice += 1
        if blocks[i].page != blocks[i - 1].page or (notice < len(blank) and blank[notice] < blocks[i].start):
            yield i


def page_label(document: Document, blocks: Sequence[Block], first: int, last: int) -> int | None:
    """The label printed on the page a stretch of blocks begins on; in bare text, the first page marker inside it."""
    page = blocks[first].page
    if page is not None:
        label = document.pages[page - 1].label
        return int(label) if label else page
    return next((page for _, page in page_marks(document, blocks, first, last)), None)


def page_marks(document: Document, blocks: Sequence[Block], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where page markers ("Page 20") stand in a stretch of bare text, and what they say."""
    lines = document.lines
    at = bisect_left(lines, blocks[first].start, key=lambda line: line.start)
    while at < len(lines) and lines[at].start < blocks[last - 1].end:
        words = document.slice(lines[at])
        if words.lower().startswith("page") and (page := printed_page(words)) is not None:
            yield lines[at].start, page
        at += 1
