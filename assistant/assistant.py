"""Questions out of an index: the whole path from a typed question to a cited answer."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from itertools import islice
from pathlib import Path
from typing import Self, TypedDict, Unpack

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from assistant.answer import Answer, Citation, Quote, RankedPassage, Understood
from assistant.confidence import THRESHOLD, confidence
from assistant.match import read_questions
from assistant.query import Query
from assistant.question import Question, QuestionError, understand
from assistant.quotes import choose_quotes
from assistant.ranking import Search
from assistant.reranker import LOOKED_AT, Reranker
from assistant.retrieve import Evidence, retrieve
from assistant.wording import archive_in_words
from corpus import PanelError
from index import Encoder, FilterError, Filters, Index, QuestionEncoder, StoreError

BLOCK = 64  # questions answered together at most
THREADS = ThreadpoolController()  # of numpy: two that share a busy processor wait ten times as long as one works


class Narrowing(TypedDict, total=False):
    """What narrows a search: the fields of `Filters`."""

    since: str | None
    until: str | None
    body: str | None
    kind: str | None
    meeting: str | None


class Assistant:
    """An index with the model that made it, ready for questions. Safe to share between threads."""

    @classmethod
    def open(cls, index: str | Path, reranker: str | None = None) -> Self:
        """The assistant over an index's folder; raises as the class does."""
        return cls(Path(index), reranker)

    def __init__(self, folder: Path, reranker: str | None = None) -> None:
        """`reranker` names a cross-encoder that puts the best evidence in order again.

        Raises `StoreError` where the folder holds no usable index, `ModelError` where its model is not here."""
        self.index = Index(folder)
        meta = self.index.meta
        if "model" not in meta:
            raise StoreError(f"The index in {folder} was never finished; run: panel build ARCHIVE --index {folder}")
        self.encoder: Encoder = QuestionEncoder(meta["model"], meta["weights"])
        self.reranker = Reranker(reranker) if reranker else None
        if self.encoder.weights != meta["weights"]:
            raise StoreError(
                f"The index in {folder} was made with other weights of {meta['model']} than are installed here; "
                f"build it again: panel build {meta['archive']} --index {folder}"
            )

    def beside(self, folder: Path) -> Self:
        """The assistant over another index of the same model, which shares what this one has loaded."""
        other = copy(self)
        other.index = Index(folder)
        if other.index.meta.get("weights") != self.encoder.weights:
            raise StoreError(
                f"The index in {folder} was made with another model than that beside it; build both again."
            )
        return other

    @property
    def archive(self) -> Path:
        """The folder of papers the index was built from."""
        return Path(self.index.meta["archive"])

    def __repr__(self) -> str:
        return f"<Assistant: {archive_in_words(self.index)}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    def ask(
        self, question: str, top: int = 10, ignored: Collection[str] = (), **narrowing: Unpack[Narrowing]
    ) -> Answer:
        """Answer a question with at most `top` passages; `ignored` as in `understand`, `narrowing` as in `Filters`.

        Raises `QuestionError` for one that cannot be asked, `FilterError` for a filter that is none or that no
        passage fits.
        """
        return self.answer(Query(question, Filters(**narrowing), tuple(ignored)), top)

    def ask_many(self, questions: Iterable[str | Query], top: int = 10, **narrowing: Unpack[Narrowing]) -> list[Answer]:
        """Answer questions, in their order; faster than one by one. `narrowing` is of those that are plain text.

        Raises as `ask` does, for the first that cannot be answered.
        """
        filters = Filters(**narrowing)
        queries = [one if isinstance(one, Query) else Query(one, filters) for one in questions]
        return [_or_raise(one) for one in self.answer_each(queries, top)]

    def answer(self, query: Query, top: int = 10, budget: float | None = None) -> Answer:
        """Answer a query; raises as `ask` does. With a `budget`, in seconds, the reranker keeps to it."""
        return _or_raise(next(self.answer_each([query], top, budget)))

    def answer_each(
        self, queries: Iterable[Query], top: int = 10, budget: float | None = None
    ) -> Iterator[Answer | PanelError]:
        """The answer to each query, or what is wrong with it, in their order.

        They are answered in blocks of `BLOCK`, cut by their places alone: the same block always has the same answers,
        and a query that cannot be answered changes none of the others. The papers are as they are when a block is
        begun. `timing_ms` is an answer's share of its block.
        """
        rest = iter(queries)
        while block := list(islice(rest, BLOCK)):
            # Papers may be read in or taken out meanwhile.
            with self.index.snapshot(), THREADS.limit(limits=1, user_api="blas"):
                answers = self._answer_block(block, top, budget)
            yield from answers

    def _answer_block(self, queries: Sequence[Query], top: int, budget: float | None) -> list[Answer | PanelError]:
        clock = _Clock(len(queries))
        found: dict[int, Answer | PanelError] = {}
        questions: dict[int, Question] = {}
        for place, query in enumerate(queries):
            try:
                questions[place] = understand(query.question, self.index, query.ignored)
            except QuestionError as error:
                found[place] = error
        clock.lap("understand")
        if questions:
            asked = read_questions(list(questions.values()), self.index, self.encoder)
            clock.lap("encode")
            searches = [
                Search(question, vectors, queries[place].filters)
                for (place, question), vectors in zip(questions.items(), asked, strict=True)
            ]
            found |= zip(questions, self._look_up(searches, top, budget, clock), strict=True)
        return [found[place] for place in range(len(queries))]

    def _look_up(
        self, searches: Sequence[Search], top: int, budget: float | None, clock: "_Clock"
    ) -> list[Answer | PanelError]:
        # The quotes are chosen from the first ten passages, however few are shown.
        evidence = retrieve(self.index, searches, max(top, LOOKED_AT if self.reranker else 10), clock.lap)
        if self.reranker:
            pairs = zip(searches, evidence, strict=True)
            evidence = [self.reranker.reorder(one.question, own, budget) for one, own in pairs]
            clock.lap("rerank")
        sure = [
            confidence(self.index, one.question, one.asked, own) for one, own in zip(searches, evidence, strict=True)
        ]
        clock.lap("confidence")
        quotes = [
            choose_quotes(own, one.question, one.asked) if probability >= THRESHOLD else []
            for one, own, probability in zip(searches, evidence, sure, strict=True)
        ]
        clock.lap("quote")
        timing = clock.timing()
        answers: list[Answer | PanelError] = []
        for one, own, probability, told in zip(searches, evidence, sure, quotes, strict=True):
            if one.filters and not own:
                answers.append(
                    FilterError(f"No passage fits the filters. The archive holds {archive_in_words(self.index)}")
                )
            else:
                answers.append(_answer(one.question, probability, told, own[:top], timing))
        return answers


