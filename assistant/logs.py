"""What servers log: an object of JSON a line on stderr, in which nothing stands of what people ask."""

import json
import logging
import secrets
import sys
import threading
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
asked = logging.getLogger(f"{__name__}.asked")  # questions, which are let through where somebody wants them

OURS = ("app", "assistant", "corpus", "eval", "index")
REFERENCE: ContextVar[str] = ContextVar("reference", default="")  # of the request that is being answered


def log_as_json(questions: bool = False) -> None:
    """From now on have all that is logged written so; with `questions`, also what is asked and what errors say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(questions))
    logging.getLogger().handlers = [handler]
    logging.captureWarnings(True)
    asked.setLevel(logging.DEBUG if questions else logging.CRITICAL)
    # Gradio prints what goes wrong past all logging, with all that was typed.
    traceback.print_exc = lambda *_, **__: mistake()  # type: ignore[assignment]
    threading.excepthook = lambda told: log.error(
        "a thread broke off", exc_info=(told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback)
    )


class JsonLines(logging.Formatter):
    """Records as lines. The messages of other people's code and of errors may hold anything: of these there is the
    text that is always the same, of errors their kinds and where in the program they came about."""

    def __init__(self, questions: bool) -> None:
        super().__init__()
        self.questions = questions

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; what it has as `fields` stands there too."""
        plain = self.questions or record.name.partition(".")[0] in OURS
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage() if plain else str(record.msg).partition("\n")[0],
        }
        if reference := REFERENCE.get():
            told["reference"] = reference
        told |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            told["error"] = self.formatException(record.exc_info) if self.questions else outline(record.exc_info[1])
        return json.dumps(told, default=str)


def outline(error: BaseException) -> list[str]:
    """The kind of an error and the places in the program it went through, the last first; then what it came of."""
    told = [type(error).__name__]
    told += [f"{at.filename}:{at.lineno} {at.name}" for at in reversed(traceback.extract_tb(error.__traceback__))]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told + (outline(cause) if cause else [])


def mistake() -> str:
    """Log the error that is being handled; what the person is told who met it."""
    reference = REFERENCE.get() or secrets.token_hex(4)
    log.error("a mistake in the program", exc_info=True, extra={"fields": {"reference": reference}})
    return mistake_in_words(reference)


def mistake_in_words(reference: str = "") -> str:
    """What a person is told who met a mistake in the program, by the reference of their request."""
    where = f"in its log, with the reference {reference}" if reference else "in what it prints"
    return f"Something went wrong in the program; whoever runs it finds more {where}."


class Logged:
    """An application all of whose requests are logged, and its mistakes with a reference."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, size, begun = 0, 0, time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        noted: dict[str, Any] = {"path": None, "user": ""}
        before = REFERENCE.set(secrets.token_hex(4))
        try:
            await self.app({**scope, "noted": noted}, receive, watch)
        except Exception:
            told = mistake()
            if not status:
                await PlainTextResponse(told, 500)(scope, receive, watch)
        finally:
            fields = {
                "method": scope["method"],
                **noted,
                "status": status,
                "milliseconds": round(1000 * (time.perf_counter() - begun), 1),
                "bytes": size,
            }
            log.info("request", extra={"fields": fields})
            REFERENCE.reset(before)


class Noted:
    """The innermost part of an application that is `Logged`: it knows who asks, and which of its addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            if "noted" in scope:
                scope["noted"] |= {"path": address(scope), "user": getattr(scope.get("user"), "name", "")}


def address(scope: Scope) -> str | None:
    """The address of a request as the program knows it, `{name}` in place of what stands there; None for one that
    there is not, which may be anything that somebody typed."""
    if route := scope.get("route"):  # FastAPI's
        return f"{scope.get('root_path', '')}{route.path_format}"
    from assistant.narrow import Narrow  # which logs, too

    endpoint = scope.get("endpoint")
    return None if endpoint is None or isinstance(endpoint, Starlette | Narrow) else str(scope["path"])
