"""Systems measured on the same questions, beside ours."""

from collections.abc import Collection, Mapping, Sequence

from assistant import Assistant
from eval.answers import Result, rank
from eval.baselines import System, chunk_systems, passage_systems
from eval.chance import Figure, paired_p
from eval.chunks import right_chunks
from eval.measures import Ranking, Shown, measure, score_retrieval

OURS = "panel"
COMPARED = ("Success@1", "Success@5", "RR@10", "nDCG@10", "first 150 words")
OF_CHUNKS = tuple(name for name in COMPARED if name != "nDCG@10")  # other numbers of chunks than of passages are right
TESTED = ("Success@1", "nDCG@10")
Score = dict[str, Figure | float]


def compare_results(assistant: Assistant, results: Sequence[Result]) -> dict[str, Score]:
    """Ours and every baseline on the answerable questions of a run, as `compare` gives them."""
    asked = [one for one in results if one.answerable]
    questions = {one.question.id: one.question.question for one in asked}
    right = {one.question.id: one.relevant for one in asked}
    rankings = {OURS: rank(asked), **rank_passages(assistant, questions, right)}
    passages = list(rankings)
    for name, (chunks, system) in chunk_systems(assistant.index, assistant.encoder).items():
        words = {chunk.id: len(chunk.text.split()) for chunk in chunks}
        held = {one.question.id: right_chunks(one.question, chunks) for one in asked}
        rankings[name] = rank_by(system, words, questions, held)
    return compare(rankings, {name: COMPARED if name in passages else OF_CHUNKS for name in rankings})


def rank_passages(
    assistant: Assistant, questions: Mapping[str, str], right: Mapping[str, Mapping[str, int]]
) -> dict[str, list[Ranking]]:
    """The rankings of every baseline that finds the index's own passages; both mappings are by question id."""
    words = {passage.id: len(passage.text.split()) for passage in assistant.index.passages().values()}
    systems = passage_systems(assistant.index, assistant.encoder)
    return {name: rank_by(system, words, questions, right) for name, system in systems.items()}


def rank_by(
    system: System, words: Mapping[str, int], questions: Mapping[str, str], right: Mapping[str, Mapping[str, int]]
) -> list[Ranking]:
    """What a system finds for each question, among texts that have so many words each."""
    return [
        Ranking(key, tuple(Shown(found, words[found]) for found in system(question)), right[key])
        for key, question in questions.items()
    ]


def compare(rankings: Mapping[str, Sequence[Ranking]], measured: Mapping[str, Collection[str]]) -> dict[str, Score]:
    """By system the measures named for it, and "p, ..." of the paired test of ours against it.

    All have the same questions in the same order.
    """
    values = {name: measure(own) for name, own in rankings.items()}
    table: dict[str, Score] = {}
    for name, own in rankings.items():
        scores = score_retrieval(own)
        table[name] = {}
        for column in measured[name]:
            if column in scores:
                table[name][column] = scores[column]
            if column in TESTED and name != OURS:
                table[name][f"p, {column}"] = paired_p(values[OURS][column], values[name][column])
    return table
