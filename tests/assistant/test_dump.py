import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from assistant.answer import Citation
from assistant.dump import DumpError, dump
from corpus import Metadata, PanelError
from index import Encoder, Index
from tests.assistant.papers import PAPERS
from tests.passages import unembedded

ENDINGS = ("jsonl", "parquet")
PACK = "pack-2023-12-14.pdf"


def test_both_forms_hold_every_passage_as_it_stands_in_its_document(sample: Index, tmp_path: Path) -> None:
    moved: list[int] = []
    for ending in ENDINGS:
        assert dump(sample, tmp_path / f"all.{ending}", moved.append) == sample.count()
    assert max(moved) == moved[-1] == sample.count()
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]
    rows = parquet.read_table(tmp_path / "all.parquet").to_pylist()
    assert lines == [json.loads(json.dumps(row, default=date.isoformat)) for row in rows]
    passages = sample.passages().values()
    assert [row["docno"] for row in rows] == [one.id for one in passages]
    for row, passage in zip(rows, passages, strict=True):
        assert row["text"] == sample.document_text(row["document"])[row["char_start"] : row["char_end"]]
        assert (row["context"], row["boilerplate"]) == (passage.context, passage.boilerplate)
        assert Citation.of(passage).model_dump(mode="json").items() <= json.loads(json.dumps(row, default=str)).items()


def test_columns_of_parquet_have_types_of_their_own(sample: Index, tmp_path: Path) -> None:
    dump(sample, tmp_path / "all.parquet", print)
    table = pd.read_parquet(tmp_path / "all.parquet")
    minutes = table[(table.document == PACK) & (table.kind == "minutes") & (table.page == 4)].iloc[0]
    assert (minutes.meeting_date, minutes.pack_date) == (date(2023, 9, 28), date(2023, 12, 14))
    assert [tuple(one) for one in table.headings] == [one.headings for one in sample.passages().values()]
    assert table.boilerplate.dtype == bool
    assert table.boilerplate.any()
    assert table.char_start.dtype.kind == "i"
    quarter = table[table.period == "Q1 2018/19"].iloc[0]
    assert (quarter.period_start, quarter.period_end) == (date(2018, 4, 1), date(2018, 6, 30))
    precept = table[table.title == "Use of the 2023/24 Police Precept"].iloc[0]
    assert (precept.author, bool(pd.isna(minutes.author))) == ("Julie Strange", True)
    assert "zstd" in str(parquet.ParquetFile(tmp_path / "all.parquet").metadata.row_group(0).column(0)).lower()


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_archive_gives_the_same_bytes_in_whatever_order_it_was_read(
    tmp_path: Path, encoder: Encoder, ending: str
) -> None:
    papers = {name: text.encode() for name, text in PAPERS.items()}
    for name, order in (("one", papers), ("other", dict(reversed(papers.items())))):
        index = unembedded(tmp_path / name, order, encoder)
        index.set_metadata({"gulls.txt": Metadata(url="https://example.org/gulls.txt")})
        dump(index, tmp_path / f"{name}.{ending}", print)
    content = (tmp_path / f"one.{ending}").read_bytes()
    assert content == (tmp_path / f"other.{ending}").read_bytes()
    assert b"https://example.org/gulls.txt" in content


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("there.jsonl", r"there\.jsonl is there already; name another file, or move that one away\.$"),
        ("all.csv", r"all\.csv is no file for passages; end its name in \.parquet or \.jsonl\.$"),
    ],
)
def test_a_file_is_never_written_over_and_another_ending_is_refused(
    sample: Index, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "there.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(DumpError, match=told):
        dump(sample, tmp_path / name, print)
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("there.jsonl", "mine")]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_dump_that_fails_leaves_nothing_behind(sample: Index, tmp_path: Path, ending: str) -> None:
    def full(done: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(PanelError, match=rf"all\.{ending} cannot be written: No space left on device\.$"):
        dump(sample, tmp_path / f"all.{ending}", full)
    with pytest.raises(PanelError, match="No such file or directory"):
        dump(sample, tmp_path / "nowhere" / f"all.{ending}", print)
    assert not list(tmp_path.iterdir())
