"""Passages kept: found again by words (SQLite FTS5) and by meaning (FAISS)."""

from index.build import ArchiveError, Summary, build, find_papers
from index.encoder import DEFAULT_MODEL, Encoder, ModelError, common_words
from index.filters import FilterError, Filters
from index.late import SCALE, PassageVectors, TokenText, emphasis, project
from index.lock import BusyError
from index.occurrences import Spans
from index.store import Index, StoreError
from index.stored import StoredPassage

__all__ = [
    "DEFAULT_MODEL",
    "SCALE",
    "ArchiveError",
    "BusyError",
    "Encoder",
    "FilterError",
    "Filters",
    "Index",
    "ModelError",
    "PassageVectors",
    "Spans",
    "StoreError",
    "StoredPassage",
    "Summary",
    "TokenText",
    "build",
    "common_words",
    "emphasis",
    "find_papers",
    "project",
]
