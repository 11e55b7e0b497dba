"""A file taken apart into its papers, each with its own title, body and meeting date.

An agenda pack is one file and many papers: the minutes inside a December pack are the minutes of September, and
what they record was said in September. A paper begins at a title block ("MINUTES OF MEETING HELD ON ...",
"POLICE AND CRIME PANEL – 14 DECEMBER 2023"), or where the agenda's page ranges say that an item begins.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from corpus.blocks import LONGEST_HEADING, TOP_HEADING, Block, Kind, plain_heading
from corpus.dates import DATE, find_date, find_period
from corpus.document import Document
from corpus.furniture import is_blank_notice, printed_page

BODY = re.compile(
    r"^(?:[\w’'&,.()-]+\s+){0,8}?(?:sub-?\s?committee|committee|panel|council|cabinet|board|commission|authority|forum)\b",
    re.IGNORECASE,
)
MINUTES = re.compile(
    r"(?:(?:[\w’'&,-]+\s+){0,8}?(?:panel|committee|council|cabinet|board)\b[\s:,–-]*)?(?:draft\s+)?minutes\s+of\s+"
    r"(?:the\s+|an?\s+)?(?:\w+\s+){0,4}?(?:meeting|panel|committee|proceedings)",
    re.IGNORECASE,
)
TITLE_BLOCK = re.compile(
    r"^(?P<body>.{4,90}?)\s*[-–—,:|]\s*(?:\w+day,?\s+)?(?=\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+\d{4}\W*$)",
    re.IGNORECASE,
)
AUTHOR = re.compile(r"^(?:report\s+(?:by|of)|by\s+the|author\b)", re.IGNORECASE)
BY_LINE = re.compile(r"\s+(?:report\s+)?by\s+the\s.*$", re.IGNORECASE)
APPENDIX = re.compile(r"(?:appendix|annex)\b|.*\bquestions?\s+(?:and|&)\s+(?:answers?|responses?)\b", re.IGNORECASE)
# An agenda's line: number, title and page range, parted by tabs, bars or spaces, in one line or title first.
PAGE_RANGE = re.compile(r"(?<![\d/.])(\d{1,4})\s*[-–]\s*(\d{1,4})(?![\d/])[\s|]*$")
AGENDA_ITEM = re.compile(r"^[\s|*-]*(\d{1,2})\.?[\s|*]+(\S.*?)\s*$")

# Dates of the paper's making, not of its meeting.
ISSUED = re.compile(r"\b(?:published|issued|despatch|dispatch|updated|printed|produced|created|version)", re.IGNORECASE)

HEAD = 40  # lines of a file's opening in which its own date and agenda are looked for
TITLE_LINES = 3  # a title block's lines after the first


class PaperKind(StrEnum):
    """What a paper is, where its form tells."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    REPORT = "report"
    PAPER = "paper"  # anything else


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a file, and what is known of it.

    `first` and `last` bound its blocks, `last` outside; those before `opening` are its title block.
    """

    first: int
    opening: int
    last: int
    kind: PaperKind
    title: str
    body: str | None = None
    meeting_date: date | None = None
    pack_date: date | None = None
    period: str | None = None
    item: str | None = None  # the agenda item it was presented under


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One line of an agenda that names pages, which are the labels printed on them."""

    number: str
    title: str
    first_page: int
    last_page: int
    description: str = ""  # what the agenda says under the title

    @property
    def name(self) -> str:
        """Number and title, as a citation gives them."""
        return f"{self.number}. {_sentence_case(self.title)}"

    @property
    def period(self) -> str | None:
        """The period the item's report is about, where the agenda names one."""
        return find_period(self.title) or find_period(self.description)

    def holds(self, page: int | None) -> bool:
        """Whether the item's papers cover that page."""
        return page is not None and self.first_page <= page <= self.last_page


def find_papers(document: Document, blocks: Sequence[Block]) -> list[Paper]:
    """Part a document's blocks into papers, in order; every block lies in exactly one.

    Nothing is guessed: a file that names no meeting has `meeting_date` None.
    """
    words = [plain_heading(document.text[block.start : block.end]) for block in blocks]
    cover = _cover([plain_heading(document.slice(line)) for line in document.lines[:HEAD]])
    agenda = _read_agenda(document, blocks, words) if cover.pack_date else []
    titled = set(_title_blocks(blocks, words))
    named = {i for i in _item_titles(agenda, blocks, words) if not titled & set(range(i - TITLE_LINES, i + 1))}
    starts = sorted({0, *titled, *named, *_segments(document, blocks)})
    papers: list[Paper] = []
    for first, last in zip(starts, [*starts[1:], len(blocks)], strict=True):
        page = _page_label(document, blocks, first, last)
        titles = [line.casefold() for line in words[first : first + TITLE_LINES]]
        item = next((i for i in agenda if i.holds(page) or any(t.endswith(i.title.casefold()) for t in titles)), None)
        paper = _paper(first, last, blocks, words, item, cover, papers[-1] if papers else None)
        if paper is None and papers:
            papers[-1] = replace(papers[-1], last=last)
        else:
            papers.append(paper or _cover_paper(cover, last))
    papers = list(_split_untitled(document, blocks, agenda, papers))
    return [replace(paper, period=paper.period or _period(words[paper.first : paper.last])) for paper in papers]


