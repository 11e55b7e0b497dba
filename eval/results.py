"""Questions asked, and what came back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant import Answer, Assistant
from eval.measures import Ranking, Shown
from eval.questions import Question, relevant_passages


@dataclass(frozen=True, slots=True)
class Result:
    """One question asked: the answer, and the passages that were right with the words to read of each.

    `verbatim`: whether every quote is, character for character, the document's text at the place that it cites.
    """

    question: Question
    answer: Answer
    relevant: Mapping[str, int]
    verbatim: bool

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

    Raises `QuestionSetError` where the evidence of one is not in the index, before the first is asked.
    """
    passages = list(assistant.index.passages().values())
    relevant = [relevant_passages(question, passages) for question in questions]
    texts = {path: assistant.index.document_text(path) for path in assistant.index.fingerprints()}
    assistant.ask(questions[0].question)  # the model is loaded now, and not in the time of the first question
    results = []
    for question, right in zip(questions, relevant, strict=True):
        answer = assistant.ask(question.question)
        results.append(Result(question, answer, right, _is_verbatim(answer, texts)))
        step()
    return results


def rank(results: Sequence[Result]) -> list[Ranking]:
    """The ranked passages of the answerable questions, whatever the answers say."""
    return [Ranking(one.question.id, shown_passages(one.answer), one.relevant) for one in results if one.answerable]


def shown_passages(answer: Answer) -> tuple[Shown, ...]:
    """The passages of an answer as they are measured."""
    return tuple(Shown(passage.id, len(passage.text.split())) for passage in answer.passages)


def _is_verbatim(answer: Answer, texts: Mapping[str, str]) -> bool:
    places = ((quote.text, quote.citation) for quote in answer.quotes)
    return all(texts[place.document][place.char_start : place.char_end] == text for text, place in places)
