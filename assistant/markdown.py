"""A sheet as Markdown (CommonMark). Its text is escaped, so that it is rendered as the words that it is."""

import re
from collections.abc import Iterable

from assistant.sheet import Block, Run, Sheet

OPENING = {"heading": "## ", "subheading": "### ", "text": "", "quote": "> ", "source": ""}

SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~$^]|(?<!\S)#|&(?=#?\w+;)")
AT_START = re.compile(r"^([-+=]|\d+(?=[.)]))")  # a list or an underline
BESIDE_BOLD = " “”.,;:()"  # beside these ** is read as bold whatever stands on its other side


def markdown(sheet: Sheet) -> str:
    """The sheet as Markdown, one paragraph a line."""
    return f"# {escape(sheet.title)}\n\n{blocks_in_markdown(sheet.blocks)}"


def blocks_in_markdown(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown, one a line."""
    lines = []
    for block in blocks:
        # Spaces stand in for the ends of the line.
        texts = [" ", *(run.text for run in block.runs), " "]
        written = (
            _run(run, before[-1:], after[:1]) for before, run, after in zip(texts, block.runs, texts[2:], strict=False)
        )
        line = "".join(written).strip()
        lines.append(OPENING[block.style] + AT_START.sub(_escape_start, line))
    return "\n\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text of one line with a backslash before all that Markdown would read as its own."""
    return SPECIAL.sub(r"\\\g<0>", text)


def _escape_start(start: re.Match[str]) -> str:
    return f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}"


def _run(run: Run, before: str, after: str) -> str:
    text = escape(run.text)
    if run.bold:
        ends = ((before, run.text[:1]), (after, run.text[-1:]))
        plain = all(end.isalnum() or (not end.isspace() and beside in BESIDE_BOLD) for beside, end in ends)
        text = f"**{text}**" if plain else f"<strong>{text}</strong>"
    # An address may hold what looks like an HTML entity.
    return f"[{text}](<{run.link.replace('&', '&amp;')}>)" if run.link else text
