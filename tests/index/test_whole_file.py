import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from corpus import PanelError
from index.whole_file import whole, whole_file

# Writes half of a file, and breaks off when it is told to, or is killed. Not by Ctrl-C: what is started in the
# background of a shell does not hear it.
HALF = """
import sys
from pathlib import Path
from index.whole_file import whole
with whole(Path(sys.argv[1])) as part:
    part.write_text("half of")
    print("half", flush=True)
    sys.stdin.read()
    sys.exit("broken off")
"""


def test_a_file_is_there_when_all_of_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bees.txt"
    path.write_text("Nine bees.")
    with whole(path) as part:
        part.write_text("Ten bees.")
        assert path.read_text() == "Nine bees."
        assert part.name.startswith(".")
    assert path.read_text() == "Ten bees."
    assert list(tmp_path.iterdir()) == [path]


def test_after_an_error_it_is_as_before(tmp_path: Path) -> None:
    path = tmp_path / "bees.txt"
    path.write_text("Nine bees.")
    with suppress(IsADirectoryError), whole(path) as part:
        part.write_text("Ten")
        tmp_path.write_text("no file")
    assert path.read_text() == "Nine bees."
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_what_a_killed_process_left_is_taken_away_and_what_another_writes_is_not(tmp_path: Path) -> None:
    path = tmp_path / "bees.txt"
    command, pipe = [sys.executable, "-c", HALF, str(path)], subprocess.PIPE
    writers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(2)]
    for one in writers:
        assert one.stdout
        one.stdout.readline()
    writers[0].kill()
    writers[0].communicate()
    assert len(list(tmp_path.iterdir())) == 2
    with whole(tmp_path / "gulls.txt") as part:
        part.write_text("Two gulls.")
    names = {one.name for one in tmp_path.iterdir()}
    assert len(names) == 2  # the gulls, and what the second is writing
    writers[1].communicate()
    assert writers[1].returncode == 1
    assert [one.name for one in tmp_path.iterdir()] == ["gulls.txt"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(PanelError, match=r"nowhere/bees\.txt cannot be written: No such file"),
        whole_file(tmp_path / "nowhere" / "bees.txt") as part,
    ):
        part.write_text("Nine bees.")
