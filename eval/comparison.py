"""Systems measured on the same questions, beside ours."""

from collections.abc import Mapping, Sequence

from assistant import Assistant
from eval.baselines import System, chunk_systems, passage_systems
from eval.chance import Figure, paired_p
from eval.chunks import right_chunks
from eval.measures import Ranking, Shown, measure, score_retrieval
from eval.results import Result, rankings_of

OURS = "panel"
COMPARED = ("Success@1", "Success@5", "RR@10", "nDCG@10", "first 150 words")
OF_THE_SAME_TEXTS = ("nDCG@10",)  # others are right in other numbers where other texts are ranked
TESTED = ("Success@1", "nDCG@10")
Score = dict[str, Figure | float]
Rankings = Mapping[str, Sequence[Ranking]]


def rank_systems(assistant: Assistant, results: Sequence[Result]) -> Rankings:
    """What ours (first) and every baseline find for the answerable questions of a run, by system, in one order."""
    asked = [one for one in results if one.answerable]
    questions = {one.question.id: one.question.question for one in asked}
    right = {one.question.id: one.relevant for one in asked}
    words = {passage.id: len(passage.text.split()) for passage in assistant.index.passages().values()}
    rankings = {OURS: rankings_of(asked)}
    for name, system in passage_systems(assistant.index, assistant.encoder).items():
        rankings[name] = rank_by(system, words, questions, right)
    for name, (chunks, system) in chunk_systems(assistant.index, assistant.encoder).items():
        words = {chunk.id: len(chunk.text.split()) for chunk in chunks}
        held = {one.question.id: right_chunks(one.question, chunks) for one in asked}
        rankings[name] = rank_by(system, words, questions, held)
    return rankings


def rank_by(
    system: System, words: Mapping[str, int], questions: Mapping[str, str], right: Mapping[str, Mapping[str, int]]
) -> list[Ranking]:
    """What a system finds for each question, among texts that have so many words each; by id of question and text."""
    return [
        Ranking(key, tuple(Shown(found, words[found]) for found in system(question)), right[key])
        for key, question in questions.items()
    ]


def compare(rankings: Rankings, questions: set[str], tested: bool) -> dict[str, Score]:
    """By system its figures on some of the questions, and, if they are to be tested, "p, ..." of the paired test of
    ours against it (not adjusted for the number of systems). Empty where none of the questions has an answer.

    A measure that needs the same texts to be right is left out of systems that rank others.
    """
    chosen = {name: [one for one in own if one.question in questions] for name, own in rankings.items()}
    if not chosen[OURS]:
        return {}
    values = {name: measure(own) for name, own in chosen.items()}
    table: dict[str, Score] = {}
    for name, own in chosen.items():
        same = all(one.right.keys() == mine.right.keys() for one, mine in zip(own, chosen[OURS], strict=True))
        scores = score_retrieval(own)
        table[name] = {}
        for column in COMPARED:
            if same or column not in OF_THE_SAME_TEXTS:
                table[name][column] = scores[column]
                if tested and column in TESTED and name != OURS:
                    table[name][f"p, {column}"] = paired_p(values[OURS][column], values[name][column])
    return table
