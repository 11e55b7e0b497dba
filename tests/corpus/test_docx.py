import io
import struct
import zipfile
from datetime import date

import docx
import pytest
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, PaperError, PaperKind, read_document, read_passages
from corpus.docx import read_docx
from corpus.ooxml import LARGEST
from tests.corpus.papers import ALDER, BIRCH, CEDAR, LIMIT, cheap, make_docx, make_pdf, p, r, table

BOLD = "<w:b/>"


def numbered(list_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def level(at: int, style: str, text: str, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/>'
        "</w:lvl>"
    )


def lists(*definitions: str, more: str = "") -> str:
    """List definitions, each with a list of its own, both numbered from 1."""
    defined = "".join(f'<w:abstractNum w:abstractNumId="{i}">{d}</w:abstractNum>' for i, d in enumerate(definitions, 1))
    used = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(1, len(definitions) + 1)
    )
    return defined + used + more


REPORT = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "(%3)")
BULLETS = level(0, "bullet", "&#xF0B7;") + level(1, "bullet", "o")


def words(document: Document) -> list[str]:
    return [document.slice(line) for line in document.lines]


def read(*body: str, numbering: str = "", styles: str = "", footnotes: str = "", endnotes: str = "") -> Document:
    content = make_docx(*body, numbering=numbering, styles=styles, footnotes=footnotes, endnotes=endnotes)
    return read_docx("paper.docx", content)


def marks(sequence: list[tuple[int, int]], numbering: str) -> list[str]:
    """The marks of paragraphs of these lists and levels."""
    document = read(*(p("word", props=numbered(*place)) for place in sequence), numbering=numbering)
    return [line.removesuffix("word").strip() for line in words(document)]


# The text and its lines


def test_each_paragraph_is_a_line_and_a_blank_line_stands_between_two() -> None:
    document = read(p("The Chair’s report – £2m"), p(""), p("  “As   agreed” "))
    assert document.text == "The Chair’s report – £2m\n\n“As agreed”"
    assert words(document) == ["The Chair’s report – £2m", "“As agreed”"]
    assert (document.kind, document.pages) == ("docx", ())


def test_a_line_break_parts_the_lines_of_one_paragraph() -> None:
    document = read(p("County Hall", "<w:r><w:br/></w:r>", "Alderton"))
    assert document.text == "County Hall\nAlderton"
    assert [line.gap for line in document.lines] == [True, False]


def test_headings_tell_their_level_and_keep_to_one_line() -> None:
    file = docx.Document()
    for heading, depth in [("Minutes", 0), ("Roads", 1), ("Mill\nLane", 3)]:
        file.add_heading(heading, depth)
    content = io.BytesIO()
    file.save(content)
    document = read_docx("a.docx", content.getvalue())
    assert [(words, line.level) for words, line in zip(words(document), document.lines, strict=True)] == [
        ("Minutes", 1),
        ("Roads", 1),
        ("Mill Lane", 3),
    ]


@pytest.mark.parametrize(
    ("style", "level"),
    [
        ('<w:name w:val="Council Item"/><w:basedOn w:val="Heading2"/>', 2),
        ('<w:name w:val="heading 4,H4"/>', 4),
        ('<w:name w:val="Council Item"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr>', 3),
        ('<w:name w:val="Council Para"/><w:basedOn w:val="Heading2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>', 0),
        ('<w:name w:val="Based on itself"/><w:basedOn w:val="Own"/>', 0),
    ],
)
def test_a_style_of_any_name_is_a_heading_where_it_is_based_on_one_or_says_so(style: str, level: int) -> None:
    document = read(p("Roads", style="Own"), styles=f'<w:style w:type="paragraph" w:styleId="Own">{style}</w:style>')
    assert document.lines[0].level == level


