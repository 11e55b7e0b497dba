"""Who was at a meeting, who sent apologies, and which officers attended, as its minutes list them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from corpus.blocks import Block, Kind
from corpus.document import Document
from corpus.headings import MINUTE_NUMBER, plain_heading
from corpus.paper import Paper, PaperKind
from corpus.people import HONORIFIC, list_people


class Presence(StrEnum):
    """How somebody took part."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    OFFICER = "officer"
    REMOTE = "remote"
    SUBSTITUTE = "substitute"
    OTHER = "also present"


# In this order: "Officers present remotely" is remote, "Apologies from members" apologies.
LABELS = [
    (Presence.APOLOGIES, r"(?:apolog(?:ies|y)|absent)\b[^:\n]{0,60}"),
    (Presence.REMOTE, r"[^:\n]{0,40}\b(?:remotely|virtually|online|via\s+(?:ms\s+)?teams)\b[^:\n]{0,60}"),
    (Presence.SUBSTITUTE, r"substitut\w+\b[^:\n]{0,40}"),
    (Presence.OFFICER, r"(?:council\s+|supporting\s+)?officers?\b[^:\n]{0,60}"),
    (
        Presence.OTHER,
        r"(?:also|others?|witness\w*|in\s+attendance|at\s+the\s+invitation|attending|guests?|opcc|observers?|portfolio\s+holders?|cabinet\s+members?)\b[^:\n]{0,60}",
    ),
    (Presence.PRESENT, r"(?:[^:\n]{0,40}\b)?(?:present|members?|councillors|attendance|attendees)\b[^:\n]{0,40}"),
]
LABEL = re.compile(
    rf"\W*+(?:{'|'.join(f'(?P<p{n}>{pattern})' for n, (_, pattern) in enumerate(LABELS))})\s*(?::|[-–—]\s|\t|$)",
    re.IGNORECASE,
)
# "… and Cllr Alder. Apologies: Cllr Birch"
INSIDE = re.compile(
    r"(?<=[.;])\s+(?=(?:apologies|absent|officers?|in\s+attendance|also\s+present|substitutes?)\b[^.:\n]{0,40}:)",
    re.IGNORECASE,
)
RECEIVED = re.compile(
    r"apologies\b[^.]{0,60}?\b(?:received|submitted|given|made|noted)\b[^.]{0,20}?\b(?:from|by|on behalf of)\s+"
    r"(?P<who>(?:[^.]|(?<=\b[A-Z])\.|(?<=\b(?:Mr|Dr|Ms))\.|(?<=\bMrs)\.|(?<=\bCllr)\.)+)",
    re.IGNORECASE,
)
# What a column says of each: there, not there, or sorry.
MARKS = [
    (Presence.PRESENT, re.compile(r"yes|y|[✓✔√☑]|present|attended|in\s+attendance", re.IGNORECASE)),
    (Presence.APOLOGIES, re.compile(r"apolog(?:ies|y)(?:\s+(?:given|sent|received))?|ap", re.IGNORECASE)),
    (None, re.compile(r"no|n|x|[✗☐]|absent|did\s+not\s+attend", re.IGNORECASE)),
]
NAMES = re.compile(r"names?\t", re.IGNORECASE)  # the head of a table of people
# Where the meeting's business begins, lists of those present end.
BUSINESS = re.compile(r"(?:item\b|\d|[A-Z]{1,5}[./]\d{1,4}\b)", re.IGNORECASE)
MINUTE = re.compile(rf"{MINUTE_NUMBER}\s")
MOTION = re.compile(r"\b(?:proposed|seconded|resolved|agreed|were\s+accepted)\b", re.IGNORECASE)
PART = re.compile(r"part\s+(?:one|[A1I])\b", re.IGNORECASE)
# "(* present)": of those listed, the ones with the mark were there.
STARRED = re.compile(r"\*\s*+(?:(?:=|denotes|indicates)\s*+)?(?:members?\s+)?present", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody listed in minutes, and where: offsets into the document's text."""

    paper: Paper
    name: str
    role: str | None  # office, council, "Chair"
    presence: Presence
    start: int
    end: int


class Label(NamedTuple):
    """What a list of names opens with: "Officers present remotely:"."""

    presence: Presence
    words: str  # as printed
    end: int


def find_attendance(document: Document, paper: Paper, blocks: Sequence[Block]) -> list[Attendee]:
    """Everybody whom minutes list under "Present", "Apologies" and the like, or name as having sent apologies."""
    if paper.kind is not PaperKind.MINUTES:
        return []
    found: list[Attendee] = []
    opening = True
    starred = False
    presence: Presence | None = None
    for block in blocks[paper.opening - paper.first :]:
        whole = _in_cells(document, block)
        heads = block.kind in (Kind.HEADING, Kind.ITEM, Kind.NUMBERED)
        if (BUSINESS.match(plain_heading(whole)) and heads) or PART.match(whole) or MINUTE.match(whole):
            opening = False
        elif block.kind is Kind.HEADING and not LABEL.match(whole) and not HONORIFIC.match(whole.lstrip("*• ")):
            presence = None
        starred = starred or STARRED.search(whole) is not None
        for words in _labelled(whole) if opening and not MOTION.search(whole) else ():
            if block.kind is Kind.ROW and NAMES.match(words):
                presence = presence or Presence.PRESENT
            told = presence
            if presence and (row := _read_row(words, presence)):
                words, told = row
            elif label := read_label(words):
                told = presence = label.presence
                words = words[label.end :]
            if starred and presence is Presence.PRESENT:
                words = "\n".join(line for line in words.splitlines() if line.lstrip().startswith("*"))
            if told:
                found += [Attendee(paper, p.name, p.role, told, block.start, block.end) for p in list_people(words)]
        if sent := RECEIVED.search(whole):
            people = list_people(re.split(r",?(?<!\s)\s++with\s", sent["who"])[0])
            found += [Attendee(paper, p.name, p.role, Presence.APOLOGIES, block.start, block.end) for p in people]
    return list({(one.name, one.presence): one for one in reversed(found)}.values())[::-1]


def read_label(words: str) -> Label | None:
    """The label that a list of those present opens with; None for words that open with none."""
    found = LABEL.match(words)
    if not found:
        return None
    group = next(name for name in found.groupdict() if found[name] is not None)
    return Label(LABELS[int(group[1:])][0], found[0].strip(" \t\n*_:–—-"), found.end())


def _read_row(words: str, presence: Presence) -> tuple[str, Presence | None] | None:
    """A table's row that names somebody in its first cell: its cells but for the marks, and what those say."""
    cells = words.split("\t")
    if len(cells) < 2 or len(list_people(cells[0])) != 1:
        return None
    told: Presence | None = presence
    for kind, mark in MARKS:
        if any(mark.fullmatch(cell) for cell in cells[1:]):
            told = kind
            cells = [cells[0], *(cell for cell in cells[1:] if not mark.fullmatch(cell))]
    return "\t".join(cells), told


def _in_cells(document: Document, block: Block) -> str:
    """A block's words, the cells of a table's row parted by tabs."""
    if not block.line:
        return document.text[block.start : block.end]
    return "\t".join(document.text[cell.start : cell.end] for cell in block.line.cells)


def _labelled(words: str) -> list[str]:
    """A block cut before each line that opens with a label and a colon."""
    parts: list[list[str]] = []
    for line in INSIDE.sub("\n", words).splitlines():
        if parts and not ((label := LABEL.match(line)) and label[0].rstrip().endswith(":")):
            parts[-1].append(line)
        else:
            parts.append([line])
    return ["\n".join(part) for part in parts]
