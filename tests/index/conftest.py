"""The invented archive's index: one to look at, and copies to change."""

import shutil
from pathlib import Path

import pytest

from index import Encoder, Index, build
from tests.conftest import quiet
from tests.index.papers import write_archive


@pytest.fixture(scope="session")
def northshire_folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The folder of an index of the invented archive; the archive stands beside it."""
    place = tmp_path_factory.mktemp("northshire")
    build(write_archive(place / "archive"), place / "index", encoder, quiet)
    return place / "index"


@pytest.fixture(scope="session")
def northshire(northshire_folder: Path) -> Index:
    """The index of the invented archive, not to be changed."""
    return Index(northshire_folder)


@pytest.fixture
def copied_folder(northshire_folder: Path, tmp_path: Path) -> Path:
    """The folder of a copy of that index, to be changed."""
    return Path(shutil.copytree(northshire_folder, tmp_path / "copy"))
