"""Whether passages bear out a sentence: pure rules of English, which know no archive.

A sentence is borne out where all that it claims stands in what the passages state, and most of it in one place there.
What the rules cannot tell is taken for not borne out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.claims import Claims, Word
from assistant.evidence import Evidence
from assistant.figures import Figure
from assistant.question import STOP_WORDS
from assistant.stems import DECISIVE, stem
from corpus.people import HONORIFIC, OFFICE

SHARE = 0.9  # of a sentence's words of sense that must stand in one place of the passages
ABOUT = 0.5  # of the words about a figure that must be about it there too


class Fault(StrEnum):
    """Why a sentence is left out; those of what it says in the order in which they are looked for."""

    CUT_SHORT = "is no whole sentence"
    QUESTION = "is a question"
    TASK = "is about the task, not about the papers"
    ORDER = "tells somebody to do something"
    PERSON = "speaks as somebody"
    REPEATS = "only repeats the question"
    LEANS = "leans on a sentence that was left out"
    FIGURE = "has a number or day that the passages do not have of the same thing"
    NAME = "has a name that the passages do not have, or not doing that"
    QUOTE = "has words in quotation marks that the passages do not have"
    CONTRARY = "may say the contrary of the passages"
    WORDS = "has too many words that are not in one place of the passages"
    DENIAL = "denies what the passages say, or says what they deny"
    SUPPOSED = "says for a fact what the passages only suppose"


def find_fault(sentence: Claims, evidence: Sequence[Evidence]) -> Fault | None:
    """What of a sentence the passages taken together do not bear out; None where they bear it out."""
    return _Support(sentence, evidence).fault()


@dataclass(frozen=True, slots=True)
class _Place:
    """A statement, and the one before it."""

    statement: Claims
    before: Claims | None
    cited: frozenset[str]  # stems of the sentence's words that stand in its citation
    around: frozenset[str]  # all that are understood there: also those of what comes before it and leads up to it
    supposed: frozenset[str]  # those that it only supposes


class _Support:
    def __init__(self, sentence: Claims, evidence: Sequence[Evidence]) -> None:
        self.sentence = sentence
        self.evidence = evidence
        self.own = sentence.stems - SAYING
        self.places: list[_Place] = []
        for one in evidence:
            # In the same form: an "Election" in a heading does not say that somebody was elected.
            cited = frozenset(stem(word.text) for word in sentence.sense if word.text.casefold() in one.head.plain)
            before: Claims | None = None
            lead: Claims | None = None  # what leads up to a list
            for statement in one.statements:
                around = statement.stems.union(cited, *(other.stems for other in (before, lead) if other))
                supposed = statement.stems if lead and lead.supposes else statement.supposed
                self.places.append(_Place(statement, before, cited, around, supposed))
                before = statement
                if statement.text.rstrip().endswith(":"):  # it leads up to a list
                    lead = statement
        self.texts = [*(place.statement for place in self.places), *(one.head for one in evidence)]

    def fault(self) -> Fault | None:
        if not all(self._has_figure(one) for one in self.sentence.figures):
            return Fault.FIGURE
        if not all(self._has_name(one) for one in _names(self.sentence)):
            return Fault.NAME
        if not all(self._has_quote(one[1]) for one in QUOTED.finditer(self.sentence.text)):
            return Fault.QUOTE
        # Of the places that have most of its words those that have most of them in the statement itself.
        shares = [(self._share(place.around), self._share(place.statement.stems)) for place in self.places]
        best = max(shares, default=(0.0, 0.0))
        nearest = [place for place, share in zip(self.places, shares, strict=True) if share == best]
        if self._is_contrary(nearest):
            return Fault.CONTRARY
        if best[0] < SHARE:
            return Fault.WORDS
        statements = [place.statement for place in nearest]
        if self._denies_otherwise(statements):
            return Fault.DENIAL
        if not self.sentence.supposes and all(self.sentence.stems & place.supposed for place in nearest):
            return Fault.SUPPOSED
        return None

    def _share(self, stems: frozenset[str]) -> float:
        return len(self.own & stems) / len(self.own) if self.own else 0.0

    # Figures and days

    def _has_figure(self, figure: Figure) -> bool:
        if figure.is_day and any(self._is_cited(figure, one.head) for one in self.evidence):
            return True
        return any(self._is_same(figure, other, place) for place in self.places for other in place.statement.figures)

    def _is_cited(self, day: Figure, head: Claims) -> bool:
        """Whether a citation has a day: a report's period, or where it is said of a meeting, the meeting's."""
        before, after = self.sentence.text[: day.start], self.sentence.text[day.end :]
        of_meeting = MEETING_ON.search(before) or MEETING_AFTER.match(after)
        of_meeting = of_meeting or (FIRST.fullmatch(before) and MEETING.match(after))
        return any(
            day.values[0] in other.values and (of_meeting or not MEETING_OF.search(head.text[: other.start]))
            for other in head.figures
        )

    def _is_same(self, figure: Figure, other: Figure, place: _Place) -> bool:
        """Whether a figure of a statement says the same of the same thing and the same time."""
        if figure.values[0] not in (other.values if figure.is_day else other.values[:1]):
            return False
        if figure.bound != other.bound or (figure.joint in SETTING) != (other.joint in SETTING):
            return False
        if figure.joint and other.joint and figure.joint != other.joint:
            return False
        if figure.is_number:
            statement = place.statement
            return self._is_of_same_thing(figure, other, statement) and self._is_of_same_day(figure, other, statement)
        # A day that is said with a number is looked at with the number.
        near = len(self.own & (place.statement.stems | place.cited))
        return bool(self.sentence.numbers) or near >= ABOUT * len(self.own)

    def _is_of_same_thing(self, figure: Figure, other: Figure, statement: Claims) -> bool:
        own, there = self.sentence.about(figure) - SAYING, statement.about(other)
        if statement.is_row and own & there:
            there |= statement.label
        counted = self.sentence.counted(figure) if figure.counts else None
        if counted and stem(counted.text) not in there:
            return False
        named = statement.counted(other)
        if counted and named and named.is_plural and stem(named.text) != stem(counted.text):
            return False  # it counts something else that is spoken of there
        alike = [one for one in statement.numbers if one is not other and one.unit == other.unit]
        if any((own - there) & statement.about(one) for one in alike):
            return False  # it is about what another number is about
        own -= DECISIVE
        return len(own & there) >= ABOUT * len(own)

    def _is_of_same_day(self, figure: Figure, other: Figure, statement: Claims) -> bool:
        own, there = self.sentence.day_of(figure), statement.day_of(other)
        if own is None or there is None or own.values[0] in there.values:
            return True
        return any(
            own.values[0] in day.values
            and other is min(statement.numbers, key=lambda number: statement.apart(number, day))
            for day in statement.figures
        )

    # Names

    def _has_name(self, name: Sequence[Word]) -> bool:
        """Whether the passages have a name, its words together, and after it the verb that follows it here."""
        first = self.sentence.words[0]
        if len(name) == 1 and name[0] is first and any(stem(first.text) in place.around for place in self.places):
            return True  # it may be but the first word of the sentence, in another form
        words = [_as_name(word.text) for word in name]
        texts = [[_as_name(word) for word in text.plain if word not in JOINING] for text in self.texts]
        if not any(words[0] in text for text in texts):
            return False
        if not all(any(_together(pair, text) for text in texts) for pair in pairwise(words)):
            return False
        verb = self._verb_after(name[-1])
        return verb is None or any(verb in _stems_after(words[-1], place) for place in self.places)

    def _verb_after(self, name: Word) -> str | None:
        """The stem of the word that follows a name at once, if one does: what its bearer does."""
        found = DOING.match(self.sentence.text, name.end)
        word = found and next((one for one in self.sentence.sense if one.start == found.start(1)), None)
        return stem(word.text) if word else None

    def _has_quote(self, words: str) -> bool:
        plain = " ".join(words.casefold().split()).strip(" .,;:!?…")
        return any(plain in one.plain for one in self.evidence)

    # The other way round

    def _is_contrary(self, nearest: Sequence[_Place]) -> bool:
        """Whether a word that decides the sense is missing, or stands there with an opening that denies it."""
        missing = self.sentence.stems - frozenset().union(*(place.around for place in nearest))
        there = frozenset().union(*(place.statement.stems for place in self.places))
        if missing & DECISIVE:
            return True
        if any(_graded(place.statement) & (_superlatives(self.sentence) - _graded(self.sentence)) for place in nearest):
            return True
        return any(
            {f"{opening}{word}" for opening in DENYING_OPENINGS} & there
            or any(word.removeprefix(opening) in there - {word} for opening in DENYING_OPENINGS)
            for word in missing
        )

    def _denies_otherwise(self, nearest: Sequence[Claims]) -> bool:
        denied = frozenset().union(*(one.denied for one in nearest))
        if self.sentence.denies:
            return not any(one.denies for one in nearest) or not self.sentence.denied <= denied
        return all(self.sentence.stems & one.denied for one in nearest)


# Words that say but that something is said.
SAYING = frozenset(map(stem, ("say", "according")))
# That something was done on a day is not told by the day of the meeting that hears of it; that it was said there is.
MEETING_ON = re.compile(r"\bmeeting\s+(?:held\s+)?(?:of|on|in)\s+(?:the\s+)?$", re.IGNORECASE)
MEETING_AFTER = re.compile(r"\s+(?:\w+\s+){0,3}meeting\b", re.IGNORECASE)
FIRST = re.compile(r"\W*(?:on|in)\s+", re.IGNORECASE)
MEETING = re.compile(
    r",?\s+(?:[\w.’'-]+\s+){1,4}?(?:panel|committee|said|told|asked|replied|answered|explained|noted|reported|resolved|agreed"
    r"|approved|elected|proposed|heard)\b",
    re.IGNORECASE,
)
MEETING_OF = re.compile(r"(?:meeting of|papers for|responses?|minutes of)\s+$", re.IGNORECASE)
SETTING = ("before", "after", "since", "until", "between", "and")  # what leads up to a figure and must do so there too
DENYING_OPENINGS = ("un", "in", "im", "dis", "non", "ir", "il")
QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
# With these a sentence begins, whatever it is about.
OPENING = (
    "however", "overall", "additionally", "furthermore", "moreover", "meanwhile", "therefore", "consequently",
    "finally", "similarly", "specifically", "accordingly", "according", "despite", "although", "while", "since",
    "following", "also",
)  # fmt: skip
JOINING = frozenset(("of", "and", "the", "for", "to", "in", "on"))
NAME_GAP = re.compile(r"[\s-]+|,\s+(?:the|an?)\s+")  # "Ann Alder, the Clerk"
TITLE_REACH = 8  # words that may stand between a name and its office
PRONOUN = re.compile(r"\W*(?:it|its|he|his|she|her|they|their)\b", re.IGNORECASE)
DOING = re.compile(
    r"\s+(?:(?:has|have|had|was|were|is|are|been|being|also|then|both|will|would|be|not|further)\s+)*([a-z]+)"
)


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


def _stems_after(name: str, place: _Place) -> set[str]:
    """The stems of what a statement says after a name, or all of them where it begins with "it" for it."""
    starts = [word.start for word in place.statement.words if _as_name(word.text) == name]
    if place.before and PRONOUN.match(place.statement.text):
        starts += [-1 for word in place.before.words if _as_name(word.text) == name]
    return {stem(word.text) for word in place.statement.sense if starts and word.start > min(starts)}


def _together(pair: tuple[str, str], words: Sequence[str]) -> bool:
    """Whether two words of a name stand together in a text, an office or title near the name it belongs to."""
    reach = TITLE_REACH if any(OFFICE.fullmatch(one) or HONORIFIC.fullmatch(one) for one in pair) else 1
    firsts, seconds = ([at for at, word in enumerate(words) if word == one] for one in pair)
    return any(0 < second - first <= reach or 0 < first - second < reach for first in firsts for second in seconds)


def _superlatives(text: Claims) -> set[str]:
    return {word for word in text.plain if re.fullmatch(r"\w{2,}est|most|least", word)}


def _graded(text: Claims) -> set[str]:
    """Those that an ordinal takes back: "the second lowest" is not the lowest."""
    ordinals = {one.end for one in text.figures if one.values[0].startswith("place ")}
    near = [word for word in text.words if any(0 < word.start - end <= 2 for end in ordinals)]
    return {word.text.casefold() for word in near} & _superlatives(text)
