"""Disks that are full or may only be read, and files that are closed to the program: real ones."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from assistant.shelf import Shelf
from index import Index
from index.check import check_index
from tests.index.papers import FERRIES, write_archive
from tests.panel import PANEL, panel_here

SIZE = 4_000_000  # bytes of the small disk
BEES = "\n\n".join(
    f"{n}.1 The panel heard of {n} swarms of bees on the roof of the customs house." for n in range(2, 60)
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """A small disk at `tmp_path / "disk"`; gives the function that mounts it with other options."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> CompletedProcess[bytes]:
        return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", place], capture_output=True)

    if not shutil.which("mount") or mount(f"size={SIZE}").returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield lambda options: mount(f"remount,{options}").check_returncode()
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def place(disk: Callable[[str], None], copied_folder: Path, northshire_folder: Path, tmp_path: Path) -> Path:
    """The small disk, with the invented archive and its index."""
    shutil.copytree(copied_folder, tmp_path / "disk" / "index")
    shutil.copytree(northshire_folder.parent / "archive", tmp_path / "disk" / "archive")
    return tmp_path / "disk"


def fill(place: Path, left: int) -> Path:
    """Fill a disk, but for so many bytes. The file that does."""
    file = place / "full"
    free = os.statvfs(place)
    with file.open("wb") as full:
        full.truncate()
        os.posix_fallocate(full.fileno(), 0, max(1, free.f_bavail * free.f_frsize - left))
    return file


def assert_told(done: CompletedProcess[str], *telling: str) -> None:
    """It ended with code 2 and one sentence."""
    assert done.returncode == 2, done
    told = [line for line in done.stderr.splitlines() if not line.startswith("reading ")]
    assert len(told) == 1, done.stderr
    assert told[0].startswith("panel: ")
    assert all(one in told[0] for one in telling), told[0]


@pytest.mark.parametrize("left", [0, 40_000, 120_000, 250_000])
def test_a_build_on_a_full_disk_says_so_and_loses_nothing(place: Path, left: int) -> None:
    before = Index(place / "index").fingerprints()
    (place / "archive" / "bees.txt").write_text(BEES, encoding="utf-8")
    full = fill(place, left)
    assert_told(panel_here("build", "archive", "--index", "index", cwd=place), "the disk is full: make room on it")
    full.unlink()
    assert not [one for one in check_index(place / "index") if one.wrong]
    assert before.items() <= Index(place / "index").fingerprints().items()
    done = panel_here("build", "archive", "--index", "index", cwd=place)
    assert done.returncode == 0
    assert "bees.txt" in Index(place / "index").fingerprints()
    assert panel_here("status", "--check", "--index", "index", cwd=place).returncode == 0


def test_an_upload_and_a_batch_on_a_full_disk_leave_nothing_half_there(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "bees.txt"
    file.write_text(BEES * 40, encoding="utf-8")
    (place / "questions.csv").write_text("question\nWhere were lanterns broken?\n", encoding="utf-8")
    full = fill(place, 40_000)
    (added,) = Shelf(place / "archive", place / "index").add([(file, "bees.txt")])
    assert added.sentence == "bees.txt was not added: the disk is full; make room on it."
    done = panel_here("batch", "questions.csv", "--out", "answers.xlsx", "--index", "index", cwd=place)
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr
    full.unlink()
    assert {path.name for path in place.rglob("*.panel-part")} == set()
    if done.returncode:
        again = panel_here("batch", "questions.csv", "--out", "answers.xlsx", "--index", "index", cwd=place)
        assert again.returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "--check"],
        ["build", "archive"],
        ["build", "archive", "--repair"],
    ],
    ids=" ".join,
)
def test_on_a_disk_that_may_only_be_read_each_command_says_what_to_look_at(
    place: Path, disk: Callable[[str], None], arguments: list[str]
) -> None:
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    disk("ro")
    assert_told(panel_here(*arguments, "--index", "index", cwd=place), "look at the permissions")
    assert before == {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_closed_files_are_named_and_no_paper_is_forgotten(tmp_path: Path, copied_folder: Path) -> None:
    archive = write_archive(tmp_path / "archive")
    (archive / "2023").chmod(0)
    without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    if without and not shutil.which("setpriv"):
        pytest.skip("nothing is closed to root")

    def panel(*arguments: str | Path) -> CompletedProcess[str]:
        return subprocess.run([*without, PANEL, *arguments], capture_output=True, text=True, timeout=300)

    before = Index(copied_folder).fingerprints()
    try:
        assert_told(panel("build", archive, "--index", copied_folder), "2023", "look at its permissions")
    finally:
        (archive / "2023").chmod(0o755)
    assert Index(copied_folder).fingerprints() == before
    (copied_folder / "index.sqlite").chmod(0)
    assert_told(panel("status", "--index", copied_folder), "look at the permissions of the folder and its files")
    assert FERRIES in before
