"""Lines put together into what they are: headings, paragraphs, list items, table rows, questions."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.dates import find_date
from corpus.document import Document, Line


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    NUMBERED = "numbered"  # a paragraph with its own number: "3.11 The Panel ..."
    ITEM = "item"
    ROW = "row"
    QUESTION = "question"
    LABEL = "label"  # "PCC Response:"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a paper. `start` and `end` are offsets into the document's text."""

    kind: Kind
    start: int
    end: int
    page: int | None = None
    number: str | None = None  # of a numbered paragraph
    rank: tuple[float, int] = (0.0, 0)  # of a heading: the smaller, the further out
    first_line: int = 0  # position of its first line among the body lines


BULLET = re.compile(r"[-–•·▪●○◦‣*]\s+")
ENUMERATED = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+")
LISTED = re.compile(r"(?:[-–•*]\s+)?(\d{1,2})[.)]\s")
NUMBERED = re.compile(r"(?:[-•*]\s+)?(\d{1,2}(?:\.\d{1,2})+)\.?\s+(?=[\W_]*[A-Z0-9])")
LABEL = re.compile(
    r"(?:[\w’'&/-]+\s+){0,5}(?:response|answer|reply)(?:\s+(?:from|of|by)\b.{0,40})?\s*:?", re.IGNORECASE
)
# "16. Q1 Monitoring Report", "Item 7 – Quarterly Monitoring Report", "Appendix 2"
TOP_HEADING = re.compile(r"(?:item\s+\d{1,2}\b|\d{1,2}[.)]?\s+\W*(?-i:[A-Z])|(?:appendix|annex)\b)", re.IGNORECASE)
# "Priority One - Cut Crime", "Theme 3"
ORDINAL_HEADING = re.compile(
    r"[A-Z][A-Za-z]+\s+(?:\d{1,2}|[IVX]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
# Short lines of their own that say what happened rather than what follows.
OUTCOME = re.compile(
    r"(?:noted|agreed|resolved|approved|deferred|carried|proposed|seconded|moved|decision|chair(?:man|person|woman)?$)\b",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"(?:date|time|venue|present|apologies|contact|tel|telephone|e-?mail|[tew])\b\s*:?\s+\S", re.IGNORECASE
)
# Postcodes and telephone numbers are of addresses; what opens with a figure that is no year is a figure's label.
NO_TITLE = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|\d{5}|^£|^\d[\d.,]*\s*%|^(?!(?:19|20)\d\d\b)\d{3,}")
DATE_LINE = re.compile(r"(?:\w+day,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+(?:19|20)\d\d", re.IGNORECASE)

LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")  # Markdown's

LONGEST_HEADING = 110  # characters
LONGEST_MARKED = 200  # characters of a heading that the file marks as one
MARKED = -1000.0  # marked headings stand over any that only their looks tell
SHORT_TITLE = 10  # words of a heading that nothing but its shortness tells


def find_blocks(document: Document, lines: Sequence[Line]) -> list[Block]:
    """Put the body lines of a document together into blocks, in order; every line belongs to exactly one."""
    body_sizes = _body_sizes(lines)
    groups = _group(document, lines)
    blocks: list[Block] = []
    first = 0
    for i, group in enumerate(groups):
        words = document.text[group[0].start : group[-1].end]
        following = groups[i + 1] if i + 1 < len(groups) else None
        block = Block(Kind.PARAGRAPH, group[0].start, group[-1].end, group[0].page, first_line=first)
        first += len(group)
        blocks.append(_classify(block, words, group, following, body_sizes))
    return _mark_questions(document, _mark_lists(document, blocks))


def _group(document: Document, lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _opens_block(document, groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _opens_block(document: Document, group: list[Line], line: Line) -> bool:
    words, above = document.slice(line), document.slice(group[-1])
    if line.page != group[-1].page or line.cells or group[-1].cells or words.startswith("#"):
        return True
    if line.level or group[0].depth:
        return line.gap  # a file that marks its headings and items tells their ends too
    if BULLET.match(words) or LABEL.fullmatch(words) or LABEL.fullmatch(above) or above.startswith("#"):
        return True
    if len(group) == 1 and (line.bold or above.upper() == above) and find_date(above[-30:]):
        return True  # the line that dates a title block stands over the title itself
    if NUMBERED.match(words) or ENUMERATED.match(words):
        # A wrapped line may begin with a figure; a new paragraph begins after a full stop.
        return line.gap or above.endswith((".", ":", ";", "?", "!", "and", "or"))
    if BULLET.match(document.slice(group[0])) and line.gap and words[:1].islower():
        return False  # a list item that runs on below its own bullet
    return line.gap


def _classify(
    block: Block,
    words: str,
    group: list[Line],
    following: list[Line] | None,
    body_sizes: dict[int | None, float],
) -> Block:
    if group[0].cells:
        return replace(block, kind=Kind.ROW)
    if group[0].level and _is_marked_heading(words):
        return replace(block, kind=Kind.HEADING, rank=(MARKED + group[0].level, 0))
    if numbered := NUMBERED.match(words):
        return replace(block, kind=Kind.NUMBERED, number=numbered[1])
    if LABEL.fullmatch(words):
        return replace(block, kind=Kind.LABEL)
    # An item that the file marks as one is a heading only where its type says so.
    item = group[0].depth and not (group[0].size or group[0].bold)
    if not item and (rank := _heading_rank(words, group, following, body_sizes)):
        return replace(block, kind=Kind.HEADING, rank=rank)
    if group[0].depth or BULLET.match(words) or ENUMERATED.match(words):
        return replace(block, kind=Kind.ITEM)
    return block


def _is_marked_heading(words: str) -> bool:
    """Whether what a file marks as a heading is one: heading styles are used for numbered paragraphs too."""
    numbered = NUMBERED.match(words) or (ENUMERATED.match(words) and len(words.split()) > SHORT_TITLE)
    sentence = words.endswith((".", ";", ":")) and (numbered or len(words) > LONGEST_HEADING)
    return len(words) <= LONGEST_MARKED and not sentence and not LABEL.fullmatch(words)


def plain_heading(words: str) -> str:
    """A heading without the marks of emphasis and the links in it, on one line."""
    return " ".join(re.sub(r"\*\*|__|^#+\s*|<[^<>]{1,20}>", "", LINK.sub(r"\1", words)).split())


def _heading_rank(
    words: str, group: list[Line], following: list[Line] | None, body_sizes: dict[int | None, float]
) -> tuple[float, int] | None:
    """How far out a heading stands: by type size, then by its form. None for what is no heading."""
    if words.startswith("#"):
        return (0.0, len(words) - len(words.lstrip("#")))
    title = plain_heading(words)
    if (
        len(title) > LONGEST_HEADING
        or title.endswith((".", ";", ",", ":", "?", "!"))
        or not re.match(r"[\"'“‘(]?[A-Z0-9]", title)
        or sum(c.isalpha() for c in title) < 3
        or BULLET.match(words)
        or "@" in title
        or NO_TITLE.search(title)
        or OUTCOME.match(title)
        or FIELD.match(title)
        or DATE_LINE.fullmatch(title)
    ):
        return None
    size = group[0].size
    capitals = title.upper() == title
    bold = all(line.bold for line in group)
    emphasis = bold or capitals or words.startswith(("**", "__"))
    formal = TOP_HEADING.match(title) or ORDINAL_HEADING.match(title)
    if size:
        larger = size > 1.08 * body_sizes[group[0].page]
        if not (larger or bold or (capitals and len(group) == 1)):
            return None
    elif len(group) > 1 or not (emphasis or formal):
        # Bare text: a short line over something longer. A run of short lines is a list, not headings.
        below = following[0].end - following[0].start if following else 0
        if len(group) > 1 or len(title.split()) > SHORT_TITLE or below < 40 or not _titled(title):
            return None
    form = 1 if TOP_HEADING.match(title) else 2 if ORDINAL_HEADING.match(title) else 3 if capitals else 4
    return (-size, form)


def _titled(title: str) -> bool:
    """Whether a line is put as titles are: in a few words, or most of its longer words with a capital."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", title) if len(word) > 3]
    return len(title.split()) <= 4 or 2 * sum(word[0].isupper() for word in words) > len(words)


def _body_sizes(lines: Sequence[Line]) -> dict[int | None, float]:
    """The type size most of each page is set in; of the whole document where a page holds little."""
    whole: Counter[float] = Counter()
    pages: defaultdict[int | None, Counter[float]] = defaultdict(Counter)
    for line in lines:
        weight = line.end - line.start if line.size else 0  # not every kind of line tells its size
        whole[line.size] += weight
        pages[line.page][line.size] += weight
    common = whole.most_common(1)[0][0] if whole else 0.0
    return {page: sizes.most_common(1)[0][0] if sizes.total() > 400 else common for page, sizes in pages.items()}


def _mark_lists(document: Document, blocks: list[Block]) -> list[Block]:
    """Lines numbered one after another right under each other, or under the rows of a table, are no headings."""
    texts = [document.text[block.start : block.end] for block in blocks]
    numbers = [int(found[1]) if (found := LISTED.match(text)) else None for text in texts]
    marked: list[Block] = []
    for i, (block, words, number) in enumerate(zip(blocks, texts, numbers, strict=True)):
        if block.kind is Kind.HEADING and number and not (block.rank[0] or "**" in words or words.upper() == words):
            follows = i > 0 and (numbers[i - 1] == number - 1 or blocks[i - 1].kind is Kind.ROW)
            if follows or numbers[i + 1 : i + 2] == [number + 1]:
                block = replace(block, kind=Kind.ITEM)
        marked.append(block)
    return marked


def _mark_questions(document: Document, blocks: list[Block]) -> list[Block]:
    """A paragraph that ends with a question mark, or stands over "Response:", is a question."""
    marked: list[Block] = []
    for i, block in enumerate(blocks):
        if block.kind is Kind.PARAGRAPH:
            answered = i + 1 < len(blocks) and blocks[i + 1].kind is Kind.LABEL
            if answered or document.text[block.start : block.end].rstrip('*_"”’ ').endswith("?"):
                block = replace(block, kind=Kind.QUESTION)
        marked.append(block)
    return marked
