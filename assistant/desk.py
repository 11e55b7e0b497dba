"""What stands behind the browser page: one archive, asked, judged, added to and taken from. It speaks HTML."""

import logging
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from assistant.answer import Answer, Quote, RankedPassage
from assistant.archive_view import view_archive
from assistant.assistant import Assistant
from assistant.builder import Builder, Progress
from assistant.examples import example_questions
from assistant.feedback import Feedback, FeedbackError, Verdict, Word
from assistant.follow_up import complete
from assistant.html import (
    answer_html,
    archive_html,
    failure_html,
    masthead_html,
    place,
    progress_html,
    start_html,
    told_html,
    topic_html,
    written_html,
)
from assistant.logs import asked
from assistant.query import Query, read_filters
from assistant.reranker import BUDGET
from assistant.shelf import Added, Shelf
from assistant.topic import topic_over_time
from assistant.users import STRANGER, NotAllowedError, User, must_edit
from assistant.visible import visible
from assistant.wording import KINDS, date_in_words
from assistant.writer import Writer
from corpus import PanelError, can_ocr, how_to_ocr
from index import Filters, holds_exempt, open_folder

# What each button says, as it is kept, and what whoever pressed it is told.
VERDICTS: dict[str, tuple[Word, str]] = {
    "answers": ("answers", "Kept: this answers it. Thank you."),
    "does_not": ("does_not", "Kept: this does not answer it. Thank you."),
    "not_there": ("answers", "Kept: the archive does not say. Thank you."),
    "there": ("does_not", "Kept: it is in the archive somewhere. Thank you."),
}
Choices = list[tuple[str, str]]  # as shown, and as kept
log = logging.getLogger(__name__)


