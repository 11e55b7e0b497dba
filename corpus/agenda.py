"""The items of an agenda, with the pages it gives them: what tells one paper of a pack from the next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Block
from corpus.dates import Period, find_period
from corpus.document import Document
from corpus.headings import plain_heading
from corpus.titles import LONGEST_LINE, find_title, opens_minutes, sentence_case

# An agenda's line: number, title and page range, parted by tabs, bars or spaces, in one line or title first.
PAGE_RANGE = re.compile(r"(?:\(?\bpages?\s*)?(?<![\d/.])(\d{1,4})\s*[-–]\s*(\d{1,4})(?![\d/])[\s|)]*$", re.IGNORECASE)
PAGE_ALONE = re.compile(r"\(?\bpages?\s+(\d{1,4})[\s|)]*$", re.IGNORECASE)
FIRST_PAGE = re.compile(r"(?:(?<![ ])[ ]{3,}+|\t[ ]*+|\s\|[ ]*+)(\d{1,3})[\s|)]*+$")  # in a column of their own
MOST = 300  # items of an agenda; each is looked for in the whole file
OPEN_END = 9999  # the last page of what ends with the pack
HOUR = re.compile(r"\s\d{1,2}[.:]\d\d(?:\s*[ap]\.?m\.?)?$", re.IGNORECASE)  # when an item is to be taken
AGENDA_ITEM = re.compile(r"^[\s|*-]*(\d{1,2})\.?[\s|*]+(\S(?:.*\S)?)\s*$")


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
        return f"{self.number}. {sentence_case(self.title)}"

    @property
    def period(self) -> Period | None:
        """The period the item's report is about, where the agenda names one."""
        return find_period(self.title) or find_period(self.description)

    def holds(self, page: int | None) -> bool:
        """Whether the item's papers cover that page."""
        return page is not None and self.first_page <= page <= self.last_page


def read_agenda(document: Document, blocks: Sequence[Block], words: Sequence[str]) -> list[AgendaItem]:
    """The items of the agenda a file opens with that name their pages, in order; `words` are the blocks' own."""
    items: list[AgendaItem] = []
    begun: list[AgendaItem] = []  # of these only the first page is told
    number, title = "", ""
    for i, block in enumerate(blocks):
        if find_title(words, i) or (items and opens_minutes(words[i])):
            break
        for part in document.text[block.start : block.end].splitlines():
            if (first := FIRST_PAGE.search(part)) and (named := AGENDA_ITEM.match(part[: first.start()])):
                title = HOUR.sub("", plain_heading(named[2].strip(" |")))[:LONGEST_LINE]
                begun.append(AgendaItem(named[1], title, int(first[1]), OPEN_END))
            pages = PAGE_RANGE.search(part) or PAGE_ALONE.search(part)
            named = AGENDA_ITEM.match(pages.re.sub("", part) if pages else part)
            if named:
                number, title = named[1], HOUR.sub("", plain_heading(named[2].strip(" |")))[:LONGEST_LINE]
            if pages and title and int(pages[1]) <= int(pages[pages.re.groups]):
                items.append(AgendaItem(number, title, int(pages[1]), int(pages[pages.re.groups])))
                title = ""
            elif items and not named and not items[-1].description:
                items[-1] = replace(items[-1], description=plain_heading(part.strip(" |")))
    return (items or _until_next(begun))[:MOST]


def _until_next(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Items that end where the next begins; none where their figures do not ascend, and so are no pages."""
    firsts = [item.first_page for item in items]
    if len(items) < 2 or firsts != sorted(set(firsts)):
        return []
    ends = [*(page - 1 for page in firsts[1:]), OPEN_END]
    return [replace(item, last_page=end) for item, end in zip(items, ends, strict=True)]
