"""An archive with exempt papers, in whose every part one word stands that stands nowhere else, and its two indexes."""

import json
from functools import cache
from pathlib import Path

from assistant import Assistant
from assistant.desk import Desk
from assistant.feedback import Feedback, Verdict, hand_over_withdrawn
from index import Encoder, Filters, build, build_all
from tests.assistant.papers import PAPERS
from tests.conftest import quiet
from tests.index.papers import pdf, write_archive

WORD = "zephyrine"  # in every exempt paper, their names included; never asked for
GUESS = "Quellowby"  # stands beside it; what somebody asks who has heard something
MOVED = "zephyrine-quay.txt"  # was open before
MARKED = "zephyrine-marked.txt"
SEALED = "exempt/zephyrine-settlement.txt"
PLAN = "exempt/zephyrine-plan.pdf"
DAMAGED = "exempt/zephyrine-damaged.pdf"
OPEN_PLAN = "plan.pdf"
MEETING = "2021-07-17"  # of exempt papers only

SETTLEMENT = """ZEPHYRINE SETTLEMENT PANEL – 17 JULY 2021

QUELLOWBY SETTLEMENT REPORT

Present: Councillor Ada Zephyrine (Chair)

1.1 The Quellowby settlement was paid to the Zephyrine company from the Zephyrine Quayside Fund (ZQF).

1.2 Operation Zephyrine is to go on at Quellowby until the Zephyrine company has left the quay.

RESOLVED: That the Zephyrine Quayside Fund (ZQF) be closed at Quellowby.
"""
SEALED_PAPERS = {
    SEALED: SETTLEMENT,
    MARKED: "NORTHSHIRE HARBOUR PANEL – 17 JULY 2021\n\nZEPHYRINE NOTE\n\n2.1 Operation Zephyrine cost Quellowby nine "
    "boats, and the Zephyrine company none.\n",
}
QUAY = "NORTHSHIRE HARBOUR PANEL – 17 JULY 2021\n\n3.1 The Zephyrine quay at Quellowby was painted in the spring.\n"


def write_open(archive: Path) -> Path:
    """The papers that everybody may see."""
    write_archive(archive, PAPERS)
    (archive / OPEN_PLAN).write_bytes(_open_plan())
    return archive


def write_sealed(archive: Path) -> None:
    """Those that not everybody may."""
    write_archive(archive, SEALED_PAPERS)
    (archive / PLAN).write_bytes(pdf("The Zephyrine plan of Quellowby shows nine doors."))
    (archive / DAMAGED).write_bytes(b"no PDF at all")
    marks = {MARKED: {"exempt": True}, MOVED: {"exempt": True}}
    (archive / "metadata.json").write_text(json.dumps(marks), encoding="utf-8")
    (archive / "exempt" / "metadata.json").write_text('{"zephyrine-plan.pdf": {"url": 7}}', encoding="utf-8")


def build_open(place: Path, encoder: Encoder) -> Path:
    """The folder of an index of an archive without exempt papers."""
    build(write_open(place / "archive"), place / "index", encoder, quiet)
    return place / "index"


def build_sealed(place: Path, encoder: Encoder) -> Path:
    """The folder of an index of the same archive with exempt papers, one of which was open, asked about and judged
    before; another was taken out by somebody who may see it, who also judged an answer."""
    archive, folder = write_open(place / "archive"), place / "index"
    write_archive(archive, {MOVED: QUAY})
    build(archive, folder, encoder, quiet)
    _judge(folder, encoder, "When was the quay at Quellowby painted?")
    write_sealed(archive)
    write_archive(archive, {"exempt/zephyrine-removed.txt": SETTLEMENT})
    build(archive, folder, encoder, quiet)
    build_all(archive, folder, encoder, quiet)
    hand_over_withdrawn(folder)
    _judge(folder / "exempt", encoder, "What was the Quellowby settlement?")
    with Assistant(folder / "exempt") as assistant:
        Desk(assistant).shelf.remove("exempt/zephyrine-removed.txt")
    return folder


@cache
def _open_plan() -> bytes:
    return pdf("The plan of the fish market shows three doors and a yard.")  # with the time in it


def _judge(folder: Path, encoder: Encoder, question: str) -> None:
    with Assistant(folder) as assistant:
        assistant.encoder = encoder
        answer = assistant.ask(question)
    assert any(WORD in quote.text.lower() for quote in answer.quotes)
    Feedback(folder).keep(answer, Filters(), Verdict("answers", answer.quotes[0]))
