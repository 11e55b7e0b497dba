"""Passages kept: found again by words (SQLite FTS5) and by meaning (FAISS)."""

from index.build import ArchiveError, Summary, build
from index.encoder import DEFAULT_MODEL, Encoder, ModelError, common_words
from index.filters import FilterError, Filters
from index.late import SCALE, PassageVectors, TokenText, emphasis, project
from index.store import Index, StoredPassage, StoreError

__all__ = [
    "DEFAULT_MODEL",
    "SCALE",
    "ArchiveError",
    "Encoder",
    "FilterError",
    "Filters",
    "Index",
    "ModelError",
    "PassageVectors",
    "StoreError",
    "StoredPassage",
    "Summary",
    "TokenText",
    "build",
    "common_words",
    "emphasis",
    "project",
]
