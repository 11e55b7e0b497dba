"""The archive's own definitions of its acronyms: "Single Online Home (SOH)", and what a short form stands for by them.

A definition is believed where the letters can be laid on the words (acronyms.py). A missed definition costs a search
little and a false one leads it astray: what is in doubt is left out. Every pattern reaches a bounded way, so that the
time grows as the text does.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.acronyms import Part, fit, is_short_form, normalise
from corpus.document import Document

# What is no part of the words: emphasis, links' brackets and addresses, escapes. Each becomes as many NUL characters,
# so that offsets stay true and "**S**ingle" stays one word.
MARKS = re.compile(
    r"\*+|(?<![^\W_])_+|_+(?![^\W_])|\\(?=[()\[\]*_])|</?(?:a|b|i|u|em|strong|mark)>"
    r"|\[(?=[^\[\]]{1,200}\]\()|\]\([^()\s]{0,400}\)",
    re.IGNORECASE,
)
WORD = re.compile(r"\d+|&|(?<![^\W\d_])[^\W\d_]+(?:[\0’']+[^\W\d_]+)*")  # with a possessive
JOINED = frozenset("0123456789-‐‑")  # what follows one of these is no beginning of a word
HALVES = re.compile(r"(?<=[a-z])(?=[A-Z])")  # of "BlueLight"
STOP = re.compile(r"[^\w\s\0,/'’‘\"“”&‐‑-]|\s[-‐‑]\s")  # no long form goes over it
REACH = 250  # characters of a long form, and more

SHORT = r"[^\W_](?:[\w&]|[/.+’'-](?=\w)){1,11}"
CALLED = r"(?:(?:or|the|now|hereafter|hereinafter|also|known|referred|abbreviated|to|as)[\s:]{1,3}){0,5}[‘’'\"“]?"
# "(SOH)", "(‘SOH’)", "(SOH or the Home)", "(SW ROCU)"
BRACKET = re.compile(
    rf"[(\[][\s\0]*{CALLED}(?P<short>{SHORT}(?: [A-Z][A-Z&]{{1,7}})?)(?!\w)[\s\0’'\"”.]*"
    r"(?:(?:[,;:/–—]|or\b)[^()\[\]]{0,150})?[)\]]"
)
# ", or SOH,", in no list of acronyms
ASIDE = re.compile(rf"(?<=[a-z’”\0])(?:,\s{{1,3}}|\s[–—-]\s{{1,3}}|\sor\s){CALLED}(?P<short>{SHORT})(?!\w)")
# "SOH (Single Online Home)", and at the head of a line or after a mark "SOH – Single Online Home" and without the dash.
NAMED = re.compile(
    rf"(?:(?P<head>^[^\w\n]{{0,9}}|(?<=[,;:]\s)|(?<=\())|(?<![\w&/.’'-]))(?P<short>{SHORT})(?!\w)[\0’'\"”]*"
    r"(?=(?P<by>\s{0,3}[(\[]|\s{1,3}[–—-]\s{1,3}|(?(head)(?:\s{0,3}[:=]\s{1,3}|\s{1,40})|(?!))))",
    re.MULTILINE,
)
ENTRY = re.compile(rf"[\0\s]*(?P<short>{SHORT})[\0\s]*")  # a cell that is nothing but a short form
# "Cllr Ann Alder (AA)" names a person.
PERSON = frozenset(["cllr", "cllrs", "councillor", "councillors", "mr", "mrs", "ms", "miss", "dr", "prof", "sir"])


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and what it stands for, as the document itself defines it.

    `start` and `end` are offsets into the document's text: of the definition's first letter, and past its closing
    bracket, or past its last letter where it has none.
    """

    short: str  # in the singular: "VRU" for "VRUs"
    long: str  # the document's words, without marks of emphasis, white space evened out
    start: int
    end: int


def find_definitions(document: Document) -> tuple[Definition, ...]:
    """The definitions of a document in order; the first of each short form with the same long form."""
    words = _read_words(document)
    found = [*_before(words), *_after(words), *_in_rows(words, document)]
    first: dict[tuple[str, str], Definition] = {}
    for definition in sorted(found, key=lambda definition: (definition.start, definition.end)):
        if not re.search(rf"\b{re.escape(definition.short)}\b", definition.long, re.IGNORECASE):
            first.setdefault((definition.short, definition.long), definition)
    return tuple(first.values())


def resolve(definitions: Iterable[tuple[str, str, str]], short: str, document: str | None = None) -> tuple[str, ...]:
    """What a short form stands for, by the definitions of an archive: rows of document, short form and long form.

    The long forms of `document` come first, then those that most documents give, then by name. Those that differ only
    in capitals, hyphens or plurals are one, written as most documents write it. Capitals of `short` do not matter, so
    that the caller tells the word "who" from the acronym.
    """
    wanted = normalise(short).casefold()
    rows = [(path, long) for path, defined, long in definitions if defined.casefold() == wanted]
    own = {_key(long) for path, long in rows if path == document}
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, long in rows:
        spellings[_key(long)][long] += 1
    ranked = sorted(spellings, key=lambda key: (key not in own, -spellings[key].total(), key))
    return tuple(min(spellings[key], key=lambda long: (-spellings[key][long], long.isupper(), long)) for key in ranked)


def _key(long: str) -> str:
    words = re.findall(r"\w+", re.sub(r"[’']", "", long.casefold().replace("&", " and ")))
    return " ".join(word.removesuffix("s") for word in words)


