"""Answers, summaries and progress in a terminal: rich for a person, plain when piped, JSON when asked for."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer, Citation, RankedPassage, Written
from assistant.footnotes import refer
from assistant.pace import Pace
from assistant.references import form_of
from assistant.visible import json_text, visible
from assistant.wording import (
    NEAREST,
    NOT_FOUND,
    SPELLED,
    citation_in_words,
    counted,
    for_reading,
    left_out_in_words,
    pages_in_words,
    runs_for_reading,
    understood_in_words,
)
from corpus import resolve
from index import Index, folder_of_all
from index.whole_file import whole_file

if TYPE_CHECKING:
    from assistant.batch import Summary as BatchSummary
    from assistant.candidates import Candidates
    from index import Summary


class _Console(Console):
    """One in which no words of a paper, a file's name or a question can give the terminal orders."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        for part in super().render(renderable, options):
            yield part if part.control else Segment(visible(part.text), part.style)


# Piped output is for programs: not wrapped at the width of a terminal that is not there.
out = _Console(highlight=False, width=None if sys.stdout.isatty() else 10_000)
err = _Console(stderr=True, highlight=False)

PREVIEW = 160  # characters of a passage in a list


def print_json(value: object) -> None:
    """Print a value as JSON on stdout, and nothing else."""
    print(json_text(value, indent=2))


def write_file(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, and say so on stderr."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")
    err.print(f"Wrote {escape(str(path))}.", soft_wrap=True)


def write_references(citations: Iterable[Citation], path: Path) -> None:
    """Write the papers that are cited, if any, as references in the form of the file's ending; raises as `form_of`."""
    quoted = list(citations)
    if quoted:
        write_file(path, form_of(path)(quoted))
    else:
        err.print(f"Nothing is quoted, so {escape(str(path))} was not written.", soft_wrap=True)


@contextmanager
def counting(what: str, total: int, things: str) -> Iterator[Callable[[int], None]]:
    """A bar on stderr; gives the function that moves it to a number of things done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(things))
    with Progress(*columns, TimeElapsedColumn(), console=err, disable=not err.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def waiting(message: str) -> AbstractContextManager[object]:
    """Show a spinner on stderr while something takes its time; nothing where nobody looks."""
    return err.status(message) if err.is_terminal else nullcontext()


@contextmanager
def build_progress(
    papers: Mapping[str, Path], doing: str = "reading"
) -> Iterator[Callable[[str, int, int, int], None]]:
    """A progress bar on stderr, or a line for each paper where nobody looks; gives the function that moves it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("papers, {task.fields[passages]} new passages{task.fields[pace]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bar:
        task = bar.add_task(doing, total=None, passages=0, pace="")
        pace = Pace({name: path.stat().st_size for name, path in papers.items() if path.is_file()})
        told: set[str] = set()

        def move(name: str, done: int, total: int, passages: int) -> None:
            speed = pace.told(name, passages, time.monotonic())
            speed = f"; {speed}" if speed else ""
            if not err.is_terminal and name and name not in told:
                told.add(name)
                err.print(escape(f"{doing} {done + 1} of {total}: {name}{speed}"), soft_wrap=True)
            bar.update(task, description=escape(name[-40:]), completed=done, total=total, passages=passages, pace=speed)

        yield move


@contextmanager
def batch_progress() -> Iterator[Callable[[int, int, float], None]]:
    """A progress bar on stderr, or a line for each tenth where nobody looks; gives the function that moves it."""
    columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[speed]}"))
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None, speed="")
        told = -1
        first: int | None = None

        def move(done: int, total: int, rate: float) -> None:
            nonlocal told, first
            first = done if first is None else first
            speed = "; loading the model …" if done == first else ""
            if rate:
                left = timedelta(seconds=round((total - done) / rate))
                speed = f"; {rate:.1f} questions a second, {left} left"
            if not err.is_terminal and 10 * done // total > told:
                told = 10 * done // total
                err.print(f"{done:,} of {total:,} answered{speed}", soft_wrap=True)
            bar.update(task, completed=done, total=total, speed=speed.removeprefix("; "))

        yield move


