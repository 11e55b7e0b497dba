import datetime

from corpus.paper import PaperKind
from corpus.titles import find_minutes, is_body, kind_of, minutes_body, opens_minutes, sentence_case
from tests.corpus.papers import ALDER, BIRCH, CEDAR, read_pages, read_text_file

MEETING = datetime.date(2024, 7, 5)


def test_a_report_names_body_day_and_title_on_lines_of_their_own() -> None:
    paper = read_text_file(f"NORTHSHIRE POLICE AND CRIME PANEL\n5 JULY 2024\n\nPROPOSED PRECEPT\n\n{ALDER}").papers[0]
    assert (paper.kind, paper.title) == (PaperKind.REPORT, "Proposed Precept")
    assert (paper.body, paper.meeting_date) == ("Northshire Police and Crime Panel", MEETING)


def test_the_author_may_stand_between_the_day_and_the_title() -> None:
    head = "Northshire Police and Crime Panel\n\n5 July 2024\n\nReport of the Chief Executive\n\nRural Crime"
    paper = read_text_file(f"{head}\n\n{ALDER}").papers[0]
    assert (paper.title, paper.office) == ("Rural Crime", "Chief Executive")


def test_what_is_stamped_over_a_title_is_no_title() -> None:
    head = "ITEM 4\n\nNorthshire Police and Crime Panel\n5 July 2024\n\nPUBLIC QUESTIONS AND RESPONSES"
    (paper,) = read_text_file(f"{head}\n\n{ALDER}").papers
    assert (paper.kind, paper.title) == (PaperKind.QUESTIONS, "Public Questions and Responses")


def test_the_head_of_an_agenda_is_no_report() -> None:
    text = (
        f"Northshire Police and Crime Panel\n\n5 July 2024\n\nVenue: County Hall\n\nAgenda\n\n1. Apologies\n\n{ALDER}"
    )
    assert read_text_file(text).papers[0].kind is PaperKind.AGENDA


def test_fields_in_one_block_are_each_their_own() -> None:
    text = (
        "Report to:        Health Scrutiny Committee\nDate:             5 July 2024\n"
        "Title:            Stroke Services Review\nReport of:        Ann Alder, Chief Clerk\n"
        f"Purpose:          To tell the Committee of the options\n\n{ALDER}"
    )
    paper = read_text_file(text).papers[0]
    assert (paper.title, paper.body) == ("Stroke Services Review", "Health Scrutiny Committee")
    assert (paper.meeting_date, paper.author, paper.office) == (MEETING, "Ann Alder", "Chief Clerk")


def test_the_value_of_a_field_may_stand_in_the_next_block() -> None:
    text = f"Report to:\n\nHealth Committee\n\nDate of meeting:\n\n5 July 2024\n\nTitle:\n\nDental Care\n\n{ALDER}"
    paper = read_text_file(text).papers[0]
    assert (paper.title, paper.meeting_date) == ("Dental Care", MEETING)


def test_a_job_title_is_no_title() -> None:
    text = f"Report Author\tJob Title: Safety Manager\nSubject:\tRural Crime\nDate:\t5 July 2024\n\n{ALDER}"
    assert read_text_file(text).papers[0].title == "Rural Crime"


def test_minutes_may_open_at_a_meeting() -> None:
    head = "NORTHSHIRE COUNCIL\n\nAt a Meeting of the Police and Crime Panel held at County Hall on Friday 5 July 2024"
    (paper,) = read_text_file(f"{head} at 9.30 am\n\n{ALDER}").papers
    assert (paper.kind, paper.meeting_date, paper.body) == (PaperKind.MINUTES, MEETING, "Police and Crime Panel")


def test_minutes_may_be_a_bare_word_under_the_day_and_the_place() -> None:
    head = "SEAHAVEN CITY COUNCIL\n\nHEALTH SCRUTINY COMMITTEE\n\n4.00pm 5 JULY 2024\n\nCOUNCIL CHAMBER\n\nMINUTES"
    (paper,) = read_text_file(f"{head}\n\nPresent: Councillor Alder (Chair)\n\n{ALDER}").papers
    assert (paper.kind, paper.meeting_date, paper.pack_date) == (PaperKind.MINUTES, MEETING, None)
    assert paper.body == "Health Scrutiny Committee"


