from tests.corpus.papers import ALDER, BIRCH, CEDAR, read_pages, read_text_file

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


def test_a_numbered_title_in_capitals_is_a_heading_right_over_what_was_said() -> None:
    text = (
        f"{TITLE}\n\n23/22 QUESTIONS\n{ALDER}\n\n23/23 ROADS: QUARTER 1 2023/24\n{BIRCH}\n\n"
        f"23/24 THE FERRY, THE FORD AND THE FUTURE OF THE BRIDGE AT ALDERFORD AND OF\nTHE LANE TO BIRCHAM\n{CEDAR}\n\n"
        "23/25 DATE OF NEXT MEETING\n7 December 2024 at County Hall."
    )
    assert headings(text, BIRCH) == ("23/23 ROADS: QUARTER 1 2023/24",)
    assert headings(text, CEDAR)[0].endswith("ALDERFORD AND OF THE LANE TO BIRCHAM")
    assert headings(text, "County Hall") == ("23/25 DATE OF NEXT MEETING",)


def contexts(text: str) -> dict[str, str]:
    """The context of each passage by the passage's last words."""
    return {p.text.split(": ")[-1]: p.context for p in read_text_file(text).passages}


TALK = [
    "Ann Alder: The lane is shut. How many were out in the storm?",
    "Chair: Thank you. Chief?",
    "Chief Officer: Thirty-one, most of them in the north of the county.",
    "Ann Alder: That is a great many people to be out in such weather, and I am glad to hear it.",
    "Chief Officer: We thought so too.",
    "[Item 6, the ferry]",
    "Ann Alder: Will it sail?",
    "Chief Officer: Not before the river falls.",
]


def test_an_answer_in_a_transcript_knows_its_question() -> None:
    said = contexts("Transcript of the Panel\n\n" + "\n\n".join(TALK))
    asked = "Ann Alder: The lane is shut. How many were out in the storm?"
    assert said["Thirty-one, most of them in the north of the county."].endswith(asked)
    assert "How many" not in said["We thought so too."]
    assert said["Not before the river falls."].endswith("Ann Alder: Will it sail?")


def test_an_item_in_brackets_heads_what_follows_in_a_transcript() -> None:
    text = "Transcript of the Panel\n\n" + "\n\n".join(TALK)
    assert headings(text, "Not before the river") == ("[Item 6, the ferry]",)
    assert "[Item 6" not in next(p.text for p in read_text_file(text).passages if "We thought so" in p.text)


def test_lists_of_who_was_there_know_the_label_they_stand_under() -> None:
    officers = ", ".join(f"Mr {a}{b} Fir" for a in "ABCDEFGHJKLMN" for b in "PQRST")
    labels = ["Officers (for part of it)", "Apologies", "Guests"]
    listed = "\n\n".join(["Present: Cllr A Birch, Cllr K Cedar", *(f"{label}: {officers}" for label in labels)])
    passages = read_text_file(f"{TITLE}\n\n{listed}\n\n5 Rural Crime\n\n{ALDER}").passages
    context = {p.text.split()[0]: p.context.split(" | ")[1:] for p in passages}
    assert context["Officers"] == ["Present"]
    assert context["Apologies:"] == []
    assert context["Guests:"] == ["Present"]
    assert context["5"] == ["5 Rural Crime"]
