"""Less than a sentence ("and in Poole?", "2023?", "robberies?") put in the place of its like in the question before."""

import re
from collections import Counter

from assistant.lexicon import is_english, read_lexicon
from assistant.question import WORD
from assistant.subject import (
    PLACED,
    PREPOSITION,
    VERB,
    Name,
    Span,
    acted_on,
    around,
    even,
    find_dates,
    find_names,
    plain,
    thing,
    with_lead,
)
from assistant.wants import AUXILIARY
from corpus.dates import MONTH, QUARTER_WORDS
from index import Index

ARTICLE = r"(?:the|an?|our|their|its)"
# What anything has: "and the cost?" asks for that of what was asked about.
ATTRIBUTE = re.compile(
    rf"(?:{ARTICLE}\s+)?(?:[a-z]+\s+)?(?:costs?|price|budget|funding|outcomes?|results?|reasons?|aims?|purpose|totals?"
    r"|numbers?|dates?|deadline|answer|reply|response|timetable|timescale|target|impact|effects?|benefits?|risks?|size"
    r"|location|name|status|findings?|conclusions?|recommendations?|savings?|start|end)",
    re.IGNORECASE,
)
ORDINAL = r"(?:first|second|third|fourth|last|next|1st|2nd|3rd|4th|Q[1-4])"
ASIDE = re.compile(
    r"(?:\b(?:in|for|during)\s+)?\b(?:the\s+)?(?:"
    r"(?P<back>year\s+before(?:\s+(?:that|it))?|(?:previous|preceding|prior)\s+(?:financial\s+)?year)"
    r"|(?P<on>year\s+after(?:wards|\s+(?:that|it))?|(?:following|next)\s+(?:financial\s+)?year)|(?:that|same)\s+year)$",
    re.IGNORECASE,
)
YEARS = re.compile(r"\b(?P<first>20\d\d)(?:(?P<dash>[/–-])(?P<last>\d\d|20\d\d))?\b")
END = rf"(?=\W*$|\s+(?:{PREPOSITION}|{AUXILIARY}|{VERB}|and|or|since|that|which|who|when)\b)"
NOUN = rf"(?!(?:{PREPOSITION}|{AUXILIARY}|{VERB}|and|that|which|who)\b)[\w'’/&.-]+"
PHRASE = rf"{NOUN}(?:\s+{NOUN})*?"


def swap(said: str, before: str, index: Index | None) -> str | None:
    """The question before with these words in the place of their like; None where there is none of their kind."""
    asked = plain(before)
    if (dates := find_dates(said)) and not re.match("since|before|after|until", said, re.IGNORECASE):
        start, end = with_lead(said, dates[0])
        rest = even(said[:start] + said[end:])
        if rest and WORD.search(rest):
            return swap(rest, _date(said[start:end], asked) or asked, index)
    return (
        _ordinal(said, asked)
        or _date(said, asked)
        or _after_preposition(said, asked)
        or (_name(said, asked, index) if not re.match(rf"{ARTICLE}\s+[a-z]", said) else None)
        or _noun(said, asked)
    )


def in_that_year(said: str, asked: str) -> str:
    """A text in which "the year before", "that year" and "in May" are days of the year of the question before."""
    years = YEARS.findall(asked)
    dates = find_dates(asked)
    if len(years) != 1 or not dates:
        return said
    if month := re.fullmatch(rf"(?:in\s+)?({MONTH})", said, re.IGNORECASE):
        return f"in {month[1].capitalize()} {years[0][0]}"
    match = ASIDE.search(said)
    if not match:
        return said
    step = -1 if match["back"] else 1 if match["on"] else 0

    def moved(year: re.Match[str]) -> str:
        last = year["last"]
        second = f"{year['dash']}{(int(last) + step) % 10 ** len(last):0{len(last)}}" if last else ""
        return f"{int(year['first']) + step}{second}"

    return f"{said[: match.start()]}in {YEARS.sub(moved, asked[slice(*dates[0])])}{said[match.end() :]}"


def _ordinal(said: str, asked: str) -> str | None:
    """ "In the third?" after the first quarter, "phase 2?" after phase 3."""
    new = re.fullmatch(
        rf"(?:(?:in|for)\s+)?(?:the\s+)?({ORDINAL})(?:\s+(?:one|quarter|phase|round))?", said, re.IGNORECASE
    )
    old = re.search(rf"\b{ORDINAL}\b", asked, re.IGNORECASE)
    if new and old:
        quarter = QUARTER_WORDS.get(new[1].lower()) if old[0][0] in "Qq" else None
        return _put(asked, old.span(), f"Q{quarter}" if quarter else new[1])
    if match := re.fullmatch(r"(?:in\s+|for\s+)?([a-z]+)\s+(\d+|[a-z])", said, re.IGNORECASE):
        like = re.compile(rf"\b({match[1]})\s+(?:\d+|[a-z])\b", re.IGNORECASE)
        return like.sub(rf"\g<1> {match[2]}", asked) if like.search(asked) and not find_dates(said) else None
    return None


def _date(said: str, asked: str) -> str | None:
    """Days in the place of the days of the question, or after it."""
    dates = find_dates(said)
    if not dates or with_lead(said, dates[0]) != (0, len(said)):
        return None
    short = re.fullmatch(r"(?:in\s+|for\s+)?(\d\d)/(\d\d)", said)
    words = f"20{short[1]}/{short[2]}" if short else said[dates[0][0] : dates[0][1]]
    lead = said[: dates[0][0]]
    if old := find_dates(asked):
        at = with_lead(asked, old[-1])
        if lead.strip().lower() in ("", "in", "for", "the", "in the", "for the"):
            return _put(asked, old[-1], words)
        return _put(asked, at, f"{' ' if at[0] else ''}{lead}{words}")
    return f"{asked} {lead or ('' if re.match(r'last|this', words, re.IGNORECASE) else 'in ')}{words}"


