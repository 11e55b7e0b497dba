"""What the API answers about the sample archive, as examples for its description."""

import json
from pathlib import Path
from typing import Any

_TOLD: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
ANSWER, PASSAGE, DOCUMENT = _TOLD["answer"], _TOLD["passage"], _TOLD["document"]
QUESTION = ANSWER["question"]
PASSAGES = {
    "total": 565,
    "offset": 0,
    "passages": [{name: value for name, value in PASSAGE.items() if name not in ("before", "after")}],
}
DOCUMENTS = {"total": 5, "offset": 0, "documents": [DOCUMENT], "failed": {}}
BATCH = {
    "questions": [QUESTION, {"id": "q2", "question": "How many burglaries were there?", "since": "soon"}],
    "top": 1,
}
LINES = [
    {"id": 1, "input": {}, **ANSWER, "timing_ms": {}, "error": None},
    {
        "id": "q2",
        "input": {"since": "soon"},
        "question": "How many burglaries were there?",
        "error": "soon is not a date; write it like 2024-10-09.",
    },
]


def shown(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    """The response of an operation with an example."""
    return {200: {"content": {"application/json": {"example": example}}}}
