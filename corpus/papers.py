"""A file taken apart into its papers, each with its own title, body and meeting date.

An agenda pack is one file and many papers: the minutes inside a December pack are the minutes of September, and
what they record was said in September. A paper begins at a title block ("MINUTES OF MEETING HELD ON ...",
"POLICE AND CRIME PANEL – 14 DECEMBER 2023"), at an appendix, or where the agenda's page ranges or the file's outline
say that an item begins.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from corpus.agenda import AGENDA_ITEM, AgendaItem, read_agenda
from corpus.blocks import DATE_LINE, LONGEST_HEADING, TOP_HEADING, Block, Kind, plain_heading
from corpus.dates import DATE, Period, find_date, find_period
from corpus.document import Document
from corpus.furniture import ITEM_MARK, is_blank_notice, item_marks, printed_page
from corpus.people import split_office
from corpus.titles import (
    APPENDIX,
    FIELD,
    HEAD_LINES,
    ISSUED,
    NUMBERED_APPENDIX,
    TITLE_LINES,
    WHOLE_MINUTES,
    PaperKind,
    find_minutes,
    find_title,
    is_body,
    kind_of,
    minutes_body,
    name_body,
    opens_minutes,
    read_head,
    sentence_case,
)

# What a program prints over a file's own title.
MARKING = re.compile(
    r"(?:public\s+document\s+pack|(?:not\s+protectively|protectively|un)\s*marked|restricted|official|public)",
    re.IGNORECASE,
)
AGENDA = re.compile(
    r"a\s+g\s+e\s+n\s+d\s+a|(?:(?:supplement(?:ary)?|revised|final|meeting)\s+)*agenda"
    r"(?:\s+(?:pack|supplement|papers|item\b.{0,30}\bpages?\b.{0,10}))?\W*",
    re.IGNORECASE,
)
# What only the minutes of a meeting say.
MINUTED = re.compile(
    r"(?:an?\s+)?apolog(?:y|ies)\b.{0,60}\b(?:were|was|had\s+been)\s+(?:received|submitted|given|made|noted)"
    r"|there\s+were\s+no\s+(?:apologies|declarations)|an?\s+meeting\s+of\s.{3,80}\bwas\s+held\b",
    re.IGNORECASE,
)
HEAD = 40  # lines of a file's opening in which its own date and agenda are looked for
FOOT = 12  # blocks at the end of a report in which its author signs
# Kinds of report that say more than that it is one.
PRESENTED = (PaperKind.MONITORING, PaperKind.WORK_PLAN, PaperKind.QUESTIONS)
ENQUIRIES = ("enquiries", "contact", "background papers", "appendi")  # what may stand under the signature


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
    period: Period | None = None
    item: str | None = None  # the agenda item it was presented under
    author: str | None = None
    office: str | None = None  # the author's


def find_papers(document: Document, blocks: Sequence[Block]) -> list[Paper]:
    """Part a document's blocks into papers, in order; every block lies in exactly one.

    Nothing is guessed: a file that names no meeting has `meeting_date` None.
    """
    words = [plain_heading(document.text[block.start : block.end].replace("\t", " | ")) for block in blocks]
    turn = next((block.start for block in blocks if block.speaker), len(document.text))
    cover = _cover([plain_heading(document.slice(line)) for line in document.lines[:HEAD] if line.start < turn])
    if turn < len(document.text):
        title = cover.title or f"Transcript {PurePosixPath(document.path).stem}"
        whole = _cover_paper(replace(cover, title=title), blocks, words)
        return [replace(whole, kind=PaperKind.TRANSCRIPT, pack_date=None)]
    agenda = read_agenda(document, blocks, words) if cover.pack_date else []
    titled = set(_title_blocks(blocks, words))
    own = min([HEAD, *(i for i in titled if i >= HEAD_LINES)])
    if cover.pack_date and not cover.is_agenda and any(map(MINUTED.match, words[:own])):
        cover = replace(cover, is_minutes=True)
    if cover.is_minutes:  # their own head is no report's
        titled -= {i for i in titled if i < HEAD_LINES}
    named = {i for i in _item_titles(agenda, blocks, words) if not titled & set(range(i - TITLE_LINES, i + 1))}
    bookmarks = _bookmarks(document, blocks) if cover.is_agenda else {}
    marks = _marks(document, blocks)
    starts = sorted({0, *titled, *named, *bookmarks, *marks, *_segments(document, blocks), *_appendices(blocks, words)})
    papers: list[Paper] = []
    for first, last in zip(starts, [*starts[1:], len(blocks)], strict=True):
        item = _item(document, agenda, blocks, words, first, last, marks.get(first))
        before = papers[-1] if papers else None
        paper = _paper(first, last, blocks, words, item, cover, before, bookmarks.get(first), first in marks)
        if paper is None and papers:
            papers[-1] = replace(papers[-1], last=last)
        else:
            papers.append(paper or _cover_paper(cover, blocks[:last], words))
    papers = list(_split_untitled(document, blocks, agenda, papers))
    papers = _place_items(agenda, papers)
    is_pack = cover.is_agenda or sum(paper.kind is not PaperKind.APPENDIX for paper in papers) > 1
    return [_complete(paper if is_pack else replace(paper, pack_date=None), words) for paper in papers]


@dataclass(frozen=True, slots=True)
class _Cover:
    """What a file's opening says of the whole file."""

    title: str
    body: str | None
    pack_date: date | None
    is_agenda: bool
    is_minutes: bool


