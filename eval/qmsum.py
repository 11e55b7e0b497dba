"""Questions on transcripts of meetings in the form of QMSum (Zhong et al., NAACL 2021).

Usage: python -m eval.qmsum MEETINGS FOLDER

MEETINGS has one meeting a line, with its turns and questions on them. Writes every meeting out as a paper,
FOLDER/papers, and the questions about parts of meetings as a question set for `panel eval`, FOLDER/questions.jsonl;
every question is then asked of all meetings together. A passage is right when it overlaps a turn that the question's
authors named.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eval.questions import Evidence, Question, write_questions
from eval.turns import read_meetings, turns_of, write_out


def main(arguments: list[str]) -> None:
    """Write the papers and the questions."""
    folder = Path(arguments[1])
    papers = folder / "papers"
    papers.mkdir(parents=True, exist_ok=True)
    write_questions(write_meetings(read_meetings(Path(arguments[0])), papers), folder / "questions.jsonl")
    print(f"panel build {papers} --index {folder}/index && panel eval {folder}/questions.jsonl --index {folder}/index")


def write_meetings(meetings: Iterable[dict[str, Any]], folder: Path) -> Iterator[Question]:
    """Write every meeting as a text file, meeting-00.txt and so on, and give the questions on parts of them."""
    for number, meeting in enumerate(meetings):
        name = f"meeting-{number:02}.txt"
        text, places = write_out(turns_of(meeting), "\n")
        (folder / name).write_text(text, encoding="utf-8")
        for asked, query in enumerate(meeting["specific_query_list"]):
            # The first and the last turn of each stretch.
            spans = [(places[int(first)][0], places[int(last)][1]) for first, last in query["relevant_text_span"]]
            yield Question(
                id=f"m{number:02}-{asked:02}",
                question=query["query"],
                split="test",
                evidence=[Evidence(document=name, span=span) for span in spans],
            )


if __name__ == "__main__":
    main(sys.argv[1:])
