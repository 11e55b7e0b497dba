import pytest

from assistant import QuestionError
from assistant.question import LONGEST, understand


def test_the_words_a_question_is_put_in_are_no_terms() -> None:
    assert understand("What was said about Op Shopkeeper?").terms == ("op", "shopkeeper")


def test_a_possessive_is_looked_for_without_its_ending() -> None:
    assert "commissioner" in understand("the commissioner's budget").terms


def test_figures_and_capitalised_words_are_names_but_not_the_first_word() -> None:
    question = understand("Which officers joined Op Viper in 2022?")
    assert question.names == ("op", "viper", "2022")


def test_an_acronym_in_first_place_is_a_name() -> None:
    assert understand("TWIF go live date").names == ("twif",)


def test_a_question_of_nothing_but_function_words_still_has_terms() -> None:
    assert understand("who was it?").terms == ("who", "was", "it")


@pytest.mark.parametrize("text", ["", "   \n\t ", "?!…", "x" * (LONGEST + 1)])
def test_a_question_that_cannot_be_asked_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(QuestionError) as refused:
        understand(text)
    assert str(refused.value).endswith(".")
