import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus import Confined
from index import Encoder, Index, Summary, build
from index.embedding import embed
from index.ray_build import RayError, ray_source
from index.reading import Work, read_paper
from tests.conftest import SAMPLE, quiet
from tests.index.papers import NORTHSHIRE, pdf, write_archive
from tests.index.test_building import vectors
from tests.panel import panel_here

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a Ray of two workers answers."""
    from ray.cluster_utils import Cluster

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False})
    yield cluster.address
    cluster.shutdown()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Papers of the sample, text, and one that cannot be read."""
    archive = write_archive(tmp_path / "archive")
    for name in ("pcc-responses.pdf", "use-of-precept-2022.pdf"):
        (archive / name).write_bytes((SAMPLE / name).read_bytes())
    (archive / "cut.pdf").write_bytes(pdf("Nine gulls were counted.")[:400])
    return archive


@pytest.fixture
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("_one_thread")
def test_what_ray_reads_is_what_is_read_here_and_an_interrupted_build_is_taken_up(
    archive: Path, tmp_path: Path, address: str, encoder: Encoder
) -> None:
    def stop(name: str, done: int, total: int, passages: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    folder, here = tmp_path / "index", tmp_path / "here"
    with pytest.raises(KeyboardInterrupt), ray_source(address) as source:
        build(archive, folder, encoder, stop, source=source)
    assert not ray.is_initialized()
    saved, failed = set(Index(folder).fingerprints()), Index(folder).failures()
    assert len(saved) + len(failed) == 2

    done = panel_here("build", archive, "--index", folder, "--ray", address)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{5 - len(saved)} read, {len(saved)} unchanged, 1 failed; ")

    summary = build(archive, here, encoder, quiet)
    assert vectors(folder) == vectors(here)
    assert Index(folder).failures() == Index(here).failures() == summary.failed
    assert list(summary.failed) == ["cut.pdf"]
    assert build(archive, folder, encoder, quiet) == Summary(
        str(archive), unchanged=summary.read, failed=summary.failed, passages=summary.passages
    )


def test_what_comes_back_from_a_worker_is_what_it_made(encoder: Encoder) -> None:
    content = (SAMPLE / "use-of-precept-2022.pdf").read_bytes()
    with closing(Confined(60)) as confined:
        made = read_paper(pickle.loads(pickle.dumps(Work("precept.pdf", content, "0"))), encoder, confined)
    assert made.reading
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert {id(one.paper) for one in again.reading.passages} <= {id(one) for one in again.reading.papers}
    assert sum(map(len, embed(encoder, again.reading))) == len(made.reading.passages)


def test_a_ray_of_ones_own_ends_with_the_build() -> None:
    with ray_source("local"):
        assert ray.is_initialized()
    assert not ray.is_initialized()


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nowhere.invalid:6379", "nonsense"])
def test_an_address_where_nobody_answers_is_told_and_costs_nothing(address: str, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "archive", NORTHSHIRE)
    done = panel_here("build", archive, "--index", tmp_path / "index", "--ray", address)
    assert done.returncode == 2
    assert done.stderr.startswith(f"panel: There is no Ray at {address} (")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "index").exists()


def test_an_address_of_rays_client_is_refused() -> None:
    with pytest.raises(RayError, match="--ray auto"), ray_source("ray://127.0.0.1:10001"):
        pass


def test_a_ray_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(RayError, match=r"pip install 'panel-assistant\[ray\]'"), ray_source("local"):
        pass
