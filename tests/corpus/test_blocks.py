from collections.abc import Sequence

import pytest

from corpus import Document, Kind, read_document
from corpus.blocks import Block, find_blocks
from corpus.headings import plain_heading
from tests.corpus.papers import ALDER, BIRCH, CEDAR, make_docx, make_pdf, p, table, text_file


def blocks(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in found(document)]


def found(document: Document) -> list[Block]:
    return find_blocks(document, document.lines)


def kind(line: str, below: str = ALDER) -> Kind:
    """What a line that stands alone in a text file, over another, is taken for."""
    return found(text_file(f"{line}\n\n{below}\n"))[0].kind


def pdf(*pages: Sequence[str]) -> Document:
    return read_document("a.pdf", make_pdf(*pages))


def test_lines_without_a_gap_are_one_paragraph() -> None:
    document = text_file("The road is shut and\nremains so.\n\nIt opens again\nin May.\n")
    assert blocks(document) == [
        (Kind.PARAGRAPH, "The road is shut and\nremains so."),
        (Kind.PARAGRAPH, "It opens again\nin May."),
    ]


def test_every_line_belongs_to_exactly_one_block() -> None:
    document = text_file(f"ROADS\n{ALDER}\n- one\n- two\n\nA\tB\nC\tD\n3.1 {BIRCH}\nand more\n")
    holders = [[b for b in found(document) if b.start <= line.start < line.end <= b.end] for line in document.lines]
    assert [len(blocks) for blocks in holders] == [1] * 8


@pytest.mark.parametrize("mark", ["-", "•", "–", "*", "1.", "12)", "(a)", "b)", "(iv)"])
def test_marked_lines_are_list_items(mark: str) -> None:
    document = text_file(f"The scheme will pay for these:\n\n{mark} roads;\n{mark} bridges.\n")
    assert [kind for kind, _ in blocks(document)] == [Kind.PARAGRAPH, Kind.ITEM, Kind.ITEM]


def test_a_list_item_runs_on_over_its_own_lines() -> None:
    document = text_file("- roads that were shut\n  over the winter\n- bridges\n")
    assert blocks(document) == [(Kind.ITEM, "- roads that were shut\n  over the winter"), (Kind.ITEM, "- bridges")]


@pytest.mark.parametrize(
    ("words", "number"),
    [("3.11 The Panel agreed.", "3.11"), ("2.4. “We” said so.", "2.4"), ("1.2.3 £2m went.", "1.2.3")],
)
def test_a_numbered_paragraph_carries_its_number(words: str, number: str) -> None:
    (block,) = found(text_file(words))
    assert (block.kind, block.number) == (Kind.NUMBERED, number)


@pytest.mark.parametrize("words", ["3.5 million was spent.", "3.11", "2021.14 The rest"])
def test_a_figure_at_the_head_of_a_line_is_no_paragraph_number(words: str) -> None:
    assert found(text_file(words))[0].number is None


def test_a_wrapped_line_that_begins_with_a_figure_stays_in_its_paragraph() -> None:
    document = text_file("The rate of theft rose to\n3.11 Per thousand, and then\n4. Something else\n")
    assert len(found(document)) == 1


def test_a_number_after_a_full_stop_opens_a_paragraph_without_a_gap() -> None:
    document = text_file("3.1 The road is shut.\n3.2 The bridge is open.\n")
    assert [block.number for block in found(document)] == ["3.1", "3.2"]


def test_rows_of_tables_are_blocks_of_their_own() -> None:
    document = text_file(f"{ALDER}\nTheft\t310\t290\n| Fraud | 3 |\n{BIRCH}\n")
    assert [kind for kind, _ in blocks(document)] == [Kind.PARAGRAPH, Kind.ROW, Kind.ROW, Kind.PARAGRAPH]


@pytest.mark.parametrize(
    "line",
    [
        "# Roads",
        "### Roads and bridges.",
        "ROADS AND BRIDGES",
        "**Roads and bridges**",
        "4. Roads and bridges",
        "Item 7 – Roads and bridges",
        "Appendix 2",
        "Priority One – Mend Roads",
        "Theme 3",
        "Roads and bridges",
    ],
)
def test_headings_of_text_files_are_known_by_their_form(line: str) -> None:
    assert kind(line) is Kind.HEADING


