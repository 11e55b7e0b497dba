"""Questions in the form of SQuAD 2.0 (Rajpurkar et al., ACL 2018)."""

import json
from pathlib import Path
from typing import Any


def read_articles(path: Path) -> list[dict[str, Any]]:
    """The articles of a file, each with its title and paragraphs; the file is SQuAD's own, or a list of articles."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return list(content["data"] if isinstance(content, dict) else content)
