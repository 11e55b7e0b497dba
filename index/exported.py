"""A model of sentence-transformers as one file for ONNX Runtime, which starts without torch.

The file also holds what takes a text to word pieces, so that it is all there or not at all.
"""

import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import told_pieces, unit
from index.late import TokenText
from index.whole_file import whole

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TOKENIZER = "tokenizer"  # the entry of the file's metadata that holds it, as JSON
TOGETHER = 16  # texts of about one length that are read together
MODULES = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])


@dataclass(frozen=True, slots=True)
class Exported:
    """A model as it was exported. Safe to share between threads."""

    session: Any
    tokenizer: Any

    def read(self, texts: Sequence[str]) -> list[TokenText]:
        """As `Encoder.read`."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found: dict[int, TokenText] = {}
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            found |= zip(some, self._read([texts[at] for at in some]), strict=True)
        return [found[at] for at in range(len(texts))]

    def _read(self, texts: Sequence[str]) -> list[TokenText]:
        pieces = self.tokenizer.encode_batch(texts)
        mask = np.array([one.attention_mask for one in pieces])
        given = {"input_ids": np.array([one.ids for one in pieces]), "attention_mask": mask}
        (tokens,) = self.session.run(["tokens"], given)
        vectors = unit((tokens * mask[:, :, np.newaxis]).sum(axis=1))
        ends = mask.sum(axis=1)  # past them there is nothing but padding
        return [
            told_pieces(text, one.offsets[:end], vector, own[:end])
            for text, one, end, vector, own in zip(texts, pieces, ends, vectors, tokens, strict=True)
        ]


@lru_cache(maxsize=2)
def load(path: Path) -> Exported:
    """The model that was exported into a file. Raises what ONNX Runtime does where that is damaged or not there."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import onnxruntime  # type: ignore[import-untyped]
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    # Two threads read a question in half the time of one (2.4 ms and 5.3); whoever answers several at once says so.
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS") or min(2, len(os.sched_getaffinity(0))))
    options.inter_op_num_threads = 1
    # Else they take the cores from others even while they wait.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4  # what it cannot do it raises
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return Exported(session, Tokenizer.from_str(session.get_modelmeta().custom_metadata_map[TOKENIZER]))


def export(model: "SentenceTransformer", limit: int, path: Path) -> None:
    """Write a model into a file; it reads `limit` word pieces of a text, its own two marks among them.

    Raises `ValueError` for a model that is anything but the mean of word pieces, and whatever torch's exporter does.
    """
    import torch
    from tokenizers import Tokenizer

    if [type(part).__name__ for part in model] not in MODULES or model[1].pooling_mode != "mean":
        raise ValueError("it is not the mean of word pieces")
    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.enable_truncation(limit)
    tokenizer.enable_padding(pad_id=model.tokenizer.pad_token_id, pad_token=model.tokenizer.pad_token)
    texts = model.tokenizer(["two texts", "of two lengths"], padding=True, return_tensors="pt")
    given = {name: texts[name] for name in ("input_ids", "attention_mask")}
    shape = {0: torch.export.Dim("texts"), 1: torch.export.Dim("pieces", max=limit)}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it tells what else it could export
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            model[0].auto_model,
            kwargs=given,
            input_names=list(given),
            output_names=["tokens"],
            dynamic_shapes=dict.fromkeys(given, shape),
            dynamo=True,
            verbose=False,
        )
    assert program
    program.model.metadata_props[TOKENIZER] = tokenizer.to_str()
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as part:
        program.save(part)
