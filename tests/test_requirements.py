"""What is pinned: all that is installed, with hashes, and nothing that names where it is fetched."""

import re
import subprocess
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ENTRY = re.compile(r"([a-z0-9][\w.-]*)==([\w.!+]+)(?: ;[^\n\\]*)? \\\n((?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(*names: str) -> dict[str, str]:
    """The versions of packages that some of the files pin."""
    texts = [(ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in names]
    return {plain(name): version for text in texts for name, version, _ in ENTRY.findall(text)}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_package_is_pinned_with_hashes_and_no_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ENTRY.sub("", text) == ""
    assert "//" not in text


def test_all_that_the_program_and_each_extra_needs_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {"run": [*project["project"]["dependencies"], *project["build-system"]["requires"]]}
    for name, needs in (wanted | project["project"]["optional-dependencies"]).items():
        versions = pinned("run", "cuda", name)
        for need in needs:
            package, exactly = re.match(r"([\w.-]+)(?:\[\w]+\])?(?:==(.+))?", need).groups()  # type: ignore[union-attr]
            assert plain(package) in versions, name
            assert exactly in (None, versions[plain(package)])


def test_what_is_installed_here_is_what_is_pinned() -> None:
    here = {plain(one.metadata["Name"]): one.version.partition("+")[0] for one in distributions()}
    assert {name: here.get(name) for name in pinned("run", "test")} == pinned("run", "test")


def test_nothing_is_installed_but_by_hash() -> None:
    told = subprocess.run(
        ["make", "--always-make", "--dry-run", "run", "test", "audit"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    installs = [line for line in told.stdout.splitlines() if "pip install" in line]
    assert len(installs) >= 4
    for line in installs:
        assert "--no-deps" in line
        assert (
            "--require-hashes" in line and "--only-binary :all:" in line
        ) or "--no-build-isolation --editable ." in line
