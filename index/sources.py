"""What reads papers and encodes their passages: this machine, or wherever an archive's papers are sent to
(index/ray_build.py)."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing

from corpus import Confined
from index.embedding import Known, embed
from index.encoder import Encoder
from index.late import PassageVectors
from index.reading import SECONDS, Read, Work, read_paper

Made = Generator[tuple[Read, Iterable[list[PassageVectors]]], None, None]
"""Papers that were read, in any order, each with the vectors of its passages in order, some at a time."""

Source = Callable[[Iterable[Work], Encoder, Known, Callable[[str], None]], Made]
"""Reads papers; it may use the vectors that are known, and may tell the paper at hand."""


def read_here(works: Iterable[Work], encoder: Encoder, known: Known, tell: Callable[[str], None]) -> Made:
    """Papers read one after another on this machine, as they are asked for."""
    # Not ahead: reading is a small part of the time, and the encoder keeps every processor busy as it is.
    with closing(Confined(SECONDS)) as confined:
        for work in works:
            tell(work.name)
            read = read_paper(work, encoder, confined, tell)
            yield read, embed(encoder, read.reading, known) if read.reading else ()
