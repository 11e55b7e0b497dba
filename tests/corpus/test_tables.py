import time
from collections.abc import Sequence
from textwrap import dedent

import pytest
from fpdf import FPDF, FontFace
from fpdf.enums import TableHeadingsDisplay, VAlign
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, read_document
from corpus.tables import spell_out
from tests.corpus.papers import ALDER, BIRCH, text_file


def rows_of(document: Document) -> list[str]:
    """The sentences of a document's rows, those given to search alone left out."""
    said = spell_out(document, [line for line in document.lines if line.cells])
    return [row.sentence for row in said if row.sentence]


def said(table: str) -> list[str]:
    """The sentences of a table written with bars, read from a text file that parts its cells with tabs."""
    lines = dedent(table).strip("\n").splitlines()
    return rows_of(text_file("\n".join("\t".join(cell.strip() for cell in line.split("|")) for line in lines)))


def test_a_row_says_its_cells_with_the_heads_of_their_columns() -> None:
    assert said(
        """
        Priority | Priority Lead One | Priority Lead Two
        Safer roads | Cllr Ann Alder | Cllr Basil Birch
        Cleaner streets | Ms Cecily Cedar | Cllr Ann Alder
        """
    ) == [
        "Priority Safer roads: Priority Lead One Cllr Ann Alder; Priority Lead Two Cllr Basil Birch.",
        "Priority Cleaner streets: Priority Lead One Ms Cecily Cedar; Priority Lead Two Cllr Ann Alder.",
    ]


def test_a_budget_has_units_sections_and_totals() -> None:
    assert said(
        """
        2031/32 | Original Budget | Variance
        | £000's | £000's
        Highways | |
        Salaries | 12,450 | (160)
        Total Highways | 13,900 | 90
        Libraries | 300 | -
        """
    ) == [
        "Highways, 2031/32 Salaries: Original Budget 12,450 £000's; Variance (160) £000's.",
        "Highways, 2031/32 Total Highways: Original Budget 13,900 £000's; Variance 90 £000's.",
        "2031/32 Libraries: Original Budget 300 £000's.",
    ]


@pytest.mark.parametrize("unit", ["2031/32 (£000)", "£000"])
def test_a_unit_at_the_front_of_the_head_is_of_every_column(unit: str) -> None:
    assert said(f"{unit} | Opening Balance | Closing Balance\nWinter Reserve | 819 | (12)")[0].endswith(
        "Winter Reserve: Opening Balance 819 £000; Closing Balance (12) £000."
    )


def test_years_over_several_heads_are_said_with_each() -> None:
    assert said(
        """
        | 2030/31 | | 2031/32 |
        Service | Budget | Actual | Budget | Actual
        | £m | £m | £m | £m
        Highways | 12.5 | 12.9 | 13.0 | (0.2)
        """
    ) == [
        "Service Highways: 2030/31 Budget £12.5m; 2030/31 Actual £12.9m; 2031/32 Budget £13.0m; 2031/32 Actual (£0.2m)."
    ]


def test_names_over_nothing_but_colours_are_pairs() -> None:
    grid = """
        Potholes | Gritting | Bridges
        Green | Amber | Red
        Lending | Sundays
        Red | Green
        """
    assert said(grid) == ["Potholes: Green; Gritting: Amber; Bridges: Red.", "Lending: Red; Sundays: Green."]


def test_tables_side_by_side_are_statements_of_their_own() -> None:
    assert said(
        f"""
        In the Spotlight | Measures of Success | Target | Current | Additional Key Indicators | | Q1 | Q2
        {ALDER} {BIRCH} | Potholes mended | ↑ 90% | -- 86% | Miles resurfaced | 14 | ■ | ^
        | | | | Bridges closed | 3 (+1) | ■ | v
        | Gritting | ↓ | ↓ -5% | Claims | £40k | ■ | -
        """
    ) == [
        "Measures of Success Potholes mended: Target up, 90%; Current no change, 86%."
        f" Additional Key Indicators Miles resurfaced: 14; Q2: up. In the Spotlight: {ALDER} {BIRCH}",
        "Additional Key Indicators Bridges closed: 3 (+1); Q2: down.",
        "Measures of Success Gritting: Target down; Current down, -5%."
        " Additional Key Indicators Claims: £40k; Q2: no change.",
    ]


