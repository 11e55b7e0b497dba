"""The browser: one page to ask the archive a question. What it says is computed in `assistant`."""

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import DEFAULT_INDEX, IndexFolder, RerankerName
from corpus import PanelError

if TYPE_CHECKING:
    import gradio as gr

    from assistant import Answer, Assistant, Citation

WARMING = "Getting ready: the language model is being loaded. You can type your question meanwhile."
CSS = """
.gradio-container { max-width: 60rem !important; margin: 0 auto; }
.quotes > li, .passages > li { margin: 0 0 1.4rem 0; }
.quotes blockquote { font-size: 1.15rem; line-height: 1.55; margin: 0; padding-left: 0.9rem; border-left: 4px solid; }
.cited { display: block; margin: 0.35rem 0 0 0; padding-left: 1.15rem; }
.verdict { font-size: 1.05rem; }
.not-found { border: 2px solid; border-radius: 6px; padding: 0.6rem 1rem; }
"""


class ServeError(PanelError):
    """A page that cannot be served. The message says why."""


class Desk:
    """What the page works with: the assistant, and whether its model is loaded yet."""

    def __init__(self, assistant: "Assistant") -> None:
        self.assistant = assistant
        self.ready = threading.Event()
        self.failure: str | None = None

    def warm_up(self) -> None:
        """Load the model; called in a thread of its own so that the page is there at once."""
        try:
            self.assistant.encoder.warm_up()
        except PanelError as error:
            self.failure = str(error)
        self.ready.set()


def build_page(desk: Desk) -> "gr.Blocks":
    """The page, wired to the assistant."""
    import gradio as gr

    from assistant.examples import example_questions
    from assistant.html import answer_html, failure_html, passages_html
    from assistant.page_image import page_image
    from assistant.wording import archive_in_words, page_in_words

    def wait() -> Iterator[Any]:
        if not desk.ready.is_set():
            yield gr.Markdown(WARMING, visible=True)
            desk.ready.wait()
        yield gr.Markdown(desk.failure or "", visible=bool(desk.failure))

    def ask(question: str) -> Iterator[tuple[Any, ...]]:
        nothing = gr.Radio(visible=False), None, gr.Image(visible=False)
        if not desk.ready.is_set():
            yield f"<p>{WARMING}</p>", "", gr.Accordion(visible=False), *nothing
            desk.ready.wait()
        try:
            answer = desk.assistant.ask(question)
        except PanelError as error:
            yield failure_html(str(error)), "", gr.Accordion(visible=False), *nothing
            return
        found = answer.status == "answered"
        pages = [label for label, _ in sources(answer)]
        yield (
            answer_html(answer),
            passages_html(answer),
            gr.Accordion(visible=True, open=not found),
            gr.Radio(choices=pages, value=pages[0] if pages else None, visible=bool(pages)),
            answer,
            show_page(answer, pages[0] if pages else None),
        )

    def sources(answer: "Answer") -> list[tuple[str, "Citation"]]:
        cited = enumerate((source.citation for source in answer.quotes or answer.passages[:3]), start=1)
        return [(f"{number}. {c.document}, {page_in_words(c)}", c) for number, c in cited if c.page]

    def show_page(answer: "Answer | None", source: str | None) -> Any:
        citation = dict(sources(answer)).get(source or "") if answer else None
        if citation is None:
            return gr.Image(visible=False)
        try:
            picture = page_image(desk.assistant.archive, citation)
        except PanelError as error:
            gr.Warning(str(error))
            return gr.Image(visible=False)
        return gr.Image(picture, label=f"{citation.document}, page {citation.page}", visible=True)

    with gr.Blocks(title="Panel Assistant", analytics_enabled=False) as page:
        gr.Markdown(f"# Panel Assistant\n{archive_in_words(desk.assistant.index)}")
        warming = gr.Markdown(visible=False, elem_id="warming")
        question = gr.Textbox(
            label="Your question", placeholder="What was said about …?", max_length=4000, autofocus=True
        )
        button = gr.Button("Ask", variant="primary")
        examples = example_questions(desk.assistant.index)
        if examples:
            gr.Examples([[example] for example in examples], question, label="Questions to start with")
        answered = gr.State(None)
        result = gr.HTML(elem_id="answer")
        chooser = gr.Radio(label="Show the page of", choices=[], visible=False)
        picture = gr.Image(visible=False, interactive=False, elem_id="page")
        with gr.Accordion("All passages found, best first", open=False, visible=False) as evidence:
            passages = gr.HTML(elem_id="passages")
        outputs = [result, passages, evidence, chooser, answered, picture]
        gr.on([button.click, question.submit], ask, question, outputs)
        chooser.input(show_page, [answered, chooser], picture)
        page.load(wait, None, warming)
    return page


def serve(
    index: IndexFolder = DEFAULT_INDEX,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes the first free one.")] = 7860,
    reranker: RerankerName = None,
) -> None:
    """Serve the browser page."""
    # Before Gradio is imported: nothing may leave this machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from assistant import Assistant

    desk = Desk(Assistant(index, reranker))
    threading.Thread(target=desk.warm_up, daemon=True).start()
    page = build_page(desk)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port or None,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
            css=CSS,
            footer_links=[],
        )
    except OSError as error:
        raise ServeError(
            f"{host}, port {port}, is taken; stop what listens there or give another with --port."
        ) from error
    print(f"Panel Assistant is at {address}  (Ctrl-C stops it)", flush=True)
    page.block_thread()
