"""What several tests share: the sample archive, its index built once with the real model, and the real archive."""

import os
import signal
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from assistant import Assistant
from corpus import INSTALL, can_ocr
from index import Encoder, build

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample"
REAL_ARCHIVE = ROOT.parent / "shared" / "archive"

needs_real_archive = pytest.mark.skipif(not REAL_ARCHIVE.is_dir(), reason=f"the real archive is not at {REAL_ARCHIVE}")

needs_ocrmypdf = pytest.mark.skipif(not can_ocr(), reason=f"ocrmypdf is not installed ({INSTALL})")


def quiet(name: str, done: int, total: int, passages: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The model that is exported for questions is not put among the user's own files."""
    os.environ["XDG_CACHE_HOME"] = str(_shared(tmp_path_factory) / "cache")


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Programs that the test starts heed SIGINT, though the tests run in the background of a shell, which has them
    ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real model."""
    return Encoder()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The folder of an index of the sample archive, not to be changed."""
    return made_once(tmp_path_factory, "sample", lambda folder: build(SAMPLE, folder, encoder, quiet))


@pytest.fixture(scope="session")
def real_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The folder of an index of the real archive, not to be changed."""
    return made_once(tmp_path_factory, "real", lambda folder: build(REAL_ARCHIVE, folder, encoder, quiet))


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whichever of the processes that run the tests comes first; the others wait for it."""
    shared = _shared(tmp_path_factory)
    folder, part = shared / name, shared / f"{name}.part"
    with (shared / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            make(part)
            part.rename(folder)
    return folder


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sample_assistant(sample_index: Path) -> Assistant:
    """The assistant over the sample archive."""
    return Assistant(sample_index)
