"""Which passages may be found."""

from dataclasses import dataclass
from datetime import date

from corpus import PanelError, PaperKind


class FilterError(PanelError):
    """A filter that cannot be understood. The message says how to write it."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found. Dates are ISO and inclusive; a passage without a date is in no range.

    Raises `FilterError` for a date or a kind that is none.
    """

    since: str | None = None
    until: str | None = None
    body: str | None = None  # part of the body's name, in any case
    kind: str | None = None  # a `PaperKind`
    meeting: str | None = None  # the day of one meeting

    def __post_init__(self) -> None:
        for day in (self.since, self.until, self.meeting):
            # Python reads other forms too (20241009), but days are compared as they are written.
            if day and not _is_iso_day(day):
                raise FilterError(f"{day} is not a date; write it like 2024-10-09.")
        if self.since and self.until and self.since > self.until:
            raise FilterError(f"{self.since} is after {self.until}; give the earlier day as the first.")
        if self.kind and self.kind not in list(PaperKind):
            raise FilterError(f"{self.kind} is not a kind of paper; give one of: {', '.join(PaperKind)}.")

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.body, self.kind, self.meeting))

    @property
    def sql(self) -> tuple[str, list[str]]:
        """A condition on the table `papers`, and its values."""
        tests = {
            "papers.meeting_date >= ?": self.since,
            "papers.meeting_date <= ?": self.until,
            "instr(fold(papers.body), fold(?)) > 0": self.body,
            "papers.kind = ?": self.kind,
            "papers.meeting_date = ?": self.meeting,
        }
        used = {test: value for test, value in tests.items() if value}
        return " AND ".join(used) or "1", list(used.values())


def _is_iso_day(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False
