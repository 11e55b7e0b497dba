"""Questions on transcripts of meetings in the form of QMSum (Zhong et al., NAACL 2021).

Usage: python -m eval.qmsum MEETINGS FOLDER

MEETINGS has one meeting a line, with its turns and questions on them. Writes every meeting out as a paper,
FOLDER/papers, and the questions about parts of meetings as a question set for `panel eval`, FOLDER/questions.jsonl;
every question is then asked of all meetings together. A passage is right when it overlaps a turn that the question's
authors named.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from eval.convert import convert
from eval.questions import Evidence, Question
from eval.turns import read_meetings, turns_of, write_out


def write_meetings(path: Path, folder: Path) -> Iterator[Question]:
    """Write every meeting as a text file, meeting-00.txt and so on, and give the questions on parts of them."""
    for number, meeting in enumerate(read_meetings(path)):
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
    convert(sys.argv[1:], "QMSum", write_meetings)
