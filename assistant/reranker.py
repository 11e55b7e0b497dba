"""A second look at the best evidence by a cross-encoder, where one is given."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.question import Question
from assistant.retrieve import Evidence
from corpus import PanelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

LOOKED_AT = 20  # passages read again; each costs about as much as encoding a passage


class RerankerError(PanelError):
    """A cross-encoder that cannot be loaded. The message says what to do."""


class Reranker:
    """A cross-encoder of sentence-transformers, loaded when first needed."""

    def __init__(self, model: str) -> None:
        """`model` is a folder that holds one, or a name that is in the local model cache."""
        self.name = str(Path(model).resolve()) if Path(model).is_dir() else model

    def reorder(self, question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The evidence with the first `LOOKED_AT` in the cross-encoder's order. Scores stay the ranking's own.

        Raises `RerankerError` where the model cannot be loaded.
        """
        first = list(evidence[:LOOKED_AT])
        if not first:
            return []
        pairs = [(question.search_text, f"{one.passage.context}\n{one.passage.text}") for one in first]
        points = self._model.predict(pairs, show_progress_bar=False)
        order = sorted(range(len(first)), key=lambda at: -float(points[at]))
        return [*(first[at] for at in order), *evidence[LOOKED_AT:]]

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
