import pytest

from assistant.wants import find_kinds, find_wants
from corpus import PaperKind


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("How many lanterns were broken?", {"number"}),
        ("When did the ferry first sail?", {"date"}),
        ("Who chairs the harbour board?", {"person"}),
        ("Which two councillors were there, and when is the next meeting?", {"person", "date"}),
        ("What did the panel resolve on fares?", {"decision"}),
        ("What follow-up was promised on the landing?", {"action"}),
        ("What does HWG stand for?", {"meaning"}),
        ("What is the Rowan Team?", {"meaning"}),
        ("What was said about Op Rowan?", {"said"}),
        ("Have thefts gone up since the wardens left?", {"change"}),
        ("How are people who lost boats helped when they call?", set()),
    ],
)
def test_the_wording_says_what_is_asked_for(text: str, wants: set[str]) -> None:
    assert find_wants(text) == wants


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Were the July minutes approved?", ()),
        ("Were the minutes of the July meeting approved?", (PaperKind.MINUTES,)),
        ("How many minutes of the crew's time does it save?", ()),
        ("Which item is on the agenda?", (PaperKind.AGENDA,)),
        ("What is on the forward plan?", (PaperKind.WORK_PLAN,)),
        ("Does the Police and Crime Plan name ferries?", (PaperKind.PLAN,)),
        ("What colour is it in the quarterly monitoring report?", (PaperKind.MONITORING,)),
        ("What does the precept report propose?", (PaperKind.REPORT,)),
        ("Which public questions were put?", (PaperKind.QUESTIONS,)),
        ("Are there plans to report on ferries, in your questions?", ()),
    ],
)
def test_a_kind_of_paper_is_known_where_it_is_named(text: str, kinds: tuple[PaperKind, ...]) -> None:
    assert find_kinds(text) == kinds
