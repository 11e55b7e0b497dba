"""Papers in: files to documents, documents to papers and passages."""

from corpus.document import Document, Page, UnreadablePaper
from corpus.files import find_files, fingerprint, read_document
from corpus.papers import Paper, PaperKind
from corpus.passages import Passage, Reading, read_passages
from corpus.sentences import split_sentences

__all__ = [
    "Document",
    "Page",
    "Paper",
    "PaperKind",
    "Passage",
    "Reading",
    "UnreadablePaper",
    "find_files",
    "fingerprint",
    "read_document",
    "read_passages",
    "split_sentences",
]
