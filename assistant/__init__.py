"""Questions out: ranked evidence, quotes, a cited answer; the command line."""

from assistant.answer import Answer, Citation, Quote, RankedPassage
from assistant.assistant import Assistant
from assistant.query import Query
from assistant.question import QuestionError
from assistant.rows import long_rows, wide_row

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