def test_size_and_weight_come_from_the_run_or_its_styles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/><w:rPr><w:b/><w:sz w:val="30"/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Derived"><w:name w:val="Derived"/>'
        '<w:basedOn w:val="Base"/><w:rPr><w:sz w:val="25"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Mild"><w:name w:val="Mild"/><w:rPr><w:b w:val="0"/></w:rPr></w:style>'
    )
    document = read(
        p("Roads"),
        p("Roads", style="Derived"),
        p(r("Roads", '<w:rStyle w:val="Mild"/>'), style="Derived"),
        p(r("Roads", BOLD), " and bridges"),
        p(r("Roads ", BOLD), r("and", BOLD + '<w:sz w:val="40"/>'), "  "),
        styles=styles,
    )
    assert [(line.size, line.bold) for line in document.lines] == [
        (11, False),
        (12.5, True),
        (12.5, False),
        (11, False),
        (20, True),
    ]


def test_lines_of_one_paragraph_in_another_type_are_blocks_of_their_own() -> None:
    document = read(p(r("Apologies", BOLD), "<w:r><w:br/></w:r>", "Cllr Alder sent apologies."))
    assert [(line.bold, line.gap) for line in document.lines] == [(True, True), (False, True)]


# Numbers


def test_paragraphs_are_numbered_as_word_numbers_them() -> None:
    sequence = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 0), (1, 1), (1, 2)]
    assert marks(sequence, lists(REPORT)) == ["1.", "1.1", "1.2", "(a)", "(b)", "2.", "2.1", "(a)"]


@pytest.mark.parametrize(
    ("style", "text", "start", "expected"),
    [
        ("decimal", "%1)", 9, ["9)", "10)"]),
        ("decimalZero", "%1", 9, ["09", "10"]),
        ("lowerLetter", "%1.", 26, ["z.", "aa."]),
        ("upperLetter", "(%1)", 1, ["(A)", "(B)"]),
        ("lowerRoman", "%1.", 3, ["iii.", "iv."]),
        ("upperRoman", "Part %1", 9, ["Part IX", "Part X"]),
        ("ordinal", "%1", 11, ["11th", "12th"]),
        ("ordinal", "%1", 21, ["21st", "22nd"]),
        ("cardinalText", "%1.", 1, ["1.", "2."]),
        ("bullet", "&#xF0B7;", 1, ["-", "-"]),
        ("none", "Resolved:", 1, ["Resolved:", "Resolved:"]),
        ("none", "", 1, ["", ""]),
    ],
)
def test_numbers_are_written_in_the_style_of_their_level(
    style: str, text: str, start: int, expected: list[str]
) -> None:
    assert marks([(1, 0), (1, 0)], lists(level(0, style, text, start=start))) == expected


def test_lists_of_one_definition_go_on_from_each_other_and_one_that_says_so_starts_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="1"/>{override}</w:num>'
    )
    sequence = [(1, 0), (2, 0), (3, 0), (3, 1), (3, 0), (1, 0)]
    assert marks(sequence, lists(REPORT, more=more)) == ["1.", "2.", "7.", "7.1", "8.", "9."]


def test_a_list_can_put_another_level_in_place_of_its_definitions() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "lowerRoman", "(%1)", start=4)}</w:lvlOverride>'
    more = f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{override}</w:num>'
    assert marks([(2, 0), (2, 0)], lists(REPORT, more=more)) == ["(iv)", "(v)"]


def test_a_level_starts_again_only_after_the_levels_it_names() -> None:
    deep = level(1, "decimal", "%1.%2") + level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>')
    never = level(3, "decimal", "%4]", more='<w:lvlRestart w:val="0"/>')
    sequence = [(1, 0), (1, 1), (1, 2), (1, 3), (1, 1), (1, 2), (1, 3), (1, 0), (1, 2), (1, 3)]
    expected = ["1.", "1.1", "1)", "1]", "1.2", "2)", "2]", "2.", "1)", "3]"]
    assert marks(sequence, lists(level(0, "decimal", "%1.") + deep + never)) == expected


