"""Figures of the API for Prometheus: how often it is asked, how long that takes, and what comes of it."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import Index

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")


class Metrics:
    """The figures of one application."""

    def __init__(self, index: Index) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "panel_requests", "Requests to the API.", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "panel_request_seconds", "From a request to the end of its answer.", ["route"], registry=self.registry
        )
        self.answers = Counter(
            "panel_answers",
            "Questions asked of the API: answered, not_found, or error.",
            ["status"],
            registry=self.registry,
        )
        Gauge("panel_passages", "Passages in the index.", registry=self.registry).set_function(index.count)
        Gauge("panel_documents", "Documents in the index.", registry=self.registry).set_function(
            lambda: len(index.fingerprints())
        )

    def text(self) -> bytes:
        """All figures, in Prometheus's text format."""
        return generate_latest(self.registry)


class Measured:
    """An application whose requests are counted and timed."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500  # where something fails before anything is sent

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        begun = time.perf_counter()
        try:
            await self.app(scope, receive, watch)
        finally:
            # Whoever asks chooses addresses and methods: only those that there are become labels.
            route = getattr(scope.get("route"), "path_format", "none")
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.metrics.requests.labels(route, method, status).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - begun)