@pytest.mark.parametrize(
    "line",
    [
        "The road is shut.",
        "the road",
        "Clerk: clerk@northshire.example",
        "Noted",
        "Agreed by all",
        "Carried",
        "Date: Monday",
        "Tel 01632 960001",
        "Monday 14 March 2022",
        "14 March 2022",
        "20 % of Thefts",
        "310 Thefts",
        "£2m for Roads",
        "County Hall, Northshire NS1 2AB",
        ALDER.rstrip("."),
    ],
)
def test_short_lines_that_open_nothing_are_no_headings(line: str) -> None:
    assert kind(line) is not Kind.HEADING


def test_a_run_of_short_lines_is_a_list_and_not_a_run_of_headings() -> None:
    document = text_file("Ann Ashdown\n\nBen Birch\n\nCy Cole\n\nDi Dale\n")
    assert {kind for kind, _ in blocks(document)} == {Kind.PARAGRAPH}


def test_headings_of_pdfs_are_known_by_their_type() -> None:
    document = pdf(["# Roads and bridges", ALDER, "Roads and bridges", BIRCH])
    assert [kind for kind, _ in blocks(document)] == [Kind.HEADING, Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_a_heading_in_larger_type_stands_further_out() -> None:
    outer, _, inner, _ = found(pdf(["# Roads", ALDER, "BRIDGES", BIRCH]))
    assert outer.rank < inner.rank


def test_a_heading_of_fewer_hashes_stands_further_out() -> None:
    outer, _, inner, _ = found(text_file(f"# Roads\n\n{ALDER}\n\n## Bridges\n\n{BIRCH}\n"))
    assert outer.rank < inner.rank


def test_an_item_stands_further_out_than_a_priority_and_that_than_capitals() -> None:
    lines = ["4. Monitoring", ALDER, "Priority 1 Roads", BIRCH, "BRIDGES", CEDAR]
    ranks = [block.rank for block in found(text_file("\n\n".join(lines))) if block.kind is Kind.HEADING]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3


def test_a_paragraph_that_goes_on_over_the_page_is_a_block_on_each() -> None:
    document = pdf([ALDER.rsplit(" the ", 1)[0]], ["the county."])
    assert [block.page for block in found(document)] == [1, 2]


@pytest.mark.parametrize("label", ["PCC Response:", "Response", "Answer from the Chief Constable:", "Written reply:"])
def test_a_label_of_an_answer_is_known_and_what_stands_over_it_is_a_question(label: str) -> None:
    document = text_file(f"How will the road be mended\n\n{label}\n\n{ALDER}\n")
    assert [kind for kind, _ in blocks(document)][:2] == [Kind.QUESTION, Kind.LABEL]


def test_a_paragraph_that_asks_is_a_question() -> None:
    document = text_file(f"{ALDER} Who will pay for all of this?\n\n{BIRCH}\n")
    assert [kind for kind, _ in blocks(document)] == [Kind.QUESTION, Kind.PARAGRAPH]


def test_a_title_under_a_dated_title_line_is_a_block_of_its_own() -> None:
    document = text_file(f"POLICE PANEL – 14 MARCH 2022\nROADS AND BRIDGES\n\n{ALDER}\n")
    assert [words for _, words in blocks(document)][:2] == ["POLICE PANEL – 14 MARCH 2022", "ROADS AND BRIDGES"]


@pytest.mark.parametrize("words", ["## Roads  and\nbridges", "**Roads and bridges**", "<u>Roads and bridges</u>"])
def test_a_heading_is_shown_without_its_marks_on_one_line(words: str) -> None:
    assert plain_heading(words) == "Roads and bridges"


def test_a_document_of_no_lines_has_no_blocks() -> None:
    assert find_blocks(text_file("Roads"), []) == []


def html(body: str) -> Document:
    return read_document("a.html", f"<body>{body}</body>".encode())


def test_headings_that_the_file_marks_stand_over_those_that_only_their_looks_tell() -> None:
    document = html(f"<h3>4. Roads</h3><p>{ALDER}</p><p><b>MILL LANE</b></p><p>{BIRCH}</p><h1>and bridges.</h1>")
    marked, _, shown, _, outer = found(document)
    assert [block.kind for block in (marked, shown, outer)] == [Kind.HEADING] * 3
    assert outer.rank < marked.rank < shown.rank
    assert (outer.rank, marked.rank) == ((-999, 0), (-997, 0))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("3.11 Roads", Kind.HEADING),
        ("3.11 The Panel noted the report.", Kind.NUMBERED),
        ("12. Apologies for absence.", Kind.HEADING),
        ("12. The Panel noted the report on the roads that were shut.", Kind.ITEM),
        ("PCC Response:", Kind.LABEL),
        (f"It is agreed that {ALDER}", Kind.PARAGRAPH),
        (f"{ALDER} {BIRCH}".replace(".", ""), Kind.PARAGRAPH),
    ],
)
def test_a_heading_style_does_not_make_a_heading_of_a_paragraph(heading: str, kind: Kind) -> None:
    assert found(html(f"<h2>{heading}</h2><p>{CEDAR}</p>"))[0].kind is kind


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("<ul><li>Roads and Bridges</ul>", Kind.ITEM),
        ("<ol><li>Roads and Bridges</ol>", Kind.ITEM),
        ("<ol><li><b>Roads and Bridges</b></ol>", Kind.HEADING),
        ("<ul><li><b>Roads and Bridges</b></ul>", Kind.ITEM),
        ("<ul><li>3.11 The Panel noted it.</ul>", Kind.NUMBERED),
        ("<ol style='list-style: none'><li>Roads and Bridges</ol>", Kind.ITEM),
    ],
)
def test_items_that_the_file_marks_are_items_unless_they_are_numbered_or_set_as_headings(item: str, kind: Kind) -> None:
    assert found(html(f"{item}<p>{ALDER}</p>"))[0].kind is kind


