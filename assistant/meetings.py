"""What was quoted, meeting by meeting."""

from collections.abc import Iterable

from assistant.answer import Quote


def group_by_meeting(quotes: Iterable[Quote], newest_first: bool = True) -> list[tuple[str | None, list[Quote]]]:
    """Quotes under the ISO date of the meeting at which they were said or presented, those of no date (None) last.

    Within a meeting they keep their order.
    """
    groups: dict[str | None, list[Quote]] = {}
    for quote in quotes:
        groups.setdefault(quote.citation.meeting_date, []).append(quote)
    undated = groups.pop(None, None)
    dated = sorted(((day, own) for day, own in groups.items() if day), key=lambda group: group[0], reverse=newest_first)
    return [*dated, *([(None, undated)] if undated else [])]