def _after_preposition(said: str, asked: str) -> str | None:
    """ "In Poole", "with our own carers": what stands after the same preposition, or after one of place."""
    match = re.match(rf"({PREPOSITION})\s+(?=\S)", said, re.IGNORECASE)
    if not match:
        return None
    like = PLACED if re.fullmatch(PLACED, match[1], re.IGNORECASE) else re.escape(match[1])
    if places := _undated(rf"\b{like}\s+(?:{ARTICLE}\s+)?{PHRASE}{END}", asked):
        return _put(asked, places[-1].span(), said)
    return f"{asked} {said}"


def _name(said: str, asked: str, index: Index | None) -> str | None:
    """A name in the place of the name of its kind."""
    owned = re.sub(r"['’]s$", "", said)
    named = find_names(f"what {owned}")
    lower = owned == owned.lower()
    if lower and not named and not _is_name(owned, index):
        return None
    names = find_names(asked)
    if not (named or lower) or not names:
        return None
    new = named[0].text if named and not lower else " ".join(word.capitalize() for word in owned.split())
    kind = named[0].kind if named else "place"
    if named and len(new) + 5 < len(owned):  # "the recruitment of the Chief Constable": more than a name
        return None
    old = _like(names, kind)
    if old.kind == "operation" != kind and re.match(r"(?:which|who)\b", asked, re.IGNORECASE):
        return f"{asked} – {new}"
    if re.match(rf"{ARTICLE}\s", said):
        return asked.replace(around(asked, old), said)
    return _put(asked, (old.start, old.end), new)


def _like(names: list[Name], kind: str) -> Name:
    """The name of that kind, else that of a place, else the last."""
    for wanted in (kind, "place", "operation"):
        if of_kind := [name for name in names if name.kind == wanted]:
            return of_kind[-1]
    return names[-1]


def _is_name(words: str, index: Index | None) -> bool:
    """Whether words in lower case are a name: the archive writes them with a capital, or English does not know them."""
    counts = read_lexicon(index).vocabulary if index else Counter[str]()
    return all(counts[word.capitalize()] > counts[word] or not is_english(word) for word in re.findall(r"\w+", words))


def _noun(said: str, asked: str) -> str | None:
    """A noun in the place of its like: what is counted, a share's part, what is named or told about."""
    bare = re.sub(rf"^{ARTICLE}\s+", "", said, flags=re.IGNORECASE)
    if re.fullmatch(r"\w+ed", said):  # "and seconded?"
        return re.sub(r"\b\w+ed\b", said, asked, count=1) if re.search(r"\b\w+ed\b", asked) else None
    if like := re.search(rf"\b\w+-{re.escape(bare)}\b|\b{re.escape(bare)}-\w+\b", asked):
        return _put(asked, like.span(), bare)
    if share := re.search(
        rf"\b(?:percentage|share|proportion|number|rate|average|total)\s+of\s+(?P<noun>{PHRASE}){END}", asked
    ):
        return _put(asked, share.span("noun"), said)
    count = re.search(rf"\bhow\s+many\s+(?P<noun>{PHRASE})(?=\s+{AUXILIARY}\b)", asked, re.IGNORECASE)
    if count and not ATTRIBUTE.fullmatch(said):
        return _put(asked, count.span("noun"), said)
    held = re.match(
        r"what\s+(?:is|was|are|were)\s+(?P<held>(?:the\s+)?[\w\s’'-]+?)\s+(?:of|in|for|on|with)\s",
        asked,
        re.IGNORECASE,
    )
    if ATTRIBUTE.fullmatch(said):
        if held and held["held"].lower().startswith("the ") and not find_names(held["held"]):
            return _put(asked, held.span("held"), said)
        return f"what was {said if re.match(ARTICLE, said) else f'the {said}'} of {thing(asked)}"
    return _last_noun(said, asked)


def _last_noun(said: str, asked: str) -> str | None:
    """In the place of the last noun that no date and no place is."""
    dates = find_dates(asked)
    told = re.search(r"\b(?:about|regarding|concerning)\s+(?P<noun>.+)$", asked)
    if told:
        end = with_lead(asked, dates[-1])[0] if dates and dates[-1][0] > told.start() else len(asked)
        return _put(asked, (told.start("noun"), end), said + (" " if end < len(asked) else ""))
    nouns = _undated(
        rf"\b(?:on|for|of|with|against|from|{VERB})\s+(?!(?:up|down|out|off|back)\b)"
        rf"(?P<noun>(?:{ARTICLE}\s+)?{PHRASE}){END}",
        asked,
    )
    if nouns:
        return _put(asked, nouns[-1].span("noun"), said)
    if (done := acted_on(asked)) and done in asked:
        return asked.replace(done, said)
    return f"about {thing(asked)}: {said}"


def _undated(pattern: str, asked: str) -> list[re.Match[str]]:
    """Where a pattern stands in a question, but for what reaches into its days."""
    dates = find_dates(asked)
    found = re.finditer(pattern, asked, re.IGNORECASE)
    return [one for one in found if not any(start < one.end() and one.start() < end for start, end in dates)]


def _put(text: str, place: Span, words: str) -> str:
    return even(text[: place[0]] + words + text[place[1] :])
