"""Fit the weights of `assistant.confidence` on the development questions.

Usage: python -m eval.calibrate OFF_TOPIC QUESTIONS INDEX [QUESTIONS INDEX ...]

OFF_TOPIC is a file in the form of SQuAD 2.0: its questions are about anything but the archive. The weights make the
confidence the probability of an answer where answerable and unanswerable questions are asked equally often.
"""

import json
import random
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant import Assistant
from assistant.confidence import features
from assistant.question import understand
from eval.questions import load_questions

OUT = Path(__file__).parent.parent / "assistant" / "confidence.json"
OFF_TOPIC = 40  # questions taken from the off-topic file
RIDGE = 0.003


def main(arguments: list[str]) -> None:
    """Fit a logistic regression to whether the archive answers, and write its weights where they are read."""
    rows, answerable = [], []
    off_topic = _questions_of_squad(Path(arguments[0]))
    for questions, index in zip(arguments[1::2], arguments[2::2], strict=True):
        assistant = Assistant(Path(index))
        known = [(q.question, bool(q.evidence)) for q in load_questions(Path(questions)) if q.split == "dev"]
        for text, answered in known + [(text, False) for text in off_topic]:
            rows.append(features(assistant.index, understand(text, assistant.index), assistant.find(text)))
            answerable.append(answered)
        off_topic = []
    intercept, weights = fit(np.array(rows), np.array(answerable))
    fitted = {"intercept": round(intercept, 4), "weights": [round(weight, 4) for weight in weights]}
    OUT.write_text(json.dumps(fitted) + "\n", encoding="utf-8")
    print(f"{fitted} from {len(rows)} questions, {sum(answerable)} of them answerable")


def fit(rows: NDArray[np.float64], answerable: NDArray[np.bool_]) -> tuple[float, list[float]]:
    """Intercept and weights of a ridge logistic regression, both classes weighing the same.

    No weight is below zero: each feature speaks for an answer, and on few questions chance would have it otherwise.
    """
    share = np.where(answerable, 0.5 / answerable.mean(), 0.5 / (1 - answerable.mean()))
    mean = rows.mean(axis=0)

    def loss(point: NDArray[np.float64]) -> float:
        z = point[0] + (rows - mean) @ point[1:]
        return float((share * np.logaddexp(0, np.where(answerable, -z, z))).mean() + RIDGE * (point[1:] ** 2).sum())

    bounds = [(None, None)] + [(0, None)] * rows.shape[1]
    best = minimize(loss, np.zeros(rows.shape[1] + 1), bounds=bounds).x
    return float(best[0] - mean @ best[1:]), [float(weight) for weight in best[1:]]


def _questions_of_squad(path: Path) -> list[str]:
    content = json.loads(path.read_text(encoding="utf-8"))
    articles = content["data"] if isinstance(content, dict) else content
    texts = [qa["question"] for article in articles for paragraph in article["paragraphs"] for qa in paragraph["qas"]]
    return random.Random(0).sample(texts, OFF_TOPIC)


if __name__ == "__main__":
    main(sys.argv[1:])
