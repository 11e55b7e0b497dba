"""A paper read and its passages encoded, as far as that takes no index: here, or wherever an archive's papers are sent
to (index/ray_build.py)."""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field

from corpus import Document, PaperError, Reading, ocr_pages, read_document, read_passages, read_scans
from index.embedding import Known, embed
from index.encoder import Encoder
from index.late import PassageVectors


@dataclass(frozen=True, slots=True)
class Work:
    """A paper to be read, by its path inside the archive. `scanned` is what OCR found in its file before, by the
    physical numbers of the pages; with `ocr` it is asked where it has not been."""

    name: str
    content: bytes
    digest: str
    scanned: Mapping[tuple[int, ...], bytes] = field(default_factory=dict)
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a paper: its reading, or why there is none.

    `scanned` is what OCR found just now, `ocr_failed` why it did not read the pages that the reading goes without.
    """

    name: str
    digest: str
    reading: Reading | None = None
    failed: str = ""
    scanned: Mapping[tuple[int, ...], bytes] = field(default_factory=dict)
    ocr_failed: str = ""


Made = Generator[tuple[Read, Iterable[list[PassageVectors]]], None, None]
"""Papers that were read, in any order, each with the vectors of its passages in order, some at a time."""

Source = Callable[[Iterable[Work], Encoder, Known, Callable[[str], None]], Made]
"""Reads papers; it may use the vectors that are known, and may tell the paper at hand."""


def read_here(works: Iterable[Work], encoder: Encoder, known: Known, tell: Callable[[str], None]) -> Made:
    """Papers read one after another in this process, as they are asked for."""
    # Not ahead, by a thread: reading is a small part of the time, and the encoder keeps every processor busy as it is.
    for work in works:
        tell(work.name)
        read = read_paper(work, encoder, tell)
        yield read, embed(encoder, read.reading, known) if read.reading else ()


def read_paper(work: Work, encoder: Encoder, tell: Callable[[str], None] = lambda name: None) -> Read:
    """Read one paper and cut it into passages."""
    scanned: dict[tuple[int, ...], bytes] = {}
    ocr_failed = ""
    try:
        document = read_document(work.name, work.content)
        if pages := document.unread_pages:
            try:
                if work.ocr and pages not in work.scanned:
                    tell(f"{work.name} by OCR")
                    scanned[pages] = ocr_pages(work.content, pages)
                document = _with_words(document, work, {**work.scanned, **scanned})
            except PaperError as error:
                if document.is_scan:
                    raise
                ocr_failed = str(error)
        reading = read_passages(document, encoder.word_pieces, encoder.limit)
    except PaperError as error:
        return Read(work.name, work.digest, failed=str(error), scanned=scanned, ocr_failed=ocr_failed)
    return Read(work.name, work.digest, reading, scanned=scanned, ocr_failed=ocr_failed)


def _with_words(document: Document, work: Work, scanned: Mapping[tuple[int, ...], bytes]) -> Document:
    words = scanned.get(document.unread_pages)
    return read_scans(document, work.content, words) if words else document
