"""What every answer tells the browser it may do with it."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.html import asset

# Gradio sets styles on elements, and the bars and boxes of our own pages have them.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; "
    "frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # not no-referrer: forms would come from the origin null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
LASTING = ("/assets/", "/static/")  # Gradio's own files, which hold nothing of the archive
SCRIPT = re.compile(rb"<script[^>]*>(.*?)</script>", re.DOTALL)


class WithHeaders:
    """An application whose answers carry these headers, and none that let other web sites read them."""

    def __init__(self, app: ASGIApp, private: bool) -> None:
        """`private`: no answer is kept by the browser or by anything on the way to it."""
        self.app, self.private = app, private

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == "/":  # its scripts must be looked at, so it may not be compressed
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] != b"accept-encoding"]}
        held: Message = {}
        body = bytearray()

        async def mend(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [name for name in headers if name.lower().startswith("access-control-")]:
                    del headers[name]
                headers.update(ALWAYS)
                headers["Content-Security-Policy"] = _policy()
                if self.private and not path.startswith(LASTING):
                    headers["Cache-Control"] = "private, no-store"
                if path == "/" and message["status"] == 200:
                    held.update(message)
                    return
            elif held:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                MutableHeaders(scope=held)["Content-Security-Policy"] = _policy(bytes(body))
                await send(held)
                message = {"type": "http.response.body", "body": bytes(body)}
            await send(message)

        await self.app(scope, receive, mend)


def _policy(page: bytes | None = None) -> str:
    """The policy of an answer. Gradio's page runs scripts that stand in it, and others made of text: those of
    `assistant/pages/page.js` that `app.py` hands it as such."""
    if page is None:
        return POLICY.format(scripts=f"'self' {_page_script()}")
    own = {_hash(script) for script in SCRIPT.findall(page) if script}
    return POLICY.format(scripts=" ".join(["'self'", _page_script(), *sorted(own), "'unsafe-eval'"]))


@cache
def _page_script() -> str:
    """`page.js`, which stands in every page."""
    return _hash(asset("page.js").encode())


def _hash(script: bytes) -> str:
    return f"'sha256-{b64encode(sha256(script).digest()).decode()}'"
