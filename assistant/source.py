"""What is shown where a citation is opened: the quotation in its surroundings, and on a PDF's page at its place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from assistant.answer import Citation
from assistant.page_image import find_quote, page_size
from assistant.page_words import page_stretch
from assistant.place import Box
from assistant.wording import citation_in_words
from corpus import PAGE_BREAK, PanelError
from index import Index

AROUND = 1500  # characters shown before and after a quotation in a paper without pages
UNMARKED = "It is not certain where on this page the quotation stands, so nothing is marked in the picture."


class SourceError(PanelError):
    """A place of the archive that cannot be shown. The message says why."""


@dataclass(frozen=True)
class Place:
    """Words of a document, by offsets, and how many pages (or stretches) away from them to look."""

    document: str
    start: int
    end: int
    step: int = 0

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The place that a citation names."""
        return cls(citation.document, citation.char_start, citation.char_end)

    @property
    def link(self) -> str:
        """The address of the page that shows it."""
        told = {"document": self.document, "start": self.start, "end": self.end}
        return f"source?{urlencode(told | ({'step': self.step} if self.step else {}))}"

    def away(self, step: int) -> "Place":
        """So many pages from the quotation."""
        return Place(self.document, self.start, self.end, step)


@dataclass(frozen=True)
class Source:
    """A page of a PDF or a stretch of another paper: its words, those quoted apart.

    `boxes` are where the quotation stands on the page's picture of `size` pixels; `note` says so where that is not
    certain.
    """

    title: str  # citation in words
    where: str
    before: str
    quoted: str
    after: str
    place: Place
    earlier: Place | None
    later: Place | None
    page: int | None = None  # physical, 1-based
    size: tuple[int, int] = (0, 0)
    boxes: Sequence[Box] = field(default_factory=tuple)
    note: str | None = None


def show_source(index: Index, archive: Path, place: Place) -> Source:
    """What is shown of a place. Raises `SourceError` where the archive has no such place, `PageError` as page_image."""
    try:
        text = index.document_text(place.document)
    except KeyError as error:
        raise no_paper(place.document) from error
    if not 0 <= place.start < place.end <= len(text):
        raise SourceError(f"{place.document} was read anew since this was quoted; ask the question again.")
    passage = index.passage_at(place.document, place.start)
    title = citation_in_words(Citation.of(passage, place.start, place.end)) if passage else place.document
    if Path(place.document).suffix.lower() == ".pdf":
        return _page(text, archive, place, title)
    return _stretch(text, place, title)


def no_paper(document: str) -> SourceError:
    """What is told of a path that is not indexed."""
    return SourceError(f"The archive holds no paper {document}; it may have been removed since.")


def paper_file(index: Index, archive: Path, document: str) -> Path:
    """The file of an indexed paper. Raises `SourceError` for any other path, however it leads there."""
    if not index.holds(document):
        raise no_paper(document)
    path = archive / document
    # A link put in its place since it was read may lead out of the archive.
    if not path.is_file() or path.resolve() != archive.resolve() / document:
        raise SourceError(f"The file {document} is no longer in the archive's folder; ask who keeps it.")
    return path


def _page(text: str, archive: Path, place: Place, title: str) -> Source:
    last = text.count(PAGE_BREAK) + 1
    page = text.count(PAGE_BREAK, 0, place.start) + 1 + place.step
    if not 1 <= page <= last:
        raise SourceError(f"{place.document} ends at page {last}; it has no page {page}.")
    stretch = page_stretch(text, place.start, place.end, page)
    quoted = stretch.start < stretch.end
    path = archive / place.document
    boxes = find_quote(path, page, stretch) if quoted else []
    return Source(
        title,
        f"Page {page} of {last}",
        stretch.text[: stretch.start],
        stretch.text[stretch.start : stretch.end],
        stretch.text[stretch.end :],
        place,
        place.away(place.step - 1) if page > 1 else None,
        place.away(place.step + 1) if page < last else None,
        page,
        page_size(path, page),
        boxes or (),
        UNMARKED if boxes is None else None,
    )


def _stretch(text: str, place: Place, title: str) -> Source:
    """So many characters around the quotation, from line to line; the steps before and after it join on."""
    length = place.end - place.start + 2 * AROUND
    middle = place.start - AROUND
    start, end = (_cut(text, middle + length * step) for step in (place.step, place.step + 1))
    if start == end:
        raise SourceError(f"There is no more of {place.document} there; go back to the quotation.")
    first, last = (min(max(offset, start), end) for offset in (place.start, place.end))
    return Source(
        title,
        "In the paper" if not place.step else "Elsewhere in the paper",
        text[start:first],
        text[first:last],
        text[last:end],
        place,
        place.away(place.step - 1) if start > 0 else None,
        place.away(place.step + 1) if end < len(text) else None,
    )


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a stretch of a text, from line to line."""
    return text[_cut(text, start - AROUND) : start], text[end : _cut(text, end + AROUND)]


def _cut(text: str, offset: int) -> int:
    """Where a line begins at or before an offset; where that is too far away, a word; the text's own ends beyond them.

    It is nearer to the offset than the quotation is, which therefore is never cut.
    """
    if offset <= 0:
        return 0
    if offset >= len(text):
        return len(text)
    nearest = max(offset - AROUND, 0)
    ends = (text.rfind(mark, nearest, offset) + 1 for mark in "\n ")
    return next(filter(None, ends), offset)