def test_figures_can_be_asked_for_whatever_the_style_of_the_levels_above() -> None:
    definition = level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
    assert marks([(1, 0), (1, 1)], lists(definition)) == ["I", "1.1"]


def test_a_level_whose_outer_level_has_no_number_yet_counts_from_its_start() -> None:
    assert marks([(1, 1), (1, 1), (1, 0)], lists(REPORT)) == ["1.1", "1.2", "1."]


def test_numbers_come_from_styles_too_and_a_paragraph_can_refuse_them() -> None:
    numbering = lists(
        level(0, "decimal", "%1.", more='<w:pStyle w:val="Item"/>')
        + level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Para"/>')
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{more}</w:style>'
        for name, more in [
            ("Item", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
            ("Para", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
            ("Small", '<w:basedOn w:val="Para"/>'),
        ]
    )
    body = [p("a", style="Item"), p("b", style="Para"), p("c", style="Small"), p("d", style="Para", props=numbered(0))]
    assert words(read(*body, numbering=numbering, styles=styles)) == ["1. a", "1.1 b", "1.2 c", "d"]


def test_a_definition_can_be_kept_under_the_name_of_a_list_style() -> None:
    kept = '<w:styleLink w:val="CouncilList"/>' + REPORT
    assert marks([(2, 0), (2, 1)], lists(kept, '<w:numStyleLink w:val="CouncilList"/>')) == ["1.", "1.1"]


def test_items_of_lists_tell_their_depth_and_numbered_headings_their_level() -> None:
    body = [
        p("Roads", style="Heading2", props=numbered(1, 1)),
        p("to mend", props=numbered(2)),
        p("to shut", props=numbered(2, 1)),
        p("No item"),
    ]
    document = read(*body, numbering=lists(REPORT, BULLETS))
    assert words(document) == ["1.1 Roads", "- to mend", "- to shut", "No item"]
    assert [(line.level, line.depth) for line in document.lines] == [(2, 0), (0, 1), (0, 2), (0, 0)]


def test_an_empty_paragraph_takes_a_number_as_in_word_but_gives_no_line() -> None:
    body = [p("a", props=numbered(1)), p("", props=numbered(1)), p("c", props=numbered(1))]
    assert words(read(*body, numbering=lists(REPORT))) == ["1. a", "3. c"]


# What is read and what is not


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ('<w:ins w:id="1"><w:r><w:t>in</w:t></w:r></w:ins>', "in"),
        ('<w:del w:id="1"><w:r><w:delText>out</w:delText></w:r></w:del>', ""),
        ('<w:moveFrom w:id="1"><w:r><w:t>from</w:t></w:r></w:moveFrom>', ""),
        ('<w:moveTo w:id="1"><w:r><w:t>to</w:t></w:r></w:moveTo>', "to"),
        ("<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>", "link"),
        ('<w:fldSimple w:instr="DATE"><w:r><w:t>today</w:t></w:r></w:fldSimple>', "today"),
        ("<w:r><w:instrText>PAGEREF x</w:instrText></w:r>", ""),
        ("<w:sdt><w:sdtContent><w:r><w:t>control</w:t></w:r></w:sdtContent></w:sdt>", "control"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here</w:t></w:r></w:sdtContent>"
            "</w:sdt>",
            "",
        ),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>", ""),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/></w:r>", "co-op"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ("<w:r><w:commentReference/></w:r>", ""),
        ("<w:customXml><w:smartTag><w:r><w:t>tagged</w:t></w:r></w:smartTag></w:customXml>", "tagged"),
    ],
)
def test_a_paragraph_is_read_as_it_is_shown_with_changes_accepted(inner: str, expected: str) -> None:
    assert words(read(p("[", inner, "]"))) == [f"[{expected}]"]


def test_a_paragraph_whose_end_is_deleted_runs_on_into_the_next() -> None:
    body = [p("The Panel", props='<w:rPr><w:del w:id="1"/></w:rPr>'), p(" agreed."), p("Next.")]
    assert words(read(*body)) == ["The Panel agreed.", "Next."]
    assert words(read(body[0])) == ["The Panel"]


