"""A topic over time: at which meetings it was mentioned, how often, and in which words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, Field

from assistant.answer import Citation, Quote
from assistant.lexicon import is_english
from assistant.timeline import Occasion, read_timeline
from assistant.topic_words import Part, read_topic
from assistant.wording import archive_in_words
from corpus import Kind, Sentence
from index import FilterError, Filters, Index, Spans, StoredPassage

NUMBER = re.compile(r"\d+\.(?:\d+\.)*\d*\s")  # of a paragraph
ASIDE = (Kind.HEADING, Kind.LABEL)


class Mentions(BaseModel):
    """How often a topic was mentioned at one meeting, or in papers of one period, or in undated ones (both null)."""

    meeting_date: str | None = Field(description="ISO date")
    body: str | None = Field(description="the panel or committee")
    period: str | None = Field(description='of papers that have no meeting date: "Q1 2018/19"')
    count: int


class Topic(BaseModel):
    """A topic's mentions over time."""

    words: str = Field(description="as typed")
    forms: list[str] = Field(description="what was looked for: the words and phrases, with their other forms")
    corrections: dict[str, str] = Field(default_factory=dict, description="misspelt words, with the archive's spelling")
    meetings: list[Mentions] = Field(description="in order of time, also those without a mention")


def topic_over_time(index: Index, words: str, filters: Filters | None = None) -> Topic:
    """How often each meeting that passes the filters mentions a topic, in order of time.

    A mention is a sentence, or a row of a table, that holds all words of the topic in any of their inflections, what is
    printed twice for one meeting counted once. Words in quotation marks must stand together, and so must names of
    several words that the archive knows, and what has a short form.

    Raises `QuestionError` where the words name no topic, `FilterError` for filters that no paper fits.
    """
    parts, corrections = read_topic(words, index)
    occasions = dict.fromkeys(read_timeline(index, filters).values())
    if filters and not occasions:
        raise FilterError(f"No paper fits the filters. The archive holds {archive_in_words(index)}")
    found = _find(index, parts, filters)
    return Topic(
        words=" ".join(words.split()),
        forms=list(dict.fromkeys(form for part in parts for form in part)),
        corrections=corrections,
        meetings=[
            Mentions(meeting_date=one.meeting_date, body=one.body, period=one.period, count=len(found.get(one, ())))
            for one in occasions
        ],
    )


def mentions(
    index: Index,
    words: str,
    meeting_date: str | None = None,
    body: str | None = None,
    period: str | None = None,
    filters: Filters | None = None,
    most: int = 100,
) -> list[Quote]:
    """The sentences behind one of a topic's `Mentions`, in reading order, at most `most`; their words are marked.

    Date, body, period and filters are those of the `Mentions`. Raises `QuestionError` where the words name no topic.
    """
    parts, _ = read_topic(words, index)
    found = _find(index, parts, filters).get(Occasion(meeting_date, body, period), [])
    return [one.quote() for one in found[:most]]


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words of a passage that mention a topic: offsets in the document, where the topic's words stand, and reprints."""

    passage: StoredPassage
    start: int
    end: int
    marks: Spans  # offsets in the passage
    also: list["_Mention"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.char_start : self.end - self.passage.char_start]

    def quote(self) -> Quote:
        shift = self.start - self.passage.char_start
        within = [one for one in self.passage.sentences if self.start <= one.start < self.end]
        return Quote(
            text=self.text,
            passage=self.passage.id,
            citation=Citation.of(self.passage, self.start, self.end),
            spelled=[one.spelled for one in within if one.spelled],
            also=[Citation.of(one.passage, one.start, one.end) for one in self.also],
            marks=[(first - shift, last - shift) for first, last in self.marks],
        )


def _find(index: Index, parts: Sequence[Part], filters: Filters | None) -> dict[Occasion, list[_Mention]]:
    """The mentions of each occasion that has some, in reading order, each once."""
    standing = index.occurrences(parts, filters)
    timeline = read_timeline(index, filters)
    found: defaultdict[Occasion, dict[str, _Mention]] = defaultdict(dict)
    passages = sorted(index.passages(standing).values(), key=lambda one: (one.document, one.char_start))
    for passage in passages:
        spans = [_meant(passage.text, part, own) for part, own in zip(parts, standing[passage.key], strict=True)]
        occasion = timeline[passage.document, passage.meeting_date, passage.body, passage.period]
        for mention in _mentions_in(passage, spans):
            first = found[occasion].setdefault(_words(NUMBER.sub("", mention.text, count=1)), mention)
            if first is not mention:
                first.also.append(mention)
    return {occasion: list(own.values()) for occasion, own in found.items()}


def _meant(text: str, part: Part, spans: Spans) -> Spans:
    """The places where a part is meant: a short form that is also a word ("NET") is meant in its capitals."""
    capitals = tuple(form for form in part if len(part) > 1 and form.isupper() and is_english(form))
    words = tuple(form.casefold() for form in capitals)
    return [
        (start, end)
        for start, end in spans
        if not text[start:end].casefold().startswith(words) or text[start:end].startswith(capitals)
    ]


def _mentions_in(passage: StoredPassage, spans: Sequence[Spans]) -> Iterator[_Mention]:
    """The sentences of a passage that hold all parts; where none does, a heading that does and what it is put over.

    A paper's title block, which names its panel and its author, is no heading that anything is put under.
    """
    sentences = passage.sentences
    holding = {i: marks for i, one in enumerate(sentences) if (marks := _marks(passage, one, spans))}
    told = [i for i in holding if sentences[i].kind not in ASIDE]
    for i in told:
        yield _Mention(passage, sentences[i].start, sentences[i].end, holding[i])
    if holding and not told:
        over = [_words(heading) for heading in (*passage.headings, passage.item or "")]
        for i, marks in holding.items():
            below = next((one for one in sentences[i:] if one.kind not in ASIDE), sentences[i])
            heading = _Mention(passage, sentences[i].start, sentences[i].end, marks)
            if any(_words(heading.text) in one for one in over):
                yield replace(heading, end=below.end)
                break


def _words(text: str) -> str:
    """A text's words alone, to compare."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _marks(passage: StoredPassage, sentence: Sentence, spans: Sequence[Spans]) -> Spans:
    """Where the parts stand in a sentence, those that overlap put together; nowhere unless it holds them all."""
    first, last = sentence.start - passage.char_start, sentence.end - passage.char_start
    within = [[span for span in own if first <= span[0] and span[1] <= last] for own in spans]
    if not all(within):
        return []
    marks: Spans = []
    for start, end in sorted(span for own in within for span in own):
        if marks and start < marks[-1][1]:
            marks[-1] = marks[-1][0], max(end, marks[-1][1])
        else:
            marks.append((start, end))
    return marks
