"""Question sets, measures and runs: is it better?"""

from eval.abstention import score_abstention
from eval.answers import score_answers
from eval.chance import Figure, paired_p
from eval.evaluation import Evaluation, evaluate
from eval.measures import MEASURES, Ranking, Shown, measure, score_retrieval
from eval.questions import Evidence, Question, QuestionSetError, load_questions, relevant_passages
from eval.results import Result, rank, run_questions

__all__ = [
    "MEASURES",
    "Evaluation",
    "Evidence",
    "Figure",
    "Question",
    "QuestionSetError",
    "Ranking",
    "Result",
    "Shown",
    "evaluate",
    "load_questions",
    "measure",
    "paired_p",
    "rank",
    "relevant_passages",
    "run_questions",
    "score_abstention",
    "score_answers",
    "score_retrieval",
]