@pytest.mark.parametrize("change", ["del", "moveFrom"])
def test_a_paragraph_that_is_deleted_takes_no_number(change: str) -> None:
    gone = f'<w:{change} w:id="1"><w:r><w:t>gone</w:t></w:r></w:{change}>'
    mark = f'<w:rPr><w:{change} w:id="2"/></w:rPr>'
    body = [p("a", props=numbered(1)), p(gone, props=numbered(1) + mark), p("b", props=numbered(1))]
    assert words(read(*body, numbering=lists(REPORT))) == ["1. a", "2. b"]


def test_a_deleted_row_is_left_out() -> None:
    rows = table(["Theft", "310"], ["Arson", "7"]).replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="1"/></w:trPr>', 1)
    assert words(read(rows)) == ["Arson\t7"]


def test_content_controls_around_paragraphs_tables_rows_and_cells_are_opened() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    cell = f"<w:tc>{p('Arson')}</w:tc>"
    row = f"<w:tr>{control(cell)}<w:tc>{p('7')}</w:tc></w:tr>"
    body = control(p("Roads") + control(p("Bridges")) + f"<w:tbl>{control(row)}</w:tbl>")
    assert words(read(body)) == ["Roads", "Bridges", "Arson\t7"]


def test_a_table_of_contents_is_left_out() -> None:
    toc = '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    control = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('Contents')}</w:sdtContent></w:sdt>"
    assert words(read(control, p("1. Roads 4", style="TOC1"), p("1. Roads"), styles=toc)) == ["1. Roads"]


def test_a_text_box_is_read_once_after_the_paragraph_it_is_fixed_to() -> None:
    box = f"<w:txbxContent>{p('In the box')}{table(['Theft', '310'])}</w:txbxContent>"
    drawing = f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
    again = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback>{again}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    expected = ["Before it", "In the box", "Theft\t310", "After it"]
    assert words(read(p(both, "Before it"), p("After it"))) == expected
    assert words(read(p(f"<w:r>{again}</w:r>", "Before it"), p("After it"))) == expected
    grouped = f"<w:r><w:drawing>{both.removeprefix('<w:r>').removesuffix('</w:r>')}</w:drawing></w:r>"
    assert words(read(p(grouped, "Before it"), p("After it"))) == expected


