"""The forms of words that name days: a pattern each, and what stretches of days its words can mean.

Financial years are those of local government in the United Kingdom, from April to March. An impossible day raises
`ValueError`, as `datetime.date` does.
"""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from corpus.dates import MONTH, MONTHS, QUARTER, QUARTER_WORDS, find_date

Span = tuple[date, date]
Yearless = Literal["calendar", "financial"] | None  # the kind of year that the words lack

ANY_YEAR = range(2000, 2050)  # in which words without a year are looked for
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}  # the month each begins in
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# Parts of a year: their first and last month, counted from the year's first as 0.
PARTS = {
    "early": (0, 3),
    "mid": (4, 7),
    "late": (8, 11),
    "start of": (0, 2),
    "beginning of": (0, 2),
    "end of": (9, 11),
    "first half of": (0, 5),
    "second half of": (6, 11),
}

CALENDAR = r"(?P<year>(?:19[5-9]|20[0-4])\d)"
FINANCIAL = (
    r"(?P<fy>20[0-4]\d|(?<![\d/.-])(?:1[5-9]|2\d)(?=/))\s?(?P<dash>[/–-])\s?(?P<fz>20[0-4]\d|\d\d)(?![\d/]|[.–-]\d)"
)
COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(NUMBERS)})"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
DAYS = rf"\b(?:(?P<from>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:to|and|&|[-–])\s*)?{DAY}(?:\s+of)?\s+"
NAMED = rf"(?P<month>{MONTH})\b\.?"
PART = (
    rf"\b(?:(?P<part>{'|'.join(PARTS)})|(?P<side>first|last)\s+{COUNT}\s+months\s+(?:of|in))[-\s]+(?:in\s+)?(?:the\s+)?"
)
# Without a year only a capital tells a month: "May" and "March" are words, "April" and "June" are people too.
SURE = "|".join(name.title() for name in MONTHS if name not in ("april", "may", "june", "august"))
CAPITAL = (
    rf"\b(?P<month>(?-i:{SURE}|(?:April|June|August)(?!\s+[A-Z])"
    r"|(?:(?<=\bin )|(?<=\bby )|(?<=\bof )|(?<=\bto )|(?<=\band )|(?<=\bsince )|(?<=\bfrom )|(?<=\bthe )|(?<=\blast )"
    r"|(?<=\bduring )|(?<=\bbetween )|(?<=\b\d )|(?<=\d\d ))May(?!\s+[A-Z])))\b"
)


