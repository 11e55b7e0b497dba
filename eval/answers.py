"""What answers are worth: whether the right ones are given, whether the others are withheld, and how surely."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from assistant import Answer, Assistant
from eval.chance import Column, Figure, figure, mean
from eval.measures import Ranking, Shown
from eval.questions import Evidence, Question, relevant_passages

BINS = 10  # of confidence, equally wide


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked: the answer, and the passages that were right with the words to read of each."""

    question: Question
    answer: Answer
    relevant: Mapping[str, int]

    @property
    def answerable(self) -> bool:
        """Whether the archive holds an answer."""
        return bool(self.question.evidence)

    @property
    def answered(self) -> bool:
        """Whether one was given."""
        return self.answer.status == "answered"


def run_questions(assistant: Assistant, questions: Sequence[Question], step: Callable[[], None]) -> list[Result]:
    """Ask every question, calling `step` after each.

    Raises `QuestionSetError` where the evidence of one is not in the index, before the first is asked.
    """
    passages = list(assistant.index.passages().values())
    relevant = [relevant_passages(question, passages) for question in questions]
    results = []
    for question, right in zip(questions, relevant, strict=True):
        results.append(Result(question, assistant.ask(question.question), right))
        step()
    return results


def rank(results: Sequence[Result]) -> list[Ranking]:
    """The ranked passages of the answerable questions, whatever the answers say."""
    return [Ranking(one.question.id, shown_passages(one.answer), one.relevant) for one in results if one.answerable]


def trec_lines(results: Sequence[Result]) -> Iterator[str]:
    """The ranking of every question as lines of a TREC run file, those of unanswerable questions too."""
    for one in results:
        for passage in one.answer.passages:
            yield f"{one.question.id} Q0 {passage.id} {passage.rank} {1 / passage.rank:.6f} panel\n"


def shown_passages(answer: Answer) -> tuple[Shown, ...]:
    """The passages of an answer as they are measured."""
    return tuple(Shown(passage.id, len(passage.text.split())) for passage in answer.passages)


def score_answers(results: Sequence[Result]) -> dict[str, Figure]:
    """Whether answers were given where there are any, and held what was asked; each a share of questions.

    A figure of which there is no case is left out: with nothing called "not found", that has no precision.
    """
    said = [one for one in results if not one.answered]
    answerable = [one for one in results if one.answerable]
    unanswerable = [one for one in results if not one.answerable]
    columns = {
        "facts quoted": [quotes_hold(one) for one in answerable if one.answered],
        "not-found precision": [not one.answerable for one in said],
        "not-found recall": [not one.answered for one in unanswerable],
        "false answers": [one.answered for one in unanswerable],
        "refused": [not one.answered for one in answerable],
    }
    scores = {name: figure(mean, np.array(column)) for name, column in columns.items()}
    sure = np.array([one.answer.confidence for one in results])
    true = np.array([one.answerable for one in results], dtype=bool)
    scores |= {"AUROC": figure(auroc, sure, true), "calibration error": figure(calibration_error, sure, true)}
    return {name: scored for name, scored in scores.items() if scored}


def quotes_hold(result: Result) -> bool:
    """Whether the quotes hold the facts of one piece of evidence: those of its document, read together."""
    return any(_quoted(evidence, result.answer) for evidence in result.question.evidence)


def _quoted(evidence: Evidence, answer: Answer) -> bool:
    own = [
        quote.text
        for quote in answer.quotes
        if evidence.document in {quote.citation.document, *(other.document for other in quote.also)}
    ]
    # The mark keeps a fact from being found half in one quote and half in the next.
    return bool(own) and evidence.words_to(" ¶ ".join(own)) is not None


def auroc(sure: Column, true: Column) -> NDArray[np.float64]:
    """How often an answerable question is surer than an unanswerable one, ties counting half; a statistic.

    The area under the ROC curve, by the rank sum of Mann and Whitney; not a number where all are of one kind.
    """
    right = true.sum(axis=-1)
    wrong = true.shape[-1] - right
    ranks = (rankdata(sure, axis=-1) * true).sum(axis=-1)
    return np.asarray((ranks - right * (right + 1) / 2) / (right * wrong))


def calibration_error(sure: Column, true: Column) -> NDArray[np.float64]:
    """The expected calibration error over ten equal bins (Naeini, Cooper and Hauskrecht, AAAI 2015); a statistic.

    How far the confidence of a bin's questions is from the share of them that are answerable, on average. The
    confidence is for answerable and unanswerable questions asked equally often, so both kinds weigh the same here;
    not a number where all are of one kind.
    """
    right = true.sum(axis=-1, keepdims=True)
    weight = (true / right + ~true / (true.shape[-1] - right)) / 2
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [np.abs((weight * (true - sure) * (bins == number)).sum(axis=-1)) for number in range(BINS)]
    return np.asarray(np.sum(gaps, axis=0))
