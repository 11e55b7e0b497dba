"""A sheet of paper described once, before it is written as Markdown or for Word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from urllib.parse import quote

from assistant.visible import visible

# What XML cannot hold. It is shown as missing rather than left out: text extraction leaves it in the midst of words.
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WEB = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)
STRAY = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)  # a per cent sign that encodes nothing


Style = Literal["heading", "subheading", "text", "quote", "source"]


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text in one look; with `link` it leads there."""

    text: str
    bold: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: runs of text on one line."""

    style: Style
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, the day the sheet was made, and its paragraphs."""

    title: str
    made: date
    blocks: Sequence[Block]


def block(style: Style, *runs: Run | str) -> Block:
    """A paragraph of runs, strings being plain ones; all of it is text that a file can hold, on one line.

    In quotations what turns the order of letters stays; elsewhere it would turn our own words.
    """
    plain = (run if isinstance(run, Run) else Run(run) for run in runs)
    shown = as_text if style == "quote" else lambda text: visible(as_text(text))
    return Block(style, tuple(replace(run, text=shown(run.text)) for run in plain))


def as_text(text: str) -> str:
    """Text on one line, its spaces single, U+FFFD in place of what no file can hold."""
    return NOT_TEXT.sub("\ufffd", re.sub(r"\s+", " ", text))


def as_link(address: str) -> str | None:
    """A web address with everything encoded that must be; None for what is none, which must not be followed."""
    encoded = STRAY.sub("%25", quote(as_text(address).strip(), safe=":/?#@!$&'()*+,;=%~"))
    return encoded if WEB.fullmatch(encoded) else None
