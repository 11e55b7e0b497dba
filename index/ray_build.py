"""The papers of an archive read and encoded by Ray (https://docs.ray.io), on as many processors as it has.

Papers are sent with their content, so that its workers share no folder with this machine: what they need is this
program, in the same version, and the model. They make the same of a paper as it is made here with one thread, where
the processors are alike. This process alone writes the index.
"""

import logging
import os
import pickle
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

from corpus import Confined, PanelError
from index.embedding import Known, embed
from index.encoder import Encoder, ModelError
from index.reading import SECONDS, Work, read_paper
from index.sources import Made, Source

PATIENCE = 5.0  # seconds until somebody must answer at an address


class RayError(PanelError):
    """Ray is not installed, not there, or broke off. The message says which and what to do."""


@contextmanager
def ray_source(address: str) -> Iterator[Source]:
    """What reads papers by the Ray at an address, as `ray.init` takes it (`host:6379`, `auto`); `local` starts one of
    this machine's processors, for as long as this lasts.

    Raises `RayError` where Ray is not installed, or nobody answers at the address.
    """
    verbose = logging.getLogger().isEnabledFor(logging.INFO)
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is told to Ray's makers
    if not verbose:
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise RayError("Ray is not installed; install it: pip install 'panel-assistant[ray]'") from error
    _knock(address)
    # One's own listens to this machine alone.
    own = {"include_dashboard": False, "_node_ip_address": "127.0.0.1"} if address == "local" else {}
    try:
        ray.init(address, log_to_driver=verbose, logging_level=logging.INFO if verbose else logging.ERROR, **own)
    except (ConnectionError, RuntimeError, TimeoutError, ValueError) as error:
        raise _nobody(address, error) from error
    try:
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = verbose
        if not verbose:
            logging.getLogger("ray.data").setLevel(logging.ERROR)
        # Ray prints what it has to say of its workers, and stdout is for results.
        with open(os.devnull, "w") as nowhere, redirect_stdout(sys.stderr if verbose else nowhere):
            yield _read_by_ray
    finally:
        ray.shutdown()


def _read_by_ray(works: Iterable[Work], encoder: Encoder, known: Known, tell: Callable[[str], None]) -> Made:
    """Papers in the order in which they are done. Those sent wait in Ray's store, which puts on its disks what its
    memory cannot hold. What vectors are known is not asked: that would take a question for each passage."""
    import pyarrow as pa
    import ray
    import ray.data
    from ray.exceptions import RayError as Broken

    try:
        sent = [ray.put(pa.table({"work": [pickle.dumps(work)]})) for work in works]
        if not sent:
            return
        workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
        pool = ray.data.ActorPoolStrategy(size=min(workers, len(sent)))
        given = (encoder.name, encoder.weights)
        papers = ray.data.from_arrow_refs(sent)
        for row in papers.map(_Worker, compute=pool, fn_constructor_args=given, num_cpus=1).iter_rows():
            made = pickle.loads(row["made"])
            if isinstance(made, PanelError):
                raise made
            read, parts = made
            tell(read.name)
            yield read, parts
    except Broken as error:
        reason = str(error).strip().splitlines()[-1]
        raise RayError(
            f"Ray broke off ({reason}); what was read before is kept: look at its workers, then start again."
        ) from error


class _Worker:
    """Lives in a process of Ray's, with one processor and a model of its own."""

    def __init__(self, model: str, weights: str) -> None:
        import torch

        torch.set_num_threads(1)
        self._encoder = Encoder(model)
        self._confined = Confined(SECONDS)
        self._weights = weights

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """A pickled `Work` to a pickled pair of its `Read` and vectors, or to the error that ends the build."""
        try:
            made: object = self._make(pickle.loads(row["work"]))
        except PanelError as error:
            made = error
        return {"made": pickle.dumps(made)}

    def _make(self, work: Work) -> object:
        if self._encoder.weights != self._weights:
            raise ModelError(
                f"The model {self._encoder.name} is not the same on this machine and on Ray's; copy it to all of them."
            )
        read = read_paper(work, self._encoder, self._confined)
        return read, list(embed(self._encoder, read.reading)) if read.reading else []


def _knock(address: str) -> None:
    """Raise `RayError` where nobody answers: Ray itself would try for minutes, or end this process."""
    if address.startswith("ray://"):
        # Tried with Ray 2.60: Ray Data's pools of actors need more than its client has.
        raise RayError(
            f"Ray's client ({address}) cannot run this; make this machine one of that Ray's with ray start "
            f"--address=host:6379 --num-cpus=0, then give --ray auto."
        )
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise _nobody(address, error) from error


def _nobody(address: str, error: Exception) -> RayError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return RayError(
        f"There is no Ray at {address} ({reason}); give the address of one that runs (host:6379, auto), or "
        f"--ray local for one on this machine alone."
    )
