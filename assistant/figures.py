"""Numbers and days as English writes them, each in one form however it is written."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from corpus.dates import MONTH, MONTHS, QUARTER, QUARTER_WORDS

Values = tuple[str, ...]  # what is said, then all that is said with it: of a day its month and its year


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or day of a text.

    `bound` says of a number whether it is the least, the most or about so much; `joint` what word leads up to it.
    """

    start: int
    end: int
    values: Values
    bound: str = ""  # over, under, about
    joint: str = ""  # from, to, by, before, after, since, until, between, and (after "between")

    @property
    def is_day(self) -> bool:
        """Whether it says when, and not how many."""
        return self.values[0].startswith("when ")

    @property
    def is_number(self) -> bool:
        """Whether it says how many or how much, and is no place in an order, time, reference or code."""
        return not self.values[0].startswith(("when ", "place ", "as "))

    @property
    def unit(self) -> str:
        """What a number is of, "%" or "£"; nothing for one that counts."""
        return self.values[0].rpartition(" ")[0]

    @property
    def counts(self) -> bool:
        """Whether it is a bare number, which counts the things named after it."""
        return self.values[0].isdigit()


def find_figures(text: str) -> list[Figure]:
    """The numbers and days of a text, in order. No digit is outside of them."""
    found: list[Figure] = []
    rest = text
    for pattern, read in FORMS:
        for match in pattern.finditer(rest):
            if values := read(match):
                found.append(Figure(match.start(), match.end(), values, *_led_up_to(text, match.start())))
                rest = rest[: match.start()] + "\n" * len(match[0]) + rest[match.end() :]
    return sorted(found, key=lambda one: one.start)


# What is said of a number before it: "more than 50", "from about 50".
BOUNDS = {
    "over": "over|more than|greater than|above|at least|exceed(?:s|ed|ing)?|in excess of|no (?:less|fewer) than",
    "under": "under|less than|fewer than|below|up to|at most|nearly|almost|no more than",
    "about": "about|around|approximately|roughly|some|circa",
}
BOUND = re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{words})' for name, words in BOUNDS.items())})\s+$", re.IGNORECASE)
JOINT = re.compile(
    r"\b(?:(?P<joint>from|to|by|before|after|since|until|between)|between\s+[^\s.;]+\s+(?P<and>and))\s+"
    r"(?:(?:just|only|a|an|the)\s+)*$",
    re.IGNORECASE,
)


def _led_up_to(text: str, start: int) -> tuple[str, str]:
    before = text[max(0, start - 40) : start]
    bound = BOUND.search(before)
    joint = JOINT.search(before[: bound.start()] if bound else before)
    return (bound.lastgroup or "") if bound else "", (joint["joint"] or joint["and"]).lower() if joint else ""


# Days. A month or a year is said with a day, a year with a month.

YEAR = r"(?:19|20)\d\d"
NAMED = rf"(?P<month>{MONTH})\b\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"


def _day(match: re.Match[str]) -> Values:
    parts = match.groupdict()
    month, day, year = (
        int(parts["number"]) if parts.get("number") else _month(match),
        parts.get("day"),
        parts.get("year"),
    )
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return ()
    year = f"20{year}" if year and len(year) == 2 else year
    said = [
        f"when {year}-{month:02}-{int(day):02}" if year and day else "",
        f"when {month:02}-{int(day):02}" if day else "",
        f"when {year}-{month:02}" if year else "",
        f"when {year}" if year else "",
        f"when {MONTHS[month - 1]}",
    ]
    # A month with its year is more than the month.
    return tuple(filter(None, said))


def _month(match: re.Match[str]) -> int:
    return 1 + next(i for i, name in enumerate(MONTHS) if name.startswith(match["month"][:3].lower()))


def _quarter(match: re.Match[str]) -> Values:
    named = (match["q1"] or match["o1"]).lower()
    quarter = f"when Q{QUARTER_WORDS.get(named, named[0])}"
    if not match.groupdict().get("first"):
        return (quarter,)
    year = _years(match)
    return (f"{quarter} of {year[0].removeprefix('when ')}", quarter, *year)


def _years(match: re.Match[str]) -> Values:
    first, last = match["first"], match["last"]
    return (f"when {first}-{last if len(last) == 4 else first[:2] + last}",)


def _year(match: re.Match[str]) -> Values:
    return (f"when {match[0]}",)


# Numbers

UNITS = {
    "zero": 0, "nil": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}  # fmt: skip
SCALES = {
    "hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "mn": 10**6, "billion": 10**9,
    "bn": 10**9,
}  # fmt: skip
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
]  # fmt: skip
# Numbers said in words of their own, each with how it is kept.
TIMES = {
    "times 2": r"twice|twofold|doubl(?:e|es|ed|ing)",
    "times 3": r"thrice|threefold|tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)",
    "part 2": r"half|halves|halv(?:e|ed|ing)",
    "part 4": r"quarters?",
    "part 3": r"thirds",
    "part 5": r"fifths",
    "part 10": r"tenths",
    "12": "dozens",
    "100": "hundreds",
    "1000": "thousands",
    "1000000": "millions",
    "1000000000": "billions",
}
NUMERAL = rf"(?:{'|'.join([*UNITS, 'hundred', 'thousand', 'million', 'billion'])})"
SCALE = r"(?P<scale>\s?(?:hundred|thousand|million|billion|k|m|mn|bn)\b)?"
UNIT = (
    r"(?P<unit>\s?(?:%|per\s?cent\b|percent\b|percentage[ ]points?\b|pp\b|p\b|pence\b|pounds?\b|dollars?\b|euros?\b))?"
)
KINDS = {"£": "£", "$": "$", "€": "€", "percentage": "points", "pp": "points", "per": "%", "%": "%", "pence": "p"}
KINDS |= {"p": "p", "pound": "£", "pounds": "£", "dollar": "$", "dollars": "$", "euro": "€", "euros": "€"}


