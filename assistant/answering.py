"""Words that can answer: figures, days, people, long forms, what was resolved or is to be done; by the wording of
English."""

import re
from collections.abc import Callable, Iterable, Iterator

from assistant.question import STOP_WORDS, Question
from assistant.when_forms import FORMS
from corpus.people import WITH_TITLE

Span = tuple[int, int]
INSIDE = re.compile(r"(?<=\w)(?=\w)")  # a place inside a word

# Figures
SMALL = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|dozen|half|none|twice|doubled|halved"
)
UNIT = r"(?:%|(?:per\s?cent|percentage points?|pp|p|[mk]|bn|million|billion|thousand|hundred)\b)"
# A number that is no part of a word, of a code ("S136") or of a reference ("2018/19", "3.4.1").
FIGURE = re.compile(
    r"(?<!\w)\(\d[\d,]*(?:\.\d+)?\)"  # below nothing, as accounts write it
    rf"|(?<![\w/.,])[£$€]?[-+]?\d[\d,]*(?:\.\d+)?(?!\w*/|[.,]?\d)(?:st|nd|rd|th)?(?:\s?{UNIT})*(?:-[a-z]+)*(?!\w)"
    rf"|(?<![\w-])(?:{SMALL})(?:[ -](?:{SMALL}))*(?:-[a-z]+)*\b",
    re.IGNORECASE,
)
MEASURED = re.compile(r"[£$€%]|per\s?cent|percentage|-", re.IGNORECASE)  # of which no counted noun need follow
COUNTED = 4  # words after a figure among which the plural is that it counts
LINKING = re.compile(r"(?:since|across|within|against|among|compared|including|per|last|next|earlier)\b")
NEXT = re.compile(r"[ \n]+(?:of[ \n]+)?(?:(?:the|these|all|our|its|their)[ \n]+)?([^\W\d_][\w’'-]*)")
# A number after one of these names a thing and counts nothing.
NAMING = re.compile(
    r"(?:\b(?:pages?|paragraph|para|items?|sections?|appendix|annex|table|figure|chart|question|priority|phase|tier|band"
    r"|grade|level|part|stage|chapter|no|number|act|recommendation|action|operation|op)\.?|#)\s*$",
    re.IGNORECASE,
)
PARAGRAPH = re.compile(r"^\W{0,200}+(?:\d+(?:\.\d+)+\.?|\d{1,2}\.)(?=\s)", re.MULTILINE)
# What is measured, by how it is asked for: figures of another measure do not answer where there is one of this.
MEASURES = {
    re.compile(r"\b(?:per ?cent\w*|proportion|share)\b|%", re.IGNORECASE): re.compile(r"%|per\s?cent"),
    re.compile(
        r"\b(?:costs?|prices?|budgets?|paid|pay|spen[dt]\w*|fund\w*|grants?|salar\w+|pounds?|money|precept|worth|fees?)\b",
        re.IGNORECASE,
    ): re.compile(r"[£$€]"),
    re.compile(r"\bhow (?:long|quickly|fast|soon)\b", re.IGNORECASE): re.compile(
        r"(?:second|minute|min|hour|hr|day|night|week|month|year)s?\b"
    ),
    re.compile(r"\b(?:how many|number of)\b", re.IGNORECASE): re.compile(r"^[^£$€%]*$"),
}

# Days and times
DAYS = [form.pattern for form in FORMS if not form.alone and "meeting" not in form.pattern.pattern]
TIME = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm|noon|midnight)\b|\b\d{1,2}:\d\d\b(?!:)", re.IGNORECASE)

# People and offices
CAPITAL = r"[A-Z][\w’'-]*"
CAPITALS = rf"{CAPITAL}(?:[ ]+(?:(?:of|for|and|the|&)[ ]+){{0,2}}{CAPITAL}){{0,6}}"
NAME = re.compile(rf"\b{CAPITALS}")
TWO = re.compile(rf"{CAPITAL}(?: [A-Z]\.?)? {CAPITAL}")
HOLDER = re.compile(
    r"\b(?:Chair(?:man|woman|person)?|Constable|Commissioner|Director|Officers?|Manager|Leader|Secretary|Treasurer"
    r"|Superintendent|Inspector|Sergeant|Minister|Clerk|Solicitor|Head|Lead|PCC|DPCC|Mayor|Baroness|Lord|Champion)\b"
)

# What was resolved, and what is to be done
CLAUSE = 14  # words of either at most
RESOLVING = (
    "(?:agreed|resolved|approved|endorsed|accepted|rejected|noted|supported|voted|carried|recommended|decided|elected"
    "|appointed|proposed|adopted|confirmed|vetoed|declined|refused|re-?elected|signed off)"
)
BODY = r"(?:panel|committee|board|members?|council|cabinet|meeting|pcc|opcc|commissioner|force|chair(?:man)?|it)"
RESOLVED = re.compile(
    rf"\b(?:was|were|been|be|has|have|had|(?i:{BODY}))\s+(?:not\s+|then\s+|also\s+|unanimously\s+|duly\s+|formally\s+)*"
    rf"{RESOLVING}\b|\b(?:RESOLVED|AGREED|CARRIED|LOST|RECOMMENDED)\b|\b[Dd]ecisions?\s*(?::|to\b|that\b)"
)
OWNER = rf"(?:{WITH_TITLE.pattern}|(?:\b[Tt]he[ ]+)?\b{CAPITALS})"
DUTY = re.compile(
    rf"(?:{OWNER}|\b(?:[Hh]e|[Ss]he|I|[Ww]e|[Tt]hey|[Ii]t))\s+(?:(?:had|has|have|also|then|was|were|is|are|been)\s+)*"
    r"(?:to|will|would|shall|agreed\s+to|undertook\s+to|promised\s+to|committed\s+to|offered\s+to|asked\s+to"
    r"|(?:asked|requested|invited|tasked)\b[^.;]{0,40}?\s(?:to|that|for))\s+(?!the\b|an?\b|be\b|have\b)[a-z]+"
)
CLAUSE_END = re.compile(r"[.;:,](?=\s|$)|\s[–—-]\s|\n\s*\n")


