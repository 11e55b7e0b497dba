"""What opens a paper: the title blocks of minutes, reports and appendices, and what they say of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile, zip_longest

from corpus.dates import find_date
from corpus.furniture import ITEM_MARK
from corpus.headings import DATE_LINE
from corpus.paper import PaperKind
from corpus.people import split_office

TITLE_LINES = 3  # lines of a title block after the first
FIELD_LINES = 10  # lines in which the fields of a report's head stand ("Report to: ...", "Date: ...")
LONGEST_LINE = 300  # characters of a title; minutes name the hour and the place in theirs

BODY = re.compile(
    r"^(?:[\w’'&,.()-]+\s+){0,8}?(?:sub-?\s?committee|committee|panel|council|cabinet|board|commission|authority|forum)\b",
    re.IGNORECASE,
)
BODY_WORDS = r"(?:sub-?committee|committee|panel|council|cabinet|board|meeting|commission|proceedings)"
MINUTES = re.compile(
    rf"(?:(?:[\w’'&,-]+\s+){{0,8}}?{BODY_WORDS}\b[\s:,–-]*)?(?:(?:draft|public|printed)\s+)?"
    rf"(?:(?:(?:minutes|notes?|record|proceedings)\s+(?:of|from)|at\s+an?(?:\s+\w+){{0,3}}\s+meeting\s+of)\s+(?:the\s+|an?\s+)?(?:[\w’'&-]+\s+){{0,9}}?{BODY_WORDS}\b"
    rf"|minutes\b[\s:,–-]*(?=(?:\w+day,?\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+\w+\s+\d{{4}}))",
    re.IGNORECASE,
)
OF_BODY = re.compile(
    r"\bof\s+(?:the\s+|an?\s+)?(?P<body>(?:(?!meeting\b|the\b)[\w’'&,-]+\s+){1,8}?(?:sub-?committee|committee|panel|board|commission)\b)",
    re.IGNORECASE,
)
# "Meeting of the Scrutiny Panel held on 19 September 2024", "11 June 2024, 5.30 pm, Council Chamber"
HELD = re.compile(rf"(?:meeting|held)\b|{DATE_LINE.pattern}", re.IGNORECASE)
CLOSED = re.compile(
    r"(?:the\s+)?meeting\s+(?:was\s+)?(?:declared\s+)?(?:closed|ended|concluded|finished|rose)\b|duration\s+of\s+(?:the\s+)?meeting\b",
    re.IGNORECASE,
)
# What a sentence says of minutes, their title does not.
SAID = re.compile(r"\b(?:were|was|be|is|are|been|being|to (?:confirm|approve|agree|receive|sign))\b", re.IGNORECASE)
WHOLE_MINUTES = re.compile(r"(?:agenda\s+and\s+|draft\s+|printed\s+|public\s+)*minutes", re.IGNORECASE)
TITLE_BLOCK = re.compile(
    r"^(?P<body>.{4,90}?)(?:\s*[-–—,:|]\s*|(?-i:(?<=[A-Z]))\s+)(?:\w+day,?\s+)?(?=\d{1,2}(?:st|nd|rd|th)?\s+\w+,?\s+\d{4}"
    r"(?:,?\s+(?:at\s+)?\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\.?)?)?\W*$)",
    re.IGNORECASE,
)
AUTHOR = re.compile(
    r"^(?:report\s+(?:by|of|from)|by)\s+(?:the\s+)?(?P<who>.+)$|^(?:report\s+)?author\s*:?\s+(?P<author>.+)$",
    re.IGNORECASE,
)
BY_LINE = re.compile(r"\s+(?:report\s+)?by\s+the\s.*$", re.IGNORECASE)
APPENDIX = re.compile(
    r"(?:appendix|annex(?:e|ure)?|schedule)\b|.*\bquestions?\s+(?:and|&)\s+(?:answers?|responses?|replies)\b",
    re.IGNORECASE,
)
NUMBERED_APPENDIX = re.compile(r"(?:appendix|annex(?:e|ure)?)\s+(?:[A-Z]|\d{1,2})\b", re.IGNORECASE)
# Dates of the paper's making, not of its meeting.
ISSUED = re.compile(
    r"\b(?:published|issued|despatch|dispatch|updated|printed|produced|created|version"
    r"|adopted|revised|amended|reviewed|in\s+force|effective)",
    re.IGNORECASE,
)
# "Report to: ...", "Date of meeting | ...": what a head in fields says, and fields that only end the one before.
FIELD = re.compile(
    r"(?:^|(?<=\s))(?-i:(?=[A-Z]))(?:(?P<body>report\s+to|to|committee|panel|meeting|meeting\s+of|body|name\s+of\s+(?:the\s+)?(?:meeting|committee|panel))"
    r"|(?P<date>(?:meeting\s+)?date|date\s+of\s+(?:the\s+)?(?:meeting|committee)|date\s*/\s*time|meeting\s+held)"
    r"|(?P<title>title|subject|report|report\s+title|title\s+of\s+(?:the\s+)?report|report\s+subject)"
    r"|(?P<author>report\s+(?:by|of|from|author)|author|by|presented\s+by|(?:lead|reporting|responsible)\s+officer|from)"
    r"|(?P<other>job\s+title|purpose(?:\s+of\s+(?:the\s+)?report)?|(?:electoral\s+)?(?:wards?|divisions?)(?:\s*\(s\))?(?:\s+affected)?|classification|status"
    r"|contact(?:\s+officer)?|(?:relevant\s+)?portfolio\s+holder|cabinet\s+member|agenda\s+item(?:\s+no\.?)?|report\s+(?:no|number|ref\w*)\.?|key\s+decision))"
    r"\s*[:|]",
    re.IGNORECASE,
)
# What stands at the head of agendas and minutes, and of no report.
COVER = re.compile(
    r"(?:agenda|a\s+g\s+e\s+n\s+d\s+a|time|venue|place|location|present|members?|membership|apologies|in\s+attendance|notice\s+of\s+(?:a\s+)?meeting|you\s+are)\b|to\s*:",
    re.IGNORECASE,
)
HEAD_LINES = 6  # lines of a head that names body, day, author and title in an order of its own
UNSPEAKABLE = re.compile(r"\W*[B-DF-HJ-NP-TV-XZ]{3,}\W*")  # "PCC", "NHS": letters that make no word


KIND_OF_TITLE = [
    (PaperKind.WORK_PLAN, re.compile(r"\b(?:forward|work)\s*-?\s*(?:work\s*)?(?:plan|programme)\b", re.IGNORECASE)),
    (
        PaperKind.MONITORING,
        re.compile(
            r"\b(?:monitoring|performance|quarterly)\b.*\b(?:report|update|dashboard|scorecard)"
            r"|\b(?:monitoring|performance)\s*(?:$|[-–:(])",
            re.IGNORECASE,
        ),
    ),
    (PaperKind.QUESTIONS, re.compile(r"\bquestions\b|\bresponses\s*$", re.IGNORECASE)),
    (PaperKind.PLAN, re.compile(r"\b(?:plan|strategy)\b\s*(?:\(?20\d\d.*)?$", re.IGNORECASE)),
]


@dataclass(frozen=True, slots=True)
class Title:
    """What a title block says. `lines` is how many blocks it takes, from the one it was found at."""

    lines: int
    title: str
    body: str | None
    meeting_date: date | None
    author: str | None = None
    office: str | None = None


def kind_of(title: str) -> PaperKind:
    """What a paper with this title is."""
    title = title[:LONGEST_LINE]
    return next((kind for kind, pattern in KIND_OF_TITLE if pattern.search(title)), PaperKind.PAPER)


# The first section of a report, or a row of a table, is not its title.
SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})?[.)]?\s|\||[^\t]*\t")


def find_title(words: Sequence[str], at: int) -> Title | None:
    """The title block of a report that begins at a block; None where none does. `words` are the blocks' own."""
    line = words[at]
    if (found := TITLE_BLOCK.match(line)) and name_body(line) and not ISSUED.search(line):
        return _title_below(words, at, 1, name_body(found["body"]), find_date(line))
    day = next((i for i in (1, 2) if at + i < len(words) and DATE_LINE.fullmatch(words[at + i])), 0)
    if day and all(map(is_body, words[at : at + day])):
        return read_head(words, at)
    return _fields(words, at)


