"""The meetings of an archive in order of time, and which of them each paper is for."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from index import Filters, Index

Place = tuple[str, str | None, str | None, str | None]  # document, meeting date, body and period of a paper
LAST = "9999"  # after every day


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting; or, for papers that tell no meeting, the period they are of; or neither, for those undated."""

    meeting_date: str | None  # ISO
    body: str | None
    period: str | None  # only where there is no meeting date


def read_timeline(index: Index, filters: Filters | None = None) -> dict[Place, Occasion]:
    """The occasion of each paper that passes the filters, in order of time; papers of a period at its end.

    What is printed together for one day is for one meeting, whichever name each paper has for the panel, and so is what
    names none on a day on which one alone met.
    """
    papers = index.papers(filters)
    bodies: dict[tuple[str, str | None], str] = {}  # by document and day, as its first paper names it
    for one in papers:
        if one["body"]:
            bodies.setdefault((one["document"], one["meeting_date"]), one["body"])
    met: defaultdict[str | None, dict[str, str]] = defaultdict(dict)  # by day: bodies by their plain names
    for (_, day), body in bodies.items():
        met[day].setdefault(_plain(body), body)
    timeline = {}
    for one in sorted(papers, key=_time):
        day, names = one["meeting_date"], met[one["meeting_date"]]
        own = bodies.get((one["document"], day))
        alone = next(iter(names.values())) if day and len(names) == 1 else None
        occasion = Occasion(day, names[_plain(own)] if own else alone, None if day else one["period"])
        timeline[one["document"], day, one["body"], one["period"]] = occasion
    return timeline


def _time(paper: dict[str, Any]) -> tuple[str, str]:
    return paper["meeting_date"] or paper["period_end"] or LAST, paper["body"] or ""


def _plain(body: str) -> str:
    return " ".join(body.casefold().replace("&", " and ").split())
