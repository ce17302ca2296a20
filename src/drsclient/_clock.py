"""The clock of waits and fleets, which Python's module `time` implements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """
    The clock of a client.

    Python's module `time` implements it, and so does `FakeDrs`, with virtual time.
    """

    def time(self) -> float:
        """Return the time of day, in seconds since 1970 in UTC."""
        ...

    def monotonic(self) -> float:
        """Return a time that never goes backward, in seconds since some start."""
        ...

    def sleep(self, seconds: float, /) -> None:
        """Sleep for a number of seconds."""


def time_of_day(clock: Clock) -> datetime:
    """Return the time of day by a clock, in UTC."""
    return datetime.fromtimestamp(clock.time(), UTC)
