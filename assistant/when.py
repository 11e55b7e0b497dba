"""The days, months, quarters and years that a question names.

The forms of words themselves are in `when_forms`. One without its year ("Q2", "September") can mean that of any year;
which is told by the years named elsewhere in the question, or else by those in which the archive has meetings.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.when_forms import FORMS, Form, Span, Yearless

LONG = 100  # days; a stretch of more is a year, or much like one

TO = re.compile(r"\s*(?:to|until|till|up to|through|[-–—])\s*", re.IGNORECASE)
AND = re.compile(r",?\s+and\s+", re.IGNORECASE)
THEN = r"\s+(?:(?P<the>the)\s+)?(?:(?:start|beginning|end) of\s+)?$"
BETWEEN = re.compile(rf"\bbetween{THEN}", re.IGNORECASE)
OPENINGS: dict[re.Pattern[str], Callable[[date, date], Span]] = {
    re.compile(rf"\bsince{THEN}", re.IGNORECASE): lambda first, last: (first, date.max),
    re.compile(rf"\bafter{THEN}", re.IGNORECASE): lambda first, last: (last, date.max),
    re.compile(rf"\b(?:before|until|up to|prior to){THEN}", re.IGNORECASE): lambda first, last: (date.min, last),
}


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of days that a question names, both ends inside; `words` as the question says it.

    Where it is open to one side ("since March 2023"), that end is `date.min` or `date.max`.
    """

    words: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class _Found:
    """Words of a question, from `start` to `end`, with the stretches that they can mean."""

    start: int
    end: int
    spans: tuple[Span, ...]
    yearless: Yearless = None


def find_whens(text: str, days: Collection[date] = ()) -> tuple[When, ...]:
    """Every stretch of days that a question names, in its order.

    `days` are the archive's meeting dates: "last year" is the one before the latest of them. Words that can mean
    several stretches give each of them; days that do not exist give none.
    """
    meetings = sorted(set(days))
    found: list[_Found] = []
    for form in FORMS:
        for match in form.pattern.finditer(text):
            free = all(match.end() <= other.start or match.start() >= other.end for other in found)
            if free and not (form.alone and found):
                found.append(_Found(*match.span(), _spans(form, match, meetings), form.yearless))
    joined = list(_join(text, sorted(found, key=lambda one: one.start)))
    opened = [_open(text, _in_its_year(one, joined, meetings)) for one in joined]
    return tuple(When(text[one.start : one.end], *span) for one in opened for span in one.spans)


def _spans(form: Form, match: re.Match[str], meetings: Sequence[date]) -> tuple[Span, ...]:
    try:
        return tuple(form.read(match, meetings))
    except ValueError:  # the 31st of June
        return ()


def _join(text: str, found: Sequence[_Found]) -> Iterator[_Found]:
    """Two that are the ends of one: "between July and September 2024", "Q1 to Q3 2023/24"."""
    rest = list(found)
    while rest:
        one = rest.pop(0)
        between = BETWEEN.search(text[: one.start])
        gap = text[one.end : rest[0].start] if rest else ""
        if (TO.fullmatch(gap) or (between and AND.fullmatch(gap))) and (spans := tuple(_stretch(one, rest[0]))):
            other = rest.pop(0)
            one = _Found(one.start, other.end, spans, other.yearless if one.yearless else None)
        yield one


def _stretch(one: _Found, other: _Found) -> Iterator[Span]:
    """From one to another: an end without a year is the nearest to the other end."""
    if one.yearless:
        for first, last in other.spans:
            if starts := [start for start, _ in one.spans if start <= first]:
                yield max(starts), last
    else:
        for first, _ in one.spans:
            if ends := [last for start, last in other.spans if start >= first]:
                yield first, min(ends)


def _in_its_year(one: _Found, found: Sequence[_Found], meetings: Sequence[date]) -> _Found:
    """Words without a year in the years that the question names, or else in those of the archive's meetings."""
    if not one.yearless:
        return one
    named = [span for other in found if not other.yearless for span in other.spans]
    long = [span for span in named if (span[1] - span[0]).days > LONG]
    around = [_year_around(span[0], one.yearless) for span in named]
    years = {day.year for day in meetings}
    held = {span for span in one.spans if span[0].year in years and span[0] <= meetings[-1]}
    for known in (long, around):
        inside = [(a, b) for a, b in one.spans if any(first <= a and b <= last for first, last in known)]
        if inside:
            return replace(one, spans=tuple(span for span in inside if span in held) or tuple(inside))
    return replace(one, spans=tuple(span for span in one.spans if span in held))


def _year_around(day: date, yearless: Yearless) -> Span:
    """The calendar year of a day for what lacks a calendar year, and else its financial year."""
    if yearless == "calendar":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    begins = day.year - (day.month < 4)
    return date(begins, 4, 1), date(begins + 1, 3, 31)


def _open(text: str, one: _Found) -> _Found:
    """A stretch after "since", "after", "before" or "until" is open to one side.

    Not so one that only says which thing is meant: "after the 2023 election".
    """
    for opening, side in OPENINGS.items():
        found = opening.search(text[: one.start])
        if found and (not found["the"] or text[one.start].islower()):
            return replace(one, start=found.start(), spans=tuple(side(*span) for span in one.spans))
    return one
