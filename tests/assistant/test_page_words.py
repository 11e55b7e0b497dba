from assistant.page_words import Stretch, find_words, page_stretch
from corpus import PAGE_BREAK

LIST = "The Panel noted the report on the harbour wall and thanked the officers for it."


def found(ours: str, words: str, page: str, nth: int = 0) -> list[str] | None:
    """The runs that are found on a page of some words that stand in our text of it, for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = ours.index(words, start + 1)
    runs = find_words(Stretch(ours, start, start + len(words)), page)
    return None if runs is None else [page[first:last] for first, last in runs]


def test_spaces_hyphens_ligatures_accents_and_case_make_no_difference() -> None:
    ours = "1.1 The of\u00adfi-\ncers’ rep\u00adre\u00adsent-\nation of the CAFE\u0301 was “diﬀicult”."
    page = '1.1 The officers\' re\x02\r\npresentation of the Café was "difficult". 1.2'
    assert found(ours, ours, page) == [page.removesuffix(" 1.2")]


def test_the_nth_of_equal_words_is_the_nth_on_the_page() -> None:
    page = "Agreed\r\n(1) Agreed\r\nAgreed"
    runs = [find_words(Stretch("Agreed\nAgreed\nAgreed", start, start + 6), page) for start in (0, 7, 14)]
    assert runs == [[(0, 6)], [(12, 18)], [(20, 26)]]


def test_words_more_often_on_the_page_than_in_our_text_are_told_by_those_around_them() -> None:
    ours = "Item 4, the harbour wall\nResolved to note.\nItem 5, the ferry fares"
    page = "Resolved to note. Item 4, the harbour wall Resolved to note. Item 5, the ferry fares"
    runs = find_words(Stretch(ours, ours.index("Res"), ours.index(".") + 1), page)
    assert runs == [(page.rindex("Resolved"), page.rindex(".") + 1)]


def test_a_running_head_amid_the_words_is_left_out() -> None:
    page = LIST.replace("harbour", "harbour Northshire Council ")
    runs = found(LIST, LIST, page)
    assert runs is not None
    assert "Northshire" not in "".join(runs)
    assert "".join(" ".join(runs).split()) == "".join(LIST.split())


def test_cells_in_another_order_are_found_one_by_one() -> None:
    row = "Broken lanterns on the quay\tForty-one\tMended by the smith"
    page = "Forty-one Broken lanterns on the quay Mended by the smith"
    assert found(row, row, page) == ["Forty-one Broken lanterns on the quay Mended by the smith"]


def test_lines_far_apart_on_the_page_are_not_taken_for_one_quotation() -> None:
    words = "The wall is safe.\nThe quay is not."
    page = f"The quay is not. {LIST * 3} The wall is safe."
    assert found(words, words, page) is None


def test_words_of_which_a_good_part_is_missing_are_not_found() -> None:
    assert found(LIST, LIST, LIST.replace("harbour wall", "")) is None
    assert found("— £ —", "— £ —", "— £ —") is None, "no letters, no words"


def test_a_document_is_cut_into_what_each_page_shows() -> None:
    text = PAGE_BREAK.join(["one two", "", "three four"])
    start, end = text.index("two"), text.index(" four")
    parts = [page_stretch(text, start, end, number) for number in (1, 2, 3)]
    assert [page[first:last] for page, first, last in parts] == ["two", "", "three"]
    assert [part.text for part in parts] == ["one two", "", "three four"]
    nowhere = page_stretch(text, start, end, 4)
    assert nowhere.start == nowhere.end
