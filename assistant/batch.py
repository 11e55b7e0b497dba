"""A file of questions asked, and the answers written into another, whatever stops the work meanwhile."""

import filecmp
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.asked import Asked, answer_rows, input_name
from assistant.assistant import BLOCK, Assistant
from assistant.journal import Journal, open_journal
from assistant.question import QuestionError
from assistant.quotes import MOST
from assistant.rows import batch_line, in_cells, own_columns, table_columns, table_rows
from assistant.table_files import EXCEL_ROWS, check_written, column_type, misfit, read_table, write_table
from assistant.workers import work_through
from corpus import PanelError
from index import FilterError, Index
from index.whole_file import whole

FORMAT = 1  # of the journal

Progress = Callable[[int, int, float], None]
"""Called with how many questions are answered, how many there are, and how many a second (0: not yet known)."""


class BatchError(PanelError):
    """A batch that cannot be asked or written. The message says why and what to do."""


@dataclass(frozen=True)
class Summary:
    """What came of all rows, and how many of them were asked in this run in how many seconds."""

    answered: int
    not_found: int
    errors: int
    asked: int
    seconds: float


@dataclass(frozen=True)
class Form:
    """What the answers are written as: a file's ending, one row a question or (`long`) a quote, and its columns."""

    ending: str
    long: bool
    columns: Mapping[str, type]

    def entry(self, asked: Asked, answer: Answer | PanelError) -> list[dict[str, Any]]:
        """The rows that one answer makes."""
        if self.ending == ".jsonl" and not self.long:
            return [batch_line(asked.id, asked.given, asked.question, answer)]
        rows = table_rows(asked.id, asked.given, asked.question, answer, self.long)
        rows = [{name: row.get(name) for name in self.columns} for row in rows]
        if self.ending == ".jsonl":
            return rows
        rows = [in_cells(row) for row in rows] if self.long else rows
        wrong = next(filter(None, (misfit(self.ending, row) for row in rows)), None)
        return self.entry(asked, BatchError(wrong)) if wrong else rows


def journal_of(out: Path) -> Path:
    """Where the answers are kept until all are there."""
    return out.with_name(f"{out.name}.partial")


def ask_all(questions: Path, out: Path, index: Path, long: bool, top: int, progress: Progress) -> Summary:
    """Ask every question of a file and write the answers into another; a row that cannot be asked gets an `error`.

    Killed at any moment and called again, it goes on, and the file is the same byte for byte. `top` is how many
    passages each answer holds. Raises `PanelError` where nothing can be asked or written: `TableError` for a file that
    is no table of questions, `JournalError` for work begun otherwise, `BatchError`, `StoreError`, `ModelError`.
    """
    check_written(out)
    content = _content(questions)
    rows, given = _read(questions, content)
    form = _form(questions, out, rows, given, long)
    kept = journal_of(out)
    if out.exists() and not kept.exists():
        raise _there_already(out)
    opened = Index(index)
    state = _state(opened)
    opened.close()
    header = {
        "format": FORMAT,
        "question file": hashlib.sha256(content).hexdigest(),
        "state of the index": state,
        "--top": top,
        "--long": long,
    }
    with open_journal(kept, header, BLOCK, len(rows)) as journal:
        left, seconds = len(rows) - journal.count, 0.0
        if left and out.exists():
            raise _there_already(out)
        if left:
            seconds = _ask(rows, journal, index, state, top, form, progress)
        counts = _write(out, form, journal)
        journal.remove()
    return Summary(counts["answered"], counts["not_found"], counts["error"], left, seconds)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BatchError(f"The questions in {path} cannot be read: {error.strerror}.") from error


def _read(path: Path, content: bytes) -> tuple[list[Asked], list[str]]:
    """The rows of a question file, and the names of the columns that are carried through."""
    table = read_table(path, content)
    names = [input_name(column) for column in table.columns]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BatchError(f"{path} has two columns named “{twice}”; rename one.")
    if "question" not in names:
        there = f"its columns are: {', '.join(table.columns)}" if names else "it has no columns at all"
        raise BatchError(f"{path} has no column “question”; {there}.")
    if not table.rows:
        raise BatchError(f"{path} holds no question; write them below the name of the column.")
    rows = [Asked.read(row, number, "id" in names) for number, row in enumerate(table.rows, start=1)]
    return rows, [name for name in names if name not in ("id", "question")]


