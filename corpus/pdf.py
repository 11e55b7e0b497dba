"""PDF through pypdf: the file opened, its pages put together, its outline, its scanned pages."""

import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError, LimitReachedError

from corpus.document import PAGE_BREAK, Document, Line, Page, PaperError
from corpus.pdf_lines import read_page
from corpus.scans import find_scans

log = logging.getLogger(__name__)

WORDLESS = (
    "it has no text, only drawings, small pictures or blank pages; "
    "if there are words on them, run it through OCR (for example ocrmypdf) and add the result"
)
NOTHING_READ = "it has no text, only pictures of pages, and OCR found no words in them; scan it again or take it out"
LOCKED = "it is locked with a password; save a copy without one"
TOO_LARGE = "it unpacks to more than a paper can hold; print it to PDF anew and add that"
DAMAGED = "the PDF is damaged or cut short; fetch it again"


SPARSE = 300  # characters of text beside which a page may still be a scan


def read_pdf(name: str, content: bytes) -> Document:
    """Read a PDF. The document's text is pypdf's text of each page, joined by a form feed.

    Scanned pages are told in `unread_pages`, and may be all there are. Raises `PaperError` where the file is damaged,
    needs a password, or has neither text nor scanned pages.
    """
    if b"%PDF-" not in content[:1024]:
        raise PaperError("it is not a PDF, whatever its name says; fetch it again")
    with _damage_told(name):
        # Closed before PDFium opens it: either keeps every picture that it came upon.
        with open_pdf(content) as reader:
            document = _read_pages(name, reader, {})
        sparse = [page.number for page in document.pages if page.end - page.start < SPARSE]
        document = replace(document, unread_pages=find_scans(content, sparse))
    if not document.lines and not document.unread_pages:
        raise PaperError(WORDLESS)
    return document


def read_scans(document: Document, content: bytes, words: bytes) -> Document:
    """The PDF read again, its unread pages with the words that OCR found in their pictures.

    `words` is a PDF as `ocr_pages` makes it of those pages. Raises `PaperError` where there are no words at all.
    """
    with _damage_told(document.path):
        scans = dict(zip(document.unread_pages, open_pdf(words).pages, strict=True))
        read = _read_pages(document.path, open_pdf(content), scans)
    if not read.lines:
        raise PaperError(NOTHING_READ)
    return read


def open_pdf(content: bytes) -> PdfReader:
    """A PDF as pypdf reads it. Close it: it keeps all that it came upon, pictures too.

    Raises `PaperError` where it needs a password, and whatever pypdf raises for a damaged one.
    """
    # Buffered, for a BytesIO pypdf asks for its size in a way that copies all of it.
    reader = PdfReader(io.BufferedReader(io.BytesIO(content)))
    if reader.is_encrypted and not reader.decrypt(""):
        raise PaperError(LOCKED)
    return reader


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotDecryptedError as error:
        raise PaperError(LOCKED) from error
    except LimitReachedError as error:
        raise PaperError(TOO_LARGE) from error
    except (PaperError, MemoryError):
        raise
    except Exception as error:  # damaged files break pypdf in ways of their own, of every type
        log.debug("pypdf could not read %s", name, exc_info=True)
        raise PaperError(DAMAGED) from error


def _read_pages(name: str, reader: PdfReader, scans: Mapping[int, PageObject]) -> Document:
    pages: list[Page] = []
    lines: list[Line] = []
    text = ""
    for number, page in enumerate(reader.pages, start=1):
        if pages:
            text += PAGE_BREAK
        page_text, page_lines = read_page(page, scans.get(number), number, start=len(text))
        pages.append(Page(number, len(text), len(text) + len(page_text)))
        lines += page_lines
        text += page_text
    if not pages:
        raise PaperError(DAMAGED)
    return Document(name, "pdf", text, tuple(lines), tuple(pages), outline=_outline(reader))


def _outline(reader: PdfReader) -> tuple[tuple[str, int], ...]:
    """The file's outermost bookmarks, in order; none where the outline is damaged."""
    found: list[tuple[str, int]] = []
    try:
        for entry in reader.outline:
            # A list holds the bookmarks inside the one before it: the headings of a paper.
            if not isinstance(entry, list) and entry.title:
                page = reader.get_destination_page_number(entry)
                found += [(" ".join(str(entry.title).split()), page + 1)] if page is not None else []
    except MemoryError:
        raise
    except Exception:  # as with pages: a damaged outline breaks pypdf in ways of every type
        log.debug("the outline cannot be read", exc_info=True)
    return tuple(found)
