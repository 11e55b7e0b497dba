from pathlib import Path

import pytest

from corpus import PanelError, Reading, read_document, read_passages
from eval.reading import Gold, read_gold, score
from index import Encoder
from tests.conftest import REAL_ARCHIVE, SAMPLE, needs_real_archive
from tests.corpus.papers import read_text_file

GOLD = Path(__file__).parent.parent.parent / "eval" / "gold"
# What the project promises of the reader, as shares of the gold lines.
ALWAYS = ("meeting_date", "page")
MOSTLY = {"paper": 0.98, "headings": 0.98, "paragraph": 0.98, "recording_time": 0.95, "question": 0.98}
MOSTLY |= {"page_label": 0.98, "fact": 0.98, "period": 0.98, "paper_kind": 0.98, "boilerplate": 0.95}


def shares(gold: list[Gold], archive: Path, encoder: Encoder) -> dict[str, float]:
    names = {line["document"] for line in gold}
    readings = {
        name: read_passages(read_document(name, (archive / name).read_bytes()), encoder.word_pieces, encoder.limit)
        for name in names
    }
    return {key: sum(ok for *_, ok in rows) / len(rows) for key, rows in score(gold, readings).items()}


def assert_promised(found: dict[str, float]) -> None:
    assert all(found[key] == 1 for key in ALWAYS if key in found), found
    assert all(found[key] >= share for key, share in MOSTLY.items() if key in found), found


def test_the_sample_is_read_as_a_clerk_reads_it(encoder: Encoder) -> None:
    gold = read_gold(GOLD / "sample.jsonl")
    assert len(gold) >= 60
    assert_promised(shares(gold, SAMPLE, encoder))


@needs_real_archive
def test_the_real_archive_is_read_as_a_clerk_reads_it(encoder: Encoder) -> None:
    gold = read_gold(GOLD / "dorset.jsonl")
    assert len(gold) >= 120
    assert_promised(shares(gold, REAL_ARCHIVE, encoder))


@pytest.fixture
def roads() -> Reading:
    return read_text_file("POLICE AND CRIME PANEL – 14 MARCH 2022\nROAD SAFETY\n\n3.11 They mended 40 lamps.\n")


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("meeting_date", "2022-03-14", "2022-03-15"),
        ("paragraph", "3.11", "3.12"),
        ("paper", "road safety", "Bridges"),
        ("headings", [], ["3. LAMPS"]),
        ("recording_time", None, "0:21:55"),
        ("question", None, "Who mended it?"),
    ],
)
def test_what_is_not_as_the_gold_says_is_counted_wrong(roads: Reading, key: str, right: object, wrong: object) -> None:
    line = {"document": "paper.txt", "fact": "40 lamps"}
    for wanted, expected in ((right, True), (wrong, False)):
        ((_, _, ok),) = score([{**line, key: wanted}], {"paper.txt": roads})[key]
        assert ok is expected


def test_a_fact_that_no_passage_holds_is_counted_wrong(roads: Reading) -> None:
    ((_, _, ok),) = score([{"document": "paper.txt", "fact": "41 lamps"}], {"paper.txt": roads})["fact"]
    assert not ok


def test_a_line_that_is_no_gold_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"document": "a.txt", "fact": "x"}\n{"document": "a.txt"}\n')
    with pytest.raises(PanelError, match=r"gold\.jsonl, line 2"):
        read_gold(path)
