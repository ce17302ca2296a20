"""The fleets of the async client, each of which runs in a thread."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import attrs
from anyio import CancelScope, from_thread, get_cancelled_exc_class
from anyio.lowlevel import EventLoopToken, current_token

from drsclient._options import check_operation
from drsclient._retry_reports import ProblemDisplay
from drsclient.aio._threads import completion, interruptions
from drsclient.aio._waits import report
from drsclient.errors import (
    CallCancelled,
    DrsError,
    FleetCancelled,
    FleetInterrupt,
    NotAttemptedError,
)
from drsclient.fleet._rate_limit import cancellation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from concurrent.futures import Future

    from drsclient.aio._threads import WorkerThreads
    from drsclient.outcomes import FleetOutcome

IdT = TypeVar("IdT")
T = TypeVar("T")


@attrs.define(eq=False)
class FleetTask:
    """The task that a fleet runs for; it must not be used by another one."""

    _token: EventLoopToken = attrs.field(init=False, factory=current_token)
    _cancellation: Event = attrs.field(init=False, factory=Event)
    _scopes: set[CancelScope] = attrs.field(init=False, factory=set[CancelScope])
    """The scopes of the callback and the functions that are running."""
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
        try:
            work = partial(self._run_in_thread, fleet)
            return await self._outcome(await threads.start(work))
        finally:
            # Even if the event loop ends without this task.
            self._cancellation.set()

    async def _outcome(self, future: Future[FleetOutcome[T]]) -> FleetOutcome[T]:
        interrupted = interruptions()
        try:
            await completion(future, self._cancel)
        except interrupted as interruption:
            if future.cancelled():
                raise
            outcome = future.result()
            cause = self._callback_error or interruption
            if isinstance(interruption, KeyboardInterrupt):
                raise FleetInterrupt(outcome) from cause
            if not all(_is_not_attempted(one) for one in outcome.results.values()):
                raise FleetCancelled(outcome) from cause
            if self._callback_error is not None:
                raise self._callback_error from interruption
            raise
        else:
            outcome = future.result()
            if self._cancellation.is_set():  # by the callback
                raise FleetCancelled(outcome)
            return outcome
        finally:
            # An exception refers to this frame, which must not refer to it.
            del future

    def _run_in_thread(self, fleet: Callable[[], FleetOutcome[T]]) -> FleetOutcome[T]:
        # In the context of this call alone.
        cancellation.set(self._cancellation)
        _current_task.set(self)
        return fleet()

    def _cancel(self) -> None:
        self._cancellation.set()
        for scope in self._scopes:
            scope.cancel()

    def callback(self, on_progress: Callable[[T], object]) -> Callable[[T], object]:
        """Return a callback for the fleet that runs another in the event loop."""
        display: object = on_progress
        if isinstance(display, ProblemDisplay):
            return _DisplayCallback(self, on_progress, display)
        return _Callback(self, on_progress)

    def report(self, on_progress: Callable[[T], object], progress: T) -> None:
        """Run a callback in the event loop, and wait for it in this thread."""
        if not self._cancellation.is_set():
            from_thread.run(self._report, on_progress, progress, token=self._token)

    async def _report(self, on_progress: Callable[[T], object], progress: T) -> None:
        cancelled = get_cancelled_exc_class()
        try:
            with self._scope():
                if not self._cancellation.is_set():
                    await report(on_progress, progress)
        except cancelled:
            # By the event loop, which cancels all tasks when it ends.
            self._cancellation.set()
        except BaseException as error:
            # It would end the fleet without an outcome, as an error of a callback does.
            if not self._cancellation.is_set():
                raise
            self._callback_error = error

    async def call(self, function: Callable[[IdT], Awaitable[T]], item: IdT) -> T:
        """
        Call a function in the event loop, and cancel it with the fleet.

        Raises:
            DrsError: The function was cancelled, with the fleet or by itself.
            NotAttemptedError: The fleet was cancelled before.
        """
        if self._cancellation.is_set():
            raise NotAttemptedError("the fleet was cancelled")
        cancellations = get_cancelled_exc_class(), CallCancelled, FleetCancelled
        with self._scope():
            try:
                return await function(item)
            except BaseException as cancelled:
                # A task group of the function raises a group.
                _, others = BaseExceptionGroup("", [cancelled]).split(cancellations)
                if others:
                    raise
                # An exception that is no `DrsError` would end the fleet without an
                # outcome.
                is_own = isinstance(cancelled, CallCancelled | FleetCancelled)
                text = str(cancelled) if is_own else "the function was cancelled"
                error = DrsError(text)
                error.may_have_taken_effect = True
                raise error from cancelled

    @contextmanager
    def _scope(self) -> Generator[None]:
        """Cancel what runs in the context if the fleet is cancelled."""
        with CancelScope() as scope:
            self._scopes.add(scope)
            try:
                yield
            finally:
                self._scopes.discard(scope)


_current_task: Final[ContextVar[FleetTask]] = ContextVar("_current_task")
"""The task whose fleet this thread runs."""


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
    """Return a function for other threads that runs another in this event loop."""
    check_operation(function)
    token = current_token()

    def operation(item: IdT) -> T:
        task = _current_task.get()
        return from_thread.run(task.call, function, item, token=token)

    # The outcome names the API operation by the name of the method.
    operation.__name__ = getattr(function, "__name__", type(function).__name__)
    return operation


def _is_not_attempted(result: object) -> bool:
    return isinstance(result, NotAttemptedError)
