"""The browser: one page to ask the archive a question. What it says is computed in `assistant`."""

import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import DEFAULT_INDEX, IndexFolder

if TYPE_CHECKING:
    import gradio as gr

    from assistant import Answer, Assistant

WARMING = "Getting ready: the language model is being loaded. You can type your question meanwhile."
CSS = """
.gradio-container { max-width: 60rem !important; margin: 0 auto; }
.quotes > li, .passages > li { margin: 0 0 1.4rem 0; }
.quotes blockquote { font-size: 1.15rem; line-height: 1.55; margin: 0; padding-left: 0.9rem; border-left: 4px solid; }
.cited { display: block; margin: 0.35rem 0 0 0; padding-left: 1.15rem; }
.verdict { font-size: 1.05rem; }
.not-found { border: 2px solid; border-radius: 6px; padding: 0.6rem 1rem; }
"""


class Desk:
    """What the page works with: the assistant, and whether its model is loaded yet."""

    def __init__(self, assistant: "Assistant") -> None:
        self.assistant = assistant
        self.ready = threading.Event()
        self.failure: str | None = None

    def warm_up(self) -> None:
        """Load the model; called in a thread of its own so that the page is there at once."""
        from corpus import PanelError

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
    from assistant.wording import archive_in_words, citation_in_words
    from corpus import PanelError

    def wait() -> Iterator[Any]:
        if not desk.ready.is_set():
            yield gr.Markdown(WARMING, visible=True)
            desk.ready.wait()
        yield gr.Markdown(desk.failure or "", visible=bool(desk.failure))

    def ask(question: str) -> Iterator[tuple[Any, ...]]:
        if not desk.ready.is_set():
            yield f"<p>{WARMING}</p>", "", gr.Radio(visible=False), None, None
            desk.ready.wait()
        try:
            answer = desk.assistant.ask(question)
        except PanelError as error:
            yield failure_html(str(error)), "", gr.Radio(visible=False), None, None
            return
        sources = [f"{n}. {citation_in_words(citation)}" for n, citation in enumerate(paged(answer), start=1)]
        chooser = gr.Radio(choices=sources, value=sources[0] if sources else None, visible=bool(sources))
        yield (
            answer_html(answer),
            passages_html(answer),
            chooser,
            answer,
            show_page(answer, sources[0] if sources else None),
        )

    def paged(answer: "Answer") -> list[Any]:
        shown = answer.quotes or answer.passages[:3]
        return [source.citation for source in shown if source.citation.page]

    def show_page(answer: "Answer | None", source: str | None) -> Any:
        if answer is None or source is None:
            return gr.Image(visible=False)
        citation = paged(answer)[int(source.split(".")[0]) - 1]
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
        with gr.Accordion("All passages found, best first", open=False):
            passages = gr.HTML(elem_id="passages")
        outputs = [result, passages, chooser, answered, picture]
        gr.on([button.click, question.submit], ask, question, outputs)
        chooser.input(show_page, [answered, chooser], picture)
        page.load(wait, None, warming)
    return page


def serve(
    index: IndexFolder = DEFAULT_INDEX,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes the first free one.")] = 7860,
) -> None:
    """Serve the browser page."""
    # Before Gradio is imported: nothing may leave this machine.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from assistant import Assistant

    desk = Desk(Assistant(index))
    threading.Thread(target=desk.warm_up, daemon=True).start()
    page = build_page(desk)
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
    print(f"Panel Assistant is at {address}  (Ctrl-C stops it)", flush=True)
    page.block_thread()