def _day(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    last = date(int(match["year"]), _month(match), int(match["day"]))
    yield last.replace(day=int(match["from"] or last.day)), last


def _numeric_day(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    day = date.fromisoformat(match[0]) if "-" in match[0] else find_date(match[0])
    if day:
        yield day, day


def _day_of_any_year(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    for year in ANY_YEAR:
        if int(match["day"]) <= calendar.monthrange(year, _month(match))[1]:
            last = date(year, _month(match), int(match["day"]))
            yield last.replace(day=int(match["from"] or last.day)), last


def _whole_month(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    yield _months(int(match["year"]), _month(match), 1)


def _month_of_any_year(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    for year in ANY_YEAR:
        yield _months(year, _month(match), 1)


def _last_month_named(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    """ "last July": the last one before the latest meeting."""
    if meetings:
        latest, month = meetings[-1], _month(match)
        yield _months(latest.year - (month >= latest.month), month, 1)


def _up_to(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    """ "the year ending March 2023", "the three months to June 2024"."""
    unit = {"y": 12, "q": 3, "m": 1}[match["unit"][0].lower()]
    count = _count(match) * unit
    yield _months(int(match["year"]), _month(match) + 1 - count, count)


def _quarter(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    yield _months(_financial_year(match), 3 * _number(match) + 1, 3)


def _quarter_of_any_year(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    for year in ANY_YEAR:
        yield _months(year, 3 * _number(match) + 1, 3)


def _years(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    """A financial year, or the years of a plan: "2023/24", "2021-29"."""
    first, last = int(match["fy"]), int(match["fz"])
    if match["dash"] != "/" and first > 2000 and last % 100 > first % 100 + 1:
        yield date(first, 1, 1), date(first - first % 100 + last % 100, 12, 31)
    else:
        yield _months(_financial_year(match), 4, 12)


def _season(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    yield _months(int(match["year"]), SEASONS[match["season"].lower()], 3)


def _part(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    """ "early 2018/19", "the first half of 2024"."""
    named = match.groupdict()
    year, begins = (int(named["year"]), 1) if named.get("year") else (_financial_year(match), 4)
    if match["part"]:
        first, last = PARTS[" ".join(match["part"].lower().split())]
    else:
        count = _count(match)
        first, last = (0, count - 1) if match["side"].lower() == "first" else (12 - count, 11)
    yield _months(year, begins + first, last - first + 1)


def _calendar_year(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    yield _months(int(match["year"]), 1, 12)


def _last_meeting(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    if meetings:
        yield meetings[-1], meetings[-1]


def _one_before(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    """ "last year", "this financial year": that of the latest meeting, or the one before."""
    if meetings:
        latest, back = meetings[-1], match["which"].lower() == "last"
        if match["unit"].lower() == "month":
            yield _months(latest.year, latest.month - back, 1)
        elif match["financial"]:
            yield _months(latest.year - (latest.month < 4) - back, 4, 12)
        else:
            yield _months(latest.year - back, 1, 12)


def _past(match: re.Match[str], meetings: Sequence[date]) -> Iterator[Span]:
    """ "the last two years", up to the latest meeting."""
    if meetings:
        months = _count(match) * (12 if match["unit"].lower() == "year" else 1)
        begins = meetings[-1] + timedelta(days=1)
        first, last = _months(begins.year, begins.month - months, 1)
        yield first.replace(day=min(begins.day, last.day)), meetings[-1]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of words. `read` gives the stretches it can mean, from a match and the meetings' dates in order."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Sequence[date]], Iterator[Span]]
    yearless: Yearless = None
    alone: bool = False  # whether it is one only where no other days are named, which it would be counted from


def _form(pattern: str, read: Callable[..., Iterator[Span]], yearless: Yearless = None, *, alone: bool = False) -> Form:
    return Form(re.compile(pattern, re.IGNORECASE), read, yearless, alone)


QUARTER_1 = QUARTER.format(n=1)
# What comes earlier takes its words from what comes later.
FORMS = (
    _form(r"(?<![\d/-])(?:20\d\d-\d\d-\d\d|\d{1,2}([/.])\d{1,2}\1(?:20)?\d\d)(?![\d/-])", _numeric_day),
    _form(
        rf"\b(?:{COUNT}\s+)?(?P<unit>year|quarter|month)s?\s+(?:ending|ended|end|up\s+to|to)\s+(?:in\s+|on\s+|the\s+end\s+of\s+)?"
        rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{NAMED},?\s+{CALENDAR}\b",
        _up_to,
    ),
    _form(rf"{DAYS}{NAMED},?\s+{CALENDAR}\b", _day),
    _form(rf"{QUARTER_1}\W{{0,3}}(?:(?:of|in|for)\s+)?(?:the\s+)?{FINANCIAL}", _quarter),
    _form(rf"\b{FINANCIAL}\W{{0,3}}{QUARTER_1}", _quarter),
    _form(rf"\b{NAMED},?\s+(?:of\s+)?{CALENDAR}\b", _whole_month),
    _form(PART + FINANCIAL, _part),
    _form(rf"{PART}{CALENDAR}\b(?!/)", _part),
    _form(rf"\b(?P<season>{'|'.join(SEASONS)})\s+(?:of\s+)?{CALENDAR}(?:/\d\d)?\b", _season),
    _form(rf"\b{FINANCIAL}", _years),
    _form(rf"(?<![£$€\d,.])(?<!\bAct )\b{CALENDAR}\b(?![,.]?\d)", _calendar_year),
    _form(rf"\blast\s+{CAPITAL}", _last_month_named, alone=True),
    _form(QUARTER_1, _quarter_of_any_year, "financial"),
    _form(DAYS + CAPITAL, _day_of_any_year, "calendar"),
    _form(CAPITAL, _month_of_any_year, "calendar"),
    _form(
        r"\b(?:last|latest|most\s+recent|newest)\s+(?:(?:panel|committee|board|council)\s+)?(?:meeting|minutes|agenda|papers)\b"
        r"|(?<!\bat the )\b(?:latest|most\s+recent(?:ly)?|newest)\b",
        _last_meeting,
    ),
    _form(
        r"(?<!\bthe )\b(?P<which>last|this)\s+(?:calendar\s+|(?P<financial>financial\s+))?"
        r"(?P<unit>year|month)\b(?!\s+of)",
        _one_before,
        alone=True,
    ),
    _form(rf"\b(?:last|past)\s+(?:{COUNT}\s+)?(?P<unit>year|month)s?\b(?!\s+of)", _past, alone=True),
)


def _months(year: int, month: int, count: int) -> Span:
    """Whole months from one on; a month below 1 or above 12 is one of the years around."""
    first, last = year * 12 + month - 1, year * 12 + month + count - 2
    end = calendar.monthrange(last // 12, last % 12 + 1)[1]
    return date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, end)


def _month(match: re.Match[str]) -> int:
    return 1 + next(i for i, name in enumerate(MONTHS) if name.startswith(match["month"][:3].lower()))


def _number(match: re.Match[str]) -> int:
    number = (match["q1"] or match["o1"]).lower()
    return int(QUARTER_WORDS.get(number, number[0]))


def _count(match: re.Match[str]) -> int:
    count = (match["count"] or "1").lower()
    return NUMBERS.index(count) + 1 if count in NUMBERS else int(count)


def _financial_year(match: re.Match[str]) -> int:
    """The year it begins in; its second must be the next: "2023/23" is the slip it is, and no year."""
    first, second = int(match["fy"]), int(match["fz"])
    if (first + 1) % 100 != second % 100:
        raise ValueError
    return first if first > 100 else 2000 + first
