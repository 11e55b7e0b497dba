"""The program `panel`."""

import logging
import sqlite3
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from corpus import INSTALL, PanelError, can_ocr

app = typer.Typer(
    help="Questions in plain English, asked of a panel's archive; answers in the archive's own words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

IndexFolder = Annotated[Path, typer.Option("--index", help="The folder the index is kept in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, and nothing else there.")]
DEFAULT_INDEX = Path(".panel")


@app.callback()
def _settings(verbose: Annotated[bool, typer.Option(help="Log what is done, on stderr.")] = False) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )
    # pypdf logs every blemish of a file it reads all the same.
    logging.getLogger("pypdf").setLevel(logging.INFO if verbose else logging.CRITICAL)


@app.command()
def build(
    archive: Annotated[
        Path, typer.Argument(help="The folder of papers (.pdf, .docx, .html, .txt, .md), subfolders included.")
    ],
    index: IndexFolder = DEFAULT_INDEX,
    model: Annotated[str | None, typer.Option(help="A sentence-transformers model, by name or folder.")] = None,
    ocr: Annotated[bool, typer.Option("--ocr", help="Read scanned pages too, with ocrmypdf: seconds a page.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read new and changed papers into the index."""
    if ocr and not can_ocr():
        print(f"panel: --ocr needs ocrmypdf; install it: {INSTALL}", file=sys.stderr)
        raise typer.Exit(1)
    from assistant.terminal import build_progress, show_summary
    from index import DEFAULT_MODEL, ArchiveError, Encoder
    from index import build as build_index

    try:
        with build_progress() as progress:
            summary = build_index(archive, index, Encoder(model or DEFAULT_MODEL), progress, ocr)
    except KeyboardInterrupt:
        print(
            "panel: stopped; the papers read so far are kept, and the same command goes on from there.", file=sys.stderr
        )
        raise typer.Exit(130) from None
    show_summary(summary, index, as_json)
    if not summary.passages:
        raise ArchiveError(f"No paper of {summary.archive} could be read; the reasons are above.")


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
    reranker: RerankerName = None,
    writer: WriterAddress = None,
    writer_model: WriterModel = None,
) -> None:
    """Ask the archive a question."""
    from assistant.assistant import Assistant
    from assistant.query import Query
    from assistant.question import understand
    from assistant.terminal import show_answer, waiting, warn_unfinished
    from assistant.writer import open_writer
    from index import Filters

    writes = open_writer(writer, writer_model)
    understand(question)  # a question that cannot be asked should not wait for the model
    query = Query(question, Filters(since, until, body, kind, meeting))
    assistant = Assistant(index, reranker)
    warn_unfinished(assistant.index)
    with waiting("Loading the model …"):
        assistant.encoder.warm_up()
    answer = assistant.answer(query, top)
    try:
        if writes:
            with waiting("An answer is being written …"):
                answer.written = writes.write(answer)
    finally:  # the quotations stand whatever became of it
        show_answer(answer, as_json)


@app.command()
def status(
    index: IndexFolder = DEFAULT_INDEX,
    glossary: Annotated[bool, typer.Option(help="Show the short forms the archive defines, instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is indexed, and what could not be read and why."""
    from assistant.terminal import show_glossary, show_status, warn_unfinished
    from index import Index

    opened = Index(index)
    warn_unfinished(opened)
    (show_glossary if glossary else show_status)(opened, as_json)


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


def main() -> None:
    """Run `panel`: exit code 0 when done, 2 with one sentence on stderr when something is wrong (1: no OCRmyPDF)."""
    for command in entry_points(group="panel.commands"):
        app.command(command.name)(command.load())
    try:
        app()
    except PanelError as error:
        print(f"panel: {error}", file=sys.stderr)
        sys.exit(2)
    except sqlite3.DatabaseError as error:
        print(f"panel: The index is damaged ({error}); move its folder away and build again.", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read the output has had enough ("panel status | head").
        sys.stderr.close()
        sys.exit(0)
