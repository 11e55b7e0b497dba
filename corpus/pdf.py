"""PDF, page by page, through pypdf."""

import io
import logging
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from corpus.document import PAGE_BREAK, Cell, Document, Line, Page, PaperError, lines_of
from corpus.scans import find_scans

log = logging.getLogger(__name__)

WORDLESS = (
    "it has no text, only drawings, small pictures or blank pages; "
    "if there are words on them, run it through OCR (for example ocrmypdf) and add the result"
)
NOTHING_READ = "it has no text, only pictures of pages, and OCR found no words in them; scan it again or take it out"
LOCKED = "it is locked with a password; save a copy without one"
DAMAGED = "the PDF is damaged or cut short; fetch it again"


LIST_MARK = re.compile(r"\W{1,2}|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]?")
# In units of the type size: the mean width of a letter, and the space that parts two cells.
LETTER, APART = 0.5, 1.2
SHORT_CELL = 25  # characters
SPARSE = 300  # characters of text beside which a page may still be a scan
# What OCR is unsure of: type sizes within these parts of the page's usual one, and the bullets it reads as letters.
SMALLER, LARGER = 0.75, 1.15
MISREAD_BULLET = re.compile(r"^(?:[¢°«»](?= )|e(?= [A-Z]))", re.MULTILINE)


class _Run(NamedTuple):
    """A stretch of text set in one go. Places in points from the page's corner, `start` in characters of its text."""

    start: int
    text: str
    left: float
    baseline: float
    size: float
    bold: bool


def read_pdf(name: str, content: bytes) -> Document:
    """Read a PDF. The document's text is pypdf's text of each page, joined by a form feed.

    Scanned pages are told in `unread_pages`, and may be all there are. Raises `PaperError` where the file is damaged,
    needs a password, or has neither text nor scanned pages.
    """
    if b"%PDF-" not in content[:1024]:
        raise PaperError("it is not a PDF, whatever its name says; fetch it again")
    with _damage_told(name):
        document = _read_pages(name, _open(content), {})
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
        scans = dict(zip(document.unread_pages, PdfReader(io.BytesIO(words)).pages, strict=True))
        read = _read_pages(document.path, _open(content), scans)
    if not read.lines:
        raise PaperError(NOTHING_READ)
    return read


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotDecryptedError as error:
        raise PaperError(LOCKED) from error
    except PaperError:
        raise
    except Exception as error:  # damaged files break pypdf in ways of their own, of every type
        log.debug("pypdf could not read %s", name, exc_info=True)
        raise PaperError(DAMAGED) from error


def _open(content: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise PaperError(LOCKED)
    return reader


def _read_pages(name: str, reader: PdfReader, scans: Mapping[int, PageObject]) -> Document:
    pages: list[Page] = []
    lines: list[Line] = []
    text = ""
    for number, page in enumerate(reader.pages, start=1):
        if pages:
            text += PAGE_BREAK
        page_text, page_lines = _read_page(page, scans.get(number), number, start=len(text))
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
    except Exception:  # as with pages: a damaged outline breaks pypdf in ways of every type
        log.debug("the outline cannot be read", exc_info=True)
    return tuple(found)


def _read_page(page: PageObject, scan: PageObject | None, number: int, start: int) -> tuple[str, list[Line]]:
    """The page's text, and its lines with type size, weight and the gaps between them.

    `scan` holds the words that OCR found on it. What the page says itself stands above or below them.
    """
    text, runs = _read_runs(page)
    if scan is not None:
        found, words = _read_runs(scan)
        found, words = MISREAD_BULLET.sub("•", found), _steady(words)
        if runs and runs[0].baseline > page.mediabox.bottom + page.mediabox.height / 2:
            text, runs = _join(text, runs, found, words)
        else:
            text, runs = _join(found, words, text, runs)
    lines = lines_of(text, start, number)
    shaped: list[Line] = []
    baselines: list[float] = []
    following = 0
    for line in lines:
        first = following
        while following < len(runs) and runs[following].start < line.end - start:
            following += 1
        own = runs[first:following]
        baselines.append(own[0].baseline if own else math.nan)
        size = max((run.size for run in own), default=0.0)
        bold = bool(own) and all(run.bold for run in own)
        shaped.append(replace(line, size=size, bold=bold, cells=line.cells or _cells(own, start, line)))
    return text, _with_gaps(shaped, baselines)


def _read_runs(page: PageObject) -> tuple[str, list[_Run]]:
    """The page's text, and the runs it is made of."""
    runs: list[_Run] = []
    parts: list[str] = []
    length = 0

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float | None) -> None:
        nonlocal length
        if text.strip():
            left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            baseline = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
            # A run may open with the line break that ends the line before it.
            lead = len(text) - len(text.lstrip())
            runs.append(
                _Run(length + lead, text.strip(), left, baseline, round((size or 0) * scale, 1), _is_bold(font))
            )
        parts.append(text)
        length += len(text)

    page.extract_text(visitor_text=visit)
    # A lone surrogate is no character: it could be neither stored nor shown.
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), runs


def _join(above: str, runs: list[_Run], below: str, others: list[_Run]) -> tuple[str, list[_Run]]:
    """Two texts with their runs as those of one page, a line break between them."""
    shift = len(above) + 1
    return f"{above}\n{below}", runs + [run._replace(start=run.start + shift) for run in others]


def _steady(runs: list[_Run]) -> list[_Run]:
    """Runs as OCR found them, those about as large as most of the page made as large: the rest is a guess."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text)
    usual = max(sizes, key=sizes.__getitem__, default=0.0)
    return [run._replace(size=usual) if SMALLER * usual <= run.size <= LARGER * usual else run for run in runs]


def _cells(runs: list[_Run], start: int, line: Line) -> tuple[Cell, ...]:
    """The cells of a line whose runs stand apart as those of a table do: three or more, or a short one after another.

    A list mark and the text it marks stand apart too, and are no cells.
    """
    if runs and LIST_MARK.fullmatch(runs[0].text):
        runs = runs[1:]
    firsts = runs[:1]
    for before, run in pairwise(runs):
        if run.left - before.left > (LETTER * len(before.text) + APART) * run.size:
            firsts.append(run)
    if len(firsts) < 2 or (len(firsts) == 2 and len(firsts[1].text) > SHORT_CELL):
        return ()
    ends = [run.start + start for run in firsts[1:]] + [line.end]
    return tuple(Cell(run.start + start, end, run.left) for run, end in zip(firsts, ends, strict=True))


def _with_gaps(lines: list[Line], baselines: list[float]) -> list[Line]:
    """Mark the lines that stand further below the one before than lines of a paragraph do."""
    steps = [above - below for above, below in pairwise(baselines)]
    within = sorted(
        step / line.size
        for step, line in zip(steps, lines[1:], strict=False)
        if 0.8 * line.size < step < 2.2 * line.size
    )
    # The narrower steps: on a page of short paragraphs most steps are between paragraphs.
    usual = within[len(within) // 5] if within else 1.2
    marked = lines[:1]
    for step, above, line in zip(steps, lines, lines[1:], strict=False):
        restyled = line.bold != above.bold or abs(line.size - above.size) > 0.6
        # A step up the page is the head of another column or cell.
        apart = step < -0.5 * line.size or step > 1.25 * usual * line.size
        marked.append(replace(line, gap=line.gap or restyled or apart))
    return marked


def _is_bold(font: Any) -> bool:
    name = str((font or {}).get("/BaseFont", "")).lower()
    return any(word in name for word in ("bold", "black", "heavy", "semibold"))
