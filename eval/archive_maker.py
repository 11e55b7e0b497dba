"""An archive of any size, to see how the program does with many papers.

Usage: python -m eval.archive_maker FOLDER --passages 100000 --from ARCHIVE [--transcripts FILE] [--seed 0]

Writes FOLDER/papers, text files of about as many passages as asked for, and FOLDER/questions.jsonl, questions on what
was written. They are made of the sentences of the papers in ARCHIVE and of the transcripts in FILE, which is in the
form of QMSum (see eval/qmsum.py): put together anew, with the names, days and figures of 40 bodies over twenty years.
The same seed writes the same files.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from corpus import PanelError
from eval.archive_sources import Sources, read_sources
from eval.invented_papers import Writer, body_name
from eval.invented_words import Setting
from eval.questions import Evidence, Question, write_questions

BODIES = 40
YEARS = range(2005, 2025)
CHARACTERS = 487  # of a passage with what stands between them, as the reader cuts what is written here
KINDS = ["minutes", "minutes", "report", "report", "monitoring", "questions", "transcript", "pack"]
ASKED = 2000  # questions at most
FORMS = ["What was said about {}?", "What do the papers say of {}?", "What was the panel told about {}?", "{}"]
LONG_WORD = re.compile(r"[^\W\d_]{5,}")


def main(
    folder: Path,
    passages: Annotated[int, typer.Option(min=1)],
    archive: Annotated[Path, typer.Option("--from", help="The folder of papers that new ones are made of.")],
    transcripts: Annotated[Path | None, typer.Option(help="Transcripts in the form of QMSum.")] = None,
    seed: int = 0,
) -> None:
    """Write the archive and the questions, and say how much that is."""
    try:
        papers, questions = make_archive(folder, read_sources(archive, transcripts), passages, seed)
    except PanelError as error:
        raise SystemExit(str(error)) from error
    print(f"{papers} papers in {folder / 'papers'}, {questions} questions in {folder / 'questions.jsonl'}")


def make_archive(folder: Path, sources: Sources, passages: int, seed: int = 0) -> tuple[int, int]:
    """Write papers of about so many passages, and questions on them; how many there are of each.

    Each body's papers of one year are a folder. Only one paper is in memory at a time.
    """
    asked: list[Question] = []
    papers = written = 0
    chance = Random(f"questions {seed}")
    for body, year, wanted in _years(passages * CHARACTERS):
        while written < wanted:
            path, text, said = write_paper(sources, seed, body, year, papers)
            place = folder / "papers" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            written += len(text)
            papers += 1
            if said and chance.random() < 2 * ASKED / max(2 * ASKED, passages / 40):
                asked.append(_ask(chance, f"g{papers:06}", path, text, chance.choice(said), body, year))
    chance.shuffle(asked)
    write_questions(asked[:ASKED], folder / "questions.jsonl")
    return papers, min(len(asked), ASKED)


def _years(characters: int) -> Iterator[tuple[int, int, float]]:
    """Each body and year, and how much is to be written when they are done."""
    cells = BODIES * len(YEARS)
    for cell in range(cells):
        # Bodies take turns within a year's step, so that a small archive has some of all.
        yield cell % BODIES, YEARS[(cell // BODIES + 7 * (cell % BODIES)) % len(YEARS)], characters * (cell + 1) / cells


def write_paper(sources: Sources, seed: int, body: int, year: int, number: int) -> tuple[str, str, list[str]]:
    """The path, the text and the sentences of one paper; the same for the same seed and numbers."""
    chance = Random(f"paper {seed} {number}")
    day = date(year, 1, 1) + timedelta(chance.randrange(365))
    kind = chance.choice(KINDS)
    writer = Writer(sources, Setting(body, number, day, chance))
    text = getattr(writer, kind)()
    name = body_name(body).lower().replace(" ", "-")
    return f"{name}/{year}/{day:%Y%m%d}-{kind}-{number}.txt", text, writer.said


def _ask(chance: Random, name: str, path: str, text: str, said: str, body: int, year: int) -> Question:
    """A question in some of the longer words of a sentence, in their order; half of them name body and year."""
    words = [word[0] for word in LONG_WORD.finditer(said)]
    kept = sorted(chance.sample(range(len(words)), min(len(words), chance.randint(3, 6))))
    asked = chance.choice(FORMS).format(" ".join(words[i] for i in kept) or said)
    if chance.random() < 0.5:
        asked = asked.rstrip("?") + f" in {year}, {body_name(body)}?"
    start = text.index(said)
    evidence = Evidence(document=path, span=(start, start + len(said)))
    return Question(id=name, question=asked, split="test", evidence=[evidence])


if __name__ == "__main__":
    typer.run(main)
