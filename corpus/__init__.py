"""Papers in: files to documents, documents to papers and passages."""

from corpus.blocks import Kind
from corpus.document import Document, Page, PaperError
from corpus.errors import PanelError
from corpus.exchanges import Exchange
from corpus.files import find_files, fingerprint, read_document
from corpus.outcomes import Outcome
from corpus.papers import Paper
from corpus.passages import Passage, Reading, read_passages
from corpus.sentences import split_sentences
from corpus.titles import PaperKind

__all__ = [
    "Document",
    "Exchange",
    "Kind",
    "Outcome",
    "Page",
    "PanelError",
    "Paper",
    "PaperError",
    "PaperKind",
    "Passage",
    "Reading",
    "find_files",
    "fingerprint",
    "read_document",
    "read_passages",
    "split_sentences",
]
