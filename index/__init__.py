"""Passages kept: found again by words (SQLite FTS5) and by meaning (FAISS)."""

from index.build import ArchiveError, Summary, build
from index.encoder import DEFAULT_MODEL, Encoder, ModelError, common_words
from index.store import FilterError, Filters, Index, StoredPassage, StoreError

__all__ = [
    "DEFAULT_MODEL",
    "ArchiveError",
    "Encoder",
    "FilterError",
    "Filters",
    "Index",
    "ModelError",
    "StoreError",
    "StoredPassage",
    "Summary",
    "build",
    "common_words",
]