def test_a_web_page_of_agenda_and_minutes_is_minutes() -> None:
    text = f"Agenda and minutes\n\nVale Police and Crime Panel - Friday, 5 July 2024 11.00 am\n\nVenue: Vale\n\n{ALDER}"
    (paper,) = read_text_file(text).papers
    assert (paper.kind, paper.meeting_date) == (PaperKind.MINUTES, MEETING)


def test_an_agenda_may_be_dated_under_its_own_heading() -> None:
    text = f"Northshire Panel\n\nAgenda\n\nDate Friday 5 July 2024\nTime 9.30 am\n\n1. Minutes of 9 May 2024\n\n{ALDER}"
    assert read_text_file(text).papers[0].meeting_date == MEETING


def test_the_committees_name_is_better_than_its_councils() -> None:
    text = f"NORTHSHIRE COUNTY COUNCIL\n\nHEALTH COMMITTEE\n\nFriday, 5 July 2024\n\nAGENDA\n\n1. Apologies\n\n{ALDER}"
    assert read_text_file(text).papers[0].body == "Health Committee"


def test_title_blocks_that_repeat_are_no_running_heads() -> None:
    heads = ["# Northshire Police and Crime Panel", "# 5 July 2024"]
    titles = ["Rural Crime", "Road Safety", "Dog Theft"]
    pages = []
    for title, prose in zip(titles, (ALDER, BIRCH, CEDAR), strict=True):
        pages += [[*heads, f"# {title}", prose], [f"What the county did about {title} is told on this page."]]
    reading = read_pages(["# Agenda", "Friday, 5 July 2024", "1. Rural Crime"], *pages)
    assert [paper.title for paper in reading.papers[1:]] == titles


def test_a_stamped_item_begins_a_paper_and_is_no_heading() -> None:
    cover = ["# Northshire Panel", "Friday, 5 July 2024", "# Agenda", "4. Rural Crime (Pages 2 - 3)"]
    reading = read_pages(cover, ["Agenda Item 4", "# Rural Crime", "# Purpose", ALDER], ["# Purpose again", BIRCH])
    passage = next(p for p in reading.passages if BIRCH[:50] in p.text)
    assert (passage.paper.title, passage.item) == ("Rural Crime", "4. Rural Crime")
    assert not any("Agenda Item" in p.text for p in reading.passages)


def test_kinds_are_told_by_titles() -> None:
    assert kind_of("Quarter 3 Performance") is PaperKind.MONITORING
    assert kind_of("Forward Work Programme 2024") is PaperKind.WORK_PLAN
    assert kind_of("Questions from Members and Responses") is PaperKind.QUESTIONS
    assert kind_of("Stroke Services Review") is PaperKind.PAPER


def test_a_sentence_about_minutes_is_no_title_of_them() -> None:
    assert opens_minutes("Minutes of the meeting of the Panel held on 5 July 2024")
    assert not opens_minutes("The minutes of the meeting of the Panel held on 5 July 2024 were agreed")
    assert find_minutes(["MINUTES", ALDER], 0) is None


def test_bodies_are_named() -> None:
    assert minutes_body("MINUTES of the meeting of the HEALTH COMMITTEE held at 10 am") == "Health Committee"
    assert is_body("Overview and Scrutiny Board")
    assert not is_body("The Panel noted the report of the Board.")


def test_capitals_are_put_as_in_a_sentence() -> None:
    assert sentence_case("PCC DECISIONS (QUARTER 1)") == "PCC Decisions (Quarter 1)"


def test_minutes_without_a_title_are_told_by_what_they_record() -> None:
    head = "HANTSMOOR PANEL\nFriday, 5 July 2024 at 10.00 am\nHeld in the Ash Hall, Winborne\n\nCouncillors:\nAnn Alder"
    text = f"{head}\n\n1. APOLOGIES FOR ABSENCE\n\nApologies were received from Councillor Birch.\n\n{ALDER}"
    (paper,) = read_text_file(text).papers
    assert (paper.kind, paper.meeting_date) == (PaperKind.MINUTES, MEETING)


