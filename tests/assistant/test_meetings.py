from assistant.meetings import group_by_meeting
from tests.assistant.citations import quote

SPOKEN = [
    quote("first of March", meeting_date="2024-03-14"),
    quote("of no day", meeting_date=None),
    quote("of December", meeting_date="2024-12-12"),
    quote("second of March", meeting_date="2024-03-14"),
]
MARCH = ("2024-03-14", [SPOKEN[0], SPOKEN[3]])
DECEMBER = ("2024-12-12", [SPOKEN[2]])
UNDATED = (None, [SPOKEN[1]])


def test_newest_meeting_first_best_quote_first_within_it_and_undated_last() -> None:
    assert group_by_meeting(SPOKEN) == [DECEMBER, MARCH, UNDATED]


def test_oldest_first_keeps_the_undated_last() -> None:
    assert group_by_meeting(SPOKEN, newest_first=False) == [MARCH, DECEMBER, UNDATED]


def test_nothing_quoted_is_no_meeting() -> None:
    assert group_by_meeting([]) == []
