"""Are follow-up questions made into questions that stand on their own?

Usage: python -m eval.follow_ups FILE [INDEX ARCHIVE]

FILE holds one follow-up a line, as `follow_ups.jsonl` does: the full question `before` it, its `text`, the `full`
question it stands for (null: it is a question of its own), the `archive` it is about and its `split`. What is made of
it is right where it has the same words of subject and names the same days. Those of the split `dev` that are wrong are
named. With the folder of an index of ARCHIVE: also whether the question made and the full one find the same passage
first.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant
from assistant.follow_up import complete
from assistant.question import subject_words
from assistant.when import find_whens


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A line of the file."""

    before: str
    text: str
    full: str | None
    archive: str
    split: str


def main(arguments: list[str]) -> None:
    """Print the share that is right of each split, and of those only that lean on the question before or do not."""
    if len(arguments) not in (1, 3):
        print("Usage: python -m eval.follow_ups FILE [INDEX ARCHIVE]", file=sys.stderr)
        sys.exit(2)
    follow_ups = load(Path(arguments[0]))
    wrong: list[FollowUp] = []
    for one in follow_ups:
        made = complete(one.text, one.before)
        if is_right(one.full, made):
            continue
        wrong.append(one)
        if one.split == "dev":
            print(f"{one.before} | {one.text}\n  right: {one.full}\n  made:  {made}")
    for split in ("dev", "test"):
        for kind, leaning in (("lean on the one before", True), ("of their own", False)):
            asked = [one for one in follow_ups if one.split == split and (one.full is not None) == leaning]
            print(f"{split}, {kind}: {len(asked) - sum(one in wrong for one in asked)} of {len(asked)} right")
    if arguments[1:]:
        asked = [one for one in follow_ups if one.archive == arguments[2]]
        same, both = find_same(Assistant(Path(arguments[1])), asked)
        print(f"{arguments[2]}: {same} of {both} made into questions find the same passage first as the full one")


def load(path: Path) -> list[FollowUp]:
    """The follow-ups of a file."""
    return [FollowUp(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def is_right(full: str | None, made: str | None) -> bool:
    """Whether what was made asks for what the full question asks for."""
    if full is None or made is None:
        return full is made
    return _gist(full) == _gist(made)


def find_same(assistant: Assistant, follow_ups: Iterable[FollowUp]) -> tuple[int, int]:
    """Of how many both questions find the same passage first, and how many have both."""
    same: Sequence[bool] = [
        _first(assistant, made) == _first(assistant, one.full)
        for one in follow_ups
        if one.full and (made := complete(one.text, one.before, assistant.index))
    ]
    return sum(same), len(same)


def _gist(text: str) -> tuple[set[str], set[object]]:
    return {word for _, _, word in subject_words(text)}, {(when.first, when.last) for when in find_whens(text)}


def _first(assistant: Assistant, text: str) -> list[str]:
    return [passage.id for passage in assistant.ask(text, top=1).passages]


if __name__ == "__main__":
    main(sys.argv[1:])
