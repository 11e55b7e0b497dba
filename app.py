"""The browser page: layout and wiring. What it says is computed in `assistant`."""

import ctypes
import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import DEFAULT_INDEX, IndexFolder, RerankerName, WriterAddress, WriterModel
from corpus import PanelError

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from starlette.types import ASGIApp

    from assistant.desk import Desk

# What Gradio hands to the functions of `assistant/pages/page.js`, component by component.
FOLLOW = "addEventListener('popstate', () => trigger('follow', { link: location.search }));"
SHOWN = "watch('value', () => answered(element)); answered(element);"
LOOKED = "() => looked()"
ASKING = "(...given) => { asking(); return given; }"
ADD = """const told = (sentences) => trigger('added', { sentences });
watch('value', () => add(element, told)); add(element, told);"""
JUDGE = "element.addEventListener('click', (event) => judge(event, server.judge_words));"
KEEP = """watch('value', () => find(element)); element.addEventListener('click', (event) => keep(event, {
    withdraw: (name) => trigger('withdraw', { name }), scans: () => trigger('scans'),
}));"""
SESSIONS = 100  # of which Gradio keeps what their pages show, 0.1 MB each; nothing that a page does needs it
FEW_ARENAS = (-8, 2)  # M_ARENA_MAX: of what threads let go, each arena keeps some; with 16 a third more memory is taken


class ServeError(PanelError):
    """A page that cannot be served. The message says why."""


