"""Files of other research made into an archive and a question set."""

import shlex
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from eval.questions import Question, write_questions


def convert(arguments: list[str], form: str, read: Callable[[Path, Path], Iterable[Question]]) -> None:
    """Write papers and questions.jsonl into a folder, and print the commands that index and ask them.

    The arguments are the file and the folder; `form` is what the file should be in. `read` takes the file and the
    folder for papers, writes these and gives the questions. Exits with one sentence where something is wrong.
    """
    if len(arguments) != 2:
        sys.exit(f"Give two things: a file in the form of {form}, and a folder to write into.")
    source, folder = map(Path, arguments)
    papers, questions, index = folder / "papers", folder / "questions.jsonl", folder / "index"
    try:
        papers.mkdir(parents=True, exist_ok=True)
        if questions.exists() or any(papers.iterdir()):
            sys.exit(f"There is something in {folder} already; give another folder.")
        write_questions(read(source, papers), questions)
    except OSError as error:
        sys.exit(f"{error.filename} cannot be read or written: {error.strerror}.")
    except (ValueError, KeyError, TypeError, IndexError) as error:
        sys.exit(f"{source} is not in the form of {form} ({type(error).__name__}: {' '.join(str(error).split())}).")
    print(shlex.join(["panel", "build", str(papers), "--index", str(index)]))
    print(shlex.join(["panel", "eval", str(questions), "--index", str(index)]))
