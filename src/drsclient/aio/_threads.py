"""The worker threads of an async client, for which a cancelled task waits."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from anyio import CancelScope, Event, get_cancelled_exc_class
from anyio.lowlevel import checkpoint, current_token

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context

T = TypeVar("T")


class WorkerThreads:
    """
    Worker threads, which start when they are needed.

    Args:
        size: The maximum number of threads. Further functions wait for their turn.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._executor: ThreadPoolExecutor | None = None
        self._pending = set[Future[Any]]()

    async def run(self, function: Callable[[], T], *, abandon: bool = False) -> T:
        """
        Call a function that changes nothing in a thread, and return its result.

        Args:
            function: The function.
            abandon: Whether a task that is cancelled does not wait for the result.
        """
        future = await self.start(function)
        try:
            await completion(future, abandon=abandon)
            return future.result()
        finally:
            # An exception refers to this frame, which must not refer to it.
            del future

    async def start(self, function: Callable[[], T]) -> Future[T]:
        """
        Call a function in a thread, with a copy of the task's context variables.

        If the task is cancelled already, this raises the cancellation.
        """
        await checkpoint()
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._size, "drsclient")
        future = Future[T]()
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)
        try:
            self._executor.submit(_complete, [future], copy_context(), function)
        except RuntimeError:
            # The thread for it could not be started, but another may have called it.
            if future.cancel():
                raise
        return future

    async def close(self) -> None:
        """Wait for all calls in flight, whatever is cancelled, and end the threads."""
        try:
            for future in list(self._pending):
                await _shielded_completion(future)
        except get_cancelled_exc_class():
            await self.close()
            raise
        self.end()

    def end(self, *, wait: bool = False) -> None:
        """
        End the threads once they have nothing left to do.

        Args:
            wait: Whether to block until then, even if calls are in flight.
        """
        executor, self._executor = self._executor, None
        if executor is not None:
            is_idle = all(future.done() for future in list(self._pending))
            executor.shutdown(wait=wait or is_idle)


def _complete(
    futures: list[Future[T]], context: Context, function: Callable[[], T]
) -> None:
    """Call a function for the only future in a list, unless that is cancelled."""
    # An exception refers to this frame and its caller's, which both have the list.
    future = futures.pop()
    try:
        if future.set_running_or_notify_cancel():
            future.set_result(context.run(function))
    except BaseException as error:  # noqa: BLE001 - the task raises it
        future.set_exception(error)
    finally:
        del future


def interruptions() -> tuple[type[BaseException], ...]:
    """
    Return the types of the exceptions that interrupt a task.

    They are the cancellation, and the `KeyboardInterrupt` of Ctrl-C, which trio raises
    in the main task. Call this before `try`: when a coroutine is closed, it may have no
    event loop anymore.
    """
    return get_cancelled_exc_class(), KeyboardInterrupt


async def completion(
    future: Future[T],
    cancel: Callable[[], object] = lambda: None,
    *,
    abandon: bool = False,
) -> None:
    """
    Wait until a future is completed, even if the task is interrupted.

    Args:
        future: The future of a function.
        cancel: A function to call if the task is interrupted.
        abandon: Whether a task that is interrupted does not wait for the function.

    Raises:
        BaseException: The exception that has interrupted the task. If the function had
            not been called, it never will be, and the future is cancelled.
    """
    interrupted = interruptions()
    try:
        await _event_of(future).wait()
    except interrupted:
        if not future.cancel() and not abandon:
            cancel()
            await _shielded_completion(future)
        raise
    finally:
        future.cancel()  # if the coroutine was closed before the function was called


async def _shielded_completion(future: Future[T]) -> None:
    """Wait until a future is completed, and only then raise what interrupted it."""
    done = _event_of(future)
    interrupted = interruptions()
    passed: BaseException | None = None
    with CancelScope(shield=True):
        while not future.done():
            try:
                await done.wait()
            except interrupted as error:
                # asyncio's own cancellation passes the shield, which is anyio's, and
                # Ctrl-C passes that of trio.
                passed = error
    if passed is not None:
        raise passed


def _event_of(future: Future[T]) -> Event:
    """Return an event of this event loop, which is set once a future is completed."""
    done = Event()
    call_soon = _call_soon()

    def wake(_: object) -> None:
        # An abandoned call may end after the event loop.
        with suppress(RuntimeError):
            call_soon(done.set)

    future.add_done_callback(wake)
    return done


class _EventLoop(Protocol):
    """The methods of event loops that any thread can call; each has one of them."""

    def call_soon_threadsafe(self, function: Callable[[], object]) -> object: ...
    def run_sync_soon(self, function: Callable[[], object]) -> object: ...


def _call_soon() -> Callable[[Callable[[], object]], object]:
    """Return a function for any thread that calls a function in this event loop."""
    # anyio's own function for this blocks the calling thread, and for ever if the event
    # loop ends meanwhile.
    token = current_token().native_token
    loop = cast("_EventLoop", token)  # anyio types it as an object
    if hasattr(loop, "call_soon_threadsafe"):
        return loop.call_soon_threadsafe
    return loop.run_sync_soon
