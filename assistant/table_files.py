"""Tables as files: CSV, JSON Lines and Excel workbooks read, and the same and Parquet written."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from corpus import PanelError

EXCEL_ROWS = 1_048_576
EXCEL_CELL = 32_767  # characters
EXACT = 2**53  # beyond this a number of Excel's loses its last digits
SEPARATORS = ",;\t"
NO_SEPARATOR = "\U0010ffff"  # no character, so that no text holds it
LONGEST_CELL = 2**31 - 1
AT_ONCE = 1000  # rows of a group in Parquet
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"), where it stands after spaces, a
# quotation mark or a byte-order mark too; but not a figure, a sum of money or a dash alone.
FORMULA = re.compile(r"'*(?!\s?[+-]?\s?(?:[£$€]?\d[\d., ]*%?)?\s?\Z)(?:[\t\r]|[\s\"\ufeff]*[=+\-@＝＋－＠])")

Row = Mapping[str, Any]


class TableError(PanelError):
    """A file that is no table, or of a kind that is not read or written. The message names it and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """The names of a table's columns, and its rows by them; a row that cannot be read is a sentence saying why."""

    columns: list[str]
    rows: list[Row | str]


def read_table(path: Path, content: bytes) -> Table:
    """Read the content of a file by the ending of its name; empty rows at its end are left out.

    Raises `TableError` where it is no table.
    """
    readers = {".csv": _read_csv, ".jsonl": _read_jsonl, ".xlsx": _read_xlsx}
    return readers[_ending(path, readers)](path, content)


def check_written(path: Path) -> None:
    """Raise `TableError` where a file of this name cannot be written as a table."""
    _ending(path, WRITERS)


