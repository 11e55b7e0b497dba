"""Questions out: ranked evidence, quotes, a cited answer; the command line."""

from assistant.answer import Answer, Citation, Quote, RankedPassage
from assistant.assistant import Assistant
from assistant.question import QuestionError

__all__ = ["Answer", "Assistant", "Citation", "QuestionError", "Quote", "RankedPassage"]
