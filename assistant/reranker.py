"""A second look at the best evidence by a cross-encoder, where one is given."""

import os
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.question import Question
from assistant.retrieve import Evidence
from corpus import PanelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

LOOKED_AT = 20  # passages read again at most; each costs about as much as encoding a passage
BUDGET = 0.5  # seconds between a question and its answer in which passages are read again for somebody who waits
TOGETHER = 4  # passages read again between two looks at the clock


class RerankerError(PanelError):
    """A cross-encoder that cannot be loaded. The message says what to do."""


class Reranker:
    """A cross-encoder of sentence-transformers, loaded when first needed."""

    def __init__(self, model: str) -> None:
        """`model` is a folder that holds one, or a name that is in the local model cache."""
        self.name = str(Path(model).resolve()) if Path(model).is_dir() else model

    def reorder(self, question: Question, evidence: Sequence[Evidence], budget: float | None = None) -> list[Evidence]:
        """The evidence with the first `LOOKED_AT` in the cross-encoder's order. Scores stay the ranking's own.

        With a budget, in seconds, only as many are read again as there is time for, the best first: the fewer, the
        busier the machine. The model is loaded all the same. Raises `RerankerError` where it cannot be.
        """
        model, begun = self._model, time.perf_counter()
        points: list[float] = []
        for start in range(0, min(len(evidence), LOOKED_AT), TOGETHER):
            spent = time.perf_counter() - begun
            further = spent * TOGETHER / start if start else 0.0  # as long as those before it took
            if budget is not None and spent + further >= budget:
                break
            some = evidence[start : min(start + TOGETHER, LOOKED_AT)]
            pairs = [(question.search_text, f"{one.passage.context}\n{one.passage.text}") for one in some]
            points += map(float, model.predict(pairs, show_progress_bar=False))
        order = sorted(range(len(points)), key=lambda at: -points[at])
        return [*(evidence[at] for at in order), *evidence[len(points) :]]

    @cached_property
    def _model(self) -> "CrossEncoder":
        # The archive stays on this machine, and so must every request: models are found here or not at all.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(self.name, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise RerankerError(
                f"There is no cross-encoder {self.name} on this machine; give the folder that holds it."
            ) from error
        if model.num_labels != 1:
            raise RerankerError(
                f"The model {self.name} gives {model.num_labels} points a pair, and a reranker gives one."
            )
        return model
