import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.follow_up import complete
from assistant.question import LONGEST
from assistant.when import find_whens
from index import Index

ROWAN = "What was said about Op Rowan?"
ATTENDED = "Who attended in July 2024?"
COUNTED = "How many burglaries were there in Bournemouth in 2023?"


@pytest.mark.parametrize(
    ("before", "text", "full"),
    [
        # Days, put after or in the place of others.
        (ROWAN, "and in 2023?", "What was said about Op Rowan in 2023?"),
        (ROWAN, "since March 2023", "What was said about Op Rowan since March 2023?"),
        (COUNTED, "2022/23", "How many burglaries were there in Bournemouth in 2022/23?"),
        (COUNTED, "what about between april and june 2024", COUNTED.replace("in 2023", "between April and June 2024")),
        (COUNTED, "and the year before?", COUNTED.replace("2023", "2022")),
        ("What actions were agreed in July 2024?", "and in september?", "What actions were agreed in September 2024?"),
        ("How much was spent in Q1 2024/25?", "and in the third", "How much was spent in Q3 2024/25?"),
        # The day of a meeting stays, for another one would mislead.
        (
            "What was agreed about the ferry on 24 July 2024?",
            "who proposed it?",
            "Who proposed the ferry on 24 July 2024?",
        ),
        # Names and nouns in the place of their like.
        (ROWAN, "what about Poole?", "What was said about Poole?"),
        (ROWAN, "and op ash", "What was said about Op Ash?"),
        (COUNTED, "what about Poole?", COUNTED.replace("Bournemouth", "Poole")),
        (COUNTED, "wat abuot weymouth", COUNTED.replace("Bournemouth", "Weymouth")),
        (COUNTED, "and robberies?", COUNTED.replace("burglaries", "robberies")),
        (COUNTED, "and in Poole in 2024?", "How many burglaries were there in Poole in 2024?"),
        ("What does IOPC stand for?", "and OPCC?", "What does OPCC stand for?"),
        ("What did Cllr Smith say about parking?", "and Cllr Jones", "What did Cllr Jones say about parking?"),
        ("Did the panel approve the precept?", "and the new fees?", "Did the panel approve the new fees?"),
        ("Who proposed the amendment?", "and seconded?", "Who seconded the amendment?"),
        # What pronouns and known nouns mean.
        (ROWAN, "who proposed it?", "Who proposed Op Rowan?"),
        (ROWAN, "who leads the operation", "About Op Rowan: who leads the operation?"),
        (ROWAN, "what did Cllr Smith say about it?", "What did Cllr Smith say about Op Rowan?"),
        (ROWAN, "how many of them were charged?", "How many of those of Op Rowan were charged?"),
        (COUNTED, "how many of them were solved?", "How many of the burglaries in Bournemouth in 2023 were solved?"),
        ("What did Mr Vale say about bees?", "what was his reason?", "What was Mr Vale’s reason?"),
        ("Who proposed the amendment?", "who seconded it", "Who seconded the amendment?"),
        ("Is the council to close the library?", "what about it?", "Tell me more about the library"),
        # "There" and "then": the days, and the place or thing, of the question before.
        (ATTENDED, "and what was said there about fly-tipping?", "What was said in July 2024 about fly-tipping?"),
        (ATTENDED, "what did they decide at that meeting", "What did they decide in July 2024?"),
        (ATTENDED, "what was said about bees then?", "What was said about bees in July 2024?"),
        (COUNTED, "what happened there?", "What happened in Bournemouth in 2023?"),
        ("Who chaired the JHOSC meeting?", "who else was there", "Who else was at the JHOSC meeting?"),
        # Who said it asks nothing of the thing that it was said about.
        (ROWAN, "By whom was that said?", "What was said about Op Rowan – by whom?"),
        (ROWAN, "when was that said", "What was said about Op Rowan – when?"),
        # What is asked alone.
        (ROWAN, "and the cost?", "What was the cost of Op Rowan?"),
        (ROWAN, "tell me more", "Tell me more about Op Rowan"),
        (ROWAN, "which towns?", "About Op Rowan: which towns?"),
        ("Was the review dropped?", "why?", "Why was the review dropped?"),
        ("Was the review dropped?", "when was that", "When was the review dropped?"),
        ("Was the review dropped?", "by whom?", "By whom was the review dropped?"),
        (COUNTED, "where exactly?", f"{COUNTED[:-1]} – where exactly?"),
        (COUNTED, "compared with 2019?", f"{COUNTED[:-1]} compared with 2019?"),
    ],
)
def test_what_a_follow_up_leaves_out_is_put_in(before: str, text: str, full: str) -> None:
    assert complete(text, before) == full


@pytest.mark.parametrize(
    "text",
    [
        "What is the Bobby Van?",
        "how many 999 calls were answered in 2023",
        "and what did the panel say about the budget?",
        "Did the Commissioner say she would stand again?",
        "Why did the force change its name?",
        "is it true that speeding has gone up?",
        "How long does it take to answer a call?",
        "What did they say about potholes?",
        "What's the Tever Hopper and how much is being put into it?",
        "How many of the appeals that ended in 2023 were won?",
        "new chief constable pay rise",
        "fly-tipping",
        "call handlers 101",
        "Granite Key?",
        "robberies?",
        "fly-tipping in Poole",
        "were there many robberies in Poole",
        "how many dentists are there in Poole now",
        "thanks",
        "?",
        "",
    ],
)
def test_a_question_of_its_own_is_left_alone(text: str) -> None:
    assert complete(text, COUNTED) is None


def test_a_thread_goes_on_from_what_was_made() -> None:
    question = ROWAN
    for text in ("who proposed it?", "and in 2023?", "and Op Ash?"):
        question = complete(text, question) or ""
    assert question == "Who proposed Op Ash in 2023?"


def test_days_put_in_are_days_to_the_search() -> None:
    made = complete("and in march 2023", ROWAN)
    assert made
    assert [(when.first.isoformat(), when.last.isoformat()) for when in find_whens(made)] == [
        ("2023-03-01", "2023-03-31")
    ]


def test_the_archive_tells_a_name_in_lower_case(sample: Index) -> None:
    asked = "What was said about burglary in Weymouth?"
    assert complete("what about poole", asked, sample) == "What was said about burglary in Poole?"
    assert complete("what about parking", asked, sample) != "What was said about burglary in Parking?"


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_is_a_question_or_none(text: str, before: str) -> None:
    made = complete(text, before)
    assert made is None or made.strip()


def test_the_longest_question_takes_no_time() -> None:
    began = time.perf_counter()
    for text in ("why?", "who proposed it?", "and in Poole?", "and the cost", "robberies"):
        complete(text, "How many of the old lamps were there " + "in the long dark lane " * (LONGEST // 24))
    for text in ("and the lamps ", "it ", "March "):
        complete(text * (2 * LONGEST // len(text)), "Who mended the lamps?")  # not yet refused
    assert time.perf_counter() - began < 5
