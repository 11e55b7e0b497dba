"""Which item of the agenda each paper was presented under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.agenda import AgendaItem
from corpus.blocks import Block, Kind
from corpus.document import Document
from corpus.paper import Paper, PaperKind
from corpus.starts import page_label, page_marks
from corpus.titles import TITLE_LINES, kind_of, sentence_case


def find_item(
    document: Document,
    agenda: Sequence[AgendaItem],
    blocks: Sequence[Block],
    words: Sequence[str],
    first: int,
    last: int,
    mark: str | None,
) -> AgendaItem | None:
    """The agenda item a stretch of blocks belongs to, by the number stamped on it, by its page or its title."""
    for item in agenda:
        if item.number == mark:
            return item
    opening = [line.casefold() for line in words[first : min(last, first + TITLE_LINES)]]
    page = page_label(document, blocks, first, last)
    for item in agenda:
        if item.holds(page) or any(line.endswith(item.title.casefold()) for line in opening):
            return item
    return None


def split_untitled(
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
                start for start, page in page_marks(document, blocks, paper.first, paper.last) if page <= last_page
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


def place_items(agenda: Sequence[AgendaItem], papers: Sequence[Paper]) -> list[Paper]:
    """Give a paper without an item the only one left between its neighbours'; appendices have their paper's."""
    names = [item.name for item in agenda]
    placed = list(papers)
    # Of the paper or the next that has one, the place of its item; not looked for anew from each paper on.
    afters = [len(names)]
    for paper in reversed(papers):
        afters.append(names.index(paper.item or "") if paper.item in names else afters[-1])
    before = -1
    for i, paper in enumerate(papers):
        if paper.item is None and paper.kind is PaperKind.APPENDIX and i:
            placed[i] = replace(paper, item=placed[i - 1].item)
        elif paper.item is None and paper.kind is not PaperKind.AGENDA:
            left = names[before + 1 : afters[len(papers) - i]]
            if paper.kind is PaperKind.MINUTES:
                left = [name for name in left if "minutes" in name.casefold()]
            alone = i + 1 == len(papers) or papers[i + 1].item or paper.kind is PaperKind.MINUTES
            following = papers[i + 1].item if i + 1 < len(papers) else None
            if len(left) == 1 and alone:
                placed[i] = replace(paper, item=left[0])
            elif not left and following and _share(paper.title, following) >= 0.5:
                placed[i] = replace(paper, item=following)  # the report that presents what comes after it
        if placed[i].item in names:
            before = names.index(placed[i].item or "")
    return placed


def _share(title: str, item: str) -> float:
    """The share of an item's longer words that a title has."""
    words = {word for word in re.findall(r"[a-z]{3,}", item.casefold()) if word not in ("and", "the", "for")}
    return len(words & set(re.findall(r"[a-z]{3,}", title.casefold()))) / len(words) if words else 0.0
