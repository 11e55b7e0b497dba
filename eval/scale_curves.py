"""The curves of docs/scale.json: what grows with the archive, and how.

Usage: python -m eval.scale_curves [FIGURES]

Draws FIGURES (docs/scale.json) as an SVG beside it, and prints the same as a table.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import matplotlib as mpl
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from eval.plots import MARKS, STYLE, to_svg

KINDS = ("all", "one year", "one body", "one kind", "common words")


def main(figures: Annotated[Path, typer.Argument()] = Path("docs/scale.json")) -> None:
    """Draw, and print the table."""
    rows = json.loads(figures.read_text(encoding="utf-8"))
    figures.with_suffix(".svg").write_text(plot_scale(rows), encoding="utf-8")
    print(table(rows))


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "passages | vectors | build | passages/s | disk | memory own, of files | p50, p95, p99 | recall@100 | one paper"
    ]
    lines.append(" | ".join("---:" for _ in lines[0].split(" | ")))
    for row in rows:
        total, memory = row["asked"]["all"]["total"], row["memory_mb"]
        lines.append(
            f"{row['passages']:,} | {row['vectors']} | {row['build_s'] / 60:.1f} min"
            f" | {row['passages'] / row['build_s']:.0f} | {row['disk_mb'] / 1024:.2f} GB"
            f" | {memory['own']:,}, {memory['of_files']:,} MB | {total['p50']}, {total['p95']}, {total['p99']} ms"
            f" | {row['recall_at_100']['all']:.3f} | {row['one_paper_s']} s"
        )
    lines += ["", "p95 in ms | " + " | ".join(KINDS), " | ".join("---:" for _ in range(len(KINDS) + 1))]
    for row in rows:
        own = (f"{row['asked'][kind]['total']['p95']}" for kind in KINDS)
        lines.append(f"{row['passages']:,} {row['vectors']} | " + " | ".join(own))
    return "\n".join(f"| {line} |" if line else "" for line in lines)


def plot_scale(rows: Sequence[Mapping[str, Any]]) -> str:
    """Six curves by passages, those of drawn vectors apart from those of real ones."""
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(9.0, 5.4), layout="constrained")
        (build, disk, memory), (latency, kinds, recall) = canvas.subplots(2, 3)
        for mark, vectors in zip("os", ("drawn", "real"), strict=True):
            own = [row for row in rows if row["vectors"] == vectors]
            _curve(build, own, [row["build_s"] / 60 for row in own], mark, f"{vectors} vectors")
            _curve(disk, own, [row["disk_mb"] / 1024 for row in own], mark, vectors)
            _curve(recall, own, [row["recall_at_100"]["all"] for row in own], mark, vectors)
        own = [row for row in rows if row["vectors"] == "drawn"] or [*rows]
        for mark, part in zip(MARKS, ("own", "of_files", "peak"), strict=False):
            _curve(memory, own, [row["memory_mb"][part] for row in own], mark, part.replace("_", " "))
        for mark, point in zip(MARKS, ("p50", "p95", "p99"), strict=False):
            _curve(latency, own, [row["asked"]["all"]["total"][point] for row in own], mark, point)
        for mark, kind in zip(MARKS, KINDS, strict=False):
            _curve(kinds, own, [row["asked"][kind]["total"]["p95"] for row in own], mark, kind)
        build.set(title="build, minutes", yscale="log")
        disk.set(title="disk, GB", yscale="log")
        memory.set(title="memory when asked, MB", ylim=(0, None))
        latency.set(title="a question, ms", ylim=(0, None))
        kinds.set(title="p95 by kind of question, ms", ylim=(0, None))
        recall.set(title="recall@100 by meaning", ylim=(0.9, 1.005))
        for axes in canvas.axes:
            axes.set(xscale="log", xlabel="passages")
            axes.legend(frameon=False, fontsize=7)
        return to_svg(canvas)


def _curve(axes: Axes, rows: Sequence[Mapping[str, Any]], values: Sequence[float], mark: str, label: str) -> None:
    if rows:
        axes.plot([row["passages"] for row in rows], values, f"{mark}-", ms=4, lw=1.2, label=label)


if __name__ == "__main__":
    typer.run(main)
