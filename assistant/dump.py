"""All passages of an index with their citations as one file: Parquet, or JSONL in the form of PyTerrier's indexers."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from assistant.answer import Citation
from corpus import PanelError
from index import Index, StoredPassage
from index.whole_file import whole_file

ENDINGS = (".parquet", ".jsonl")
BESIDE = ("outcome", "boilerplate", "period_start", "period_end")  # what a citation does not tell of a passage
DAYS = ("meeting_date", "pack_date", "period_start", "period_end")
# Columns of Parquet that are no text.
TYPES = {
    **dict.fromkeys(DAYS, pa.date32()),
    **dict.fromkeys(("page", "char_start", "char_end"), pa.int32()),
    "headings": pa.list_(pa.string()),
    "boilerplate": pa.bool_(),
}
AT_ONCE = 5000  # rows held in memory, and in one group of a Parquet file

Row = dict[str, Any]


class DumpError(PanelError):
    """A dump that is not begun. The message says why."""


def check_dump(path: Path) -> None:
    """Raises `DumpError` for a file that is there already, or whose ending is none of a dump."""
    if path.suffix.lower() not in ENDINGS:
        raise DumpError(f"{path} is no file for passages; end its name in {' or '.join(ENDINGS)}.")
    if path.exists():
        raise DumpError(f"{path} is there already; name another file, or move that one away.")


def dump(index: Index, path: Path, move: Callable[[int], None]) -> int:
    """Write every passage in the order of documents and of their words, and give how many.

    The file is there whole or not at all; the same archive gives the same bytes. `move` is told how many passages are
    written. Raises as `check_dump` does, and `PanelError` where the file cannot be written.
    """
    check_dump(path)
    write = _write_parquet if path.suffix.lower() == ".parquet" else _write_jsonl
    done = 0
    with index.snapshot(), whole_file(path) as part:
        for written in write(part, _rows(index)):
            done += written
            move(done)
    return done


def _rows(index: Index) -> Iterator[Row]:
    for document in sorted(index.fingerprints()):
        yield from map(_row, index.passages_of(document))


def _row(passage: StoredPassage) -> Row:
    """A passage by the names of the columns; days are ISO dates."""
    return {
        "docno": passage.id,
        "text": passage.text,
        "context": passage.context,
        **Citation.of(passage).model_dump(mode="json"),
        **{name: getattr(passage, name) for name in BESIDE},
    }


def _write_jsonl(path: Path, rows: Iterable[Row]) -> Iterator[int]:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
            yield 1


def _write_parquet(path: Path, rows: Iterable[Row]) -> Iterator[int]:
    names = ["docno", "text", "context", *Citation.model_fields, *BESIDE]
    schema = pa.schema([(name, TYPES.get(name, pa.string())) for name in names])
    rows = iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        while block := list(islice(rows, AT_ONCE)):
            file.write_table(pa.Table.from_pylist([_typed(row) for row in block], schema))
            yield len(block)


def _typed(row: Row) -> Row:
    return row | {name: date.fromisoformat(row[name]) for name in DAYS if row[name]}
