"""What a meeting decided, and what it asked to be done: recognised as such, with who proposed, seconded, owns it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.blocks import Block, Kind
from corpus.document import Document
from corpus.headings import plain_heading
from corpus.paper import Paper, PaperKind
from corpus.people import OFFICE, WITH_TITLE
from corpus.places import Place
from corpus.sentences import split_sentences

BODY = r"(?:panel|committee|sub-?committee|board|members?|council|cabinet|meeting)"
DECIDED = re.compile(
    r"\W*(?:decisions?\b\s*[:–—-]|resolved\b|resolutions?\s*[:–—-]|recommended\s*+(?:[:–—-]\s*+)?that\b"
    r"|agreed\s*(?:$|[:–—.-]|that\b)|(?:it\s+was\s+)?(?:further\s+)?(?:unanimously\s+)?(?:resolved|agreed)\b"
    rf"|the\s+{BODY}\s+(?:then\s+)?(?:unanimously\s+)?(?:resolved|agreed|noted|approved|endorsed|decided|voted)\b)",
    re.IGNORECASE | re.DOTALL,
)
RESOLVED = re.compile(
    r"\b(?:RESOLVED|AGREED|CARRIED|LOST|RECOMMENDED)\b|\b[Ii]t\s+was\s+(?:unanimously\s+)?(?:resolved|agreed)\s+that\b"
    r"|\b(?:unanimously|duly)\s+(?:agreed|resolved|approved|carried)\b"
    rf"|\b(?i:{BODY})\s+(?:unanimously\s+)?resolved\s+(?:to|that)\b"
)
ACTION = re.compile(
    r"[^\w\[]*+(?:\[\s*+)?(?:agreed\s+)?actions?(?:\s++(?:points?|required|by|owner))?(?:\s*+(?:no\.?\s*+)?\d{1,3})?"
    r"\s*+(?:[:–—-]|(?:for|by)\s++(?P<owner>[^:]{2,60}):|\((?P<by>[^()]{2,40})\)\s*[:–—-])\s*",
    re.IGNORECASE,
)
ACTIONS = re.compile(
    r"\W*(?:agreed\s+)?actions?(?:\s+(?:points?|agreed|arising|required))?(?:\W+(?:and\s+)?further\s+information[^.:]{0,40})?\W*",
    re.IGNORECASE,
)
WORD = r"[A-Z][\w’'&-]*+"
NAME = (
    rf"(?:{WITH_TITLE.pattern}|\b(?:the\s++)?{WORD}(?:\s++{WORD}){{0,7}}"
    rf"(?:\s++(?:of|for|and)\s++(?:the\s++)?{WORD}(?:\s++{WORD}){{0,3}}){{0,2}})"
)
OWNED = re.compile(
    rf"(?:that\s+)?(?P<owner>{NAME})\s*(?:to|would|will|shall|should|agreed\s+to|undertook\s+to|is\s+to)\s+(?!be\b)"
)
# "Ann Alder: to mend it", and a name in a line of its own.
BEFORE_COLON = re.compile(r"(?P<owner>[A-Z][^:\n]{1,40}):\s")
# An action told in brackets behind what is to be done.
TOLD = re.compile(r"[\[(]\s*actions?(?:\s+(?:by|for))?\s*[:–—-]\s*(?P<owner>[^\])]{2,60})[\])]", re.IGNORECASE)
IN_BRACKETS = re.compile(r"[\[(](?:action|owner|lead)?\s*:?\s*(?P<owner>[^\])]{2,60})[\])]\W*$", re.IGNORECASE)
LABELLED = re.compile(r"\b(?:owner|lead|responsible(?:\s+officer)?)\s*:\s*(?P<owner>[^\n;.]{2,60})", re.IGNORECASE)
PROPOSED = re.compile(
    rf"(?:\b(?i:proposed|moved)(?:\s+by\s*:?|\s*:)|\((?i:proposed|moved))\s*(?P<proposer>{NAME})"
    rf".{{0,60}}?\b(?i:seconded)(?:\s+by)?\s*:?\s*(?P<seconder>{NAME})",
    re.DOTALL,
)
# "(a)", "2.", and the numbers that trackers know actions by: "R12/23 –"
LIST_MARK = re.compile(r"^\W*(?:\w{1,3}[.)]\s+|[A-Z]{0,4}\d{1,3}/\d\d\b\W*)?")
SECONDED = re.compile(
    rf"(?P<proposer>{NAME})\s+(?:proposed|moved)\b.{{0,80}}?(?P<seconder>{NAME})\s+seconded\b", re.DOTALL
)
# A line that says only who proposed and seconded what follows.
MOVERS = re.compile(r"\W*(?:proposed|moved)\s+by\b.{3,80}\bseconded\s+by\b.{3,40}", re.IGNORECASE | re.DOTALL)
# The heads of an action tracker.
TRACKED = {
    "action": re.compile(r"(?:agreed\s+)?actions?(?:\s+(?:required|agreed|point))?", re.IGNORECASE),
    "owner": re.compile(
        r"(?:action\s+)?owner|lead(?:\s+officer)?|by\s+whom|responsible(?:\s+officer)?|officer|who", re.IGNORECASE
    ),
}
ACRONYM = re.compile(r"[A-Z]{2,6}s?")


class OutcomeKind(StrEnum):
    """What an outcome is."""

    DECISION = "decision"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision or an action, verbatim between two offsets of the document's text."""

    kind: OutcomeKind
    paper: Paper
    item: str | None
    start: int
    end: int
    owner: str | None = None  # of an action
    proposer: str | None = None
    seconder: str | None = None


