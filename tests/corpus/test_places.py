from tests.corpus.papers import ALDER, BIRCH, read_pages, read_text_file

TITLE = "MINUTES of the meeting of the NORTHSHIRE PANEL held on 5 July 2024"


def headings(text: str, words: str) -> tuple[str, ...]:
    """The headings over the passage that holds these words."""
    return next(p.headings for p in read_text_file(text).passages if words in p.text)


def test_minutes_numbered_by_the_year_are_headings_even_over_a_short_line() -> None:
    text = f"{TITLE}\n\n62/23 MINUTES [Item 2]\n\n{ALDER}\n\n63/23 PUBLIC QUESTIONS [Item 4]\n\nNone received."
    assert headings(text, "None received") == ("63/23 PUBLIC QUESTIONS [Item 4]",)


def test_resolved_and_actions_are_no_headings() -> None:
    text = (
        f"{TITLE}\n\n5 Rural Crime\n\n{ALDER}\n\nResolved:\n\n(a) That it be noted.\n\nAction: Chief Clerk\n\n{BIRCH}"
    )
    assert headings(text, "That it be noted") == headings(text, BIRCH) == ("5 Rural Crime",)


def test_lists_of_names_are_no_headings() -> None:
    text = (
        f"{TITLE}\n\nIn Attendance: Councillors R Alder and K Birch\n\nOfficers: Mr G Cedar\n\n5 Rural Crime\n\n{ALDER}"
    )
    assert headings(text, ALDER) == ("5 Rural Crime",)


def test_no_minute_stands_under_those_present() -> None:
    reading = read_pages([f"# {TITLE}", "# PRESENT", "Cllr Ann Alder", "# Rural Crime", ALDER])
    assert next(p.headings for p in reading.passages if ALDER[:50] in p.text) == ("Rural Crime",)


def test_a_number_before_a_title_makes_no_paragraph() -> None:
    text = f"Rural Crime\n\n1.0 INTRODUCTION\n\n1.1 {ALDER}\n\n2.0 WHAT WAS DONE\n\n2.1 {BIRCH}"
    passage = next(p for p in read_text_file(text).passages if BIRCH in p.text)
    assert (passage.headings[-1], passage.paragraph) == ("2.0 WHAT WAS DONE", "2.1")


def test_the_hours_of_a_meeting_number_no_paragraph() -> None:
    passages = read_text_file(f"{TITLE}\n\n{ALDER}\n\n1.00 - 2.45 pm on 5 July").passages
    assert all(p.paragraph is None for p in passages)


def test_a_bodys_short_name_may_stand_over_the_number_of_a_minute() -> None:
    text = f"{TITLE}\n\nPCP\n21/23 Welcome\n\n{ALDER}\n\nPCP\n22/23 Rural Crime\n\n{BIRCH}"
    assert headings(text, BIRCH) == ("22/23 Rural Crime",)
