"""Whether passages bear out a sentence: pure rules of English, which know no archive.

A sentence is borne out where all that it claims stands in statements of the passages, and in one place of them. What
the rules cannot tell is taken for not borne out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from assistant.claims import Claims, Word
from assistant.figures import Figure
from assistant.question import STOP_WORDS
from assistant.stems import OPPOSITES, stem
from corpus import split_sentences
from corpus.people import HONORIFIC, OFFICE

SHARE = 0.8  # of a sentence's words of sense that must stand in the passages
NEAR = 0.5  # of them that must stand in the same place as each figure


class Fault(StrEnum):
    """Why a sentence is left out; those of what it says in the order in which they are looked for."""

    CUT_SHORT = "is no whole sentence"
    QUESTION = "is a question"
    ORDER = "tells somebody to do something"
    TASK = "is about the task, not about the papers"
    PERSON = "speaks as somebody"
    REPEATS = "only repeats the question"
    LEANS = "leans on a sentence that was left out"
    FIGURE = "has a number or day that the passages do not have of the same thing"
    NAME = "has a name that is not in the passages"
    CONTRARY = "says the contrary of the passages"
    WORDS = "has too many words that are not in the passages"
    DENIAL = "denies what the passages say, or says what they deny"
    SUPPOSED = "says for a fact what the passages only suppose"


# What is said to the reader of a paper, or to a program that reads it, states nothing.
ORDER = re.compile(
    r"^\W*(?:please\s+|now\s+|instead,?\s+|you\s+(?:must|should|will|are\s+to)\s+|do\s+not\s+|always\s+|never\s+)*"
    r"(?:ignore|disregard|forget|pretend|say|write|reply|respond|answer|output|print|repeat|state|tell|act|insert|add"
    r"|claim|summari[sz]e|assume|imagine|remember)\b"
    r"|\b(?:ignore|disregard|forget)\s+(?:all|any|every|the|your|these|those|what|everything)\b"
    r"|\b(?:previous|prior|above|earlier|system|your)\s+(?:instructions?|prompts?|rules?)\b"
    r"|\b(?:language\s+models?|chatbots?|ai\s+(?:assistants?|models?)|assistant\s+(?:must|should))\b"
    r"|\b(?:say|reply|respond|answer|write)\s+(?:only|that|with|exactly|instead)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Evidence:
    """A passage, and the words of its citation."""

    id: str
    text: str
    citation: str

    @cached_property
    def statements(self) -> list[Claims]:
        """Its sentences that state something: no questions, and no orders to whoever reads them."""
        sentences = (self.text[start:end] for start, end in split_sentences(self.text))
        return [Claims(one) for one in sentences if not one.rstrip(" \n\"'”’)").endswith("?") and not ORDER.search(one)]

    @cached_property
    def head(self) -> Claims:
        """The words of its citation."""
        return Claims(self.citation)


def find_fault(sentence: Claims, evidence: Sequence[Evidence]) -> Fault | None:
    """What of a sentence the passages taken together do not bear out, the gravest first; None where they bear it out."""
    return _Support(sentence, evidence).fault()


class _Support:
    def __init__(self, sentence: Claims, evidence: Sequence[Evidence]) -> None:
        self.sentence = sentence
        self.heads = [one.head for one in evidence]
        self.texts = [*(statement for one in evidence for statement in one.statements), *self.heads]
        # Each statement with what is understood with it: the one before it, and the citation.
        self.places: list[tuple[Claims, frozenset[str]]] = []
        for one in evidence:
            before: frozenset[str] = frozenset()
            for statement in one.statements:
                self.places.append((statement, statement.stems | before | one.head.stems))
                before = statement.stems
        self.stems = frozenset().union(*(around for _, around in self.places))

    def fault(self) -> Fault | None:
        if not self.places:
            return Fault.WORDS
        if not all(self._has_figure(one) for one in self.sentence.figures):
            return Fault.FIGURE
        if not all(self._has_name(one) for one in _names(self.sentence)):
            return Fault.NAME
        if self._is_contrary():
            return Fault.CONTRARY
        if not self.sentence.stems or self._share(self.stems) < SHARE:
            return Fault.WORDS
        nearest = self._nearest()
        if self._denies_otherwise(nearest):
            return Fault.DENIAL
        if not self.sentence.supposes and all(self.sentence.stems & one.supposed for one in nearest):
            return Fault.SUPPOSED
        return None

    def _share(self, stems: frozenset[str]) -> float:
        own = self.sentence.stems - SAYING
        return len(own & stems) / len(own) if own else 0.0

    def _nearest(self) -> list[Claims]:
        """The statements that have most of its words."""
        shares = [self._share(statement.stems) for statement, _ in self.places]
        return [statement for (statement, _), share in zip(self.places, shares, strict=True) if share == max(shares)]

    def _has_figure(self, figure: Figure) -> bool:
        if figure.is_day and any(figure.values[0] in _said(head) for head in self.heads):
            return True
        return any(
            self._is_same(figure, other, statement)
            for statement, around in self.places
            if self._share(around) >= NEAR
            for other in statement.figures
        )

    def _is_same(self, figure: Figure, other: Figure, statement: Claims) -> bool:
        if figure.values[0] not in (other.values if figure.is_day else other.values[:1]):
            return False
        if figure.is_day:
            return True
        if figure.bound != other.bound or (figure.joint and other.joint and figure.joint != other.joint):
            return False
        counted = self.sentence.counted(figure) if figure.counts else None
        return counted is None or counted in (statement.stems if statement.is_row else statement.around(other))

    def _has_name(self, name: Sequence[Word]) -> bool:
        if len(name) == 1 and name[0] is self.sentence.words[0] and stem(name[0].text) in self.stems:
            return True  # only the first word of the sentence, in another form
        words = [_as_name(word.text) for word in name]
        texts = [
            [_as_name(word.text) for word in text.words if word.text.casefold() not in JOINING] for text in self.texts
        ]
        if len(words) == 1:
            return any(words[0] in text for text in texts)
        return all(any(_together(pair, text) for text in texts) for pair in pairwise(words))

    def _is_contrary(self) -> bool:
        """Whether a word has its opposite in the passages, and is not there itself."""
        missing = self.sentence.stems - self.stems
        for one, other in (*OPPOSITES, *((other, one) for one, other in OPPOSITES)):
            if one in missing and other in self.stems:
                return True
        return any(
            {f"{opening}{word}" for opening in DENYING_OPENINGS} & self.stems
            or any(word.removeprefix(opening) in self.stems - {word} for opening in DENYING_OPENINGS)
            for word in missing
        )

    def _denies_otherwise(self, nearest: Sequence[Claims]) -> bool:
        denied = frozenset().union(*(one.denied for one in nearest))
        if self.sentence.denies:
            return not any(one.denies for one in nearest) or not self.sentence.denied <= denied
        return all(self.sentence.stems & one.denied for one in nearest)


# Words that say but that something is said.
SAYING = frozenset(map(stem, ("say", "according", "include")))
DENYING_OPENINGS = ("un", "in", "im", "dis", "non", "ir", "il")
JOINING = frozenset(("of", "and", "the", "for", "to", "in", "on"))
NAME_GAP = re.compile(r"(?:\s+of(?:\s+the)?)?[\s-]+")
TITLE_REACH = 8  # words that may stand between a name and its office
# With these a sentence begins, whatever it is about.
OPENING = frozenset(
    "however overall additionally furthermore moreover meanwhile therefore consequently finally similarly specifically"
    " accordingly according despite although while since following".split()
)


def _said(text: Claims) -> set[str]:
    return {value for one in text.figures for value in one.values}


def _names(sentence: Claims) -> Iterator[list[Word]]:
    """The names of a sentence: its words with a capital, those together that stand together.

    The first word is one too, unless it is one of those that sentences begin with.
    """
    run: list[Word] = []
    for at, word in enumerate(sentence.words):
        plain = word.text.casefold()
        if not word.is_capital or plain in STOP_WORDS or (at == 0 and plain in OPENING):
            continue
        if run and not NAME_GAP.fullmatch(sentence.text[run[-1].end : word.start]):
            yield run
            run = []
        run = [*run, word]
    if run:
        yield run


def _as_name(word: str) -> str:
    """A word as names are compared: "Councillors" and "Cllr" are one."""
    plain = word.casefold().replace("’", "'")
    plain = plain.removesuffix("s") if len(plain) > 3 else plain
    return "cllr" if plain == "councillor" else plain


def _together(pair: tuple[str, str], words: Sequence[str]) -> bool:
    """Whether two words of a name stand together in a text, an office or title near the name it belongs to."""
    reach = TITLE_REACH if any(OFFICE.fullmatch(one) or HONORIFIC.fullmatch(one) for one in pair) else 1
    firsts, seconds = ([at for at, word in enumerate(words) if word == one] for one in pair)
    return any(0 < second - first <= reach or 0 < first - second < reach for first in firsts for second in seconds)