class Desk:
    """The archive of an assistant. Safe to share between threads; whatever is wrong it tells in a sentence."""

    def __init__(self, assistant: Assistant, writer: Writer | None = None, beside: "Desk | None" = None) -> None:
        """With a `writer`, a written answer comes after the quotations. `beside` is the desk of the archive's other
        index (index/exempt.py), whose assistant this one was made from."""
        self.assistant = assistant
        self.writer = writer
        self.index = index = assistant.index
        if log.isEnabledFor(logging.INFO):  # the files are listed for it
            held = (index.generation, len(index.fingerprints()), index.count())
            log.info("opened the index in %s: generation %s, %s files, %s passages", index.folder, *held)
        self.feedback = Feedback(self.index.folder)
        self.shelf = Shelf(assistant.archive, self.index.folder)
        self.builder: Builder = beside.builder if beside else Builder(assistant.archive, open_folder(self.index))
        self.sees_exempt = holds_exempt(self.index)
        self.ready: threading.Event = beside.ready if beside else threading.Event()  # one model is loaded
        self._turns = threading.BoundedSemaphore(os.cpu_count() or 1)  # more at once make each other slower

    def warm_up(self) -> None:
        """Load the model; called in a thread of its own so that the page is there at once."""
        try:
            with suppress(PanelError):  # whoever asks is told
                self.assistant.encoder.warm_up()
        finally:  # or all would wait for ever
            self.ready.set()

    # Asking

    def masthead(self, user: User = STRANGER) -> str:
        """The page's head: what it is, what the archive holds, and who is signed in."""
        return masthead_html(self.index, user.name)

    def follow(self, typed: str, before: str, *narrowing: str | None) -> tuple[str, str]:
        """The answer to what was typed, as HTML, and the question it was taken for: one of its own, or one that goes on
        from the question before.

        `narrowing` is what `read_filters` reads.
        """
        try:
            filters = read_filters(*narrowing)
        except PanelError as error:
            return failure_html(str(error)), before
        if not typed.strip():
            return self.show(Query(typed, filters)), before
        question = complete(typed, before, self.index) if before else None
        return self.show(Query(question or typed, filters), typed if question else None), question or typed

    def open(self, link: str) -> tuple[Query, str]:
        """The query that a link holds and the answer to it, as HTML; empty without a question."""
        try:
            query = Query.read(link)
        except PanelError as error:
            return Query(""), failure_html(str(error))
        return query, self.show(query) if query.question else ""

    def start(self) -> str:
        """What stands there before the first question."""
        return start_html(example_questions(self.index))

    def show(self, query: Query, typed: str | None = None) -> str:
        """The answer to a query as HTML; `typed` as in `answer_html`. Waits until the model is loaded."""
        try:
            running = self._progress.running
            return answer_html(query, self.answer(query), typed, running, self.writer is not None)
        except PanelError as error:
            return failure_html(str(error))

    def write(self, query: Query) -> str:
        """What a language model writes of the answer to a query, as HTML; nothing where none is configured or nothing
        was found. Takes as long as the model does."""
        if not self.writer:
            return ""
        try:
            answer = self.answer(query)
            answer.written = self.writer.write(answer)
            return written_html(answer)
        except PanelError as error:
            return failure_html(str(error))

    def topic(self, words: str) -> str:
        """A topic's mentions by meeting; nothing for no words."""
        try:
            return "" if not words.strip() else topic_html(topic_over_time(self.index, words))
        except PanelError as error:
            return failure_html(str(error))

    def choices(self, kept: Filters) -> list[tuple[Choices, str]]:
        """What can be chosen as body, as kind of paper and as meeting, all of them first, and what is chosen."""
        days = [day.isoformat() for day in reversed(self.index.meeting_dates())]
        return [
            _choices("Any body", {body: body for body in self.index.bodies()}, kept.body),
            _choices("Any kind", {kind.value: KINDS[kind].capitalize() for kind in self.index.kinds()}, kept.kind),
            _choices("Any meeting", {day: date_in_words(day) for day in days}, kept.meeting),
        ]

    def judge(self, given: Sequence[str]) -> tuple[bool, str]:
        """Keep what a person says of a quotation or passage, or of "not found"; whether it is kept, and a sentence.

        `given` is the query's link, the place of the words (empty for the answer as a whole), and the verdict.
        """
        link, where, verdict = given
        try:
            query = Query.read(link)
            answer = self.answer(query)
            shown: dict[str, Quote | RankedPassage] = {place(one.citation): one for one in answer.passages}
            shown |= {place(one.citation): one for one in answer.quotes}
            if where and where not in shown:
                raise FeedbackError("The archive has changed since; ask again.")
            word, told = VERDICTS[verdict]
            self.feedback.keep(answer, query.filters, Verdict(word, shown.get(where)))
            return True, told
        except PanelError as error:
            return False, str(error)

    def answer(self, query: Query, top: int = 10) -> Answer:
        """The answer to a query. Waits until the model is loaded. Raises as `Assistant.answer` does.

        What a question has waited for its turn is taken off the reranker's time: under load that goes first.
        """
        asked.debug("asked", extra={"fields": {"question": query.question}})
        self.ready.wait()
        begun = time.perf_counter()
        with self._turns:
            return self.assistant.answer(query, top, BUDGET - (time.perf_counter() - begun))

    def answer_all(self, queries: Sequence[Query], top: int = 10) -> list[Answer | PanelError]:
        """The answers to some queries, in one turn: give few at a time, or others wait. Waits as `answer` does."""
        for one in queries:
            asked.debug("asked", extra={"fields": {"question": one.question}})
        self.ready.wait()
        with self._turns:
            return list(self.assistant.answer_each(queries, top))

    # Keeping the archive

    def archive(self, user: User) -> str:
        """What is indexed, by year and kind, and each paper; for editors with what they may do to it."""
        return archive_html(view_archive(self.index), user.editor)

    def add(self, user: User, file: Path, name: str, exempt: bool = False) -> Added:
        """Put a paper into the archive under a name, with `exempt` among those, and have it read; what became of it.

        Raises `NotAllowedError`.
        """
        must_edit(user)
        if exempt and not self.sees_exempt:
            raise NotAllowedError("Only who may see exempt papers can add such; ask who runs the assistant.")
        (added,) = self.shelf.add([(file, name)], exempt)
        if added.new:
            self.builder.start()
        return added

    def withdraw(self, user: User, document: str) -> str:
        """Take a paper out of the archive; what became of it."""
        try:
            must_edit(user)
            kept = self.shelf.remove(document)
        except PanelError as error:
            return failure_html(str(error))
        where = f"; its file is kept as {kept.relative_to(self.index.folder)} in the index's folder" if kept else ""
        return told_html([f"{document} was removed{where}."])

    def read_scans(self, user: User) -> str:
        """Have scanned pages read; what becomes of it."""
        try:
            must_edit(user)
        except PanelError as error:
            return failure_html(str(error))
        if not can_ocr():
            return failure_html(f"Scanned pages cannot be read here yet: whoever runs the program must {how_to_ocr()}.")
        self.builder.start(ocr=True)
        return told_html(["The scanned pages are being read, which takes some seconds a page."])

    def progress(self) -> tuple[str, bool]:
        """How far the reading of papers is, and whether it is still under way."""
        progress = self._progress
        return progress_html(progress), progress.running

    @property
    def _progress(self) -> Progress:
        return self.builder.progress_of_all if self.sees_exempt else self.builder.progress


def _choices(every: str, there: dict[str, str], kept: str | None) -> tuple[Choices, str]:
    """What can be chosen, and what is; a link may hold what is not there, or no longer."""
    known = there if not kept or kept in there else {**there, kept: kept}
    return [(every, ""), *((visible(words), one) for one, words in known.items())], kept or ""
