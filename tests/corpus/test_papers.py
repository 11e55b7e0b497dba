from collections.abc import Sequence
from datetime import date

import pytest

from corpus import Paper, PaperKind, Reading
from corpus.dates import Period, find_period
from tests.corpus.papers import (
    ALDER,
    BIRCH,
    CEDAR,
    DOGWOOD,
    ELDER,
    FIR,
    GORSE,
    HAZEL,
    LARCH,
    read_pages,
    read_text_file,
)

MARCH, JUNE = date(2022, 3, 14), date(2022, 6, 20)
AGENDA = [
    "# Northshire Police and Crime Panel",
    "Date: Monday 20 June 2022\nTime: 10.00 am\nVenue: County Hall, Northshire",
    "# Agenda",
    "1. Apologies",
    "2. MINUTES 3 - 4",
    "To approve what was minuted on 14 March 2022.",
    "3. ROAD SAFETY REPORT 5 - 6",
    "To receive the report.",
    "4. Q1 MONITORING REPORT 7 - 7",
    "To receive the Q1 monitoring report 2022/23.",
]
# The agenda numbers the pages as they are printed: the pack's first page is page 2.
PACK = [
    AGENDA,
    ["# NORTHSHIRE POLICE AND CRIME PANEL", "# MINUTES OF MEETING HELD ON MONDAY 14 MARCH 2022", ALDER, BIRCH],
    ["# APPENDIX 1", "# Questions and answers", CEDAR],
    ["# NORTHSHIRE POLICE AND CRIME PANEL – 20 JUNE 2022", "# ROAD SAFETY REPORT BY THE CHIEF CLERK", DOGWOOD],
    ["# Next steps", ELDER, FIR],
    ["# Monitoring of the plan", GORSE, HAZEL],
]


def pack(pages: Sequence[Sequence[str]] = PACK) -> Reading:
    return read_pages(*pages, foot=lambda n: f"Page {n + 1}")


def paper_of(reading: Reading, words: str) -> Paper:
    """The paper that the passage with these words belongs to."""
    (paper,) = {passage.paper for passage in reading.passages if words in " ".join(passage.text.split())}
    return paper


def only(text: str) -> Paper:
    (paper,) = read_text_file(text).papers
    return paper


def test_a_pack_is_its_agenda_and_the_papers_on_it() -> None:
    assert [(paper.kind, paper.title) for paper in pack().papers] == [
        (PaperKind.AGENDA, "Northshire Police and Crime Panel: agenda"),
        (PaperKind.MINUTES, "Minutes of 14 March 2022"),
        (PaperKind.APPENDIX, "Appendix 1: Questions and answers, attached to minutes of 14 March 2022"),
        (PaperKind.REPORT, "Road Safety"),
        (PaperKind.MONITORING, "Q1 Monitoring Report"),
    ]


def test_every_block_lies_in_exactly_one_paper() -> None:
    papers = pack().papers
    assert papers[0].first == 0
    assert [paper.last for paper in papers[:-1]] == [paper.first for paper in papers[1:]]


def test_minutes_inside_a_pack_keep_their_own_meeting_date() -> None:
    minutes = paper_of(pack(), "the Alder scheme")
    assert (minutes.meeting_date, minutes.pack_date) == (MARCH, JUNE)


def test_minutes_that_run_over_the_page_keep_their_date() -> None:
    pages = [*PACK[:2], [CEDAR, LARCH], *PACK[3:]]
    assert paper_of(pack(pages), "the Larch scheme").meeting_date == MARCH


def test_the_appendix_after_the_minutes_keeps_the_date_of_the_minutes() -> None:
    assert paper_of(pack(), "the Cedar scheme").meeting_date == MARCH


def test_a_report_in_a_pack_has_the_date_of_the_pack() -> None:
    assert paper_of(pack(), "the Dogwood scheme").meeting_date == JUNE
    assert paper_of(pack(), "the Fir scheme").meeting_date == JUNE


def test_a_paper_without_a_title_block_is_known_by_the_agendas_page_range() -> None:
    paper = paper_of(pack(), "the Gorse scheme")
    assert (paper.meeting_date, paper.item) == (JUNE, "4. Q1 Monitoring Report")
    assert paper.period == Period("Q1 2022/23", date(2022, 4, 1), date(2022, 6, 30))


