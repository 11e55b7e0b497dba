"""Questions out of an index: the whole path from a typed question to a cited answer."""

import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Self, TypedDict, Unpack

from assistant.answer import Answer, Citation, RankedPassage, Understood
from assistant.confidence import THRESHOLD, confidence
from assistant.match import read_question
from assistant.query import Query
from assistant.question import understand
from assistant.quotes import choose_quotes
from assistant.reranker import LOOKED_AT, Reranker
from assistant.retrieve import Evidence, retrieve
from assistant.wording import archive_in_words
from corpus import PanelError
from index import Encoder, FilterError, Filters, Index, StoreError


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
        self.encoder = Encoder(meta["model"])
        self.reranker = Reranker(reranker) if reranker else None
        if self.encoder.weights != meta["weights"]:
            raise StoreError(
                f"The index in {folder} was made with other weights of {meta['model']} than are installed here; "
                f"build it again: panel build {meta['archive']} --index {folder}"
            )

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

    def answer(self, query: Query, top: int = 10) -> Answer:
        """Answer a query; raises as `ask` does."""
        return _or_raise(next(self.answer_each([query], top)))

    def answer_each(self, queries: Iterable[Query], top: int = 10) -> Iterator[Answer | PanelError]:
        """The answer to each query, or what is wrong with it."""
        for query in queries:
            answer: Answer | PanelError
            try:
                with self.index.snapshot():  # papers may be read in or taken out meanwhile
                    answer = self._ask(query.question, top, query.filters, query.ignored)
            except PanelError as error:
                answer = error
            yield answer

    def _ask(self, text: str, top: int, filters: Filters | None, ignored: Collection[str]) -> Answer:
        clock = _Clock()
        question = understand(text, self.index, ignored)
        clock.lap("understand")
        asked = read_question(question, self.index, self.encoder)
        clock.lap("encode")
        # The quotes are chosen from the first ten passages, however few are shown.
        evidence = retrieve(self.index, question, asked, max(top, LOOKED_AT if self.reranker else 10), filters)
        if filters and not evidence:
            raise FilterError(f"No passage fits the filters. The archive holds {archive_in_words(self.index)}")
        clock.lap("retrieve")
        if self.reranker:
            evidence = self.reranker.reorder(question, evidence)
            clock.lap("rerank")
        probability = confidence(self.index, question, asked, evidence)
        found = probability >= THRESHOLD
        clock.lap("confidence")
        quotes = choose_quotes(evidence, question, asked) if found else []
        clock.lap("quote")
        return Answer(
            question=question.text,
            understood=Understood.of(question),
            status="answered" if found else "not_found",
            confidence=round(probability, 4),
            quotes=quotes,
            passages=[_ranked(rank, e) for rank, e in enumerate(evidence[:top], start=1)],
            timing_ms=clock.timing(),
        )


def _or_raise(answer: Answer | PanelError) -> Answer:
    if isinstance(answer, PanelError):
        raise answer
    return answer


class _Clock:
    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = (now - self._last) * 1000
        self._last = now

    def timing(self) -> dict[str, float]:
        total = (self._last - self._start) * 1000
        return {name: round(ms, 1) for name, ms in {"total": total, **self._laps}.items()}


def _ranked(rank: int, evidence: Evidence) -> RankedPassage:
    return RankedPassage(
        id=evidence.passage.id,
        rank=rank,
        score=round(evidence.score, 4),
        text=evidence.passage.text,
        citation=Citation.of(evidence.passage),
        also=[Citation.of(other) for other in evidence.also],
    )
