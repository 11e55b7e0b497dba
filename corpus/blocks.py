"""Lines put together into what they are: headings, paragraphs, list items, table rows, questions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.dates import find_date
from corpus.document import Document, Line
from corpus.headings import (
    ATTENDED,
    BULLET,
    DATE_LINE,
    ENUMERATED,
    INITIALS,
    LABEL,
    MARKED,
    MINUTE,
    MINUTE_NUMBER,
    NUMBERED,
    body_sizes,
    entitles,
    heading_rank,
    is_marked_heading,
)
from corpus.titles import is_body


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
    depth: int = 0  # of a list item: the larger, the further in
    speaker: str | None = None  # who begins to speak with it, in a transcript
    line: Line | None = None  # of a row


LISTED = re.compile(r"(?:[-–•*]\s+)?(\d{1,2})[.)]\s")
# What opens a paragraph even where the white space above it is lost.
DECIDES = re.compile(
    r"(?:It\s+was\s+)?(?:UNANIMOUSLY\s+)?(?:RESOLVED|AGREED|RECOMMENDED)\b|(?:Resolved|Agreed|Decision)\s*[:–-]|(?:Action|ACTION)S?\s*(?:\d+\s*)?"
    r"(?:\([^()]{2,40}\)\s*)?[:–-]"
)
TITLE_WIDTH = 60  # characters; text is seldom set so narrow
SECTION = re.compile(r"(\d{1,2})(?:\.0)?[.)]?\s+(?=[A-Z])")  # "3. Costs"
REPORT_OF = re.compile(r"(?:joint\s+)?report\s+(?:of|by)(?:\s*+:)?\s++(?:the\b|(?-i:[A-Z]))", re.IGNORECASE)

# "Question 3 from Cllr Ann Alder:", "Supplementary question"
QUESTION_LABEL = re.compile(
    r"\W*(?:supplementary\s+)?(?:question|q)\s*+(?:no\.?\s*+)?\d{0,3}(?:\s*+(?:[-–—:(]\s*+)?(?:from|by|asked\s+by|submitted\s+by)\b.{0,80})?\W*"
    r"|(?:\w{1,2}[.)]\s++)?[^.?!]{3,80}\basked\b[^.?!]{0,120}:-?"
    r"|the\s+following\s+question\s+(?:was|had\s+been)\b[^?!]{0,120}:-?",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"(?:question\s*+\d{0,3}|q)\s*+[:.–-]\s*(?=\S)", re.IGNORECASE
)  # "Question 3: The Chair asked how ..."


MINUTE_TITLE = re.compile(rf"{MINUTE_NUMBER}\s+[A-Z][^.:;?!]{{2,60}}")
# In capitals a title with its number may be longer and hold more: "23/23 ROADS: QUARTER 1 2023/24", "4. ROADS".
CAPITAL_TITLE = re.compile(rf"(?:{MINUTE_NUMBER}|\d{{1,3}}[.)])\s+[A-Z][^a-z]{{2,110}}(?<![.:;,?!])")


def find_blocks(document: Document, lines: Sequence[Line]) -> list[Block]:
    """Put the body lines of a document together into blocks, in order; every line belongs to exactly one."""
    sizes = body_sizes(lines)
    groups = _group(document, lines)
    blocks: list[Block] = []
    for i, group in enumerate(groups):
        words = document.text[group[0].start : group[-1].end]
        following = groups[i + 1] if i + 1 < len(groups) else None
        depth = group[0].depth or _indent(document.text, group[0].start)
        block = Block(
            Kind.PARAGRAPH, group[0].start, group[-1].end, group[0].page, depth=depth, speaker=group[0].speaker
        )
        blocks.append(_classify(document, block, words, group, following, sizes))
    return _mark_questions(document, _mark_lists(document, blocks))


def _indent(text: str, start: int) -> int:
    """How many spaces stand before a line's first word."""
    first = start
    while first and text[first - 1] in " \t\xa0":
        first -= 1
    return start - first


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
    if line.speaker or line.page != group[-1].page or line.cells or group[-1].cells or words.startswith("#"):
        return True
    if line.level or group[0].depth:
        return line.gap  # a file that marks its headings and items tells their ends too
    if BULLET.match(words) or LABEL.fullmatch(words) or LABEL.fullmatch(above) or above.startswith("#"):
        return True
    if len(group) == 1 and (line.bold or above.upper() == above) and find_date(above[-30:]):
        return True  # the line that dates a title block stands over the title itself
    if any(DATE_LINE.fullmatch(one) or (REPORT_OF.match(one) and one.upper() == one) for one in (above, words)):
        return True
    if len(group) == 1 and ((is_body(above) and is_body(words)) or (words[:1] == "R" and REPORT_OF.match(words))):
        return True  # a body's name over another's, and a title over its author
    if len(group) == 1 and re.fullmatch(r"[A-Z]{2,6}", above) and MINUTE.match(words):
        return True  # a body's short name over the number of the minute
    if len(group) == 1 and MINUTE_TITLE.fullmatch(above) and words[:1].isupper():
        return True  # "02/25 Planning" over what was said of it
    if CAPITAL_TITLE.fullmatch(document.text, group[0].start, group[-1].end) and words.upper() != words:
        return True
    if DECIDES.match(words) and above.endswith((".", ":", ")", "and")):
        return True
    if _counts_on(document.slice(group[0]), words) or (len(group) == 1 and _stands_over(above, words)):
        return True
    if NUMBERED.match(words) or (ENUMERATED.match(words) and not INITIALS.match(words)):
        # A wrapped line may begin with a figure; a new paragraph begins after a full stop.
        return line.gap or above.endswith((".", ":", ";", "?", "!", "and", "or"))
    if BULLET.match(document.slice(group[0])) and line.gap and words[:1].islower():
        return False  # a list item that runs on below its own bullet
    return line.gap


