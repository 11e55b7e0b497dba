import pytest

from corpus.outcomes import Outcome, OutcomeKind
from tests.corpus.papers import ALDER, read_text_file

TITLE = "MINUTES of the meeting of the NORTHSHIRE PANEL held on 5 July 2024\n\n5 Rural Crime\n\n" + ALDER


def outcomes(text: str) -> list[tuple[str, Outcome]]:
    """What minutes record, with its words."""
    reading = read_text_file(f"{TITLE}\n\n{text}")
    return [(reading.document.text[one.start : one.end], one) for one in reading.outcomes]


@pytest.mark.parametrize("resolved", ["RESOLVED:", "Resolved:", "RESOLVED THAT:", "RESOLVED –"])
def test_what_is_listed_under_resolved_is_decided(resolved: str) -> None:
    ((words, one),) = outcomes(f"{resolved}\n\n(a) That the report be noted.\n(b) That figures be given in May.")
    assert one.kind is OutcomeKind.DECISION
    assert one.item == "5 Rural Crime"
    assert words.endswith("figures be given in May.")


def test_a_decision_goes_on_where_its_first_part_ends_in_and() -> None:
    ((words, _),) = outcomes("5.6 RESOLVED – that (i) the report be noted; and\n(ii) the trust be asked for figures.")
    assert words.endswith("asked for figures.")


def test_movers_stand_before_the_decision() -> None:
    ((_, one),) = outcomes(
        "Moved by Councillor A Alder, Seconded by Councillor B Birch and\n\nResolved:\n\nThat the plan be approved."
    )
    assert (one.proposer, one.seconder) == ("Councillor A Alder", "Councillor B Birch")


def test_a_decision_is_found_where_white_space_is_lost() -> None:
    ((words, _),) = outcomes(
        "The rate was 62%, less than was hoped.\nRESOLVED – That the Committee write to the Board."
    )
    assert words.startswith("RESOLVED")


def test_actions_of_a_tracker_have_owners() -> None:
    found = outcomes(
        "Actions/further information to be provided:\n\nR12/23 – The PCC to give the Panel the number of officers.\n\n"
        "R13/23 – The Chief Executive will circulate the timetable."
    )
    assert [(one.kind, one.owner) for _, one in found] == [
        (OutcomeKind.ACTION, "PCC"),
        (OutcomeKind.ACTION, "Chief Executive"),
    ]


def test_an_action_may_be_nothing_but_its_owner() -> None:
    ((_, one),) = outcomes("Officers agreed to give usage by the hour.\n\nAction: Leisure Services Team Manager")
    assert (one.kind, one.owner) == (OutcomeKind.ACTION, "Leisure Services Team Manager")


def test_other_papers_decide_nothing() -> None:
    assert read_text_file(f"Rural Crime\n\n{ALDER}\n\nRESOLVED that the report be noted.").outcomes == ()


def test_movers_may_stand_in_brackets_without_by() -> None:
    ((_, one),) = outcomes("RESOLVED that the report be received.\n\n(Proposed Cllr Alder, seconded Cllr Birch)")
    assert (one.proposer, one.seconder) == ("Cllr Alder", "Cllr Birch")


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("ACTION (Clerk): obtain three quotes.", "Clerk"),
        ("Three quotes were to be had for the swing. (Action: Clerk)", "Clerk"),
        ("Action – K. Finch: send the report to all.", "K. Finch"),
        ("Action: Cllr Birch\nInspect the slide weekly.", "Cllr Birch"),
        ("ACTION: Harbour Master to circulate the chart.", "Harbour Master"),
        ("ACTION: The Clerk would bring the figures.", "Clerk"),
        ("ACTION: A deep dive into serious crime.", None),
        ("ACTION: Training to be arranged.", None),
    ],
)
def test_an_action_has_the_owner_that_is_stated(words: str, owner: str | None) -> None:
    ((_, one),) = outcomes(words)
    assert (one.kind, one.owner) == (OutcomeKind.ACTION, owner)


def test_the_rows_of_an_action_tracker_are_actions() -> None:
    found = outcomes(
        "Ref\tAction\tOwner\tDue\n1\tMend the lamp\tDirector of Place\tMay\n2\tCount boats\tCllr Elm\tJune\n"
    )
    assert [(words.split("\t")[1], one.owner) for words, one in found] == [
        ("Mend the lamp", "Director of Place"),
        ("Count boats", "Cllr Elm"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "The amendment was put to the vote and LOST by 2 votes to 4.",
        "It was proposed by Cllr Alder, seconded by Cllr Birch and unanimously agreed to approve the accounts.",
        "Council resolved to object because of the access.",
        "AGREED: to set the precept.",
    ],
)
def test_what_was_carried_lost_or_agreed_is_decided(words: str) -> None:
    ((_, one),) = outcomes(words)
    assert one.kind is OutcomeKind.DECISION


def test_movers_of_another_item_are_not_this_ones() -> None:
    text = "Proposed: Cllr Alder  Seconded: Cllr Birch  Vote: 3 for\n\n6 Roads\n\nIT WAS RESOLVED to close the slide."
    assert [(one.proposer, one.seconder) for _, one in outcomes(text)] == [(None, None)]
