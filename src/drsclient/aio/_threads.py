"""The worker threads of an async client, and what a cancelled task does with them."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from anyio import CancelScope, Event, get_cancelled_exc_class
from anyio.lowlevel import checkpoint, current_token

if TYPE_CHECKING:
    from collections.abc import Callable

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
        if abandon:
            try:
                await _completion(future)
            finally:
                future.cancel()
        elif interruption := await interruption_of(future):
            raise interruption
        return result_of(future)

    async def start(self, function: Callable[[], T]) -> Future[T]:
        """
        Have a function called, with a copy of the task's context variables.

        If the task is cancelled already, this raises the cancellation.
        """
        await checkpoint()
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._size, "drsclient")
        future = self._executor.submit(copy_context().run, function)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)
        return future

    async def close(self) -> None:
        """Wait for all calls in flight, whatever is cancelled, and end the threads."""
        for future in list(self._pending):
            await _shielded_completion(future)
        self.end()

    def end(self, *, wait: bool = False) -> None:
        """
        End the threads once they have nothing left to do.

        Args:
            wait: Whether to block until then, even if calls are in flight.
        """
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=wait or not self._pending)


async def interruption_of(
    future: Future[T], cancel: Callable[[], object] = lambda: None
) -> BaseException | None:
    """
    Wait until a future is completed, even if the task is interrupted.

    Args:
        future: The future of a function.
        cancel: A function to call if the task is interrupted.

    Returns:
        The exception that has interrupted the task, if any: the cancellation, or with
        trio the `KeyboardInterrupt` of Ctrl-C, which it raises in the main task.

    Raises:
        BaseException: The exception that has interrupted the task before the function
            was called. It will not be called.
    """
    try:
        await _completion(future)
    except (get_cancelled_exc_class(), KeyboardInterrupt) as interruption:
        if future.cancel():
            raise
        cancel()
        await _shielded_completion(future)
        return interruption
    return None


def result_of(future: Future[T]) -> T:
    """Return the result of a completed future, or raise its exception."""
    try:
        return future.result()
    finally:
        # The exception refers to this frame, which must not refer to the exception.
        del future


async def _completion(future: Future[T]) -> None:
    done = Event()
    call_soon = _call_soon()

    def wake(_: object) -> None:
        # An abandoned call may end after the event loop.
        with suppress(RuntimeError):
            call_soon(done.set)

    future.add_done_callback(wake)
    await done.wait()


async def _shielded_completion(future: Future[T]) -> None:
    while not future.done():
        # asyncio's own cancellations pass the shield, which is anyio's.
        with CancelScope(shield=True), suppress(get_cancelled_exc_class()):
            await _completion(future)


class _EventLoop(Protocol):
    """The methods of event loops that any thread can call; each has one of them."""

    def call_soon_threadsafe(self, function: Callable[[], object]) -> object: ...
    def run_sync_soon(self, function: Callable[[], object]) -> object: ...


def _call_soon() -> Callable[[Callable[[], object]], object]:
    """Return a function for any thread that calls a function in this event loop."""
    # anyio's own function for this blocks the calling thread, and for ever if the event
    # loop ends meanwhile.
    loop = cast("_EventLoop", current_token().native_token)
    if hasattr(loop, "call_soon_threadsafe"):
        return loop.call_soon_threadsafe
    return loop.run_sync_soon
