"""The notebook for researchers runs, and says what is committed."""

from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.conftest import ROOT

NOTEBOOK = ROOT / "docs" / "research.ipynb"
TEXT = ("text/plain", "text/markdown")


def told(notebook: NotebookNode) -> list[list[str]]:
    """The text that each cell gives, with none of what is different on each run."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[one.get("text") or one["data"].get(kind, "") for one in cell.outputs for kind in TEXT] for cell in cells]


def test_the_notebook_runs_and_says_what_is_committed(
    sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_INDEX", str(sample_index))
    committed = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    run = deepcopy(committed)
    NotebookClient(
        run, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()  # a cell's fault is ours
    assert told(run) == told(committed)
    assert (tmp_path / "quotes.csv").stat().st_size > 1000