def build_page(desk: "Desk") -> "gr.Blocks":
    """The page, wired to the desk."""
    import gradio as gr

    from assistant.html import adding_html, history_html, told_html
    from assistant.query import read_topic
    from assistant.users import User, user_of

    def judge_words(given: list[str]) -> tuple[bool, str]:
        return desk.judge(given)

    def asker(request: gr.Request) -> User:
        return user_of(request.request.scope)

    words = partial(gr.HTML, apply_default_css=False)

    with gr.Blocks(title="Panel Assistant", analytics_enabled=False) as page:
        page.state_session_capacity = SESSIONS
        masthead = words()
        with gr.Tabs() as tabs:
            with gr.Tab("Ask", id="ask"):
                with gr.Row(elem_classes="asking"):
                    question = gr.Textbox(label="Your question", max_length=4000, autofocus=True, scale=5)
                    ask = gr.Button("Ask", variant="primary", scale=1, min_width=100)
                with gr.Accordion("Narrow the search", open=False), gr.Row():
                    since = gr.Textbox(label="Meetings from", placeholder="March 2023", min_width=140)
                    until = gr.Textbox(label="Meetings up to", placeholder="9 October 2024", min_width=140)
                    body = gr.Dropdown(label="Body", min_width=140)
                    kind = gr.Dropdown(label="Kind of paper", min_width=140)
                    meeting = gr.Dropdown(label="Meeting", min_width=140)
                for chooser in (body, kind, meeting):  # what is chosen may be of a session that is forgotten
                    chooser.preprocess = lambda chosen: chosen
                answer = words(elem_id="answer", js_on_load=FOLLOW + SHOWN + JUDGE, server_functions=[judge_words])
                start = words(elem_id="start")  # apart, so that what comes late takes no answer away
                words(history_html(), elem_id="history", js_on_load="showHistory(); mendGradio();")
            with gr.Tab("Topics", id="topic"):
                with gr.Row(elem_classes="asking"):
                    topic = gr.Textbox(label="Mentions over time of", max_length=400, scale=5)
                    look = gr.Button("Show", variant="primary", scale=1, min_width=100)
                bars = words(elem_id="topic", js_on_load=SHOWN)
            with gr.Tab("Archive", id="archive") as shelves:
                upload = words(elem_id="upload", js_on_load=ADD)
                told = words(elem_id="told", js_on_load=SHOWN)
                progress = words(elem_id="progress", js_on_load=SHOWN)
                archive = words(elem_id="archive", js_on_load=KEEP)
        before = gr.Textbox("", visible=False)  # the question that a follow-up goes on from
        clock = gr.Timer(1, active=False)

        def open_link(link: str) -> dict[Any, Any]:
            subject = read_topic(link)
            query, answered = desk.open(link)
            kept = query.filters
            choosers = zip((body, kind, meeting), desk.choices(kept), strict=True)
            shown = {one: gr.Dropdown(choices=choices, value=value) for one, (choices, value) in choosers}
            shown |= {answer: answered, before: query.question, since: kept.since or "", until: kept.until or ""}
            if subject:
                shown |= {topic: subject, bars: desk.topic(subject), tabs: gr.Tabs(selected="topic")}
            if query.question:
                shown |= {question: query.question, tabs: gr.Tabs(selected="ask")}
            return shown

        def load(request: gr.Request) -> dict[Any, Any]:
            shown = open_link(f"?{request.query_params}")
            shown |= {masthead: desk.masthead(asker(request)), start: desk.start()}
            if not request.query_params:  # nothing may take away what is already being typed, or was asked
                for one in (since, until, answer, before):
                    del shown[one]
            return shown

        def follow(event: gr.EventData) -> dict[Any, Any]:
            return open_link(event.link)

        def shelved(user: User) -> dict[Any, Any]:
            return {archive: desk.archive(user), masthead: desk.masthead(user)}

        def show_archive(request: gr.Request) -> dict[Any, Any]:
            user = asker(request)
            now, running = desk.progress()
            button = adding_html(desk.sees_exempt) if user.editor else ""
            shown = {progress: now if running else "", upload: button, clock: gr.Timer(active=running)}
            return shown | {archive: desk.archive(user)}

        def watch(request: gr.Request) -> dict[Any, Any]:
            now, running = desk.progress()
            if running:  # what is listed stays as it is looked at until the end
                return {progress: now}
            return {progress: now, clock: gr.Timer(active=False), **shelved(asker(request))}

        def added(event: gr.EventData) -> dict[Any, Any]:
            return {told: told_html([str(one) for one in event.sentences]), clock: gr.Timer(active=True)}

        def withdraw(event: gr.EventData, request: gr.Request) -> dict[Any, Any]:
            user = asker(request)
            return {told: desk.withdraw(user, event.name), **shelved(user)}

        def read_scans(request: gr.Request) -> dict[Any, Any]:
            return {told: desk.read_scans(asker(request)), clock: gr.Timer(active=True)}

        linked = [question, before, since, until, body, kind, meeting, answer, topic, bars, tabs]
        quiet = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        page.load(load, None, [*linked, masthead, start], **quiet)
        answer.follow(follow, None, linked, **quiet).then(None, js=LOOKED, **quiet)
        narrowing = [since, until, body, kind, meeting]
        asking = [question, before, *narrowing]
        asked = gr.on([ask.click, question.submit], desk.follow, asking, [answer, before], js=ASKING, **quiet)
        asked.then(None, js=LOOKED, **quiet)  # whatever came of it, also where the answer stays the same
        gr.on([look.click, topic.submit], desk.topic, topic, bars, **quiet)
        shelves.select(show_archive, None, [progress, upload, archive, clock], **quiet)
        clock.tick(watch, None, [progress, archive, masthead, clock], **quiet)
        upload.added(added, None, [told, clock], **quiet)
        archive.withdraw(withdraw, None, [told, archive, masthead], **quiet)
        archive.scans(read_scans, None, [told, clock], **quiet)
        for event in page.fns.values():
            if event.fn:
                event.fn = _careful(event.fn)
    return page


def _careful(do: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the page whose mistakes are logged, and told with their reference."""
    import gradio as gr

    from assistant.logs import mistake

    @wraps(do)
    def careful(*given: Any, **named: Any) -> Any:
        try:
            return do(*given, **named)
        except Exception as error:
            raise gr.Error(mistake(), print_exception=False) from error

    return careful


def _whole(told: logging.LogRecord) -> str:
    return f"{told.getMessage()} {told.exc_info and told.exc_info[1]}"


def _theme() -> "gr.Theme":
    """Gradio's plainest theme, in one colour that is dark enough to be read."""
    import gradio as gr

    ink, pale = "#0b4f8a", "#8fc3f2"
    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]).set(
        body_background_fill_dark="#14181d",
        block_label_text_color="#1b1f24",
        block_title_text_color="#1b1f24",
        block_title_text_color_dark="#e8ebee",
        button_primary_background_fill=ink,
        button_primary_background_fill_dark=ink,
        button_primary_background_fill_hover="#083a66",
        button_primary_background_fill_hover_dark="#1265ab",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        color_accent=ink,
        input_background_fill="#ffffff",
        input_border_color="#6b747e",
        input_border_color_dark="#8b95a1",
        input_border_width="1px",
        input_border_color_focus=ink,
        input_border_color_focus_dark=pale,
    )


