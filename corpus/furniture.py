"""What is printed on pages but is no part of the paper: running heads and feet, page numbers, blank-page notices."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from corpus.document import Document, Line, Page

BLANK_PAGE = re.compile(r"(this )?page (is |has been )?(intentionally |deliberately )?left blank\.?", re.IGNORECASE)
PAGE_MARK = re.compile(r"[-–—\s]*(?:pages?\s*)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
# What a program stamps on the page a paper of a pack begins on.
ITEM_MARK = re.compile(r"(?:agenda\s+)?item\s*+(?:(?:no\.?|number)\s*+)?(?::\s*+)?(\d{1,2})[a-z]?\.?", re.IGNORECASE)
NAMED_MARK = re.compile(r"(?:^|\W)page\s+(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)

# A running head or foot has at most this many lines, and stands on at least this many pages.
EDGE = 3
REPEATS = 3


def is_blank_notice(words: str) -> bool:
    """Whether a line only says that its page is blank."""
    return BLANK_PAGE.fullmatch(words) is not None


def printed_page(words: str) -> int | None:
    """The number in a line that is nothing but a page marker ("Page 20", "- 4 -", "Page 3 of 9")."""
    found = PAGE_MARK.fullmatch(words)
    return int(found[1]) if found else None


def find_furniture(document: Document) -> frozenset[int]:
    """The positions in `document.lines` of the lines that are furniture."""
    if document.pages:
        return frozenset(_of_pages(document))
    return frozenset(_of_text(document))


def label_pages(document: Document) -> tuple[Page, ...]:
    """The document's pages with the label printed on each, where one is found.

    A marker that says "Page" is taken at its word; a bare number at the edge of a page only where a
    neighbouring page's number agrees with it.
    """
    named: dict[int, int] = {}
    bare: dict[int, set[int]] = {}
    for number, lines in _by_page(document).items():
        bare[number] = set()
        for line in _edges(lines):
            words = document.slice(document.lines[line])
            if (found := NAMED_MARK.search(words)) and not words.endswith("."):
                named[number] = int(found[1])
            elif mark := printed_page(words):
                bare[number].add(mark)
    labels: dict[int, int] = {}
    for number, marks in bare.items():
        agreed = [
            mark
            for mark in sorted(marks)
            if mark - 1 in bare.get(number - 1, ()) or mark + 1 in bare.get(number + 1, ())
        ]
        if number in named:
            labels[number] = named[number]
        elif agreed:
            labels[number] = agreed[0]
    return tuple(
        replace(page, label=str(labels[page.number]) if page.number in labels else None) for page in document.pages
    )


def _of_pages(document: Document) -> Iterable[int]:
    # A running head stands at the same place of its pages, with nothing but running heads above it; so does a foot.
    seen: defaultdict[tuple[int, int, str], set[int]] = defaultdict(set)
    pages = _by_page(document)
    for number, lines in pages.items():
        for edge, place, line in _places(lines):
            for shape in _shapes(document, line):
                seen[edge, place, shape].add(number)
    needed = min(REPEATS, max(2, len(document.pages)))
    # Title blocks repeat too, from report to report: a running head stands on pages that follow each other.
    running = {key for key, on in seen.items() if len(on) >= needed and any(page + 1 in on for page in on)}
    for number, lines in pages.items():
        ended: set[int] = set()
        for edge, place, line in _places(lines):
            repeated = any((edge, place, shape) in running for shape in _shapes(document, line))
            words = document.slice(document.lines[line])
            marks = _marks_page(words, document.pages[number - 1]) or ITEM_MARK.fullmatch(words)
            if edge not in ended and (repeated or marks):
                yield line
            else:
                ended.add(edge)
    yield from (i for i, line in enumerate(document.lines) if is_blank_notice(document.slice(line)))


def _places(lines: list[int]) -> Iterable[tuple[int, int, int]]:
    """The lines near the top (edge 0) and the foot (edge 1) of a page, each with its place from there.

    Lines are given by their positions in the document.
    """
    for edge, ordered in enumerate((lines, lines[::-1])):
        for place, line in enumerate(ordered[:EDGE]):
            yield edge, place, line


def _marks_page(words: str, page: Page) -> bool:
    mark = printed_page(words)
    return mark is not None and (page.label == str(mark) or words.lower().startswith("page"))


def _of_text(document: Document) -> Iterable[int]:
    words = [document.slice(line) for line in document.lines]
    counts = Counter(words)
    # A text made from a PDF repeats the paper's title wherever a page began.
    opening = [
        w for w, line in zip(words[:EDGE], document.lines, strict=False) if not line.cells and w[-1] not in ".?!"
    ]
    title = next((w for w in opening if counts[w] >= REPEATS and len(w.split()) > 2), None)
    first = words.index(title) if title else -1
    for i, own in enumerate(words):
        marker = own.lower().startswith("page") and printed_page(own) is not None
        stamp = ITEM_MARK.fullmatch(own) and _opens_papers(words, i)
        if is_blank_notice(own) or marker or stamp or (own == title and i != first):
            yield i


def _opens_papers(words: list[str], at: int) -> bool:
    """Whether an item's number in bare text stands over its papers: near the top, after a page's end, over a title."""
    below = words[at + 1] if at + 1 < len(words) else ""
    over_title = below.upper() == below and len(below.split()) > 1
    return at < EDGE or over_title or _ends_page(words[at - 1]) or words[at].lower().startswith("agenda")


def _ends_page(words: str) -> bool:
    """Whether a line of bare text is what a page ends with: its number, a foot that holds it, a rule."""
    foot = len(words) < 60 and NAMED_MARK.search(words)
    return bool(foot) or printed_page(words) is not None or not any(map(str.isalnum, words))


def item_marks(document: Document) -> Iterable[tuple[Line, str]]:
    """The furniture that stamps the beginning of an agenda item's papers, with the item's number."""
    for i in sorted(find_furniture(document)):
        if found := ITEM_MARK.fullmatch(document.slice(document.lines[i])):
            yield document.lines[i], found[1]


def _by_page(document: Document) -> dict[int, list[int]]:
    pages: defaultdict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(document.lines):
        pages[line.page or 0].append(i)
    return dict(pages)


def _edges(lines: list[int]) -> list[int]:
    return lines if len(lines) <= 2 * EDGE else lines[:EDGE] + lines[-EDGE:]


def _shapes(document: Document, line: int) -> set[str]:
    """A line's words, and the same with its last number taken relative to the physical page.

    So "Page 4" on page 2 and "Page 5" on page 3 are one running foot. In a file of two pages any two figures may
    follow each other, and only a line that says "page" is taken so.
    """
    words = document.slice(document.lines[line]).casefold()
    page = document.lines[line].page or 0
    if "page" not in words and len(document.pages) < REPEATS:
        return {words}
    return {words, re.sub(r"\d{1,4}(?=\D*$)", lambda found: f"page{int(found[0]) - page:+}", words)}


def body_lines(document: Document, furniture: frozenset[int]) -> list[Line]:
    """The lines that are the paper's own; the first after furniture opens a new block."""
    kept: list[Line] = []
    cut = False
    for i, line in enumerate(document.lines):
        if i in furniture:
            cut = True
            continue
        kept.append(replace(line, gap=True) if cut else line)
        cut = False
    return kept
