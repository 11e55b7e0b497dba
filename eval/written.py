"""What of a language model's answers is kept?

Usage: python -m eval.written INDEX QUESTIONS --writer ADDRESS [--model NAME] [--first N]

Asks the questions of a set that the archive has an answer to and prints what the model wrote, sentence by sentence:
those kept with the ids of their passages, so that a person can read them against these, and those left out with the
reason. Then how many there were of each.
"""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from assistant import Assistant
from assistant.checker import check
from assistant.writer import Writer, choose_evidence
from eval.questions import load_questions


def main(
    index: Path,
    questions: Path,
    writer: Annotated[str, typer.Option(help="The address of the language model.")],
    model: Annotated[str | None, typer.Option(help="Its name.")] = None,
    first: Annotated[int, typer.Option(help="How many questions to ask.")] = 40,
) -> None:
    """Print every sentence, and the counts."""
    writes = Writer(writer, model)
    told: Counter[str] = Counter()
    with Assistant(index) as assistant:
        for asked in (one for one in load_questions(questions) if one.evidence):
            answer = assistant.ask(asked.question)
            if answer.status != "answered":
                continue
            evidence = choose_evidence(answer)
            print(f"\n{asked.id}  {asked.question}")
            checked = check(writes.draft(answer.question, evidence), evidence, answer.question)
            for one in checked:
                print(
                    f"  left out: {one.text}\n            it {one.fault}"
                    if one.fault
                    else f"  kept: {one.text} {one.passages}"
                )
                told[one.fault or "kept"] += 1
            told["questions"] += 1
            told["questions with an answer left"] += any(not one.fault for one in checked)
            if told["questions"] == first:
                break
    print(f"\n{told.pop('questions')} questions, {told.pop('questions with an answer left')} with a sentence kept")
    for what, count in told.most_common():
        print(f"{count:5}  {what}")


if __name__ == "__main__":
    typer.run(main)