def build_site(desk: "Desk") -> "FastAPI":
    """All that is served of an archive, in front of which there has to be a door: see `assistant.guard`."""
    # Before Gradio is imported: nothing may leave this machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr
    from starlette.routing import Mount

    from assistant.html import asset
    from assistant.narrow import Narrow
    from assistant.web import build_server

    site: FastAPI = gr.mount_gradio_app(
        build_server(desk),
        build_page(desk),
        path="/",
        theme=_theme(),
        head=f"<style>{asset('style.css')}</style><script>{asset('page.js')}</script>",
        footer_links=[],
        ssr_mode=False,
        run_history=False,
    )
    mounted = site.router.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = Narrow(mounted.app)
    return site


def build_sites(desk: "Desk", users: Path | None) -> "ASGIApp":
    """What a desk serves; where any who sign in may see exempt papers, beside it a site of all papers for them."""
    from assistant.apart import Apart
    from assistant.desk import Desk
    from assistant.users_file import read_users
    from index import index_of_all

    site = build_site(desk)
    if not users or not any(known.user.exempt for known in read_users(users).values()):
        return site
    beside = desk.assistant.beside(index_of_all(desk.index).folder)
    return Apart(site, build_site(Desk(beside, desk.writer, desk)))


def serve(
    index: IndexFolder = DEFAULT_INDEX,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes the first free one.")] = 7860,
    reranker: RerankerName = None,
    writer: WriterAddress = None,
    writer_model: WriterModel = None,
    log_questions: Annotated[
        bool, typer.Option("--log-questions", help="Log what people ask, too; without this, no word of it is logged.")
    ] = False,
    users: Annotated[
        Path | None, typer.Option(help="The people who may sign in: a file that panel user writes.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Let everybody read, without signing in.")] = False,
) -> None:
    """Serve the browser page.

    A line of JSON on stderr tells of each request; with panel --verbose serve, what other libraries do is told too.
    """
    # Before torch is: a core for each question, and one for reading papers. Threads that share one question wait for
    # each other where others want the cores too, which took 430 ms a question in place of 35.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from assistant.guard import guarded, open_door

    door = open_door(host, users, public)
    import uvicorn

    from assistant import Assistant
    from assistant.connections import TimelyConnection
    from assistant.desk import Desk
    from assistant.limits import Leaving
    from assistant.logs import OURS, Logged, log_as_json
    from assistant.served import announced
    from assistant.writer import open_writer

    with suppress(AttributeError):  # of other C libraries than glibc
        ctypes.CDLL(None).mallopt(*FEW_ARENAS)
    log_as_json(log_questions)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    desk = Desk(Assistant(index, reranker), open_writer(writer, writer_model))
    if desk.sees_exempt:
        raise ServeError(f"{index} holds exempt papers; serve {index.parent}: who may see them is asked there.")
    threading.Thread(target=desk.warm_up, daemon=True).start()
    site = guarded(build_sites(desk, users), door)
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # before the address is told, so that whoever comes at once is let in
    except OSError as error:
        raise ServeError(
            f"{host}, port {port}, cannot be listened on ({error.strerror}); "
            "stop what listens there or give another with --port."
        ) from error
    own = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host)  # every address of this machine
    at, others = own or (f"[{host}]" if ":" in host else host), ", for others at this machine's name" if own else ""
    address = f"http://{at}:{listener.getsockname()[1]}/"
    print(f"Panel Assistant is at {address}{others}  (Ctrl-C stops it)", flush=True)
    # Browsers keep a connection open; that it is cut when the server is stopped is nothing to report.
    logging.getLogger("uvicorn.error").addFilter(lambda told: "graceful shutdown" not in _whole(told))
    config = uvicorn.Config(
        Logged(Leaving(site)),
        http=TimelyConnection,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    # One that ranks in its own way does not answer for `panel ask`.
    with nullcontext() if reranker else announced(index, host, listener.getsockname()[1], door.token):
        uvicorn.Server(config).run(sockets=[listener])
