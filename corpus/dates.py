"""Dates and reporting periods as panel papers write them."""

import re
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
NUMERIC_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)\b")
QUARTER = r"(?:Q|quarter\s+)(?P<q{n}>[1-4]|one|two|three|four)\b"
YEAR = r"(?P<y{n}>20\d\d)\s*[/–-]\s*(?P<z{n}>20\d\d|\d\d)\b"
PERIOD = re.compile(
    f"{QUARTER.format(n=1)}\\D{{0,40}}?{YEAR.format(n=1)}|{YEAR.format(n=2)}\\W*{QUARTER.format(n=2)}",
    re.IGNORECASE,
)
QUARTER_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4"}


def find_date(words: str) -> date | None:
    """The first date in a text, day first as British papers write it; None where there is none."""
    written, numeric = DATE.search(words), NUMERIC_DATE.search(words)
    if written and not (numeric and numeric.start() < written.start()):
        month = MONTHS.index(next(m for m in MONTHS if m.startswith(written[2].lower()))) + 1
        return _date(written[3], month, written[1])
    return _date(numeric[3], int(numeric[2]), numeric[1]) if numeric else None


def find_period(words: str) -> str | None:
    """The first financial quarter named in a text, as "Q1 2018/19"; None where there is none.

    The two years must follow each other, so that "2023/23" is taken for the slip it is and not for a period.
    """
    for found in PERIOD.finditer(words):
        quarter = (found["q1"] or found["q2"]).lower()
        first, second = int(found["y1"] or found["y2"]), int((found["z1"] or found["z2"])[-2:])
        if (first + 1) % 100 == second:
            return f"Q{QUARTER_WORDS.get(quarter, quarter)} {first}/{second:02}"
    return None


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
