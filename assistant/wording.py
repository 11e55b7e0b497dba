"""A citation and an answer in words: what a councillor could read out."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from assistant.answer import Citation, Dates, Understood, Written
from assistant.visible import visible
from corpus import PaperKind
from corpus.dates import MONTH
from index import Filters, Index

NOT_FOUND = "The archive does not say."
NEAREST = 3  # passages shown at once where the archive does not say
SPELLED = "The row with its column heads:"
# Kinds of paper as a councillor calls them, several of each.
KINDS = {
    PaperKind.AGENDA: "agendas",
    PaperKind.MINUTES: "minutes",
    PaperKind.APPENDIX: "appendices",
    PaperKind.REPORT: "reports",
    PaperKind.MONITORING: "monitoring reports",
    PaperKind.PLAN: "plans",
    PaperKind.WORK_PLAN: "work plans",
    PaperKind.QUESTIONS: "questions and answers",
    PaperKind.TRANSCRIPT: "transcripts",
    PaperKind.PAPER: "other papers",
}


def date_in_words(day: str) -> str:
    """An ISO date as it is spoken: "9 October 2024"."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def citation_in_words(citation: Citation) -> str:
    """Body, meeting date, paper, item or heading, paragraph and page, in one line; what is not known is left out."""
    when = date_in_words(citation.meeting_date) if citation.meeting_date else None
    pack = citation.pack_date if citation.pack_date != citation.meeting_date else None
    title = citation.title if not when or when not in citation.title else citation.title.replace(f" of {when}", "")
    parts = [
        citation.body if citation.body and not title.startswith(citation.body) else None,
        f"meeting of {when}" if when else "no meeting date",
        title,
        citation.period if citation.period and citation.period not in title else None,
        f"in the papers for {date_in_words(pack)}" if pack else None,
        citation.item if citation.item and not citation.item.endswith(title) else None,
        *[heading for heading in citation.headings[-2:] if heading not in (citation.item, citation.title)],
        f"paragraph {citation.paragraph}" if citation.paragraph else None,
        page_in_words(citation),
        f"said by {citation.speaker}" if citation.speaker else None,
        f"answering {citation.asker}" if citation.speaker and citation.asker else None,
    ]
    words = RECORDING.sub("", ", ".join(part for part in parts if part))
    if citation.recording_time:
        words += f", {citation.recording_time} on the recording"
    return visible(words[:1].upper() + words[1:])


# Days, months and years that say themselves which days they are: "9 October 2024", "since March 2023".
PLAIN = re.compile(
    rf"(?:(?:since|after|before|until|up to|prior to|the|(?:start|beginning|end) of|to|and|of|\d{{1,2}}(?:st|nd|rd|th)?"
    rf"|{MONTH}|[-–,.])\s*)*(?:19|20)\d\d(?:\s?(?:to|and|[-–])\s?(?:19|20)?\d\d)?",
    re.IGNORECASE,
)


def understood_in_words(understood: Understood) -> str | None:
    """How a question was read, in one line: what was mended in it, and what its short forms and dates mean.

    None where that goes without saying.
    """
    told = [f"{right} (for {typed})" for typed, right in understood.corrections.items()]
    for form, others in understood.expansions.items():
        told.append(" or ".join((form, *others)) if len(form) > len(others[0]) else f"{form} is {' or '.join(others)}")
    for words in dict.fromkeys(one.words for one in understood.dates):
        meant = [one for one in understood.dates if one.words == words]
        if len(meant) > 1:
            told.append(f"{words} of any year")
        elif not PLAIN.fullmatch(words):
            told.append(f"{words} is {_days_in_words(meant[0])}")
    return f"Read as: {'; '.join(told)}." if told else None


def _days_in_words(dates: Dates) -> str:
    """ "1 July to 30 September 2023", "9 October 2024", "from 1 April 2024 on"."""
    if not dates.last:
        return f"from {date_in_words(dates.first or '')} on"
    if not dates.first:
        return f"up to {date_in_words(dates.last)}"
    if dates.first == dates.last:
        return date_in_words(dates.first)
    first, last = date_in_words(dates.first), date_in_words(dates.last)
    return f"{first.removesuffix(last[-5:])} to {last}"


CHANCES = ((0.85, "very likely"), (0.65, "likely"), (0.5, "possible"), (0.2, "unlikely"), (0.0, "very unlikely"))
# The fields of `Filters`, each in words.
FILTERS: dict[str, Callable[[str], str]] = {
    "since": lambda day: f"meetings from {date_in_words(day)}",
    "until": lambda day: f"meetings up to {date_in_words(day)}",
    "body": lambda body: body,
    "kind": lambda kind: KINDS[PaperKind(kind)],
    "meeting": lambda day: f"meeting of {date_in_words(day)}",
}


def meeting_in_words(day: str | None) -> str:
    """The heading of what was said at one meeting."""
    return f"Meeting of {date_in_words(day)}" if day else "No meeting date"