def test_a_head_said_again_at_the_side_opens_another_table() -> None:
    assert said(
        """
        Theme | RAG Q1 | Detail | Theme | RAG Q1 | Detail
        Roads | Green | Gritters were bought. | Waste | Red | Bins were late in two of the districts.
        | | | Litter | Amber | Nothing was done.
        """
    ) == [
        "Theme Roads: RAG Q1: Green; Detail Gritters were bought."
        " Theme Waste: RAG Q1: Red; Detail Bins were late in two of the districts.",
        "Theme Litter: RAG Q1: Amber; Detail Nothing was done.",
    ]


def test_a_row_of_tables_side_by_side_that_lost_its_columns_says_each_name_with_its_values() -> None:
    assert (
        said(
            """
        Measure | Target | Actual | Indicator | Value
        Potholes | 95% | 91% | Miles resurfaced | 14
        | | | Trees planted | 2,300
        | | | Claims | £40k
        Bins | 99% | 98% | 97% | Grants given | £9k
        """
        )[-1]
        == "Bins: 99%, 98%, 97%. Grants given: £9k."
    )


def test_a_head_said_again_says_nothing_and_the_section_goes_on() -> None:
    assert said(
        """
        Item | Agenda Item | Title
        Q3 – 1 February 2031 | |
        1) | Budget | Precept for 2031/32
        Item | Agenda Item | Title
        2) | Monitoring Report |
        """
    ) == [
        "Q3 – 1 February 2031, Item 1: Agenda Item Budget; Title Precept for 2031/32.",
        "Q3 – 1 February 2031, Item 2: Agenda Item Monitoring Report.",
    ]


def test_rows_whose_head_is_lost_stand_as_they_are() -> None:
    assert said("Highways | 120 | 134\nHousing | 80 | 76") == ["Highways: 120; 134.", "Housing: 80; 76."]
    assert said("Cllr Ann Alder | Chair | Green\nCllr Basil Birch | Vice-Chair | Labour") == [
        "Cllr Ann Alder: Chair; Green.",
        "Cllr Basil Birch: Vice-Chair; Labour.",
    ]


def test_a_list_of_names_and_values_has_no_head() -> None:
    assert said("Date | 4 May 2031\nTime | 10.00 am\nVenue | County Hall, Northport\nSeats | 40") == [
        "Date: 4 May 2031.",
        "Time: 10.00 am.",
        "Venue: County Hall, Northport.",
        "Seats: 40.",
    ]


def test_an_action_tracker_is_read_row_by_row() -> None:
    assert said(
        """
        No | Action | Owner | Due | Status
        1 | Write to the Minister | Cllr Ann Alder | May 2031 | Open
        2 | Circulate the pothole figures | Mr Basil Birch | | Closed
        """
    ) == [
        "No 1: Action Write to the Minister; Owner Cllr Ann Alder; Due May 2031; Status Open.",
        "No 2: Action Circulate the pothole figures; Owner Mr Basil Birch; Status Closed.",
    ]


def test_an_attendance_grid_says_its_ticks() -> None:
    assert said(
        """
        Member | 4 May | 6 July | Attendance
        Cllr Ann Alder | ✓ | ✓ | 100%
        Cllr Basil Birch | ✗ | ✓ | 50%
        """
    ) == [
        "Member Cllr Ann Alder: 4 May yes; 6 July yes; Attendance 100%.",
        "Member Cllr Basil Birch: 4 May no; 6 July yes; Attendance 50%.",
    ]


