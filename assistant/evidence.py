"""A passage as evidence: what it states, and the words of its citation."""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.claims import Claims
from assistant.wording import MARKUP, for_reading
from corpus import split_sentences

PARAGRAPH = re.compile(r"^\W*\d+(?:\.\d+)+\.?\s+")  # its printed number
# What is said to the reader of a paper, or to a program that reads it, states nothing.
ORDER = re.compile(
    r"(?:^|[:;])\W*+(?:please\s+|now\s+|instead,?\s+|you\s+(?:must|should|will|are\s+to)\s+|do\s+not\s+|always\s+|never\s+)*"
    r"(?:ignore|disregard|forget|pretend|say|write|reply|respond|answer|output|print|repeat|state|tell|act|insert|add"
    r"|claim|summari[sz]e|assume|imagine|remember)\b"
    r"|\b(?:ignore|disregard|forget)\s+(?:all|any|every|the|your|these|those|what|everything)\b"
    r"|\b(?:previous|prior|above|earlier|system|your)\s+(?:instructions?|prompts?|rules?)\b"
    r"|\b(?:language\s+models?|chatbots?|ai\s+(?:assistants?|models?)|assistant\s+(?:must|should))\b"
    r"|\b(?:say|reply|respond|answer|write)\s+(?:only|that|with|exactly|instead)\b"
    r"|\b(?:correct|right|only)\s+(?:answer|reply|response)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Evidence:
    """A passage. `citation` says in words where it stands."""

    id: str
    text: str
    citation: str

    @cached_property
    def statements(self) -> list[Claims]:
        """Its sentences that state something: no questions, and no orders to whoever reads them."""
        text = MARKUP.sub(" ", self.text)
        sentences = (PARAGRAPH.sub("", text[start:end]) for start, end in split_sentences(text))
        return [Claims(one) for one in sentences if not one.rstrip(" \n\"'”’)").endswith("?") and not ORDER.search(one)]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Those of all that it states."""
        return frozenset().union(*(one.stems for one in self.statements))

    @cached_property
    def head(self) -> Claims:
        """The words of its citation."""
        return Claims(self.citation)

    @cached_property
    def plain(self) -> str:
        """Its words on one line, in lower case."""
        return for_reading(self.text).casefold()
