"""Names of a package that are imported when first asked for: `panel --help` should not wait for a reader of PDFs."""

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def lazily(package: str) -> Callable[[str], object]:
    """The `__getattr__` (PEP 562) of a package whose `__init__` imports its names under `if TYPE_CHECKING:`.

    They are read from there, so that they are listed once. None of them may be called as a file of the package is:
    whoever had imported that file would be given it in place of what is asked for.
    """
    source = Path(str(sys.modules[package].__file__)).read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    homes = {one.name: node.module for node in nodes if node.module for one in node.names}

    def find(name: str) -> object:
        if name not in sys.modules[package].__all__:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, found)
        return found

    return find
