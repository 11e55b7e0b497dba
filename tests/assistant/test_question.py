import pytest

from assistant import QuestionError
from assistant.question import LONGEST, understand
from index import Index


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


def test_without_an_index_nothing_is_mended_or_spelled_out_but_dates_are_read() -> None:
    question = understand("VAWG and op shopkeper in Q2 2023/24")
    assert question.search_text == question.text
    assert not question.corrections
    assert not question.expansions
    assert [when.words for when in question.whens] == ["Q2 2023/24"]


def test_a_question_is_looked_up_mended_and_spelled_out(sample: Index) -> None:
    question = understand("Who chairs the VAWG panel of the comissioner?", sample)
    assert question.text == "Who chairs the VAWG panel of the comissioner?"
    assert question.search_text == ("Who chairs the VAWG (violence against women and girls) panel of the commissioner?")
    assert question.terms == ("chairs", "vawg", "violence", "against", "women", "girls", "commissioner")
    assert question.names == ("vawg",)
    assert question.wants == {"person"}


def test_a_question_about_the_last_meeting_is_about_that_of_the_archive(sample: Index) -> None:
    (when,) = understand("What was agreed at the last meeting?", sample).whens
    assert when.first == when.last == sample.meeting_dates()[-1]


def test_ignored_dates_are_passed_over_with_their_prepositions(sample: Index) -> None:
    text = "Which officers joined since 2022, in September or at the last meeting?"
    assert {when.words for when in understand(text, sample).whens} == {"since 2022", "September", "last meeting"}
    question = understand(text, sample, ignored=["SINCE 2022", "september"])
    assert {when.words for when in question.whens} == {"last meeting"}
    assert question.text == text
    assert question.search_text == "Which officers joined, or at the last meeting?"


def test_a_question_of_nothing_but_an_ignored_date_is_still_asked(sample: Index) -> None:
    assert understand("September 2023?", sample, ignored=["September 2023"]).search_text == "September 2023?"


def test_ignored_words_are_not_mended(sample: Index) -> None:
    text = "the budget of the comissioner for Op Shopkeper"
    assert understand(text, sample).corrections == {"comissioner": "commissioner", "Shopkeper": "Shopkeeper"}
    question = understand(text, sample, ignored=["shopkeper"])
    assert question.corrections == {"comissioner": "commissioner"}
    assert question.search_text == "the budget of the commissioner for Op Shopkeper"
