import hashlib
import importlib.util
import json
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from assistant import Assistant
from eval import provenance as module
from eval.provenance import provenance
from tests.conftest import ROOT, SAMPLE
from tests.eval.conftest import SAMPLE_SET


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(scope="module")
def told(sample_assistant: Assistant) -> dict[str, str]:
    return provenance(sample_assistant, SAMPLE_SET)


def test_it_is_the_same_for_another_assistant_over_the_same_index(told: dict[str, str], sample_index: Path) -> None:
    assert provenance(Assistant(sample_index), SAMPLE_SET) == told


def test_questions_papers_and_weights_are_named_by_their_bytes(
    told: dict[str, str], sample_assistant: Assistant
) -> None:
    assert told["Questions"] == f"sample.jsonl, SHA-256 {sha256(SAMPLE_SET.read_bytes())}"
    papers = sorted(path for path in SAMPLE.iterdir() if path.suffix == ".pdf")
    digests = "\n".join(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in papers)
    assert told["Archive"] == f"{len(papers)} papers, SHA-256 of their list {sha256(digests.encode())}"
    learned = [ROOT / "assistant" / "ranking.json", ROOT / "assistant" / "confidence.json", ROOT / "index" / "late.npz"]
    digest = sha256(b"".join(path.read_bytes() for path in learned))
    assert told["Learned weights"] == f"SHA-256 {digest} of ranking.json, confidence.json, late.npz"
    assert told["Model"] == f"all-MiniLM-L6-v2, weights SHA-256 {sample_assistant.encoder.weights}"
    assert told["Index"].endswith(f", {len(sample_assistant.index.passages())} passages")


def test_another_archive_or_question_is_told(told: dict[str, str], harbour: Path, tmp_path: Path) -> None:
    changed = tmp_path / "sample.jsonl"
    changed.write_text(SAMPLE_SET.read_text(encoding="utf-8").replace("What", "Who", 1), encoding="utf-8")
    other = provenance(Assistant(harbour), changed)
    assert {name for name in told if other[name] != told[name]} == {"Questions", "Archive", "Index"}
    assert other["Archive"].startswith("3 papers, ")


def test_the_software_and_the_code_are_told(told: dict[str, str]) -> None:
    for package in ("torch", "numpy", "ir-measures"):
        assert f"{package} {version(package)}" in told["Software"]
    head = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    if head.returncode:
        assert told["Code"].endswith(", not a git checkout")
    else:
        commit = told["Code"].rpartition("commit ")[2].removesuffix("-dirty")
        assert len(commit) >= 7
        assert head.stdout.startswith(commit.rpartition("-g")[2])


def test_code_that_lies_in_a_checkout_of_something_else_is_not_given_its_commit(
    sample_assistant: Assistant, tmp_path: Path
) -> None:
    """As in a virtual environment within somebody's project."""
    copy = Path(shutil.copy(module.__file__, tmp_path))
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@b.example"]

    def code() -> str:
        spec = importlib.util.spec_from_file_location("copied", copy)
        assert spec
        assert spec.loader
        copied = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(copied)
        return str(copied.provenance(sample_assistant, SAMPLE_SET)["Code"])

    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "first"], check=True)
    assert code().endswith(", not a git checkout")
    subprocess.run([*git, "add", copy.name], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "second"], check=True)
    assert ", commit " in code()
    assert not code().endswith("-dirty")
    copy.write_text(f"{copy.read_text(encoding='utf-8')}\n# changed\n", encoding="utf-8")
    assert code().endswith("-dirty")


def test_it_can_be_written_as_json(told: dict[str, str]) -> None:
    assert json.loads(json.dumps(told)) == told
