"""Pictures of an evaluation, each an SVG that is the same whenever its figures are."""

import io
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from eval.abstention import Bin
from eval.chance import Figure
from eval.comparison import OURS

STYLE = {
    "svg.hashsalt": "panel",  # without one, ids differ from run to run
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=["#1b5e8a", "#b45f06", "#5b7f3b", "#7a4b94", "#8a8a8a", "#3a8f8f"]),
    "axes.grid": True,
    "grid.color": "#e3e3e3",
    "axes.axisbelow": True,
}
MARKS = "sD^vXP"  # told apart without colour too
WIDTH = 7.0  # inches


def plot_types(types: Mapping[str, Figure], others: Mapping[str, Mapping[str, Figure]], measure: str) -> str:
    """A measure of each type of question, with its interval, and other systems' beside it (by system and type)."""
    canvas, axes = _canvas(0.9 + 0.42 * len(types))
    places = np.arange(len(types))[::-1]
    _intervals(axes, list(types.values()), places, "o", OURS)
    for number, (mark, (name, own)) in enumerate(zip(MARKS, others.items(), strict=False), start=1):
        # Each a little lower, for equal figures would hide each other.
        at = [place - 0.12 * number for place, kind in zip(places, types, strict=True) if kind in own]
        axes.plot([own[kind].value for kind in types if kind in own], at, mark, ms=4, alpha=0.8, label=name)
    axes.set_yticks(places, types)
    _share(axes, measure)
    if others:
        *marks, ours = zip(*axes.get_legend_handles_labels(), strict=True)
        axes.legend(*zip(ours, *marks, strict=True), loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    return to_svg(canvas)


def plot_systems(systems: Mapping[str, Figure], measure: str) -> str:
    """A measure of each system, with its interval."""
    canvas, axes = _canvas(0.9 + 0.36 * len(systems))
    places = np.arange(len(systems))[::-1]
    _intervals(axes, list(systems.values()), places, "o", None)
    axes.set_yticks(places, systems)
    _share(axes, measure)
    return to_svg(canvas)


def plot_ranks(ranks: Sequence[int | None]) -> str:
    """How often the first right passage stood at each rank, or nowhere."""
    canvas, axes = _canvas(2.6)
    last = max(10, *(rank or 0 for rank in ranks))
    names = [*map(str, range(1, last + 1)), "none"]
    counts = [*(ranks.count(rank) for rank in range(1, last + 1)), ranks.count(None)]
    axes.bar_label(axes.bar(names, counts))
    axes.set(xlabel="rank of the first right passage", ylabel="questions")
    axes.grid(visible=False, axis="x")
    return to_svg(canvas)


def plot_reliability(bins: Sequence[Bin]) -> str:
    """The share of questions that the archive answers against the confidence, bin by bin; the diagonal is right."""
    canvas, axes = _canvas(3.6, 4.2)
    axes.plot([0, 1], [0, 1], "--", color="#8a8a8a", lw=1)
    axes.plot([one.confidence for one in bins], [one.answerable for one in bins], "o-")
    for one in bins:
        axes.annotate(f"{one.questions}", (one.confidence, one.answerable), (4, -10), textcoords="offset points")
    axes.set(xlabel="confidence", ylabel="share that is answerable", xlim=(0, 1), ylim=(0, 1.02))
    axes.set_aspect("equal")
    return to_svg(canvas)


def plot_latency(milliseconds: Sequence[float], marked: Mapping[str, Figure]) -> str:
    """The share of questions answered within a time, with the percentiles marked."""
    canvas, axes = _canvas(2.6)
    axes.ecdf(milliseconds)
    for name, figure in marked.items():
        axes.axvline(figure.value, color="#8a8a8a", ls=":", lw=1)
        axes.annotate(f" {name}", (figure.value, 0.02), rotation=90, va="bottom")
    axes.set(xlabel="milliseconds", ylabel="share of questions", ylim=(0, 1.02), xlim=(0, None))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    return to_svg(canvas)


def _canvas(height: float, width: float = WIDTH) -> tuple[Canvas, Axes]:
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(width, height), layout="constrained")
        return canvas, canvas.subplots()


def _intervals(axes: Axes, figures: Sequence[Figure], places: NDArray[np.int_], mark: str, label: str | None) -> None:
    values = np.array([one.value for one in figures])
    reach = np.abs(np.array([[one.low, one.high] for one in figures]).T - values)
    axes.errorbar(values, places, xerr=reach, fmt=mark, ms=5, capsize=3, label=label)
    for one, place in zip(figures, places, strict=True):
        axes.annotate(f"{one.value:.2f}", (one.value, place), (0, 5), textcoords="offset points", ha="center", size=8)


def _share(axes: Axes, measure: str) -> None:
    axes.set(xlabel=measure, xlim=(-0.02, 1.02))
    axes.margins(y=0.12)
    axes.grid(visible=False, axis="y")


def to_svg(canvas: Canvas) -> str:
    """A picture as SVG, the same whenever what it shows is."""
    with mpl.rc_context(STYLE), io.StringIO() as text:
        canvas.savefig(text, format="svg", metadata={"Date": None})
        return text.getvalue()
