"""The pool of worker threads that makes the calls of a fleet."""

from __future__ import annotations

import logging
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread, current_thread
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

KeyT = TypeVar("KeyT")
T = TypeVar("T")

_logger: Final = logging.getLogger("drsclient")

# How long to block before Ctrl-C is handled, which Windows needs, in seconds.
_MAX_BLOCK: Final = 0.5


class WorkerPool:
    """
    The worker threads of a fleet.

    All calls are made by them, because Python raises the exception of Ctrl-C in the
    main thread only: so it never interrupts a call, nor what follows from a response.

    Args:
        size: The maximum number of threads.
    """

    def __init__(self, size: int) -> None:
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._has_ended = False
        # The threads that may take a task, and a message from each that has ended.
        self._running = set[Thread]()
        self._ended = SimpleQueue[None]()
        self._threads = [
            # Daemon threads, so that a second Ctrl-C exits without waiting for them.
            # Each has a copy of the caller's context, as an async task would.
            Thread(target=copy_context().run, args=(self._run,), daemon=True)
            for _ in range(size)
        ]

    def start(self) -> None:
        """
        Start the threads: as many as the operating system allows.

        Raises:
            RuntimeError: It does not allow any.
        """
        for started, thread in enumerate(self._threads):
            try:
                thread.start()
            except RuntimeError as error:
                if not started:
                    raise
                text = "only %d of %d worker threads could be started: %s"
                _logger.warning(text, started, len(self._threads), error)
                return

    def call_each(
        self,
        work: Callable[[KeyT], object],
        keys: Collection[KeyT],
        report: Callable[[KeyT], object] = lambda _: None,
    ) -> None:
        """
        Call a function for each key in the threads.

        Args:
            work: The function. The first exception that it raises is raised here.
            keys: The keys.
            report: A function to call in this thread after each call of the first.
        """
        done = SimpleQueue[tuple[KeyT] | BaseException]()
        for key in keys:
            self._tasks.put(partial(self._call, work, key, done))
        for _ in keys:
            result = _wait_for(done)
            if isinstance(result, BaseException):
                raise result
            report(result[0])

    def end(self) -> None:
        """Start no more calls, and end the threads."""
        self._has_ended = True
        for _ in self._threads:
            self._tasks.put(None)

    def join(self) -> None:
        """
        Wait for the calls in flight, after `end`.

        If Ctrl-C interrupts `Thread.join`, Python before 3.13 takes a thread that runs
        for one that has ended. This method can be called again.
        """
        while self._running:
            with suppress(Empty):
                self._ended.get(timeout=_MAX_BLOCK)

    def _run(self) -> None:
        self._running.add(current_thread())
        while (task := self._tasks.get()) and not self._has_ended:
            task()
        self._running.discard(current_thread())
        self._ended.put(None)

    def _call(
        self,
        work: Callable[[KeyT], object],
        key: KeyT,
        done: SimpleQueue[tuple[KeyT] | BaseException],
    ) -> None:
        """Call a function, and put the key or the exception into a queue."""
        try:
            work(key)
        except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
            self._has_ended = True
            done.put(error)
        else:
            done.put((key,))


def _wait_for(queue: SimpleQueue[T]) -> T:
    while True:
        with suppress(Empty):
            return queue.get(timeout=_MAX_BLOCK)