def test_papers_know_the_agenda_item_they_were_presented_under() -> None:
    assert [paper.item for paper in pack().papers] == [
        None,
        "2. Minutes",
        "2. Minutes",
        "3. Road Safety Report",
        "4. Q1 Monitoring Report",
    ]


def test_the_pack_names_the_body_of_its_papers() -> None:
    assert {paper.body for paper in pack().papers} == {"Northshire Police and Crime Panel"}


def test_without_printed_labels_the_page_ranges_count_physical_pages() -> None:
    reading = read_pages(PACK[0], [CEDAR], *PACK[1:])
    assert paper_of(reading, "the Gorse scheme").item == "4. Q1 Monitoring Report"


def test_a_pack_in_a_text_file_is_parted_by_its_title_blocks() -> None:
    text = "\n\n".join(line.removeprefix("# ") for page in PACK for line in page)
    reading = read_text_file(text)
    assert paper_of(reading, "the Birch scheme").meeting_date == MARCH
    assert paper_of(reading, "the Cedar scheme").meeting_date == MARCH
    assert paper_of(reading, "the Elder scheme").meeting_date == JUNE


def test_page_markers_of_a_text_file_say_which_agenda_item_a_stretch_belongs_to() -> None:
    blank = "This page is intentionally left blank"
    agenda = "\n\n".join(line.removeprefix("# ") for line in AGENDA)
    text = f"{agenda}\n\nPage 2\n\n{blank}\n\nDelivery in the first quarter\n\n{ALDER}\n\nPage 7\n\n{BIRCH}\n"
    assert paper_of(read_text_file(text), "the Birch scheme").item == "4. Q1 Monitoring Report"


def test_an_agenda_in_one_table_row_an_item_is_read_too() -> None:
    agenda = "Northshire Police Panel\n\n20 June 2022\n\nAGENDA\n\n1.\tApologies\t\n2.\tROAD SAFETY\t3 - 4\n"
    text = f"{agenda}\nPage 2\n\nThis page is intentionally left blank\n\nRoads\n\n{ALDER}\n\nPage 3\n\n{BIRCH}\n"
    assert paper_of(read_text_file(text), "the Alder scheme").item == "2. Road Safety"


@pytest.mark.parametrize("dash", [" – ", " - ", ", ", ": ", " — Monday "])
def test_a_title_block_of_body_and_date_dates_the_paper_and_the_line_below_titles_it(dash: str) -> None:
    paper = only(f"POLICE AND CRIME PANEL{dash}14 MARCH 2022\n\nROAD SAFETY UPDATE\n\n{ALDER}\n\n{BIRCH}\n")
    assert (paper.kind, paper.meeting_date, paper.title, paper.body) == (
        PaperKind.REPORT,
        MARCH,
        "Road Safety Update",
        "Police and Crime Panel",
    )


def test_two_title_blocks_in_one_file_are_two_papers_with_a_date_each() -> None:
    roads = f"POLICE AND CRIME PANEL – 14 MARCH 2022\nROADS\n\n{ALDER}\n\n"
    bridges = f"POLICE AND CRIME PANEL – 20 JUNE 2022\nBRIDGES\n\n{BIRCH}\n"
    papers = read_text_file(roads + bridges).papers
    assert [(paper.title, paper.meeting_date) for paper in papers] == [("Roads", MARCH), ("Bridges", JUNE)]


def test_minutes_in_a_file_of_their_own_are_dated_by_their_title() -> None:
    paper = only(
        f"NORTHSHIRE POLICE AND CRIME PANEL\n\nMINUTES OF THE MEETING HELD ON 14 MARCH 2022\n\n{ALDER}\n\n{BIRCH}\n"
    )
    assert (paper.kind, paper.meeting_date, paper.pack_date) == (PaperKind.MINUTES, MARCH, None)
    assert paper.body == "Northshire Police and Crime Panel"


def test_minutes_whose_date_stands_on_the_line_below_are_dated_by_it() -> None:
    paper = only(
        f"NORTHSHIRE POLICE PANEL\n\nMinutes of the Panel meeting\n\nMonday 14 March 2022\n\n{ALDER}\n\n{BIRCH}\n"
    )
    assert (paper.kind, paper.meeting_date) == (PaperKind.MINUTES, MARCH)


def test_minutes_without_a_date_are_not_given_one() -> None:
    paper = only(f"Minutes of the Panel meeting\n\n{ALDER}\n\n{BIRCH}\n\n14 March 2022\n\n{CEDAR}\n")
    assert (paper.kind, paper.meeting_date, paper.title) == (PaperKind.MINUTES, None, "Minutes")


