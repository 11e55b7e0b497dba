"""How fast are passages encoded, beside sentence-transformers as it comes, and what keeps it from being faster?

Usage: python -m eval.build_speed ARCHIVE

In turns, on the same passages: `SentenceTransformer.encode` with its defaults, and the encoder of `panel build`, which
also keeps a vector for each word piece. Then the whole of `panel build` of the archive, into a new index: reading,
passages, their sentences (encoded on their own), saving. Last, how near the encoder comes to what this processor
multiplies, and what it does with the rest of its time.
"""

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from corpus import PaperError, find_files, read_document, read_passages
from index import Encoder, build
from index.packing import bfloat16_gains

TURNS = 5
MOST = 600  # passages that are encoded in a turn
# Operations of torch, by what they are for; whatever is not named here is none of these.
SHARES = {
    "products of matrices": ("aten::addmm", "aten::mm", "aten::bmm"),
    "attention": ("flash_attention",),
    "layer norm, GELU, sums": ("aten::native_layer_norm", "aten::gelu", "aten::add"),
    "copies and casts": ("aten::copy_", "aten::cat", "aten::index_select"),
}


def main(arguments: list[str]) -> None:
    """Print the rates of each turn, their medians, and where the time goes."""
    archive = Path(arguments[0])
    encoder = Encoder()
    encoder.warm_up()
    begun = time.perf_counter()
    read = _passages(archive, encoder)
    reading = len(read) / (time.perf_counter() - begun)
    texts = read[:MOST]
    theirs = SentenceTransformer(str(encoder.path), device="cpu", local_files_only=True)
    for warm in (theirs.encode, lambda some: list(encoder.run_many(some))):
        warm(texts[:64])
    rates: dict[str, list[float]] = {"sentence-transformers": [], "ours": [], "panel build": []}
    print(f"{len(texts)} passages, {torch.get_num_threads()} threads, bfloat16: {'yes' if bfloat16_gains() else 'no'}")
    print("passages a second:  sentence-transformers      ours   ratio   panel build")
    for _ in range(TURNS):
        rates["sentence-transformers"].append(len(texts) / _seconds(lambda: theirs.encode(texts)))
        rates["ours"].append(len(texts) / _seconds(lambda: list(encoder.run_many(texts))))
        rates["panel build"].append(_build(archive, encoder))
        one, own, whole = (rate[-1] for rate in rates.values())
        print(f"{one:41.1f} {own:9.1f} {own / one:7.2f} {whole:13.1f}", flush=True)
    for name, own_rates in rates.items():
        print(f"{name:22} median {statistics.median(own_rates):7.1f} ({min(own_rates):.1f} to {max(own_rates):.1f})")
    ratios = [own / one for one, own in zip(rates["sentence-transformers"], rates["ours"], strict=True)]
    print(f"{'ratio':22} median {statistics.median(ratios):7.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    share = statistics.median(rates["panel build"]) / reading
    print(f"papers are read at {reading:,.0f} passages a second, which is {share:.0%} of the time of panel build")
    _explain(encoder, theirs, texts)


def _passages(archive: Path, encoder: Encoder) -> list[str]:
    """What is encoded of each passage of the archive's papers that can be read."""
    texts = []
    for path in find_files(archive)[0]:
        try:
            reading = read_passages(read_document(path.name, path.read_bytes()), encoder.word_pieces, encoder.limit)
        except PaperError:
            continue
        texts += [f"{passage.context}\n{passage.text}" for passage in reading.passages]
    return texts


def _build(archive: Path, encoder: Encoder) -> float:
    """Passages a second of a build of a new index, the model loaded."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        passages = build(archive, Path(folder) / "index", encoder, lambda *_: None).passages
        return passages / (time.perf_counter() - begun)


def _explain(encoder: Encoder, model: SentenceTransformer, texts: list[str]) -> None:
    """Print the share of the processor's rate that the encoder reaches, and the shares of its time."""
    flops = sum(_flops(model, encoder.word_pieces(text) + 2) for text in texts)
    kind = torch.bfloat16 if bfloat16_gains() else torch.float32
    peaks = {one: _peak(one) for one in (torch.float32, torch.bfloat16)}
    took = statistics.median(_seconds(lambda: list(encoder.run_many(texts))) for _ in range(3))
    peak = max(_peak(kind), peaks[kind])  # the machine may have been busy
    print(f"this processor multiplies {peaks[torch.float32]:,.0f} GFLOPS in float32, ", end="")
    print(f"{peaks[torch.bfloat16]:,.0f} in bfloat16")
    print(f"the encoder needs {flops / took / 1e9:,.0f}, which is {flops / took / 1e9 / peak:.0%} of the rate")
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        whole = _seconds(lambda: list(encoder.run_many(texts)))
    shares: dict[str, float] = defaultdict(float)
    for event in profile.key_averages():
        what = next((what for what, names in SHARES.items() if any(name in event.key for name in names)), "other steps")
        shares[what] += event.self_cpu_time_total / 1e6 / whole
    tokenizer = encoder._model.tokenizer
    shares["cutting into word pieces"] = _seconds(lambda: tokenizer(texts, return_offsets_mapping=True)) / whole
    shares["Python and the rest"] = max(0.0, 1 - sum(shares.values()))
    for what, share in sorted(shares.items(), key=lambda one: -one[1]):
        print(f"  {what:26} {share:4.0%}")


def _flops(model: SentenceTransformer, pieces: int) -> float:
    """What the products in a BERT take for a text of so many word pieces, two operations for a product and its sum."""
    config = model[0].auto_model.config
    size, inner = config.hidden_size, config.intermediate_size
    linear: int = pieces * (4 * size * size + 2 * size * inner)
    attention: int = 2 * pieces * pieces * size
    return 2.0 * int(config.num_hidden_layers) * (linear + attention)


def _peak(kind: torch.dtype) -> float:
    """GFLOPS of a large product of two matrices, the best of some: what else the machine does only takes away."""
    size = 2048
    with torch.inference_mode():
        left, right = torch.randn(size, size).to(kind), torch.randn(size, size).to(kind)
        seconds = min(_seconds(lambda: torch.nn.functional.linear(left, right)) for _ in range(10))
    return 2.0 * size**3 / seconds / 1e9


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(sys.argv[1:])
