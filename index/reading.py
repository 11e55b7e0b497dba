"""A paper read, as far as that takes neither index nor model: each step in a process with limits (corpus/confined.py),
of which only this file and `corpus` are needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import corpus  # its names are asked for one by one where they are needed: what reads PDFs takes its time to import
from corpus import Confined, PaperError, StoppedError

if TYPE_CHECKING:
    from corpus import Document, Reading
    from index.encoder import Encoder

# Seconds that a step may take: a pack of 1,000 pages takes one of them half a minute.
SECONDS = 300


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

    `stopped` tells that it took too much, and would again. `scanned` is what OCR found just now, `ocr_failed` why it
    did not read the pages that the reading goes without.
    """

    name: str
    digest: str
    reading: "Reading | None" = None
    failed: str = ""
    stopped: bool = False
    scanned: Mapping[tuple[int, ...], bytes] = field(default_factory=dict)
    ocr_failed: str = ""


def read_paper(
    work: Work, encoder: "Encoder", confined: Confined, tell: Callable[[str], None] = lambda name: None
) -> Read:
    """Read one paper and cut it into passages."""
    scanned: dict[tuple[int, ...], bytes] = {}
    ocr_failed = ""
    try:
        document = confined.call(_open, work.name, work.content)
        if pages := document.unread_pages:
            try:
                if work.ocr and pages not in work.scanned:
                    tell(f"{work.name} by OCR")
                    seconds = SECONDS + corpus.ocr_seconds(len(pages))
                    scanned[pages] = confined.call(_ocr, work.content, pages, seconds=seconds)
                if words := {**work.scanned, **scanned}.get(pages):
                    # What OCR finds is many small runs: a quarter of a second a page.
                    seconds = SECONDS + len(pages)
                    document = confined.call(_with_words, document, work.content, words, seconds=seconds)
            except PaperError as error:
                if document.is_scan:
                    raise
                ocr_failed = str(error)
        reading = confined.call(_cut, document, encoder.tokenizer, encoder.limit)
    except PaperError as error:
        stopped = isinstance(error, StoppedError)
        return Read(work.name, work.digest, None, str(error), stopped, scanned, ocr_failed)
    return Read(work.name, work.digest, reading, scanned=scanned, ocr_failed=ocr_failed)


# In the process with limits


def _open(name: str, content: bytes) -> "Document":
    return corpus.read_document(name, content)


def _ocr(content: bytes, pages: tuple[int, ...]) -> bytes:
    return corpus.ocr_pages(content, pages)


def _with_words(document: "Document", content: bytes, words: bytes) -> "Document":
    return corpus.read_scans(document, content, words)


def _cut(document: "Document", tokenizer: str, limit: int) -> "Reading":
    return corpus.read_passages(document, _word_pieces(tokenizer), limit)


@cache
def _word_pieces(tokenizer: str) -> Callable[[str], int]:
    from tokenizers import Tokenizer

    read = Tokenizer.from_str(tokenizer)
    return lambda text: len(read.encode(text, add_special_tokens=False).ids)