def find_outcomes(document: Document, paper: Paper, blocks: Sequence[Block], places: Sequence[Place]) -> list[Outcome]:
    """The decisions and actions that minutes record, and the actions of trackers, in order.

    Other papers recommend, or answer to earlier actions.
    """
    found = list(_tracked(document, paper, blocks, places))
    taken = 0
    if paper.kind is not PaperKind.MINUTES:
        return found
    for at, block in enumerate(blocks):
        words = document.text[block.start : block.end]
        listed = ACTIONS.fullmatch(words) is not None
        if at < taken or (block.kind in (Kind.HEADING, Kind.ROW, Kind.QUESTION) and not listed):
            continue
        item = places[at].item
        # What belongs to a block is looked for only where it is then passed over: blocks may all announce the next.
        if action := ACTION.match(words):
            last = _last(document, blocks, at, listed)
            told = words[action.end() :] or document.text[block.start : blocks[last].end]
            owner = action["owner"] or action["by"] or _owner(told)
            found.append(Outcome(OutcomeKind.ACTION, paper, item, block.start, blocks[last].end, owner))
        elif listed and (last := _last(document, blocks, at, listed)) > at:
            for one in blocks[at + 1 : last + 1]:
                owner = _owner(LIST_MARK.sub("", document.text[one.start : one.end]))
                found.append(Outcome(OutcomeKind.ACTION, paper, item, one.start, one.end, owner))
        elif asked := TOLD.search(words):
            last = _last(document, blocks, at, listed)
            found.append(Outcome(OutcomeKind.ACTION, paper, item, block.start, block.end, asked["owner"].strip()))
        elif (start := _decided(document, block)) is not None:
            last = _last(document, blocks, at, listed)
            if at > taken and MOVERS.fullmatch(document.text[blocks[at - 1].start : blocks[at - 1].end]):
                start = blocks[at - 1].start
            proposer, seconder = _movers(document, blocks, places, taken, at, last)
            found.append(Outcome(OutcomeKind.DECISION, paper, item, start, blocks[last].end, None, proposer, seconder))
        else:
            continue
        taken = last + 1
    return sorted(found, key=lambda outcome: outcome.start)


