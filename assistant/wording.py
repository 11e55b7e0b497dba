"""A citation and an answer in words: what a councillor could read out."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.answer import Citation, Dates, Understood
from corpus.dates import MONTH
from index import Index

NOT_FOUND = "The archive does not say."
SPELLED = "The row with its column heads:"


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
    return words[:1].upper() + words[1:]


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


def archive_in_words(index: Index) -> str:
    """What an archive holds, in one sentence."""
    documents = index.documents()
    days = sorted({paper["meeting_date"] for d in documents for paper in d["papers"] if paper["meeting_date"]})
    papers = f"{len(documents)} paper{'s' if len(documents) != 1 else ''}"
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
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    listed = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"page{'s' if len(pages) > 1 else ''} {listed}"


# Said once at the end of a citation, not in every heading.
RECORDING = re.compile(
    r"\s*(?:\(\d?\d:\d\d:\d\d on (?:the )?recording\)|[-–] \d?\d:\d\d:\d\d on (?:the )?recording)", re.IGNORECASE
)
# Marks of layout that text extraction leaves between the words of the record.
LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
MARKUP = re.compile(r"</?(?:p|u|b|i|br|ul|ol|li|em|strong|span|sup|sub)\b[^<>]*>|\*\*|__", re.IGNORECASE)
CELLS = re.compile(r"(?<=[^\s|])[ ]*\t[\s]*(?=[^\s|])")  # between the cells of a table's row
LIST_MARK = re.compile(r"^\s*[-–•·▪●○◦‣*]\s+")


def for_reading(text: str) -> str:
    """Words of the record on one line, without the marks of layout around them; not a word is changed."""
    plain = MARKUP.sub(" ", LINK.sub(r"\1", LIST_MARK.sub("", text)))
    return " ".join(CELLS.sub(" | ", plain).split())
