import subprocess
import sys


def test_nothing_is_lost_at_some_moments_and_fault_points_of_each_kind_of_work() -> None:
    """In a process of its own, without threads, as it forks."""
    command = [sys.executable, "-m", "eval.soak_crash", "--moments", "2", "--every", "15"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = {line[:16].strip(): line.split()[-4:] for line in done.stdout.splitlines()[1:]}
    assert lines.keys() == {"build", "build again", "repair", "batch", "upload", "removal", "verdict"}
    assert all(int(points) > 0 and wrong == "0" for _, points, _, wrong in lines.values())
