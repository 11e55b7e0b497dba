import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from index import BusyError, StoreError
from index.lock import only_build

# Holds an index until it is killed.
HOLD = """
import sys, time
from pathlib import Path
from index.lock import only_build
with only_build(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_build_is_told_who_is_at_it_until_the_first_ends(tmp_path: Path) -> None:
    with only_build(tmp_path / "index"), pytest.raises(BusyError) as raised, only_build(tmp_path / "index"):
        pass
    assert (
        f"The index in {tmp_path / 'index'} is being built by process {os.getpid()} on {socket.gethostname()} (since "
        in str(raised.value)
    )
    assert str(raised.value).endswith("; wait until that is done, then start again.")
    with only_build(tmp_path / "index"), only_build(tmp_path / "another"):
        pass


def test_a_build_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE)
    assert holder.stdout
    holder.stdout.readline()
    with pytest.raises(BusyError, match=f"process {holder.pid} "), only_build(tmp_path):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with only_build(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoreError, match=r"The index in .*file/index cannot be used"),
        only_build(tmp_path / "file" / "index"),
    ):
        pass
