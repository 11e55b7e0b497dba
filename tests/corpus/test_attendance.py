from corpus.attendance import Presence
from tests.corpus.papers import ALDER, read_pages, read_text_file

TITLE = "MINUTES of the meeting of the NORTHSHIRE PANEL held on 5 July 2024"


def present(text: str) -> set[tuple[str, Presence]]:
    """Names with how each took part, of minutes that open with these lists."""
    reading = read_text_file(f"{TITLE}\n\n{text}\n\n1. Apologies\n\n{ALDER}")
    return {(one.name, one.presence) for one in reading.attendance}


def test_of_those_listed_the_marked_were_there() -> None:
    listed = "Members:\n(*Present)\n\n*Cllr Ann Alder (Vale Council)\nCllr Ben Birch\n*Mr Cy Cedar (Independent Member)"
    assert present(listed) == {("Cllr Ann Alder", Presence.PRESENT), ("Mr Cy Cedar", Presence.PRESENT)}


def test_labels_without_white_space_between_are_each_their_own() -> None:
    listed = "Present: Councillors A. Alder and B. Birch\nObservers: Councillor C. Cedar\nOfficers: Mr. D. Elder"
    assert present(listed) == {
        ("Councillor A. Alder", Presence.PRESENT),
        ("Councillor B. Birch", Presence.PRESENT),
        ("Councillor C. Cedar", Presence.OTHER),
        ("Mr. D. Elder", Presence.OFFICER),
    }


def test_who_sent_apologies_is_read_from_a_sentence_without_the_substitute() -> None:
    reading = read_text_file(
        f"{TITLE}\n\nPresent: Cllr Ann Alder\n\n1. Apologies\n\n"
        "Apologies for absence were received from Councillor Ben Birch, with Councillor Cy Cedar as his substitute."
    )
    assert [(a.name, a.role) for a in reading.attendance if a.presence is Presence.APOLOGIES] == [
        ("Councillor Ben Birch", None)
    ]


def test_a_part_of_the_meeting_is_nobody() -> None:
    assert present("Also in attendance: Councillor Birch\n\nPART ONE") == {("Councillor Birch", Presence.OTHER)}


def test_labels_and_names_in_columns_of_a_pdf() -> None:
    reading = read_pages(
        [f"# {TITLE}", "# PRESENT", "Cllr. A. Alder Cllr. B. Birch", "# Rural Crime", ALDER],
    )
    assert {one.name for one in reading.attendance} == {"Cllr. A. Alder", "Cllr. B. Birch"}


def test_papers_that_are_no_minutes_have_no_attendance() -> None:
    assert read_text_file(f"Rural Crime\n\nPresent: Cllr Ann Alder\n\n{ALDER}").attendance == ()


def test_a_column_of_marks_says_who_was_there() -> None:
    rows = "Member\tRole\tPresent\nCllr Ann Alder\tVice-Chair\tYes\nCllr Ben Birch\tMember\tApologies\n"
    assert present(f"{rows}Cllr Cy Cedar\tMember\tNo") == {
        ("Cllr Ann Alder", Presence.PRESENT),
        ("Cllr Ben Birch", Presence.APOLOGIES),
    }


def test_a_table_of_names_lists_those_present() -> None:
    assert present("Name\tOrganisation\nCllr Ann Alder\tVale Council\nBen Birch\tIndependent Member") == {
        ("Cllr Ann Alder", Presence.PRESENT),
        ("Ben Birch", Presence.PRESENT),
    }


def test_those_who_moved_a_motion_are_not_listed_among_those_who_were_away() -> None:
    text = "MINUTES OF THE MEETING of the Council held on 13 January 2025\n\nPresent: Cllr A Noor, Cllr B Stott\n"
    text += "Apologies: Cllr R Amos\n\n02/25 Minutes\nIt was proposed by Cllr Noor and seconded by Cllr Stott.\n"
    assert present(text) == {
        ("Cllr A Noor", Presence.PRESENT),
        ("Cllr B Stott", Presence.PRESENT),
        ("Cllr R Amos", Presence.APOLOGIES),
    }
