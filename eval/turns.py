"""Is every turn of a transcript read as its speaker's?

Usage: python -m eval.turns MEETINGS

MEETINGS is a file in the form of QMSum (Zhong et al., NAACL 2021): one meeting a line, with its turns. Each is written
out as a text file of `Speaker: words`, a turn a line, with and without blank lines between them, and read.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus import read_document, read_passages
from index import Encoder

Turn = tuple[str, str]
"""A speaker and the words, on one line; the words may be none."""


def main(arguments: list[str]) -> None:
    """Print, for each way of writing the turns out, on how many of them the speaker is right."""
    meetings = read_meetings(Path(arguments[0]))
    encoder = Encoder()
    for name, gap in (("a turn a line", "\n"), ("blank lines between", "\n\n")):
        right = total = 0
        for number, meeting in enumerate(meetings):
            right_here, total_here = score([turn for turn in turns_of(meeting) if turn[1]], gap, encoder)
            right, total = right + right_here, total + total_here
            if right_here < total_here:
                print(f"meeting {number}: {total_here - right_here} of {total_here} turns wrong", file=sys.stderr)
        print(f"{name}: speaker right on {right} of {total} turns ({right / total:.2%}) of {len(meetings)} transcripts")


def read_meetings(path: Path) -> list[dict[str, Any]]:
    """The meetings of a file in the form of QMSum."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def turns_of(meeting: dict[str, Any]) -> list[Turn]:
    """The turns of a meeting, in the order that its questions count them by."""
    return [(turn["speaker"], " ".join(turn["content"].split())) for turn in meeting["meeting_transcripts"]]


def write_out(turns: Sequence[Turn], gap: str) -> tuple[str, list[tuple[int, int]]]:
    """A transcript as text with a gap between the turns, and where each turn stands in it: start and end offsets."""
    lines = [f"{speaker}: {words}" for speaker, words in turns]
    places, start = [], 0
    for line in lines:
        places.append((start, start + len(line)))
        start += len(line) + len(gap)
    return gap.join(lines), places


def score(turns: Sequence[Turn], gap: str, encoder: Encoder) -> tuple[int, int]:
    """How many turns are read as their speaker's in every passage they reach into, and how many there are."""
    text, places = write_out(turns, gap)
    document = read_document("transcript.txt", text.encode())
    passages = read_passages(document, encoder.word_pieces, encoder.limit).passages
    right = at = 0
    for (speaker, _), (start, end) in zip(turns, places, strict=True):
        while passages[at].end <= start:
            at += 1
        own = at
        while own < len(passages) and passages[own].start < end and passages[own].speaker == speaker:
            own += 1
        right += own > at and (own == len(passages) or passages[own].start >= end)
    return right, len(turns)


if __name__ == "__main__":
    main(sys.argv[1:])
