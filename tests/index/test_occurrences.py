from collections.abc import Sequence

import pytest

from index import Filters, Index
from tests.index.papers import FERRIES, HARBOUR


def words_found(index: Index, parts: Sequence[Sequence[str]], filters: Filters | None = None) -> dict[str, list[str]]:
    """The words at the offsets found, part after part, by document and paragraph."""
    found = index.occurrences(parts, filters)
    return {
        f"{passage.document} {passage.paragraph}": [
            passage.text[start:end] for spans in found[key] for start, end in spans
        ]
        for key, passage in index.passages(found).items()
    }


def test_words_are_found_where_they_stand_in_any_inflection(northshire: Index) -> None:
    assert words_found(northshire, [["lantern"]]) == {f"{HARBOUR} 1.1": ["lanterns"], f"{FERRIES} 2.2": ["lanterns"]}
    assert words_found(northshire, [["CAFE landings"]]) == {f"{FERRIES} 2.1": ["café landing"]}


def test_a_passage_must_hold_every_part_in_one_of_its_forms(northshire: Index) -> None:
    assert words_found(northshire, [["lantern"], ["quay", "wharf"]]) == {f"{HARBOUR} 1.1": ["lanterns", "quay"]}
    assert words_found(northshire, [["lantern"], ["wharf"]]) == {}


def test_what_stands_in_the_context_alone_is_not_found(northshire: Index) -> None:
    assert northshire.holders("harbour watch report") > len(northshire.occurrences([["harbour watch report"]]))


def test_filters_say_where_words_may_stand(northshire: Index) -> None:
    assert words_found(northshire, [["lantern"]], Filters(body="transport")) == {f"{FERRIES} 2.2": ["lanterns"]}


@pytest.mark.parametrize("parts", [[], [["?!"]], [["lantern"], ["²"]], [["lantern"], ["__"]]])
def test_a_part_without_a_word_stands_nowhere(northshire: Index, parts: list[list[str]]) -> None:
    assert northshire.occurrences(parts) == {}
