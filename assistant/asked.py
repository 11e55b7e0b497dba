"""One row of a question file: what it asks, and what else stands in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from assistant.answer import Answer
from assistant.query import Query
from assistant.question import QuestionError
from assistant.wording import FILTERS
from corpus import PanelError
from index import Filters

INPUTS = ("id", "question", *FILTERS)  # the columns that are read; all others are carried through


@dataclass(frozen=True, slots=True)
class Asked:
    """A row: its question as it was given, and in `given` its other columns, those that narrow the search too."""

    id: Any
    question: Any
    given: dict[str, Any]
    error: str | None = None  # what is wrong with the row itself

    @classmethod
    def read(cls, row: Mapping[str, Any] | str, number: int, has_ids: bool) -> "Asked":
        """Read a row, or what is said to be wrong with it; its place in the file is its id where there are none."""
        if isinstance(row, str):
            return cls(None if has_ids else number, None, {}, row)
        cells = {input_name(name): _plain(value) for name, value in row.items()}
        question, own = cells.pop("question", None), cells.pop("id", None)
        return cls(own if has_ids else number, question, cells)

    @property
    def query(self) -> Query:
        """What is asked. Raises `QuestionError` or `FilterError` where the row does not say that rightly."""
        if self.error:
            raise QuestionError(self.error)
        if isinstance(self.question, list | dict | bool):
            raise QuestionError("The question is no text; give it in words.")
        narrowing = {name: _text(self.given.get(name)) or None for name in FILTERS}
        return Query(_text(self.question), Filters(**narrowing))


class Row(Protocol):
    """What asks something, if it is right."""

    @property
    def query(self) -> Query:
        """What is asked. Raises `PanelError` where that is wrong."""


def answer_rows(
    rows: Sequence[Row], answer: Callable[[list[Query]], Iterable[Answer | PanelError]]
) -> Iterator[Answer | PanelError]:
    """What came of each row: its answer, or what is wrong with it. `answer` is given the queries of those that are
    right, together."""
    queries = [_query(row) for row in rows]
    answers = iter(answer([query for query in queries if isinstance(query, Query)]))
    return (next(answers) if isinstance(query, Query) else query for query in queries)


def _query(row: Row) -> Query | PanelError:
    try:
        return row.query
    except PanelError as error:
        return error


def input_name(column: str) -> str:
    """The name of a column: as it was given, but for those that are read, which may be written in any case."""
    name = column.strip().casefold()
    return name if name in INPUTS else column


def _plain(cell: Any) -> Any:
    """A cell as JSON has it: dates are written out, empty cells are none."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return None if cell == "" else cell


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
