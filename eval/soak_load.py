"""Does the server stand many people at once, while papers are read in and it is stopped and killed?

Usage: python -m eval.soak_load [--minutes 10] [--clients 200] [--archive FOLDER]

A server (`panel serve`) over an index of its own, of the sample archive where no other is given. Clients
(eval/soak_clients.py) ask, look at sources and pictures of pages, save answers and judge them, all through, while a
paper is written, read in by `panel build` and taken away again and again. Once the server is stopped and once killed,
and started anew each time. Prints how long each kind of request took and what came of it, the verdicts kept, and how
the server's memory went after its last start. Exit code 1 where anything came that is neither an answer nor a request
to wait, where a verdict that was accepted is not in the feedback file, or where the memory grows.
"""

import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Annotated, Any

import httpx
import numpy as np
import typer
from scipy import stats

from assistant.answer import Citation
from assistant.desk import VERDICTS
from assistant.feedback import Feedback
from assistant.html import place
from assistant.query import Query

PANEL = Path(sys.executable).parent / "panel"
SAMPLE = Path(__file__).parent.parent / "corpus" / "sample"
RATE = 20.0  # requests a second of all clients together: what two cores answer beside a build
STOPPED, KILLED = 0.1, 0.25  # shares of the time after which the server is; what is left is one server's
WARM = 0.5  # share of the last server's time that its memory may take to settle: sessions and caches fill first
GROWTH = 1.0  # megabytes a minute that its memory surely grows by where it is said to leak
MEASURED = 120.0  # seconds that must be left for that: in less, a build or two decide
WINDOW = 10  # seconds whose median is one figure of the memory: neighbours are too alike to be counted each
AWAY = 3.0  # seconds before and after a restart in which requests may be cut off
PAPER = (
    "NORTHSHIRE HARBOUR PANEL – {day} JUNE 2025\n\nDREDGING REPORT\n\n1.1 The dredger took {day},400 tonnes of silt."
)


