"""The API against its own OpenAPI description: all that schemathesis makes up, sent to a real server."""

import os
import subprocess
import sys
from pathlib import Path

from index import Encoder
from tests.assistant.api import open_desk, running
from tests.conftest import ROOT

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
HOW = ("--max-examples", "25", "--seed", "7", "--no-color", "--generation-database", "none")


def test_it_does_what_its_description_says(sample_index: Path, encoder: Encoder, tmp_path: Path) -> None:
    told = {"SCHEMATHESIS_HOOKS": "tests.assistant.schema_hooks", "PYTHONPATH": str(ROOT)}
    with running(open_desk(sample_index, encoder)) as api:
        run = subprocess.run(
            [SCHEMATHESIS, "run", f"{api}/openapi.json", *HOW],
            env={**os.environ, **told},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
    assert run.returncode == 0, run.stdout
    assert "11 selected / 11 total" in run.stdout
    assert "WARNINGS" not in run.stdout, run.stdout  # such as answers that it could not check