def read_head(words: Sequence[str], at: int) -> Title | None:
    """The head of a report that names its body, its day, its title and often its author, each on a line of its own.

    None for the heads of agendas and minutes, and where the body, the day or the title is missing.
    """
    for line in words[at : at + FIELD_LINES]:
        if opens_minutes(line) or WHOLE_MINUTES.fullmatch(line) or (COVER.match(line) and not line.endswith(".")):
            return None
    title = body = day = who = None
    taken = 0
    for place, line in enumerate(words[at : at + HEAD_LINES], start=1):
        if len(line) > 160 or line.endswith("."):
            break
        if ITEM_MARK.fullmatch(line):
            pass
        elif not day and DATE_LINE.fullmatch(line):
            day = find_date(line)
        elif not who and (found := AUTHOR.match(line)):
            who = found["who"] or found["author"]
        elif is_body(line) and (not body or is_council(body)):
            body = line
        elif not title and not ISSUED.search(line):
            title = line
        else:
            break
        taken = place
    if not (title and body and day):
        return None
    author, office = split_office(who) if who else (None, None)
    return Title(taken, sentence_case(title), sentence_case(body), day, author, office)


def read_author(words: Sequence[str]) -> tuple[str | None, str | None] | None:
    """Name and office in a line of their own ("Report of the Director of Housing"); None where no line says so."""
    found = next((found for line in words if len(line) < 100 and (found := AUTHOR.match(line))), None)
    return split_office(found["who"] or found["author"]) if found else None


