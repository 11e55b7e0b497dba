"""What a sentence claims: its figures and days, its names, the words that carry its sense, and what it denies."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.figures import Figure, find_figures
from assistant.question import STOP_WORDS
from assistant.stems import WEIGHTY, stem

PREPOSITIONS = ("against", "among", "across", "towards", "whilst", "via", "per", "whereas")  # and the like
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
CLAUSE_END = re.compile(
    r"[,;:.!?()\n\t|]|\s[-–—]\s|\b(?:but|and|while|whereas|although|though|because|so)\b", re.IGNORECASE
)
DENYING = re.compile(
    r"\b(?:not(?!\s+only\b)|never|none|nobody|nothing|neither|nor|without|cannot|unable|no(?!\s*\.?\s*\d)"
    r"|lack(?:s|ed)?(?:\s+of)?|(?:fail|refus|declin)(?:e|s|es|ed|ing)?\s+to|(?:yet|unlikely)\s+to|far\s+from"
    r"|rather\s+than|instead\s+of)\b|n['’]t\b",
    re.IGNORECASE,
)
# Words that say what may be, ought to be or is wanted, not what is.
SUPPOSING = re.compile(
    r"\b(?:may(?!\s+\d)|might|must|could|would|should|if|unless|whether|ought|propos\w+|plan(?:s|ned|ning)?\s+to|expect\w*"
    r"|hop(?:e|es|ed|ing)|aim(?:s|ed|ing)?|inten[dt]\w*|target(?:s|ed|ing)?\s+(?:of|to|is|was)|seek\w*|potential\w*"
    r"|possibl[ey]|likely|recommend\w*|consider\w*|will|shall|be|promis\w+|anticipat\w+|due)\b",
    re.IGNORECASE,
)
REACH = 4  # words of sense that a word denies or supposes, of those after it
# Where what a figure counts has been named.
COUNTED_END = re.compile(
    r"[,;:.!?()\n\t|]|\b(?!of\b)(?:in|on|at|by|for|to|from|since|during|between|compared|than|with|against|across|within"
    r"|per|over|under|and|or|while|which|that|who|were|was|are|is|have|has|had|will|would)\b",
    re.IGNORECASE,
)
PLURAL = re.compile(r".*[^s]s|.*people|.*men|.*children", re.IGNORECASE)
# What stands about a figure ends here: at a stop, at a new line of a list or table. Between two figures it ends at the
# first that there is of these, or else at the first comma, or else at the last of these words.
STOP = re.compile(r"[;.!?\t|]|(?<![a-z,’'-])\n(?=\W{0,200}+[A-Z\d])")
COMMA = re.compile(r",|\bof which\b")
PARTING = re.compile(r"\b(?:and|while|but|whereas|where|compared|against|from|to)\b", re.IGNORECASE)
LINKING = re.compile(r"\s*(?:in|on|for|during|by|of|to|at|:)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, without the ending of a possessive."""

    start: int
    end: int
    text: str

    @property
    def has_sense(self) -> bool:
        """Whether it carries sense, as a noun or a verb does."""
        plain = self.text.casefold()
        return plain in WEIGHTY or (plain not in STOP_WORDS and plain not in PREPOSITIONS and len(plain) > 1)

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital, as a name does."""
        return self.text[0].isupper()

    @property
    def is_plural(self) -> bool:
        """Whether it looks like a plural, as what is counted does."""
        return PLURAL.fullmatch(self.text) is not None


class Claims:
    """A sentence, read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.figures = find_figures(text)
        taken = [(one.start, one.end) for one in self.figures]
        self.words = [
            Word(one.start(), one.end(), re.sub(r"['’]s?$", "", one[0]))
            for one in WORD.finditer(text)
            if not any(start < one.end() and one.start() < end for start, end in taken)
        ]

    @cached_property
    def plain(self) -> list[str]:
        """All its words, in lower case."""
        return [word.text.casefold() for word in self.words]

    @cached_property
    def sense(self) -> list[Word]:
        """Its words that carry sense."""
        return [word for word in self.words if word.has_sense]

    @cached_property
    def stems(self) -> frozenset[str]:
        """What those are forms of."""
        return _stems(self.sense)

    @cached_property
    def denied(self) -> frozenset[str]:
        """The stems that it denies."""
        return _stems(self._reached(DENYING))

    @cached_property
    def supposed(self) -> frozenset[str]:
        """The stems that it only supposes, wherever it has them."""
        reached = self._reached(SUPPOSING)
        return _stems(reached) - _stems(word for word in self.sense if word not in reached)

    @property
    def denies(self) -> bool:
        """Whether it denies anything."""
        return DENYING.search(self.text) is not None

    @property
    def supposes(self) -> bool:
        """Whether it supposes anything."""
        return SUPPOSING.search(self.text) is not None

    @cached_property
    def numbers(self) -> list[Figure]:
        """Its figures that say how many or how much."""
        return [one for one in self.figures if one.is_number]

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table, spelled out."""
        return ": " in self.text and "; " in self.text

    @cached_property
    def label(self) -> frozenset[str]:
        """The stems of what it says before its first number."""
        return _stems(self._within(0, self.numbers[0].start if self.numbers else len(self.text)))

    def counted(self, figure: Figure) -> Word | None:
        """What a bare number counts: the next plural, or else the next word of sense."""
        last = next((one.start for one in self.numbers if one.start >= figure.end), len(self.text))
        found = COUNTED_END.search(self.text, figure.end, last)
        words = self._within(figure.end, found.start() if found else last)
        return next((word for word in words if word.is_plural), words[0] if words else None)

    def about(self, figure: Figure) -> frozenset[str]:
        """The stems of what a number is about: those around it that are no nearer to another number.

        Where there are none it is about what the sentence begins with, as in "from 5 to 7"; where numbers follow each
        other like the cells of a row nobody can tell, and there are none.
        """
        at = self.numbers.index(figure)
        start = (
            _part(self.text, self.numbers[at - 1].end, figure.start)[1] if at else _last_stop(self.text, figure.start)
        )
        end = self.numbers[at + 1].start if at + 1 < len(self.numbers) else None
        last = _part(self.text, figure.end, end)[0] if end else _first_stop(self.text, figure.end)
        if start is None or last is None:
            return frozenset()
        return _stems(self._within(start, last)) or self.label

    def day_of(self, figure: Figure) -> Figure | None:
        """The day that is said nearest to a number, if there is one."""
        days = [one for one in self.figures if one.is_day]
        return min(days, key=lambda day: self.apart(figure, day), default=None)

    def apart(self, one: Figure, other: Figure) -> int:
        """How far two figures are apart, in characters; what sets them apart counts for many."""
        start, end = min(one.end, other.end), max(one.start, other.start)
        gap = self.text[start:end]
        if LINKING.fullmatch(gap) and "\n" not in gap:
            return 0
        stops = sum(1 for _ in STOP.finditer(self.text, start, end + 1))  # a new line is told by what it begins with
        return len(gap) + 100 * stops + 10 * (len(COMMA.findall(gap)) + len(PARTING.findall(gap)))

    def _within(self, start: int, end: int) -> list[Word]:
        return [word for word in self.sense if start <= word.start < end]

    def _reached(self, pattern: re.Pattern[str]) -> list[Word]:
        found: list[Word] = []
        for one in pattern.finditer(self.text):
            end = CLAUSE_END.search(self.text, one.end())
            found += self._within(one.end(), end.start() if end else len(self.text))[:REACH]
        return found


def _stems(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(stem(word.text) for word in words)


def _part(text: str, start: int, end: int) -> tuple[int, int] | tuple[None, None]:
    """Where between two numbers what is about the one ends, and what is about the other begins; where nothing parts
    them, all is about both. None where there is not a word between them."""
    if not re.search(r"\w|[^\s\w]", text[start:end]):
        return None, None
    found = STOP.search(text, start, end) or COMMA.search(text, start, end)
    found = found or next(reversed(list(PARTING.finditer(text, start, end))), None)
    return (found.start(), found.end()) if found else (end, start)


def _last_stop(text: str, end: int) -> int:
    return max((one.end() for one in STOP.finditer(text, 0, end)), default=0)


def _first_stop(text: str, start: int) -> int:
    found = STOP.search(text, start)
    return found.start() if found else len(text)
