"""Is every turn of a transcript read as its speaker's?

Usage: python -m eval.turns MEETINGS

MEETINGS is a file in the form of QMSum (Zhong et al., NAACL 2021): one meeting a line, with its turns. Each is written
out as a text file of `Speaker: words`, a turn a line, with and without blank lines between them, and read.
"""

import json
import sys
from pathlib import Path

from corpus import read_document, read_passages
from index import Encoder


def main(arguments: list[str]) -> None:
    """Print, for each way of writing the turns out, on how many of them the speaker is right."""
    meetings = [json.loads(line) for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines()]
    encoder = Encoder()
    for name, gap in (("a turn a line", "\n"), ("blank lines between", "\n\n")):
        right = total = 0
        for number, meeting in enumerate(meetings):
            turns = [(turn["speaker"], " ".join(turn["content"].split())) for turn in meeting["meeting_transcripts"]]
            right_here, total_here = score([turn for turn in turns if turn[1]], gap, encoder)
            right, total = right + right_here, total + total_here
            if right_here < total_here:
                print(f"meeting {number}: {total_here - right_here} of {total_here} turns wrong", file=sys.stderr)
        print(f"{name}: speaker right on {right} of {total} turns ({right / total:.2%}) of {len(meetings)} transcripts")


def score(turns: list[tuple[str, str]], gap: str, encoder: Encoder) -> tuple[int, int]:
    """How many turns are read as their speaker's in every passage they reach into, and how many there are."""
    lines = [f"{speaker}: {words}" for speaker, words in turns]
    document = read_document("transcript.txt", gap.join(lines).encode())
    passages = read_passages(document, encoder.word_pieces, encoder.limit).passages
    right = start = at = 0
    for (speaker, _), line in zip(turns, lines, strict=True):
        end = start + len(line)
        while passages[at].end <= start:
            at += 1
        own = at
        while own < len(passages) and passages[own].start < end and passages[own].speaker == speaker:
            own += 1
        right += own > at and (own == len(passages) or passages[own].start >= end)
        start = end + len(gap)
    return right, len(turns)


if __name__ == "__main__":
    main(sys.argv[1:])
