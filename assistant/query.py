"""A question with everything that narrows it: what a permanent link holds, and each part of it taken away again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import parse_qs, urlencode

from assistant.answer import Understood
from assistant.when import find_whens
from assistant.wording import FILTERS
from index import FilterError, Filters

EVERYTHING = Filters()
LONGEST = 100  # characters of a day as it is typed


@dataclass(frozen=True)
class Query:
    """What is asked.

    `ignored` are words of the question that are not to be read as a date or another spelling; `oldest_first` is the
    order in which meetings are shown.
    """

    question: str
    filters: Filters = EVERYTHING
    ignored: tuple[str, ...] = ()
    oldest_first: bool = False

    @classmethod
    def read(cls, link: str) -> Self:
        """A query from its link. Raises `FilterError` where the link's filters are none."""
        given = parse_qs(link.removeprefix("?"))
        narrowing = {name: given[name][0] for name in FILTERS if name in given}
        return cls(
            given.get("q", [""])[0],
            Filters(**narrowing),
            tuple(given.get("ignored", ())),
            given.get("order") == ["oldest"],
        )

    @property
    def link(self) -> str:
        """The permanent link, from the question mark on."""
        given = {"q": self.question, **{name: getattr(self.filters, name) for name in FILTERS}}
        told: dict[str, str | Sequence[str]] = {name: value for name, value in given.items() if value}
        if self.ignored:
            told["ignored"] = self.ignored
        if self.oldest_first:
            told["order"] = "oldest"
        return f"?{urlencode(told, doseq=True, errors='replace')}"


@dataclass(frozen=True)
class Chip:
    """Something that narrows a query, in words, and the link of the query without it."""

    words: str
    link: str


def chips(query: Query, understood: Understood) -> list[Chip]:
    """What narrows a query: its filters, the dates that its question names, and the spellings mended in it."""
    found = [
        Chip(in_words(value), replace(query, filters=replace(query.filters, **{name: None})).link)
        for name, in_words in FILTERS.items()
        if (value := getattr(query.filters, name))
    ]
    own = [(one.words, f"“{one.words}”: papers of that time first") for one in understood.dates]
    own += [(typed, f"“{right}” for “{typed}”") for typed, right in understood.corrections.items()]
    for words, shown in dict.fromkeys(own):
        found.append(Chip(shown, replace(query, ignored=(*query.ignored, words)).link))
    return found


def read_topic(link: str) -> str:
    """The topic that a link is about; nothing where it is about a question."""
    return parse_qs(link.removeprefix("?")).get("topic", [""])[0]


def read_filters(
    since: str | None, until: str | None, body: str | None, kind: str | None, meeting: str | None
) -> Filters:
    """What somebody typed and chose to narrow a search by; nothing of what is empty. Raises `FilterError`."""
    return Filters(_day(since, False), _day(until, True), body or None, kind or None, meeting or None)


def _day(words: str | None, last: bool) -> str | None:
    """The day typed, as ISO: of a month or a year the first day or the last."""
    if not words or not words.strip():
        return None
    whens = find_whens(words) if len(words.strip()) <= LONGEST else ()
    rest = words
    for when in whens:
        rest = rest.replace(when.words, "")
    whens = whens if not re.search(r"\w", rest) else ()  # "31 Februry 2023" is not all of 2023
    days = [day for when in whens if date.min < (day := when.last if last else when.first) < date.max]
    if not days:
        raise FilterError(f"“{words.strip()}” is not a date; write it like 9 October 2024, March 2023 or 2023.")
    return (max(days) if last else min(days)).isoformat()
