"""What addresses of the API take after the question mark."""

from typing import Annotated, Any

from fastapi import Query as Parameter
from fastapi import Request
from pydantic import AfterValidator
from starlette.exceptions import HTTPException

from assistant.api_examples import QUESTION
from assistant.question import LONGEST
from corpus import PaperKind
from index import Filters

MOST_PASSAGES = 100  # of evidence with one answer
MOST_LISTED = 200
FURTHEST = 10**9  # as an offset; SQLite's numbers end too


def _day(given: str) -> str:
    Filters(meeting=given or "nothing")  # refuses what is no date
    return given


_Day = Annotated[str, AfterValidator(_day)] | None
_DATE: dict[str, Any] = {"format": "date"}
# Told here and seen to by `understand`, whose sentences are better.
_WORDS = {"minLength": 1, "maxLength": LONGEST, "pattern": r"[^\W_]"}

Question = Annotated[
    str,
    Parameter(description="In plain English.", examples=[QUESTION], json_schema_extra=_WORDS),
]
Top = Annotated[
    int, Parameter(ge=1, le=MOST_PASSAGES, description="How many passages of evidence to give.", examples=[3])
]
Written = Annotated[
    bool,
    Parameter(
        examples=[False],
        description="Have the language model that the server is started with write a short answer too: what the "
        "passages bear out is in `written`, which is null where the model fails or nothing is found.",
    ),
]
Since = Annotated[
    _Day, Parameter(description="Only meetings from this day on.", examples=["2023-01-01"], json_schema_extra=_DATE)
]
Until = Annotated[
    _Day, Parameter(description="Only meetings up to this day.", examples=["2024-12-31"], json_schema_extra=_DATE)
]
Meeting = Annotated[
    _Day,
    Parameter(description="Only papers of the meeting on this day.", examples=["2024-10-09"], json_schema_extra=_DATE),
]
Body = Annotated[
    str | None, Parameter(description="Only this panel or committee (part of its name).", examples=["Crime Panel"])
]
Kind = Annotated[PaperKind | None, Parameter(description="Only papers of this kind.", examples=["report"])]
Offset = Annotated[int, Parameter(ge=0, le=FURTHEST, description="How many to leave out first.", examples=[0])]
Limit = Annotated[int, Parameter(ge=1, le=MOST_LISTED, description="How many to list at most.", examples=[20])]


def refuse_unknown(request: Request) -> None:
    """Refuse parameters that an address does not take: a filter with a slip in its name would narrow nothing."""
    known = [one.alias for one in request.scope["route"].dependant.query_params]
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        takes = f"it takes {', '.join(known)}" if known else "it takes none"
        raise HTTPException(422, f"This address knows no parameter “{unknown[0]}”; {takes}.")
