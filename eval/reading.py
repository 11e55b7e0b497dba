"""Is the archive read rightly? What the reader knows of single passages, against what a careful clerk knows.

Usage: python -m eval.reading GOLD ARCHIVE [--misses]

GOLD holds one JSON object a line: a `document`, a `fact` that identifies one block of it, and what is known of that
block. A key that is absent is not scored; null means that there is none, and is. See CONTRIBUTING.md.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from corpus import PanelError, Passage, Reading, read_document, read_passages
from index import Encoder

Gold = dict[str, Any]
QUOTES = str.maketrans("‘’“”–—", "''\"\"--")
THE = re.compile(r"^the\s+", re.IGNORECASE)
TIME = re.compile(r"\s*[(–-]*\s*\d{1,2}:\d\d:\d\d.{0,20}?recording\)?", re.IGNORECASE)


def read_gold(path: Path) -> list[Gold]:
    """The lines of a gold file. Raises `PanelError` for one that is no JSON object with a document and a fact."""
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            gold = json.loads(line)
            lines.append({**gold, "document": str(gold["document"]), "fact": str(gold["fact"])})
        except (ValueError, KeyError, TypeError) as error:
            raise PanelError(f"{path}, line {number}: not a JSON object with a document and a fact.") from error
    return lines


def score(gold: list[Gold], readings: dict[str, Reading]) -> dict[str, list[tuple[Gold, object, bool]]]:
    """For each key of the gold lines every line that has it, with what was read and whether that is right.

    The key "fact" says whether a line's passage is there at all; one left out as furniture is right where the gold
    file calls it boilerplate.
    """
    results: dict[str, list[tuple[Gold, object, bool]]] = defaultdict(list)
    for line in gold:
        reading = readings[line["document"]]
        passage = next((p for p in reading.passages if even(line["fact"]) in even(p.text)), None)
        results["fact"].append((line, None, passage is not None or line.get("boilerplate") is True))
        if passage is None:
            continue
        for key, read in READ.items():
            if key in line:
                value, wanted = read(reading, passage), line[key]
                results[key].append((line, value, RIGHT.get(key, same)(wanted, value)))
    return results


def even(words: object) -> str:
    """Words without the differences of case, white space, emphasis and quotation marks."""
    return " ".join(re.sub(r"\*\*|__|</?\w+>", "", str(words)).translate(QUOTES).casefold().split())


def same(wanted: object, value: object) -> bool:
    """Whether two values are the same words, or both are none."""
    return even(wanted or "") == even(value or "")


def _headings(wanted: list[str], value: object) -> bool:
    return [even(TIME.sub("", one)).strip(" :") for one in wanted] == value


def _clock(value: str | None) -> str | None:
    return value and re.sub(r"^0(?=\d:)", "", value)


def _question(reading: Reading, passage: Passage) -> str | None:
    exchange = passage.exchange
    return reading.document.text[exchange.question_start : exchange.question_end] if exchange else None


READ: dict[str, Callable[[Reading, Passage], object]] = {
    "meeting_date": lambda _, p: p.paper.meeting_date and p.paper.meeting_date.isoformat(),
    "pack_date": lambda _, p: p.paper.pack_date and p.paper.pack_date.isoformat(),
    "period": lambda _, p: p.paper.period and p.paper.period.name,
    "paper_kind": lambda _, p: p.paper.kind.value,
    "paper": lambda _, p: p.paper.title,
    "headings": lambda _, p: [even(TIME.sub("", heading)).strip(" :") for heading in p.headings],
    "paragraph": lambda _, p: p.paragraph,
    "recording_time": lambda _, p: _clock(p.recording_time),
    "question": _question,
    "asker": lambda _, p: p.exchange and p.exchange.asker,
    "responder": lambda _, p: p.exchange and p.exchange.responder,
    "record": lambda _, p: p.outcome and p.outcome.kind.value,
    "proposer": lambda _, p: p.outcome and p.outcome.proposer,
    "seconder": lambda _, p: p.outcome and p.outcome.seconder,
    "owner": lambda _, p: p.outcome and p.outcome.owner,
    "boilerplate": lambda _, p: p.boilerplate,
    "page": lambda _, p: p.page,
    "page_label": lambda _, p: p.page_label,
}
RIGHT: dict[str, Callable[[Any, Any], bool]] = {
    "headings": _headings,
    "paper": lambda wanted, value: even(wanted) in even(value),
    "owner": lambda wanted, value: same(THE.sub("", wanted or ""), THE.sub("", value or "")),
    "question": lambda wanted, value: even(wanted) in even(value) if wanted and value else wanted is value,
}


def main(arguments: list[str]) -> None:
    """Read the documents a gold file names and print how much of each key is right."""
    gold, archive = read_gold(Path(arguments[0])), Path(arguments[1])
    encoder = Encoder()
    readings = {
        name: read_passages(read_document(name, (archive / name).read_bytes()), encoder.word_pieces, encoder.limit)
        for name in sorted({line["document"] for line in gold})
    }
    table = Table("", "right", "of", "share", "right where there is one", "of", box=SIMPLE_HEAD)
    results = score(gold, readings)
    for key in ["fact", *READ]:
        rows = results.get(key, [])
        right = sum(ok for *_, ok in rows)
        some = [ok for line, _, ok in rows if line.get(key)]
        if rows:
            counts = [str(right), str(len(rows)), f"{right / len(rows):.1%}", str(sum(some)), str(len(some))]
            table.add_row(key, *counts)
        if "--misses" in arguments:
            for line, value, ok in rows:
                if not ok:
                    print(f"{key}: {line['id']} ({line['fact']}): {line.get(key)!r}, read {value!r}")
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