def write_table(path: Path, ending: str, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    """Write rows as a file of a kind, the same bytes for the same rows, held in memory a few at a time.

    `columns` are the names of the columns with the type of their values (str, int, float or bool), which a row need
    not have. Lines of JSON hold the rows as they are; the others hold lists and objects as the text of their JSON, and
    no text that a spreadsheet would run as a formula: in CSV an apostrophe stands before it, which `read_table` takes
    away again, and in a workbook it is marked as text.
    Raises `OSError` where the file cannot be written.
    """
    WRITERS[ending](path, columns, rows)


def misfit(ending: str, row: Row) -> str | None:
    """Why a file of a kind cannot hold a row, in a sentence; None where it can."""
    if ending != ".xlsx":
        return None
    long = next((name for name, value in row.items() if len(as_text(value) or "") > EXCEL_CELL), None)
    told = f"is longer than a cell of Excel holds ({EXCEL_CELL:,} characters); write .csv or .jsonl instead."
    return f"“{long}” {told}" if long else None


def column_type(values: Iterable[Any]) -> type:
    """The type of a column that can hold all these values, None left out, without changing one of them."""
    told = [value for value in values if value is not None]
    kinds = {type(value) for value in told}
    if kinds == {bool}:
        return bool
    if kinds == {int}:
        return int if all(abs(value) < 2**63 for value in told) else str
    if kinds in ({float}, {int, float}):
        return float if all(isinstance(value, float) or abs(value) <= EXACT for value in told) else str
    return str


def as_text(value: Any) -> str | None:
    """A value as the text of a cell; lists, objects, numbers and truth as JSON writes them."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _ending(path: Path, known: Mapping[str, object]) -> str:
    ending = path.suffix.lower()
    if ending not in known:
        *others, last = known
        raise TableError(f"The name {path} does not end with {', '.join(others)} or {last}; use a file of such a kind.")
    return ending


# Reading


def _read_csv(path: Path, content: bytes) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")  # what Excel on Windows writes
        except UnicodeDecodeError as error:
            raise TableError(f"{path} is no text; save it as CSV in UTF-8.") from error
    csv.field_size_limit(LONGEST_CELL)

    def rows(separator: str) -> Iterator[list[str]]:
        return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    try:
        heads = {separator: next(rows(separator), []) for separator in SEPARATORS}
        separator = max(heads, key=lambda one: (_asks(heads[one]), len(heads[one])))
        # Of one column alone each line is one cell, commas and all.
        grid = rows(separator if len(heads[separator]) > 1 else NO_SEPARATOR)
        return _from_grid(path, [[_as_given(cell) for cell in row] for row in grid])
    except csv.Error as error:
        raise TableError(f"{path} is not CSV: {error}; look for a quotation mark that is not closed.") from error


def _as_given(cell: str) -> str:
    """A cell of CSV without the apostrophe that `_defused` puts before it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _asks(names: Sequence[str]) -> bool:
    return any(name.strip().casefold() == "question" for name in names)


def _read_xlsx(path: Path, content: bytes) -> Table:
    from openpyxl import load_workbook
    from openpyxl.utils.escape import unescape

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write wrong ones
        grid = [
            [unescape(cell) if isinstance(cell, str) else cell for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    except Exception as error:  # whatever openpyxl stumbles over in a file of any origin
        raise TableError(f"{path} is no Excel workbook that can be read; save it anew as .xlsx or .csv.") from error
    return _from_grid(path, grid)


def _from_grid(path: Path, grid: list[list[Any]]) -> Table:
    """A table of rows of cells, the first of which is the names of the columns."""
    while grid and not any(map(_is_filled, grid[-1])):
        grid.pop()
    names = ["" if cell is None else str(cell) for cell in grid[0]] if grid else []
    columns = {place: name for place, name in enumerate(names) if name.strip()}
    for name in columns.values():
        if names.count(name) > 1:
            raise TableError(f"{path} has two columns named “{name}”; rename one.")
    rows: list[Row | str] = []
    for row in grid[1:]:
        stray = next((place for place, cell in enumerate(row) if _is_filled(cell) and place not in columns), None)
        if stray is None:
            rows.append({name: row[place] if place < len(row) else None for place, name in columns.items()})
        else:  # mostly the end of a question that was cut at its comma
            told = f"The row has text in column {stray + 1}, which has no name"
            rows.append(f"{told}; put text that holds commas between quotation marks, or name the column.")
    return Table(list(columns.values()), rows)


def _is_filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _read_jsonl(path: Path, content: bytes) -> Table:
    try:
        lines = [line for line in content.decode("utf-8-sig").split("\n") if line.strip()]
    except UnicodeDecodeError as error:
        raise TableError(f"{path} is not UTF-8 text; save it as JSON Lines in UTF-8.") from error
    rows = [_read_object(line) for line in lines]
    names = (name for row in rows if not isinstance(row, str) for name in row)
    return Table(list(dict.fromkeys(names)), rows)


def _read_object(line: str) -> Row | str:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False, allow_nan=False).encode()  # neither NaN nor half a surrogate pair
    except (ValueError, RecursionError) as error:
        return f"The line is not JSON ({error})."
    return row if isinstance(row, dict) else 'The line is no object of JSON; write it like {"question": "…"}.'


# Writing


def _write_csv(path: Path, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # by the mark Excel knows that it is UTF-8
        writer = csv.writer(file)
        writer.writerow(map(_defused, columns))
        writer.writerows([_defused(row.get(name)) for name in columns] for row in rows)


def _defused(value: Any) -> str | None:
    """A value as a cell of CSV, with an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else as_text(value)


def _write_jsonl(path: Path, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")


def _write_xlsx(path: Path, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    try:
        with Workbook(str(path), {"constant_memory": True}) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})  # the hour would make each file another
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            told = book.add_format({"quote_prefix": True})  # or what looks like a formula would be one once edited
            for line, row in enumerate(chain([{name: name for name in columns}], rows)):
                for place, name in enumerate(columns):
                    _write_cell(sheet, line, place, row.get(name), told)
    except XlsxWriterException as error:
        raise OSError(None, str(error)) from error


def _write_cell(sheet: Any, line: int, place: int, value: Any, told: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) <= EXACT):
        sheet.write_number(line, place, value)
    elif (text := as_text(value)) is not None:
        # Whatever it looks like: never a formula, never a link.
        sheet.write_string(line, place, text, told if FORMULA.match(text) else None)


def _write_parquet(path: Path, columns: Mapping[str, type], rows: Iterable[Row]) -> None:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
    several = iter(rows)
    with ParquetWriter(path, schema) as writer:
        while some := list(islice(several, AT_ONCE)):
            cells = {
                name: [as_text(row.get(name)) if kind is str else row.get(name) for row in some]
                for name, kind in columns.items()
            }
            writer.write_table(pyarrow.table(cells, schema))


Writer = Callable[[Path, Mapping[str, type], Iterable[Row]], None]
WRITERS: Mapping[str, Writer] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".xlsx": _write_xlsx,
    ".parquet": _write_parquet,
}
