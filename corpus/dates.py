"""Dates and reporting periods as panel papers write them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = "|".join([*MONTHS, "sept", *(month[:3] for month in MONTHS)])
DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+({MONTH})[,.]?\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
NUMERIC_DATE = re.compile(r"\b(\d{1,2})(?:([/.])(\d{1,2})\2((?:19|20)\d\d)|/(\d{1,2})/(\d\d))\b(?!/)")
QUARTER = (
    r"(?:(?:Q|quarter\s+)(?P<q{n}>[1-4]|one|two|three|four)\b"
    r"|\b(?P<o{n}>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter\b)"
)
YEAR = r"(?P<y{n}>20\d\d)\s*[/–-]\s*(?P<z{n}>20\d\d|\d\d)\b"
IN_QUARTERS = re.compile(
    f"{QUARTER.format(n=1)}\\D{{0,40}}?{YEAR.format(n=1)}|{YEAR.format(n=2)}\\W*{QUARTER.format(n=2)}",
    re.IGNORECASE,
)
QUARTER_NAMED = re.compile(QUARTER.format(n=1), re.IGNORECASE)
# "April to June 2024", "1 October 2023 – 31 March 2024"
IN_MONTHS = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?P<m1>{MONTH})\.?(?:\s+(?P<y1>20\d\d))?\s*(?:to|until|[-–—])\s*"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?P<m2>{MONTH})\.?\s+(?P<y2>20\d\d)\b",
    re.IGNORECASE,
)
# A year alone is a period only where a report is of the year.
WHOLE_YEAR = r"\b(?:annual|year[- ]?end|outturn)\b"
IN_YEARS = re.compile(
    rf"{WHOLE_YEAR}\D{{0,60}}?{YEAR.format(n=1)}|{YEAR.format(n=2)}\D{{0,40}}?{WHOLE_YEAR}", re.IGNORECASE
)
QUARTER_WORDS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
}
# "between October and December 2023", as the months are else written
BETWEEN = re.compile(r"\bbetween\s+((?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]+(?:\s+20\d\d)?)\s+and\b")


def find_date(words: str) -> date | None:
    """The first date in a text, day first as British papers write it; None where there is none."""
    written, numeric = DATE.search(words), NUMERIC_DATE.search(words)
    if written and not (numeric and numeric.start() < written.start()):
        return _date(written[3], _month(written[2]), written[1])
    if not numeric:
        return None
    day, _, month, year, short_month, short_year = numeric.groups()
    return _date(year or f"20{short_year}", int(month or short_month), day)


@dataclass(frozen=True, slots=True)
class Period:
    """What a report covers. `name` is one for all ways of writing it: "Q1 2018/19", "April to June 2018", "2018/19"."""

    name: str
    first: date
    last: date


def find_period(words: str) -> Period | None:
    """The first period a text names as its own: a quarter of a financial year, months, or the year of an annual report.

    The two years of a financial year must follow each other: "2023/23" is the slip it is, and no period. Financial
    years are those of local government in the United Kingdom, from April to March.
    """
    words = BETWEEN.sub(r"\1 to", words)
    for found in IN_QUARTERS.finditer(words):
        quarter = (found["q1"] or found["q2"] or found["o1"] or found["o2"]).lower()
        quarter = QUARTER_WORDS.get(quarter, quarter[0])
        if year := _financial_year(found):
            return _quarter(int(quarter), year)
    if named := IN_MONTHS.search(words):
        months = [_month(named["m1"]), _month(named["m2"])]
        years = [int(named["y1"] or int(named["y2"]) - (months[0] > months[1])), int(named["y2"])]
        first, last = date(years[0], months[0], 1), _end_of_month(years[1], months[1])
        if first < last:
            # "Quarter 2 (July to September 2023)" names a quarter, in months.
            numbered = QUARTER_NAMED.search(words[: named.start()])
            quarter = _quarter((first.month - 4) // 3 % 4 + 1, first.year - (first.month < 4))
            if numbered and (quarter.first, quarter.last) == (first, last):
                return quarter
            opening = f"{first:%B}" if years[0] == years[1] else f"{first:%B %Y}"
            return Period(f"{opening} to {last:%B %Y}", first, last)
    if (whole := IN_YEARS.search(words)) and (year := _financial_year(whole)):
        return Period(f"{year}/{(year + 1) % 100:02}", date(year, 4, 1), date(year + 1, 3, 31))
    return None


def _quarter(number: int, year: int) -> Period:
    """A quarter of the financial year that begins in April of `year`."""
    begins = 3 * number + 1
    first = date(year + (begins > 12), (begins - 1) % 12 + 1, 1)
    return Period(f"Q{number} {year}/{(year + 1) % 100:02}", first, _end_of_month(first.year, first.month + 2))


def _financial_year(found: re.Match[str]) -> int | None:
    first, second = int(found["y1"] or found["y2"]), int((found["z1"] or found["z2"])[-2:])
    return first if (first + 1) % 100 == second else None


def _month(name: str) -> int:
    return MONTHS.index(next(m for m in MONTHS if m.startswith(name.lower()))) + 1


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
