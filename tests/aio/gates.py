"""A gate that holds calls in flight."""

from __future__ import annotations

from threading import Event, Semaphore
from typing import TYPE_CHECKING

from anyio import to_thread

if TYPE_CHECKING:
    from drsclient.aio import AsyncDrsClient

# A test that fails must not hang, in seconds.
_MAX_WAIT = 5


class Gate:
    """
    Hold the calls of an operation before they are sent, until the gate is opened.

    Args:
        drs: The client that makes the calls.
        operation: The API operation, such as `StartReplication`.
    """

    def __init__(self, drs: AsyncDrsClient, operation: str) -> None:
        self._is_open = Event()
        self._arrivals = Semaphore(0)
        events = drs.boto3_client.meta.events
        events.register_first(f"before-send.drs.{operation}", self._hold)

    def open(self) -> None:
        """Let all calls through, those that come later, too."""
        self._is_open.set()

    async def arrivals(self, calls: int = 1) -> None:
        """Wait until some more calls are held."""
        for _ in range(calls):
            assert await to_thread.run_sync(self._arrivals.acquire, True, _MAX_WAIT)  # noqa: FBT003

    def _hold(self, **_: object) -> None:
        self._arrivals.release()
        self._is_open.wait(_MAX_WAIT)