def show_batch(summary: "BatchSummary", path: Path) -> None:
    """What came of a batch, on stderr."""
    counts = f"{summary.answered:,} answered, {summary.not_found:,} not found, {counted(summary.errors, 'error')}"
    took = timedelta(seconds=round(summary.seconds))
    asked = f"; {counted(summary.asked, 'question')} asked in {took}" if summary.asked else ""
    err.print(f"{counts}{asked}.", soft_wrap=True)
    if summary.errors:
        err.print("What was wrong with a row stands in its “error”.", soft_wrap=True)
    err.print(f"Wrote {escape(str(path))}.", soft_wrap=True)


def show_summary(summary: "Summary", of_all: "Summary | None", folder: Path, as_json: bool) -> None:
    """What a build did to the index of the open papers, and to that of all papers, where there is one."""
    documents = Index(folder).documents()
    for told in summary.mended:
        err.print(told, soft_wrap=True, markup=False)
    if as_json:
        print_json({**asdict(summary), "documents": documents, "of_all": of_all and asdict(of_all)})
        return
    if summary.replaced_archive:
        err.print(
            f"The index now follows {summary.archive}; before, it followed {summary.replaced_archive}.", markup=False
        )
    out.print(f"{_counts(summary) or 'no open papers'}; {summary.passages:,} passages in the index.", soft_wrap=True)
    _show_unread(documents, summary.failed)
    _show_ocr_failed(summary.ocr_failed)
    if of_all:
        whole = folder_of_all(folder)
        told = f"{counted(of_all.exempt, 'exempt paper')}: in {whole} only, with all others ({_counts(of_all)})."
        out.print(told, soft_wrap=True, markup=False)
        of_exempt = Index(whole).documents()
        known = {document["path"] for document in documents}
        hidden = [document for document in of_exempt if document["path"] not in known]
        _show_unread(hidden, {path: why for path, why in of_all.failed.items() if path not in summary.failed})
        _show_ocr_failed({path: why for path, why in of_all.ocr_failed.items() if path not in summary.ocr_failed})


def _counts(summary: "Summary") -> str:
    words = ("read", "updated", "unchanged", "removed", "failed")
    return ", ".join(f"{len(paths)} {word}" for word in words if (paths := getattr(summary, word)))


def _show_ocr_failed(failed: Mapping[str, str]) -> None:
    for path, reason in failed.items():
        out.print(Text.assemble(("OCR failed ", "bold red"), f"{path}: {reason}."), soft_wrap=True)


def warn_unfinished(index: Index) -> None:
    """Say on stderr when the index is still being built, or its build was stopped."""
    if index.meta.get("complete") != "yes":
        err.print("Not all papers are in this index yet: its build is under way, or was stopped.", soft_wrap=True)


def show_answer(answer: Answer, as_json: bool) -> None:
    """An answer: its quotes with their citations, or the nearest passages where the archive does not say."""
    if as_json:
        print_json(answer.model_dump())
        return
    if read := understood_in_words(answer.understood):
        out.print(Text(read, style="dim"), soft_wrap=True)
    if answer.status == "not_found":
        out.print(Text(NOT_FOUND, style="bold"))
        out.print(Text(f"Chance that it does: {answer.confidence:.0%}.", style="dim"))
        if answer.passages:
            out.print("\nThe nearest passages:")
        for passage in answer.passages[:NEAREST]:
            _show_words(str(passage.rank), Text(_shorten(passage.text)), citation_in_words(passage.citation), [])
        return
    out.print(Text(f"Chance that the archive answers it: {answer.confidence:.0%}.", style="dim"))
    others = _show_written(answer, answer.written) if answer.written else []
    for number, quote in enumerate(answer.quotes, start=1):
        also = [f"also printed: {citation_in_words(citation)}" for citation in quote.also]
        rows = [f"{SPELLED} {row}" for row in quote.spelled]
        runs = runs_for_reading(quote.text, quote.marks)
        words = Text.assemble("“", *((run, "bold" if marked else "") for run, marked in runs), "”")
        _show_words(str(number), words, citation_in_words(quote.citation), rows + also)
    for number, passage in others:
        _show_words(str(number), Text(f"“{for_reading(passage.text)}”"), citation_in_words(passage.citation), [])


