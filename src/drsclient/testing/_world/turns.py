"""Turns: one thread at a time has the world, at its current time."""

from __future__ import annotations

from datetime import timedelta
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class Turns:
    """
    Gives one thread at a time the world, and lets the time run.

    Use it in a `with` statement.

    Args:
        speed: How many seconds of virtual time pass in a second; 0 if it stands still.
        monotonic: Returns the real time, in seconds.
        advance: Moves the virtual time forward.
    """

    def __init__(
        self,
        *,
        speed: float,
        monotonic: Callable[[], float],
        advance: Callable[[timedelta], None],
    ) -> None:
        self._lock = RLock()
        self._speed = speed
        self._monotonic = monotonic
        self._advance = advance
        self._last = monotonic()

    def __enter__(self) -> None:
        self._lock.acquire()
        if self._speed:
            try:
                self._catch_up()
            except BaseException:
                self._lock.release()
                raise

    def _catch_up(self) -> None:
        now = self._monotonic()
        passed, self._last = now - self._last, now
        self._advance(timedelta(seconds=passed * self._speed))

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()
