"""Connections on which nothing whole is asked are closed: each takes one of the files that a process may have open."""

from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio import Transport

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

PATIENCE = 20.0  # seconds for a request's headers, as Apache's mod_reqtimeout has it


class TimelyConnection(H11Protocol):
    """A connection of uvicorn's that is closed where no request comes whole in time, be it the first or another."""

    def connection_made(self, transport: "Transport") -> None:  # type: ignore[override]
        """As uvicorn's."""
        super().connection_made(transport)
        self._await_request(None)

    def on_response_complete(self) -> None:
        """As uvicorn's."""
        self._await_request(self.cycle)
        super().on_response_complete()

    def _await_request(self, last: "RequestResponseCycle | None") -> None:
        self.loop.call_later(PATIENCE, self._close_after, last)

    def _close_after(self, last: "RequestResponseCycle | None") -> None:
        """Close it where no other request has begun to be answered since."""
        if self.cycle is last and not self.transport.is_closing():
            self.transport.close()
