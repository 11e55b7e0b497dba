import pytest

from assistant.lexicon import is_english, read_lexicon
from assistant.spelling import correct
from index import Index


def corrected(text: str, index: Index) -> dict[str, str]:
    return correct(text, read_lexicon(index))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("shopkeper", "shopkeeper"),  # left out
        ("commisssioner", "commissioner"),  # put in
        ("natoinal", "national"),  # swapped
        ("stretegy", "strategy"),  # another letter
        ("comissionar", "commissioner"),  # two slips, of a vowel and a doubled letter
    ],
)
def test_a_slip_is_mended_to_the_word_of_the_archive(typed: str, right: str, sample: Index) -> None:
    assert corrected(f"what of the {typed}?", sample) == {typed: right}


def test_two_slips_of_consonants_make_another_word(sample: Index) -> None:
    assert corrected("what of the commaltee and the sharkeeper?", sample) == {}


def test_a_name_is_mended_only_to_a_name(sample: Index) -> None:
    assert corrected("What of Op Shopkeper and Op Opperation?", sample)["Shopkeper"] == "Shopkeeper"
    assert corrected("What of Op Harrier, Op Barier and Op Reviaw?", sample) == {}


def test_words_of_english_and_of_the_archive_are_left_as_typed(sample: Index) -> None:
    assert corrected("Do goats, umbrellas, overspending or Shopkeepers rust?", sample) == {}


def test_a_word_in_another_form_is_no_slip(sample: Index) -> None:
    assert corrected("what of the burglars?", sample) == {}


@pytest.mark.parametrize("word", ["umbrella", "Umbrellas", "overspending", "stopped", "studies", "hoping"])
def test_inflections_of_common_words_are_english(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["comming", "shopkeper", "vawg"])
def test_slips_and_letters_are_not(word: str) -> None:
    assert not is_english(word)
