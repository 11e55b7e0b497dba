"""Transcripts: who speaks, told by the name that opens each turn ("Ann Alder: Good morning")."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Document, Line

CLOCK = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?"
TURN_TIME = re.compile(r"\W{0,4}(\d{1,2}:\d\d:\d\d)[\])]?\s")  # not the hours of a timetable
# A name and, in brackets, a seat, party or office; the time on the recording and Parliament's "Q12" before it too.
TURN = re.compile(
    rf"(?:\*\*)?(?:{CLOCK}\s+)?(?:Q\d{{1,4}}\.?\s+)?"
    r"(?P<who>[A-Z][^:()\[\]\n\t?!;|]{0,60}(?:\s*\((?:[^()\n]|\([^()\n]*\)){0,120}\))*)"
    r"(?:\s*[\[(]\d{1,2}:\d\d(?::\d\d)?[\])])?(?:\*\*)?:(?:\*\*)?\s+(?=\S)"
)
SMALL = {"of", "the", "for", "and", "de", "la", "le", "du", "van", "der", "von", "hon", "an", "some", "in", "to"}
SMALL |= {"member", "members"}
LABELS = {"question", "answer", "response", "reply", "supplementary", "q", "a"}
LABELS |= {"action", "actions", "resolved", "decision", "agreed", "recommendation"}
LABELS |= {"transcript", "meeting", "date", "venue", "present", "subject", "note"}  # fields of its head
LEAST = 6  # turns of a transcript, and the share of its lines that are
SHARE = 0.3


def mark_turns(document: Document, lines: Sequence[Line]) -> list[Line]:
    """The lines, those that open a speaker's turn marked with the speaker where the text is a transcript."""
    speakers = [_speaker(document.slice(line)) if not line.cells and not line.level else None for line in lines]
    counts = Counter(filter(None, speakers))
    # Fields ("Venue: County Hall") are many and each but once; speakers come back.
    again = sum(count for count in counts.values() if count > 1)
    named = [*zip(lines, speakers, strict=True)]
    openings = sum(line.gap or speaker is not None for line, speaker in named)
    timed = sum(speaker is not None and TURN_TIME.match(document.slice(line)) is not None for line, speaker in named)
    if max(again, 2 * timed) < LEAST or max(again, timed) < SHARE * openings:
        return list(lines)
    return [replace(line, speaker=speaker) if speaker else line for line, speaker in named]


def _speaker(words: str) -> str | None:
    found = TURN.match(words)
    if not found:
        return None
    who = " ".join(found["who"].replace("*", " ").split())
    named = re.sub(r"\s*\(.*", "", who).split()
    if named[0].lower() in LABELS:
        return None
    return who if len(named) <= 7 and all(w.lower() != w or w.lower().strip(".") in SMALL for w in named) else None
