"""Definitions of acronyms, as the papers of the fictional county of Northshire write them."""

import time

import pytest
from fpdf import FPDF

from corpus import Definition, Document, find_definitions, read_document, resolve
from corpus.document import Line
from tests.corpus.papers import text_file


def pairs(text: str, name: str = "paper.txt") -> list[tuple[str, str]]:
    """Short and long forms of the definitions in a text file."""
    return [(found.short, found.long) for found in find_definitions(text_file(text, name))]


# --- what is one ---


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("It is called Right Time, Right Place (RTRP).", "RTRP", "Right Time, Right Place"),
        ("This paper is on the County Online Desk (COD) platform.", "COD", "County Online Desk"),
        ("Priority 1: ‘Cut Crime and Anti-Social Behaviour (ASB)’", "ASB", "Anti-Social Behaviour"),
        ("The Chair and the Chief Constable (CC) agreed.", "CC", "Chief Constable"),
        ("Violence Against Women & Girls (VAWG)", "VAWG", "Violence Against Women & Girls"),
        ("a minute on violence against women and girls (VAWG);", "VAWG", "violence against women and girls"),
        ("and the new Out-of-Court Disposals (OoCD) panel", "OoCD", "Out-of-Court Disposals"),
        (
            "by the Office of the Police and Crime Commissioner (OPCC) alone",
            "OPCC",
            "Office of the Police and Crime Commissioner",
        ),
        ("Rape and Serious Sexual Offences (RASSO)", "RASSO", "Rape and Serious Sexual Offences"),
        (
            "as His Majesty's Inspectorate of Constabulary and Fire & Rescue Services (HMICFRS) found",
            "HMICFRS",
            "His Majesty's Inspectorate of Constabulary and Fire & Rescue Services",
        ),
        ("one Special Point of Contact (SPOC) a school", "SPOC", "Special Point of Contact"),
        ("held under section 136 (S136)", "S136", "section 136"),
        ("held under section 136 of the Mental Health Act (s136)", "s136", "section 136"),
        ("the Police Reform Act 2002 (PRA)", "PRA", "Police Reform Act 2002"),
        ("the Police and Criminal Evidence Act 1984 (PACE)", "PACE", "Police and Criminal Evidence Act 1984"),
        ("the Department for Transport (DfT)", "DfT", "Department for Transport"),
        ("and health-based places of safety (HBPoS)", "HBPoS", "health-based places of safety"),
        ("the Veterans in Custody Officer (ViCO)", "ViCO", "Veterans in Custody Officer"),
        ("the new fly-tipping task and finish group (FT&FG)", "FT&FG", "fly-tipping task and finish group"),
        ("Antisocial Behaviour (ASB)", "ASB", "Antisocial Behaviour"),
        ("with forces of the Southwest (SW)", "SW", "Southwest"),
        ("from BrightShore Commercial (BSC)", "BSC", "BrightShore Commercial"),
        ("the NHS England (NHSE) grant", "NHSE", "NHS England"),
        ("The Special Educational Needs Coordinator (SENCO)", "SENCO", "Special Educational Needs Coordinator"),
        ("South West Regional Crime Unit (SW RCU)", "SW RCU", "South West Regional Crime Unit"),
        ("the towns of Ashford, Birch and Cole (ABC)", "ABC", "Ashford, Birch and Cole"),
        ("the Investment and Innovation Forum (IIF)", "IIF", "Investment and Innovation Forum"),
        (
            "the Police and Crime Commissioner for Alder, Northshire and the Isles of Birch (PCC)",
            "PCC",
            "Police and Crime Commissioner",
        ),
        (
            "the Office of the Northshire Police and Crime Commissioner (OPCC)",
            "OPCC",
            "Office of the Northshire Police and Crime Commissioner",
        ),
        ("The Northshire Police and Crime Commissioner’s (PCC) work", "PCC", "Police and Crime Commissioner"),
        ("CUT CRIME AND ANTI-SOCIAL BEHAVIOUR (ASB)", "ASB", "ANTI-SOCIAL BEHAVIOUR"),
    ],
)
def test_a_long_form_and_its_letters_in_brackets_are_a_definition(text: str, short: str, long: str) -> None:
    assert pairs(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "the Violence Reduction Unit (‘VRU’)",
        "the Violence Reduction Unit (the “VRU”)",
        "the Violence Reduction Unit [VRU]",
        "the Violence Reduction Unit (also known as the VRU)",
        "the Violence Reduction Unit (hereafter: VRU)",
        "the Violence Reduction Unit (V.R.U.)",
        "the Violence Reduction Unit’s (VRU’s)",
        "the Violence Reduction Unit (VRU, formerly the Knife Squad)",
        "the Violence Reduction Unit (VRU or Unit)",
        "the Violence Reduction Unit, or VRU, was praised",
        "the Violence Reduction Unit – VRU – was praised",
        "the VRU (Violence Reduction Unit) was praised",
        "the VRU (the Violence Reduction Unit) was praised",
        "the VRU – Violence Reduction Unit – was praised",
        "VRU: Violence Reduction Unit",
        "VRU = Violence Reduction Unit",
        "• VRU Violence Reduction Unit",
        "VRU\n\nViolence Reduction Unit\n\nIt is the county's own.",
        "VRU\tViolence Reduction Unit",
        "Violence Reduction Unit\tVRU",
        "| Team | VRU | the Violence Reduction Unit, set up in May |",
        "**Violence Reduction Unit** (**VRU**)",
        "**V**iolence **R**eduction **U**nit (VRU)",
        "_Violence Reduction Unit_ (VRU)",
        "the <u>Violence</u> Reduction Unit (VRU)",
        "[Violence Reduction Unit](https://example.org/vru) (VRU)",
        "[Violence Reduction Unit \\(VRU\\)](#)",
        "the Violence\nReduction Unit\n(VRU)",
        "the Violence\r\nReduction   Unit (VRU)",
    ],
)
def test_the_same_definition_is_written_in_many_ways(text: str) -> None:
    assert pairs(text, "paper.md") == [("VRU", "Violence Reduction Unit")]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Independent Sexual Violence Advisors (ISVAs)", "ISVA", "Independent Sexual Violence Advisors"),
        ("Independent Sexual Violence Advisors (ISVA’s)", "ISVA", "Independent Sexual Violence Advisors"),
        ("all Business Improvement Districts (BIDS)", "BID", "Business Improvement Districts"),
        ("the Standards of Service (SOS)", "SOS", "Standards of Service"),
    ],
)
def test_a_short_form_is_given_in_the_singular(text: str, short: str, long: str) -> None:
    assert pairs(text) == [(short, long)]


