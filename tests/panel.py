"""The program `panel`, in a process of its own as people start it, or in this one."""

import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from assistant.cli import main

PANEL = Path(sys.executable).parent / "panel"


def panel(*arguments: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> CompletedProcess[str]:
    """`panel` in a process of its own, for what only that shows: seconds go by until it has loaded the model."""
    return run([PANEL, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=300, cwd=cwd, env=env)


def panel_here(*arguments: str | Path, cwd: Path | None = None) -> CompletedProcess[str]:
    """`panel` in this process: sooner there, and what it is made of can be broken."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["panel", *map(str, arguments)])
        if cwd:
            patch.chdir(cwd)
        with pytest.raises(SystemExit) as ended:
            main()
    assert isinstance(ended.value.code, int)
    return CompletedProcess(sys.argv, ended.value.code, out.getvalue(), err.getvalue())
