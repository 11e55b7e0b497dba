"""Runs over a question set, and what they are worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from assistant import Answer, Assistant
from eval.questions import Question, relevant_passages

MEASURES = [Success @ 1, Success @ 5, RR @ 10, nDCG @ 10]


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked: the answer, and the ids of the passages that were right."""

    question: Question
    answer: Answer
    relevant: frozenset[str]


def run_questions(assistant: Assistant, questions: Sequence[Question], step: Callable[[], None]) -> list[Result]:
    """Ask every question, calling `step` after each.

    Raises `QuestionSetError` where the evidence of one is not in the index, before the first is asked.
    """
    passages = list(assistant.index.passages().values())
    relevant = [frozenset(relevant_passages(question, passages)) for question in questions]
    results = []
    for question, right in zip(questions, relevant, strict=True):
        results.append(Result(question, assistant.ask(question.question), right))
        step()
    return results


def qrels(results: Sequence[Result]) -> list[Qrel]:
    """What is right, in the form of ir-measures: one judgement a question and right passage."""
    return [Qrel(result.question.id, doc, 1) for result in results for doc in sorted(result.relevant)]


def ranking(results: Sequence[Result]) -> list[ScoredDoc]:
    """What was found, in the form of ir-measures. The score is 1/rank, which keeps the order of equal scores."""
    return [
        ScoredDoc(result.question.id, passage.id, 1 / passage.rank)
        for result in results
        for passage in result.answer.passages
    ]


def score_retrieval(results: Sequence[Result]) -> dict[str, float]:
    """Success@1, Success@5, RR@10 and nDCG@10 over the questions that have an answer; empty where none has."""
    answerable = [result for result in results if result.relevant]
    if not answerable:
        return {}
    scores = ir_measures.calc_aggregate(MEASURES, qrels(answerable), ranking(answerable))
    return {str(measure): float(scores[measure]) for measure in MEASURES}


def score_not_found(results: Sequence[Result]) -> dict[str, float]:
    """Precision and recall of "not found": how many of those said are true, how many of the true are said."""
    said = [result for result in results if result.answer.status == "not_found"]
    true = [result for result in results if not result.relevant]
    both = [result for result in said if not result.relevant]
    return {
        "not-found precision": len(both) / len(said) if said else 0.0,
        "not-found recall": len(both) / len(true) if true else 0.0,
    }
