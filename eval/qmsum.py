"""How well answers are found in transcripts of meetings.

Usage: python -m eval.qmsum MEETINGS FOLDER

MEETINGS is a file in the form of QMSum (Zhong et al., NAACL 2021): one meeting a line, with its turns and questions on
them. The meetings are written out into FOLDER/meetings and indexed in FOLDER/index; both stay there, and only what is
new or changed is read the next time. Every question about a part of a meeting is asked of all meetings together. A
passage is right when it overlaps a turn that the question's authors named.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.terminal import build_progress, out, waiting
from eval.answers import shown_passages
from eval.comparison import OURS, Score, compare, rank_passages
from eval.measures import Ranking
from eval.report import comparison_table
from eval.turns import read_meetings, turns_of, write_out
from index import Encoder, StoredPassage, build

MEASURED = ("Success@1", "Success@5", "RR@10", "nDCG@10")


@dataclass(frozen=True, slots=True)
class TranscriptQuestion:
    """A question on a transcript, and the stretches of its text (start and end offsets) that answer it."""

    id: str
    text: str
    document: str
    spans: tuple[tuple[int, int], ...]


def main(arguments: list[str]) -> None:
    """Index the meetings, ask every question, and print how well the program and plain retrieval find."""
    meetings, folder = Path(arguments[0]), Path(arguments[1])
    questions = write_meetings(read_meetings(meetings), folder / "meetings")
    with build_progress() as progress:
        build(folder / "meetings", folder / "index", Encoder(), progress)
    with waiting(f"Asking {len(questions)} questions …"):
        scores = score(Assistant(folder / "index"), questions)
    out.print(comparison_table(scores))


def write_meetings(meetings: Iterable[dict[str, Any]], folder: Path) -> list[TranscriptQuestion]:
    """Write every meeting out as a text file, meeting-00.txt and so on, and give the questions on parts of them."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = []
    for number, meeting in enumerate(meetings):
        name = f"meeting-{number:02}.txt"
        text, places = write_out(turns_of(meeting), "\n")
        (folder / name).write_text(text, encoding="utf-8")
        for asked, query in enumerate(meeting["specific_query_list"]):
            # The first and the last turn of each stretch.
            spans = [(places[int(first)][0], places[int(last)][1]) for first, last in query["relevant_text_span"]]
            questions.append(TranscriptQuestion(f"m{number:02}-{asked:02}", query["query"], name, tuple(spans)))
    return questions


def score(assistant: Assistant, questions: Sequence[TranscriptQuestion]) -> dict[str, Score]:
    """The program and plain retrieval of the same passages on questions, as `eval.comparison.compare` gives them."""
    passages = list(assistant.index.passages().values())
    right = {question.id: right_passages(question, passages) for question in questions}
    ours = [Ranking(one.id, shown_passages(assistant.ask(one.text)), right[one.id]) for one in questions]
    rankings = {OURS: ours, **rank_passages(assistant, {one.id: one.text for one in questions}, right)}
    return compare(rankings, dict.fromkeys(rankings, MEASURED))


def right_passages(question: TranscriptQuestion, passages: Iterable[StoredPassage]) -> dict[str, int]:
    """The ids of the passages that overlap what answers a question, each with the number of its words."""
    return {
        passage.id: len(passage.text.split())
        for passage in passages
        if passage.document == question.document
        and any(passage.char_start < end and start < passage.char_end for start, end in question.spans)
    }


if __name__ == "__main__":
    main(sys.argv[1:])
