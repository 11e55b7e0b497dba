"""A page of a PDF as a picture, and where a quotation stands on it: both told by a process with limits, since the file
may be from anywhere."""

import io
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pypdfium2

from assistant.page_words import Stretch
from assistant.place import Box, place_words
from corpus import Confined, PanelError, PaperError

SCALE = 1.5  # pixels a point: 108 dots an inch, sharp on a screen and quick to send
LONGEST = 4000  # pixels: a plan on a large sheet is drawn smaller, or it would fill the memory
SECONDS = 30  # a page that takes longer has everybody wait; the largest plans take a few

# One for all: PDFium does one thing at a time, whatever the file.
_confined = Confined(SECONDS)
Told = TypeVar("Told")


class PageError(PanelError):
    """A page that cannot be shown. The message says why."""


def page_picture(path: Path, number: int) -> bytes:
    """A physical page (1-based) of a PDF as a PNG of 108 dots an inch.

    Raises `PageError` where the file or the page is not there, is damaged, or takes too much.
    """
    if path.suffix.lower() != ".pdf":
        raise PageError(f"{path.name} is no PDF, so there is no picture of its pages.")
    return _ask(_draw, path, number)


def page_size(path: Path, number: int) -> tuple[int, int]:
    """The width and height in pixels of that picture. Raises `PageError` as `page_picture` does."""
    return _ask(_measure, path, number)


def find_quote(path: Path, number: int, stretch: Stretch) -> list[Box] | None:
    """The boxes around some words of a page, line by line; None where it is not certain that they stand there.

    Raises `PageError` as `page_picture` does.
    """
    return _ask(_place, path, number, stretch)


def _ask(what: Callable[..., Told], path: Path, number: int, *more: object) -> Told:
    try:
        return _confined.call(what, path.absolute(), number, *more)
    except PaperError as error:
        raise PageError(f"Page {number} of {path.name} cannot be shown: {error}.") from error


# In the process with limits


def _draw(path: Path, number: int) -> bytes:
    with _opened(path, number) as page:
        picture = page.render(scale=_scale(page)).to_pil()
    made = io.BytesIO()
    picture.save(made, "PNG", compress_level=3)
    return made.getvalue()


def _measure(path: Path, number: int) -> tuple[int, int]:
    with _opened(path, number) as page:
        width, height = (math.ceil(_scale(page) * length) for length in page.get_size())
    return width, height


def _place(path: Path, number: int, stretch: Stretch) -> list[Box] | None:
    with _opened(path, number) as page:
        return place_words(page, stretch)


def _scale(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    return min(SCALE, LONGEST / max(float(width), float(height)))


@contextmanager
def _opened(path: Path, number: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        with pypdfium2.PdfDocument(path) as document:
            if not 1 <= number <= len(document):
                raise PageError(f"{path.name} has no page {number}: it ends at page {len(document)}.")
            yield document[number - 1]
    except FileNotFoundError as error:
        raise PageError(f"The file {path.name} is no longer in the archive's folder; ask who keeps it.") from error
    except (OSError, pypdfium2.PdfiumError) as error:
        raise PageError(f"Page {number} of {path.name} cannot be read; the file is damaged, fetch it again.") from error