@dataclass
class Server:
    """`panel serve` at a port that stays the same."""

    index: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds, megabytes, since the last start
    files: list[int] = field(default_factory=list)  # open at each of these moments
    away: list[tuple[float, float]] = field(default_factory=list)  # from when to when it was not there
    fell: list[str] = field(default_factory=list)  # what it printed when nobody had stopped it

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.memory, self.files = [], []
        command: list[str | Path] = [PANEL, "serve", "--index", self.index, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                if httpx.get(f"{self.address}api/v1/ready", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise SystemExit("The server does not start; run `panel serve` to see why.")

    def end(self, how: signal.Signals) -> None:
        """Stop or kill it."""
        assert self.process
        self.process.send_signal(how)
        self.process.wait(30)

    def restart(self, how: signal.Signals) -> None:
        """Stop or kill it, and start it anew."""
        begun = time.time()
        self.end(how)
        self.start()
        self.away.append((begun - AWAY, time.time() + AWAY))

    def look(self) -> None:
        """Note what memory it takes."""
        assert self.process
        try:
            told = Path(f"/proc/{self.process.pid}/status").read_text()
            self.files.append(sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir()))
        except OSError:  # between two servers
            return
        if "VmRSS:" in told:
            self.memory.append((time.time(), int(told.split("VmRSS:")[1].split()[0]) / 1024))


@contextmanager
def reading_in(archive: Path, index: Path) -> Iterator[Counter[str]]:
    """Meanwhile a paper is put into the archive, read in, taken away and forgotten; counts the builds by what came of
    them."""
    done: Counter[str] = Counter()
    over = threading.Event()

    def build() -> None:
        while not over.is_set():
            day = done.total() % 28 + 1
            (archive / "dredging.txt").write_text(PAPER.format(day=day), encoding="utf-8")
            if day % 4 == 0:
                (archive / "dredging.txt").unlink()
            with subprocess.Popen([PANEL, "build", archive, "--index", index], stdout=PIPE, stderr=STDOUT) as made:
                while made.poll() is None:
                    if over.wait(0.1):
                        made.terminate()  # what it has read is kept
                        return
                told = made.stdout.read().decode() if made.stdout else ""
            done["done" if made.returncode == 0 else f"failed: {told[-300:]}"] += 1
            over.wait(2)

    builder = threading.Thread(target=build)
    builder.start()
    try:
        yield done
    finally:
        over.set()
        builder.join()


def soak(
    index: Path, archive: Path, clients: int, seconds: float, rate: float, out: Path
) -> tuple[Server, Counter[str]]:
    """All of it, for so many seconds; what the clients saw is in the file `out`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Server(index, free.getsockname()[1])
    server.start()
    playing: list[str | Path] = [
        sys.executable,
        "-m",
        "eval.soak_clients",
        server.address,
        out,
        str(clients),
        str(rate),
    ]
    restarts = [(STOPPED, signal.SIGTERM), (KILLED, signal.SIGKILL)]
    try:
        with subprocess.Popen(playing) as players, reading_in(archive, index) as builds:
            for second in range(round(seconds)):  # in which it is there: starting anew takes no time off the test
                if restarts and second >= restarts[0][0] * seconds:
                    server.restart(restarts.pop(0)[1])
                server.look()
                time.sleep(1)
                if players.poll() is not None:
                    server.fell.append(f"The clients ended by themselves with {players.returncode}.")
                    break
            players.terminate()
        assert server.process
        if server.process.poll() is not None:
            server.fell.append(f"The server ended by itself with {server.process.returncode}.")
        return server, builds
    finally:
        server.end(signal.SIGTERM)


def wrong(lines: list[dict[str, Any]], server: Server, index: Path) -> list[str]:
    """All that must not be, each in a sentence."""
    found = list(server.fell)
    for line in lines:
        missing = any(
            first <= line["at"] <= last or first <= line["at"] - line["seconds"] <= last for first, last in server.away
        )
        if (
            line["came"] != "done"
            and not line["came"].startswith("told to wait")
            and not (missing and line["came"] == "cut off")
        ):
            found.append(f"{line['kind']}: {line['came']} {line.get('path', '')}")
    accepted = Counter(_accepted(line["verdict"]) for line in lines if "verdict" in line)
    kept: Counter[tuple[str, str, str]] = Counter(
        (one.question, place(Citation.model_validate(one.evidence["citation"])) if one.evidence else "", one.word)
        for one in Feedback(index).verdicts()
    )
    found += [f"An accepted verdict is lost: {one}." for one in (accepted - kept).elements()]
    return found


def _accepted(verdict: list[str]) -> tuple[str, str, str]:
    link, where, word = verdict
    return Query.read(link).question, where, VERDICTS[word][0]


def slope(memory: list[tuple[float, float]]) -> tuple[float, float, float] | None:
    """How many megabytes a minute the memory grows, and the 95% interval of that; None where too little is known."""
    if not memory:
        return None
    first, last = memory[0][0], memory[-1][0]
    settled = first + WARM * (last - first)
    windows: dict[int, list[float]] = {}
    for at, size in memory:
        if at >= settled:
            windows.setdefault(int((at - settled) // WINDOW), []).append(size)
    if len(windows) < 4:
        return None
    minutes = np.array(list(windows)) * WINDOW / 60
    line = stats.linregress(minutes, [float(np.median(sizes)) for sizes in windows.values()])
    half = float(stats.t.ppf(0.975, len(windows) - 2) * line.stderr)
    return float(line.slope), float(line.slope) - half, float(line.slope) + half


def report(lines: list[dict[str, Any]], server: Server, builds: Counter[str]) -> None:
    """The table."""
    print(f"{'request':14} {'done':>7} {'wait':>5} {'cut off':>8} {'p50 ms':>8} {'p99 ms':>8} {'worst':>8}")
    for kind in sorted({line["kind"] for line in lines}):
        own = [line for line in lines if line["kind"] == kind]
        took = [1000 * line["seconds"] for line in own if line["came"] == "done"] or [0.0]
        waits = sum(line["came"].startswith("told to wait") for line in own)
        cut = sum(line["came"] == "cut off" for line in own)
        p50, p99 = np.percentile(took, [50, 99])
        print(f"{kind:14} {len(took):7} {waits:5} {cut:8} {p50:8.0f} {p99:8.0f} {max(took):8.0f}")
    print(f"{len(lines)} requests; builds meanwhile: {dict(builds)}")
    print(f"verdicts accepted: {sum('verdict' in line for line in lines)}; each is looked for in the feedback file")
    if server.memory:
        sizes = [size for _, size in server.memory]
        print(
            f"memory of the last server: {sizes[0]:.0f} MB at its start, {sizes[-1]:.0f} MB at the end, "
            f"{max(sizes):.0f} MB at most; open files at most {max(server.files)}"
        )
    if grown := slope(server.memory):
        print("slope after it is warm: {:+.2f} MB a minute ({:+.2f} to {:+.2f})".format(*grown))


def main(
    minutes: float = 10, clients: int = 200, archive: Annotated[Path, typer.Option(help="Papers.")] = SAMPLE
) -> None:
    """Run it, print the table, and say what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        papers, index, out = Path(folder) / "archive", Path(folder) / "index", Path(folder) / "seen.jsonl"
        shutil.copytree(archive, papers)
        subprocess.run([PANEL, "build", papers, "--index", index], check=True, stdout=sys.stderr)
        server, builds = soak(index, papers, clients, 60 * minutes, RATE, out)
        lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        faults = wrong(lines, server, index) + [told for told in builds if told != "done"]
    report(lines, server, builds)
    grown = slope(server.memory)
    if grown and grown[1] > GROWTH and server.memory[-1][0] - server.memory[0][0] > MEASURED:
        faults.append(f"The server's memory grows by {grown[0]:.1f} MB a minute.")
    for fault, times in Counter(faults).most_common(20):
        print(f"WRONG ({times} times): {fault}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    typer.run(main)
