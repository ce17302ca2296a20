"""Making one call for each of many resources, several at a time."""

from __future__ import annotations

from contextlib import suppress
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from drsclient.errors import DrsError, DrsParameterError, FleetInterrupt
from drsclient.fleet._calling import Calls, not_attempted
from drsclient.fleet._pacing import Gate, Term
from drsclient.fleet._progress import FleetProgress
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from drsclient._clock import Clock
    from drsclient.errors import DrsServiceError

T = TypeVar("T")

# How long to wait without a chance for Ctrl-C, which Windows needs, in seconds.
_SLICE: Final = 0.5


def run(
    call: Callable[[str], T],
    ids: Sequence[str],
    *,
    operation_name: str,
    is_idempotent: bool,
    settle: Callable[[str, DrsServiceError], T] | None,
    clock: Clock,
    pool: int,
    max_concurrency: int,
    timeout: float,
    on_progress: Callable[[FleetProgress[T]], object] | None,
) -> FleetOutcome[T]:
    """
    Make a call for each ID, and return what each of them returned or raised.

    Args:
        call: Makes the call.
        ids: The IDs, each once.
        operation_name: The API operation, for the outcome.
        is_idempotent: Whether a call may be repeated although the attempt before may
            have taken effect.
        settle: What to do if an attempt whose fate is unknown is followed by a refusal:
            return what the call would have returned if it took effect after all, or
            raise the refusal.
        clock: The clock.
        pool: How many connections the client keeps open.
        max_concurrency: How many calls to make at a time.
        timeout: For how long to start and repeat calls, in seconds.
        on_progress: What to call after each result, in this thread.
    """
    if max_concurrency not in range(1, pool + 1):
        expected = (
            f"from 1 to {pool}, the connections that this client keeps open:"
            " for more, make it with config=Config(max_pool_connections=...)"
        )
        raise DrsParameterError("max_concurrency", max_concurrency, expected)
    if not timeout >= 0:
        raise DrsParameterError("timeout", timeout, "0 or more seconds")
    term = Term(clock, clock.monotonic() + timeout)
    calls = Calls(
        call=call,
        operation_name=operation_name,
        is_idempotent=is_idempotent,
        settle=settle,
        term=term,
        gate=Gate(term),
    )
    crew = _Crew(calls, ids, max_concurrency)
    succeeded = 0
    try:
        crew.start()
        for done in range(1, len(ids) + 1):
            key, result = crew.next_result()
            succeeded += not isinstance(result, DrsError)
            if on_progress is not None:
                progress = FleetProgress(
                    operation_name=operation_name,
                    total=len(ids),
                    succeeded=succeeded,
                    failed=done - succeeded,
                    resource_id=key,
                    result=result,
                )
                on_progress(progress)
    except BaseException as error:
        term.end()
        crew.join()
        if isinstance(error, KeyboardInterrupt):
            raise FleetInterrupt(crew.outcome()) from error
        raise
    return crew.outcome()


def next_item(queue: SimpleQueue[T]) -> T:
    """
    Wait for the next item of a queue.

    In slices, because no Ctrl-C interrupts a wait on Windows.
    """
    while True:
        with suppress(Empty):
            return queue.get(timeout=_SLICE)


class _Crew(Generic[T]):
    """The threads that make the calls, and what they have got."""

    def __init__(
        self, calls: Calls[T], ids: Sequence[str], max_concurrency: int
    ) -> None:
        self._calls = calls
        self._ids = ids
        self._results: dict[str, T | DrsError] = {}
        self._todo = SimpleQueue[str | None]()
        self._done = SimpleQueue[str | BaseException]()
        self._threads = [
            # Daemons, or a second Ctrl-C would still wait for them at the very end.
            # Each has a copy of the caller's context, as an async task would.
            Thread(target=copy_context().run, args=(self._work,), daemon=True)
            for _ in range(min(max_concurrency, len(ids)))
        ]

    def start(self) -> None:
        """Start the threads, which end when there is nothing left to do."""
        for key in (*self._ids, *[None] * len(self._threads)):
            self._todo.put(key)
        for thread in self._threads:
            thread.start()

    def next_result(self) -> tuple[str, T | DrsError]:
        """Wait for the next result; raise what a thread raised instead."""
        done = next_item(self._done)
        if isinstance(done, BaseException):
            raise done
        return done, self._results[done]

    def join(self) -> None:
        """Wait for the calls in flight."""
        for thread in self._threads:
            while thread.is_alive():
                thread.join(_SLICE)

    def outcome(self) -> FleetOutcome[T]:
        """Return what has become of each ID."""
        # There are none of a thread that was not started.
        name, results = self._calls.operation_name, self._results.copy()
        return FleetOutcome(
            operation_name=name,
            results={
                key: results[key] if key in results else not_attempted(name)
                for key in self._ids
            },
        )

    def _work(self) -> None:
        try:
            for key in iter(self._todo.get, None):
                self._results[key] = self._calls.result(key)
                self._done.put(key)
        except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
            self._done.put(error)
