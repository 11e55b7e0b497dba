"""Papers in: files to documents, documents to papers and passages."""

from typing import TYPE_CHECKING

from corpus.lazy import lazily

if TYPE_CHECKING:
    from corpus.blocks import Kind
    from corpus.confined import Confined, StoppedError
    from corpus.document import PAGE_BREAK, Document, Page, PaperError
    from corpus.errors import PanelError
    from corpus.exchanges import Exchange
    from corpus.files import find_files, fingerprint
    from corpus.glossary import Definition, find_definitions, resolve
    from corpus.metadata import Metadata, read_metadata
    from corpus.ocr import INSTALL, can_ocr, how_to_ocr, ocr_pages, ocr_seconds
    from corpus.outcomes import Outcome
    from corpus.paper import Paper, PaperKind
    from corpus.passages import Passage, Reading, read_passages
    from corpus.pdf import read_scans
    from corpus.readers import KINDS, READERS, read_document
    from corpus.sentences import Sentence, split_sentences
else:
    __getattr__ = lazily(__name__)

__all__ = [
    "INSTALL",
    "KINDS",
    "PAGE_BREAK",
    "READERS",
    "Confined",
    "Definition",
    "Document",
    "Exchange",
    "Kind",
    "Metadata",
    "Outcome",
    "Page",
    "PanelError",
    "Paper",
    "PaperError",
    "PaperKind",
    "Passage",
    "Reading",
    "Sentence",
    "StoppedError",
    "can_ocr",
    "find_definitions",
    "find_files",
    "fingerprint",
    "how_to_ocr",
    "ocr_pages",
    "ocr_seconds",
    "read_document",
    "read_metadata",
    "read_passages",
    "read_scans",
    "resolve",
    "split_sentences",
]