def _title_below(words: Sequence[str], at: int, taken: int, body: str | None, day: date | None) -> Title:
    """The title and the author in the lines under those that name the body and the day."""
    title, author, office = "", None, None
    lines = taken
    for i in range(at + taken, min(len(words), at + taken + TITLE_LINES)):
        if found := AUTHOR.match(words[i]):
            who, _, told = (found["who"] or found["author"]).partition(": ")
            author, office = split_office(who)
            title = title or told  # "Report of the Director: Waiting lists"
        elif title or len(words[i]) > 160 or SECTION.match(words[i]):
            break
        else:
            title = words[i]
        lines = i + 1 - at
        if title and office:
            break
    if by := BY_LINE.search(title):
        author, office = split_office(re.sub(r"^\s*(?:report\s+)?by\s+the\s+", "", by[0], flags=re.IGNORECASE))
    return Title(lines, sentence_case(BY_LINE.sub("", title) or words[at]), body, day, author, office)


def _fields(words: Sequence[str], at: int) -> Title | None:
    """A report's head in fields: "Report to: ...", "Date: ...", "Title: ..." in any order, one or several a block.

    A value may stand in the block after its label's, as the cells of a table are often read.
    """
    if not FIELD.match(words[at]):
        return None
    found: dict[str, str] = {}
    open_field, taken = "", 0
    for place, line in enumerate(words[at : at + FIELD_LINES], start=1):
        labels = list(FIELD.finditer(line))
        if not labels and not open_field:
            break
        if open_field and (value := line[: labels[0].start() if labels else len(line)].strip(" |")):
            found.setdefault(open_field, value)
        open_field = ""
        for label, after in zip_longest(labels, labels[1:]):
            name = next(key for key, words in label.groupdict().items() if words)
            if value := line[label.end() : after.start() if after else len(line)].strip(" |"):
                found.setdefault(name, value)
            else:
                open_field = name
        taken = place
    if "title" not in found or not found.keys() & {"body", "date", "author"}:
        return None
    author, office = split_office(found["author"]) if "author" in found else (None, None)
    return Title(
        taken,
        sentence_case(found["title"]),
        name_body(found.get("body", "")),
        find_date(found.get("date", "")),
        author,
        office,
    )


def opens_minutes(line: str) -> bool:
    """Whether a line is the title of minutes, which a sentence that speaks of minutes is not."""
    return len(line) < LONGEST_LINE and MINUTES.match(line) is not None and not SAID.search(line)


def find_minutes(words: Sequence[str], at: int) -> date | None:
    """The day of the meeting whose minutes' title is at a block; None where none is, or it names no day.

    The title is a line of its own, "Minutes of ...", or the bare word under or over the line that dates the meeting.
    """
    if opens_minutes(words[at]):
        return find_date(" ".join(words[at : at + TITLE_LINES]))
    if WHOLE_MINUTES.fullmatch(words[at]):
        above = reversed(words[max(0, at - HEAD_LINES) : at])
        head = [*takewhile(lambda line: len(line) < 90 and not line.endswith("."), above)]
        below = next((line for line in words[at + 1 : at + TITLE_LINES] if not is_body(line)), "")
        lines = [below] * bool(HELD.match(below) or name_body(below)) + [line for line in head if len(line) < 60]
        return next((day for line in lines if len(line) < LONGEST_LINE and (day := find_date(line))), None)
    return None


def minutes_body(line: str) -> str | None:
    """The body that the title of minutes names ("Minutes of the meeting of the Health Committee held ...")."""
    found = OF_BODY.search(line) if opens_minutes(line) else None
    return sentence_case(found["body"]) if found else None


def is_body(line: str) -> bool:
    """Whether a line is nothing but the name of a body."""
    return len(line) < 90 and name_body(line) == sentence_case(line)


def is_council(body: str) -> bool:
    """Whether a body is the whole council or authority, whose name stands over its committee's."""
    return body.casefold().endswith(("council", "authority"))


def name_body(line: str) -> str | None:
    """The body a line names at its beginning ("Police and Crime Panel"); None for a sentence or anything else."""
    found = BODY.match(line)
    named = found and found[0][0].isupper() and not found[0].lower().startswith("the ") and not line.endswith(".")
    return sentence_case(found[0]) if found and named else None


def sentence_case(title: str) -> str:
    """A title set in capitals as it would be written in a sentence; anything else unchanged."""
    if title.upper() != title:
        return title
    small = {"and", "of", "the", "to", "in", "for", "on", "a", "an", "by", "with", "at"}
    words = [
        word
        if any(c.isdigit() for c in word) or UNSPEAKABLE.fullmatch(word)
        else word.lower()
        if word.lower() in small
        else re.sub(r"[^\W\d_]", lambda letter: letter[0].upper(), word.lower(), count=1)
        for word in title.split()
    ]
    return " ".join(words[:1] and [words[0][:1].upper() + words[0][1:], *words[1:]])
