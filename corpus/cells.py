"""What stands in a cell of a table: words, figures, a time, a unit or a mark, and how it is said."""

import html
import re
from enum import Enum, auto


class Sort(Enum):
    """What a cell holds."""

    WORDS = auto()
    PROSE = auto()  # more words than a name or a title has
    FIGURE = auto()
    MARK = auto()  # an arrow, a tick, a dash, a single letter
    STATUS = auto()  # "Green", "Up", "n/a": a value in words
    TIME = auto()  # a year, quarter, month, date or hour: a value, and as often a column's head
    UNIT = auto()


VALUES = (Sort.FIGURE, Sort.MARK, Sort.STATUS)

LONG = 20  # words
CUT = 60  # words of a cell that are said
LONGEST_VALUE = 60  # characters

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")

BEFORE_STOP = re.compile(r" (?=[.,;:](?: |$))")

MEASURE = (
    r"(?:%|percent|per cent|pp|pts?|p|k|m|bn|million|billion|thousand|x"
    r"|mins?|minutes?|secs?|seconds?|hours?|hrs?|days?|weeks?|months?|years?|fte|tonnes?|miles?|km)?"
)
NUMBER = rf"[(\[<>~≥≤±+−–-]*\s?[£$€]?\s?[+−-]?\d[\d,.]*\s?{MEASURE}[)\]]*"
FIGURE = re.compile(
    rf"(?:(?:up|down|no change|[↑↓→^v–-]{{1,2}}),?\s)?{NUMBER}(?:\s?(?:[-–/+]|of|to|out of)?\s?{NUMBER})?[\s+*†]*",
    re.IGNORECASE,
)
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
YEAR = r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d){1,2})?"
TIME = re.compile(
    rf"(?:{YEAR}|q[1-4](?:\s.{{0,12}})?|(?:fy\s?)?\d\d/\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}"
    rf"|(?:\w{{3,9}}day,?\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?{MONTH}(?:[\s-]\d\d(?:\d\d)?)?"
    rf"|\d{{1,2}}:\d\d|\d{{1,2}}(?:[.:]\d\d)?\s?[ap]\.?m\.?|noon|ytd|year to date)",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"\(?(?:[£$€]\s?['’‘]?000['’‘]?s?|['’‘]?000['’‘]?s|[£$€]\s?(?:m|k|bn|million|thousand|per .{1,20})?|%|nos?\.?"
    r"|number|fte|days|hours|minutes|mins|weeks|months|years|tonnes|miles|km|pence|per [\d,]+.{0,20})\)?",
    re.IGNORECASE,
)
STATUS = re.compile(
    r"(?:red|amber|yellow|green|blue|gr[ea]y|white|black)(?:\s?[/-]\s?(?:red|amber|yellow|green|blue))?|up|down|same|level"
    r"|stable|steady|improv\w+|worse\w*|no change|met|not met|missed|on track|off track|yes|no|n/?a|nil|none|tb[cd]"
    r"|open|closed|ongoing|in progress|completed?|overdue|high|medium|low|good|adequate|inadequate|outstanding|adq\.?",
    re.IGNORECASE,
)

# The last of each are of symbol fonts, whose letters PDFs give as private characters.
UP, DOWN, LEVEL = "↑▲⬆⇧△▴\uf0e9\uf0f1", "↓▼⬇⇩▽▾\uf0ea\uf0f2", "→↔⇔⟷►◄▶◀➡\uf0e8\uf0f3"
YES, NO = "✓✔☑√\uf0fc\uf0fe", "✗✘✕☒❌\uf0fb\uf0fd"
# Bullets, boxes whose colour was lost, and the marks of emphasis.
EMPTY_MARK = re.compile(rf"[■●◼⬛⬤•▪○□◦‣·]|\*\*|__|(?<!\S)\*(?!\S)|(?![{UP}{DOWN}{LEVEL}{YES}{NO}])[\ue000-\uf8ff]")
TICKS = {**dict.fromkeys(map(ord, YES), "yes"), **dict.fromkeys(map(ord, NO), "no")}
ARROW = re.compile(rf"[{UP}{DOWN}{LEVEL}^]|[vV](?=\s|$)")
MARK = re.compile(rf"[{UP}{DOWN}{LEVEL}{YES}{NO}^–—−=-]{{1,2}}|[a-zA-Z]")
DASH = re.compile(r"[–—−=-]{1,2}(?=\s|$)")
SAYING = re.compile(r"\w")
FORMS = (
    (Sort.TIME, TIME),
    (Sort.UNIT, UNIT),
    (Sort.FIGURE, FIGURE),
    (Sort.MARK, MARK),
    (Sort.STATUS, STATUS),
)
# Heads of columns that tell how something moved.
DIRECTION = re.compile(r"\bq[1-4]\b|direction|trend|travel|movement|\brag\b|\bdot\b|change", re.IGNORECASE)


def plain(words: str) -> str:
    """A cell's words on one line, without tags, marks of emphasis and boxes."""
    if "<" in words or "&" in words:
        words = html.unescape(TAG.sub(" ", words))
    return BEFORE_STOP.sub("", " ".join(EMPTY_MARK.sub(" ", words).split()))


def sort_of(words: str) -> Sort:
    """What a cell holds; `words` as `plain` gives them."""
    if len(words) <= LONGEST_VALUE:
        for sort, form in FORMS:
            if form.fullmatch(words):
                return sort
    return Sort.PROSE if len(words.split()) > LONG else Sort.WORDS


def has_arrow(words: str) -> bool:
    """Whether a cell opens with an arrow, or a letter drawn for one."""
    return ARROW.match(words) is not None


def say(words: str, moves: bool) -> str:
    """A cell's words with its marks in words; "" where it says nothing.

    `moves` tells that the column holds directions, where a dash is "no change" and a v points down.
    """
    said = []
    if moves and (dash := DASH.match(words)):
        said, words = ["no change"], words[dash.end() :]
    elif DASH.fullmatch(words):
        return ""
    elif (moves or words[:1] not in "vV^") and (arrow := ARROW.match(words)):
        said = ["down" if arrow[0] in DOWN + "vV" else "no change" if arrow[0] in LEVEL else "up"]
        words = words[arrow.end() :]
    words = " ".join(words.translate(TICKS).split()[:CUT])
    return ", ".join([*said, words] if SAYING.search(words) else said)


def with_unit(figure: str, unit: str) -> str:
    """A figure with its column's unit, unless it has one of its own."""
    money = re.fullmatch(r"([-−(]?)£?([\d,.]+\)?)", figure)
    if money and (thousands := re.fullmatch(r"£(m|k|bn)", unit)):
        closing = ")" if money[2].endswith(")") else ""
        return f"{money[1]}£{money[2].rstrip(')')}{thousands[1]}{closing}"
    return figure if not unit or re.search(r"[£$€%a-z]", figure, re.IGNORECASE) else f"{figure} {unit}"
