"""Papers in: files to documents, documents to papers and passages."""

from corpus.blocks import Kind
from corpus.document import Document, Page, PaperError
from corpus.errors import PanelError
from corpus.files import find_files, fingerprint, read_document
from corpus.glossary import Definition, find_definitions, resolve
from corpus.papers import Paper, PaperKind
from corpus.passages import Passage, Reading, read_passages
from corpus.sentences import split_sentences

__all__ = [
    "Definition",
    "Document",
    "Kind",
    "Page",
    "PanelError",
    "Paper",
    "PaperError",
    "PaperKind",
    "Passage",
    "Reading",
    "find_definitions",
    "find_files",
    "fingerprint",
    "read_document",
    "read_passages",
    "resolve",
    "split_sentences",
]
