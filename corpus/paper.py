"""What is known of one paper."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.dates import Period


class PaperKind(StrEnum):
    """What a paper is, where its form or its title tells."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    APPENDIX = "appendix"
    REPORT = "report"
    MONITORING = "monitoring"
    PLAN = "plan"
    WORK_PLAN = "work plan"
    QUESTIONS = "questions"
    TRANSCRIPT = "transcript"
    PAPER = "paper"  # anything else


# Kinds of report that say more than that it is one.
PRESENTED = (PaperKind.MONITORING, PaperKind.WORK_PLAN, PaperKind.QUESTIONS)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a file, and what is known of it.

    `first` and `last` bound its blocks, `last` outside; those before `opening` are its title block.
    """

    first: int
    opening: int
    last: int
    kind: PaperKind
    title: str
    body: str | None = None
    meeting_date: date | None = None
    pack_date: date | None = None
    period: Period | None = None
    item: str | None = None  # the agenda item it was presented under
    author: str | None = None
    office: str | None = None  # the author's
