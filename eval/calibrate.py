"""Fit the weights of `assistant.confidence` on the development questions.

Usage: python -m eval.calibrate QUESTIONS INDEX [QUESTIONS INDEX ...]
"""

import json
import sys
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from assistant import Assistant
from assistant.confidence import features
from assistant.question import understand
from eval.questions import load_questions

OUT = Path(__file__).parent.parent / "assistant" / "confidence.json"


def main(arguments: list[str]) -> None:
    """Fit a logistic regression to whether the archive answers, and write its weights where they are read."""
    rows, answerable = [], []
    for questions, index in zip(arguments[::2], arguments[1::2], strict=True):
        assistant = Assistant(Path(index))
        for question in load_questions(Path(questions)):
            if question.split == "dev":
                evidence = assistant.find(question.question)
                rows.append(features(assistant.index, understand(question.question), evidence))
                answerable.append(bool(question.evidence))
    model = LogisticRegression(class_weight="balanced", C=10.0).fit(rows, answerable)
    fitted = {
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": [round(float(weight), 4) for weight in model.coef_[0]],
        "fitted_on": len(rows),
    }
    OUT.write_text(json.dumps(fitted) + "\n", encoding="utf-8")
    print(f"{fitted} from {len(rows)} questions; accuracy on them {model.score(rows, answerable):.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