def test_a_hyphen_at_a_line_end_joins_the_halves() -> None:
    assert pairs("Anti-\nSocial Behaviour (ASB)") == [("ASB", "Anti-Social Behaviour")]


def test_a_list_of_abbreviations_defines_each() -> None:
    assert pairs(
        "ABBREVIATIONS: ASB – Anti-Social Behaviour; BWV – Body Worn Video\n\n"
        "GLOSSARY\n"
        "CC – Chief Constable\n"
        "LRF – Local Resilience\nForum\n"
        "RTRP - Right Time, Right Place\n"
        "TU: Tasking Unit or Training Unit\n"
    ) == [
        ("ASB", "Anti-Social Behaviour"),
        ("BWV", "Body Worn Video"),
        ("CC", "Chief Constable"),
        ("LRF", "Local Resilience Forum"),
        ("RTRP", "Right Time, Right Place"),
        ("TU", "Tasking Unit"),
    ]


def test_the_rows_of_a_pdf_s_glossary_are_definitions() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    with pdf.table(col_widths=(30, 150)) as table:
        for cells in [
            ("Acronym", "Meaning"),
            ("ASB", "Anti-Social Behaviour"),
            ("CC", "Chief Constable"),
            ("LRF", "Local Resilience Forum, which brings together the services of a county " + "in a flood " * 8),
        ]:
            table.row(cells)
    found = find_definitions(read_document("glossary.pdf", bytes(pdf.output())))
    assert [(definition.short, definition.long) for definition in found] == [
        ("ASB", "Anti-Social Behaviour"),
        ("CC", "Chief Constable"),
        ("LRF", "Local Resilience Forum"),
    ]