def _number(match: re.Match[str]) -> Values:
    value = Fraction(match["digits"].replace(",", ""))
    return _valued(value * SCALES.get((match["scale"] or "").strip().lower(), 1), match)


def _numerals(match: re.Match[str]) -> Values:
    """ "thirty-two", "two hundred and five", "a million"."""
    whole = part = 0
    for word in re.findall(NUMERAL, match["numerals"].lower()):
        if word in UNITS:
            part = part * 12 if word == "dozen" and part else part + UNITS[word]
        elif word == "hundred":
            part = (part or 1) * 100
        else:
            whole, part = whole + (part or 1) * SCALES[word], 0
    return _valued(Fraction(whole + part), match)


def _valued(value: Fraction, match: re.Match[str]) -> Values:
    parts = match.groupdict()
    unit = (parts.get("sign") or parts["unit"] or "").strip().lower()
    kind = KINDS.get(unit) or KINDS.get(unit.split()[0] if unit else "") or ("%" if unit.startswith("per") else "")
    number = str(value) if value.denominator == 1 else str(float(value))
    return (f"{kind} {number}".strip(),)


def _ordinal(match: re.Match[str]) -> Values:
    word = match[0].lower()
    return (f"place {ORDINALS.index(word) + 1 if word in ORDINALS else re.sub(r'[a-z]+$', '', word)}",)


def _times(match: re.Match[str]) -> Values:
    return ((match.lastgroup and list(TIMES)[int(match.lastgroup[1:])]) or "",)


def _as_written(match: re.Match[str]) -> Values:
    """A time, a reference, a code: "2.30pm", "3.4.1", "24/7", "S136"."""
    return ("as " + re.sub(r"\s|(?<=[ap])\.", "", match[0].casefold()),)


def _form(pattern: str, read: Callable[[re.Match[str]], Values]) -> tuple[re.Pattern[str], Callable[..., Values]]:
    return re.compile(pattern, re.IGNORECASE), read


FINANCIAL = r"(?P<first>(?:19|20)\d\d)\s?[/–-]\s?(?P<last>(?:19|20)\d\d|\d\d)(?![\d/]|[.–-]\d)"
QUARTER_1 = QUARTER.format(n=1)
DIGITS = r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
# "May" and "March" are words too: alone they name a month only with a capital.
CAPITAL = (
    rf"(?P<month>(?-i:{'|'.join(name.title() for name in MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\b"
)
# What comes earlier takes its words from what comes later.
FORMS = (
    _form(r"(?<![\d/-])(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?![\d/-])", _day),
    _form(r"(?<![\d/.])(?P<day>\d{1,2})([/.])(?P<number>\d{1,2})\2(?P<year>(?:20)?\d\d)(?![\d/]|[.]\d)", _day),
    _form(rf"\b{DAY}(?:\s+of)?[\s-]+{NAMED},?[\s-]+(?P<year>{YEAR})\b", _day),
    _form(rf"\b{NAMED}\s+{DAY},?\s+(?P<year>{YEAR})\b", _day),
    _form(rf"{QUARTER_1}\W{{0,3}}(?:(?:of|in|for)\s+)?(?:the\s+)?(?:financial\s+year\s+)?{FINANCIAL}", _quarter),
    _form(rf"\b{FINANCIAL}\W{{0,3}}{QUARTER_1}", _quarter),
    _form(rf"\b{NAMED},?[\s-]+(?:of\s+)?['’]?(?P<year>{YEAR}|(?<=[-'’])\d\d)\b", _day),
    _form(rf"\b{DAY}(?:\s+of)?\s+{CAPITAL}", _day),
    _form(rf"\b{CAPITAL}\s+{DAY}\b(?![.,]?\d|\s*%)", _day),
    _form(rf"\b{FINANCIAL}", _years),
    _form(rf"\b{CAPITAL}", _day),
    _form(QUARTER_1, _quarter),
    _form(rf"(?<![£$€\d,.])\b{YEAR}\b(?![,.]?\d|%)", _year),
    _form(r"\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b", _as_written),
    _form(r"\b\d+(?:[.]\d+){2,}\b|\b\d+(?:[/:]\d+)+\b", _as_written),
    _form(rf"\b(?:{'|'.join(ORDINALS)})\b|\b\d+(?:st|nd|rd|th)\b", _ordinal),
    _form(rf"(?P<sign>[£$€]\s?)?(?<![\w]){DIGITS}{SCALE}{UNIT}(?!\w)", _number),
    _form(r"\w*\d\w*", _as_written),
    _form(
        rf"\b(?<!\bno )(?<!any)(?<!every)(?<!some)(?P<numerals>{NUMERAL}(?:(?:\s+and)?[\s-]+{NUMERAL})*)\b"
        rf"(?!\s+(?:of\s+(?:the|these|those|our|its|their)|another)\b){UNIT}",
        _numerals,
    ),
    _form(rf"\b(?:{'|'.join(f'(?P<t{i}>{words})' for i, words in enumerate(TIMES.values()))})\b", _times),
)


def said(figures: list[Figure]) -> Iterator[str]:
    """All that figures say."""
    return (value for one in figures for value in one.values)
