"""Passages kept: found again by words (SQLite FTS5) and by meaning (FAISS)."""

from typing import TYPE_CHECKING

from corpus.lazy import lazily

if TYPE_CHECKING:
    from index.building import Summary, build, build_all, withdraw_exempt
    from index.database import EXEMPT, StoreError
    from index.encoder import DEFAULT_MODEL, Encoder, ModelError, common_words
    from index.exempt import holds_exempt, index_of_all, indexes_beside, open_folder
    from index.filters import FilterError, Filters
    from index.found import ArchiveError, Found, find_papers, folder_of_all, has_all, look_through
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
    "EXEMPT",
    "SCALE",
    "ArchiveError",
    "BusyError",
    "Encoder",
    "FilterError",
    "Filters",
    "Found",
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
    "build_all",
    "common_words",
    "emphasis",
    "find_papers",
    "folder_of_all",
    "has_all",
    "holds_exempt",
    "index_of_all",
    "indexes_beside",
    "look_through",
    "open_folder",
    "project",
    "withdraw_exempt",
]
