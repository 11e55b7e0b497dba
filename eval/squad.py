"""Questions in the form of SQuAD 2.0 (Rajpurkar et al., ACL 2018), of which many have no answer.

Usage: python -m eval.squad SQUAD FOLDER

Writes every article of the file out as a paper, FOLDER/papers, and its questions as a question set for `panel eval`,
FOLDER/questions.jsonl.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.convert import convert
from eval.questions import Evidence, Question


def read_articles(path: Path) -> list[dict[str, Any]]:
    """The articles of a file, each with its title and paragraphs; the file is SQuAD's own, or a list of articles."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return list(content["data"] if isinstance(content, dict) else content)


def write_articles(path: Path, folder: Path) -> list[Question]:
    """Write every article of a file as a paper, and give all questions."""
    return [one for article in read_articles(path) for one in write_article(article, folder)]


def write_article(article: dict[str, Any], folder: Path) -> Iterator[Question]:
    """Write an article as a text file, a line for its title and one for each paragraph, and give its questions.

    The evidence is every place of an answer that somebody marked, with the words of that answer as its fact.
    """
    name = f"{article['title'].replace('/', '_')}.txt"
    lines = [article["title"].replace("_", " ")]
    for paragraph in article["paragraphs"]:
        start = sum(len(line) + 2 for line in lines)
        lines.append(paragraph["context"].replace("\n", " "))
        for asked in paragraph["qas"]:
            places = {(start + one["answer_start"], one["text"]) for one in asked["answers"]}
            evidence = [
                Evidence(document=name, span=(at, at + len(text)), all_of=[text]) for at, text in sorted(places)
            ]
            none = asked.get("is_impossible", False)  # SQuAD 1.1 has no such questions
            yield Question(
                id=asked["id"],
                question=asked["question"],
                type="unanswerable" if none else None,
                split="test",
                evidence=[] if none else evidence,
            )
    (folder / name).write_text("\n\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    convert(sys.argv[1:], "SQuAD 2.0", write_articles)