@dataclass(frozen=True, slots=True)
class _Cover:
    """What a file's opening says of the whole file."""

    title: str
    body: str | None
    pack_date: date | None
    is_agenda: bool


def _cover(opening: Sequence[str]) -> _Cover:
    """Read a file's first lines, its running head among them: often only that gives the title."""
    agenda = next((i for i, line in enumerate(opening) if line.lower() == "agenda"), None)
    lines = opening[: min(6, agenda or 6)]
    body = next((name for line in lines if (name := _body(line))), None)
    # Only what stands alone on its line dates a file: a date inside a sentence may be any meeting's.
    dated = [
        line for line in opening[: agenda or 8] if DATE.search(line) and len(line) < 100 and not ISSUED.search(line)
    ]
    pack_date = find_date(dated[0]) if dated and not any(map(_opens_minutes, lines)) else None
    titles = [line for line in lines if not DATE.fullmatch(line)]
    title = next((line for line in titles if len(line) <= LONGEST_HEADING), " ".join(titles[:1])[:LONGEST_HEADING])
    return _Cover(title, body, pack_date, agenda is not None)


def _cover_paper(cover: _Cover, last: int) -> Paper:
    """The paper a file opens with where no title block says more: its agenda, or the whole file."""
    title = f"{cover.title}: agenda" if cover.is_agenda else cover.title
    period = find_period(cover.title)
    kind = PaperKind.AGENDA if cover.is_agenda else PaperKind.PAPER
    return Paper(0, 0, last, kind, _sentence_case(title), cover.body, cover.pack_date, cover.pack_date, period)


def _paper(
    first: int,
    last: int,
    blocks: Sequence[Block],
    words: Sequence[str],
    item: AgendaItem | None,
    cover: _Cover,
    before: Paper | None,
) -> Paper | None:
    """The paper that begins at a block; None where what begins there goes on from the paper before."""
    paper = Paper(first, first, last, PaperKind.PAPER, "", cover.body, cover.pack_date, cover.pack_date)
    if item:
        paper = replace(paper, title=_sentence_case(item.title), period=item.period, item=item.name)
    for i in range(first, min(last, first + TITLE_LINES)):
        line = words[i]
        when = find_date(" ".join(words[i : i + TITLE_LINES])) if len(line) < 160 else None
        dated = replace(paper, opening=i + 1, meeting_date=when, pack_date=cover.pack_date or when)
        if _opens_minutes(line):
            body = cover.body or next((b for text in words[first : i + 1] if (b := _body(text))), None)
            title = f"Minutes of {when.day} {when:%B %Y}" if when else "Minutes"
            return replace(dated, kind=PaperKind.MINUTES, title=title, body=body)
        if block := _opens_report(line):
            below = range(i + 1, min(last, i + 1 + TITLE_LINES))
            at = next((b for b in below if blocks[b].kind is Kind.HEADING and not AUTHOR.match(words[b])), i)
            title = _sentence_case(BY_LINE.sub("", words[at]))
            return replace(
                dated, opening=at + 1, kind=PaperKind.REPORT, title=title, body=_body(block["body"]) or cover.body
            )
    goes_on = before is None or before.item == paper.item or APPENDIX.match(words[first])
    return None if item is None or goes_on else paper


