"""Question sets, measures and runs: is it better?"""

from eval.measures import MEASURES, Result, run_questions, score_not_found, score_retrieval
from eval.questions import Evidence, Question, QuestionSetError, load_questions, relevant_passages

__all__ = [
    "MEASURES",
    "Evidence",
    "Question",
    "QuestionSetError",
    "Result",
    "load_questions",
    "relevant_passages",
    "run_questions",
    "score_not_found",
    "score_retrieval",
]