def test_complaint_statistics_compare_years() -> None:
    assert said(
        """
        Service | 2030/31 | 2031/32 | Change
        Highways | 120 | 134 | ↑ 12%
        Housing | 80 | 80 | -
        """
    ) == [
        "Service Highways: 2030/31: 120; 2031/32: 134; Change up, 12%.",
        "Service Housing: 2030/31: 80; 2031/32: 80; Change no change.",
    ]


def test_a_performance_dashboard_says_where_things_go() -> None:
    assert said(
        """
        KPI | Target | Q1 | Q2 | Trend
        Calls answered | 90% | 88% | 91% | ▲
        Library visits | 1,000 | 900 | - | ►
        """
    ) == [
        "KPI Calls answered: Target 90%; Q1: 88%; Q2: 91%; Trend up.",
        "KPI Library visits: Target 1,000; Q1: 900; Trend no change.",
    ]


def test_a_risk_register_says_scores_and_what_is_done() -> None:
    assert said(
        """
        Ref | Risk | Likelihood | Impact | Score | RAG | Mitigation
        R1 | Loss of key staff | 3 | 4 | 12 | Amber | Succession plans are in place
        R2 | Flooding of the depot | 2 | 5 | 10 | Red | Barriers were bought
        """
    ) == [
        "Ref R1: Risk Loss of key staff; Likelihood 3; Impact 4; Score 12; RAG Amber;"
        " Mitigation Succession plans are in place.",
        "Ref R2: Risk Flooding of the depot; Likelihood 2; Impact 5; Score 10; RAG Red;"
        " Mitigation Barriers were bought.",
    ]


def test_counts_of_colours_have_the_colours_for_heads() -> None:
    assert said("Directorate | Red | Amber | Green\nPlace | 3 | 5 | 9\nPeople | 1 | 0 | 4") == [
        "Directorate Place: Red 3; Amber 5; Green 9.",
        "Directorate People: Red 1; Amber 0; Green 4.",
    ]


def test_council_tax_bands_are_said_in_either_direction() -> None:
    assert said("| BAND A | BAND B\n2031/32 Charge | £187.05 | £218.23") == [
        "2031/32 Charge: BAND A £187.05; BAND B £218.23."
    ]
    markdown = "| Band | Charge |\n|:-----|-------:|\n| **A** | £187.05 |\n| **B** | £218.23 |\n"
    assert rows_of(text_file(markdown, "a.md")) == ["Band A: Charge £187.05.", "Band B: Charge £218.23."]


def test_a_first_cell_left_empty_is_the_one_above_it() -> None:
    assert said(
        """
        Region | Year | Offences
        North | 2030 | 310
        | 2031 | 290
        South | 2030 | 120
        | | 140 | 2
        """
    )[:3] == [
        "Region North: Year 2030; Offences 310.",
        "Region North: Year 2031; Offences 290.",
        "Region South: Year 2030; Offences 120.",
    ]


def test_a_sum_without_a_name_is_not_given_the_name_above_it() -> None:
    assert said("Service | 2030 | 2031\nHighways | 12 | 13\nLibraries | 3 | 4\n | 15 | 17")[-1] == "2030: 15; 2031: 17."


@pytest.mark.parametrize("legend", ["This Period | Last Period", "| £000's | £000's", "- | - | -", "--- | ---"])
def test_rows_that_say_nothing_by_themselves_have_no_sentence(legend: str) -> None:
    assert said(legend) == []


def test_a_legend_between_two_tables_leaves_both_as_they_are() -> None:
    text = (
        "Service\t2030\nHighways\t12\nLibraries\t3\n\n"
        "RAG Status\t\nThis Period\tLast Period\n\n"
        "Ward\tCrimes\nAlder\t35\n"
    )
    assert rows_of(text_file(text)) == [
        "Service Highways: 2030: 12.",
        "Service Libraries: 2030: 3.",
        "Ward Alder: Crimes 35.",
    ]