def _title_blocks(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
    for i, (block, line) in enumerate(zip(blocks, words, strict=True)):
        opens = block.kind in (Kind.HEADING, Kind.PARAGRAPH) and len(line) < 120
        if opens and (_opens_report(line) or (_opens_minutes(line) and find_date(line))):
            # The body's name often stands on a line of its own above.
            above = i > 0 and blocks[i - 1].kind is Kind.HEADING and _body(words[i - 1]) == _sentence_case(words[i - 1])
            yield i - 1 if above else i


def _item_titles(agenda: Sequence[AgendaItem], blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
    """Lines of their own, outside the agenda and the minutes, that end in an agenda item's title."""
    for i, (block, line) in enumerate(zip(blocks, words, strict=True)):
        # In a file with pages the agenda's page ranges say where an item begins, and say it better.
        short = block.kind in (Kind.HEADING, Kind.PARAGRAPH) and len(line) < 80
        if not short or block.page is not None or TOP_HEADING.match(line):
            continue
        if any(line.casefold().endswith(item.title.casefold()) for item in agenda):
            yield i


def _split_untitled(
    document: Document, blocks: Sequence[Block], agenda: Sequence[AgendaItem], papers: Sequence[Paper]
) -> Iterator[Paper]:
    """In bare text, find where an item begins whose title is only in the agenda.

    Where one item with pages of its own lies between those of two papers that follow each other, it is taken to begin
    at the first table after the last page marker of the item before: monitoring reports are tables, and untitled.
    """
    names = [item.name for item in agenda]
    for paper, after in zip(papers, [*papers[1:], None], strict=True):
        between: Sequence[AgendaItem] = ()
        if not document.pages and after and paper.item in names and after.item in names:
            between = agenda[names.index(paper.item) + 1 : names.index(after.item)]
        if len(between) == 1:
            last_page = agenda[names.index(paper.item or "")].last_page
            marks = [
                line.start
                for line in document.lines
                if blocks[paper.first].start <= line.start < blocks[paper.last - 1].end
                and document.slice(line).lower().startswith("page")
                and (printed_page(document.slice(line)) or last_page + 1) <= last_page
            ]
            table = range(paper.first + 1, paper.last)
            begin = next(
                (i for i in table if marks and blocks[i].start > marks[-1] and blocks[i].kind is Kind.ROW), None
            )
            if begin:
                item = between[0]
                yield replace(paper, last=begin)
                yield replace(
                    paper,
                    first=begin,
                    opening=begin,
                    kind=PaperKind.PAPER,
                    title=_sentence_case(item.title),
                    period=item.period,
                    item=item.name,
                )
                continue
        yield paper


def _segments(document: Document, blocks: Sequence[Block]) -> Iterator[int]:
    """Blocks that open a page after a blank-page notice, and in paged files every page."""
    blank = [line.start for line in document.lines if is_blank_notice(document.slice(line))]
    for i in range(1, len(blocks)):
        turned = blocks[i].page != blocks[i - 1].page
        if turned or any(blocks[i - 1].end <= notice < blocks[i].start for notice in blank):
            yield i


def _page_label(document: Document, blocks: Sequence[Block], first: int, last: int) -> int | None:
    """The label printed on the page a stretch of blocks begins on; in bare text, the first page marker inside it."""
    page = blocks[first].page
    if page is not None:
        label = document.pages[page - 1].label
        return int(label) if label else page
    for line in document.lines:
        words = document.slice(line)
        if blocks[first].start <= line.start < blocks[last - 1].end and words.lower().startswith("page"):
            return printed_page(words)
    return None


def _read_agenda(document: Document, blocks: Sequence[Block], words: Sequence[str]) -> list[AgendaItem]:
    items: list[AgendaItem] = []
    number, title = "", ""
    for block, line in zip(blocks, words, strict=True):
        if _opens_report(line) or (_opens_minutes(line) and items and block.kind is Kind.HEADING):
            break
        for part in document.text[block.start : block.end].splitlines():
            pages = PAGE_RANGE.search(part)
            named = AGENDA_ITEM.match(PAGE_RANGE.sub("", part) if pages else part)
            if named:
                number, title = named[1], plain_heading(named[2].strip(" |"))
            if pages and title and int(pages[1]) <= int(pages[2]):
                items.append(AgendaItem(number, title, int(pages[1]), int(pages[2])))
                title = ""
            elif items and not named and not items[-1].description:
                items[-1] = replace(items[-1], description=plain_heading(part.strip(" |")))
    return items


def _body(line: str) -> str | None:
    found = BODY.match(line)
    named = found and found[0][0].isupper() and not found[0].lower().startswith("the ") and not line.endswith(".")
    return _sentence_case(found[0]) if found and named else None


def _opens_report(line: str) -> re.Match[str] | None:
    """The parts of a line that opens a title block: a body and the date of its meeting."""
    return TITLE_BLOCK.match(line) if _body(line) and not ISSUED.search(line) else None


def _opens_minutes(line: str) -> bool:
    """Whether a line is the title of minutes, which a sentence that speaks of minutes is not."""
    return len(line) < 160 and not line.endswith(".") and MINUTES.match(line) is not None


def _sentence_case(title: str) -> str:
    """A title set in capitals as it would be written in a sentence; anything else unchanged."""
    if title.upper() != title:
        return title
    small = {"and", "of", "the", "to", "in", "for", "on", "a", "an", "by", "with", "at"}
    words = [
        word if any(c.isdigit() for c in word) else word.lower() if word.lower() in small else word.capitalize()
        for word in title.split()
    ]
    return " ".join(words[:1] and [words[0][:1].upper() + words[0][1:], *words[1:]])


def _period(words: Sequence[str]) -> str | None:
    """The period a report names at its head: beyond that, any quarter may be spoken of."""
    return next((period for line in words[:6] if len(line) < 160 and (period := find_period(line))), None)
