"""What a question is about, as far as its words tell: its days, its names, its parts, and the phrase for all of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.question import STOP_WORDS, words_of
from assistant.wants import AUXILIARY
from assistant.when import AND, TO
from assistant.when_forms import FORMS
from corpus.people import WITH_TITLE

Span = tuple[int, int]
Kind = Literal["operation", "person", "letters", "place", "other"]

PLACED = r"(?:in|at|across|near|around|within|inside|outside)"  # prepositions before a place
PREPOSITION = rf"(?:{PLACED}|on|for|by|with|from|of|about|to|under|over|since|until|into|against|among|between|during)"
WH = r"(?:what|who|whom|whose|which|when|where|why|how)\b(?:['’]s)?"
BEFORE_DATE = re.compile(
    r"(?:\b(?:in|during|for|from|on|at|by|of|since|until|before|after|between)\s+)?(?:the\s+)?$", re.IGNORECASE
)
# A question's parts: what it asks for, its auxiliary and the rest. "Ferries: how many sail?" has a lead.
PARTS = re.compile(
    rf"(?:(?P<lead>[^:?]+?)(?::|\s[-–—])\s+(?=(?:{PREPOSITION}\s+)?{WH}))?"
    rf"(?P<wh>(?:(?:{PREPOSITION}\s+)?{WH}(?:(?!\b{AUXILIARY}\b).)*?)?)\s*\b(?P<aux>{AUXILIARY})\b\s+(?P<rest>.*)",
    re.IGNORECASE,
)
CONTRACTED = re.compile(r"\b(what|who|when|where|how)['’]?s\b", re.IGNORECASE)
COUNTED = re.compile(r"(?:.*\b)?how\s+(?:many|much)\s+(?:more\s+)?(?P<noun>\S.*)", re.IGNORECASE)
# "What did members say about X?", "What became of X?", "Tell me about X"
TOLD_ABOUT = re.compile(
    r"^(?:(?:please\s+)?tell\s+me(?:\s+more)?\s+about|(?:what|who|how|why|when|which|did|has|have|was|is|anything|any)\b"
    r"(?:(?!\babout\b).)*?\b(?:(?:said|say|says|asked?|told|hear|heard|decided?|agreed?|thinks?|thought|know|discuss(?:ed)?"
    r"|anything|views?|learn(?:ed|t)?|doing|done|do|recommend(?:ed)?|resolved?)\s+(?:about|on|of|regarding)"
    r"|(?:became|become|happened|happens)\s+(?:of|to|with)))\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
VERB = (
    r"(?:\w{2,}ed|saw|see|sees|seen|gave|began|bought|brought|built|chosen|come|came|cost|costs|cut|do|done|drawn|fall|fell|found|get|given|go|gone|got"
    r"|grow|grown|had|held|join|joined|known|led|left|lost|made|mean|meant|met|open|paid|pay|put|rise|risen|run|said|seen|sent"
    r"|set|sold|spent|spend|stand|start|take|taken|taught|told|used|won|work|working|ready|going|being|worth|thrown|mention)"
)
ADVERB = "(?:late|early|now|again|ever|yet|still|today|ago|much|well|alone|together|\\w+ly)"
PREDICATE = re.compile(rf"\s+(?!the\b)(?:{VERB}|take\s+up|up|out)\b.*$", re.IGNORECASE)
CAPITALISED = re.compile(
    r"(?<!\bthe )(?<!\bthis )(?<!\bthat )\b(?:op|operation)\s+(?:[A-Z]\w*\s+)?[A-Za-z]\w+(?:\s+[A-Z]\w+)*"
    r"|[A-Z][\w&/’'-]*(?:\s+(?:of\s+)?(?:[A-Z][\w&/’'-]*|\d+))*"
)
OBJECT = re.compile(
    rf".*\b(?!(?:{PREPOSITION}|{AUXILIARY}|after|before)\b)\w+\s+(?P<what>(?:the|an?)\s.+)", re.IGNORECASE
)
ROLE = r"(?:commissioner|chair(?:m[ae]n|woman)?|constable|officer|leader|member|director|person|minister|mayor|clerk)"
SOMEONE = re.compile(rf"\b(?:the|an|a)\s+(?:(?!(?:of|for|to|from|on|in)\b)[\w-]+\s+){{0,3}}?{ROLE}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a question, from `start` to `end`, the article before it left out."""

    start: int
    end: int
    text: str
    kind: Kind


