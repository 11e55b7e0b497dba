"""Question sets, measures and runs: is it better?"""

from eval.answers import Result, rank, run_questions, score_answers
from eval.chance import Figure, paired_p
from eval.measures import MEASURES, Ranking, Shown, measure, score_retrieval
from eval.questions import Evidence, Question, QuestionSetError, load_questions, relevant_passages

__all__ = [
    "MEASURES",
    "Evidence",
    "Figure",
    "Question",
    "QuestionSetError",
    "Ranking",
    "Result",
    "Shown",
    "load_questions",
    "measure",
    "paired_p",
    "rank",
    "relevant_passages",
    "run_questions",
    "score_answers",
    "score_retrieval",
]
