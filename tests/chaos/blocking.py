"""The async client as a sync one, so that scenarios can be run with both."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from anyio import CancelScope
from anyio.from_thread import start_blocking_portal
from anyio.lowlevel import checkpoint

from drsclient.aio import AsyncDrsClient
from drsclient.errors import FleetCancelled, FleetInterrupt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from random import Random

    from anyio.from_thread import BlockingPortal

    from drsclient import DrsClient


@contextmanager
def blocking_client(
    drs: DrsClient, backend: str, random: Random
) -> Generator[DrsClient]:
    """Have an async client do the work of a sync one, in an event loop of its own."""
    client = AsyncDrsClient(client=drs)
    with start_blocking_portal(backend) as portal:
        try:
            # It has the methods that the scenarios call.
            yield cast("DrsClient", _BlockingClient(client, portal, random))
        finally:
            portal.call(client.close)


class _BlockingClient:
    """The methods of an async client, each of which blocks until it has ended."""

    def __init__(
        self, drs: AsyncDrsClient, portal: BlockingPortal, random: Random
    ) -> None:
        self._drs = drs
        self._portal = portal
        self._random = random

    def __getattr__(self, name: str) -> Callable[..., object]:
        return partial(self._call, getattr(self._drs, name))

    def _call(self, method: Callable[..., object], *args: object, **kwargs: Any) -> Any:  # noqa: ANN401 - of any method
        is_async = self._random.random() < 0.5
        call = partial(_result_of, method, args, kwargs, is_async=is_async)
        value, error = self._portal.call(call)
        if error is not None:
            raise error
        return value


async def _result_of(
    method: Callable[..., Any],
    args: tuple[object, ...],
    kwargs: dict[str, Any],
    *,
    is_async: bool,
) -> tuple[object, BaseException | None]:
    """
    Return the result of an async method, or the exception to raise instead.

    Ctrl-C in a callback would end the event loop. So it cancels the method instead,
    whose `FleetCancelled` becomes a `FleetInterrupt`.

    Args:
        method: The method.
        args: Its positional arguments.
        kwargs: Its keyword arguments.
        is_async: Whether its callback is a coroutine function.
    """
    note: Callable[[object], None] | None = kwargs.get("on_progress")

    def report(progress: object) -> None:
        try:
            assert note is not None
            note(progress)
        except KeyboardInterrupt:
            scope.cancel()

    async def report_later(progress: object) -> None:
        await checkpoint()
        report(progress)

    if note is not None:
        kwargs["on_progress"] = report_later if is_async else report
    with CancelScope() as scope:
        try:
            return await method(*args, **kwargs), None
        except FleetCancelled as cancelled:
            return None, FleetInterrupt(cancelled.outcome)
        except Exception as error:  # noqa: BLE001 - the caller's thread raises it
            return None, error
    return None, KeyboardInterrupt()