def find_dates(text: str) -> list[Span]:
    """Where words stand that name days, in order; two that are the ends of one stretch are one."""
    found: list[Span] = []
    for form in FORMS:
        for match in form.pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end in found):
                found.append(match.span())
    joined: list[Span] = []
    for start, end in sorted(found):
        gap = text[joined[-1][1] : start] if joined else ""
        if joined and (TO.fullmatch(gap) or AND.fullmatch(gap)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def with_lead(text: str, date: Span) -> Span:
    """A date with the preposition and article before it: "in 2023"."""
    found = BEFORE_DATE.search(text[: date[0]])
    return (found.start() if found else date[0]), date[1]


def without_dates(text: str) -> str:
    """A text without the days it names, but for those that say which thing is meant: "the July meeting"."""
    for date in reversed(find_dates(text)):
        if not re.match(rf"\s+(?!(?:{PREPOSITION}|{AUXILIARY}|and|or|that|which|who|please)\b)[a-z]", text[date[1] :]):
            start, end = with_lead(text, date)
            text = text[:start] + text[end:]
    return even(text)


def find_names(text: str) -> list[Name]:
    """The names of a question: what has capitals and is no date, nor the word that it opens with."""
    return list(_names(text, find_dates(text)))


def _names(text: str, dates: list[Span]) -> Iterator[Name]:
    for match in CAPITALISED.finditer(text):
        start, end = match.span()
        while (first := re.match(r"[\w’']+\s*", text[start:end])) and _is_no_name(text, start, first[0], dates):
            start += first.end()
        found = re.sub(r"['’]s$", "", text[start:end])
        if len(found) > 1:
            yield Name(start, start + len(found), found, _kind(text, start, found))


def _is_no_name(text: str, start: int, word: str, dates: list[Span]) -> bool:
    """Whether a word with a capital has it for being first or a month's, or is a function word."""
    opens = start == 0 and text[len(word) :][:1].islower() and not re.search(r"['’]s\s*$", word)
    function = re.sub(r"['’]s?$", "", word.strip()).casefold() in STOP_WORDS
    return opens or function or any(a <= start < b for a, b in dates)


def _kind(text: str, start: int, found: str) -> Kind:
    if re.match(r"op(?:eration)?\s", found, re.IGNORECASE):
        return "operation"
    if WITH_TITLE.match(found):
        return "person"
    if re.fullmatch(r"[A-Z]{2,}[a-z]?", found):
        return "letters"
    if re.search(rf"\b{PLACED}\s+(?:the\s+)?$", text[:start], re.IGNORECASE):
        return "place"
    return "other"


def parts(text: str) -> re.Match[str] | None:
    """The parts of a question: groups lead, wh, aux and rest. None where it has no auxiliary."""
    return PARTS.fullmatch(CONTRACTED.sub(r"\1 is", plain(text)))


def counted(text: str) -> str | None:
    """What a question counts: "burglaries" of "How many burglaries were there?"."""
    found = parts(text)
    match = found and COUNTED.fullmatch(found["wh"].strip())
    return match["noun"] if match else None


def topic(text: str) -> str:
    """The phrase for what a question is about: "the burglaries in Poole"."""
    bare = without_dates(plain(text))
    if told := TOLD_ABOUT.match(bare):
        return told["topic"]
    found = parts(bare)
    if not found:
        subject = re.match(
            rf"(?:which|what|how\s+many)\s+(?P<noun>(?!{VERB}\b)[\w-]+(?:\s+(?!{VERB}\b)[\w-]+)?)\s+(?P<did>.*)",
            bare,
            re.IGNORECASE,
        )
        return (
            f"the {subject['noun']} that {subject['did']}"
            if subject
            else re.sub(rf"^{WH}\s+", "the one who ", bare, flags=re.IGNORECASE)
        )
    if found["lead"]:
        return found["lead"]
    rest = re.sub(r"^there\s*", "", found["rest"])
    if noun := counted(bare):
        return even(f"the {noun} {rest}")
    asked = re.sub(r"^(?:which|what)\s*|^(?:who|when|where|why|how)\b.*", "", found["wh"], flags=re.IGNORECASE)
    is_done = re.fullmatch("is|are|was|were", found["aux"], re.IGNORECASE)
    return f"the {asked} {'' if is_done else 'that '}{rest}" if asked else PREDICATE.sub("", rest) or rest


def person(text: str) -> str | None:
    """The person a question tells of or asks for."""
    if found := WITH_TITLE.search(text) or SOMEONE.search(text):
        return found[0]
    names = [name for name in find_names(text) if name.kind == "other"]
    if re.match(r"who\b", text, re.IGNORECASE):
        asked = re.match(
            r"who\s+(?:was|were|is)\s+(?:elected|appointed|chosen|made)\s+(.*)", plain(text), re.IGNORECASE
        )
        return f"the {asked[1]}" if asked else re.sub(r"^who\b", "the one who", plain(text), flags=re.IGNORECASE)
    return names[-1].text if names else None


def thing(text: str) -> str:
    """What "it" is after a question: the last thing it names, with the words that go with the name, or all it is about.

    Who or where is no thing, nor is the owner of one.
    """
    for name in reversed(find_names(text)):
        if name.kind not in ("person", "place") and not re.match("['’]s", text[name.end :]):
            return around(text, name)
    return acted_on(text) or topic(text)


def acted_on(text: str) -> str | None:
    """The last thing of a question that has an article and no preposition: "the fee" of "Who set the fee in May?"."""
    bare = without_dates(plain(text))
    found = None if TOLD_ABOUT.match(bare) or counted(bare) else OBJECT.fullmatch(bare)
    return PREDICATE.sub("", found["what"]) if found else None


def around(text: str, name: Name) -> str:
    """A name with its article and the nouns after it: "the Quiet Lanes scheme"."""
    article = re.search(r"\b(?:the|an?)\s+$", text[: name.start], re.IGNORECASE)
    nouns = re.match(
        rf"(?:\s+(?!{VERB}\b|{ADVERB}\b|(?:{'|'.join(STOP_WORDS)})\b|{PREPOSITION}\b)[a-z][\w’-]*){{0,2}}",
        text[name.end :],
    )
    phrase = text[name.start : name.end + (nouns.end() if nouns else 0)]
    return f"the {phrase}" if article else phrase


def weight(text: str) -> int:
    """How many words of a text carry its subject."""
    return sum(word.casefold() not in STOP_WORDS for word in words_of(text))


def plain(text: str) -> str:
    """A question without the mark at its end."""
    return even(text).rstrip(" ?.!")


def even(text: str) -> str:
    """A text with its white space evened out."""
    return re.sub(r"\s+([,?])", r"\1", " ".join(text.split()))