def _tracked(document: Document, paper: Paper, blocks: Sequence[Block], places: Sequence[Place]) -> Iterator[Outcome]:
    """The rows of an action tracker: a table whose head names the action and its owner."""
    columns: dict[str, float] = {}
    for block, place in zip(blocks, places, strict=True):
        if not block.line:
            columns = {}
            continue
        cells = {cell.left: plain_heading(document.text[cell.start : cell.end]) for cell in block.line.cells}
        heads = {
            name: left for name, pattern in TRACKED.items() for left, head in cells.items() if pattern.fullmatch(head)
        }
        if len(heads) == len(TRACKED):
            columns = heads
        elif columns and cells.get(columns["action"]):
            owner = cells.get(columns["owner"])
            yield Outcome(OutcomeKind.ACTION, paper, place.item, block.start, block.end, owner)


def _last(document: Document, blocks: Sequence[Block], at: int, listed: bool) -> int:
    """The last block of what begins at a block: what a colon, a bare word or "that" announces belongs to it."""
    words = document.text[blocks[at].start : blocks[at].end].rstrip("*_ ")
    announces = (
        listed
        or words.endswith((":", ":-", "–", "—", "that", ";", "; and"))
        or (len(words) < 12 and words.upper() == words and "NOTED" not in words)
    )
    last = at
    if announces:
        for i in range(at + 1, len(blocks)):
            words = document.text[blocks[i].start : blocks[i].end]
            told = blocks[i].kind is Kind.PARAGRAPH and (i == at + 1 or (listed and _owner(LIST_MARK.sub("", words))))
            if blocks[i].kind is not Kind.ITEM and not told:
                break
            last = i
    return last


def _decided(document: Document, block: Block) -> int | None:
    """Where in a block the first sentence begins that decides something."""
    for start, end in split_sentences(document.text, block.start, block.end):
        sentence = document.text[start:end]
        if DECIDED.match(sentence) or RESOLVED.search(sentence):
            return start
    return None


def _movers(
    document: Document, blocks: Sequence[Block], places: Sequence[Place], first: int, at: int, last: int
) -> tuple[str | None, str | None]:
    """Who proposed and who seconded: said in the decision, right after it, or before it under the same item."""
    near = [at, *range(last + 1, len(blocks))[:1], *reversed(range(first, at))]
    for i in near:
        if blocks[i].kind is Kind.HEADING or places[i].headings != places[at].headings:
            if i < at:
                break
            continue
        words = re.sub(r"\s{2,}", "; ", document.text[blocks[i].start : blocks[i].end].replace("\n", " "))
        if found := PROPOSED.search(words) or SECONDED.search(words):
            return found["proposer"].strip(), found["seconder"].strip()
    return None, None


def _owner(words: str) -> str | None:
    first = words.strip(" *_[]\n").split("\n")[0].strip()
    if "\n" in words.strip() and len(first.split()) < 5 and _is_somebody(first):
        return first.rstrip(":")
    words = " ".join(words.split()).strip(" *_[]")
    if (found := OWNED.match(words)) and not found["owner"].startswith(("This ", "It ", "There ")):
        return re.sub(r"^the\s+", "", found["owner"].strip(), flags=re.IGNORECASE)
    for pattern in (BEFORE_COLON.match, LABELLED.search, IN_BRACKETS.search):
        if (found := pattern(words)) and _is_somebody(found["owner"]):
            return re.sub(r"^the\s+", "", found["owner"].strip(), flags=re.IGNORECASE)
    return words if len(words.split()) < 6 and OFFICE.search(words) and words[:1].isupper() else None


def _is_somebody(words: str) -> bool:
    initial = re.fullmatch(r"[A-Z]\.?\s+[A-Z][\w’'-]+", words.strip())
    return bool(initial or OFFICE.search(words) or WITH_TITLE.search(words) or ACRONYM.fullmatch(words.split()[-1]))
