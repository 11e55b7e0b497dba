"""What finds passages: by meaning and by words."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.filters import Filters

EMBEDDED = "embedded"  # the engine that needs nothing beside the index; any other is named by its server's address


class Engine(Protocol):
    """Finds passages by their keys. All that it holds is derived from SQLite, and can be made from it again.

    `db` is the calling thread's connection, inside a snapshot.
    """

    def refresh(self, db: sqlite3.Connection, anew: bool = False) -> None:
        """Bring what it holds up to date with SQLite; does nothing where it already is. `anew`: so that it also holds
        nothing of what was taken out."""

    def remake(self, db: sqlite3.Connection) -> None:
        """Make all that it holds again from SQLite; outside a snapshot."""

    def differences(self, db: sqlite3.Connection) -> list[str]:
        """What it holds otherwise than SQLite, in words; what is not up to date yet is no difference. Nothing is
        changed."""

    def by_meaning(
        self, db: sqlite3.Connection, vectors: NDArray[np.float32], top: int, filters: Filters
    ) -> list[dict[int, float]]:
        """The passages nearest to each vector (shape (questions, dimension)): key to cosine, best first."""

    def by_words(self, db: sqlite3.Connection, phrases: Sequence[str], top: int, filters: Filters) -> dict[int, float]:
        """The passages that hold any of some words or phrases: key to BM25 score (higher is better), best first."""

    def holders(self, db: sqlite3.Connection, phrase: str) -> int:
        """How many passages hold a word or phrase in text or context, in any of its inflections."""


def hide_password(address: str) -> str:
    """A server's address without the password in it, to be shown."""
    return re.sub(r"(//[^:@/]*):.*@", r"\1:…@", address)
