"""Passages kept: found again by words (SQLite FTS5) and by meaning (FAISS)."""

from typing import TYPE_CHECKING

from corpus.lazy import lazily

if TYPE_CHECKING:
    from index.building import ArchiveError, Summary, build, find_papers
    from index.database import StoreError
    from index.encoder import DEFAULT_MODEL, Encoder, ModelError, common_words
    from index.filters import FilterError, Filters
    from index.late import SCALE, PassageVectors, TokenText, emphasis, project
    from index.lock import BusyError
    from index.occurrences import Spans
    from index.question_encoder import QuestionEncoder
    from index.store import Index
    from index.stored import StoredPassage
else:
    __getattr__ = lazily(__name__)

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
    "QuestionEncoder",
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
