"""What must not be lost: floors under measures, kept in a file."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from corpus import PanelError
from eval.chance import Figure
from eval.questions import Question, QuestionSetError, load_questions

LESS_IS_BETTER = {"false answers", "refused", "calibration error"}


class GateError(PanelError):
    """A file of gates that cannot be used. The message names the file and what is wrong."""


class Gate(BaseModel):
    """A question set, or one split of it, and floors under its measures (those of which more is better)."""

    model_config = ConfigDict(extra="forbid")

    questions: Path
    split: Literal["dev", "test", "train"] | None = None
    floors: dict[str, float]

    @field_validator("floors")
    @classmethod
    def _more_is_better(cls, floors: dict[str, float]) -> dict[str, float]:
        if wrong := LESS_IS_BETTER & floors.keys():
            raise ValueError(f"of {min(wrong)} less is better, so that it has no floor")
        return floors

    def __str__(self) -> str:
        return f"{self.questions.name}, {self.split}" if self.split else self.questions.name

    def load(self) -> list[Question]:
        """Its questions. Raises `QuestionSetError` where there are none, or a line is wrong."""
        asked = [one for one in load_questions(self.questions) if self.split in (None, one.split)]
        if not asked:
            raise QuestionSetError(f"The question set {self.questions} holds no question of the split {self.split}.")
        return asked


@dataclass(frozen=True, slots=True)
class Check:
    """A measure against its floor.

    It holds while the lower end of its 95% interval is not below the floor: while it can be claimed, of other questions
    of the kind, to be at least that. What cannot be measured does not hold.
    """

    measure: str
    figure: Figure | None
    floor: float
    holds: bool


def load_gates(path: Path, questions: Path | None) -> list[Gate]:
    """The gates of a file, or those of one question set; sets are named from the folder that the file is in.

    Raises `GateError` where the file cannot be read, is something else, or has no gate for the set.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        gates = [Gate.model_validate(one) for one in written["gate"]]
    except OSError as error:
        raise GateError(f"The gates {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GateError(f"The gates {path} are not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise GateError(f"The gates {path}: {'.'.join(map(str, first['loc'])) or 'gate'}: {first['msg']}.") from error
    except (KeyError, TypeError) as error:
        raise GateError(f"The gates {path} hold none; write one as [[gate]] with its questions and floors.") from error
    here = [gate.model_copy(update={"questions": path.parent / gate.questions}) for gate in gates]
    chosen = [gate for gate in here if not questions or gate.questions.resolve() == questions.resolve()]
    if not chosen:
        raise GateError(f"The gates {path} have none for {questions or 'any question set'}.")
    return chosen


def missing_paper(questions: Sequence[Question], papers: Collection[str]) -> str | None:
    """A paper that questions were written for and that is not among some; none where all are."""
    return min({one.document for question in questions for one in question.evidence} - set(papers), default=None)


def check(floors: Mapping[str, float], scores: Mapping[str, Figure | int]) -> list[Check]:
    """Every floor against the figures of its questions."""
    found = {name: one for name, one in scores.items() if isinstance(one, Figure)}
    return [
        Check(name, found.get(name), floor, name in found and found[name].low >= floor)
        for name, floor in floors.items()
    ]


def table_of_checks(gate: Gate, checks: Sequence[Check]) -> Table:
    """A gate for a person."""
    table = Table(escape(f"gate: {gate}"), "figure", "floor", "", box=SIMPLE_HEAD)
    for one in checks:
        said = "holds" if one.holds else "FALLS BELOW" if one.figure else "NOT MEASURED"
        table.add_row(one.measure, str(one.figure or ""), f"{one.floor:g}", said)
    return table


def checks_as_json(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """A gate for a program: each measure with its figure (null where there is none), its floor and whether it holds."""
    return [asdict(one) | {"figure": one.figure._asdict() if one.figure else None} for one in checks]
