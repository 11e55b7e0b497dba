"""What opens a paper: the title blocks of minutes, reports and appendices, and what they say of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.blocks import DATE_LINE
from corpus.dates import find_date
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
    rf"(?:(?:minutes|notes?|record)\s+(?:of|from)\s+(?:the\s+|an?\s+)?(?:[\w’'&-]+\s+){{0,9}}?{BODY_WORDS}\b"
    rf"|minutes\b[\s:,–-]*(?=(?:\w+day,?\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+\w+\s+\d{{4}}))",
    re.IGNORECASE,
)
# What a sentence says of minutes, their title does not.
SAID = re.compile(r"\b(?:were|was|be|is|are|been|being|to (?:confirm|approve|agree|receive|sign))\b", re.IGNORECASE)
WHOLE_MINUTES = re.compile(r"(?:agenda\s+and\s+|draft\s+|printed\s+|public\s+)*minutes", re.IGNORECASE)
TITLE_BLOCK = re.compile(
    r"^(?P<body>.{4,90}?)\s*[-–—,:|]\s*(?:\w+day,?\s+)?(?=\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+\d{4}"
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
ISSUED = re.compile(r"\b(?:published|issued|despatch|dispatch|updated|printed|produced|created|version)", re.IGNORECASE)
FIELD = re.compile(
    r"(?:(?P<body>report\s+to|to|committee|panel|meeting|meeting\s+of|body|name\s+of\s+(?:the\s+)?(?:meeting|committee|panel))"
    r"|(?P<date>(?:meeting\s+)?date|date\s+of\s+(?:the\s+)?meeting|meeting\s+held)"
    r"|(?P<title>title|subject|report|report\s+title|title\s+of\s+(?:the\s+)?report)"
    r"|(?P<author>report\s+(?:by|of|author)|author|presented\s+by|(?:lead|reporting|responsible)\s+officer|from))"
    r"\s*[:|\t]\s*(?P<value>\S.*)",
    re.IGNORECASE,
)


class PaperKind(StrEnum):
    """What a paper is, where its form or its title tells."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    APPENDIX = "appendix"
    REPORT = "report"
    MONITORING = "monitoring"
    PLAN = "plan"
    WORK_PLAN = "work plan"
    QUESTIONS = "questions"
    TRANSCRIPT = "transcript"
    PAPER = "paper"  # anything else


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
    return next((kind for kind, pattern in KIND_OF_TITLE if pattern.search(title)), PaperKind.PAPER)


def find_title(words: Sequence[str], at: int) -> Title | None:
    """The title block of a report that begins at a block; None where none does. `words` are the blocks' own."""
    line = words[at]
    if (found := TITLE_BLOCK.match(line)) and name_body(line) and not ISSUED.search(line):
        return _title_below(words, at, 1, name_body(found["body"]), find_date(line))
    following = words[at + 1] if at + 1 < len(words) else ""
    if (body := name_body(line)) and len(line) < 90 and DATE_LINE.fullmatch(following):
        below = words[at + 2 : at + 2 + TITLE_LINES]
        if any(AUTHOR.match(other) for other in below):  # else it is the cover of an agenda
            return _title_below(words, at, 2, body, find_date(following))
    return _fields(words, at)


def _title_below(words: Sequence[str], at: int, taken: int, body: str | None, day: date | None) -> Title:
    """The title and the author in the lines under those that name the body and the day."""
    title, author, office = "", None, None
    lines = taken
    for i in range(at + taken, min(len(words), at + taken + TITLE_LINES)):
        if found := AUTHOR.match(words[i]):
            author, office = split_office(found["who"] or found["author"])
        elif title or len(words[i]) > 160:
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
    """A report's head in fields: "Report to: ...", "Date: ...", "Title: ..." in any order, one a line."""
    found: dict[str, str] = {}
    taken = 0
    for place, block in enumerate(words[at : at + FIELD_LINES], start=1):
        fields = [match for line in re.split(r"\n| {3,}", block) if (match := FIELD.match(line.strip(" |")))]
        if not fields and place == 1:
            return None
        for field in fields:
            name = str(
                field.lastgroup
                if field.lastgroup != "value"
                else next(key for key in ("body", "date", "title", "author") if field[key])
            )
            found.setdefault(name, " ".join(field["value"].strip(" |").split()))
            taken = place
    if "title" not in found or len(found) < 2:
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
        word if any(c.isdigit() for c in word) else word.lower() if word.lower() in small else word.capitalize()
        for word in title.split()
    ]
    return " ".join(words[:1] and [words[0][:1].upper() + words[0][1:], *words[1:]])
