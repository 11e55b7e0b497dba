"""A file taken apart into its papers, each with its own title, body and meeting date.

An agenda pack is one file and many papers: the minutes inside a December pack are the minutes of September, and
what they record was said in September. A paper begins at a title block ("MINUTES OF MEETING HELD ON ...",
"POLICE AND CRIME PANEL – 14 DECEMBER 2023"), at an appendix, or where the agenda's page ranges or the file's outline
say that an item begins.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from corpus.agenda import AGENDA_ITEM, AgendaItem, read_agenda
from corpus.blocks import Block, Kind
from corpus.cover import HEAD, Cover, read_cover
from corpus.dates import DATE, Period, find_date, find_period
from corpus.document import Document, Line
from corpus.headings import DATE_LINE, LONGEST_HEADING, plain_heading
from corpus.items import find_item, place_items, split_untitled
from corpus.paper import PRESENTED, Paper, PaperKind
from corpus.people import split_office
from corpus.starts import after_meetings, appendices, find_bookmarks, find_stamps, item_titles, segments, title_blocks
from corpus.titles import (
    APPENDIX,
    HEAD_LINES,
    LONGEST_LINE,
    NUMBERED_APPENDIX,
    TITLE_LINES,
    find_minutes,
    find_title,
    is_body,
    kind_of,
    minutes_body,
    name_body,
    opens_minutes,
    read_author,
    read_head,
    sentence_case,
)

# What only the minutes of a meeting say.
MINUTED = re.compile(
    r"(?:an?\s+)?apolog(?:y|ies)\b.{0,60}\b(?:were|was|had\s+been)\s+(?:received|submitted|given|made|noted)"
    r"|there\s+were\s+no\s+(?:apologies|declarations)|an?\s+meeting\s+of\s.{3,80}\bwas\s+held\b",
    re.IGNORECASE,
)
FOOT = 12  # blocks at the end of a report in which its author signs
ENQUIRIES = ("enquiries", "contact", "background papers", "appendi")  # what may stand under the signature


def find_papers(document: Document, blocks: Sequence[Block]) -> list[Paper]:
    """Part a document's blocks into papers, in order; every block lies in exactly one.

    Nothing is guessed: a file that names no meeting has `meeting_date` None.
    """
    words = [plain_heading(_in_cells(document, block.line or block)) for block in blocks]
    turn = next((block.start for block in blocks if block.speaker), len(document.text))
    cover = read_cover(
        [plain_heading(_in_cells(document, line)) for line in document.lines[:HEAD] if line.start < turn]
    )
    if turn < len(document.text):
        title = cover.title or f"Transcript {PurePosixPath(document.path).stem}"
        whole = _cover_paper(replace(cover, title=title), blocks, words)
        return [replace(whole, kind=PaperKind.TRANSCRIPT, pack_date=None)]
    agenda = read_agenda(document, blocks, words) if cover.pack_date else []
    heads = list(title_blocks(blocks, words))
    titled = {head[0] for head in heads}
    own = min([HEAD, *(i for i in titled if i >= HEAD_LINES)])
    if cover.pack_date and not cover.is_agenda and any(map(MINUTED.match, words[:own])):
        cover = replace(cover, is_minutes=True)
    if cover.is_minutes:  # their own head is no report's
        titled -= {i for i in titled if i < HEAD_LINES}
    named = {i for i in item_titles(agenda, blocks, words) if not titled & set(range(i - TITLE_LINES, i + 1))}
    bookmarks = find_bookmarks(document, blocks) if cover.is_agenda else {}
    # A stamp in the midst of a title block is of the paper that begins there.
    head_of = {at: head[0] for head in heads for at in head}
    stamps = {head_of.get(at, at): number for at, number in find_stamps(document, blocks).items()}
    closed = set(after_meetings(blocks, words))
    others = {*segments(document, blocks), *appendices(blocks, words)}
    starts = sorted({0, *titled, *named, *bookmarks, *stamps, *closed, *others})
    papers: list[Paper] = []
    for first, last in zip(starts, [*starts[1:], len(blocks)], strict=True):
        item = find_item(document, agenda, blocks, words, first, last, stamps.get(first))
        before = papers[-1] if papers else None
        marked = first in stamps or (first in closed and _outlasts(cover, before))
        paper = _paper(first, last, blocks, words, item, cover, before, bookmarks.get(first), marked)
        if paper is None and papers:
            papers[-1] = replace(papers[-1], last=last)
        else:
            paper = paper or _cover_paper(cover, blocks[:last], words)
            papers.append(replace(paper, title=paper.title[:LONGEST_LINE]))
    papers = list(split_untitled(document, blocks, agenda, papers))
    papers = place_items(agenda, papers)
    is_pack = cover.is_agenda or sum(paper.kind is not PaperKind.APPENDIX for paper in papers) > 1
    completed: list[Paper] = []
    period: Period | None = None  # of the paper that appendices are attached to
    for paper in papers:
        paper = paper if is_pack else replace(paper, pack_date=None)
        completed.append(_complete(paper, blocks, words, period))
        period = period if paper.kind is PaperKind.APPENDIX else completed[-1].period
    return completed


def _in_cells(document: Document, words: Line | Block) -> str:
    """What a line or a block says, the cells of a row parted by bars."""
    cells = words.cells if isinstance(words, Line) else ()
    parts = [document.text[part.start : part.end] for part in cells or [words]]
    return " | ".join(parts).replace("\t", " | ")


def _cover_paper(cover: Cover, blocks: Sequence[Block], words: Sequence[str]) -> Paper:
    """The paper a file opens with where no title block says more: its agenda, or the whole file."""
    title, kind = sentence_case(cover.title), kind_of(cover.title)
    opening = 0
    for block, line in zip(blocks, words, strict=False):
        if block.kind is not Kind.HEADING or not (cover.title in line or line in cover.title or DATE.search(line)):
            break
        opening += 1
    # One heading among others of its kind is a section's, not the title.
    if opening and any(block.kind is Kind.HEADING and block.rank <= blocks[0].rank for block in blocks[opening:]):
        opening = 0
    if cover.is_minutes and cover.pack_date:
        return _minutes(Paper(0, opening, len(blocks), kind, "", cover.body), cover.pack_date)
    if cover.is_agenda:
        title, kind = f"{title}: agenda", PaperKind.AGENDA
    day, period = cover.pack_date, find_period(cover.title)
    return Paper(0, opening, len(blocks), kind, title, cover.body, day, day, period)


def _minutes(paper: Paper, day: date | None) -> Paper:
    title = f"Minutes of {day.day} {day:%B %Y}" if day else "Minutes"
    return replace(paper, kind=PaperKind.MINUTES, title=title, meeting_date=day, pack_date=paper.pack_date or day)


def _paper(
    first: int,
    last: int,
    blocks: Sequence[Block],
    words: Sequence[str],
    item: AgendaItem | None,
    cover: Cover,
    before: Paper | None,
    bookmark: str | None,
    marked: bool,
) -> Paper | None:
    """The paper that begins at a block; None where what begins there goes on from the paper before.

    `bookmark` is the name that the file's outline has for the page; `marked` says that an item's number
    is stamped on it.
    """
    paper = Paper(first, first, last, PaperKind.PAPER, "", cover.body, cover.pack_date, cover.pack_date)
    if item:
        title = sentence_case(item.title)
        paper = replace(paper, kind=kind_of(title), title=title, period=item.period, item=item.name)
        if paper.kind is PaperKind.PAPER and (by := read_author(words[first : first + TITLE_LINES])):
            opening = first + (blocks[first].kind is Kind.HEADING)
            paper = replace(paper, kind=PaperKind.REPORT, opening=opening, author=by[0], office=by[1])
    own = 0 if cover.is_minutes and first == 0 else TITLE_LINES  # the head of minutes is no report's
    head = range(first, min(last, first + own))
    for i in range(first, min(last, first + HEAD_LINES)):
        if (day := find_minutes(words, i)) or (i in head and opens_minutes(words[i])):
            body = (
                minutes_body(words[i]) or cover.body or next(filter(None, map(name_body, words[first : i + 1])), None)
            )
            opening = i + 1
            while opening < min(last, i + TITLE_LINES) and _of_head(words[opening], day):
                opening += 1
            return _minutes(replace(paper, opening=opening, body=body), day)
    begins = marked or bookmark is not None or (first == 0 and not cover.is_agenda and not cover.is_minutes)
    for i in head:
        if block := find_title(words, i) or (read_head(words, i) if begins and i == first else None):
            # What is presented at a meeting says so in its title; how it is known says the kind of it.
            kind = kind_of(block.title)
            return replace(
                paper,
                opening=i + block.lines,
                kind=kind if kind in PRESENTED else PaperKind.REPORT,
                title=block.title,
                body=block.body or cover.body,
                meeting_date=block.meeting_date or cover.pack_date,
                pack_date=cover.pack_date or block.meeting_date,
                author=block.author,
                office=block.office,
            )
    if before and before.kind is not PaperKind.AGENDA and (found := _appendix(blocks, words, first)):
        return _attached(replace(before, first=first, opening=first + 1, last=last, period=None), found)
    if before and bookmark and not item:
        named = AGENDA_ITEM.fullmatch(bookmark)
        title = sentence_case(named[2] if named else bookmark)
        name = f"{named[1]}. {title}" if named else None
        return replace(paper, kind=kind_of(title), title=title, period=find_period(title), item=name)
    if before and marked and item is None:  # an item that the agenda gives no pages
        lines = [line for line in words[first : first + TITLE_LINES] if not _names_meeting(line)]
        title = sentence_case((lines or words[first:])[0][:LONGEST_HEADING])
        return replace(paper, kind=kind_of(title), title=title, period=find_period(title))
    if before is None or item is None:
        return None
    kind = kind_of(words[first])
    if before.item != item.name or marked:
        # The paper's own title is better than the agenda's for it.
        titled = blocks[first].kind is Kind.HEADING and kind is paper.kind is not PaperKind.PAPER
        return replace(paper, opening=first + 1, title=sentence_case(words[first])) if titled else paper
    # A second paper of one item: what is presented, after the report that presents it.
    if kind in (PaperKind.PAPER, before.kind) or not _outranks(blocks, first, before):
        return None
    return replace(paper, opening=first + 1, kind=kind, title=sentence_case(words[first]), period=None)


def _names_meeting(line: str) -> bool:
    """Whether a line over a title names the body or the day, or both."""
    return (
        is_body(line)
        or DATE_LINE.fullmatch(line) is not None
        or (name_body(line) is not None and find_date(line) is not None)
    )


def _of_head(line: str, day: date | None) -> bool:
    """Whether a line under the title of minutes is of it too: the body, or what dates the meeting."""
    return is_body(line) or (day is not None and find_date(line) == day and not line.endswith("."))


def _outlasts(cover: Cover, before: Paper | None) -> bool:
    """Whether a file goes on after the minutes in it: it is of a later meeting than they are."""
    if before is None or before.kind is not PaperKind.MINUTES or not before.meeting_date:
        return False
    return cover.pack_date not in (None, before.meeting_date)


def _outranks(blocks: Sequence[Block], at: int, before: Paper) -> bool:
    """Whether a page opens with a heading in type no smaller than the title of the paper before."""
    block, title = blocks[at], blocks[before.first]
    return block.kind is title.kind is Kind.HEADING and block.page is not None and block.rank[0] <= title.rank[0]


def _appendix(blocks: Sequence[Block], words: Sequence[str], at: int) -> str | None:
    """The title of the appendix that begins at a block; None where none does."""
    line = words[at]
    if len(line) > LONGEST_HEADING or not APPENDIX.match(line) or blocks[at].kind in (Kind.ROW, Kind.ITEM):
        return None
    below = words[at + 1] if at + 1 < len(words) else ""
    # The number alone is no title; the heading under it is.
    alone = NUMBERED_APPENDIX.fullmatch(line) and blocks[at + 1 : at + 2] and blocks[at + 1].kind is Kind.HEADING
    return f"{sentence_case(line)}: {sentence_case(below)}" if alone else sentence_case(line)


def _attached(appendix: Paper, title: str) -> Paper:
    """An appendix, with what it has of the paper it is attached to: its meeting, above all."""
    owner = appendix.title.split(", attached to ")[-1]
    owner = owner[:1].lower() + owner[1:] if owner.startswith("Minutes") else owner
    return replace(appendix, kind=PaperKind.APPENDIX, title=f"{title}, attached to {owner}")


def _complete(paper: Paper, blocks: Sequence[Block], words: Sequence[str], owners: Period | None) -> Paper:
    """A paper with its period and, where its author signs at the foot, the author.

    An appendix has its `owners` period, unless it names one outside its tables, whose columns compare several.
    """
    attached = paper.kind is PaperKind.APPENDIX
    own = range(paper.first, paper.last)
    head = [words[i] for i in own if not (attached and blocks[i].kind is Kind.ROW)]
    period = paper.period or find_period(paper.title) or _period(head) or (owners if attached else None)
    # A title may number the quarter whose months stand below it.
    period = period and (find_period(f"{paper.title}: {period.name}") or period)
    paper = replace(paper, period=period)
    if paper.author or paper.kind not in (PaperKind.REPORT, PaperKind.MONITORING, PaperKind.PAPER):
        return paper
    author, office = _signature(words[paper.opening : paper.last][-FOOT:])
    # An office alone is no more than the title block says.
    return replace(paper, author=author, office=office or paper.office) if author else paper


def _signature(foot: Sequence[str]) -> tuple[str | None, str | None]:
    """Name and office signed under a report: in capitals, in one line or two, with nothing but contacts below."""
    for i in reversed(range(len(foot))):
        line = foot[i]
        if not line[:1].isalpha() or any(word in line.lower() for word in ENQUIRIES):
            continue  # contacts and footnotes
        if line.upper() != line or any(c.isdigit() for c in line) or len(line.split()) > 12:
            return None, None
        author, office = split_office(line)
        if office and not author and i and foot[i - 1].upper() == foot[i - 1]:
            author, _ = split_office(foot[i - 1])
        return author, office
    return None, None


def _period(words: Sequence[str]) -> Period | None:
    """The period a report names at its head: beyond that, any quarter may be spoken of."""
    return next((period for line in words[:6] if len(line) < 160 and (period := find_period(line))), None)
