"""References of CSL-JSON as BibTeX."""

import re
from collections.abc import Iterable
from typing import Any

# What TeX would take for its own. Other letters stay as they are: TeX and its programs read UTF-8.
SPECIAL = {
    **{mark: f"\\{mark}" for mark in "&%#_$"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # for \{ would still be counted as one that opens
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}
TEX = str.maketrans(SPECIAL)
JOINED = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=[`!?])(?=`)")  # marks that TeX would join into another
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # styles spell them out


def bibtex(items: Iterable[dict[str, Any]]) -> str:
    """The entries of CSL-JSON items, as `to_csl` gives them, in their order."""
    return "\n".join(_entry(item) for item in items)


def _entry(item: dict[str, Any]) -> str:
    day = _day(item.get("issued"))
    container = item.get("container-title")  # for which a report has no field
    fields = {
        "title": _whole(item.get("title")),
        "author": " and ".join(map(_name, item.get("author", []))),
        "type": _escaped(item.get("genre")),
        "institution": _whole(item.get("publisher")),
        "date": day,
        "year": day[:4],
        "month": MONTHS[int(day[5:7]) - 1] if day else "",
        "eventtitle": _whole(item.get("event-title")),
        "eventdate": _day(item.get("event-date")),
        "pages": re.sub(r"(?<=\d)-(?=\d)", "--", _escaped(item.get("page"))),
        "url": item.get("URL", ""),  # styles set it verbatim
        "note": _escaped(". ".join(filter(None, (container and f"In {container}", item.get("note"))))),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items() if value]
    return "".join([f"@techreport{{{item['id']},\n", ",\n".join(lines), "\n}\n"])


def _escaped(text: str | None) -> str:
    return JOINED.sub("{}", (text or "").translate(TEX))


def _whole(text: str | None) -> str:
    """A text whose capitals no style may change, and whose "and" parts no list."""
    return f"{{{_escaped(text)}}}" if text else ""


def _name(name: dict[str, str]) -> str:
    if "literal" in name:
        return _whole(name["literal"])
    return f"{_escaped(name['family'])}, {_escaped(name['given'])}"


def _day(date: dict[str, Any] | None) -> str:
    """The ISO date of a date of CSL-JSON."""
    return "{:04}-{:02}-{:02}".format(*date["date-parts"][0]) if date else ""