# --- what is none ---


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Ann Alder (Chair)",
        "Cllr A Alder (ABC Council)",
        "Cllr Lena Dale (LD)",
        "Cllr Ben Cole (Lib.), Cllr Cara Dean (Con), Cllr Dan Elm (Lab)",
        "Ben Cooper (BCP), Ann Alder (UK)",
        "Recorded hate crime 23/24 (YTD) +7.1% (+23)",
        "in the year (2023)",
        "Recommendation 1 (R1)",
        "Improvement Initiatives (II)",
        "Memorandum (MEMO)",
        "Conservative (CON), Councillor (CLLR)",
        "what the Unit learnt from its outcomes (PCC)",
        "Violence Reduction. Unit (VRU)",
        "Violence Reduction\n\nUnit (VRU)",
        "Violence\tReduction Unit (VRU)",
        "Julie Ash (OPCC Chief Finance Officer)",
        "Julie Ash (Chief Executive, OPCC)",
        "the Planning (Wales) Act",
        "ADQ.\tADQ.",
        "Ann Alder AM: At the moment, nobody knows.",
        "the “C & F Act 2014” or “CAFA”",
        "as heard by the PCC, VRU, ASB and CSP",
    ],
)
def test_brackets_that_define_nothing_are_let_be(text: str) -> None:
    assert pairs(text) == []


# --- where it stands, and how often ---


def test_offsets_run_from_the_long_form_to_past_the_bracket() -> None:
    text = "The **County\nOnline Desk** (COD, the Desk) opened; LRF did not. Ask the ASB (Anti-Social Behaviour) team."
    first, second = find_definitions(text_file(text, "paper.md"))
    assert text[first.start : first.end] == "County\nOnline Desk** (COD, the Desk)"
    assert first == Definition("COD", "County Online Desk", 6, 42)
    assert text[second.start : second.end] == "ASB (Anti-Social Behaviour)"


def test_each_definition_is_given_once_in_the_order_of_the_text() -> None:
    text = "Body Worn Video (BWV). Chief Constable (CC). Body Worn Video (BWV). Best Westshire Value (BWV)."
    assert pairs(text) == [
        ("BWV", "Body Worn Video"),
        ("CC", "Chief Constable"),
        ("BWV", "Best Westshire Value"),
    ]


@pytest.mark.parametrize("unit", [" ", "(", ")", "()", "A", "A ", "(A", "*", "[", "](", "_", "<", "A’", "\n", "AB ("])
def test_a_megabyte_of_anything_takes_seconds(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    document = Document("paper.txt", "text", text, (Line(0, len(text)),))
    started = time.perf_counter()
    assert find_definitions(document) == ()
    assert time.perf_counter() - started < 30  # a quadratic search takes hours


# --- what a short form stands for ---

ROWS = [
    ("may.pdf", "SPA", "Special Protection Areas"),
    ("may.pdf", "CC", "Chief Constable"),
    ("june.pdf", "SPA", "Special Protection Area"),
    ("july.pdf", "SPA", "SPECIAL PROTECTION AREA"),
    ("july.pdf", "SPA", "Single Point of Access"),
    ("august.pdf", "SPA", "Special Protection Area"),
    ("august.pdf", "SPA", "Alder Parks Society"),
]


def test_what_most_documents_mean_comes_first_and_ties_go_by_name() -> None:
    assert resolve(ROWS, "SPA") == ("Special Protection Area", "Alder Parks Society", "Single Point of Access")


def test_what_the_document_itself_means_comes_before_what_others_mean() -> None:
    assert resolve(ROWS, "SPA", "july.pdf")[:2] == ("Special Protection Area", "Single Point of Access")
    assert resolve(ROWS, "SPA", "may.pdf")[0] == "Special Protection Area"
    assert resolve([("a", "CC", "Crown Court"), ("b", "CC", "Chief Constable")], "CC", "a")[0] == "Crown Court"


def test_the_case_the_plural_and_the_possessive_of_what_is_asked_do_not_matter() -> None:
    assert resolve(ROWS, "spa") == resolve(ROWS, "SPAs") == resolve(ROWS, "SPA’s") == resolve(ROWS, "SPA")


def test_a_short_form_nobody_defines_stands_for_nothing() -> None:
    assert resolve(ROWS, "VRU") == ()
