import numpy as np
import pytest

from assistant import Assistant, Quote
from eval import Evidence, Question, QuestionSetError, rank, run_questions, score_answers
from eval.answers import auroc, calibration_error, quotes_hold, trec_lines
from eval.measures import Shown
from tests.eval.results import quote, result


@pytest.mark.parametrize(
    ("true_said", "true_unsaid", "false_said", "false_unsaid", "precision", "recall", "refused"),
    [
        (1, 0, 0, 1, 1.0, 1.0, 0.0),
        (3, 1, 1, 2, 3 / 4, 3 / 4, 1 / 3),
        (1, 3, 0, 0, 1.0, 1 / 4, None),
        (2, 0, 6, 0, 1 / 4, 1.0, 1.0),
        (0, 2, 3, 0, 0.0, 0.0, 1.0),
        (0, 0, 0, 4, None, None, 0.0),
        (0, 0, 0, 0, None, None, None),
    ],
)
def test_what_is_withheld_scores_as_by_hand(
    true_said: int,
    true_unsaid: int,
    false_said: int,
    false_unsaid: int,
    precision: float | None,
    recall: float | None,
    refused: float | None,
) -> None:
    results = [
        *[result({}, ["x"], "not_found")] * true_said,
        *[result({}, ["x"], "answered")] * true_unsaid,
        *[result({"a": 1}, ["x"], "not_found")] * false_said,
        *[result({"a": 1}, ["x"], "answered")] * false_unsaid,
    ]
    expected = {
        "not-found precision": precision,
        "not-found recall": recall,
        "false answers": None if recall is None else 1 - recall,
        "refused": refused,
    }
    scores = score_answers(results)
    assert {name: scores[name].value if name in scores else None for name in expected} == expected
    assert all(one.low <= one.value <= one.high for one in scores.values())


FACTS = Evidence(document="bees.txt", all_of=["forty hives", "the quay"], any_of=["honey", "wax"])


@pytest.mark.parametrize(
    ("quotes", "held"),
    [
        ([quote("Forty  hives on\nthe quay gave honey.")], True),
        ([quote("Forty hives on the quay."), quote("They gave wax.")], True),
        ([quote("They gave wax."), quote("A poem."), quote("Forty hives on the quay.")], True),
        ([quote("Forty hives on the quay.")], False),
        ([quote("Forty hives on the quay gave honey.", "goats.txt")], False),
        ([quote("Forty hives on the quay gave honey.", "goats.txt", also=["bees.txt"])], True),
        ([quote("Forty hives on the quay."), quote("They gave wax.", "goats.txt")], False),
        ([quote("Wax, and forty"), quote("hives on the quay")], False),
        ([], False),
    ],
)
def test_facts_are_quoted_where_the_documents_quotes_hold_them(quotes: list[Quote], held: bool) -> None:
    assert quotes_hold(result({"a": 1}, evidence=[FACTS], quotes=quotes)) is held


def test_one_piece_of_evidence_is_enough_and_refused_questions_do_not_count() -> None:
    other = Evidence(document="goats.txt", all_of=["nine goats"])
    told = result({"a": 1}, evidence=[FACTS, other], quotes=[quote("Nine goats.", "goats.txt")])
    untold = result({"a": 1}, evidence=[FACTS], quotes=[quote("A poem.")])
    refused = result({"a": 1}, status="not_found", evidence=[FACTS])
    unanswerable = result({}, quotes=[quote("A poem.")])
    assert score_answers([told, untold, refused, refused, unanswerable])["facts quoted"].value == 1 / 2


def test_auroc_counts_the_pairs_in_order() -> None:
    chance = np.random.default_rng(2)
    sure, true = chance.integers(0, 8, 60) / 8, chance.random(60) < 0.6
    pairs = [(a > b) + (a == b) / 2 for a in sure[true] for b in sure[~true]]
    assert float(auroc(sure, true)) == pytest.approx(np.mean(pairs))
    assert float(auroc(np.array([0.9, 0.8, 0.2]), np.array([True, True, False]))) == 1