def chance_in_words(confidence: float) -> str:
    """How sure it is that the archive answers a question: "likely (74%)"."""
    words = next(words for least, words in CHANCES if confidence >= least)
    return f"{words} ({confidence:.0%})"


def counted(number: int, thing: str) -> str:
    """So many of a thing: "1 paper", "3 papers"."""
    return f"{number} {thing}{'s' if number != 1 else ''}"


def left_out_in_words(written: Written) -> str:
    """How many sentences of a written answer were left out, in a sentence; nothing where none was."""
    if not written.dropped:
        return ""
    was, they = ("was", "it says") if written.dropped == 1 else ("were", "they say")
    return f"{counted(written.dropped, 'sentence')} {was} left out: what {they} could not be found in the papers."


def filters_in_words(filters: Filters) -> str:
    """Which papers were looked in, in one line; nothing where it was all of them."""
    told = [in_words(value) for name, in_words in FILTERS.items() if (value := getattr(filters, name))]
    return f"Narrowed to: {'; '.join(told)}." if told else ""


def archive_in_words(index: Index) -> str:
    """What an archive holds, in one sentence."""
    files, number = len(index.fingerprints()), len(index.papers())
    papers = counted(number, "paper") + (f" in {counted(files, 'file')}" if files != number else "")
    days = [day.isoformat() for day in index.meeting_dates()]
    if not days:
        return f"{papers}; none names the day of a meeting."
    spread = (
        f"of {date_in_words(days[0])}"
        if len(days) == 1
        else f"from {date_in_words(days[0])} to {date_in_words(days[-1])}"
    )
    return f"{papers}, with {'a meeting' if len(days) == 1 else 'meetings'} {spread}."


def page_in_words(citation: Citation) -> str | None:
    """The page to turn to: the printed number first, the place in the file where that differs."""
    if citation.page is None:
        return None
    if citation.page_label is None:
        return f"page {citation.page} of the file"
    if citation.page_label == str(citation.page):
        return f"page {citation.page}"
    return f"page {citation.page_label} (page {citation.page} of the file)"


def pages_in_words(pages: Sequence[int]) -> str:
    """Physical pages in ascending order: "page 3", "pages 3, 7-9"."""
    return f"page{'s' if len(pages) > 1 else ''} {runs_of_pages([str(page) for page in pages])}"


def runs_of_pages(labels: Sequence[str]) -> str:
    """Page numbers as printed, in the order of the pages: "iv, 3, 7-9"."""
    runs: list[list[str]] = []
    for label in labels:
        if runs and label.isdecimal() and runs[-1][-1].isdecimal() and int(label) == int(runs[-1][-1]) + 1:
            runs[-1].append(label)
        else:
            runs.append([label])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else run[0] for run in runs)


# Said once at the end of a citation, not in every heading.
RECORDING = re.compile(
    r"(?<!\s)\s*(?:\(\d?\d:\d\d:\d\d on (?:the )?recording\)|[-–] \d?\d:\d\d:\d\d on (?:the )?recording)", re.IGNORECASE
)
# Marks of layout that text extraction leaves between the words of the record.
LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
MARKUP = re.compile(r"</?(?:p|u|b|i|br|ul|ol|li|em|strong|span|sup|sub)\b[^<>]*>|\*\*|__", re.IGNORECASE)
CELLS = re.compile(r"(?<=[^\s|])[ ]*\t[\s]*(?=[^\s|])")  # between the cells of a table's row
LIST_MARK = re.compile(r"^\s*[-–•·▪●○◦‣*]\s+")
# What takes the place of each; of a pattern with a group the group stays.
LAYOUT = (
    (LIST_MARK, ""),
    (LINK, ""),
    (MARKUP, " "),
    (CELLS, " | "),
    (re.compile(r"^\s+|(?<!\s)\s+$"), ""),
    (re.compile(r"\s+"), " "),
)


def for_reading(text: str) -> str:
    """Words of the record on one line, without the marks of layout around them; not a word is changed."""
    return "".join(words for words, _ in runs_for_reading(text, ()))


def runs_for_reading(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The same words in runs, each with whether it is marked; `marks` are offsets in the text as it was."""
    plain, places = text, list(range(len(text)))
    for pattern, put in LAYOUT:
        plain, places = _put(pattern, put, plain, places)
    marked = [any(start <= place < end for start, end in marks) for place in places]
    return [
        ("".join(letter for letter, _ in run), is_marked)
        for is_marked, run in groupby(zip(plain, marked, strict=True), key=lambda one: one[1])
    ]


def _put(pattern: re.Pattern[str], put: str, text: str, places: list[int]) -> tuple[str, list[int]]:
    """A text with something put in place of a pattern, and of each of its letters the place it had at first."""
    letters: list[str] = []
    kept: list[int] = []
    at = 0
    for found in pattern.finditer(text):
        first, last = found.span(1) if pattern.groups else (found.start(), found.start())
        letters += [text[at : found.start()], text[first:last], put]
        kept += places[at : found.start()] + places[first:last] + [places[found.start()]] * len(put)
        at = found.end()
    return "".join([*letters, text[at:]]), kept + places[at:]
