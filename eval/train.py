"""Learn how word pieces are compared (index/late.py) from questions whose answers are known.

Usage: python -m eval.train SQUAD QUESTIONS INDEX [QUESTIONS INDEX ...]

SQUAD is a file in the form of SQuAD 2.0; of the question sets the questions of the split "train" are used. Writes
index/late.npz; the indexes have to be built again, and then `python -m eval.fit` weighs the measures anew.
"""

import math
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from torch import Tensor
from torch.nn.functional import normalize, softplus

from assistant.match import find_words
from assistant.question import understand
from eval.questions import load_questions, relevant_passages
from eval.squad import read_articles
from index import Encoder, Index
from index.late import WEIGHTS

OUT = Path(__file__).parent.parent / "index" / WEIGHTS
DIMENSION = 128  # enough: the first 128 principal components lose nothing measurable, 64 lose 0.02 of Success@1
AGAINST = 24  # passages beside the right ones, the nearest first
RIGHT = 6  # right passages of one question at most
EPOCHS = 3
BATCH = 16
RATE = 2e-4
STAY = 0.01  # how dear it is to leave the principal components
OTHER_DATA = 0.5  # weight of a question about something else than panel papers


@dataclass(frozen=True, slots=True)
class Example:
    """A question to learn from: its pieces (pieces, dimension), which word each is of (pieces,), how rare each word is
    (words,), and the tokens of passages, of which the first `right` answer it."""

    pieces: Tensor
    word: Tensor
    rarity: Tensor
    passages: list[NDArray[np.float16]]
    right: int
    weight: float


def main(arguments: list[str]) -> None:
    """Learn, and write the weights where they are read."""
    torch.manual_seed(0)
    random.seed(0)
    encoder = Encoder()
    examples = list(_of_squad(encoder, Path(arguments[0])))
    for questions, index in zip(arguments[1::2], arguments[2::2], strict=True):
        examples += _of_index(encoder, Index(Path(index)), Path(questions))
    start = _principal_components([passage for one in examples for passage in one.passages[: one.right]])
    projection, emphasis = learn(examples, start)
    np.savez(
        OUT,
        encoder=np.array(encoder.weights),
        projection=projection.astype(np.float16),
        emphasis=emphasis.astype(np.float16),
    )
    print(f"{OUT.name} learned from {len(examples)} questions")


