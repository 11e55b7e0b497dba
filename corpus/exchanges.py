"""Questions and the responses to them, as pairs: who asked, who answered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import QUESTION_LABEL, Block, Kind
from corpus.document import Document
from corpus.paper import Paper, PaperKind
from corpus.people import NAME, WITH_TITLE
from corpus.places import Place

# A line over what is asked: "Finance questions:", "[ACTION – answer provided for information]".
ASKS = re.compile(r"\A\W*actions?\b|\bquestions?\W*\Z", re.IGNORECASE)
SHORT = 110  # characters of such a line
# "Thank you, Cllr Alder", "In a word Dr Birch, no": how an answer names who asked.
THANKED = re.compile(
    rf"\W*(?:(?:[Tt]hank\s+you|[Tt]hanks|[Ii]n\s+a\s+word|[Ii]n\s+short|[Yy]es|[Nn]o|[Ww]ell|[Ii]ndeed)\W{{0,3}}\s*)?"
    rf"(?P<who>{WITH_TITLE.pattern})\s*[,.:;–-]"
    rf"|.{{0,60}}?\b(?:told|replied\s+to|responded\s+to|answered)\s+(?P<told>{WITH_TITLE.pattern})"
)
FROM = re.compile(
    rf"\b(?:from|by)\s+(?P<who>{WITH_TITLE.pattern})|^\W*(?:\w{{1,2}}[.)]\s+|[Qq]uestion\s*\d{{0,3}}\s*[:.–-]\s*)?(?P<asked>{WITH_TITLE.pattern})\s+asked\b"
    rf"|^\W*(?:[Ss]upplementary\s+)?[Qq](?:uestion)?\b[^:]{{0,12}}?\s(?:from|by)\s+(?P<name>{NAME.pattern})"
)
ANSWERS = re.compile(r"\b(?:response|answer|reply)\b(?:\s+(?:from|of|by)\b)?", re.IGNORECASE)
# "PCC Responses", "Commissioner's questions and answers": a paper's title says who answers in all of it.
ANSWERED_BY = re.compile(
    r"\b(?P<who>[A-Z]{2,6}|Commissioner|Mayor)(?:[’']s)?\s+(?i:responses?|questions?\s+(?:and|&)\s+answers?)\b"
)
POSSESSIVE = re.compile(r"(?:[’']s?|(?<=s)[’'])$")
THE = re.compile(
    r"^(?:(?:the|written|verbal|supplementary|draft)\s+)+|(?<!\s)\s++(?:gave|made|provided)\s+the\s+following$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its response, as offsets into the document's text; equal offsets where there is no response."""

    paper: Paper
    item: str | None
    headings: tuple[str, ...]
    question_start: int
    question_end: int
    response_start: int
    response_end: int
    asker: str | None
    responder: str | None


def find_exchanges(
    document: Document, paper: Paper, blocks: Sequence[Block], places: Sequence[Place]
) -> list[Exchange]:
    """The exchanges of a paper, in order.

    In papers of questions any question opens one, which lasts to the next question or heading; elsewhere only a
    question with a label over its response ("Response:").
    """
    asked = paper.kind in (PaperKind.QUESTIONS, PaperKind.APPENDIX, PaperKind.TRANSCRIPT)
    kinds = [_part(document, blocks, i, asked) for i in range(len(blocks))]
    exchanges: list[Exchange] = []
    at = 0
    while at < len(blocks):
        if kinds[at] is not Kind.QUESTION:
            at += 1
            continue
        first = at
        while at < len(blocks) and kinds[at] is Kind.QUESTION:
            at += 1
        if is_label(document, blocks[at - 1]):
            at = _asked(document, blocks, at)
        answer = at
        while (
            at < len(blocks)
            and kinds[at] not in (Kind.QUESTION, Kind.HEADING)
            and not (at > answer and blocks[at].speaker)  # in a transcript another takes the word
        ):
            at += 1
        labelled = answer < at and kinds[answer] is Kind.LABEL
        if asked or labelled:
            exchanges.append(
                _exchange(document, paper, places[first], blocks[first:answer], blocks[answer:at], labelled)
            )
    return exchanges


def _part(document: Document, blocks: Sequence[Block], at: int, asked: bool) -> Kind:
    """What a block is to an exchange: QUESTION for every part of one, else its own kind."""
    block, words = blocks[at], document.text[blocks[at].start : blocks[at].end]
    if is_label(document, block):
        return Kind.QUESTION
    if block.kind in (Kind.HEADING, Kind.QUESTION):
        return block.kind
    if not asked or block.kind in (Kind.LABEL, Kind.ROW):
        return block.kind
    above = blocks[at - 1] if at else None
    over = document.text[above.start : above.end] if above else ""
    if block.kind is Kind.ITEM:
        listed = _asks(words) and above and above.kind in (Kind.ITEM, Kind.QUESTION, Kind.PARAGRAPH)
        return Kind.QUESTION if listed and over.rstrip("; ").endswith((":", "?")) else block.kind
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    if words.endswith(":") and below and below.kind is Kind.ITEM and _asks(document.text[below.start : below.end]):
        return Kind.QUESTION
    if over and len(over) < SHORT and ASKS.search(over) and not ASKS.search(words):
        return Kind.QUESTION
    return block.kind


def _asks(words: str) -> bool:
    return words.rstrip('*_"”’; ').endswith("?")


def _asked(document: Document, blocks: Sequence[Block], at: int) -> int:
    """Where what is asked under a question's label ends: at the response's label, where there is one."""
    for i in range(at, len(blocks)):
        if blocks[i].kind is Kind.LABEL:
            return i
        if blocks[i].kind is Kind.HEADING or is_label(document, blocks[i]):
            break
    return at


def is_label(document: Document, block: Block) -> bool:
    """Whether a block only says that a question follows, and from whom: "Question 3 from Mr Alder"."""
    return QUESTION_LABEL.fullmatch(document.text[block.start : block.end]) is not None


def _exchange(
    document: Document, paper: Paper, place: Place, question: Sequence[Block], response: Sequence[Block], labelled: bool
) -> Exchange:
    words = " ".join(document.text[question[0].start : question[0].end].split())
    asker, responder = question[0].speaker, None
    if not asker and (found := FROM.search(words[:200])):
        asker = found["who"] or found["asked"] or found["name"]
    end = response[-1].end if response else question[-1].end
    if response:
        own = response[1:] if labelled else response
        opening = " ".join(document.text[own[0].start : own[0].end].split())[:120] if own else ""
        if not asker and (thanked := THANKED.match(opening)):
            asker = thanked["who"] or thanked["told"]
        if labelled:
            responder = _responder(document.text[response[0].start : response[0].end])
        named = ANSWERED_BY.search(paper.title)
        responder = responder or response[0].speaker or (named["who"] if named else None)
    return Exchange(
        paper,
        place.item,
        place.headings,
        question[0].start,
        question[-1].end,
        response[0].start if response else end,
        end,
        asker,
        responder,
    )


def _responder(label: str) -> str | None:
    """Who answers, by the label over the response: "PCC Response:", "Answer from the Director, Dr Ann Alder"."""
    found = ANSWERS.search(label)
    if not found:
        return None
    before, after = label[: found.start()].strip(" \n:*"), label[found.end() :].strip(" \n:*-–—")
    who = THE.sub("", POSSESSIVE.sub("", before)) or THE.sub("", after)
    named = WITH_TITLE.search(who)
    return named[0] if named and "," in who else who or None
