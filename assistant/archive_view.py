"""What the archive holds, as a person looks at it: how much of what from when, each file, and what failed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from assistant.wording import KINDS, date_in_words, pages_in_words
from corpus import PaperKind
from index import Index

UNDATED = "no date"


@dataclass(frozen=True)
class Part:
    """One paper of a file."""

    title: str
    kind: str
    when: str  # in words


@dataclass(frozen=True)
class File:
    """One file of the archive: its papers, and what is wrong with it."""

    path: str
    title: str
    when: str  # in words
    year: str
    parts: tuple[Part, ...]
    passages: int
    note: str | None  # what could not be read of it


@dataclass(frozen=True)
class ArchiveView:
    """An archive: papers by kind and year, files by year, the newest first."""

    kinds: tuple[str, ...]  # in words, commonest first
    years: tuple[str, ...]
    counts: Counter[tuple[str, str]]
    files: dict[str, list[File]]
    failures: dict[str, str]  # why each file that could not be read could not

    @property
    def most(self) -> int:
        """The largest count of one kind in one year."""
        return max(self.counts.values(), default=0)

    @property
    def unread(self) -> bool:
        """Whether there are pages that are pictures and not read."""
        return any(one.note for own in self.files.values() for one in own)

    def total(self, kind: str) -> int:
        """How many papers of a kind there are."""
        return sum(count for (one, _), count in self.counts.items() if one == kind)


def view_archive(index: Index) -> ArchiveView:
    """The archive of an index as it is now."""
    documents = index.documents()
    papers = [(KINDS[PaperKind(paper["kind"])], _year(paper)) for document in documents for paper in document["papers"]]
    found = sorted((_file(document) for document in documents), key=lambda one: one.path)
    there = {year for _, year in papers} | {one.year for one in found}
    years = sorted(there, key=lambda year: (year != UNDATED, year), reverse=True)
    return ArchiveView(
        kinds=tuple(kind for kind, _ in Counter(kind for kind, _ in papers).most_common()),
        years=tuple(years),
        counts=Counter(papers),
        files={year: own for year in years if (own := [one for one in found if one.year == year])},
        failures=index.failures(),
    )


def _file(document: dict[str, Any]) -> File:
    unread = document["needs_ocr"]
    note = f"Not read, for they are pictures: {pages_in_words(unread)}." if unread else None
    return File(
        document["path"],
        document["title"],
        _when(document),
        _year({**document, "meeting_date": document["pack_date"] or document["meeting_date"]}),
        tuple(Part(paper["title"], KINDS[PaperKind(paper["kind"])], _when(paper)) for paper in document["papers"]),
        document["passages"],
        note,
    )


def _when(paper: dict[str, Any]) -> str:
    told = f"meeting of {date_in_words(paper['meeting_date'])}" if paper["meeting_date"] else "no meeting date"
    return f"{told}, {paper['period']}" if paper["period"] else told


def _year(paper: dict[str, Any]) -> str:
    """The year of a paper's meeting, or else that in which its period ends."""
    day = paper["meeting_date"] or paper["period_end"]
    return str(day)[:4] if day else UNDATED
