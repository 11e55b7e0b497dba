"""Scans read by OCRmyPDF: a program of its own, which works on this machine alone and is given copies."""

import io
import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.document import PaperError

log = logging.getLogger(__name__)

PROGRAM = "ocrmypdf"
INSTALL = "apt-get install ocrmypdf"
# The file made is read and thrown away, so pages may be turned upright and straightened: tesseract loses most of a
# page that is three degrees askew. Pages of the sample archive, drawn as pictures, are told upright with a confidence
# of 4 to 15 and never falsely turned; ocrmypdf's own threshold is 14. Below 300 dots an inch letters are misread.
OPTIONS = (
    *("--force-ocr", "--rotate-pages", "--rotate-pages-threshold", "3", "--deskew", "--oversample", "300"),
    *("--language", "eng", "--output-type", "pdf", "--optimize", "0", "--quiet"),
)
# Seconds that a file may take, and each of its pages more: about ten times what they take on two cores.
START, PAGE = 60, 60


def can_ocr() -> bool:
    """Whether OCRmyPDF is installed."""
    return shutil.which(PROGRAM) is not None


def how_to_ocr() -> str:
    """What a person does to have scans read, as the end of a sentence."""
    return "build again with --ocr" + ("" if can_ocr() else f" when ocrmypdf is installed ({INSTALL})")


def ocr_seconds(pages: int) -> int:
    """How long OCR may take for so many pages."""
    return START + PAGE * pages


def ocr_pages(content: bytes, pages: Sequence[int]) -> bytes:
    """The words in the pictures on some pages of a PDF, by their physical numbers.

    They come as a PDF of as many pages, in that order, that holds nothing but the words where they stand. Takes
    seconds a page. Raises `PaperError` where OCRmyPDF is not installed, fails or takes too long.
    """
    with TemporaryDirectory(prefix="panel-ocr-") as folder:
        before, after = Path(folder, "scans.pdf"), Path(folder, "read.pdf")
        try:
            _write_pictures(content, pages, before)
            seconds = ocr_seconds(len(pages))
            # Tesseract's own limit would leave a page out without a word.
            limit = ("--tesseract-timeout", str(seconds))
            _run([PROGRAM, *OPTIONS, *limit, str(before), str(after)], folder, seconds)
            return _words_of(after)
        except (PaperError, MemoryError):
            raise
        except Exception as error:  # damaged files break pypdf in ways of their own, of every type
            log.debug("pages could not be taken out or put back", exc_info=True)
            raise PaperError("OCR could not read its pictures of pages; they may be damaged, fetch it again") from error


def _write_pictures(content: bytes, pages: Sequence[int], path: Path) -> None:
    """Write the pages without their text: what a page itself says is known, and better than OCR would read it."""
    from pypdf import PdfWriter

    from corpus.pdf import open_pdf

    writer = PdfWriter()
    with open_pdf(content) as reader:
        for number in pages:
            writer.add_page(reader.pages[number - 1])
    writer.remove_text()
    writer.write(path)


def _words_of(path: Path) -> bytes:
    from pypdf import PdfReader, PdfWriter

    # Given its path, pypdf would hold the file as a whole besides: pages drawn anew take more than twice their size.
    with path.open("rb") as file, PdfReader(file) as reader:
        writer = PdfWriter(clone_from=reader)
    writer.remove_images()
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _run(command: Sequence[str], folder: str, seconds: float) -> None:
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            # Pages are read side by side; more threads for each spin where the processor has other work.
            env={**os.environ, "TMPDIR": folder, "OMP_THREAD_LIMIT": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise PaperError(f"it has scanned pages, and ocrmypdf cannot be run; install it: {INSTALL}") from error
    with process:
        try:
            _, told = process.communicate(timeout=seconds)
        except BaseException as error:  # Ctrl-C too: what it started must not run on
            with suppress(ProcessLookupError):  # ended meanwhile
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise PaperError(
                    f"OCR was stopped after {seconds / 60:.0f} minutes; split it into smaller files"
                ) from error
            raise
    if process.returncode:
        last = (told.strip().splitlines() or [f"exit code {process.returncode}"])[-1].strip()
        raise PaperError(f"OCR could not read its pictures of pages (ocrmypdf: {last[:200].rstrip('.')})")
