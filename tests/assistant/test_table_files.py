import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from assistant.table_files import TableError, column_type, misfit, read_table, write_table

OPENING = st.sampled_from(["", "", "=", "'=", "-", "''+", "@", "'", "\t", "'\"="])  # of formulas, and of none
TEXT = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: bool(text.strip()))
CELL = st.builds(str.__add__, OPENING, TEXT)
ROWS = st.lists(st.fixed_dictionaries({"id": CELL, "question": CELL}), min_size=1, max_size=5)
VALUE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | CELL
COLUMNS = {"id": str, "question": str}


def read(path: Path) -> list[Any]:
    return read_table(path, path.read_bytes()).rows


def sheet(path: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def of_text(tmp_path: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".xlsx"])
@given(rows=ROWS)
def test_any_text_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, ending: str, rows: list[dict[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("odd") / f"table{ending}"
    write_table(path, ending, COLUMNS, rows)
    assert read(path) == rows


@given(rows=st.lists(st.fixed_dictionaries({"question": CELL, "x": VALUE | st.lists(VALUE)}), min_size=1, max_size=4))
def test_any_value_of_json_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("odd") / "table.jsonl"
    write_table(path, ".jsonl", {}, rows)
    assert read(path) == rows


@given(values=st.lists(VALUE, min_size=1, max_size=5))
def test_a_column_of_parquet_holds_any_values_unchanged(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any]
) -> None:
    path = tmp_path_factory.mktemp("odd") / "table.parquet"
    kind = column_type(values)
    write_table(path, ".parquet", {"x": kind}, [{"x": value} for value in values])
    found = pyarrow.parquet.read_table(path)["x"].to_pylist()
    if kind is str:
        values = [value if isinstance(value, str | None) else json.dumps(value) for value in values]
    assert found == values


# Reading


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_whatever_office_wrote_it(tmp_path: Path, separator: str, encoding: str) -> None:
    lines = [["id", "question"], ["1", "Was ist, bitte; “Op\tShopkeeper”?"], ["2", "première\r\nligne"], ["", ""]]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(lines)
    path = of_text(tmp_path, written.getvalue().encode(encoding))
    assert read(path) == [{"id": "1", "question": lines[1][1]}, {"id": "2", "question": "première\r\nligne"}]


def test_lines_of_one_column_are_cells_with_their_commas(tmp_path: Path) -> None:
    path = of_text(tmp_path, 'Question\nWho said so, and when?\n"Who; why"\n\nWhat?\n\n \n')
    assert [row["Question"] for row in read(path)] == ["Who said so, and when?", "Who; why", None, "What?"]


@pytest.mark.parametrize("head", ["question,id", "question,id,", "question,id,,"])
def test_a_question_that_its_comma_parts_is_not_cut(tmp_path: Path, head: str) -> None:
    wrong, right, short = read(of_text(tmp_path, f"{head}\nWho said so, and when?,1\nWhat?,2,,,\nWhat?\n"))
    assert wrong == (
        "The row has text in column 3, which has no name; "
        "put text that holds commas between quotation marks, or name the column."
    )
    assert right == {"question": "What?", "id": "2"}
    assert short == {"question": "What?", "id": None}


def test_a_workbook_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    day, moment = datetime(2024, 10, 9), datetime(2024, 10, 9, 14, 30)
    path = sheet(
        tmp_path / "t.xlsx", ["question", None, "at", "n"], ["Who?", None, day, 5], ["a_x000D_\nb", " ", moment]
    )
    first, second = read(path)
    assert first == {"question": "Who?", "at": day, "n": 5}
    assert second == {"question": "a\r\nb", "at": moment, "n": None}


def test_lines_of_json_that_are_no_object_are_said_to_be_none(tmp_path: Path) -> None:
    lines = ['{"question": "Who?", "n": [1]}', "[1]", "{", '{"question": NaN}', '{"x": "\\ud800"}', "", "{}", " ", ""]
    good, *bad, empty = read(of_text(tmp_path, "\ufeff" + "\r\n".join(lines), "t.JSONL"))
    assert good == {"question": "Who?", "n": [1]}
    assert [one[:18] for one in bad] == ["The line is no obj", *["The line is not JS"] * 3]
    assert empty == {}


@pytest.mark.parametrize(
    ("name", "content", "telling"),
    [
        ("t.ods", b"", r"t\.ods does not end with \.csv, \.jsonl or \.xlsx"),
        ("t.csv", b'question\n"Who?\nWhat?\n', "t.csv is not CSV: unexpected end of data"),
        ("t.csv", b"question,n,n\n", "two columns named “n”"),
        ("t.csv", b"question\n\x81\n", "t.csv is no text"),
        ("t.jsonl", b"\xff\xfe", "t.jsonl is not UTF-8 text"),
        ("t.xlsx", b"PK\x03\x04 no workbook", "t.xlsx is no Excel workbook"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(tmp_path: Path, name: str, content: bytes, telling: str) -> None:
    with pytest.raises(TableError, match=telling):
        read(of_text(tmp_path, content, name))


# Writing


def test_a_sheet_holds_words_as_words_and_numbers_as_numbers(tmp_path: Path) -> None:
    row = {"a": "=1+1", "b": "https://council.example", "c": 5, "d": 0.25, "e": True, "f": [1], "g": 2**60, "h": " 007"}
    write_table(tmp_path / "t.xlsx", ".xlsx", dict.fromkeys([*row, "none"], str), [row])
    head, cells = load_workbook(tmp_path / "t.xlsx").worksheets[0].iter_rows()
    assert [cell.value for cell in head] == [*row, "none"]
    assert [cell.data_type for cell in cells] == [*"ssnnbsss", "n"]
    assert [cell.value for cell in cells] == [*list(row.values())[:5], "[1]", str(2**60), " 007", None]
    assert not any(cell.hyperlink for cell in cells)


FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '"=1',
    "\ufeff=1",
    "'=1",
    " =1",
    "＝1",
    "- no",
]
PLAIN = ["-5", "+44 1305", "-1,200.5%", "-£31,000", "-", "1-2", "a=b", "'tis so", "“=1”", "£5"]


def test_no_cell_of_csv_is_a_formula_and_what_is_none_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = [{"question": text, "=1": -5, "n": [1]} for text in [*FORMULAS, *PLAIN]]
    write_table(path, ".csv", {"question": str, "=1": int, "n": str}, rows)
    head, *lines = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    assert head == ["question", "'=1", "n"]
    assert [line[0] for line in lines] == [f"'{text}" for text in FORMULAS] + PLAIN
    assert {tuple(line[1:]) for line in lines} == {("-5", "[1]")}
    table = read_table(path, path.read_bytes())
    assert table.columns == ["question", "=1", "n"]
    assert [row["question"] for row in table.rows if not isinstance(row, str)] == [*FORMULAS, *PLAIN]


def test_what_looks_like_a_formula_is_text_in_a_workbook_even_when_it_is_edited(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    write_table(path, ".xlsx", {"=1": str}, [{"=1": text} for text in [*FORMULAS, *PLAIN, -5]])
    cells = [row[0] for row in load_workbook(path).worksheets[0].iter_rows()]
    assert [cell.data_type for cell in cells] == ["s"] * (len(cells) - 1) + ["n"]
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * (1 + len(FORMULAS)) + [False] * (len(PLAIN) + 1)


def test_a_workbook_says_no_hour(tmp_path: Path) -> None:
    write_table(tmp_path / "t.xlsx", ".xlsx", COLUMNS, [{"id": "1"}])
    assert load_workbook(tmp_path / "t.xlsx").properties.created.date() == date(2000, 1, 1)
    with ZipFile(tmp_path / "t.xlsx") as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_what_is_too_long_for_a_cell_of_excel_is_told_before_it_is_cut() -> None:
    assert misfit(".xlsx", {"notes": "x" * 32_768}) == (
        "“notes” is longer than a cell of Excel holds (32,767 characters); write .csv or .jsonl instead."
    )
    assert misfit(".xlsx", {"notes": "x" * 32_767, "n": 1, "none": None}) is None
    assert misfit(".csv", {"notes": "x" * 32_768}) is None


def test_lists_are_json_in_parquet_and_csv(tmp_path: Path) -> None:
    row = {"id": 1, "x": [{"a": "é"}], "score": 0.5}
    columns = {"id": int, "x": str, "score": float, "none": str}
    write_table(tmp_path / "t.parquet", ".parquet", columns, [row])
    write_table(tmp_path / "t.csv", ".csv", columns, [row])
    assert pyarrow.parquet.read_table(tmp_path / "t.parquet").to_pylist() == [
        {"id": 1, "x": '[{"a": "é"}]', "score": 0.5, "none": None}
    ]
    assert (tmp_path / "t.csv").read_bytes().decode() == '\ufeffid,x,score,none\r\n1,"[{""a"": ""é""}]",0.5,\r\n'
