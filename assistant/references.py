"""What answers quote, as references for a reference manager: CSL-JSON (schema 1.0.2) and BibTeX, one a paper."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation
from assistant.bibtex import bibtex
from assistant.sheet import as_link, as_text
from assistant.wording import RECORDING, date_in_words, pages_in_words, runs_of_pages
from corpus import PanelError, PaperKind
from corpus.people import HONORIFIC, NAME

Item = dict[str, Any]  # one of CSL-JSON

# Kinds of paper whose names say too little of one of them.
GENRES = {PaperKind.MONITORING: "monitoring report", PaperKind.QUESTIONS: "questions and answers"}
SMALL = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"}
TITLE_WORDS = 8  # of a paper's title in its key


class ReferencesError(PanelError):
    """References asked for in a form that there is not."""


def citations_of(answers: Iterable[Answer]) -> Iterator[Citation]:
    """Every place that the quotes of answers are cited to, with the other places that print the same."""
    for answer in answers:
        for quote in answer.quotes:
            yield quote.citation
            yield from quote.also


def to_csl(citations: Iterable[Citation]) -> list[Item]:
    """CSL-JSON items in the order of their ids: one a paper, with all its pages and places that are cited.

    The same citations give the same items in whatever order they come, and a paper has the same id in all files.
    """
    papers: dict[tuple[str | None, ...], dict[tuple[int, int], Citation]] = {}
    for one in citations:
        places = papers.setdefault((one.document, one.title, one.meeting_date), {})
        places[one.char_start, one.char_end] = one
    items = [_item([places[at] for at in sorted(places)]) for places in papers.values()]
    return sorted(items, key=lambda item: str(item["id"]))


def to_csl_json(citations: Iterable[Citation]) -> str:
    """The items of `to_csl` as a file."""
    return json.dumps(to_csl(citations), ensure_ascii=False, indent=2) + "\n"


def to_bibtex(citations: Iterable[Citation]) -> str:
    """The same references as BibTeX, in UTF-8; the fields that BibLaTeX alone knows are among them."""
    return bibtex(to_csl(citations))


FORMS: dict[str, Callable[[Iterable[Citation]], str]] = {".bib": to_bibtex, ".json": to_csl_json}


def form_of(path: Path) -> Callable[[Iterable[Citation]], str]:
    """What makes the text of a file of references, by the file's ending; raises `ReferencesError` for any other."""
    if path.suffix.lower() not in FORMS:
        raise ReferencesError(f"{path} is no file of references; end its name in .bib (BibTeX) or .json (CSL-JSON).")
    return FORMS[path.suffix.lower()]


def _item(places: Sequence[Citation]) -> Item:
    """The item of one paper, without what is not known; `places` are those cited, in reading order."""
    paper = places[0]
    printed, in_file = _pages(places)
    of_meeting = f"{paper.body} meeting" if paper.body else "Meeting"
    told = {
        "id": _key(paper),
        "type": "report",  # there is no type for minutes or agendas; the genre says which kind it is
        "genre": _sentence(GENRES.get(paper.kind, paper.kind) if paper.kind else "paper"),
        "title": paper.title,
        "author": _author(paper),
        "publisher": paper.body,
        "issued": _date(paper.meeting_date or paper.pack_date),
        "event-title": of_meeting if paper.meeting_date else None,
        "event-date": _date(paper.meeting_date),
        "container-title": paper.pack_date and f"Papers for {date_in_words(paper.pack_date)} ({paper.document})",
        "page": printed,
        "URL": as_link(paper.url) if paper.url else None,
        "note": _note(places, in_file),
    }
    plain = {name: as_text(value).strip() if isinstance(value, str) else value for name, value in told.items()}
    return {name: value for name, value in plain.items() if value}


def _key(paper: Citation) -> str:
    """Readable words and six characters more, by which papers of one name are told apart: always there, so that a key
    never means one paper in one file and another in the next."""
    title = paper.title.removeprefix(paper.body or "")
    if paper.meeting_date:
        title = title.replace(date_in_words(paper.meeting_date), "")
    day = paper.meeting_date or paper.pack_date
    words = [*_words(paper.body or ""), *([day] if day else []), *_words(title)[:TITLE_WORDS]]
    identity = json.dumps([paper.document, paper.title, paper.meeting_date])
    return "-".join([*words, hashlib.sha256(identity.encode()).hexdigest()[:6]])


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [word for word in re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain)) if word not in SMALL]


def _author(paper: Citation) -> list[dict[str, str]]:
    """Who signs the paper; where that is an office, or a name that cannot be parted for sure, it is left whole."""
    who = paper.author or paper.office
    if not who:
        return []
    if who != paper.author or HONORIFIC.match(who) or not NAME.fullmatch(who):
        return [{"literal": as_text(who)}]
    parted = re.fullmatch(r"(?P<given>.+?) (?P<family>(?:[a-z]+ )*\S+)", as_text(who))
    return [parted.groupdict()] if parted else [{"literal": as_text(who)}]


def _date(day: str | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _pages(places: Sequence[Citation]) -> tuple[str | None, str | None]:
    """The pages cited, and where in the file they are where that is another number: "2-3", "pages 4-5 of the file".

    They are those printed where each has one, for those of a printed copy and of a PDF must not be mixed.
    """
    pages = {one.page: one.page_label for one in sorted(places, key=lambda one: one.page or 0) if one.page}
    if not pages:
        return None, None
    in_file = [str(page) for page in pages]
    printed = [label or "" for label in pages.values()]
    if printed == in_file:
        return runs_of_pages(printed), None
    return runs_of_pages(printed if all(printed) else in_file), f"{pages_in_words(list(pages))} of the file"


def _note(places: Sequence[Citation], in_file: str | None) -> str:
    """What a reader finds the places by, and a style has no field for."""
    paper = places[0]
    under: dict[str, list[str]] = {}
    for one in places:
        heading = one.item or (one.headings[-1] if one.headings and not one.page else "")
        heading = RECORDING.sub("", heading)
        paragraphs = under.setdefault(heading if heading != one.title else "", [])
        if one.paragraph and one.paragraph not in paragraphs:
            paragraphs.append(one.paragraph)
    told = [paper.period if paper.period and paper.period not in paper.title else None]
    for heading, paragraphs in under.items():
        numbers = f"paragraph{'s' if len(paragraphs) > 1 else ''} {', '.join(paragraphs)}" if paragraphs else None
        told.append(", ".join(filter(None, (f"under “{heading}”" if heading else None, numbers))))
    told += [None if paper.pack_date else f"file {paper.document}", in_file]
    return _sentence("; ".join(part for part in told if part))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
