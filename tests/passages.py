"""Passages and vectors made up by hand, for what need not ask the model."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import Kind, Sentence, fingerprint, read_document, read_passages
from index import SCALE, Encoder, Index, PassageVectors, StoredPassage


def stored(key: int, text: str, **facts: Any) -> StoredPassage:
    """A passage of one sentence in an invented pack, standing where `facts` say."""
    begin = facts.get("char_start", 0)
    place: dict[str, Any] = {
        "document": "pack.pdf",
        "kind": "report",
        "title": "Harbour Watch Report",
        "headings": (),
        "char_start": begin,
        "char_end": begin + len(text),
        "sentences": (Sentence(begin, begin + len(text), Kind.PARAGRAPH),),
        "context": "",
        "boilerplate": False,
    }
    unknown = (
        *("body", "meeting_date", "pack_date", "period", "period_start", "period_end", "item", "paragraph", "page"),
        *("author", "office", "page_label", "recording_time", "speaker", "asker", "outcome", "url", "webcast"),
    )
    place |= dict.fromkeys(unknown)
    return StoredPassage(key=key, id=f"pack.pdf#{key}", text=text, **(place | facts))


def axes(*numbers: int, dimension: int = 4) -> NDArray[np.float32]:
    """Vectors of unit length along some axes: shape (len(numbers), dimension)."""
    return np.eye(dimension, dtype=np.float32)[list(numbers)]


def vectors(tokens: NDArray[np.float32], starts: list[int], sentences: NDArray[np.float32]) -> PassageVectors:
    """What is kept of a passage whose own vector is that of its first sentence."""
    return PassageVectors(sentences[0], sentences, (tokens * SCALE).astype(np.int8), np.array(starts, dtype=np.int32))


def unembedded(folder: Path, papers: dict[str, bytes], encoder: Encoder) -> Index:
    """An index of papers by name, cut as they are for a model, with vectors that say nothing."""
    index = Index(folder, create=True)
    for name, content in papers.items():
        reading = read_passages(read_document(name, content), encoder.word_pieces, encoder.limit)
        alike = [vectors(axes(0), [passage.start], axes(*[0] * len(passage.sentences))) for passage in reading.passages]
        index.put(reading, fingerprint(content), alike)
    return index
