import re

import numpy as np

from assistant.columns import drop_other_columns
from assistant.match import Asked
from tests.passages import axes

ROW = "Ferry repairs\t924\t1,121\t(200)\t(200)"
SPELLED = [
    "Harbour, 2023/24 Ferry repairs: Opening Balance: 924 £000's; Revised Budget 1,121 £000's; "
    "Budgeted transfers (200) £000's; Actual Transfers (200) £000's."
]


def asked(*words: str) -> Asked:
    weights = np.full(len(words), 1 / len(words), np.float32)
    return Asked(axes(0)[0], words, frozenset(), axes(*[0] * len(words)), axes(*range(len(words))), weights)


def kept(text: str, *words: str, spelled: list[str] = SPELLED) -> list[int]:
    """Which of the figures of a text are kept."""
    figures = [one.span() for one in re.finditer(r"[(\d][\d,]*\)?", text)]
    return [figures.index(span) for span in drop_other_columns(text, figures, spelled, asked(*words))]


def test_the_figure_in_the_column_that_the_question_names_is_kept() -> None:
    assert kept(ROW, "balances") == [0]
    assert kept(ROW, "revised", "ferry") == [1]
    assert kept(ROW, "actual") == [3], "though another column holds the same figure"


def test_no_figure_of_a_row_is_kept_where_no_one_column_is_named() -> None:
    assert kept(ROW, "boats") == []
    assert kept(ROW, "transfer") == []
    assert kept(ROW, "balance", spelled=[]) == []


def test_a_figure_that_stands_alone_in_its_row_or_in_prose_is_kept() -> None:
    assert kept("Ferry repairs\t924", "boats") == [0]
    assert kept("There were 924 repairs and 12 boats.", "boats") == [0, 1]
    assert kept(f"{ROW}\nThere were 12 boats", "balance") == [0, 4]
