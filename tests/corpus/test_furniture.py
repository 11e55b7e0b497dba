from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from corpus import Document, read_document
from corpus.furniture import body_lines, find_furniture, is_blank_notice, label_pages, printed_page
from tests.corpus.papers import ALDER, BIRCH, CEDAR, DOGWOOD, ELDER, FIR, make_pdf, text_file

NOTICE = "This page is intentionally left blank"


def paged(*pages: Sequence[str], head: str = "", foot: Callable[[int], str] | None = None) -> Document:
    document = read_document("a.pdf", make_pdf(*pages, head=head, foot=foot))
    return replace(document, pages=label_pages(document))


def labels(document: Document) -> list[str | None]:
    return [page.label for page in document.pages]


def furniture(document: Document) -> list[str]:
    return [document.slice(document.lines[i]) for i in sorted(find_furniture(document))]


@pytest.mark.parametrize(
    ("words", "page"),
    [("Page 20", 20), ("PAGE 20", 20), ("20", 20), ("- 20 -", 20), ("– 20 –", 20), ("Page 3 of 9", 3), ("3/9", 3)],
)
def test_a_line_that_is_nothing_but_a_page_marker_gives_its_number(words: str, page: int) -> None:
    assert printed_page(words) == page


@pytest.mark.parametrize(
    "words", ["Page twenty", "See page 20", "Page 20 shows", "3.11", "20,000", "Pages 4-8", "£20", "12345"]
)
def test_a_line_that_says_anything_else_gives_no_page_number(words: str) -> None:
    assert printed_page(words) is None


@pytest.mark.parametrize(
    "words", [NOTICE, NOTICE.upper(), "Page left blank.", "This page has been deliberately left blank"]
)
def test_notices_of_blank_pages_are_known(words: str) -> None:
    assert is_blank_notice(words)


def test_a_sentence_about_a_blank_page_is_no_notice() -> None:
    assert not is_blank_notice(f"{NOTICE}, as the Clerk explained")


def test_running_heads_and_feet_are_furniture() -> None:
    document = paged([ALDER], [BIRCH], [CEDAR], head="Northshire Panel papers", foot=lambda n: "Not for release")
    assert furniture(document) == ["Northshire Panel papers", "Not for release"] * 3


def test_a_foot_that_changes_only_with_its_page_is_furniture() -> None:
    document = paged([ALDER], [BIRCH], [CEDAR], foot=lambda n: f"Panel pack, sheet {n + 7}")
    assert furniture(document) == ["Panel pack, sheet 8", "Panel pack, sheet 9", "Panel pack, sheet 10"]


def test_what_only_one_page_has_at_its_edges_is_not_furniture() -> None:
    assert furniture(paged(["Roads", ALDER], ["Bridges", BIRCH], ["Ferries", CEDAR])) == []


def test_a_line_in_the_middle_of_its_pages_is_not_furniture_however_often_it_stands_there() -> None:
    pages = [[ALDER, BIRCH, "Resolved", CEDAR, DOGWOOD], [BIRCH, ELDER, "Resolved", FIR, ALDER]]
    assert "Resolved" not in furniture(paged(*pages, [CEDAR, FIR, "Resolved", ELDER, BIRCH]))


def test_a_page_marker_is_taken_for_the_label_and_is_furniture() -> None:
    document = paged([ALDER], [BIRCH], foot=lambda n: f"Page {n + 20}")
    assert labels(document) == ["21", "22"]
    assert furniture(document) == ["Page 21", "Page 22"]


def test_the_label_of_page_three_of_nine_is_three() -> None:
    assert labels(paged([ALDER], [BIRCH], foot=lambda n: f"Page {n} of 2")) == ["1", "2"]


def test_a_marker_behind_other_words_of_the_foot_gives_the_label() -> None:
    document = paged([ALDER], [BIRCH], [CEDAR], foot=lambda n: f"Northshire Panel | Page {n + 4}")
    assert labels(document) == ["5", "6", "7"]
    assert len(furniture(document)) == 3


@pytest.mark.parametrize("form", ["{}", "- {} -"])
def test_bare_numbers_that_count_the_pages_are_labels_and_furniture(form: str) -> None:
    document = paged([ALDER], [BIRCH], [CEDAR], foot=lambda n: form.format(n + 30))
    assert labels(document) == ["31", "32", "33"]
    assert len(furniture(document)) == 3


def test_a_bare_number_that_no_neighbour_agrees_with_is_part_of_the_paper() -> None:
    document = paged([ALDER, "310"], [BIRCH, "290"], [CEDAR, "4"])
    assert labels(document) == [None, None, None]
    assert furniture(document) == []


def test_figures_in_table_rows_at_page_edges_are_not_taken_for_page_numbers() -> None:
    document = paged(
        ["Theft 310 290", ALDER, "Arson 4 7"], ["Fraud 88 93", BIRCH, "Rescue 12 12"], [CEDAR, "Noise 5 9"]
    )
    assert labels(document) == [None, None, None]
    assert furniture(document) == []


def test_a_column_of_figures_at_the_foot_does_not_hide_the_page_number_below_it() -> None:
    document = paged([ALDER, "310", "12"], [BIRCH, "290", "45"], [CEDAR, "88", "9"], foot=lambda n: str(n + 4))
    assert labels(document) == ["5", "6", "7"]
    assert furniture(document) == ["5", "6", "7"]


def test_a_pdf_without_printed_numbers_has_no_labels() -> None:
    assert labels(paged([ALDER], [BIRCH])) == [None, None]


def test_a_blank_page_notice_is_furniture_in_a_pdf() -> None:
    assert furniture(paged([ALDER], [NOTICE], [BIRCH])) == [NOTICE]


def test_page_markers_in_text_files_are_furniture() -> None:
    document = text_file(f"Roads\n\n{ALDER}\nPage 20\n{BIRCH}\n\npage 21\n\nPage 3 of 9\n")
    assert furniture(document) == ["Page 20", "page 21", "Page 3 of 9"]


def test_a_bare_number_in_a_text_file_is_part_of_it() -> None:
    assert furniture(text_file(f"Thefts\n20\n{ALDER}\n21\n")) == []


def test_a_sentence_that_begins_with_a_page_is_part_of_the_text() -> None:
    assert furniture(text_file(f"Roads\n\nPage 20 shows the costs\n{ALDER}\n")) == []


def test_a_blank_page_notice_is_furniture_in_a_text_file() -> None:
    assert furniture(text_file(f"Roads\n\n{NOTICE}\n\n{ALDER}\n")) == [NOTICE]


def test_a_title_that_a_text_file_repeats_at_every_page_is_furniture_but_for_the_first() -> None:
    title = "Northshire Police Panel"
    document = text_file(f"{title}\n{ALDER}\n{title}\n{BIRCH}\n{title}\n{CEDAR}\n")
    assert furniture(document) == [title, title]
    assert 0 not in find_furniture(document)


def test_a_title_named_twice_in_a_text_file_is_part_of_it() -> None:
    assert furniture(text_file(f"Northshire Police Panel\n{ALDER}\nNorthshire Police Panel\n{BIRCH}\n")) == []


def test_what_is_left_is_the_body_and_furniture_parts_it() -> None:
    document = text_file("Roads are\nmended\nPage 2\nand bridges\npainted\n")
    kept = body_lines(document, find_furniture(document))
    assert [(document.slice(line), line.gap) for line in kept] == [
        ("Roads are", True),
        ("mended", False),
        ("and bridges", True),
        ("painted", False),
    ]
