import json
import shutil
from pathlib import Path

import pytest

from eval.soak_load import Server, report, slope, soak, wrong
from index import Index
from tests.conftest import SAMPLE


def test_nothing_goes_wrong_or_is_lost_under_load_while_the_server_is_stopped_and_killed(
    sample_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, index, out = tmp_path / "archive", tmp_path / "index", tmp_path / "seen.jsonl"
    shutil.copytree(SAMPLE, archive)
    shutil.copytree(sample_index, index)
    Index(index).set_meta(archive=str(archive))
    server, builds = soak(index, archive, clients=20, seconds=12, rate=10, out=out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert wrong(lines, server, index) == []
    assert len(server.away) == 2
    assert {"page", "API ask", "API look-up"} <= {line["kind"] for line in lines if line["came"] == "done"}
    report(lines, server, builds)
    assert "p99 ms" in capsys.readouterr().out


def test_what_goes_wrong_is_told(sample_index: Path, tmp_path: Path) -> None:
    index = Path(shutil.copytree(sample_index, tmp_path / "index"))
    server = Server(index, 1, away=[(50.0, 60.0)])
    line = {"at": 10.0, "kind": "page", "came": "done", "seconds": 0.1}
    link = "?q=What+was+said+about+shoplifting%3F"
    lines = [
        line,
        {**line, "came": "500", "path": "source"},
        {**line, "came": "cut off"},
        {**line, "came": "cut off", "at": 55.0},
        {**line, "came": "told to wait (429)"},
        {**line, "verdict": [link, "10-20 pack.pdf", "does_not"]},
    ]
    assert wrong(lines, server, index) == [
        "page: 500 source",
        "page: cut off ",
        "An accepted verdict is lost: ('What was said about shoplifting?', '10-20 pack.pdf', 'does_not').",
    ]


def test_memory_that_grows_is_told_from_memory_that_does_not() -> None:
    flat = [(float(second), 500.0 + second % 7) for second in range(300)]
    grows = [(at, size + at / 10) for at, size in flat]
    told, first, last = slope(grows) or (0, 0, 0)
    assert first <= told <= last
    assert abs(told - 6) < 0.5
    assert abs((slope(flat) or (9, 9, 9))[0]) < 0.5
    assert slope(flat[:20]) is None