def test_a_section_that_opens_with_a_total_goes_on() -> None:
    table = (
        "Indicator | 2030 | 2031\nCrime | |\nTotal crime | 35 | 40\nBurglary | 3 | 4\nTotal | 38 | 44\nStaff | 9 | 9"
    )
    assert said(table) == [
        "Crime, Indicator Total crime: 2030: 35; 2031: 40.",
        "Crime, Indicator Burglary: 2030: 3; 2031: 4.",
        "Crime, Indicator Total: 2030: 38; 2031: 44.",
        "Indicator Staff: 2030: 9; 2031: 9.",
    ]


def test_there_is_one_sentence_a_row() -> None:
    document = text_file("Service\t2030\nHighways\t\nPotholes\t12\nGritting\t3\n")
    rows = [line for line in document.lines if line.cells]
    assert len(spell_out(document, rows)) == len(rows) == 4
    assert spell_out(document, []) == []


CELLS = [
    "",
    "Alder",
    "Total",
    "Q1",
    "2031/32",
    "12",
    "(3)",
    "£m",
    "£000's",
    "-",
    "■",
    "↑",
    "v",
    "Green",
    "Owner:",
    "---",
]


@given(
    st.lists(st.lists(st.sampled_from([*CELLS, ALDER]), min_size=1, max_size=6), max_size=12), st.sampled_from("\t|")
)
def test_any_rows_are_given_one_sentence_each(table: list[list[str]], mark: str) -> None:
    document = text_file("Opening.\n" + "\n".join((mark if mark == "|" else "") + mark.join(row) for row in table))
    rows = [line for line in document.lines if line.cells]
    sentences = [row.sentence for row in spell_out(document, rows)]
    assert len(sentences) == len(rows)
    assert all(sentence == sentence.strip() and "\n" not in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "body",
    [
        lambda i: f"Service {i}\t{i}\t{i + 1}",
        lambda i: f"Alder {i}\tBirch {i}\tCedar {i}",
        lambda i: f"Section {i}\t\t\nAlder\t{i}\t4",
        lambda i: f"Alder {i}\tBirch {i}\nGreen\tRed\n",
    ],
)
def test_a_long_table_is_read_in_time_proportional_to_its_length(body: object) -> None:
    assert callable(body)

    def seconds(count: int) -> float:
        document = text_file("Service\t2030\t2031\n" + "\n".join(body(i) for i in range(count)))
        rows = [line for line in document.lines if line.cells]
        begin = time.process_time()
        spell_out(document, rows)
        return time.process_time() - begin

    assert seconds(8000) < 10 * seconds(2000) + 0.2


def pdf(
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    align: Sequence[str],
    heads: int = 1,
    v_align: VAlign = VAlign.M,
    before: str = "",
) -> Document:
    """A PDF with one table whose head is bold and stands on each page; a row of one cell spans the table, in bold."""
    paper = FPDF()
    paper.core_fonts_encoding = "cp1252"
    paper.add_page()
    paper.set_font("Helvetica", size=10)
    if before:
        paper.multi_cell(0, 5, before, new_x="LMARGIN", new_y="NEXT")
    with paper.table(
        col_widths=tuple(widths),
        text_align=tuple(align),
        num_heading_rows=heads,
        v_align=v_align,
        line_height=5,
        padding=1,
        repeat_headings=TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE,
    ) as table:
        for row in rows:
            made = table.row()
            if len(row) == 1:
                made.cell(row[0], colspan=len(widths), style=FontFace(emphasis="BOLD"))
            else:
                for cell in row:
                    made.cell(cell)
    return read_document("a.pdf", bytes(paper.output()))


BUDGET = [
    ["£000", "Original Budget", "Forecast Outturn for the Year", "Variance fav / (adverse)"],
    ["Highways"],
    ["Salaries", "12,450", "12,610", "(160)"],
    ["Winter maintenance and gritting of the principal roads, with their bridges", "50", "1,200", "250"],
    ["Total Highways", "13,900", "13,810", "90"],
    ["Libraries"],
    ["Books", "300", "305", "(5)"],
]


