"""What makes a line a heading, and how far out it stands."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from corpus.document import Document, Line
from corpus.people import HONORIFIC

BULLET = re.compile(r"[-–•·▪●○◦‣*]\s+")
ENUMERATED = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+")
INITIALS = re.compile(
    r"[A-Z]\.\s+(?:[A-Z]\.\s*)+[A-Z]|[A-Z]\.\s+[A-Z][\w’'-]+\s*(?:[,(]|$)"
)  # of a name, and no list's letter
# "2.1 The Panel ...", but not the hours "1.00 - 2.45 pm" or "10.30 am"
NUMBERED = re.compile(
    r"(?:[-•*]\s+)?(\d{1,2}(?:\.\d{1,2})+)\.?\s++(?![-–]?\s*(?:\d{1,2}[.:]\d\d\s*)?[ap]\.?m\b)(?=[\W_]*[A-Z0-9])"
)
LABEL = re.compile(
    r"(?:[\w’'&/-]+\s+){0,5}(?:response|answer|reply)(?:\s+(?:from|of|by)\b[^.?!]{0,80})?\s*(?::-?)?", re.IGNORECASE
)
MINUTE_NUMBER = r"(?:[A-Z]{1,5}[./]\d{1,4}|\d{1,4}/\d{2,4})"  # "HP.43", "02/25"
# "39/20 Apologies for Absence", "Minute 12", "180. Work Programme"
MINUTE = re.compile(
    r"(?:minute\s+(?:no\.?\s*)?\d{1,3}\b|\d{1,3}/(?:20)?\d\d[.:]?\s\W*+(?-i:[A-Z])|\d{3}\.\s+(?-i:[A-Z]))",
    re.IGNORECASE,
)
# "16. Q1 Monitoring Report", "Item 7 – Quarterly Monitoring Report", "Appendix 2"
TOP_HEADING = re.compile(
    rf"(?:item\s+\d{{1,2}}\b|\d{{1,2}}(?:\.0|[.)])?\s\W*+(?-i:[A-Z])|(?:appendix|annex)\b|{MINUTE.pattern})",
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
FIELD = re.compile(
    r"(?:date|time|venue|present|apologies|contact|tel|telephone|e-?mail|[tew])\b\s*:?\s+\S", re.IGNORECASE
)
# Postcodes and telephone numbers are of addresses; what opens with a figure that is no year is a figure's label.
NO_TITLE = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|\d{5}|^£|^\d[\d.,]*\s*%|^(?!(?:19|20)\d\d\b)\d{3,}")
DATE_LINE = re.compile(
    r"(?:\w+day,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z]\w+,?\s+(?:19|20)\d\d(?:,?\s+(?:at\s+)?\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
# "Finance questions:" stands over what is asked, though it ends as a lead does.
ASKS = re.compile(r"(?:[\w/&-]+\s+){0,6}(?:questions|actions)\s*:", re.IGNORECASE)
# "Priority Leads:" over a table or a list stands as a heading does.
LISTS = re.compile(r"(?!Minutes:)(?:(?:[A-Z]\S+|&|and|of|the|for)\s+){0,4}[A-Z][^\s:]+:")
CAPTION = re.compile(
    r"(?:map|figure|fig|table|chart|graph|diagram|source|box|note|image|photo)s?\b\s*[\dA-Z]{0,2}\s*[:.–-]",
    re.IGNORECASE,
)
# "Table 1" stands over its table alone.
OVER_TABLE = re.compile(r"(?i:table|figure|chart)\s+(?:\d{1,2}|[A-Z])\b")
TABLE_FORM = 7
# "[Item 6, Community Safety]" in a transcript, which no word of what is said is.
ITEM_NOTE = re.compile(r"\[(?:agenda\s+)?item\s+\d[^\[\]]*\]", re.IGNORECASE)
PERSON = re.compile(
    rf"(?:[\w ]{{1,40}}:\s*)?(?:the\s+)?{HONORIFIC.pattern}(?-i:[A-Z])|(?-i:[A-Z][\w’'-]+\s+[A-Z][\w’'-]+\s+\([A-Z])",
    re.IGNORECASE,
)
STOP_INSIDE = re.compile(r"[a-z]{3}[.?!]\s+[(A-Z]")  # a sentence ends in it
VERB = re.compile(
    r"\b(?:was|were|is|are|be|been|being|has|have|had|will|would|could|should|can|may|must|shall|did|does|do|gave|noted"
    r"|agreed|said|asked|received|provided|attached|thanked|welcomed|advised|see)\b",
    re.IGNORECASE,
)

LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")  # Markdown's

RECORDING_TIME = re.compile(
    r"(\d{1,2}:\d\d:\d\d)\s*+(?:\)\s*+)?(?:(?:on|in|of|into)\s*+)?(?:the\s+)?(?:recording|webcast|video)", re.IGNORECASE
)

LONGEST_HEADING = 110  # characters
LONGEST_MARKED = 200  # characters of a heading that the file marks as one
MARKED = -1000.0  # marked headings stand over any that only their looks tell
SHORT_TITLE = 12  # words of a heading that nothing but its shortness tells


def is_marked_heading(words: str) -> bool:
    """Whether what a file marks as a heading is one: heading styles are used for numbered paragraphs too."""
    numbered = NUMBERED.match(words) or (ENUMERATED.match(words) and VERB.search(words))
    sentence = words.endswith((".", ";", ":")) and (numbered or len(words) > LONGEST_HEADING)
    return len(words) <= LONGEST_MARKED and not sentence and not LABEL.fullmatch(words)


def entitles(words: str, group: list[Line]) -> bool:
    """Whether what follows a number is a title: in bold or capitals, and no sentence."""
    emphasis = all(line.bold for line in group) or words.upper() == words
    return emphasis and len(words) < LONGEST_HEADING and not words.endswith((".", ":", ";", ",", "?"))


def plain_heading(words: str) -> str:
    """A heading without the marks of emphasis and the links in it, on one line."""
    return " ".join(re.sub(r"\*\*|__|^#+\s*|<[^<>]{1,20}>", "", LINK.sub(r"\1", words)).split())


def heading_rank(
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
    if ITEM_NOTE.fullmatch(title):
        return (-group[0].size, 1)
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
        or STOP_INSIDE.search(title)
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
        brief = len(group) == 1 and len(title.split()) <= SHORT_TITLE and _titled(title) and over
        if not (brief or (capitals and TOP_HEADING.match(title))):
            return None
    if not (emphasis or formal or size) and RECORDING_TIME.search(title):
        return None  # a note of what was heard then
    if ATTENDED.fullmatch(title):
        return (0.0, 6)  # whatever its type, it holds a list of names and no other heading
    if OVER_TABLE.match(title):
        return (-size, TABLE_FORM)
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


def body_sizes(lines: Sequence[Line]) -> dict[int | None, float]:
    """The type size most of each page is set in; of the whole document where a page holds little."""
    whole: Counter[float] = Counter()
    pages: defaultdict[int | None, Counter[float]] = defaultdict(Counter)
    for line in lines:
        weight = line.end - line.start if line.size else 0  # not every kind of line tells its size
        whole[line.size] += weight
        pages[line.page][line.size] += weight
    common = whole.most_common(1)[0][0] if whole else 0.0
    return {page: sizes.most_common(1)[0][0] if sizes.total() > 400 else common for page, sizes in pages.items()}