def _stands_over(above: str, words: str) -> bool:
    """Whether a short numbered line is the title of what begins under it: a sentence would run on to the margin."""
    short = len(above) < TITLE_WIDTH and above[-1].isalnum()
    return bool(short and LISTED.match(above) and words[:1].isupper() and len(words) > len(above))


def _counts_on(opening: str, words: str) -> bool:
    """Whether a line's number is the next after that of the block above: "2.2" after "2.1", "3.1" after "3. Costs"."""
    number = NUMBERED.match(words)
    before = NUMBERED.match(opening) or SECTION.match(opening)
    if not number or not before:
        return False
    *section, last = map(int, number[1].split("."))
    above = [int(part) for part in before[1].split(".")]
    return (above == section and last == 1) or above == [*section, last - 1]


def _classify(
    document: Document,
    block: Block,
    words: str,
    group: list[Line],
    following: list[Line] | None,
    sizes: dict[int | None, float],
) -> Block:
    if group[0].cells:
        return replace(block, kind=Kind.ROW, line=group[0])
    if block.speaker:
        return block
    if group[0].level and is_marked_heading(words):
        # A list of names holds no other heading, whatever its level.
        names = ATTENDED.fullmatch(words)
        return replace(block, kind=Kind.HEADING, rank=(0.0, 6) if names else (MARKED + group[0].level, 0))
    if (numbered := NUMBERED.match(words)) and not entitles(words, group):
        return replace(block, kind=Kind.NUMBERED, number=numbered[1])
    if LABEL.fullmatch(words.strip("*_")):
        return replace(block, kind=Kind.LABEL)
    # An item that the file marks as one is a heading only where its type says so.
    item = group[0].depth and not (group[0].size or group[0].bold)
    # Of a title block the body's name over its day, and the author's under the title.
    author = REPORT_OF.match(words) and words.upper() != words
    around = author or (is_body(words) and following and not following[0].gap)
    if not item and not around and (rank := heading_rank(document, words, group, following, sizes)):
        return replace(block, kind=Kind.HEADING, rank=rank)
    if group[0].depth or BULLET.match(words) or (ENUMERATED.match(words) and not INITIALS.match(words)):
        return replace(block, kind=Kind.ITEM)
    return block


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
            asked = ASKED.match(document.text, block.start, block.end)
            if answered or asked or document.text[block.start : block.end].rstrip('*_"”’ ').endswith("?"):
                block = replace(block, kind=Kind.QUESTION)
        marked.append(block)
    return marked
