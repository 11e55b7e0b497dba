"""A document cut into passages: what is indexed and cited.

A passage follows the paper: a paragraph with its number, a list with the line that leads into it, a question with
the start of its answer, a few rows of a table. Its text is a verbatim slice of the document; what helps to find it
but is not its own words (title, date, headings, the question above) is kept beside it as `context`.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.attendance import Attendee, find_attendance
from corpus.blocks import Block, Kind, find_blocks
from corpus.boilerplate import find_boilerplate
from corpus.context import CONTEXT, make_context, rest_lead
from corpus.document import Document, PaperError
from corpus.exchanges import Exchange, find_exchanges
from corpus.furniture import body_lines, find_furniture, label_pages
from corpus.glossary import Definition, find_definitions
from corpus.ocr import how_to_ocr
from corpus.outcomes import Outcome, find_outcomes
from corpus.paper import Paper
from corpus.papers import find_papers
from corpus.places import STUB, Place, find_places
from corpus.sentences import Sentence, skip_space, split_sentences
from corpus.tables import Spelled, spell_out
from corpus.tokens import count_tokens
from corpus.turns import mark_turns

TARGET = 160  # tokens a passage is filled up to with short neighbours
LONGEST = 170  # tokens a single paragraph may have before it is cut between sentences
FURTHEST = 40  # characters for each word piece of a passage: more is not tried
SPELLED = 90  # word pieces of a row spelled out


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the record that can be found, quoted and cited; `text == document.text[start:end]`."""

    start: int
    end: int
    text: str
    context: str
    paper: Paper
    item: str | None
    headings: tuple[str, ...]  # outermost first
    paragraph: str | None
    page: int | None  # physical, 1-based
    page_label: str | None
    recording_time: str | None
    speaker: str | None  # whose words they are: a transcript's speaker, or who responds
    exchange: Exchange | None  # the question and response it is part of
    outcome: Outcome | None  # the decision or action in it
    boilerplate: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a document gives: itself with its page labels, its papers and passages, and what they record."""

    document: Document
    papers: tuple[Paper, ...]
    passages: tuple[Passage, ...]
    exchanges: tuple[Exchange, ...]
    outcomes: tuple[Outcome, ...]
    attendance: tuple[Attendee, ...]
    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one block, small enough for a passage, and where it stands."""

    kind: Kind
    start: int
    end: int
    page: int | None
    place: Place
    lead: str | None
    opens: bool  # a passage never runs on into it
    boilerplate: bool
    outcome: Outcome | None
    spelled: str  # a row's


def read_passages(document: Document, word_pieces: Callable[[str], int], limit: int) -> Reading:
    """Cut a document into passages.

    `word_pieces` counts the encoder's word pieces of a text and `limit` is the most that it reads: a passage with
    its context never has more. No character outside furniture and white space is lost, and none is in two passages.
    Raises `PaperError` where there is nothing but furniture, or but scanned pages that are not read.
    """
    if document.is_scan:
        raise PaperError(f"it has no text, only pictures of pages; {how_to_ocr()}")
    document = replace(document, pages=label_pages(document))
    blocks = find_blocks(document, mark_turns(document, body_lines(document, find_furniture(document))))
    if not blocks:
        raise PaperError("it holds nothing but page numbers and running heads; if it is a scan, run it through OCR")
    papers = find_papers(document, blocks)
    passages: list[Passage] = []
    exchanges: list[Exchange] = []
    outcomes: list[Outcome] = []
    attendance: list[Attendee] = []
    room = limit - CONTEXT - 4
    for paper in papers:
        own = blocks[paper.first : paper.last]
        places = find_places(document, paper, own)
        asked, done = find_exchanges(document, paper, own, places), find_outcomes(document, paper, own, places)
        pieces = _pieces(document, paper, own, places, done, word_pieces, room)
        for group in _fill(document, pieces, word_pieces, room):
            passages.append(_passage(document, paper, group, asked, word_pieces))
        exchanges += asked
        outcomes += done
        attendance += find_attendance(document, paper, own)
    return Reading(
        document,
        tuple(papers),
        tuple(passages),
        tuple(exchanges),
        tuple(outcomes),
        tuple(attendance),
        find_definitions(document),
    )


