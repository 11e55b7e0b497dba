"""`panel eval`."""

import shlex
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli import DEFAULT_INDEX, AsJson, IndexFolder, RerankerName


def evaluate(
    questions: Annotated[
        Path | None, typer.Argument(help="Known question-answer pairs, one JSON object a line; --gate names its own.")
    ] = None,
    index: IndexFolder = DEFAULT_INDEX,
    split: Annotated[Literal["dev", "test", "train"] | None, typer.Option(help="Ask one split only.")] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Rank by other systems too, and say who is better.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Also write a report, one HTML file with every miss.")] = None,
    run: Annotated[Path | None, typer.Option(help="Also write the ranking as a TREC run file.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Also write what is right as a TREC qrels file.")] = None,
    gate: Annotated[
        Path | None, typer.Option(help="Exit with 1 where a measure falls below its floor in this file.")
    ] = None,
    reranker: RerankerName = None,
    as_json: AsJson = False,
) -> None:
    """Score retrieval, quotes and "not found" on known question-answer pairs, with 95% intervals."""
    from rich.markup import escape
    from rich.progress import Progress

    from assistant import Assistant
    from assistant.terminal import err, out, print_json, waiting, write_file
    from eval import report as shown
    from eval.evaluation import evaluate
    from eval.gate import Gate, check, checks_as_json, load_gates, missing_paper, table_of_checks
    from eval.html_report import html_report
    from eval.misses import find_misses
    from eval.provenance import provenance
    from eval.questions import QuestionSetError
    from eval.results import run_questions
    from eval.trec import qrels_lines, run_lines

    files = [path for path in (report, run, qrels) if path]
    used = [path.resolve() for path in (questions, gate, *files) if path]
    if len(set(used)) < len(used):
        raise QuestionSetError("--report, --run and --qrels need a file each, and not one that is read.")
    for path in files:
        if not path.parent.is_dir():
            raise QuestionSetError(f"There is no folder {path.parent} to write {path.name} into.")
    if gate and split:
        raise QuestionSetError(f"The gates in {gate} name their splits themselves; leave --split out.")
    if gate:
        gates = load_gates(gate, questions)
    elif questions:
        gates = [Gate(questions=questions, split=split, floors={})]
    else:
        raise QuestionSetError("Name a question set, or with --gate a file that does.")
    sets = [(one, one.load()) for one in gates]
    assistant = Assistant(index, reranker)
    if not questions:  # those of the gates that were written for this archive
        papers = assistant.index.fingerprints()
        missing = [missing_paper(asked, papers) for _, asked in sets]
        for (one, _), paper in zip(sets, missing, strict=True):
            if paper:
                err.print(f"Left out: {one}, for {paper} is not in the index.", soft_wrap=True, markup=False)
        sets = [held for held, paper in zip(sets, missing, strict=True) if not paper]
        if not sets:
            raise QuestionSetError(f"No gate in {gate} is for the papers in {index}; build the archive of one.")
    if files and len(sets) > 1:
        raise QuestionSetError(f"{files[0].name} can hold one question set, and this asks {len(sets)}: name one.")

    printed, holds = [], True
    for one, asked in sets:
        with Progress(console=err, disable=not err.is_terminal, transient=True) as bar:
            task = bar.add_task(escape(f"Asking {one}"), total=len(asked))
            results = run_questions(assistant, asked, lambda: bar.advance(task))  # noqa: B023
        with waiting("Ranking by other systems …" if compare else "Scoring …"):
            evaluation = evaluate(assistant, results, compare)
        checks = check(one.floors, next(iter(evaluation.scores.values())))
        holds = holds and all(one.holds for one in checks)
        told = provenance(assistant, one.questions)
        if report:
            with waiting("Looking at what went wrong …"):
                misses = find_misses(assistant, results)
            write_file(
                report, html_report(one.questions.name, evaluation, misses, told, shlex.join(["panel", *sys.argv[1:]]))
            )
        if run:
            write_file(run, "".join(run_lines(results)))
        if qrels:
            write_file(qrels, "".join(qrels_lines(results)))
        if as_json:
            printed.append(shown.as_json(evaluation, told) | {"gate": checks_as_json(checks)})
        else:
            for table in [*shown.tables(evaluation), *([table_of_checks(one, checks)] if checks else [])]:
                out.print(table)
    if as_json:
        print_json(printed if gate else printed[0])
    if not holds:
        raise typer.Exit(1)