def test_a_date_alone_on_a_line_at_the_head_dates_the_file() -> None:
    paper = only(f"Questions to the Commissioner\n\n14 March 2022\n\n{ALDER}\n\n{BIRCH}\n")
    assert (paper.meeting_date, paper.title) == (MARCH, "Questions to the Commissioner")


def test_a_date_in_running_text_is_not_taken() -> None:
    paper = only(f"Road Safety Report\n\nThe scheme that began on 14 March 2022 went on all year. {ALDER}\n\n{BIRCH}\n")
    assert (paper.meeting_date, paper.pack_date) == (None, None)


@pytest.mark.parametrize("page", [0, 1])
def test_a_date_in_running_text_at_the_head_of_a_page_is_not_taken(page: int) -> None:
    pages = [["# Road Safety Report", ALDER, BIRCH], ["# Bridges", CEDAR, DOGWOOD]]
    pages[page].insert(1, f"The scheme that began on 14 March 2022 went on all year. {ELDER}")
    assert {paper.meeting_date for paper in read_pages(*pages).papers} == {None}


def test_a_date_late_in_the_file_does_not_date_it() -> None:
    paper = only(
        "\n\n".join(["Road Safety Report", ALDER, BIRCH, CEDAR, DOGWOOD, ELDER, FIR, GORSE, "14 March 2022", HAZEL])
    )
    assert paper.meeting_date is None


@pytest.mark.parametrize("word", ["Published", "Issued on", "Despatched", "Last updated"])
def test_the_day_a_paper_was_made_is_no_meeting_date(word: str) -> None:
    assert only(f"Road Safety Report\n\n{word} 14 March 2022\n\n{ALDER}\n\n{BIRCH}\n").meeting_date is None


def test_a_monitoring_report_has_its_period_and_no_meeting_date() -> None:
    paper = only(f"Police Plan Monitoring Report – Q1 2021/22\n\n{ALDER}\n\n{BIRCH}\n")
    assert (paper.period, paper.meeting_date, paper.pack_date) == (find_period("Q1 2021/22"), None, None)


def test_a_running_head_gives_a_monitoring_report_its_title_and_period() -> None:
    pages = [["# Roads", ALDER], ["# Bridges", BIRCH], ["# Ferries", CEDAR]]
    (paper,) = read_pages(*pages, head="Police Plan Monitoring Report – Q1 2021/22").papers
    assert (paper.title, paper.period) == (
        "Police Plan Monitoring Report – Q1 2021/22",
        find_period("Q1 2021/22"),
    )


def test_a_quarter_spoken_of_in_the_text_is_not_the_papers_period() -> None:
    lines = ["Road Safety Report", ALDER, BIRCH, CEDAR, DOGWOOD, ELDER, "Figures for Q1 2021/22 are below.", FIR]
    assert only("\n\n".join(lines)).period is None


def test_a_title_in_capitals_is_shown_as_in_a_sentence() -> None:
    assert only(f"THE COST OF ROADS AND BRIDGES IN 2021/22\n\n{ALDER}\n\n{BIRCH}\n").title == (
        "The Cost of Roads and Bridges in 2021/22"
    )


@pytest.mark.parametrize("title", ["REPORT BY THE CLERK\n\nROAD SAFETY", "ROAD SAFETY REPORT BY THE CLERK"])
def test_the_author_is_no_part_of_the_title(title: str) -> None:
    assert only(f"POLICE AND CRIME PANEL – 14 MARCH 2022\n\n{title}\n\n{ALDER}\n\n{BIRCH}\n").title == "Road Safety"


def test_a_file_that_names_no_meeting_is_one_paper_without_a_date() -> None:
    paper = only(f"Notes\n\n{ALDER}\n\n{BIRCH}\n")
    assert (paper.kind, paper.title, paper.meeting_date, paper.period, paper.item) == (
        PaperKind.PAPER,
        "Notes",
        None,
        None,
        None,
    )


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_report_under_its_council_and_committee_has_its_own_title_and_author(gap: str) -> None:
    head = ["Harbour City Council", "Quays and Ferries Scrutiny Committee", "14 March 2022", "Agenda item 4"]
    title = ["Moorings: Half-Year Review", "Report of the Head of Harbours, Ann Alder"]
    paper = only(gap.join(head) + "\n\n" + gap.join(title) + f"\n\n1. Background{gap}1.1 {BIRCH}{gap}1.2 {CEDAR}\n")
    assert (paper.title, paper.body) == ("Moorings: Half-Year Review", "Quays and Ferries Scrutiny Committee")
    assert paper.meeting_date == MARCH
    assert (paper.author, paper.office) == ("Ann Alder", "Head of Harbours")


