"""What a sentence claims: its figures and days, its names, the words that carry its sense, and what it denies."""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.figures import Figure, find_figures
from assistant.question import STOP_WORDS
from assistant.stems import stem

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
    r"\b(?:may(?!\s+\d)|might|could|would|should|if|unless|whether|ought|propos\w+|plan(?:s|ned|ning)?\s+to|expect\w*"
    r"|hop(?:e|es|ed|ing)|aim(?:s|ed|ing)?|inten[dt]\w*|target\w*|seek\w*|potential\w*|possibl[ey]|likely|recommend\w*"
    r"|consider\w*|will|shall|promis\w+)\b",
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


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, without the ending of a possessive."""

    start: int
    end: int
    text: str

    @property
    def has_sense(self) -> bool:
        """Whether it carries sense, as a noun or a verb does."""
        return self.text.casefold() not in STOP_WORDS and len(self.text) > 1

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital, as a name does."""
        return self.text[0].isupper()


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
    def sense(self) -> list[Word]:
        """Its words that carry sense."""
        return [word for word in self.words if word.has_sense]

    @cached_property
    def stems(self) -> frozenset[str]:
        """What those are forms of."""
        return frozenset(stem(word.text) for word in self.sense)

    @cached_property
    def denied(self) -> frozenset[str]:
        """The stems that it denies."""
        return self._reached(DENYING)

    @cached_property
    def supposed(self) -> frozenset[str]:
        """The stems that it only supposes."""
        return self._reached(SUPPOSING)

    @property
    def denies(self) -> bool:
        """Whether it denies anything."""
        return DENYING.search(self.text) is not None

    @property
    def supposes(self) -> bool:
        """Whether it supposes anything."""
        return SUPPOSING.search(self.text) is not None

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table, in which a figure may stand far from what it counts."""
        return "\t" in self.text or "|" in self.text

    def counted(self, figure: Figure) -> str | None:
        """The stem of what a bare number counts: the next plural, or else the next word of sense."""
        words = self._words_after(figure, COUNTED_END)
        plural = next((word for word in words if PLURAL.fullmatch(word.text)), words[0] if words else None)
        return stem(plural.text) if plural else None

    def around(self, figure: Figure) -> frozenset[str]:
        """The stems of what a bare number can count: those after it, and where it counts none of these, before it."""
        words = self._words_after(figure, None)[:8]
        if self.counted(figure) is None:
            words = words + [word for word in self.sense if word.end <= figure.start][-4:]
        return frozenset(stem(word.text) for word in words)

    def _words_after(self, figure: Figure, stop: re.Pattern[str] | None) -> list[Word]:
        last = next((one.start for one in self.figures if one.start >= figure.end and not one.is_day), len(self.text))
        found = stop.search(self.text, figure.end, last) if stop else None
        end = found.start() if found else last
        return [word for word in self.sense if figure.end <= word.start < end]

    def _reached(self, pattern: re.Pattern[str]) -> frozenset[str]:
        found: set[str] = set()
        for one in pattern.finditer(self.text):
            end = CLAUSE_END.search(self.text, one.end())
            stop = end.start() if end else len(self.text)
            reached = [word for word in self.sense if one.end() <= word.start < stop][:REACH]
            found.update(stem(word.text) for word in reached)
        return frozenset(found)
