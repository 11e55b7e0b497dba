"""`panel eval`."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import DEFAULT_INDEX, AsJson, IndexFolder


def evaluate(
    questions: Annotated[Path, typer.Argument(help="Known question-answer pairs, one JSON object a line.")],
    index: IndexFolder = DEFAULT_INDEX,
    run: Annotated[Path | None, typer.Option(help="Also write the ranking as a TREC run file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score retrieval and "not found" on known question-answer pairs."""
    from rich.box import SIMPLE_HEAD
    from rich.progress import Progress
    from rich.table import Table

    from assistant import Assistant
    from assistant.terminal import err, out, print_json
    from eval.measures import ranking, run_questions, score_not_found, score_retrieval
    from eval.questions import QuestionSetError, load_questions

    if run and not run.parent.is_dir():
        raise QuestionSetError(f"There is no folder {run.parent} to write the run into.")
    asked = load_questions(questions)
    assistant = Assistant(index)
    with Progress(console=err, disable=not err.is_terminal, transient=True) as bar:
        task = bar.add_task("Asking", total=len(asked))
        results = run_questions(assistant, asked, lambda: bar.advance(task))
    if run:
        lines = [
            f"{doc.query_id} Q0 {doc.doc_id} {round(1 / doc.score)} {doc.score:.6f} panel\n" for doc in ranking(results)
        ]
        run.write_text("".join(lines), encoding="utf-8")
    groups = {"all": results}
    groups |= {split: [r for r in results if r.question.split == split] for split in ("dev", "test")}
    kinds = sorted({r.question.type for r in results} - {"unanswerable"})
    groups |= {kind: [r for r in results if r.question.type == kind] for kind in kinds}
    scores = {
        name: {
            "questions": len(group),
            "unanswerable": sum(not r.relevant for r in group),
            **score_retrieval(group),
            **(score_not_found(group) if name not in kinds else {}),
        }
        for name, group in groups.items()
    }
    if as_json:
        print_json(scores)
        return
    columns = list(scores["all"])
    table = Table("", *columns, box=SIMPLE_HEAD)
    for name, row in scores.items():
        cells = [row.get(column, "") for column in columns]
        table.add_row(name, *(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells))
    out.print(table)
