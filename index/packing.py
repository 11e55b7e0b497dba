"""Many texts run through a BERT at once, end to end in one long row, so that no time goes into padding.

What a text gets does not depend on those beside it, on the processors tried to the last bit: a paper has the same
vectors wherever it stands in an archive, whatever was read before, and whether or not the build was interrupted.
"""

import copy
import logging
import time
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)

ROW = 2048  # word pieces run at once: more do not go faster
LEAST = 512  # a shorter row is filled up: the products of matrices with fewer rows are summed in another order
STEP = 8  # texts of as many word pieces, rounded up to a multiple of this, attend in one call
GAIN = 1.3  # how much faster bfloat16 must multiply to be worth its rounding


class Run(NamedTuple):
    """What a model makes of a text: a vector (dimension,), and one for each of its word pieces (pieces, dimension), the
    model's own marks at both ends included; float32, of any length. `offsets` tell where each begins and ends in it.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    offsets: Sequence[tuple[int, int]]


class _Group(NamedTuple):
    """Texts of about one length: their numbers, and the word pieces that each is given room for. One without texts
    fills a row up."""

    texts: list[int]
    length: int


class PackedModel:
    """The BERT of a sentence-transformers model; in bfloat16 where this processor multiplies that faster."""

    def __init__(self, model: "SentenceTransformer") -> None:
        import torch
        from transformers import AttentionInterface

        AttentionInterface.register("packed", _attend)
        self._bert = copy.deepcopy(model[0].auto_model)
        self._bert.set_attn_implementation("packed")
        if bfloat16_gains():
            self._bert.to(torch.bfloat16)
        self._rest = list(model)[1:]  # pooling, and what follows it
        self._tokenizer = own_tokenizer(model)
        self._tokenizer.enable_truncation(model.max_seq_length or 512)

    def run(self, texts: Sequence[str]) -> Iterator[tuple[int, Run]]:
        """Each text's number with what the model makes of it, in no order."""
        read = self._tokenizer.encode_batch(list(texts))
        for row in _rows([len(one.ids) for one in read]):
            yield from self._run_row(read, row)

    def _run_row(self, read: Sequence[Any], row: Sequence[_Group]) -> list[tuple[int, Run]]:
        import torch

        found: list[tuple[int, Run]] = []
        ids, places, kept = self._lay_out(read, row)
        with torch.inference_mode():
            hidden = self._bert(
                input_ids=ids[None],
                position_ids=places[None],
                token_type_ids=torch.zeros_like(ids)[None],
                groups=kept,
            ).last_hidden_state[0]
            parts = hidden.float().split([keep.numel() for keep in kept])
            for group, keep, part in zip(row, kept, parts, strict=True):
                own = part.view(*keep.shape, -1)
                features: dict[str, Any] = {"token_embeddings": own, "attention_mask": keep.long()}
                for module in self._rest:
                    features = module(features)
                vectors, tokens = features["sentence_embedding"].numpy(), own.numpy()
                for at, number in enumerate(group.texts):
                    offsets = read[number].offsets
                    found.append((number, Run(vectors[at], tokens[at, : len(offsets)], offsets)))
        return found

    def _lay_out(
        self, read: Sequence[Any], row: Sequence[_Group]
    ) -> tuple["torch.Tensor", "torch.Tensor", list["torch.Tensor"]]:
        """Word pieces and their places in their texts, both (pieces,); for each group which of them are a text's,
        shape (texts, length)."""
        import torch

        ids = [np.zeros((len(group.texts) or 1, group.length), dtype=np.int64) for group in row]
        keep = [np.full(own.shape, not group.texts) for group, own in zip(row, ids, strict=True)]
        for group, own, kept in zip(row, ids, keep, strict=True):
            for at, number in enumerate(group.texts):
                pieces = read[number].ids
                own[at, : len(pieces)] = pieces
                kept[at, : len(pieces)] = True
        places = [np.broadcast_to(np.arange(own.shape[1]), own.shape) for own in ids]
        flat, within = (torch.from_numpy(np.concatenate([one.ravel() for one in parts])) for parts in (ids, places))
        return flat, within, [torch.from_numpy(kept) for kept in keep]


def _rows(lengths: Sequence[int]) -> Iterator[list[_Group]]:
    """Texts in groups of about one length, and the groups in rows that they fill."""
    by_length: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        by_length.setdefault(-(-length // STEP) * STEP, []).append(number)
    row: list[_Group] = []
    room = ROW
    for length, texts in sorted(by_length.items(), reverse=True):
        while texts:
            fit = max(room // length, 0 if row else 1)  # a text longer than a row has one of its own
            if fit:
                row.append(_Group(texts[:fit], length))
                room -= len(row[-1].texts) * length
                texts = texts[fit:]
            if texts:
                yield row
                row, room = [], ROW
    if row:
        if ROW - room < LEAST:
            row.append(_Group([], LEAST - (ROW - room)))
        yield row


def _attend(
    module: object,
    query: "torch.Tensor",
    key: "torch.Tensor",
    value: "torch.Tensor",
    attention_mask: object,
    groups: "Sequence[torch.Tensor]" = (),
    scaling: float | None = None,
    **_: object,
) -> tuple["torch.Tensor", None]:
    """Attention of each text to itself alone; query, key and value have the shape (1, heads, pieces, size)."""
    import torch

    _one, heads, _pieces, size = query.shape
    found, begin = [], 0
    for keep in groups:
        texts, length = keep.shape
        end = begin + texts * length
        own = [part[0, :, begin:end].view(heads, texts, length, size).transpose(0, 1) for part in (query, key, value)]
        one = torch.nn.functional.scaled_dot_product_attention(
            own[0], own[1], own[2], attn_mask=keep[:, None, None], scale=scaling
        )
        found.append(one.transpose(1, 2).reshape(1, end - begin, heads, size))
        begin = end
    return torch.cat(found, dim=1), None


def can_pack(model: "SentenceTransformer") -> bool:
    """Whether a model is a BERT that reads texts as they are: others number places, attend or begin in own ways."""
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    return getattr(config, "model_type", None) == "bert" and model.default_prompt_name is None


def own_tokenizer(model: "SentenceTransformer") -> "Tokenizer":
    """A copy of a model's tokenizer that neither cuts nor fills texts; the model's own is set anew with every use."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@cache
def bfloat16_gains() -> bool:
    """Whether this processor multiplies matrices so much faster in bfloat16 than in float32; tried, not looked up."""
    import torch

    # By the processor's time, in one thread, and the least of some: others at work here must not change the outcome, or
    # one paper would get other vectors today than tomorrow.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        pairs = [(_multiply(torch.float32), _multiply(torch.bfloat16)) for _ in range(8)]
    finally:
        torch.set_num_threads(threads)
    plain, short = (min(seconds) for seconds in zip(*pairs, strict=True))
    gain = plain / short
    log.info("bfloat16 multiplies %.1f times as fast as float32 here", gain)
    return bool(gain > GAIN)


def _multiply(kind: "torch.dtype") -> float:
    """Seconds that the largest product of a small BERT takes for a row of word pieces."""
    import torch

    with torch.inference_mode():
        left, right = torch.randn(ROW, 384).to(kind), torch.randn(1536, 384).to(kind)
        begun = time.thread_time()
        torch.nn.functional.linear(left, right)
        return time.thread_time() - begun