def test_a_paragraph_after_a_marked_item_is_a_block_of_its_own() -> None:
    assert [words for _, words in blocks(html("<ul><li>roads;</ul><p>and so it was agreed.</p>"))] == [
        "- roads;",
        "and so it was agreed.",
    ]


def test_a_bold_line_is_a_heading_where_no_type_size_is_told() -> None:
    document = html(f"<p><b>Questions that were put by members of the public before the meeting</b></p><p>{ALDER}</p>")
    assert [kind for kind, _ in blocks(document)] == [Kind.HEADING, Kind.PARAGRAPH]


def test_rows_that_tell_no_type_size_do_not_make_headings_of_short_paragraphs() -> None:
    rows = [[f"Road {i}", f"shut for {i} days and then again", "open"] for i in range(20)]
    document = read_document("a.docx", make_docx(p("Roads and Bridges"), p(ALDER), table(*rows)))
    assert found(document)[0].kind is Kind.PARAGRAPH


def test_numbers_that_count_on_open_blocks_where_no_line_is_left_free() -> None:
    text = "2. Moorings\n2.1 Of the moorings 41 are let\n2.2 There is a list of 16.\n3. Dredging\n3.1 The barge sank"
    assert blocks(text_file(text + f". {ALDER}\n")) == [
        (Kind.HEADING, "2. Moorings"),
        (Kind.NUMBERED, "2.1 Of the moorings 41 are let"),
        (Kind.NUMBERED, "2.2 There is a list of 16."),
        (Kind.HEADING, "3. Dredging"),
        (Kind.NUMBERED, f"3.1 The barge sank. {ALDER}"),
    ]


@pytest.mark.parametrize("below", ["4.2 of the moorings are let", "2.3 Boats wait", "9.1 Boats wait"])
def test_numbers_that_do_not_count_on_stay_in_their_paragraph(below: str) -> None:
    (block,) = find_blocks(text := text_file(f"2.1 The harbour has a list of\n{below}\n"), text.lines)
    assert (block.kind, block.number) == (Kind.NUMBERED, "2.1")


def test_a_short_numbered_line_over_a_sentence_is_its_title() -> None:
    text = f"1. Minutes of the last meeting\n{ALDER}\n\n2. Moorings on the western quay\n{BIRCH}\n"
    assert blocks(text_file(text)) == [
        (Kind.HEADING, "1. Minutes of the last meeting"),
        (Kind.PARAGRAPH, ALDER),
        (Kind.HEADING, "2. Moorings on the western quay"),
        (Kind.PARAGRAPH, BIRCH),
    ]
