import time

import pytest

from tests.corpus.papers import ALDER, BIRCH, read_text_file

HEAD = "Northshire Police and Crime Panel\n5 July 2024\n\nPUBLIC QUESTIONS AND RESPONSES"


def test_everything_between_a_questions_label_and_the_responses_is_asked() -> None:
    text = f"{HEAD}\n\nQuestion 1 from Mr Ian Elder, of Vale\n\nNobody keeps the limit.\n\nWill there be a camera?"
    (exchange,) = read_text_file(f"{text}\n\nResponse from the Commissioner:\n\n{ALDER}\n\n{BIRCH}").exchanges
    asked = slice(exchange.question_start, exchange.question_end)
    assert (exchange.asker, exchange.responder) == ("Mr Ian Elder", "Commissioner")
    assert read_text_file(text).document.text[asked].endswith("Will there be a camera?")


def test_who_asks_needs_no_title() -> None:
    text = f"{HEAD}\n\nQuestion 1 from Hazel Elder\n\nI was burgled. Why?\n\nResponse:\n\n{ALDER}"
    assert read_text_file(text).exchanges[0].asker == "Hazel Elder"


def test_each_label_opens_its_own_exchange() -> None:
    text = f"{HEAD}\n\nQuestion 1 from Mr Elder\n\nWhy?\n\nResponse:\n\n{ALDER}\n\n"
    text += f"Supplementary question\n\nMr Elder asked when.\n\nSupplementary response\n\n{BIRCH}"
    first, second = read_text_file(text).exchanges
    assert first.response_end <= second.question_start


def test_answers_in_short_are_the_questions_own() -> None:
    reading = read_text_file(
        f"{HEAD}\n\nQ1. How many repairs are waiting?\n\nA. 1,446, and 212 of them long.\n\n{ALDER}"
    )
    (exchange,) = reading.exchanges
    passage = next(p for p in reading.passages if "1,446" in p.text)
    assert passage.exchange == exchange


def test_a_question_in_minutes_is_no_exchange() -> None:
    title = "MINUTES of the meeting of the NORTHSHIRE PANEL held on 5 July 2024"
    assert read_text_file(f"{title}\n\nMembers wondered what had become of it?\n\n{ALDER}").exchanges == ()


def test_who_asked_may_be_told_before_the_question() -> None:
    text = f"{HEAD}\n\n1. Councillor Jo Elder asked the following question of the Director of Public Health:\n\n"
    (exchange,) = read_text_file(f"{text}What is the waiting list?\n\nWritten response:\n\n{ALDER}").exchanges
    assert exchange.asker == "Councillor Jo Elder"


def test_who_answers_may_be_told_in_a_sentence() -> None:
    minutes = "MINUTES of the meeting of the NORTHSHIRE PANEL held on 5 July 2024"
    text = f"{minutes}\n\nThe following question was submitted by Cllr Elder:-\n\n“How many posts are vacant?”\n\n"
    (exchange,) = read_text_file(f"{text}The Commissioner gave the following response:-\n\n{ALDER}").exchanges
    assert (exchange.asker, exchange.responder) == ("Cllr Elder", "Commissioner")


def test_questions_and_answers_in_a_line_each_are_no_transcript() -> None:
    asked = [f"Question: Councillor Jo Elder asked about scheme {n}.\n\nAnswer: {ALDER}" for n in range(5)]
    reading = read_text_file("\n\n".join([HEAD, *asked]))
    assert [exchange.asker for exchange in reading.exchanges] == ["Councillor Jo Elder"] * 5
    assert len({passage.exchange for passage in reading.passages if passage.exchange}) == 5


def test_who_asks_may_stand_in_brackets() -> None:
    text = f"{HEAD}\n\nQuestion 1 (submitted by Cllr Hal Elder)\n\nHow many?\n\nAnswer\n\n{ALDER}"
    assert read_text_file(text).exchanges[0].asker == "Cllr Hal Elder"


def test_who_answers_may_be_an_office_and_a_name() -> None:
    asked = "Question 2 – from Mrs H Elder\n\nWhat did it cost?\n\n"
    label = "Answer from the Director of Public Transport and Roads, Dr Ian Fir"
    (exchange,) = read_text_file(f"{HEAD}\n\n{asked}{label}\n\n{ALDER}").exchanges
    assert (exchange.asker, exchange.responder) == ("Mrs H Elder", "Dr Ian Fir")


@pytest.mark.parametrize("label", ["Commissioner’s response:", "Commissioner Response", "Reply by the Commissioner:"])
def test_who_answers_stands_before_or_after_the_answer(label: str) -> None:
    (exchange,) = read_text_file(f"{HEAD}\n\nWhat did it cost?\n\n{label}\n\n{ALDER}").exchanges
    assert exchange.responder == "Commissioner"


@pytest.mark.parametrize("words", ["questions " * 20_000, "response s’ " * 10_000, "- " * 50_000])
def test_labels_are_told_in_linear_time(words: str) -> None:
    began = time.perf_counter()
    read_text_file(f"{HEAD}\n\n{words}x\n\nResponse:\n\n{ALDER}")
    assert time.perf_counter() - began < 5


def test_labels_may_be_in_bold() -> None:
    text = f"{HEAD}\n\n**Question 1 from Mr Elder**\n\nWhy?\n\n**Answer from the Leader, Cllr Fir**\n\n{ALDER}"
    (exchange,) = read_text_file(text).exchanges
    assert (exchange.asker, exchange.responder) == ("Mr Elder", "Cllr Fir")


def test_in_a_transcript_the_speaker_asks_and_the_next_answers() -> None:
    turns = ["Cllr Patel: How many complaints were there?", f"Ms Finch: Eleven. {ALDER}", "Cllr Patel: And who paid?"]
    turns += [f"Mr Lowe: The county. {BIRCH}", "Cllr Patel: Is that all?", "Ms Finch: It is."]
    turns += ["Chair: Thank you all."]
    turns = ["Chair: Good morning.", *turns]
    found = read_text_file("\n\n".join(turns)).exchanges
    assert [(one.asker, one.responder) for one in found] == [
        ("Cllr Patel", "Ms Finch"),
        ("Cllr Patel", "Mr Lowe"),
        ("Cllr Patel", "Ms Finch"),
    ]


def test_a_paper_that_names_who_responds_names_them_for_every_response() -> None:
    reading = read_text_file(f"Northshire Panel PCC Responses\n5 July 2024\n\nWho pays for it?\n\n{ALDER}\n")
    assert [one.responder for one in reading.exchanges] == ["PCC"]
