"""What the browser shows, as HTML. Everything from the archive is shown as text, never as markup."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.answer import Answer, Citation, Quote, RankedPassage
from assistant.archive_view import ArchiveView
from assistant.builder import Progress
from assistant.footnotes import refer
from assistant.meetings import group_by_meeting
from assistant.query import Query, chips
from assistant.source import Place, Source
from assistant.topic import Mentions, Topic
from assistant.visible import ended, visible
from assistant.wording import (
    NEAREST,
    NOT_FOUND,
    SPELLED,
    archive_in_words,
    chance_in_words,
    citation_in_words,
    counted,
    date_in_words,
    left_out_in_words,
    meeting_in_words,
    runs_for_reading,
    understood_in_words,
)
from corpus import READERS
from index import Index

NO_MENTION = "No paper of the archive has these words."


def asset(name: str) -> str:
    """The text of one of the pages' files: a style sheet or a script."""
    return (files("assistant") / "pages" / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("assistant", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "cite": citation_in_words,
        "copied": _copied,
        "exact": escape,
        "place": place,
        "runs": lambda one: runs_for_reading(one.text, getattr(one, "marks", [])),
        "source_link": lambda citation: Place.of(citation).link,
    }
    found.globals |= {"spelled_words": SPELLED, "style": Markup(asset("style.css")), "script": Markup(asset("page.js"))}
    return found


def _shown(value: object) -> object:
    """What a template shows: words of ours that name others' things. The record's own words are `exact`."""
    return visible(value) if type(value) is str else value


def _render(template: str, **told: Any) -> str:
    return _templates().get_template(template).render(told)


def answer_html(
    query: Query, answer: Answer, typed: str | None = None, reading: bool = False, writing: bool = False
) -> str:
    """The quotations with their citations, or that the archive does not say and what comes nearest.

    `typed` is what was typed where that was taken as a follow-up and made into the query's question; `reading` whether
    papers are being read meanwhile; `writing` whether a language model is there to write an answer from the quotations.
    """
    rank = {id(quote): number for number, quote in enumerate(answer.quotes, start=1)}
    grouped = group_by_meeting(answer.quotes, newest_first=not query.oldest_first)
    if len(grouped) == 1:  # of one meeting the best comes first
        grouped = [(grouped[0][0], answer.quotes)]
    groups = [(meeting_in_words(day), [(rank[id(quote)], quote) for quote in quotes]) for day, quotes in grouped]
    meetings = sum(day is not None for day, _ in grouped)
    told = counted(len(answer.quotes), "quotation") + (f" from {meetings} meetings" if meetings > 1 else "")
    found = f"{told}." if answer.status == "answered" else NOT_FOUND
    return _render(
        "answer.html",
        answer=answer,
        query=query,
        typed=typed,
        alone=replace(query, question=typed).link if typed else "",
        read=understood_in_words(answer.understood),
        chips=chips(query, answer.understood),
        groups=groups,
        told=told,
        chance=chance_in_words(answer.confidence),
        announced=f"{answer.question} {found}" if typed else found,
        reading=reading,
        writing=writing,
        other_order=replace(query, oldest_first=not query.oldest_first).link,
        exported=exported([query]),
        nearest=NEAREST,
        not_found=NOT_FOUND,
    )


def written_html(answer: Answer) -> str:
    """What a language model wrote, each sentence with links to what it was written from; nothing where none did."""
    if not answer.written:
        return ""
    sentences, others = refer(answer, answer.written)
    left_out = left_out_in_words(answer.written)
    return _render("written.html", written=answer.written, sentences=sentences, others=others, left_out=left_out)


def passages_page(query: Query, answer: Answer) -> str:
    """The ranked passages, without those that already stand below "not found"."""
    found = answer.passages[NEAREST if answer.status == "not_found" else 0 :]
    title = "More passages, less near" if answer.status == "not_found" else "All passages found, best first"
    return _render("passages.html", title=title, query=query, passages=found)


def start_html(examples: Sequence[str]) -> str:
    """What stands there before the first question."""
    return _render("start.html", examples=[Query(example) for example in examples])


def failure_html(message: str) -> str:
    """A sentence that says what is wrong, inside the page."""
    return _render("sentence.html", message=message)


def sign_in_page(then: str, name: str = "", message: str = "") -> str:
    """The page to sign in, with what is wrong where it was tried; `then` is the address to go on to."""
    return _render("sign_in.html", title="Sign in", then=then, name=name, message=message)


def failure_page(message: str) -> str:
    """A sentence that says what is wrong, as a page of its own."""
    return _render("failure.html", title="Something is wrong", message=message)


def topic_html(topic: Topic) -> str:
    """A topic's mentions by meeting: a bar each, which opens the quotations behind it."""
    one_body = len({bar.body for bar in topic.meetings if bar.body}) <= 1
    most = max([bar.count for bar in topic.meetings], default=0)
    dated = [bar for bar in topic.meetings if bar.meeting_date]
    spoke = sum(bar.count > 0 for bar in dated)
    told = counted(sum(bar.count for bar in topic.meetings), "mention")
    undated = sum(bar.count for bar in topic.meetings if not bar.meeting_date)
    apart = f", {undated} of them in papers without a meeting date" if undated else ""
    bars = [
        {
            "when": bar_in_words(bar.model_copy(update={"body": None}) if one_body else bar),
            "count": bar.count,
            "counted": counted(bar.count, "mention") if bar.count else "no mention",
            "share": round(100 * bar.count / most, 1) if most else 0,
            "link": mentions_link(topic, bar),
        }
        for bar in topic.meetings
    ]
    announced = f"{told}; {spoke} of {counted(len(dated), 'meeting')} spoke of it{apart}." if most else NO_MENTION
    return _render("topic.html", topic=topic, bars=bars, announced=announced)


def mentions_link(topic: Topic, bar: Mentions) -> str:
    """The address of the quotations behind one bar."""
    told = {"words": topic.words, "meeting": bar.meeting_date, "period": bar.period, "body": bar.body}
    return f"mentions?{urlencode({name: value for name, value in told.items() if value})}"


def mentions_page(topic_words: str, bar: Mentions, quotes: Sequence[Quote]) -> str:
    """The quotations behind one bar of a topic."""
    title = f"“{topic_words}”, {bar_in_words(bar)}"
    return _render("mentions.html", title=title, quotes=quotes)


def source_page(source: Source) -> str:
    """A quotation in its surroundings: the page of a PDF, or a stretch of any other paper."""
    return _render("source.html", source=source, title=source.where)


def archive_html(view: ArchiveView, editor: bool) -> str:
    """What is indexed, by year and kind, and each paper; for an editor with buttons."""
    return _render("archive.html", view=view, editor=editor)


def adding_html(exempt: bool) -> str:
    """The button by which papers are added, and with `exempt` the one for exempt papers."""
    return _render("adding.html", endings=",".join(sorted(READERS)), exempt=exempt)


def progress_html(progress: Progress) -> str:
    """How far the reading of papers is, or what it did."""
    return _render("progress.html", progress=progress, told=progress_in_words(progress))


def told_html(sentences: Sequence[str]) -> str:
    """What became of what was asked for, each in a sentence."""
    return _render("told.html", sentences=sentences, announced=" ".join(sentences))


def masthead_html(index: Index, name: str) -> str:
    """The page's head: what it is, what the archive holds, and who is signed in, if anybody."""
    return _render("masthead.html", archive=archive_in_words(index), name=name)


def history_html() -> str:
    """Where the questions of the session are listed, by the browser, which alone keeps them."""
    return _render("history.html")


def place(one: Citation) -> str:
    """Where a quotation stands, as the page hands it back with a verdict."""
    return f"{one.char_start}-{one.char_end} {one.document}"


def exported(queries: Sequence[Query]) -> str:
    """The parameters of an export of these queries."""
    return urlencode([("ask", query.link) for query in queries])


def bar_in_words(bar: Mentions) -> str:
    """What a bar of a topic stands for."""
    if bar.meeting_date:
        told = date_in_words(bar.meeting_date)
    else:
        told = f"{bar.period} (no meeting date)" if bar.period else "no meeting date"
    return f"{told}, {bar.body}" if bar.body else told


def progress_in_words(progress: Progress) -> str:
    """How far the reading of papers is, or what the last one did, in a sentence; nothing where there was none."""
    if progress.error:
        return progress.error
    if progress.running:
        at = f": {progress.document}" if progress.document else ""
        looked_at = f"{progress.done} of {progress.total or '…'} looked at"
        return f"Reading papers, {looked_at}{at}. Questions can be asked meanwhile."
    if not progress.summary:
        return ""
    read = len(progress.summary.read) + len(progress.summary.updated)
    failed = (
        f" {counted(len(progress.failed), 'paper')} could not be read; the reasons are below."
        if progress.failed
        else ""
    )
    return f"{counted(read, 'paper')} read in {progress.seconds:.0f} seconds.{failed}"


def _copied(one: Quote | RankedPassage) -> str:
    words = "".join(words for words, _ in runs_for_reading(one.text, []))
    return f"“{ended(words)}” — {citation_in_words(one.citation)} ({visible(one.citation.document)})"