def _cover(opening: Sequence[str]) -> _Cover:
    """Read a file's first lines, its running head among them: often only that gives the title."""
    opening = [
        line for line in opening if not (printed_page(line) or ITEM_MARK.fullmatch(line) or MARKING.fullmatch(line))
    ]
    agenda = next((i for i, line in enumerate(opening) if AGENDA.fullmatch(line)), None)
    lines = opening[: min(6, agenda or 6)]
    bodies = [name for line in lines if (name := name_body(FIELD.sub("", line).strip()))]
    # The council's own name stands over its committee's.
    body = next((name for name in bodies if not name.casefold().endswith("council")), next(iter(bodies), None))
    # Only what stands alone on its line dates a file: a date inside a sentence may be any meeting's.
    items = next((i for i, line in enumerate(opening) if i > (agenda or 0) and AGENDA_ITEM.match(line)), len(opening))
    dated = [
        line
        for line in opening[: agenda or 8] + opening[agenda or 8 : min(items, (agenda or 0) + 8)]
        if DATE.search(line) and len(line) < 100 and not ISSUED.search(line)
    ]
    pack_date = find_date(dated[0]) if dated and not any(map(opens_minutes, lines)) else None
    is_minutes = any(WHOLE_MINUTES.fullmatch(line) for line in lines) and pack_date is not None
    titles = [FIELD.sub("", line).strip() for line in lines if not DATE.fullmatch(line)]
    titles = [line for line in titles if len(line) <= LONGEST_HEADING] or [" ".join(titles[:1])[:LONGEST_HEADING]]
    # Where a body's name or a slogan stands first, a line that says what the paper is serves better.
    title = next((line for line in titles if kind_of(line) in PRESENTED), titles[0])
    return _Cover(title, body, pack_date, agenda is not None, is_minutes)


def _cover_paper(cover: _Cover, blocks: Sequence[Block], words: Sequence[str]) -> Paper:
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


def _item(
    document: Document,
    agenda: Sequence[AgendaItem],
    blocks: Sequence[Block],
    words: Sequence[str],
    first: int,
    last: int,
    mark: str | None,
) -> AgendaItem | None:
    """The agenda item a stretch of blocks belongs to, by the number stamped on it, by its page or its title."""
    opening = words[first : min(last, first + TITLE_LINES)]
    page = _page_label(document, blocks, first, last)
    for item in agenda:
        if item.number == mark:
            return item
    for item in agenda:
        if item.holds(page) or any(line.casefold().endswith(item.title.casefold()) for line in opening):
            return item
    return None