@pytest.mark.parametrize("v_align", [VAlign.M, VAlign.T, VAlign.B])
@pytest.mark.parametrize("align", [["LEFT"] * 4, ["LEFT", "RIGHT", "RIGHT", "RIGHT"], ["LEFT"] + ["CENTER"] * 3])
def test_a_budget_in_a_pdf_is_read_however_its_cells_are_set(align: list[str], v_align: VAlign) -> None:
    document = pdf(BUDGET, [60, 30, 40, 40], align, v_align=v_align, before=ALDER)
    assert rows_of(document) == [
        "Highways, Salaries: Original Budget 12,450 £000; Forecast Outturn for the Year 12,610 £000;"
        " Variance fav / (adverse) (160) £000.",
        "Highways, Winter maintenance and gritting of the principal roads, with their bridges:"
        " Original Budget 50 £000; Forecast Outturn for the Year 1,200 £000; Variance fav / (adverse) 250 £000.",
        "Highways, Total Highways: Original Budget 13,900 £000; Forecast Outturn for the Year 13,810 £000;"
        " Variance fav / (adverse) 90 £000.",
        "Libraries, Books: Original Budget 300 £000; Forecast Outturn for the Year 305 £000;"
        " Variance fav / (adverse) (5) £000.",
    ]


def test_an_action_tracker_in_a_pdf_keeps_the_lines_of_a_cell_together() -> None:
    action = "Write to the Minister about the funding formula, and report the reply to the next meeting of the Panel"
    tracker = [
        ["No", "Action", "Owner", "Due", "Status"],
        ["1", action, "Cllr Ann Alder", "May 2031", "Open"],
        ["2", "Circulate the figures", "Ms Cecily Cedar, Head of Highways and Bridges", "", "Closed"],
    ]
    assert rows_of(pdf(tracker, [10, 60, 40, 25, 25], ["LEFT"] * 5)) == [
        f"No 1: Action {action}; Owner Cllr Ann Alder; Due May 2031; Status Open.",
        "No 2: Action Circulate the figures; Owner Ms Cecily Cedar, Head of Highways and Bridges; Status Closed.",
    ]


def test_themes_and_their_details_in_a_pdf_are_a_table_though_each_row_is_half_prose() -> None:
    themes = [["Theme", "Detail"], ["Roads", f"{ALDER} {BIRCH}"], ["Waste", ALDER], ["Litter", BIRCH]]
    assert rows_of(pdf(themes, [30, 130], ["LEFT", "LEFT"])) == [
        f"Theme Roads: Detail {ALDER} {BIRCH}",
        f"Theme Waste: Detail {ALDER}",
        f"Theme Litter: Detail {BIRCH}",
    ]


def test_a_table_of_a_pdf_goes_on_over_its_pages() -> None:
    wards = [["Ward", "Crimes", "Change"], *([f"Ward {i}", f"{i * 37:,}", f"{i}%"] for i in range(120))]
    document = pdf(wards, [60, 40, 40], ["LEFT", "RIGHT", "RIGHT"])
    assert len(document.pages) > 2
    assert rows_of(document) == [f"Ward {i}: Crimes {i * 37:,}; Change {i}%." for i in range(120)]


def test_attendance_and_risks_in_a_pdf_leave_empty_cells_out() -> None:
    grid = [
        ["Member", "4 May", "6 July", "7 Sept"],
        ["Cllr Ann Alder", "Present", "", "Present"],
        ["Cllr Basil Birch", "", "Apologies", ""],
    ]
    assert rows_of(pdf(grid, [50, 30, 30, 30], ["LEFT", "CENTER", "CENTER", "CENTER"])) == [
        "Member Cllr Ann Alder: 4 May Present; 7 Sept Present.",
        "Member Cllr Basil Birch: 6 July Apologies.",
    ]
