"""Given papers and transcripts taken apart into what new ones are made of."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from corpus import Kind, PanelError, Passage, find_files, read_document, read_passages, split_sentences
from eval.invented_words import Sentence, count_names
from eval.turns import read_meetings, turns_of
from index import Encoder

SHORTEST = 5  # words of a sentence
LONGEST_TITLE = 9  # words of a heading
MARK = re.compile(r"(?:[-–•·▪●○◦‣*]+\s+|\d{1,3}(?:\.\d{1,3})+\.?\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s+)+")
ADDRESS = re.compile(r"@|\]\(|://|www\.")
Paragraph = tuple[Sentence, ...]
Row = tuple[Sentence, ...]  # of cells


class SourceError(PanelError):
    """Papers or transcripts that nothing can be made of. The message says which and what to do."""


@dataclass(slots=True)
class Sources:
    """What new papers are made of, in the order of the papers it is from: neighbours are of one subject."""

    headings: list[Sentence] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    items: list[Sentence] = field(default_factory=list)
    questions: list[Sentence] = field(default_factory=list)
    tables: list[list[Row]] = field(default_factory=list)
    turns: list[Paragraph] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)


def read_sources(papers: Path, transcripts: Path | None) -> Sources:
    """Take apart the papers in a folder and the transcripts in a file in the form of QMSum.

    Raises `SourceError` where there is no paragraph or no heading in the papers.
    """
    encoder = Encoder()
    passages: list[Passage] = []
    for path in find_files(papers)[0]:
        passages += read_passages(
            read_document(path.name, path.read_bytes()), encoder.word_pieces, encoder.limit
        ).passages
    meetings = read_meetings(transcripts) if transcripts else []
    said = [words for meeting in meetings for _, words in turns_of(meeting)]
    spoken = [[words[start:end] for start, end in split_sentences(words)] for words in said]
    told = [_told(passage) for passage in passages if not passage.boilerplate]
    texts = [text for blocks in told for _, text in blocks] + [text for turn in spoken for text in turn]
    names = count_names(texts)
    sources = Sources(names=names)
    for blocks in told:
        _add(sources, blocks)
    turns = (tuple(Sentence.of(text, names) for text in turn) for turn in spoken)
    sources.turns = [turn for turn in turns if sum(one.words for one in turn) >= SHORTEST]
    if not (sources.paragraphs and sources.headings):
        raise SourceError(f"The papers in {papers} hold no paragraphs under headings; give a folder of real papers.")
    return sources


def _told(passage: Passage) -> list[tuple[Kind, str]]:
    """The sentences of a passage, each on one line and without its number or mark."""
    found: list[tuple[Kind, str]] = []
    for start, end, kind, _ in passage.sentences:
        text = passage.text[start - passage.start : end - passage.start]
        if kind is Kind.ROW:
            found.append((kind, text))
        elif (words := " ".join(MARK.sub("", text, count=1).replace("**", "").split())) and not ADDRESS.search(words):
            found.append((kind, words))
    return found


def _add(sources: Sources, blocks: Sequence[tuple[Kind, str]]) -> None:
    names = sources.names
    for kind, group in groupby(blocks, key=lambda block: block[0]):
        texts = [text for _, text in group]
        if kind is Kind.ROW:
            rows = [tuple(Sentence.of(cell.strip(), names) for cell in text.split("\t")) for text in texts]
            even = [row for row in rows if len(row) == len(rows[0]) and 1 < len(row) < 8]
            if len(even) > 1:
                sources.tables.append(even)
            continue
        if kind is Kind.HEADING:
            sources.headings += [Sentence.of(text, names) for text in texts if 1 < len(text.split()) <= LONGEST_TITLE]
            continue
        whole = [text for text in texts if text[-1] in ".?!" or kind is Kind.ITEM]
        sentences = [one for one in (Sentence.of(text, names) for text in whole) if one.words >= SHORTEST]
        if kind is Kind.ITEM:
            sources.items += sentences
        elif kind is Kind.QUESTION:
            sources.questions += sentences
        elif sentences:
            sources.paragraphs.append(tuple(sentences))