def note(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def test_notes_follow_their_paragraph_with_their_numbers() -> None:
    footnotes = (
        f'<w:footnote w:type="separator" w:id="-1">{p("line")}</w:footnote>'
        f'<w:footnote w:id="8">{p("Second.")}</w:footnote><w:footnote w:id="9">{p(" First.")}{p("More.")}</w:footnote>'
    )
    endnotes = f'<w:endnote w:id="1">{p("At the end.")}</w:endnote>'
    document = read(
        p("Theft", note("footnote", 9), " fell", note("endnote", 1), "."),
        p("Arson rose.", note("footnote", 8)),
        footnotes=footnotes,
        endnotes=endnotes,
    )
    assert words(document) == ["Theft fell.", "[1] First.", "More.", "[i] At the end.", "Arson rose.", "[2] Second."]


def test_notes_of_a_table_follow_it() -> None:
    footnotes = f'<w:footnote w:id="1">{p("To March.")}</w:footnote>'
    rows = table(["Theft", p("310", note("footnote", 1))], ["Arson", "7"])
    assert words(read(rows, p("After"), footnotes=footnotes)) == ["Theft\t310", "Arson\t7", "[1] To March.", "After"]


def test_headers_and_footers_are_left_out() -> None:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Northshire Police and Crime Panel"
    file.sections[0].footer.paragraphs[0].text = "Page 4"
    file.add_paragraph("Roads")
    content = io.BytesIO()
    file.save(content)
    assert words(read_docx("a.docx", content.getvalue())) == ["Roads"]


# Tables


def cells(document: Document) -> list[list[tuple[str, float]]]:
    return [[(document.text[c.start : c.end], c.left) for c in line.cells] for line in document.lines]


def test_rows_of_a_table_stand_right_under_each_other_with_their_cells() -> None:
    document = read(p("Figures"), table(["Offence", "2021", "2022"], ["Theft", "", "290"], ["", "", ""]), p("After"))
    assert document.text == "Figures\n\nOffence\t2021\t2022\nTheft\t290\n\nAfter"
    assert cells(document)[1:3] == [[("Offence", 0), ("2021", 1), ("2022", 2)], [("Theft", 0), ("290", 2)]]
    assert [line.gap for line in document.lines] == [True, True, False, True]


def test_merged_cells_are_read_once_at_their_first_column() -> None:
    file = docx.Document()
    rows = file.add_table(3, 4)
    for i, row in enumerate(rows.rows):
        for j, cell in enumerate(row.cells):
            cell.text = f"{i}{j}"
    rows.cell(0, 1).merge(rows.cell(0, 2)).text = "wide"
    rows.cell(1, 0).merge(rows.cell(2, 0)).text = "tall"
    content = io.BytesIO()
    file.save(content)
    document = read_docx("a.docx", content.getvalue())
    assert cells(document) == [
        [("00", 0), ("wide", 1), ("03", 3)],
        [("tall", 0), ("11", 1), ("12", 2), ("13", 3)],
        [("21", 1), ("22", 2), ("23", 3)],
    ]


def test_words_left_in_a_cell_that_a_merged_one_covers_are_not_shown() -> None:
    covered = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('covered')}</w:tc>"
    rows = table(["Theft", "310"], ["Arson", "7"]).replace(f"<w:tc>{p('Arson')}</w:tc>", covered)
    assert cells(read(rows)) == [[("Theft", 0), ("310", 1)], [("7", 1)]]


def test_a_cell_of_two_short_paragraphs_is_on_one_line() -> None:
    document = read(table(["Theft", p("310") + p("(290)")], ["Arson", "7"], ["Fraud", "3"]))
    assert words(document)[0] == "Theft\t310 (290)"


def test_a_table_of_one_column_is_read_as_paragraphs() -> None:
    document = read(table([p("Recommendations", style="Heading2") + p("That the report be noted.")], [ALDER]))
    assert words(document) == ["Recommendations", "That the report be noted.", ALDER]
    assert [line.level for line in document.lines] == [2, 0, 0]
    assert not any(line.cells for line in document.lines)


def test_minutes_laid_out_in_a_table_are_read_as_items_and_paragraphs() -> None:
    number = p("", props=numbered(1))
    rows = table(
        ["Item", "Minute", "Action"],
        [number, p(r("Apologies", BOLD)) + p("None."), ""],
        [number, p(r("Roads", BOLD)) + p(ALDER) + p(BIRCH), "AA"],
    )
    document = read(rows, numbering=lists(REPORT))
    assert words(document) == ["1. Apologies", "None.", "2. Roads", ALDER, BIRCH, "Action: AA"]
    assert [line.level for line in document.lines] == [1, 0, 1, 0, 0, 0]


def test_headings_in_an_item_stand_under_its_title() -> None:
    rows = table(["1.", p(r("Roads", BOLD)) + p("Bridges", style="Heading1") + p(ALDER)])
    document = read(p("Minutes", style="Heading1"), rows)
    assert [(words, line.level) for words, line in zip(words(document), document.lines, strict=True)][:3] == [
        ("Minutes", 1),
        ("1. Roads", 2),
        ("Bridges", 3),
    ]


def test_a_table_in_a_table_is_read_as_a_table() -> None:
    document = read(table([p("Figures") + table(["Theft", "310"], ["Arson", "7"]) + p("")]))
    assert words(document) == ["Figures", "Theft\t310", "Arson\t7"]
    assert [len(line.cells) for line in document.lines] == [0, 2, 2]