def learn(examples: list[Example], start: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The projection (dimension, fewer) and the emphasis (dimension,) that rank right passages before the others."""
    first = torch.tensor(start)
    projection, emphasis = torch.nn.Parameter(first.clone()), torch.nn.Parameter(torch.zeros(len(start)))
    sharpness = torch.nn.Parameter(torch.tensor(3.0))
    optimiser = torch.optim.Adam(
        [{"params": [projection], "lr": RATE}, {"params": [emphasis, sharpness], "lr": 10 * RATE}]
    )
    steps = EPOCHS * len(examples) // BATCH
    decay = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    order = [one for _ in range(EPOCHS) for one in random.sample(examples, len(examples))]
    for at, example in enumerate(track(order, "Learning")):
        points = _points(example, projection, emphasis) * sharpness.exp()
        wrong = torch.logsumexp(points, 0) - torch.logsumexp(points[: example.right], 0)
        loss = wrong * example.weight + STAY * ((projection - first) ** 2).sum()
        (loss / BATCH).backward()  # type: ignore[no-untyped-call]
        if at % BATCH == BATCH - 1:
            optimiser.step()
            decay.step()
            optimiser.zero_grad()
    return projection.detach().numpy(), emphasis.detach().numpy()


def _points(example: Example, projection: Tensor, emphasis: Tensor) -> Tensor:
    words = len(example.rarity)
    counts = torch.bincount(example.word, minlength=words)
    means = torch.zeros(words, example.pieces.shape[1]).index_add(0, example.word, example.pieces) / counts[:, None]
    weights = example.rarity * softplus(1 + means @ emphasis)
    tokens = normalize(torch.tensor(np.concatenate(example.passages).astype(np.float32)) @ projection, dim=1)
    near = tokens @ normalize(example.pieces @ projection, dim=1).T
    best = torch.stack([one.max(0).values for one in torch.split(near, [len(one) for one in example.passages])])
    matched = torch.zeros(len(best), words).index_add(1, example.word, best) / counts
    return matched @ weights / weights.sum()


def _of_index(encoder: Encoder, index: Index, questions: Path) -> Iterable[Example]:
    passages = list(index.passages().values())
    tokens = _tokens(encoder, [f"{passage.context}\n{passage.text}" for passage in passages])
    vectors = index.vectors([passage.key for passage in passages])
    matrix = np.stack([vectors[passage.key].vector for passage in passages])
    at = {passage.key: i for i, passage in enumerate(passages)}
    for known in load_questions(questions):
        if known.split != "train" or not known.evidence:
            continue
        ids = relevant_passages(known, passages)
        question = understand(known.question, index)
        cosines = matrix @ encoder.encode([question.search_text])[0]
        found = {at[key]: 0.2 * points for key, points in index.by_words(question.terms, 100).items()}
        best = max(found.values(), default=1.0) / 0.2
        near = np.argsort([-cosines[i] - found.get(i, 0.0) / best for i in range(len(passages))])
        right = [int(i) for i in near if passages[i].id in ids][:RIGHT]
        wrong = [int(i) for i in near[: 3 * AGAINST] if passages[i].id not in ids][:AGAINST]
        yield _example(encoder, question.search_text, index.rarity, [tokens[i] for i in right + wrong], len(right), 1.0)


def _of_squad(encoder: Encoder, path: Path) -> Iterable[Example]:
    for article in read_articles(path):
        texts = [f"{article.get('title', '').replace('_', ' ')}\n{one['context']}" for one in article["paragraphs"]]
        tokens, matrix = _tokens(encoder, texts), encoder.encode(texts)
        plain = [text.casefold() for text in texts]

        def rarity(word: str, plain: list[str] = plain) -> float:
            holders = sum(word in text for text in plain)
            return math.log(1 + (len(plain) - holders + 0.5) / (holders + 0.5))

        for at, paragraph in enumerate(article["paragraphs"]):
            for asked in paragraph["qas"]:
                if asked["is_impossible"]:
                    continue
                near = np.argsort(-(matrix @ encoder.encode([asked["question"]])[0]))
                wrong = [int(i) for i in near if i != at][:AGAINST]
                yield _example(encoder, asked["question"], rarity, [tokens[i] for i in [at, *wrong]], 1, OTHER_DATA)


def _example(
    encoder: Encoder,
    text: str,
    rarity: Callable[[str], float],
    passages: list[NDArray[np.float16]],
    right: int,
    weight: float,
) -> Example:
    read = encoder.read([text])[0]
    words = find_words(read, text)
    pieces = torch.tensor(np.concatenate([read.tokens[own] for _, own in words]))
    word = torch.tensor([at for at, (_, own) in enumerate(words) for _ in own])
    return Example(pieces, word, torch.tensor([rarity(one) for one, _ in words]), passages, right, weight)


def _tokens(encoder: Encoder, texts: list[str]) -> list[NDArray[np.float16]]:
    return [
        one.tokens.astype(np.float16)
        for at in track(range(0, len(texts), 64), "Encoding")
        for one in encoder.read(texts[at : at + 64])
    ]


def _principal_components(passages: list[NDArray[np.float16]]) -> NDArray[np.float32]:
    """The directions in which token vectors differ most, uncentred: shape (dimension, DIMENSION)."""
    rows = np.concatenate(passages).astype(np.float32)
    values, directions = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(directions[:, np.argsort(-values)[:DIMENSION]], dtype=np.float32)


if __name__ == "__main__":
    main(sys.argv[1:])
