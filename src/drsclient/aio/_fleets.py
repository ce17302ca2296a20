"""The fleets of the async client, each of which runs in a thread."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs
from anyio import CancelScope, from_thread
from anyio.lowlevel import EventLoopToken, current_token

from drsclient._options import check_operation
from drsclient._retry_reports import ProblemDisplay
from drsclient.aio._threads import interruption_of, result_of
from drsclient.aio._waits import report
from drsclient.errors import FleetCancelled, FleetInterrupt, NotAttemptedError
from drsclient.fleet._rate_limit import cancellation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from drsclient.aio._threads import WorkerThreads
    from drsclient.outcomes import FleetOutcome

IdT = TypeVar("IdT")
T = TypeVar("T")


@attrs.define(eq=False)
class FleetTask:
    """The task that a fleet runs for; it must not be used by another one."""

    _token: EventLoopToken = attrs.field(init=False, factory=current_token)
    _cancellation: Event = attrs.field(init=False, factory=Event)
    _callback: CancelScope | None = attrs.field(init=False, default=None)
    """The scope of the callback that is running, if there is one."""
    _callback_error: BaseException | None = attrs.field(init=False, default=None)
    """What the callback has raised once it was cancelled, such as a `CallCancelled`."""

    async def run(
        self, fleet: Callable[[], FleetOutcome[T]], threads: WorkerThreads
    ) -> FleetOutcome[T]:
        """
        Run a fleet in a thread, and return its outcome.

        Raises:
            FleetCancelled: The task was cancelled after calls were made.
            FleetInterrupt: Ctrl-C was pressed, with trio.
        """
        future = await threads.start(partial(self._run_in_thread, fleet))
        interruption = await interruption_of(future, self._cancel)
        outcome = result_of(future)
        if interruption is None:
            return outcome
        cause = self._callback_error or interruption
        if isinstance(interruption, KeyboardInterrupt):
            raise FleetInterrupt(outcome) from cause
        if all(isinstance(r, NotAttemptedError) for r in outcome.results.values()):
            raise cause
        raise FleetCancelled(outcome) from cause

    def _run_in_thread(self, fleet: Callable[[], FleetOutcome[T]]) -> FleetOutcome[T]:
        cancellation.set(self._cancellation)  # in the context of this call alone
        return fleet()

    def _cancel(self) -> None:
        self._cancellation.set()
        if self._callback is not None:
            self._callback.cancel()

    def callback(self, on_progress: Callable[[T], object]) -> Callable[[T], object]:
        """Return a callback for the fleet that has the event loop call another one."""
        display: object = on_progress
        if isinstance(display, ProblemDisplay):
            return _DisplayCallback(self, on_progress, display)
        return _Callback(self, on_progress)

    def report(self, on_progress: Callable[[T], object], progress: T) -> None:
        """Have the event loop call a callback, and wait for it in this thread."""
        from_thread.run(self._report, on_progress, progress, token=self._token)

    async def _report(self, on_progress: Callable[[T], object], progress: T) -> None:
        if self._cancellation.is_set():
            return
        try:
            with CancelScope() as self._callback:
                await report(on_progress, progress)
        except BaseException as error:
            # It would end the fleet without an outcome, as an error of a callback does.
            if not self._cancellation.is_set():
                raise
            self._callback_error = error


@attrs.frozen(eq=False)
class _Callback(Generic[T]):
    """A callback for the fleet of a task."""

    task: FleetTask
    on_progress: Callable[[T], object]

    def __call__(self, progress: T) -> None:
        self.task.report(self.on_progress, progress)


@attrs.frozen(eq=False)
class _DisplayCallback(_Callback[T]):
    """A callback that displays problems, too, for which it needs no event loop."""

    display: ProblemDisplay

    def show_problem(self, source: object, problem: str, /) -> None:
        self.display.show_problem(source, problem)

    def clear_problem(self, source: object, text: str = "", /) -> None:
        self.display.clear_problem(source, text)


def blocking(function: Callable[[IdT], Awaitable[T]]) -> Callable[[IdT], T]:
    """Return a function for other threads that has this event loop call a function."""
    check_operation(function)
    token = current_token()

    async def call(item: IdT) -> T:
        return await function(item)

    def operation(item: IdT) -> T:
        return from_thread.run(call, item, token=token)

    # The outcome names the API operation by the name of the method.
    operation.__name__ = getattr(function, "__name__", type(function).__name__)
    return operation
