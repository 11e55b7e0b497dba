"""A page of a PDF as a picture."""

from pathlib import Path

import pypdfium2
from PIL.Image import Image

from assistant.answer import Citation
from corpus import PanelError

SCALE = 1.5  # pixels a point: 108 dots an inch, sharp on a screen and quick to send


class PageError(PanelError):
    """A page that cannot be shown. The message says why."""


def page_image(archive: Path, citation: Citation) -> Image | None:
    """The page a citation names, as an RGB picture; None where the document has no pages.

    Raises `PageError` where the paper is no longer there or cannot be drawn.
    """
    if citation.page is None:
        return None
    path = archive / citation.document
    try:
        with pypdfium2.PdfDocument(path) as document:
            picture: Image = document[citation.page - 1].render(scale=SCALE).to_pil()
    except (OSError, IndexError, pypdfium2.PdfiumError) as error:
        raise PageError(
            f"Page {citation.page} of {citation.document} cannot be shown; is it still in {archive}?"
        ) from error
    return picture
