"""Passages kept: found again by words (SQLite FTS5) and by meaning (FAISS)."""

from index.build import ArchiveProblem, Summary, build
from index.encoder import DEFAULT_MODEL, Encoder, ModelError
from index.store import Filters, Index, IndexProblem, StoredPassage

__all__ = [
    "DEFAULT_MODEL",
    "ArchiveProblem",
    "Encoder",
    "Filters",
    "Index",
    "IndexProblem",
    "ModelError",
    "StoredPassage",
    "Summary",
    "build",
]
