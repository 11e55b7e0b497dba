"""What every pack says: rules of participation, quorum and venue, contacts, formal recommendations, slide furniture."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.blocks import Block, Kind
from corpus.document import Document
from corpus.paper import Paper, PaperKind
from corpus.places import Place

PHRASES = re.compile(
    r"members?\s+of\s+the\s+public\s+(?:are|is)\s+(?:very\s+)?welcome|\bquorum\b|^\W*(?:date|time|venue|location)\s*:"
    r"|^\W*(?:for\s+(?:more|further)\s+information|to\s+view\s+this\s+agenda|for\s+easy\s+access)\b|\bmodern\.?gov\b"
    r"|^\W*(?:members|media|press|public|general)?[’']?s?[’']?\s*(?:enquiries|contacts?|contact\s+officers?)\b\s*(?:to|for|:)"
    r"|\b(?:members|the\s+(?:panel|committee|board))\s+(?:is|are)\s+(?:asked|recommended|invited|requested)\s+to\s+(?:note|receive|consider)\b.{0,60}$"
    r"|exclusion\s+of\s+the\s+(?:press|public)|\bsection\s+100[A-K]?\b.{0,500}\blocal\s+government\s+act|exempt\s+(?:items|information)\b.{0,500}\b(?:agenda|meeting)"
    r"|\b(?:translation|another\s+language|large\s+print|braille|accessib\w+\s+statement)\b|^\W*chief\s+executive\s*:"
    r"|^\W*duration\s+of\s+(?:the\s+)?meeting\b|^\W*(?:to|t|e|w|tel|telephone|e-?mail|fax|web(?:site)?)\s*[:.]?\s*(?:\d{5}|\S+@|www\.|https?:)"
    r"|\bmeeting\b.{0,80}\b(?:filmed|webcast|live\s*-?streamed)\b|\bfire\s+(?:alarm|evacuation)",
    re.IGNORECASE | re.DOTALL,
)
# In an agenda, what stands under these heads are rules.
RULES = re.compile(
    r"\b(?:public\s+(?:participation|questions?|speaking)|councillor\s+questions|declarations?\s+of\s+interests?"
    r"|exempt|urgent\s+(?:items?|business)|procedure|notes?\s+(?:to|for)\s+)",
    re.IGNORECASE,
)
# Whom to ask, and at what number.
CONTACT = re.compile(r"\b(?:tel|telephone|phone)(?:\s+(?:no\.?|number))?\s*[:.]?\s*\(?\+?\d[\d ()]{8}", re.IGNORECASE)
# "Message from the Chief Constable 6", in a list of contents.
CONTENTS = re.compile(r"\bcontents\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(r"\D\s\.*\s*\d{1,3}")
# A line of dots is looked at once: tried from every dot on, thousands would take hours.
SIGNED = re.compile(r"\W*(?:chair(?:man|woman|person)?|signed|date|_{3,}+)\W*+|(?=\W*?\.{3})\W*+", re.IGNORECASE)
LONGEST_CONTACT = 200  # characters
REPEATS = 3  # times a short line stands in a document that is furniture of its slides
SHORT = 14  # words of such a line


def find_boilerplate(document: Document, paper: Paper, blocks: Sequence[Block], places: Sequence[Place]) -> list[bool]:
    """For each block of a paper whether it is boilerplate: to be found when asked for, but held back otherwise."""
    words = [" ".join(document.text[block.start : block.end].split()) for block in blocks]
    counts = Counter(line.casefold() for line in words)
    agenda = paper.kind is PaperKind.AGENDA
    return [
        bool(
            PHRASES.search(line)
            or SIGNED.fullmatch(line)
            or (len(line) < LONGEST_CONTACT and CONTACT.search(line))
            or (any(map(CONTENTS.search, place.headings[-1:])) and PAGE_NUMBER.search(line[-6:]))
            or (agenda and (any(map(RULES.search, place.headings)) or RULES.search(place.lead or "")))
            or (block.kind is Kind.ROW and counts[line.casefold()] >= REPEATS and len(line.split()) <= SHORT)
        )
        and block.kind is not Kind.HEADING
        for block, place, line in zip(blocks, places, words, strict=True)
    ]
