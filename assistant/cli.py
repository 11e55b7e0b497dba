"""The program `panel`."""

import logging
import sqlite3
import sys
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus import PanelError

if TYPE_CHECKING:
    from index.sources import Source

app = typer.Typer(
    help="Questions in plain English, asked of a panel's archive; answers in the archive's own words.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # its tables of options take longer to import than all else
    pretty_exceptions_enable=False,
)

DEFAULT_INDEX = Path(".panel")
_index = DEFAULT_INDEX


def _remember(index: Path) -> Path:
    """What goes wrong later is told of this index."""
    global _index
    _index = index
    return index


IndexFolder = Annotated[Path, typer.Option("--index", help="The folder the index is kept in.", callback=_remember)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, and nothing else there.")]


@app.callback()
def _settings(verbose: Annotated[bool, typer.Option(help="Log what is done, on stderr.")] = False) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )
    # pypdf logs every blemish of a file it reads all the same.
    logging.getLogger("pypdf").setLevel(logging.INFO if verbose else logging.CRITICAL)
    logging.getLogger("faiss").setLevel(logging.WARNING)  # which processors it could have been built for


@app.command()
def build(
    archive: Annotated[
        Path, typer.Argument(help="The folder of papers (.pdf, .docx, .html, .txt, .md), subfolders included.")
    ],
    index: IndexFolder = DEFAULT_INDEX,
    model: Annotated[str | None, typer.Option(help="A sentence-transformers model, by name or folder.")] = None,
    ocr: Annotated[bool, typer.Option("--ocr", help="Read scanned pages too, with ocrmypdf: seconds a page.")] = False,
    store: Annotated[
        str | None,
        typer.Option(help="What finds passages from now on: milvus://host:19530, or embedded; as before without this."),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(help="Have papers read by the Ray at this address (host:6379, auto), or all cores here (local)."),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend an index that is damaged, or of another version, first.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read new and changed papers into the index."""
    from corpus import INSTALL, can_ocr

    if ocr and not ray and not can_ocr():
        print(f"panel: --ocr needs ocrmypdf; install it: {INSTALL}", file=sys.stderr)
        raise typer.Exit(1)
    from assistant.feedback import hand_over_withdrawn, mend_feedback
    from assistant.terminal import build_progress, show_summary
    from index import DEFAULT_MODEL, ArchiveError, Encoder, build_all, find_papers, folder_of_all
    from index import build as build_index

    encoder, papers = Encoder(model or DEFAULT_MODEL), find_papers(archive, index)
    try:
        with _source(ray) as source:
            with build_progress(papers) as progress:
                summary = build_index(archive, index, encoder, progress, ocr, store, source, repair)
            with build_progress(papers, "reading, exempt papers included,") as progress:
                of_all = build_all(archive, index, encoder, progress, ocr, source, repair)
        if repair:
            found = (mend_feedback(one) for one in (index, folder_of_all(index)))
            summary.mended += [*(of_all.mended if of_all else []), *filter(None, found)]
        hand_over_withdrawn(index)
    except KeyboardInterrupt:
        print(
            "panel: stopped; the papers read so far are kept, and the same command goes on from there.", file=sys.stderr
        )
        raise typer.Exit(130) from None
    show_summary(summary, of_all, index, as_json)
    if not (of_all or summary).passages:
        raise ArchiveError(f"No paper of {summary.archive} could be read; the reasons are above.")


def _source(ray: str | None) -> AbstractContextManager["Source"]:
    """What reads papers."""
    if ray:
        from index.ray_build import ray_source

        return ray_source(ray)
    from index.sources import read_here

    return nullcontext(read_here)


RerankerName = Annotated[
    str | None, typer.Option("--reranker", help="A cross-encoder (folder or name) that orders the best evidence again.")
]


WriterAddress = Annotated[
    str | None,
    typer.Option(
        "--writer",
        envvar="PANEL_WRITER",
        help="The address of a language model (http://localhost:8080/v1), to write a short answer from the quotations.",
    ),
]
WriterModel = Annotated[
    str | None,
    typer.Option("--writer-model", envvar="PANEL_WRITER_MODEL", help="Its name, where it is not the only one there."),
]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in plain English.")],
    index: IndexFolder = DEFAULT_INDEX,
    as_json: AsJson = False,
    top: Annotated[int, typer.Option(min=1, max=100, help="How many passages of evidence to give.")] = 10,
    since: Annotated[str | None, typer.Option(help="Only meetings from this day on (2024-10-09).")] = None,
    until: Annotated[str | None, typer.Option(help="Only meetings up to this day.")] = None,
    body: Annotated[str | None, typer.Option(help="Only this panel or committee (part of its name).")] = None,
    kind: Annotated[str | None, typer.Option(help="Only papers of this kind (minutes, report, questions).")] = None,
    meeting: Annotated[str | None, typer.Option(help="Only papers of the meeting on this day.")] = None,
    references: Annotated[
        Path | None, typer.Option(help="Write the papers quoted as references into this file (.bib, or .json for CSL).")
    ] = None,
    reranker: RerankerName = None,
    writer: WriterAddress = None,
    writer_model: WriterModel = None,
) -> None:
    """Ask the archive a question."""
    from assistant.assistant import Assistant
    from assistant.query import Query
    from assistant.question import understand
    from assistant.references import citations_of, form_of
    from assistant.reranker import BUDGET
    from assistant.served import ask_served
    from assistant.terminal import show_answer, waiting, warn_unfinished, write_references
    from index import Filters, Index

    writes = None
    if writer:
        from assistant.writer import open_writer

        writes = open_writer(writer, writer_model)
    understand(question)  # a question that cannot be asked should not wait for the model
    if references:
        form_of(references)
    query = Query(question, Filters(since, until, body, kind, meeting))
    warn_unfinished(Index(index))
    answer = None if reranker else ask_served(index, query, top)
    if not answer:
        assistant = Assistant(index, reranker)
        with waiting("Loading the model …"):
            assistant.encoder.warm_up()
        answer = assistant.answer(query, top, BUDGET)
    try:
        if writes:
            with waiting("An answer is being written …"):
                answer.written = writes.write(answer)
    finally:  # the quotations stand whatever became of it
        show_answer(answer, as_json)
    if references:
        write_references(citations_of([answer]), references)


@app.command()
def batch(
    questions: Annotated[
        Path,
        typer.Argument(
            help="A table (.csv, .jsonl, .xlsx) with a column “question”; “id”, “since”, “until”, “body”, “kind” and "
            "“meeting” are read too, other columns carried through."
        ),
    ],
    out: Annotated[Path, typer.Option(help="The file to write the answers into (.csv, .jsonl, .xlsx, .parquet).")],
    index: IndexFolder = DEFAULT_INDEX,
    long: Annotated[bool, typer.Option("--long", help="Write one row a quote, not one a question.")] = False,
    top: Annotated[
        int, typer.Option(min=1, max=100, help="How many passages of evidence .jsonl gives with each answer.")
    ] = 10,
) -> None:
    """Ask every question of a table; stopped or killed, the same command goes on where it was."""
    from assistant.batch import ask_all, journal_of
    from assistant.terminal import batch_progress, show_batch, warn_unfinished
    from index import Index

    try:
        warn_unfinished(Index(index))
        with batch_progress() as progress:
            summary = ask_all(questions, out, index, long, top, progress)
    except KeyboardInterrupt:
        kept = journal_of(out)
        told = f"the answers so far are kept in {kept}, and" if kept.exists() else "nothing was answered yet;"
        print(f"panel: stopped; {told} the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130) from None
    show_batch(summary, out)
    if summary.errors:
        raise typer.Exit(1)


@app.command()
def status(
    index: IndexFolder = DEFAULT_INDEX,
    glossary: Annotated[bool, typer.Option(help="Show the short forms the archive defines, instead.")] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Check that all that is kept is sound, instead; 1 where it is not."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is indexed, and what could not be read and why."""
    if check:
        from assistant.checking import show_check

        raise typer.Exit(0 if show_check(index, as_json) else 1)
    from assistant.terminal import show_glossary, show_status, warn_unfinished
    from index import Index

    opened = Index(index)
    warn_unfinished(opened)
    (show_glossary if glossary else show_status)(opened, as_json)
    opened.ask_store()


@app.command()
def feedback(
    index: IndexFolder = DEFAULT_INDEX,
    out: Annotated[Path | None, typer.Option(help="Write the questions into this file, not on stdout.")] = None,
) -> None:
    """Turn what people said of answers into questions for `panel eval`, one JSON object a line."""
    from assistant.candidates import candidates
    from assistant.feedback import Feedback
    from assistant.terminal import show_candidates

    kept = Feedback(index)
    show_candidates(candidates(kept.verdicts(), kept.index), out)


@app.command()
def mcp(index: IndexFolder = DEFAULT_INDEX, reranker: RerankerName = None) -> None:
    """Lend the archive's tools to a language model's program, over the Model Context Protocol on stdin and stdout."""
    import signal
    import threading

    from assistant.assistant import Assistant
    from assistant.desk import Desk
    from assistant.logs import log_as_json
    from assistant.mcp_server import build_mcp
    from assistant.terminal import warn_unfinished

    log_as_json()
    desk = Desk(Assistant(index, reranker))
    warn_unfinished(desk.index)
    threading.Thread(target=desk.warm_up, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C would wait for the next line on stdin
    build_mcp(desk).run("stdio")


@app.command()
def user(
    file: Annotated[Path, typer.Argument(help="The users file; it is made where there is none.")],
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    editor: Annotated[bool, typer.Option("--editor", help="May put papers in and take them out.")] = False,
    exempt: Annotated[bool, typer.Option("--exempt", help="May see exempt papers.")] = False,
) -> None:
    """Let somebody sign in to `panel serve --users`, or change their password or roles."""
    from assistant.users import User
    from assistant.users_file import ask_password, put_user

    put_user(file, User(name, editor, exempt), ask_password())
    told = f"{'an editor' if editor else 'a reader'}{', who may see exempt papers' if exempt else ''}"
    print(f"{file}: {name} is {told}.", file=sys.stderr)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The file to write: .parquet, or .jsonl as PyTerrier takes it.")],
    index: IndexFolder = DEFAULT_INDEX,
) -> None:
    """Write all passages with their citations into one file."""
    from assistant.dump import check_dump, dump
    from assistant.terminal import counting, err, warn_unfinished
    from assistant.wording import counted
    from index import Index

    check_dump(out)
    opened = Index(index)
    warn_unfinished(opened)
    with counting("Writing", opened.count(), "passages") as move:
        written = dump(opened, out, move)
    papers, files = counted(len(opened.papers()), "paper"), counted(len(opened.fingerprints()), "file")
    err.print(f"Wrote {out}: {counted(written, 'passage')} of {papers} in {files}.", soft_wrap=True, markup=False)


def main() -> None:
    """Run `panel`: exit code 0 when done, 2 with one sentence on stderr when something is wrong.

    1: no OCRmyPDF; rows of a batch that could not be asked; a floor of a gate that is not held; an index not sound.
    """
    from assistant.backup_command import backup, restore

    for own in (backup, restore):
        app.command()(own)
    for command in entry_points(group="panel.commands"):
        app.command(command.name)(command.load())
    try:
        app()
    except PanelError as error:
        from assistant.visible import visible

        print(f"panel: {visible(str(error))}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read the output has had enough ("panel status | head").
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        told = _what_is_wrong(error)
        if not told:
            raise
        print(f"panel: {told}", file=sys.stderr)
        sys.exit(2)


def _what_is_wrong(error: Exception) -> str:
    """What is wrong with the index or a disk, in a sentence; empty where an error has another cause."""
    from index.check import check_index
    from index.database import SYSTEM_REASONS, mending, what_is_wrong

    if isinstance(error, sqlite3.DatabaseError):
        return what_is_wrong(error, _index)
    if isinstance(error, OSError):
        reason = SYSTEM_REASONS.get(error.errno or 0)
        return f"{error}; {reason}." if reason else ""
    try:
        wrong = [one for one in check_index(_index) if one.wrong]
    except PanelError:
        return ""
    # What is read of a damaged file can be anything.
    return f"The index in {_index} is damaged ({wrong[0].found}); mend it: {mending(_index)}" if wrong else ""