@dataclass(frozen=True, slots=True)
class _Words:
    """A document's text with its marks blotted out, and the offsets in it that no long form goes over, in order."""

    text: str
    stops: list[int]

    def before(self, offset: int) -> list[Part]:
        """The words that end at an offset, back to the nearest stop."""
        stop = bisect_left(self.stops, offset)
        return self.between(max(self.stops[stop - 1] if stop else 0, offset - REACH), offset)

    def between(self, start: int, end: int) -> list[Part]:
        """The words from an offset on, up to an end."""
        parts: list[Part] = []
        for word in WORD.finditer(self.text, max(start, 0), min(end, start + REACH)):
            for first, last in pairwise([0, *(half.start() for half in HALVES.finditer(word[0])), len(word[0])]):
                at = word.start() + first
                plain = word[0][first:last].replace("\0", "").replace("&", "and")
                opens = first == 0 and self.text[at - 1 : at] not in JOINED
                parts.append(Part(plain.lower(), at, word.start() + last, opens, plain.isupper()))
        return parts

    def stop(self, offset: int) -> int:
        """The nearest stop from an offset on."""
        at = bisect_left(self.stops, offset)
        return self.stops[at] if at < len(self.stops) else len(self.text)

    def define(self, short: str, chosen: Sequence[Part], start: int, end: int) -> Definition:
        """The definition of a short form by words that fit it."""
        long = re.sub(r"-\s*\n\s*", "-", self.text[chosen[0].start : chosen[-1].end].replace("\0", ""))
        return Definition(short, re.sub(r"[’']s$", "", " ".join(long.split())), start, end)


def _read_words(document: Document) -> _Words:
    text = MARKS.sub(lambda mark: "\0" * len(mark[0]), document.text)
    stops = {stop.start() for stop in STOP.finditer(text)}
    stops.update(line.start - 1 for line in document.lines if line.gap or line.cells)
    stops.update(cell.start - 1 for line in document.lines for cell in line.cells)
    return _Words(text, sorted(stops))


def _before(words: _Words) -> Iterator[Definition]:
    """ "Single Online Home (SOH)", and where it fits exactly "Single Online Home, or SOH,"."""
    for pattern in (BRACKET, ASIDE):
        for found in pattern.finditer(words.text):
            short, exact = normalise(found["short"]), pattern is ASIDE
            if not is_short_form(short) or (exact and len(short) < 3):
                continue
            parts = words.before(found.start())
            short = _singular(short, parts)
            fitted = fit(short, parts, exact=exact)
            if fitted and not (fitted[0] and parts[fitted[0] - 1].text in PERSON):
                chosen = parts[slice(*fitted)]
                yield words.define(short, chosen, chosen[0].start, found.end())


def _singular(short: str, parts: Sequence[Part]) -> str:
    """A short form without an S that stands for no word but for a plural: "Improvement Districts (IDS)"."""
    plural = short.endswith("S") and is_short_form(short[:-1]) and parts and parts[-1].text.endswith("s")
    return short[:-1] if plural and fit(short[:-1], parts, exact=True) and not fit(short, parts, exact=True) else short


def _after(words: _Words) -> Iterator[Definition]:
    """ "SOH (Single Online Home)", "SOH – Single Online Home", and where it fits exactly "SOH Single Online Home"."""
    for found in NAMED.finditer(words.text):
        short, by = normalise(found["short"]), found["by"]
        narrow = not by.strip() and (len(by) == 1 or "\n" in by)  # wider spaces are columns
        exact = narrow or (found["head"] is None and not by.endswith(("(", "[")))
        if not is_short_form(short) or (exact and len(short) < 3):
            continue
        stop = words.stop(found.end("by"))
        parts = words.between(found.end("by"), stop)
        if not by.endswith(("(", "[")):
            if chosen := _opening(words, short, parts, exact):
                yield words.define(short, chosen, found.start("short"), chosen[-1].end)
        elif words.text[stop : stop + 1] in (")", "]") and (fitted := fit(short, parts, anchored=True)):
            yield words.define(short, parts[slice(*fitted)], found.start("short"), stop + 1)


def _in_rows(words: _Words, document: Document) -> Iterator[Definition]:
    """The rows of a glossary: a short form in one cell, and its words at the head of the next or the one before."""
    for line in document.lines:
        for pair in pairwise(line.cells):
            for cell, other in (pair, pair[::-1]):
                entry = ENTRY.fullmatch(words.text[cell.start : cell.end])
                short = normalise(entry["short"]) if entry else ""
                if not is_short_form(short):
                    continue
                parts = words.between(other.start, min(other.end, words.stop(other.start)))
                if chosen := _opening(words, short, parts):
                    yield words.define(short, chosen, min(cell.start, chosen[0].start), max(cell.end, chosen[-1].end))


def _opening(words: _Words, short: str, parts: Sequence[Part], exact: bool = False) -> Sequence[Part]:
    """The words at the head of a stretch that a short form fits, up to a comma, "or", a line's end or the stretch's."""
    for end in range(1, len(parts) + 1):
        gap = words.text[parts[end - 1].end : parts[end].start] if end < len(parts) else "\n"
        ends = "," in gap or "\n" in gap or parts[end].text == "or"
        if ends and (fitted := fit(short, parts[:end], anchored=True, exact=exact)):
            return parts[slice(*fitted)]
        if exact and "\n" in gap:
            break
    return []