def _paper(
    first: int,
    last: int,
    blocks: Sequence[Block],
    words: Sequence[str],
    item: AgendaItem | None,
    cover: _Cover,
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
    own = 0 if cover.is_minutes and first == 0 else TITLE_LINES  # the head of minutes is no report's
    head = range(first, min(last, first + own))
    for i in range(first, min(last, first + HEAD_LINES)):
        if (day := find_minutes(words, i)) or (i in head and opens_minutes(words[i])):
            body = (
                minutes_body(words[i]) or cover.body or next(filter(None, map(name_body, words[first : i + 1])), None)
            )
            return _minutes(replace(paper, opening=i + 1, body=body), day)
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
        lines = [line for line in words[first : first + TITLE_LINES] if not is_body(line) and not DATE.search(line)]
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


def _complete(paper: Paper, words: Sequence[str]) -> Paper:
    """A paper with its period and, where its author signs at the foot, the author."""
    period = paper.period or find_period(paper.title) or _period(words[paper.first : paper.last])
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


def _title_blocks(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
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
            yield first


def _leads(blocks: Sequence[Block], words: Sequence[str], at: int) -> bool:
    """Whether a block can stand over a title: a body, a day, a page's first heading, a short line of a file's top."""
    heads = blocks[at].kind is Kind.HEADING and (at == 0 or blocks[at - 1].page != blocks[at].page)
    named = blocks[at].kind is Kind.HEADING and is_body(words[at])
    return heads or named or DATE_LINE.fullmatch(words[at]) is not None or (at < HEAD_LINES and len(words[at]) < 60)


def _item_titles(agenda: Sequence[AgendaItem], blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
    """Lines of their own, outside the agenda and the minutes, that end in an agenda item's title."""
    for i, (block, line) in enumerate(zip(blocks, words, strict=True)):
        # In a file with pages the agenda's page ranges say where an item begins, and say it better.
        short = block.kind in (Kind.HEADING, Kind.PARAGRAPH) and len(line) < 80
        if not short or block.page is not None or TOP_HEADING.match(line):
            continue
        if any(line.casefold().endswith(item.title.casefold()) for item in agenda):
            yield i


def _appendices(blocks: Sequence[Block], words: Sequence[str]) -> Iterator[int]:
    """Headings that number an appendix; in a paged file an appendix begins a page, as every segment does."""
    for i, (block, line) in enumerate(zip(blocks, words, strict=True)):
        if block.kind is Kind.HEADING and block.page is None and NUMBERED_APPENDIX.match(line):
            yield i


def _bookmarks(document: Document, blocks: Sequence[Block]) -> dict[int, str]:
    """The first block of each page that the file's outline names, with the name."""
    first_blocks: dict[int | None, int] = {}
    for i, block in enumerate(blocks):
        first_blocks.setdefault(block.page, i)
    return {first_blocks[page]: title for title, page in document.outline if page in first_blocks}


def _marks(document: Document, blocks: Sequence[Block]) -> dict[int, str]:
    """The block each stamped item begins with: the first of its page, or the next one in bare text."""
    found: dict[int, str] = {}
    for line, number in item_marks(document):
        start = document.pages[line.page - 1].start if line.page else line.end
        at = bisect_left(blocks, start, key=lambda block: block.start)
        if at < len(blocks) and blocks[at].page == line.page:
            found.setdefault(at, number)
    return found


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
                start for start, page in _page_marks(document, blocks, paper.first, paper.last) if page <= last_page
            ]
            table = range(paper.first + 1, paper.last)
            begin = next(
                (i for i in table if marks and blocks[i].start > marks[-1] and blocks[i].kind is Kind.ROW), None
            )
            if begin:
                item = between[0]
                title = sentence_case(item.title)
                yield replace(paper, last=begin)
                yield replace(
                    paper,
                    first=begin,
                    opening=begin,
                    kind=kind_of(title),
                    title=title,
                    period=item.period,
                    item=item.name,
                )
                continue
        yield paper


def _place_items(agenda: Sequence[AgendaItem], papers: Sequence[Paper]) -> list[Paper]:
    """Give a paper without an item the only one left between its neighbours'; appendices have their paper's."""
    names = [item.name for item in agenda]
    placed = list(papers)
    before = -1
    for i, paper in enumerate(papers):
        if paper.item is None and paper.kind is PaperKind.APPENDIX and i:
            placed[i] = replace(paper, item=placed[i - 1].item)
        elif paper.item is None and paper.kind is not PaperKind.AGENDA:
            after = next((names.index(p.item) for p in papers[i:] if p.item in names), len(names))
            left = names[before + 1 : after]
            if paper.kind is PaperKind.MINUTES:
                left = [name for name in left if "minutes" in name.casefold()]
            alone = i + 1 == len(papers) or papers[i + 1].item or paper.kind is PaperKind.MINUTES
            if len(left) == 1 and alone:
                placed[i] = replace(paper, item=left[0])
        if placed[i].item in names:
            before = names.index(placed[i].item or "")
    return placed


def _segments(document: Document, blocks: Sequence[Block]) -> Iterator[int]:
    """Blocks that open a page after a blank-page notice, and in paged files every page."""
    blank = [line.start for line in document.lines if is_blank_notice(document.slice(line))]
    notice = 0
    for i in range(1, len(blocks)):
        while notice < len(blank) and blank[notice] < blocks[i - 1].end:
            notice += 1
        if blocks[i].page != blocks[i - 1].page or (notice < len(blank) and blank[notice] < blocks[i].start):
            yield i


def _page_label(document: Document, blocks: Sequence[Block], first: int, last: int) -> int | None:
    """The label printed on the page a stretch of blocks begins on; in bare text, the first page marker inside it."""
    page = blocks[first].page
    if page is not None:
        label = document.pages[page - 1].label
        return int(label) if label else page
    return next((page for _, page in _page_marks(document, blocks, first, last)), None)


def _page_marks(document: Document, blocks: Sequence[Block], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where page markers ("Page 20") stand in a stretch of bare text, and what they say."""
    lines = document.lines
    at = bisect_left(lines, blocks[first].start, key=lambda line: line.start)
    while at < len(lines) and lines[at].start < blocks[last - 1].end:
        words = document.slice(lines[at])
        if words.lower().startswith("page") and (page := printed_page(words)) is not None:
            yield lines[at].start, page
        at += 1


def _period(words: Sequence[str]) -> Period | None:
    """The period a report names at its head: beyond that, any quarter may be spoken of."""
    return next((period for line in words[:6] if len(line) < 160 and (period := find_period(line))), None)