def test_a_table_of_data_keeps_its_rows_whatever_one_cell_holds() -> None:
    document = read(table(["Theft", "310", "290", p(ALDER) + p(BIRCH)], ["Arson", "7", "4", "None."]))
    assert words(document) == [f"Theft\t310\t290\t{ALDER} {BIRCH}", "Arson\t7\t4\tNone."]


def test_columns_typed_with_tabs_are_rows_and_a_tab_in_prose_is_a_space() -> None:
    def tabbed(*fields: str) -> str:
        return p("<w:r><w:tab/></w:r>".join(r(field) for field in fields))

    document = read(
        tabbed("Theft", "310", "290"), tabbed("Arson", "7", "4"), tabbed("1.", "Apologies"), tabbed("", ALDER)
    )
    assert document.text == f"Theft\t310\t290\nArson\t7\t4\n\n1. Apologies\n\n{ALDER}"
    assert [len(line.cells) for line in document.lines] == [3, 3, 0, 0]


# Files that cannot be read


@pytest.mark.parametrize("content", [make_pdf([ALDER]), b"{\\rtf1 Roads}", b"<html><p>Roads</p></html>", b"\0" * 64])
def test_what_is_no_package_is_refused_whatever_its_name_says(content: bytes) -> None:
    with pytest.raises(PaperError, match=r"not a Word document"):
        read_document("minutes.docx", content)


def package(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def test_a_package_of_another_kind_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(make_docx(p("Roads")))) as word:
        members = [(name, word.read(name)) for name in word.namelist()]
    workbook = [(name, content.replace(b"wordprocessingml.document.main", b"other")) for name, content in members]
    for content in (package(("mimetype", b"text")), package(), package(*workbook)):
        with pytest.raises(PaperError, match="not a Word document"):
            read_docx("a.docx", content)