def test_the_agenda_of_a_supplement_is_an_agenda() -> None:
    text = f"Supplementary Agenda\n\nVale Panel\n\nDate: Friday 5 July 2024\n\n5 Rural Crime  11.15  5 - 6\n\n{ALDER}"
    assert read_text_file(text).papers[0].kind is PaperKind.AGENDA


def test_the_hour_of_an_item_is_no_part_of_its_title() -> None:
    cover = ["# Vale Panel", "Friday, 5 July 2024", "# Agenda", "5 Rural Crime 11.15 2 - 3"]
    assert read_pages(cover, ["# Rural Crime", ALDER], [BIRCH], foot="Page {}".format).papers[1].title == "Rural Crime"


def test_an_agenda_may_be_spaced_out() -> None:
    text = f"VALE PANEL\n\nFriday 5 July 2024\n\nA G E N D A\n\n1. Apologies\n\nApologies were received.\n\n{ALDER}"
    assert read_text_file(text).papers[0].kind is PaperKind.AGENDA


def test_a_line_that_says_what_the_paper_is_titles_it() -> None:
    text = f"Office of the Commissioner\n\nSafer for all\n\nPerformance report to the Panel\n\n{ALDER}\n\n{BIRCH}"
    paper = read_text_file(text).papers[0]
    assert (paper.kind, paper.title) == (PaperKind.MONITORING, "Performance report to the Panel")


def test_a_stamped_item_without_pages_in_the_agenda_begins_a_paper_too() -> None:
    cover = ["# Vale Panel", "Friday, 5 July 2024", "# Agenda", "4. Rural Crime"]
    reading = read_pages(cover, ["Agenda Item 4", "Vale Panel", "# Rural Crime", ALDER], [BIRCH])
    assert [paper.title for paper in reading.papers][1:] == ["Rural Crime"]


def test_items_may_name_only_the_page_they_begin_on() -> None:
    agenda = "VALE PANEL\n\n5 July 2024\n\nAGENDA\n\n1  Apologies\n2  Public questions     3\n3  Rural crime          5"
    reports = f"PUBLIC QUESTIONS\n\nHow many?\n\n{ALDER}\n\nRURAL CRIME\n\nReport of the Chief Clerk\n\n{BIRCH}"
    papers = read_text_file(f"{agenda}\n\n{reports}").papers
    assert [(paper.kind, paper.item) for paper in papers[1:]] == [
        (PaperKind.QUESTIONS, "2. Public questions"),
        (PaperKind.REPORT, "3. Rural crime"),
    ]
    assert papers[2].office == "Chief Clerk"


def test_figures_that_do_not_ascend_are_no_pages() -> None:
    agenda = "VALE PANEL\n\n5 July 2024\n\nAGENDA\n\n1  Theft     40\n2  Rural crime          5"
    assert len(read_text_file(f"{agenda}\n\nRURAL CRIME\n\n{BIRCH}").papers) == 1


def test_an_appendix_has_the_period_of_its_report_and_none_of_its_tables() -> None:
    report = f"Performance Report – Quarter 3 2024/25\n\n{ALDER}"
    figures = "Measure\tQ2 2023/24\tQ2 2024/25\nTheft\t310\t288\nArson\t7\t9"
    papers = read_text_file(f"{report}\n\nAPPENDIX 1\n\n{figures}\n\nAPPENDIX 2 – QUARTER 1 2025/26\n\n{BIRCH}").papers
    assert [paper.period and paper.period.name for paper in papers] == ["Q3 2024/25", "Q3 2024/25", "Q1 2025/26"]


def test_a_reports_own_title_is_over_none_of_its_passages() -> None:
    agenda = "VALE PANEL\n\n5 July 2024\n\nAGENDA\n\n1  Rural crime     3\n2  Roads          5"
    report = f"# Rural crime\n\nReport of the Chief Clerk\n\n## Summary\n\n{ALDER}\n\n# Roads\n\n{BIRCH}"
    passages = read_text_file(f"{agenda}\n\n{report}").passages
    assert next(p for p in passages if ALDER in p.text).headings == ("Summary",)
