"""What waits need to know of time; the module `time` has it all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """
    The time that a client waits by.

    Python's module `time` is one, and so is a `FakeDrs`, whose time is virtual.
    """

    def time(self) -> float:
        """Return the time of day, in seconds since 1970 in UTC."""
        ...

    def monotonic(self) -> float:
        """Return a time that never goes back, in seconds since any moment."""
        ...

    def sleep(self, seconds: float, /) -> None:
        """Wait for some seconds."""


def time_of_day(clock: Clock) -> datetime:
    """Return the time of day by a clock, in UTC."""
    return datetime.fromtimestamp(clock.time(), UTC)