def _form(path: Path, out: Path, rows: Sequence[Asked], given: Sequence[str], long: bool) -> Form:
    """What the answers are written as. Raises `BatchError` where what the rows hold does not go into it."""
    ending = out.suffix.lower()
    if ending == ".jsonl" and not long:
        return Form(ending, long, {})
    clash = next((name for name in given if name.casefold() in own_columns(long)), None)
    if clash:
        raise BatchError(f"The column “{clash}” of {path} has the name of a column of the answers; rename it.")
    if ending == ".xlsx" and len(rows) * (MOST if long else 1) >= EXCEL_ROWS:
        raise BatchError(f"A sheet of Excel has only {EXCEL_ROWS:,} rows, too few for {path}; write .csv or .jsonl.")
    for number, row in enumerate(rows, start=1):
        if wrong := misfit(ending, {**row.given, "id": row.id, "question": row.question}):
            raise BatchError(f"Row {number} of {path} does not go into {out}: {wrong}")
    types = {name: column_type(row.given.get(name) for row in rows) for name in given}
    return Form(ending, long, table_columns(types, column_type(row.id for row in rows), long))


def _state(index: Index) -> str:
    meta = index.meta
    return " ".join(meta.get(name, "") for name in ("id", "generation", "weights"))


def _ask(
    rows: Sequence[Asked], journal: Journal, index: Path, state: str, top: int, form: Form, progress: Progress
) -> float:
    """Ask what the journal does not hold yet. Returns how many seconds that took."""
    begun = time.perf_counter()
    progress(journal.count, len(rows), 0)
    blocks = [rows[start : start + BLOCK] for start in range(journal.count, len(rows), BLOCK)]
    first: tuple[int, float] | None = None  # until when models were loaded
    for entries in work_through(blocks, partial(_entries, state=state, top=top, form=form), index):
        journal.append(entries)
        now = time.perf_counter()
        first = first or (journal.count, now)
        since = now - first[1]
        progress(journal.count, len(rows), (journal.count - first[0]) / since if since > 1 else 0)
    return time.perf_counter() - begun


def _entries(assistant: Assistant, block: Sequence[Asked], state: str, top: int, form: Form) -> list[Any]:
    """What is kept of each row of a block. Raises `BatchError` where the index is not in this state any more."""
    if _state(assistant.index) != state:
        raise BatchError(f"The index in {assistant.index.folder} was changed just now; give the same command again.")
    answers = _answers(assistant, block, top)
    return [form.entry(asked, answer) for asked, answer in zip(block, answers, strict=True)]


def _answers(assistant: Assistant, block: Sequence[Asked], top: int) -> Iterator[Answer | PanelError]:
    """What came of each row of a block: an answer, or what is wrong with the row."""
    for answer in answer_rows(block, partial(assistant.answer_each, top=top)):
        if isinstance(answer, PanelError) and not isinstance(answer, QuestionError | FilterError):
            raise answer  # wrong with the index, not with the row
        yield answer


def _write(out: Path, form: Form, journal: Journal) -> Counter[str]:
    """Write the answers, whole or not at all. Returns how many rows there are of each status."""
    counts: Counter[str] = Counter()

    def rows() -> Iterator[dict[str, Any]]:
        for entry in journal:
            counts[entry[0].get("status") or "error"] += 1
            yield from entry

    try:
        with whole(out) as part:
            write_table(part, form.ending, form.columns, rows())
            # A run that was killed before it took its journal away has written the very same.
            if out.exists() and not filecmp.cmp(part, out, shallow=False):
                raise _there_already(out)
    except OSError as error:
        why = error.strerror or str(error)
        raise BatchError(f"{out} cannot be written: {why}; the answers are kept in {journal.path}.") from error
    return counts


def _there_already(out: Path) -> BatchError:
    return BatchError(f"{out} is there already; move it away, or give another name with --out.")
