"""Lines put together into what they are: headings, paragraphs, list items, table rows, questions."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.dates import find_date
from corpus.document import Document, Line
from corpus.people import HONORIFIC


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


BULLET = re.compile(r"[-–•·▪●○◦‣*]\s+")
ENUMERATED = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+")
INITIALS = re.compile(
    r"[A-Z]\.\s+(?:[A-Z]\.\s*)+[A-Z]|[A-Z]\.\s+[A-Z][\w’'-]+\s*(?:[,(]|$)"
)  # of a name, and no list's letter
LISTED = re.compile(r"(?:[-–•*]\s+)?(\d{1,2})[.)]\s")
# "2.1 The Panel ...", but not the hours "1.00 - 2.45 pm" or "10.30 am"
NUMBERED = re.compile(
    r"(?:[-•*]\s+)?(\d{1,2}(?:\.\d{1,2})+)\.?\s+(?![-–]?\s*(?:\d{1,2}[.:]\d\d\s*)?[ap]\.?m\b)(?=[\W_]*[A-Z0-9])"
)
LABEL = re.compile(
    r"(?:[\w’'&/-]+\s+){0,5}(?:response|answer|reply)(?:\s+(?:from|of|by)\b.{0,40})?\s*(?::-?)?", re.IGNORECASE
)
# "39/20 Apologies for Absence", "Minute 12", "180. Work Programme"
MINUTE = re.compile(
    r"(?:minute\s+(?:no\.?\s*)?\d{1,3}\b|\d{1,3}/(?:20)?\d\d[.:]?\s+\W*(?-i:[A-Z])|\d{3}\.\s+(?-i:[A-Z]))",
    re.IGNORECASE,
)
# "16. Q1 Monitoring Report", "Item 7 – Quarterly Monitoring Report", "Appendix 2"
TOP_HEADING = re.compile(
    rf"(?:item\s+\d{{1,2}}\b|\d{{1,2}}(?:\.0|[.)])?\s+\W*(?-i:[A-Z])|(?:appendix|annex)\b|{MINUTE.pattern})",
    re.IGNORECASE,
)
# "Priority One - Cut Crime", "Theme 3"
ORDINAL_HEADING = re.compile(
    r"[A-Z][A-Za-z]+\s+(?:\d{1,2}|[IVX]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
# Short lines of their own that say what happened rather than what follows.
OUTCOME = re.compile(
    r"(?:(?:noted|agreed|resolved|approved|deferred|carried|proposed|seconded|moved|decision|chair(?:man|person|woman)?$)\b"
    r"|actions?\s*[:–-]\s*\S|(?:the\s+)?meeting\s+(?:commenced|started|ended|closed|concluded|finished)\b)",
    re.IGNORECASE,
)
ATTENDED = re.compile(
    r"(?:(?:members?|also|others?|officers?|councillors|panel|committee|opcc)\s+)*(?:present|(?:in\s+)?attendance|attending|absent|substitutes?"
    r"|members|officers|observers|witnesses)",
    re.IGNORECASE,
)
LISTED_THERE = re.compile(rf"{ATTENDED.pattern}\s*:\s*\S", re.IGNORECASE)
# What opens a paragraph even where the white space above it is lost.
DECIDES = re.compile(
    r"(?:It\s+was\s+)?(?:UNANIMOUSLY\s+)?(?:RESOLVED|AGREED|RECOMMENDED)\b|(?:Resolved|Agreed|Decision)\s*[:–-]|(?:Action|ACTION)S?\s*(?:\d+\s*)?[:–-]"
)
FIELD = re.compile(
    r"(?:date|time|venue|present|apologies|contact|tel|telephone|e-?mail|[tew])\b\s*:?\s+\S", re.IGNORECASE
)
# Postcodes and telephone numbers are of addresses; what opens with a figure that is no year is a figure's label.
NO_TITLE = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|\d{5}|^£|^\d[\d.,]*\s*%|^(?!(?:19|20)\d\d\b)\d{3,}")
DATE_LINE = re.compile(
    r"(?:\w+day,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z]\w+,?\s+(?:19|20)\d\d(?:,?\s+(?:at\s+)?\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
REPORT_OF = re.compile(r"(?:joint\s+)?report\s+(?:of|by)\s+the\b", re.IGNORECASE)

# "Finance questions:" stands over what is asked, though it ends as a lead does.
ASKS = re.compile(r"(?:[\w/&-]+\s+){0,6}(?:questions|actions)\s*:", re.IGNORECASE)
# "Priority Leads:" over a table or a list stands as a heading does.
LISTS = re.compile(r"(?:(?:[A-Z]\S+|&|and|of|the|for)\s+){0,4}[A-Z][^\s:]+:")
CAPTION = re.compile(
    r"(?:map|figure|fig|table|chart|graph|diagram|source|box|note|image|photo)s?\b\s*[\dA-Z]{0,2}\s*[:.–-]",
    re.IGNORECASE,
)
PERSON = re.compile(
    rf"(?:[\w ]{{1,40}}:\s*)?(?:the\s+)?{HONORIFIC.pattern}(?-i:[A-Z])|(?-i:[A-Z][\w’'-]+\s+[A-Z][\w’'-]+\s+\([A-Z])",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:was|were|is|are|be|been|being|has|have|had|will|would|could|should|can|may|must|shall|did|does|do|gave|noted"
    r"|agreed|said|asked|received|provided|attached|thanked|welcomed|advised|see)\b",
    re.IGNORECASE,
)

LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")  # Markdown's

# "Question 3 from Cllr Ann Alder:", "Supplementary question"
QUESTION_LABEL = re.compile(
    r"\W*(?:supplementary\s+)?(?:question|q)\s*(?:no\.?\s*)?\d{0,3}(?:\s*[-–—:(]?\s*(?:from|by|asked\s+by|submitted\s+by)\b.{0,80})?\s*[:.]?\W*"
    r"|(?:\w{1,2}[.)]\s+)?[^.?!]{3,80}\basked\b[^.?!]{0,120}:-?"
    r"|the\s+following\s+question\s+(?:was|had\s+been)\b[^?!]{0,120}:-?",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"(?:question\s*\d{0,3}|q)\s*[:.–-]\s*(?=\S)", re.IGNORECASE
)  # "Question 3: The Chair asked how ..."
RECORDING_TIME = re.compile(
    r"\(?[-–\s]*(\d{1,2}:\d\d:\d\d)\s*\)?\s*(?:on|in|of|into)?\s*(?:the\s+)?(?:recording|webcast|video)", re.IGNORECASE
)

LONGEST_HEADING = 110  # characters
LONGEST_MARKED = 200  # characters of a heading that the file marks as one
MARKED = -1000.0  # marked headings stand over any that only their looks tell
SHORT_TITLE = 12  # words of a heading that nothing but its shortness tells


def find_blocks(document: Document, lines: Sequence[Line]) -> list[Block]:
    """Put the body lines of a document together into blocks, in order; every line belongs to exactly one."""
    body_sizes = _body_sizes(lines)
    groups = _group(document, lines)
    blocks: list[Block] = []
    for i, group in enumerate(groups):
        words = document.text[group[0].start : group[-1].end]
        following = groups[i + 1] if i + 1 < len(groups) else None
        depth = group[0].depth or _indent(document.text, group[0].start)
        block = Block(
            Kind.PARAGRAPH, group[0].start, group[-1].end, group[0].page, depth=depth, speaker=group[0].speaker
        )
        blocks.append(_classify(document, block, words, group, following, body_sizes))
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
    if len(group) == 1 and re.fullmatch(r"[A-Z]{2,6}", above) and MINUTE.match(words):
        return True  # a body's short name over the number of the minute
    if DECIDES.match(words) and above.endswith((".", ":", "and")):
        return True
    if NUMBERED.match(words) or (ENUMERATED.match(words) and not INITIALS.match(words)):
        # A wrapped line may begin with a figure; a new paragraph begins after a full stop.
        return line.gap or above.endswith((".", ":", ";", "?", "!", "and", "or"))
    if BULLET.match(document.slice(group[0])) and line.gap and words[:1].islower():
        return False  # a list item that runs on below its own bullet
    return line.gap


def _classify(
    document: Document,
    block: Block,
    words: str,
    group: list[Line],
    following: list[Line] | None,
    body_sizes: dict[int | None, float],
) -> Block:
    if group[0].cells:
        return replace(block, kind=Kind.ROW, line=group[0])
    if block.speaker:
        return block
    if group[0].level and _is_marked_heading(words):
        return replace(block, kind=Kind.HEADING, rank=(MARKED + group[0].level, 0))
    if (numbered := NUMBERED.match(words)) and not _entitles(words, group):
        return replace(block, kind=Kind.NUMBERED, number=numbered[1])
    if LABEL.fullmatch(words):
        return replace(block, kind=Kind.LABEL)
    # An item that the file marks as one is a heading only where its type says so.
    item = group[0].depth and not (group[0].size or group[0].bold)
    if not item and (rank := _heading_rank(document, words, group, following, body_sizes)):
        return replace(block, kind=Kind.HEADING, rank=rank)
    if group[0].depth or BULLET.match(words) or (ENUMERATED.match(words) and not INITIALS.match(words)):
        return replace(block, kind=Kind.ITEM)
    return block


def _is_marked_heading(words: str) -> bool:
    """Whether what a file marks as a heading is one: heading styles are used for numbered paragraphs too."""
    numbered = NUMBERED.match(words) or (ENUMERATED.match(words) and len(words.split()) > SHORT_TITLE)
    sentence = words.endswith((".", ";", ":")) and (numbered or len(words) > LONGEST_HEADING)
    return len(words) <= LONGEST_MARKED and not sentence and not LABEL.fullmatch(words)


def _entitles(words: str, group: list[Line]) -> bool:
    """Whether what follows a number is a title: in bold or capitals, and no sentence."""
    emphasis = all(line.bold for line in group) or words.upper() == words
    return emphasis and len(words) < LONGEST_HEADING and not words.endswith((".", ":", ";", ",", "?"))


def plain_heading(words: str) -> str:
    """A heading without the marks of emphasis and the links in it, on one line."""
    return " ".join(re.sub(r"\*\*|__|^#+\s*|<[^<>]{1,20}>", "", LINK.sub(r"\1", words)).split())


def _heading_rank(
    document: Document,
    words: str,
    group: list[Line],
    following: list[Line] | None,
    body_sizes: dict[int | None, float],
) -> tuple[float, int] | None:
    """How far out a heading stands: by type size, then by its form. None for what is no heading."""
    if words.startswith("#"):
        return (0.0, len(words) - len(words.lstrip("#")))
    title = plain_heading(words)
    if ASKS.fullmatch(title):
        return (-group[0].size, 4 if title.lower().startswith("action") else 2)
    lists = not group[0].size and len(group) == 1 and LISTS.fullmatch(title) and not OUTCOME.match(title)
    if lists and following and _lists(document, following):
        return (0.0, 5)
    # Some clerks end the bold title of a minute with a full stop.
    stopped = title.endswith(".") and not (TOP_HEADING.match(title) and all(line.bold for line in group))
    if (
        len(title) > LONGEST_HEADING
        or stopped
        or title.endswith((";", ",", ":", "?", "!"))
        or not re.match(r"[\"'“‘(]?[A-Z0-9]", title)
        or sum(c.isalpha() for c in title) < (1 if group[0].size > body_sizes[group[0].page] else 3)
        or BULLET.match(words)
        or "@" in title
        or (NO_TITLE.search(title) and not MINUTE.match(title))
        or OUTCOME.match(title)
        or FIELD.match(title)
        or LISTED_THERE.match(title)
        or CAPTION.match(title)
        or PERSON.match(title)
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
        over = below >= 40 or (following is not None and bool(following[0].cells))
        if len(group) > 1 or len(title.split()) > SHORT_TITLE or not over or not _titled(title):
            return None
    if not (emphasis or formal or size) and RECORDING_TIME.search(title):
        return None  # a note of what was heard then
    if ATTENDED.fullmatch(title):
        return (0.0, 6)  # whatever its type, it holds a list of names and no other heading
    form = 1 if TOP_HEADING.match(title) else 3 if capitals else 2 if ORDINAL_HEADING.match(title) else 4
    return (-size, form)


def _lists(document: Document, following: list[Line]) -> bool:
    words = document.slice(following[0])
    return bool(following[0].cells or following[0].depth or BULLET.match(words) or ENUMERATED.match(words))


def _titled(title: str) -> bool:
    """Whether a line is put as titles are: in a few words, or most of its longer words with a capital."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", title) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return (
        len(title.split()) <= 4 or 2 * capitals > len(words) or (2 * capitals == len(words) and not VERB.search(title))
    )


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
            asked = ASKED.match(document.text, block.start, block.end)
            if answered or asked or document.text[block.start : block.end].rstrip('*_"”’ ').endswith("?"):
                block = replace(block, kind=Kind.QUESTION)
        marked.append(block)
    return marked
