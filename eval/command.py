"""`panel eval`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli import DEFAULT_INDEX, AsJson, IndexFolder, RerankerName


def evaluate(
    questions: Annotated[Path, typer.Argument(help="Known question-answer pairs, one JSON object a line.")],
    index: IndexFolder = DEFAULT_INDEX,
    split: Annotated[Literal["dev", "test"] | None, typer.Option(help="Ask the questions of one split only.")] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Rank by other systems too, and say who is better.")
    ] = False,
    run: Annotated[Path | None, typer.Option(help="Also write the ranking as a TREC run file.")] = None,
    reranker: RerankerName = None,
    as_json: AsJson = False,
) -> None:
    """Score retrieval, quotes and "not found" on known question-answer pairs, with 95% intervals."""
    from rich.progress import Progress

    from assistant import Assistant
    from assistant.terminal import err, out, print_json, waiting
    from eval import report
    from eval.answers import run_questions, trec_lines
    from eval.comparison import compare_results
    from eval.questions import QuestionSetError, load_questions

    if run and not run.parent.is_dir():
        raise QuestionSetError(f"There is no folder {run.parent} to write the run into.")
    asked = [one for one in load_questions(questions) if split is None or one.split == split]
    if not asked:
        raise QuestionSetError(f"The question set {questions} holds no question of the split {split}.")
    assistant = Assistant(index, reranker)
    with Progress(console=err, disable=not err.is_terminal, transient=True) as bar:
        task = bar.add_task("Asking", total=len(asked))
        results = run_questions(assistant, asked, lambda: bar.advance(task))
    if run:
        run.write_text("".join(trec_lines(results)), encoding="utf-8")
    if compare:
        with waiting("Ranking by other systems …"):
            scores = compare_results(assistant, results)
        shown = [report.comparison_table(scores)]
    else:
        scores = report.score_groups(results, split)
        shown = report.tables(scores)
    if as_json:
        print_json(report.as_json(scores))
        return
    for table in shown:
        out.print(table)
