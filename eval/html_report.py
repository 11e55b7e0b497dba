"""An evaluation as one HTML file that needs nothing beside it."""

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from assistant import Citation
from assistant.wording import citation_in_words
from eval import plots
from eval.abstention import reliability
from eval.chance import Figure
from eval.evaluation import SPLITS, Evaluation
from eval.misses import FAULTS, Miss
from eval.report import OF_TYPES, cell, columns_of, milliseconds

HEADLINE = "Success@1"
# Beside each type of question, of all that are compared: what others most resemble.
BESIDE = ("passages by both", "hybrid chunks", "tutorial chunks")
READ = 3  # passages of a miss that are shown


def html_report(
    name: str, evaluation: Evaluation, misses: Sequence[Miss], provenance: Mapping[str, str], command: str
) -> str:
    """The report of an evaluation of a question set, its misses and what it is repeated with."""
    head = evaluation.head
    asked = evaluation.groups[head]
    ranks = [one.rank for one in asked if one.answerable]
    bins = reliability(asked)
    splits = {split: evaluation.scores[split] for split in (head, *evaluation.scores) if split in SPLITS}  # head first
    types = {name: own for name, own in evaluation.scores.items() if name not in SPLITS}
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"cell": cell, "ms": milliseconds, "cited": citation_in_words}
    environment.globals |= {"citation_of": Citation.of}
    return environment.from_string(files("eval").joinpath("report.html").read_text(encoding="utf-8")).render(
        name=name,
        head=head,
        splits=splits,
        measures=max(splits.values(), key=len),
        types=types,
        of_types=OF_TYPES,
        comparison={split: own for split, own in evaluation.comparison.items() if split in SPLITS and own},
        columns_of=columns_of,
        latency=evaluation.latency,
        stages=evaluation.stages,
        ranks=ranks,
        bins=bins,
        pictures={
            "types": _picture(_types(types, evaluation.comparison), f"{HEADLINE} by type of question, with intervals"),
            "systems": _picture(_systems(evaluation.comparison.get(head, {})), f"{HEADLINE} by system, with intervals"),
            "ranks": _picture(
                plots.plot_ranks(ranks) if ranks else "", "How often the first right passage stood at each rank"
            ),
            "reliability": _picture(plots.plot_reliability(bins) if bins else "", "Reliability diagram"),
            "latency": _picture(
                plots.plot_latency([one.answer.timing_ms["total"] for one in evaluation.results], evaluation.latency),
                "Times to an answer",
            ),
        },
        misses={fault: own for fault in FAULTS if (own := [miss for miss in misses if miss.faults[0] == fault])},
        read=READ,
        provenance=provenance,
        command=command,
    )


def _types(
    types: Mapping[str, Mapping[str, object]], comparison: Mapping[str, Mapping[str, Mapping[str, object]]]
) -> str:
    others = {
        system: _figures({kind: comparison[kind].get(system, {}) for kind in types}) for system in BESIDE if comparison
    }
    return plots.plot_types(_figures(types), others, HEADLINE) if types else ""


def _systems(systems: Mapping[str, Mapping[str, object]]) -> str:
    figures = _figures(systems)  # none where no question of the split has an answer
    return plots.plot_systems(figures, HEADLINE) if figures else ""


def _figures(scores: Mapping[str, Mapping[str, object]]) -> dict[str, Figure]:
    return {name: one for name, own in scores.items() if isinstance(one := own.get(HEADLINE), Figure)}


def _picture(svg: str, alt: str) -> Markup:
    """An image element that holds its picture; nothing where there is none."""
    data = base64.b64encode(svg.encode()).decode()
    return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(alt, data) if svg else Markup()
