"""Threads that do the same work for many keys."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

# How long to wait without a chance for Ctrl-C, which Windows needs, in seconds.
_SLICE: Final = 0.5


class Crew(Generic[T]):
    """
    The threads, and what they have got.

    Args:
        work: What to do for each key.
        keys: The keys, each once.
        size: How many threads there are at most.
    """

    def __init__(
        self, work: Callable[[str], T], keys: Sequence[str], size: int
    ) -> None:
        self.results: dict[str, T] = {}
        """What was returned so far, by key."""
        self._work = work
        self._todo = deque(keys)
        self._done = SimpleQueue[str | BaseException]()
        self._threads = [
            # Daemons, or a second Ctrl-C would still wait for them at the very end.
            # Each has a copy of the caller's context, as an async task would.
            Thread(target=copy_context().run, args=(self._run,), daemon=True)
            for _ in range(min(size, len(keys)))
        ]

    def start(self) -> None:
        """Start the threads, which end when there is nothing left to do."""
        for thread in self._threads:
            thread.start()

    def next_result(self) -> tuple[str, T]:
        """Wait for the next result; raise what the work raised instead."""
        while True:
            with suppress(Empty):
                done = self._done.get(timeout=_SLICE)
                break
        if isinstance(done, BaseException):
            raise done
        return done, self.results[done]

    def end(self) -> None:
        """Start nothing new."""
        self._todo.clear()

    def join(self) -> None:
        """Wait for the work in progress."""
        for thread in self._threads:
            while thread.is_alive():
                thread.join(_SLICE)

    def _run(self) -> None:
        try:
            for key in self._keys():
                self.results[key] = self._work(key)
                self._done.put(key)
        except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
            self._done.put(error)

    def _keys(self) -> Iterator[str]:
        with suppress(IndexError):
            while True:
                yield self._todo.popleft()
