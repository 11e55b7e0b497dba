"""What stands beside the papers of an archive and says of them what they do not say themselves."""

import json
import re
from dataclasses import dataclass, fields
from pathlib import PurePosixPath
from typing import TypeVar

from corpus.document import PaperError

FILE = "metadata.json"
ADDRESS = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)
T = TypeVar("T")
HOW = 'write it like {"pack.pdf": {"url": "https://council.gov.uk/pack.pdf"}}'


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is told of one paper."""

    url: str | None = None  # where it is published
    webcast: str | None = None  # where the recording of its meeting is
    exempt: bool = False  # whether only those may see it who are allowed to; of a folder: the papers in it


KEYS = tuple(one.name for one in fields(Metadata))


def read_metadata(name: str, content: bytes) -> dict[str, Metadata]:
    """What a file `metadata.json` tells of papers, by their paths inside the archive.

    `name` is its own path inside the archive; the papers it names are looked for from its folder on, and those that
    are not there do not matter. Raises `PaperError` where any of it cannot be understood.
    """
    try:
        told = json.loads(content, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise PaperError(f"it is not JSON ({error}); {HOW}") from error
    if not isinstance(told, dict):
        raise PaperError(f"it is not an object of papers' names; {HOW}")
    folder = PurePosixPath(name).parent
    return _once_each([((folder / paper).as_posix(), _metadata(paper, facts)) for paper, facts in told.items()])


def _once_each(pairs: list[tuple[str, T]]) -> dict[str, T]:
    """Pairs as an object; of two for one key the first would be forgotten, and with it what it marks."""
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise PaperError(f"it says {twice!r} twice in one place; put both together")
    return told


def _metadata(paper: str, facts: object) -> Metadata:
    # Names are shown with what cannot be printed or saved spelled out.
    if not isinstance(facts, dict):
        raise PaperError(f"what it says of {paper!r} is not an object; {HOW}")
    for key, address in facts.items():
        if key not in KEYS:
            raise PaperError(f"what it says of {paper!r} has the key {key!r}; give {', '.join(KEYS)} only")
        if key == "exempt":
            if not isinstance(address, bool):
                raise PaperError(f"the {key} of {paper!r} is neither true nor false; write true, without quotes")
        elif not (isinstance(address, str) and address.isprintable() and ADDRESS.fullmatch(address)):
            raise PaperError(f"the {key} of {paper!r} is not an address; begin it with https:// or http://")
    return Metadata(**facts)
