"""Known faults of the packages that are pinned, by pip-audit. Run by `make audit`.

Ends with 1 where a newer version mends one: `make lock` then. Where the advisories cannot be had it says why, and that
is no failure.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PATIENCE = 180  # seconds for all
LOCKS = [*("-r", "requirements/run.txt"), *("-r", "requirements/test.txt")]


def main() -> int:
    """Print what is known; the exit code."""
    with TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        command = [*(sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"), *LOCKS]
        command += [*("--timeout", "10", "--progress-spinner", "off", "--format", "json", "--output", str(found))]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            why = next(iter(run.stderr.strip().splitlines()[-1:]), f"exit code {run.returncode}")
        except subprocess.TimeoutExpired:
            why = f"no answer within {PATIENCE} seconds"
        if not found.exists():
            print(f"audit skipped: the advisories cannot be had ({why})")
            return 0
        packages = json.loads(found.read_text(encoding="utf-8"))["dependencies"]
    known = [package for package in packages if "vulns" in package]
    if not known:
        print(f"audit skipped: the registry here tells of no advisories ({packages[0]['skip_reason']})")
        return 0
    mendable = 0
    for package in known:
        for fault in package["vulns"]:
            mended = ", ".join(fault["fix_versions"])
            mendable += bool(mended)
            print(f"{package['name']} {package['version']}: {fault['id']}, mended in {mended or 'no version yet'}")
    print(f"audit: {len(known)} of {len(packages)} packages, {mendable} known faults that a newer version mends")
    return 1 if mendable else 0


if __name__ == "__main__":
    sys.exit(main())
