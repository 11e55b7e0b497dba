import pytest

from corpus.cells import Sort, plain, say, sort_of, with_unit


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        *((words, Sort.FIGURE) for words in ["12", "1,234.5", "(24,895)", "-4.3%", "+7.1%", "£187.05", "£634k", "4-8"]),
        *(
            (words, Sort.FIGURE)
            for words in ("+7.1% (+23)", "15.1 mins", "1.14 million", "214K +", "down, -5%", "↑ 80%")
        ),
        *((words, Sort.TIME) for words in ("2023/24", "Q3", "4 May 2023", "Sept", "31/3/24", "10.00 am", "YTD")),
        *((words, Sort.UNIT) for words in ("£000's", "£’000", "£m", "%", "FTE", "(£000)", "per 1,000 people")),
        *((words, Sort.MARK) for words in ("↑", "▼", "--", "✓", "A")),
        *((words, Sort.STATUS) for words in ("Green", "Amber/Red", "n/a", "Closed", "On track", "Down")),
        *((words, Sort.WORDS) for words in ("Cllr Ann Alder", "1 Safer roads", "3rd", "Verbal report")),
        ("Bins " * 30, Sort.PROSE),
        ("1" * 200_000, Sort.WORDS),
    ],
)
def test_what_a_cell_holds_is_told(words: str, sort: Sort) -> None:
    assert sort_of(words.strip()) is sort


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("<p>Roads</p> <u>mended</u> .", "Roads mended."),
        ('<ul style="none"> • Gritters. • Salt &amp; sand.', "Gritters. Salt & sand."),
        ("**Roads**", "Roads"),
        ("■", ""),
        ("fewer < 5 and > 3", "fewer < 5 and > 3"),
    ],
)
def test_tags_boxes_and_emphasis_are_no_words(words: str, said: str) -> None:
    assert plain(words) == said


@pytest.mark.parametrize(
    ("words", "moves", "said"),
    [
        ("↑", False, "up"),
        ("↓ -5%", True, "down, -5%"),
        ("^", True, "up"),
        ("v", True, "down"),
        ("v", False, "v"),
        ("-- 67%", True, "no change, 67%"),
        ("-", True, "no change"),
        ("-", False, ""),
        ("►", False, "no change"),
        ("✓", False, "yes"),
        ("✗", False, "no"),
        ("-4.3%", True, "-4.3%"),
        ("verbal report", True, "verbal report"),
        (";", False, ""),
    ],
)
def test_marks_are_said_in_words(words: str, moves: bool, said: str) -> None:
    assert say(words, moves) == said


def test_of_a_long_cell_the_beginning_is_said() -> None:
    assert say("bins " * 200, False) == " ".join(["bins"] * 60)


@pytest.mark.parametrize(
    ("figure", "unit", "said"),
    [
        ("1,616", "£000's", "1,616 £000's"),
        ("(569)", "£000's", "(569) £000's"),
        ("21.7", "£m", "£21.7m"),
        ("-33.3", "£m", "-£33.3m"),
        ("(0.2)", "£m", "(£0.2m)"),
        ("£171.9", "£m", "£171.9m"),
        ("65%", "£000's", "65%"),
        ("12", "", "12"),
    ],
)
def test_a_figure_takes_its_columns_unit_unless_it_has_its_own(figure: str, unit: str, said: str) -> None:
    assert with_unit(figure, unit) == said
