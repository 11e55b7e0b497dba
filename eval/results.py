"""Questions asked, and what came back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant import Answer, Assistant, QuestionError
from eval.measures import Ranking, Shown
from eval.questions import Question, QuestionSetError, is_read_elsewhere, relevant_passages
from index import StoredPassage

NAMED = 5  # questions without their evidence that an error names


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked: the answer, and the passages that were right with the words to read of each.

    `verbatim`: whether every quote is, character for character, the document's text at the place that it cites.
    `elsewhere`: whether a piece of evidence is read as standing at another place than the question says.
    """

    question: Question
    answer: Answer
    relevant: Mapping[str, int]
    verbatim: bool
    elsewhere: bool

    @property
    def answerable(self) -> bool:
        """Whether the archive holds an answer."""
        return bool(self.question.evidence)

    @property
    def answered(self) -> bool:
        """Whether one was given."""
        return self.answer.status == "answered"

    @property
    def rank(self) -> int | None:
        """The rank of the first right passage; none where no passage that was found is right."""
        return next((one.rank for one in self.answer.passages if one.id in self.relevant), None)


def run_questions(assistant: Assistant, questions: Sequence[Question], step: Callable[[], None]) -> list[Result]:
    """Ask every question, calling `step` after each.

    Raises `QuestionSetError` where evidence is not in the index, naming the questions, before the first is asked, and
    for one that cannot be asked.
    """
    passages = {passage.id: passage for passage in assistant.index.passages().values()}
    relevant = _relevant(questions, list(passages.values()))
    texts = {path: assistant.index.document_text(path) for path in assistant.index.fingerprints()}
    _ask(assistant, questions[0])  # the model is loaded now, and not in the time of the first question
    results = []
    for question, right in zip(questions, relevant, strict=True):
        answer = _ask(assistant, question)
        elsewhere = is_read_elsewhere(question, [passages[key] for key in right])
        results.append(Result(question, answer, right, _is_verbatim(answer, texts), elsewhere))
        step()
    return results


def rankings_of(results: Sequence[Result]) -> list[Ranking]:
    """The ranked passages of the answerable questions, whatever the answers say."""
    return [Ranking(one.question.id, shown_passages(one.answer), one.relevant) for one in results if one.answerable]


def shown_passages(answer: Answer) -> tuple[Shown, ...]:
    """The passages of an answer as they are measured."""
    return tuple(Shown(passage.id, len(passage.text.split())) for passage in answer.passages)


def _relevant(questions: Sequence[Question], passages: Sequence[StoredPassage]) -> list[dict[str, int]]:
    found, wrong = [], []
    for question in questions:
        try:
            found.append(relevant_passages(question, passages))
        except QuestionSetError as error:
            wrong.append(str(error))
    if wrong:
        more = f" And {len(wrong) - NAMED} more." if len(wrong) > NAMED else ""
        raise QuestionSetError(" ".join(wrong[:NAMED]) + more)
    return found


def _ask(assistant: Assistant, question: Question) -> Answer:
    try:
        return assistant.ask(question.question)
    except QuestionError as error:
        raise QuestionSetError(f"Question {question.id}: {error}") from error


def _is_verbatim(answer: Answer, texts: Mapping[str, str]) -> bool:
    places = ((quote.text, quote.citation) for quote in answer.quotes)
    return all(texts[place.document][place.char_start : place.char_end] == text for text, place in places)