def test_a_statistic_of_many_draws_is_that_of_each() -> None:
    chance = np.random.default_rng(4)
    sure, true = chance.random((5, 30)), chance.random((5, 30)) < 0.5
    for statistic in (auroc, calibration_error):
        singly = [float(statistic(*pair)) for pair in zip(sure, true, strict=True)]
        assert list(statistic(sure, true)) == pytest.approx(singly)


@pytest.mark.parametrize(
    ("answerable", "unanswerable", "error"),
    [
        ([1.0, 1.0], [0.0], 0),
        ([0.0], [1.0], 1),
        ([0.75, 0.75], [0.75, 0.75], 0.25),
        ([0.5] * 6, [0.5] * 2, 0),  # both kinds weigh the same, however many there are
        ([0.85], [0.15], 0.15),
        ([0.72], [0.78], 0.25),  # one bin: half of it is answerable
        ([0.78], [0.82], (0.22 + 0.82) / 2),
    ],
)
def test_calibration_error_is_as_by_hand(answerable: list[float], unanswerable: list[float], error: float) -> None:
    sure = np.array([*answerable, *unanswerable])
    true = np.array([True] * len(answerable) + [False] * len(unanswerable))
    assert float(calibration_error(sure, true)) == pytest.approx(error)


def test_confidence_is_scored_where_both_kinds_are_asked() -> None:
    sure, unsure = result({"a": 1}, confidence=0.9), result({}, confidence=0.2)
    scores = score_answers([sure, unsure])
    assert scores["AUROC"].value == 1
    assert scores["calibration error"].value == pytest.approx(0.15)
    assert not {"AUROC", "calibration error"} & set(score_answers([sure, sure]))


def test_answerable_questions_are_ranked_whatever_the_answer_says() -> None:
    right = {"a": 3, "c": 2}
    (ranking,) = rank([result(right, ["b", "a"], "not_found"), result({}, ["a"])])
    assert (ranking.question, ranking.right) == ("n-1", right)
    assert ranking.shown == (Shown("b", 3), Shown("a", 3))  # "bees are kept"


def test_a_run_file_has_the_columns_of_trec() -> None:
    assert list(trec_lines([result({}, ["b", "a"], "not_found")])) == [
        "n-1 Q0 b 1 1.000000 panel\n",
        "n-1 Q0 a 2 0.500000 panel\n",
    ]


def test_every_question_is_asked_in_order(sample_assistant: Assistant) -> None:
    passage = next(iter(sample_assistant.index.passages().values()))
    answerable = Question(
        id="n-1",
        question=" ".join(passage.text.split()[:30]),
        type="entity",
        split="dev",
        evidence=[Evidence(document=passage.document, all_of=[passage.text])],
    )
    unanswerable = Question(id="n-2", question="Who keeps the goats?", type="unanswerable", split="test")
    steps: list[None] = []
    results = run_questions(sample_assistant, [answerable, unanswerable], lambda: steps.append(None))
    assert [run.question for run in results] == [answerable, unanswerable]
    assert results[0].relevant[passage.id] == len(passage.text.split())
    assert results[1].relevant == {}
    assert results[1].answer.question == "Who keeps the goats?"
    assert len(steps) == 2


def test_no_question_is_asked_where_evidence_is_missing(sample_assistant: Assistant) -> None:
    first = Question(id="n-1", question="Who keeps the goats?", type="unanswerable", split="dev")
    second = Question(
        id="n-2", question="Who keeps the bees?", type="who", split="dev", evidence=[Evidence(document="bees.txt")]
    )
    steps: list[None] = []
    with pytest.raises(QuestionSetError, match="Question n-2"):
        run_questions(sample_assistant, [first, second], lambda: steps.append(None))
    assert steps == []