def _pieces(
    document: Document,
    paper: Paper,
    blocks: Sequence[Block],
    places: Sequence[Place],
    outcomes: Sequence[Outcome],
    word_pieces: Callable[[str], int],
    room: int,
) -> list[_Piece]:
    boilerplate = find_boilerplate(document, paper, blocks, places)
    spelled = _spell_rows(document, blocks)
    pieces: list[_Piece] = []
    for at, (block, place, known) in enumerate(zip(blocks, places, boilerplate, strict=True)):
        row = spelled.get(at, Spelled())
        own = _shorten(row.sentence, word_pieces, min(SPELLED, room // 2))
        following = bisect_right(outcomes, block.start, key=lambda one: one.end)
        outcome = next((one for one in outcomes[following : following + 1] if one.start < block.end), None)
        for i, (start, end) in enumerate(_cut(document.text, block, word_pieces, room - word_pieces(own))):
            first = i == 0
            lead = place.lead if first else rest_lead(document, block, place, row, start)
            if own and first:
                lead = place.title  # the heads stand in it
            opens = place.opens and first
            spoken = own if first else ""
            pieces.append(_Piece(block.kind, start, end, block.page, place, lead, opens, known, outcome, spoken))
    return pieces


def _spell_rows(document: Document, blocks: Sequence[Block]) -> dict[int, Spelled]:
    """What each row among the blocks says with its heads."""
    spelled: dict[int, Spelled] = {}
    for is_row, group in groupby(enumerate(blocks), key=lambda pair: pair[1].kind is Kind.ROW):
        rows = [(at, block.line) for at, block in group if block.line] if is_row else []
        for (at, _), said in zip(rows, spell_out(document, [line for _, line in rows]), strict=True):
            spelled[at] = said
    return spelled


def _shorten(sentence: str, word_pieces: Callable[[str], int], most: int) -> str:
    words = sentence.split()[:most]
    while word_pieces(" ".join(words)) > most:
        words = words[: 3 * len(words) // 4]
    return " ".join(words)


def _cut(text: str, block: Block, word_pieces: Callable[[str], int], room: int) -> list[tuple[int, int]]:
    """A block's own offsets, or those of its parts where it is too long for one passage."""

    def fits(start: int, end: int) -> bool:
        if end - start >= FURTHEST * room:
            return False
        words = text[start:end]
        return count_tokens(words) <= LONGEST and word_pieces(words) <= room

    parts: list[tuple[int, int]] = []
    for start, end in split_sentences(text, block.start, block.end):
        while not fits(start, end):
            middle = _halve(text, start, end, fits)
            parts.append((start, middle))
            start = skip_space(text, middle, end)
        if parts and fits(parts[-1][0], end):
            parts[-1] = (parts[-1][0], end)
        elif start < end:
            parts.append((start, end))
    return parts


def _halve(text: str, start: int, end: int, fits: Callable[[int, int], bool]) -> int:
    """The last place between words up to which a sentence too long for a passage still fits."""
    low, high = start + 1, end
    while low < high:  # the longest fitting stretch
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(start, middle) else (low, middle - 1)
    space = max(text.rfind(" ", start, low), text.rfind("\n", start, low), text.rfind("\t", start, low))
    return space if space > start else low


def _fill(
    document: Document, pieces: Sequence[_Piece], word_pieces: Callable[[str], int], room: int
) -> list[list[_Piece]]:
    """Put pieces together up to the target size. Headings go with what follows them."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if groups and _joins(document, groups[-1], piece, word_pieces, room):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _joins(
    document: Document, group: list[_Piece], piece: _Piece, word_pieces: Callable[[str], int], room: int
) -> bool:
    last = group[-1]
    # Nothing else keeps white space from being counted, which takes tiktoken more memory than it has.
    if piece.end - group[0].start >= FURTHEST * room:
        return False
    if piece.page != last.page or document.text[last.end : piece.start].strip():
        return False
    told = [p for p in group if p.kind is not Kind.HEADING]
    heads = not told or (document.text[told[-1].end - 1] == ":" and told[-1].end - told[0].start < STUB)
    if not heads and (
        piece.opens or piece.boilerplate != told[-1].boilerplate or piece.outcome is not told[-1].outcome
    ):
        return False
    # Counting costs most of the reading's time, so it comes last.
    spelled = [p.spelled for p in (*group, piece) if p.spelled]
    words = " ".join([document.text[group[0].start : piece.end], *spelled])
    if word_pieces(words) > room:
        return False
    if heads:
        return True
    introduces = last.kind in (Kind.QUESTION, Kind.LABEL) or document.text[last.end - 1] == ":"
    return count_tokens(words) <= (LONGEST if introduces else TARGET)


def _passage(
    document: Document,
    paper: Paper,
    group: list[_Piece],
    exchanges: Sequence[Exchange],
    word_pieces: Callable[[str], int],
) -> Passage:
    start, end = group[0].start, group[-1].end
    last = group[-1]
    place = last.place
    told = [piece for piece in group if piece.kind is not Kind.HEADING]
    numbers = [piece.place.number for piece in group if piece.place.number]
    following = bisect_right(exchanges, start, key=lambda one: one.response_end)
    exchange = next((one for one in exchanges[following : following + 1] if one.question_start < end), None)
    responds = exchange is not None and end > exchange.response_start
    context = make_context(paper, place.headings, group[0].lead, word_pieces)
    return Passage(
        start,
        end,
        document.text[start:end],
        "\n".join([context, *(piece.spelled for piece in group if piece.spelled)]),
        paper,
        place.item,
        place.headings,
        numbers[0] if numbers else None,
        last.page,
        document.pages[last.page - 1].label if last.page else None,
        (told or group[::-1])[0].place.recording_time,
        place.speaker or (exchange.responder if exchange and responds else None),
        exchange,
        last.outcome,
        bool(told) and all(piece.boilerplate for piece in told),
        tuple(
            Sentence(first, past, piece.kind, piece.spelled)
            for piece in group
            for first, past in split_sentences(document.text, piece.start, piece.end)
        ),
    )