def _answer(
    question: Question, probability: float, quotes: list[Quote], shown: Sequence[Evidence], timing: dict[str, float]
) -> Answer:
    return Answer(
        question=question.text,
        understood=Understood.of(question),
        status="answered" if probability >= THRESHOLD else "not_found",
        confidence=round(probability, 4),
        quotes=quotes,
        passages=[_ranked(rank, one) for rank, one in enumerate(shown, start=1)],
        timing_ms=timing,
    )


def _or_raise(answer: Answer | PanelError) -> Answer:
    if isinstance(answer, PanelError):
        raise answer
    return answer


class _Clock:
    """Milliseconds of each stage, each of some questions answered together having the same share."""

    def __init__(self, questions: int) -> None:
        self._questions = questions
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = now - self._last
        self._last = now

    def timing(self) -> dict[str, float]:
        seconds = {"total": self._last - self._start, **self._laps}
        return {name: round(own * 1000 / self._questions, 1) for name, own in seconds.items()}


def _ranked(rank: int, evidence: Evidence) -> RankedPassage:
    return RankedPassage(
        id=evidence.passage.id,
        rank=rank,
        score=round(evidence.score, 4),
        text=evidence.passage.text,
        citation=Citation.of(evidence.passage),
        also=[Citation.of(other) for other in evidence.also],
    )
