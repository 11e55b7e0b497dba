"""Questions out: ranked evidence, quotes, a cited answer; the command line."""

from typing import TYPE_CHECKING

from corpus.lazy import lazily

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Quote, RankedPassage
    from assistant.assistant import Assistant
    from assistant.query import Query
    from assistant.question import QuestionError
    from assistant.rows import long_rows, wide_row
else:
    __getattr__ = lazily(__name__)

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Query",
    "QuestionError",
    "Quote",
    "RankedPassage",
    "long_rows",
    "wide_row",
]