def _show_written(answer: Answer, written: Written) -> list[tuple[int, RankedPassage]]:
    """What a language model wrote; the passages it refers to that are not quoted, with their numbers."""
    sentences, others = refer(answer, written)
    if not sentences:
        told = f"A language model ({written.model}) wrote nothing that could be kept."
        out.print(Text(told, style="dim"), soft_wrap=True)
        return []
    told = f"Written by a language model ({written.model}) from the quotations below; read them before you rely on it:"
    out.print(Text(f"\n{told}", style="dim"), soft_wrap=True)
    for text, links in sentences:
        out.print(Text.assemble(f"{text} ", (f"[{', '.join(str(number) for number, _ in links)}]", "cyan")))
    if left_out := left_out_in_words(written):
        out.print(Text(left_out, style="dim"), soft_wrap=True)
    return others


def show_status(index: Index, as_json: bool) -> None:
    """What is in an index."""
    documents, failures, meta = index.documents(), index.failures(), index.meta
    if as_json:
        print_json(
            {"index": str(index.folder), **meta, "store": index.store, "documents": documents, "failed": failures}
        )
        return
    archive, model = (meta.get(name, "(none)") for name in ("archive", "model"))
    out.print(f"Archive {archive}, model {model}", soft_wrap=True, markup=False)
    out.print(f"Index {meta.get('id', '(none)')}, store {index.store}", soft_wrap=True, markup=False)
    table = Table("Document", "Paper", "Kind", "Body", "Meeting", "Period", "By", "Passages", box=SIMPLE_HEAD)
    for document in documents:
        for number, paper in enumerate(document["papers"]):
            told = ("title", "kind", "body", "meeting_date", "period")
            cells = ["" if number else document["path"], *(paper[name] for name in told)]
            table.add_row(
                *(escape(text or "") for text in (*cells, paper["author"] or paper["office"])), str(paper["passages"])
            )
    out.print(table)
    _show_unread(documents, failures)


def _show_unread(documents: Sequence[dict[str, Any]], failures: dict[str, str]) -> None:
    """The papers that are not in the index, and the pages of those that are."""
    for path, reason in failures.items():
        out.print(Text.assemble(("failed ", "bold red"), f"{path}: {reason}."), soft_wrap=True)
    unread = [document for document in documents if document["needs_ocr"]]
    for document in unread:
        words = f"{document['path']}, {pages_in_words(document['needs_ocr'])}"
        out.print(Text.assemble(("needs OCR: ", "bold"), words), soft_wrap=True)
    if unread:
        from corpus import how_to_ocr

        out.print(f"To have scanned pages read, {how_to_ocr()}.", soft_wrap=True)


def show_glossary(index: Index, as_json: bool) -> None:
    """The short forms that the archive defines itself, with what each stands for and where it says so."""
    definitions = index.definitions()
    if as_json:
        print_json(definitions)
        return
    if not definitions:
        out.print("No paper of this archive defines a short form.")
        return
    rows = [(place["document"], one["short"], one["long"]) for one in definitions for place in one["documents"]]
    table = Table("Short", "Long", "Defined in", box=SIMPLE_HEAD)
    for short in dict.fromkeys(one["short"] for one in definitions):
        documents = sorted({document for document, other, _ in rows if other == short})
        table.add_row(*map(escape, (short, "; ".join(resolve(rows, short)), ", ".join(documents))))
    out.print(table)


def show_candidates(found: "Candidates", path: Path | None) -> None:
    """Questions for a question set, one JSON object a line; on stderr those that were left out, and why."""
    lines = "".join(f"{json_text(one)}\n" for one in found.questions)
    if path:
        write_file(path, lines)
    else:
        print(lines, end="")
    err.print(f"Questions: {len(found.questions)}.")
    for questions, what in (
        (found.wordless, "Nothing that was shown answers these; write their evidence by hand"),
        (found.moved, "Words that answer these are no longer read where they stood; ask again"),
        (found.filtered, "Verdicts left out, for a question set holds no filters"),
    ):
        if questions:
            err.print(f"{what} ({len(questions)}):", soft_wrap=True)
        for question in questions:
            err.print(f"  {question}", soft_wrap=True, markup=False)


def _show_words(mark: str, words: Text, citation: str, notes: list[str]) -> None:
    out.print()
    out.print(Text.assemble((f"{mark}  ", "bold cyan"), words))
    for line in (f"— {citation}", *notes):
        out.print(Padding(Text(line, style="dim"), (0, 0, 0, 3), expand=False))


def _shorten(text: str) -> str:
    plain = for_reading(text)
    return plain if len(plain) <= PREVIEW else plain[:PREVIEW].rsplit(" ", 1)[0] + " …"
