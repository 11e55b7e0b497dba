"""A running `panel serve`, which has its model loaded already: asked in place of loading one."""

import fcntl
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from assistant.query import Query
from corpus import PanelError

if TYPE_CHECKING:
    from assistant.answer import Answer

log = logging.getLogger(__name__)

FILE = "served.at"  # holds an address and a token, and is locked for as long as whoever listens there lives
PATIENCE = 10.0  # seconds for an answer
NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # where those who listen everywhere are asked from here


class ServedError(PanelError):
    """What a running server finds wrong with a question or its filters."""


@contextmanager
def announced(folder: Path, host: str, port: int, token: str) -> Iterator[None]:
    """Let `panel ask` find the server of the index in a folder, for as long as this lasts or the process lives.

    The file with the token is its owner's alone: whoever may read it may read the index, and asks without signing in.
    Where another of the same index is announced already, or the folder cannot be written, it is not found.
    """
    try:
        file = open(folder / FILE, "a+", encoding="utf-8", opener=partial(os.open, mode=0o600))  # noqa: SIM115
        os.fchmod(file.fileno(), 0o600)  # also where it is an old one
    except OSError as error:
        log.info("panel ask will not find this server: %s", error)
        yield
        return
    with file:
        if not _lock(file, fcntl.LOCK_EX):
            time.sleep(0.1)  # somebody who asks may have been looking whether it is locked
            if not _lock(file, fcntl.LOCK_EX):
                log.info("another server of this index is the one that panel ask finds")
                yield
                return
        near = NEAR.get(host, host)
        file.truncate(0)
        file.write(f"http://[{near}]:{port} {token}" if ":" in near else f"http://{near}:{port} {token}")
        file.flush()
        yield


def address_of(folder: Path) -> str:
    """The address of the running server of the index in a folder; empty where none is announced."""
    try:
        with (folder / FILE).open(encoding="utf-8") as file:
            return "" if _lock(file, fcntl.LOCK_SH) else file.read()
    except OSError:
        return ""


def ask_served(folder: Path, query: Query, top: int) -> "Answer | None":
    """What the running server of the index in a folder answers; None where there is none that can be asked now.

    Raises `ServedError` where it finds something wrong with the query.
    """
    address, token = _announced(folder)
    if not address:
        return None
    from assistant.answer import Answer

    filters = {name: value for name, value in asdict(query.filters).items() if value}
    asked = Request(
        f"{address}/api/v1/ask?{urlencode({'question': query.question, 'top': top, **filters})}",
        headers={"Authorization": f"Bearer {token}"},
    )
    try:
        # Never through a proxy: the server is on this machine.
        with build_opener(ProxyHandler({})).open(asked, timeout=PATIENCE) as told:
            return Answer.model_validate_json(told.read())
    except HTTPError as error:
        if error.code in (404, 422):
            raise ServedError(json.load(error)["detail"]) from error
        log.info("%s cannot be asked now: %s", address, error)
    except (OSError, HTTPException, ValueError) as error:  # stopped this moment, or of another version
        log.info("%s cannot be asked: %s", address, error)
    return None


def _announced(folder: Path) -> tuple[str, str]:
    """The address and the token that are announced in a folder; empty where there are none."""
    try:
        with (folder / FILE).open(encoding="utf-8") as file:
            address, _, token = ("" if _lock(file, fcntl.LOCK_SH) else file.read()).partition(" ")
            return address, token
    except OSError:
        return "", ""


def _lock(file: TextIO, kind: int) -> bool:
    """Lock a file until it is closed; whether that was possible."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