def test_minutes_set_tightly_have_their_items_and_paragraphs() -> None:
    reading = read_text_file(
        "Harbour City Council\nQuays and Ferries Scrutiny Committee\n\n"
        "Minutes of the meeting held on 14 March 2022 at 6.30pm in the Town Hall\n\n"
        f"1. Minutes of the last meeting\n{ALDER}\n\n2. Moorings\n2.1 {BIRCH}\n2.2 {CEDAR}\n"
    )
    (paper,) = reading.papers
    assert (paper.title, paper.body) == ("Minutes of 14 March 2022", "Quays and Ferries Scrutiny Committee")
    told = [(one.paragraph, one.headings[-1:]) for one in reading.passages if BIRCH in one.text or CEDAR in one.text]
    assert told == [("2.1", ("2. Moorings",)), ("2.2", ("2. Moorings",))]


HEADED = "Quays Scrutiny Panel\nMonday 20 June 2022\n\nAGENDA\n\n1. Apologies\n2. Minutes\n3. Moorings\n\n"


@pytest.mark.parametrize(
    "title",
    [
        "MINUTES\n\nQuays Scrutiny Panel\n14 March 2022, 5.30 pm to 8.40 pm, Council Chamber",
        "MINUTES\n\nMeeting of the Quays Scrutiny Panel held on Monday 14 March 2022 at the Town Hall",
        "Minutes of the meeting held on 14 March 2022",
    ],
)
@pytest.mark.parametrize(
    "between",
    [
        "The meeting closed at 8.55 pm.\n\nMOORINGS: HALF-YEAR REVIEW",
        "The meeting closed at 8.55 pm.\n\nPage 6\n\nITEM 3\n\nMOORINGS: HALF-YEAR REVIEW",
        "Agenda pack, page 6\n\nItem 3\n\nMOORINGS: HALF-YEAR REVIEW",
        "ITEM 3\nMOORINGS: HALF-YEAR REVIEW",
    ],
)
def test_what_follows_minutes_in_a_pack_is_of_the_packs_meeting(title: str, between: str) -> None:
    minutes = f"{title}\n\nPRESENT: Councillors Alder (Chair) and Birch\n\n1. APOLOGIES\n\n{ALDER}\n\n"
    reading = read_text_file(f"{HEADED}{minutes}{between}\n\n1.1 {BIRCH}\n\n1.2 {CEDAR}\n")
    assert paper_of(reading, ALDER).kind is PaperKind.MINUTES
    assert paper_of(reading, ALDER).meeting_date == MARCH
    report = paper_of(reading, CEDAR)
    assert (report.title.casefold(), report.meeting_date) == ("moorings: half-year review", JUNE)


def test_actions_arising_belong_to_the_minutes_they_follow() -> None:
    minutes = (
        f"MINUTES\n\n14 March 2022\n\n1. APOLOGIES\n\n{ALDER}\n\nThe meeting closed at 8.55 pm.\n\nACTIONS ARISING\n\n"
    )
    reading = read_text_file(f"{HEADED}{minutes}{BIRCH}\n")
    assert paper_of(reading, BIRCH).meeting_date == MARCH


def test_a_title_that_names_days_itself_is_the_title_of_its_item() -> None:
    title = "COMPLAINTS: HALF-YEAR REPORT, 1 APRIL TO 30 SEPTEMBER 2022"
    minutes = (
        f"MINUTES\n\n14 March 2022\n\n1. APOLOGIES\n\n{ALDER}\n\nPage 6\n\nITEM 3\n\n{title}\nReport by Bo Elm\n\n"
    )
    reading = read_text_file(f"{HEADED}{minutes}{BIRCH}\n")
    assert paper_of(reading, BIRCH).title == "Complaints: Half-year Report, 1 April to 30 September 2022"


def test_the_day_a_paper_was_adopted_is_no_meetings() -> None:
    assert only(f"APPENDIX B\n\nProcedure (adopted 14 March 2022)\n\n1.1 {ALDER}\n").meeting_date is None