def test_an_old_word_document_and_a_locked_one_are_told_apart() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    with pytest.raises(PaperError, match=r"old Word document \(\.doc\)"):
        read_docx("a.docx", old + "WordDocument".encode("utf-16-le"))
    with pytest.raises(PaperError, match="password"):
        read_docx("a.docx", old + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_document_cut_short_is_refused(part: float) -> None:
    content = make_docx(p(ALDER))
    with pytest.raises(PaperError, match="cut short"):
        read_docx("a.docx", content[: int(part * len(content))])


@pytest.mark.parametrize("body", ["", p(""), p("  "), table(["", ""])])
def test_a_document_without_words_is_refused(body: str) -> None:
    with pytest.raises(PaperError, match="no text"):
        read(body)


def test_an_unpacked_size_beyond_bounds_is_refused_before_it_is_unpacked() -> None:
    members = [("[Content_Types].xml", b"<Types/>" + b" " * LARGEST)]
    with pytest.raises(PaperError, match="unpacks to more"):
        read_docx("a.docx", package(*members))
    with pytest.raises(PaperError, match="unpacks to more"):
        read_docx("a.docx", package(("[Content_Types].xml", b"<Types/>"), method=zipfile.ZIP_BZIP2))


def test_a_size_that_is_not_what_the_package_says_is_refused() -> None:
    size = 5_000_000
    content = package(("[Content_Types].xml", b" " * size))
    with pytest.raises(PaperError):
        read_docx("a.docx", content.replace(struct.pack("<I", size), struct.pack("<I", 10)))


def test_pictures_and_links_to_missing_parts_do_no_harm() -> None:
    with zipfile.ZipFile(io.BytesIO(make_docx(p("Roads")))) as word:
        members = {name: word.read(name) for name in word.namelist()}
    links = "word/_rels/document.xml.rels"
    for kind in (b"image", b"footnotes"):
        link = b'<Relationship Id="%b" Type="http://x/relationships/%b" Target="NULL"/></Relationships>' % (kind, kind)
        members[links] = members[links].replace(b"</Relationships>", link)
    members["word/media/image1.png"] = b" " * (LARGEST + 1)
    assert words(read_docx("a.docx", package(*members.items()))) == ["Roads"]


CONTENT = make_docx(p(ALDER, style="Heading1"), p(BIRCH, props=numbered(1)), numbering=lists(REPORT))


@given(st.integers(0, len(CONTENT) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_is_wrong_with_a_file_is_told_in_a_sentence(at: int, damage: bytes) -> None:
    try:
        document = read_docx("a.docx", CONTENT[:at] + damage + CONTENT[at + len(damage) :])
    except PaperError:
        return
    assert document.lines


# From file to passages


def test_minutes_are_dated_and_their_passages_know_heading_and_paragraph() -> None:
    numbering = lists(
        level(0, "decimal", "%1.", more='<w:pStyle w:val="Item"/>')
        + level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Para"/>'),
        BULLETS,
    )
    # Councils number their paragraphs with heading styles too.
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="Panel {name}"/><w:basedOn w:val="{base}"/>'
        f'<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for name, base, at in [("Item", "Heading1", 0), ("Para", "Heading2", 1)]
    )
    body = [
        p(r("NORTHSHIRE POLICE AND CRIME PANEL", BOLD)),
        p(r("MINUTES OF THE MEETING HELD ON THURSDAY 2 FEBRUARY 2023", BOLD)),
        p("Apologies", style="Item"),
        p("Cllr Ann Alder sent apologies.", style="Para"),
        p("Roads and Bridges", style="Item"),
        p(ALDER, style="Para"),
        p("Members made these points:", style="Para"),
        p("the wardens had been on leave;", props=numbered(2)),
        p("the bridge was shut.", props=numbered(2)),
        table(["Road", "2022", "2023"], ["Mill Lane", "4", "9"]),
        p(CEDAR, style="Para"),
    ]
    reading = read_passages(read(*body, numbering=numbering, styles=styles), cheap, LIMIT)
    (paper,) = reading.papers
    assert (paper.kind, paper.body, paper.meeting_date) == (
        PaperKind.MINUTES,
        "Northshire Police and Crime Panel",
        date(2023, 2, 2),
    )
    told = {passage.text: passage for passage in reading.passages}
    assert told[f"2. Roads and Bridges\n\n2.1 {ALDER}"].headings == ("2. Roads and Bridges",)
    assert told[f"2. Roads and Bridges\n\n2.1 {ALDER}"].item == "2. Roads and Bridges"
    listed = next(passage for passage in reading.passages if "wardens" in passage.text)
    assert listed.text == (
        "2.2 Members made these points:\n\n- the wardens had been on leave;\n\n- the bridge was shut."
    )
    assert listed.paragraph == "2.2"
    assert told["Road\t2022\t2023\nMill Lane\t4\t9"].headings == ("2. Roads and Bridges",)


def test_headings_that_only_their_type_tells_are_found_in_word_too() -> None:
    file = docx.Document()
    for title, words in [("Roads", ALDER), ("Bridges", BIRCH)]:
        file.add_paragraph().add_run(title).font.size = Pt(16)
        file.add_paragraph(words)
    content = io.BytesIO()
    file.save(content)
    reading = read_passages(read_docx("a.docx", content.getvalue()), cheap, LIMIT)
    assert [passage.headings for passage in reading.passages] == [("Roads",), ("Bridges",)]


def test_a_column_of_actions_says_what_it_is_once_its_table_is_opened() -> None:
    number = p("", props=numbered(1))
    minute = p(r("Roads", BOLD)) + p(ALDER) + p(BIRCH)
    rows = table(["Item", "Minute", "Action by"], [number, minute, "The Chief Clerk to write"])
    title = p("Minutes of the meeting of the Northshire Panel held on 5 July 2024")
    reading = read_passages(read(title, rows, numbering=lists(REPORT)), cheap, LIMIT)
    assert [(one.kind.value, one.owner) for one in reading.outcomes] == [("action", "Chief Clerk")]
