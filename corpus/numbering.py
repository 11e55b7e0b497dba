"""Numbers that a file tells only by rule: Word's automatic numbering, and what a list's number looks like."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

BULLET = "-"
MOST_LETTERS = 780  # the greatest number that Word writes in letters, as thirty z
ROMAN = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
]


def write_number(number: int, style: str) -> str:
    """A number as Word writes it in one of its styles ("lowerLetter", "upperRoman", ...); in figures for any other."""
    if style.endswith("Letter") and 0 < number <= MOST_LETTERS:
        # After "z" come "aa", "bb" and so on.
        written = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif style.endswith("Roman") and 0 < number < 4000:
        written = ""
        for value, letters in ROMAN:
            written += letters * (number // value)
            number %= value
    elif style == "ordinal":
        teen = number % 100 in (11, 12, 13)
        written = f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    elif style == "decimalZero":
        written = f"{number:02}"
    else:
        written = "" if style == "none" else str(number)
    return written.upper() if style.startswith("upper") else written


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int
    style: str
    text: str  # "%1.%2": the numbers of levels 1 and 2
    restart: int | None  # only a level up to this one (1-based) starts it again, 0 for none; None for any above it
    figures: bool  # the levels above are written in figures, whatever their own style
    paragraph_style: str | None

    def starts_again_after(self, level: int) -> bool:
        """Whether a number of an outer level (0-based) starts this one again."""
        return self.restart is None or level < self.restart


@dataclass(slots=True)
class _List:
    """One use of a list definition: its levels, and the numbers some of them begin with at its first use."""

    definition: str
    levels: dict[int, _Level]
    begins: dict[int, int] = field(default_factory=dict)
    used: bool = False


class Numbering:
    """Word's lists, counted as a document is read. `root` is numbering.xml's root element, or None."""

    def __init__(self, root: Any) -> None:
        self._lists: dict[int, _List] = {}
        # Lists of one definition go on counting from each other.
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if root is not None:
            definitions = {_value(found, "w:abstractNumId"): found for found in root.findall(qn("w:abstractNum"))}
            named = {_child(found, "w:styleLink"): found for found in definitions.values()}
            for num in root.findall(qn("w:num")):
                found = definitions.get(_child(num, "w:abstractNumId"))
                if found is not None:
                    found = named.get(_child(found, "w:numStyleLink") or "", found)
                    self._lists[int(_value(num, "w:numId") or 0)] = _read_list(num, found)

    def level_of(self, list_id: int, paragraph_style: str) -> int:
        """The level (0-based) that a list ties to a paragraph style; 0 where it ties none."""
        levels = self._lists[list_id].levels if list_id in self._lists else {}
        return next((i for i, level in levels.items() if level.paragraph_style == paragraph_style), 0)

    def next_mark(self, list_id: int, level: int) -> str:
        """Count one more paragraph of a list, and give its mark: "3.11", "(a)", "-" for any bullet, "" for none."""
        own = self._lists.get(list_id)
        if own is None or level not in own.levels:
            return ""
        counts = self._counts[own.definition]
        if not own.used:
            own.used = True
            for begun in own.begins:
                counts.pop(begun, None)
        counts[level] = counts[level] + 1 if level in counts else self._start(own, level)
        for deeper in [deeper for deeper in counts if deeper > level and deeper in own.levels]:
            if own.levels[deeper].starts_again_after(level):
                del counts[deeper]
        rule = own.levels[level]
        if rule.style == "bullet":
            return BULLET

        def written(found: re.Match[str]) -> str:
            of = int(found[1]) - 1
            style = own.levels[of].style if of in own.levels and not (rule.figures and of < level) else "decimal"
            return write_number(counts.get(of, self._start(own, of)), style)

        return re.sub(r"%(\d)", written, rule.text).strip()

    def _start(self, own: _List, level: int) -> int:
        return own.begins.get(level, own.levels[level].start if level in own.levels else 1)


def _read_list(num: Any, definition: Any) -> _List:
    levels = {int(_value(level, "w:ilvl") or 0): _read_level(level) for level in definition.findall(qn("w:lvl"))}
    read = _List(_value(definition, "w:abstractNumId") or "", levels)
    for override in num.findall(qn("w:lvlOverride")):
        at = int(_value(override, "w:ilvl") or 0)
        level = override.find(qn("w:lvl"))
        if level is not None:
            levels[at] = _read_level(level)
        if start := _child(override, "w:startOverride"):
            read.begins[at] = int(start)
    return read


def _read_level(level: Any) -> _Level:
    restart = _child(level, "w:lvlRestart")
    figures = level.find(qn("w:isLgl"))
    return _Level(
        int(_child(level, "w:start") or 0),
        _child(level, "w:numFmt") or "decimal",
        _child(level, "w:lvlText") or "",
        int(restart) if restart is not None else None,
        figures is not None and _value(figures, "w:val") not in ("0", "false", "off"),
        _child(level, "w:pStyle"),
    )


def _child(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    return None if child is None else _value(child, "w:val")


def _value(element: Any, name: str) -> str | None:
    value: str | None = element.get(qn(name))
    return value
