"""What a run has to be repeated with."""

import hashlib
import os
import platform
import subprocess
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import torch

from assistant import Assistant
from eval.chance import DRAWS, FLIPS, SEED

LEARNED = (("assistant", "ranking.json"), ("assistant", "confidence.json"), ("index", "late.npz"))
PACKAGES = ("torch", "sentence-transformers", "faiss-cpu", "numpy", "ir-measures")


def provenance(assistant: Assistant, questions: Path) -> dict[str, str]:
    """What was measured, with what, on what: the same for a run that is repeated."""
    index, meta = assistant.index, assistant.index.meta
    papers = "\n".join(f"{path} {digest}" for path, digest in sorted(index.fingerprints().items()))
    learned = b"".join(files(package).joinpath(name).read_bytes() for package, name in LEARNED)
    return {
        "Questions": f"{questions.name}, SHA-256 {_sha256(questions.read_bytes())}",
        "Archive": f"{len(index.fingerprints())} papers, SHA-256 of their list {_sha256(papers.encode())}",
        "Index": f"generation {index.generation}, {index.count()} passages",
        "Model": f"{meta['model']}, weights SHA-256 {meta['weights']}",
        "Reranker": assistant.reranker.name if assistant.reranker else "none",
        "Learned weights": f"SHA-256 {_sha256(learned)} of {', '.join(name for _, name in LEARNED)}",
        "Code": f"panel-assistant {version('panel-assistant')}, {_commit()}",
        "Chance": f"{DRAWS:,} bootstrap draws, {FLIPS:,} randomisations, seed {SEED}",
        "Machine": f"{_processor()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, {platform.system()}",
        "Software": ", ".join([f"Python {platform.python_version()}", *(f"{one} {version(one)}" for one in PACKAGES)]),
    }


def _commit() -> str:
    """The commit of the checkout that this code is in, and whether it was changed since."""
    here = Path(__file__)
    git = ["git", "-C", str(here.parent)]
    try:
        subprocess.run([*git, "ls-files", "--error-unmatch", here.name], capture_output=True, check=True)
        said = subprocess.run([*git, "describe", "--always", "--dirty"], capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return "not a git checkout"
    return f"commit {said.stdout.strip()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