def find_answering(text: str, question: Question) -> list[Span]:
    """The stretches of a text that can be what is asked for, in order; none where nothing of its kind is asked for.

    What the question itself says is no answer to it.
    """
    for kinds in KINDS:
        wanted = [find for want, find in kinds.items() if want in question.wants]
        whole = (
            span for find in wanted for span in find(text, question) if not any(INSIDE.match(text, at) for at in span)
        )
        if found := _apart(whole):
            return found
    return []


def _figures(text: str, question: Question) -> Iterator[Span]:
    asked = set(_plain(question.text).split())
    taken = [
        *(one.span() for pattern in (*DAYS, TIME) for one in pattern.finditer(text)),
        *(one.span() for one in PARAGRAPH.finditer(text)),
    ]
    found: list[Span] = []
    for one in FIGURE.finditer(text):
        start, end = one.span()
        inside = any(first < end and start < last for first, last in taken)
        if inside or set(_plain(one[0]).split()) <= asked or NAMING.search(text[:start]):
            continue
        found.append((start, end if MEASURED.search(one[0]) else _counted(text, end)))
    for wording, measure in MEASURES.items():
        if wording.search(question.text):
            found = [(start, end) for start, end in found if measure.search(text[start:end])] or found
    yield from _unsaid(text, found, question)


def _changes(text: str, question: Question) -> Iterator[Span]:
    return ((start, end) for start, end in _figures(text, question) if MEASURED.search(text[start:end]))


def _counted(text: str, end: int) -> int:
    """Where what a figure counts ends, the figure ending at an offset: the next plural, or else one word."""
    ends: list[int] = []
    at = end
    while (word := NEXT.match(text, at)) and len(ends) < COUNTED:
        if word[1].casefold() in STOP_WORDS or LINKING.match(word[1]):
            break
        at = word.end()
        ends.append(at)
        if re.search(r"[^s]s$|people$|men$|children$", word[1]):
            return at
    return ends[0] if ends else end


def _days(text: str, question: Question) -> Iterator[Span]:
    return _unsaid(text, (one.span() for pattern in (*DAYS, TIME) for one in pattern.finditer(text)), question)


def _people(text: str, question: Question) -> Iterator[Span]:
    names = (one for one in NAME.finditer(text) if HOLDER.search(one[0]) or TWO.fullmatch(one[0]))
    return _unsaid(text, (one.span() for one in (*WITH_TITLE.finditer(text), *names)), question)


def _long_forms(text: str, question: Question) -> Iterator[Span]:
    for others in question.expansions.values():
        for other in others:
            words = r"\W+(?:(?:and|&)\W+)?".join(re.escape(word) for word in re.findall(r"\w+", other) if word != "and")
            for one in re.finditer(rf"\b{words}\b", text, re.IGNORECASE):
                yield one.span()


def _resolved(text: str, question: Question) -> Iterator[Span]:
    return ((one.start(), _clause(text, one.end())) for one in RESOLVED.finditer(text))


def _duties(text: str, question: Question) -> Iterator[Span]:
    return ((one.start(), _clause(text, one.end())) for one in DUTY.finditer(text))


def _clause(text: str, end: int) -> int:
    """Where the clause ends that an offset stands in; of a long one its first words, up to one that carries sense."""
    stop = CLAUSE_END.search(text, end)
    words = list(re.finditer(r"\S+", text[end : stop.start() if stop else len(text)]))
    told = words[:CLAUSE]
    while told and len(words) > CLAUSE and told[-1][0].casefold() in STOP_WORDS:
        told.pop()
    return end + told[-1].end() if told else end


def _unsaid(text: str, spans: Iterable[Span], question: Question) -> Iterator[Span]:
    """Without what the question itself says, which is no answer to it."""
    said = f" {_plain(f'{question.text} {question.search_text}')} "
    return ((start, end) for start, end in spans if f" {_plain(text[start:end])} " not in said)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Stretches in order, of those that overlap the longest."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if all(end <= first or last <= start for first, last in kept):
            kept.append((start, end))
    return sorted(kept)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


# What is asked for: the plainest answers first, the others where there are none of these.
KINDS: tuple[dict[str, Callable[[str, Question], Iterator[Span]]], ...] = (
    {"number": _figures, "date": _days, "person": _people, "meaning": _long_forms},
    {"decision": _resolved, "action": _duties},
    {"change": _changes},
)
