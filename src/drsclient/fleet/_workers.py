"""The pool of worker threads that makes the same call for many keys."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

KeyT = TypeVar("KeyT")

# How long to block before Ctrl-C is handled, which Windows needs, in seconds.
_MAX_BLOCK: Final = 0.5


class WorkerPool(Generic[KeyT]):
    """
    The worker threads, which end when no key is pending.

    Args:
        work: The function to call with each key.
        keys: The keys, each once.
        size: The maximum number of threads.
    """

    def __init__(
        self, work: Callable[[KeyT], object], keys: Collection[KeyT], size: int
    ) -> None:
        self._work = work
        self._keys = keys
        self._pending = deque(keys)
        self._done = SimpleQueue[tuple[KeyT] | BaseException]()
        self._threads = [
            # Daemon threads, so that a second Ctrl-C exits without waiting for them.
            # Each has a copy of the caller's context, as an async task would.
            Thread(target=copy_context().run, args=(self._run,), daemon=True)
            for _ in range(min(size, len(keys)))
        ]

    def run(self) -> Iterator[KeyT]:
        """Start the threads; yield each key after its call, or raise its exception."""
        for thread in self._threads:
            thread.start()
        for _ in self._keys:
            done = None
            while done is None:
                with suppress(Empty):
                    done = self._done.get(timeout=_MAX_BLOCK)
            if isinstance(done, BaseException):
                raise done
            yield done[0]

    def cancel_pending(self) -> None:
        """Start no more calls."""
        self._pending.clear()

    def join(self) -> None:
        """Wait for the calls in progress."""
        for thread in self._threads:
            while thread.is_alive():
                thread.join(_MAX_BLOCK)

    def _run(self) -> None:
        try:
            for key in self._take_pending():
                self._work(key)
                self._done.put((key,))
        except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
            self._done.put(error)

    def _take_pending(self) -> Iterator[KeyT]:
        with suppress(IndexError):
            while True:
                yield self._pending.popleft()
