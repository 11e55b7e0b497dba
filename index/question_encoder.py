"""The encoder of an index, for questions: with the same weights, but by ONNX Runtime, where its model was exported."""

import hashlib
import logging
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from index.encoder import Encoder
from index.exported import Exported, export, load
from index.late import TokenText

log = logging.getLogger(__name__)

# Read by both when a model is exported: what one of them reads otherwise is not kept.
PROOF = ("Why?", "What did Cllr O’Brien say of the £1,250 café in 2024–25?", "", "the lanterns on the quay, " * 200)
SAME = 0.9999  # cosine


class QuestionEncoder(Encoder):
    """An encoder that need not wait for torch to read a question. Safe to share between threads."""

    def __init__(self, model: str, weights: str) -> None:
        """`model` as `Encoder` takes it; `weights` is the SHA-256 of the weights it should have."""
        super().__init__(model)
        self._wanted = weights
        self._exported = self._load()

    @cached_property
    def weights(self) -> str:
        """As `Encoder`; where the model was exported, of the weights that it had then."""
        return self._wanted if self._exported else super().weights

    def read(self, texts: Sequence[str]) -> list[TokenText]:
        """As `Encoder`; the cosine of a vector with what that reads is 0.9999 or more."""
        return self._exported.read(texts) if self._exported else super().read(texts)

    def export(self) -> None:
        """Export the model where that was not done yet: some seconds. Where it cannot be done that is logged."""
        if self._exported or not self._wanted:
            return
        path = self._file
        try:
            export(self._model, self.limit + 2, path)
            exported = load(path)
            told, proof = exported.read(PROOF), super().read(PROOF)
            if any(not _are_same(one, other) for one, other in zip(told, proof, strict=True)):
                path.unlink()
                raise ValueError("the exported model reads otherwise")
        except Exception as error:  # torch's exporter and ONNX Runtime raise whatever they like
            log.warning("%s is not exported, and questions wait for torch: %s", self.name, error)
        else:
            self._exported = exported

    def _load(self) -> Exported | None:
        if not self._wanted:
            return None
        file = self._file
        if not file.is_file():
            return None
        try:
            return load(file)
        except Exception as error:  # ONNX Runtime's are of no common kind
            log.warning("%s is damaged, and questions wait for torch: %s", file, error)
            return None

    @property
    def _file(self) -> Path:
        """Where the model is exported to, for all the user's indexes; named by all that it is made of."""
        made_of = hashlib.sha256(self._wanted.encode())
        for path in sorted(self.path.rglob("*")):
            if path.suffix in (".json", ".txt"):  # its settings and its vocabulary
                made_of.update(path.read_bytes())
        kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return kept / "panel-assistant" / self._wanted / f"{made_of.hexdigest()[:16]}.onnx"


def _are_same(one: TokenText, other: TokenText) -> bool:
    return (
        np.array_equal(one.spans, other.spans)
        and float(one.vector @ other.vector) >= SAME
        and bool(((one.tokens * other.tokens).sum(axis=1) >= SAME).all())
    )
