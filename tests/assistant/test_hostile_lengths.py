"""Text and questions that took quadratic time, or worse, to answer; each now takes a second or less."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import find_answering
from assistant.checker import read_sentences
from assistant.claims import Claims
from assistant.columns import drop_other_columns
from assistant.evidence import Evidence
from assistant.examples import example_questions
from assistant.follow_up import complete
from assistant.lexicon import read_lexicon
from assistant.match import Asked
from assistant.page_words import Stretch, find_words
from assistant.query import read_filters
from assistant.question import QuestionError, understand
from assistant.spelling import correct
from assistant.topic import topic_over_time
from assistant.wording import RECORDING, for_reading
from index import Encoder, FilterError, Index
from tests.index.test_store import save
from tests.passages import axes, unembedded

LENGTH = 40_000


def run(words: str, share: float = 1) -> str:
    """The same words again and again, up to a share of the length."""
    return words * int(share * LENGTH / len(words))


def boats(text: str) -> None:
    find_answering(text, understand("How many boats?"))


def parted(text: str) -> None:
    claims = Claims(text)
    claims.about(claims.figures[0])


def cells(text: str) -> None:
    found = [(at, at + 1) for at, letter in enumerate(text) if letter == "1"]
    nothing = Asked(axes(0)[0], ("boats",), frozenset(), axes(0), axes(0), np.ones(1, np.float32))
    drop_other_columns(text, found, [], nothing)


TEXTS: dict[str, tuple[Callable[[str], object], str]] = {
    "spaces shown": (for_reading, f"a{run(' ')}b"),
    "spaces in a citation": (lambda text: RECORDING.sub("", text), f"a{run(' ')}b"),
    "blank lines before a figure": (boats, f"a{run(chr(10))}5 boats"),
    "tabs before figures": (cells, f"a{run(chr(9), 0.2)}b{' 1' * 50}"),
    "lines between figures": (parted, f"5 a\n{run(chr(11) + chr(10))}6"),
    "colons and spaces": (lambda text: Evidence("", text, "").statements, f"{':' * 500}{run(' ', 0.5)}a"),
    "stops of a language model": (lambda text: list(read_sentences(text)), f"{run('.', 0.5)}a"),
    "spaces of a language model": (lambda text: list(read_sentences(text)), f"a{run(' ')}b"),
    "a page of cells": (lambda text: find_words(Stretch(text, 0, len(text)), text[::-1]), run("ab\n")),
    "the question before": (lambda text: complete("who proposed it there?", text), run("Q1 ", 0.3)),
    "what was there": (lambda text: complete("who proposed it there?", text), run("was it there ", 0.04)),
}


@pytest.mark.parametrize(("read", "text"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_read_in_time(read: Callable[[str], object], text: str) -> None:
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 1.5


def test_what_was_there_is_put_in_once() -> None:
    begun = time.process_time()
    before = "What was agreed at that meeting about nets?"
    assert complete("who was there?", before)
    assert time.process_time() - begun < 1.5


def test_a_long_decimal_is_no_number_of_a_paragraph(tmp_path: Path, encoder: Encoder) -> None:
    index = unembedded(tmp_path, {"a.txt": f"The nets weigh 1.{'1' * 28}x tons.".encode()}, encoder)
    begun = time.process_time()
    assert sum(one.count for one in topic_over_time(index, "nets").meetings) == 1
    assert time.process_time() - begun < 1.5


def test_a_day_has_an_end() -> None:
    begun = time.process_time()
    with pytest.raises(FilterError, match="is not a date"):
        read_filters(run("May 2023 "), None, None, None, None)
    assert time.process_time() - begun < 1.5
    assert read_filters(f"March 2023{run(' ')}", None, None, None, None).since == "2023-03-01"


def test_a_topic_has_some_words(harbour: Index) -> None:
    assert topic_over_time(harbour, "gulls " * 40)
    with pytest.raises(QuestionError, match=r"has 41 words; look for at most 40"):
        topic_over_time(harbour, "gulls " * 41)


def test_a_question_begins_with_a_word() -> None:
    """What stands past the marks that an encoder reads it does not see."""
    assert understand(f"{'-' * 200}gulls")
    with pytest.raises(QuestionError, match="begins with marks"):
        understand(f"{'-' * 201}gulls")


def test_many_misspelt_words_are_mended_in_time(tmp_path: Path) -> None:
    draw = random.Random(1)
    words = ["s" + "".join(draw.choices("bcdfghklmnprtvwxz", k=draw.randint(6, 8))) for _ in range(20_000)]
    lines = [f"{' '.join(words[at : at + 20])}." for at in range(0, len(words), 20)]
    index = Index(tmp_path, create=True)
    for name in ("a.txt", "b.txt"):  # twice each, so that none is taken for a slip
        save(index, name, "\n\n".join(lines))
    lexicon = read_lexicon(index)
    assert len(lexicon.vocabulary) > 19_000
    begun = time.process_time()
    assert correct(" ".join(f"{word[:3]}q{word[3:]}" for word in words[:200]), lexicon)
    assert time.process_time() - begun < 2


def test_examples_are_chosen_in_time_from_many_names(tmp_path: Path) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"Project A{a}{b}{c}" for a in letters for b in letters for c in letters[:9]]
    texts = [". ".join(names[at : at + 6]) + " of boats" * 40 for at in range(0, len(names), 3)]
    index = Index(tmp_path, create=True)
    save(index, "a.txt", "\n\n".join(f"{number}.1 {text}." for number, text in enumerate(texts, 1)))
    begun = time.process_time()
    assert example_questions(index)
    assert time.process_time() - begun < 2
