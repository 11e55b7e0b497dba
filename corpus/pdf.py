"""PDF, page by page, through pypdf."""

import io
import logging
import math
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from corpus.document import PAGE_BREAK, Cell, Document, Line, Page, PaperError, lines_of

log = logging.getLogger(__name__)

SCANNED = "it has no text, only pictures of pages; run it through OCR (for example ocrmypdf) and add the result"
DAMAGED = "the PDF is damaged or cut short; fetch it again"


LIST_MARK = re.compile(r"\W{1,2}|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]?")
# In units of the type size: the mean width of a letter, and the space that parts two cells.
LETTER, APART = 0.5, 1.2
SHORT_CELL = 25  # characters


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

    Raises `PaperError` where the file is damaged, needs a password, or has no text on any page.
    """
    if b"%PDF-" not in content[:1024]:
        raise PaperError("it is not a PDF, whatever its name says; fetch it again")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PaperError("it is locked with a password; save a copy without one")
        return _read_pages(name, reader)
    except FileNotDecryptedError as error:
        raise PaperError("it is locked with a password; save a copy without one") from error
    except PaperError:
        raise
    except Exception as error:  # damaged files break pypdf in ways of their own, of every type
        log.debug("pypdf could not read %s", name, exc_info=True)
        raise PaperError(DAMAGED) from error


def _read_pages(name: str, reader: PdfReader) -> Document:
    pages: list[Page] = []
    lines: list[Line] = []
    text = ""
    for number, page in enumerate(reader.pages, start=1):
        if pages:
            text += PAGE_BREAK
        page_text, page_lines = _read_page(page, number, start=len(text))
        pages.append(Page(number, len(text), len(text) + len(page_text)))
        lines += page_lines
        text += page_text
    if not pages:
        raise PaperError(DAMAGED)
    if not lines:
        raise PaperError(SCANNED)
    empty = sorted({page.number for page in pages} - {line.page for line in lines if line.page})
    if empty:
        log.info("%s: no text on page %s", name, ", ".join(map(str, empty)))
    return Document(name, "pdf", text, tuple(lines), tuple(pages), _outline(reader))


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


def _read_page(page: PageObject, number: int, start: int) -> tuple[str, list[Line]]:
    """The page's text, and its lines with type size, weight and the gaps between them."""
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
    text = "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
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
