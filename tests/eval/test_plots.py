import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from eval.abstention import Bin
from eval.chance import Figure
from eval.plots import plot_latency, plot_ranks, plot_reliability, plot_systems, plot_types

TYPES = {"number": Figure(0.6, 0.5, 0.7), "who": Figure(0.9, 0.8, 1.0)}
OTHERS = {"goats": {"number": Figure(0.2, 0.1, 0.3)}, "bees": {"number": Figure(0.3, 0.1, 0.5), "who": Figure(0, 0, 0)}}
BINS = [Bin(0.15, 0.1, 7), Bin(0.85, 0.9, 23)]
PICTURES: dict[str, Callable[[], str]] = {
    "types": lambda: plot_types(TYPES, OTHERS, "Success@1"),
    "types alone": lambda: plot_types(TYPES, {}, "Success@1"),
    "systems": lambda: plot_systems({"panel": Figure(0.61, 0.5, 0.7), "bees": Figure(0.25, 0.2, 0.3)}, "Success@1"),
    "ranks": lambda: plot_ranks([1, 1, 1, 12, None, None]),
    "no rank": lambda: plot_ranks([None]),
    "reliability": lambda: plot_reliability(BINS),
    "no reliability": lambda: plot_reliability([]),
    "latency": lambda: plot_latency([10.0, 12.0, 30.0], {"p50": Figure(12, 10, 30)}),
    "one time": lambda: plot_latency([10.0], {"p50": Figure(10, 10, 10), "p99": Figure(10, 10, 10)}),
}


def words(svg: str) -> list[str]:
    """The words of a picture: they are drawn as curves, each with a comment that holds it."""
    return [text.strip() for text in re.findall(r"<!--(.*?)-->", svg)]


def ours(svg: str) -> list[tuple[float, float]]:
    """Where the first series' marks stand, in points from the top left."""
    tree = ElementTree.fromstring(svg)
    uses = [one for one in tree.iter("{http://www.w3.org/2000/svg}use") if "#1b5e8a" in one.get("style", "")]
    return [(float(one.get("x", "")), float(one.get("y", ""))) for one in uses]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_an_svg_that_is_the_same_each_time(name: str) -> None:
    svg = PICTURES[name]()
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert PICTURES[name]() == svg


def test_other_figures_make_another_picture() -> None:
    assert len({picture() for picture in PICTURES.values()}) == len(PICTURES)


def test_a_picture_of_types_names_every_type_and_system() -> None:
    told = words(PICTURES["types"]())
    assert {"number", "who", "goats", "bees", "panel", "Success@1", "0.60", "0.90"} <= set(told)
    assert told.index("panel") < told.index("goats"), "ours is the first of the legend"
    assert "panel" not in words(PICTURES["types alone"]())


def test_a_higher_figure_stands_further_right_and_the_first_name_on_top() -> None:
    svg = plot_systems({"low": Figure(0.2, 0.1, 0.3), "high": Figure(0.8, 0.6, 0.9)}, "Success@1")
    left, right = min(ours(svg)), max(ours(svg))
    assert left[0] < right[0]
    assert left[1] < right[1], "the first is above the second"
    # Each figure has its mark and both ends of its interval: at 0.1, 0.2, 0.3 and 0.6, 0.8, 0.9 of one scale.
    places = sorted({round(x, 1) for x, _ in ours(svg)})
    assert len(places) == 6
    unit = (places[-1] - places[0]) / 0.8
    assert [place - places[0] for place in places] == pytest.approx(
        [unit * far for far in (0, 0.1, 0.2, 0.5, 0.7, 0.8)], abs=0.2
    )


def test_ranks_are_counted_and_those_past_ten_and_none_stand_apart() -> None:
    told = words(PICTURES["ranks"]())
    places = [*map(str, range(1, 13)), "none"]
    assert told[: len(places)] == places
    assert sorted(word for word in told[-len(places) :] if word != "0") == ["1", "2", "3"]
    assert "11" not in words(plot_ranks([1, 10]))


def test_the_reliability_names_how_many_questions_each_bin_holds() -> None:
    assert {"7", "23", "confidence"} <= set(words(PICTURES["reliability"]()))


def test_the_times_are_marked_with_their_percentiles() -> None:
    assert {"p50", "milliseconds"} <= set(words(PICTURES["latency"]()))
