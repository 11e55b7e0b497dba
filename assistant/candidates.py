"""What people said of answers, as candidates for a question set (CONTRIBUTING.md: "Question sets")."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.feedback import Kept, words_at
from index import Index, StoredPassage

# What was judged is what this program found, so the questions favour it: good to learn from, but no test of it.
SPLIT = "dev"

Place = tuple[str, int, int]  # document, and two offsets of its text


@dataclass(slots=True)
class Candidates:
    """Questions in the form of a question set, and those left out; each question once, in the order first asked.

    `wordless`: nothing shown answers them. `moved`: words that answer are no longer read where they stood. `filtered`:
    asked with filters, of which a question set knows nothing; what the archive says within them need not be all of it.
    """

    questions: list[dict[str, Any]] = field(default_factory=list)
    wordless: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    filtered: list[str] = field(default_factory=list)


def candidates(kept: Sequence[Kept], index: Index) -> Candidates:
    """Put verdicts together by question. Of two on the same place the later counts.

    Evidence is every place said to answer, and those that the answer cites beside it for the same words. A question is
    unanswerable where somebody said that "not found" is right, and nobody that something answers it.
    """
    found = Candidates()
    read: dict[str, list[StoredPassage]] = {}
    for passage in index.passages().values():
        read.setdefault(passage.document, []).append(passage)
    said: dict[str, list[Kept]] = {}
    for one in kept:
        if not one.filters:
            said.setdefault(_plain(one.question), []).append(one)
        elif one.question not in found.filtered:
            found.filtered.append(one.question)
    for verdicts in said.values():
        question = verdicts[0].question
        latest = {_place(one): one for one in verdicts}
        right = [one for one in latest.values() if one.word == "answers"]
        told = [one.evidence for one in right if one.evidence]
        places = [_places(words, index, read) for words in told]
        cited = {_offsets(at): at for own in places for at in own}
        if not right:
            found.wordless.append(question)
        if not all(places):
            found.moved.append(question)
        if cited or (right and not told):
            found.questions.append(_candidate(question, [cited[place] for place in sorted(cited)]))
    return found


def _candidate(question: str, cited: Sequence[dict[str, Any]]) -> dict[str, Any]:
    name = hashlib.sha256(_plain(question).encode()).hexdigest()[:12]
    candidate: dict[str, Any] = {"id": f"feedback-{name}", "question": question, "split": SPLIT}
    if not cited:
        return candidate | {"type": "unanswerable"}
    candidate["evidence"] = [_evidence(at) for at in cited]
    days = {at["meeting_date"] for at in cited}
    return candidate if None in days or len(days) > 1 else candidate | {"meeting_date": days.pop()}


def _evidence(at: dict[str, Any]) -> dict[str, Any]:
    where = {"heading": (at["headings"] or [None])[-1], "paragraph": at["paragraph"], "page": at["page"]}
    known = {key: value for key, value in where.items() if value is not None}
    return {"document": at["document"], "span": [at["char_start"], at["char_end"]], **known}


def _place(one: Kept) -> Place | None:
    return _offsets(one.evidence["citation"]) if one.evidence else None


def _offsets(at: dict[str, Any]) -> Place:
    return at["document"], at["char_start"], at["char_end"]


def _places(words: dict[str, Any], index: Index, read: dict[str, list[StoredPassage]]) -> list[dict[str, Any]]:
    """Where words that answer stand: their citation, and those beside it that hold all of them, for places cited for
    the same may differ in a few; none where they stand there no more."""
    at = words["citation"]
    if not (words_at(index, at) == words["text"] and _is_read(read, at)):
        return []
    twins = [twin for twin in words["also"] if _plain(words["text"]) in _plain(words_at(index, twin))]
    return [at, *(twin for twin in twins if _is_read(read, twin))]


def _is_read(read: dict[str, list[StoredPassage]], at: dict[str, Any]) -> bool:
    """Whether a passage is read as standing where a citation says, without which a question set is refused."""
    return any(
        one.char_start < at["char_end"]
        and at["char_start"] < one.char_end
        and list(one.headings) == at["headings"]
        and (one.paragraph, one.page) == (at["paragraph"], at["page"])
        for one in read.get(at["document"], [])
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
