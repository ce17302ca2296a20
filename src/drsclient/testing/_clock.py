"""Virtual time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_START: Final = datetime(2030, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that stands still until somebody moves it forward."""

    def __init__(self) -> None:
        self._now = _START

    @property
    def now(self) -> datetime:
        """The virtual time, in UTC."""
        return self._now

    def advance(self, step: timedelta) -> None:
        """
        Move the clock forward.

        Raises:
            ValueError: The step goes back in time.
        """
        if step < timedelta():
            raise ValueError(f"time cannot go back, as it would by {step}")
        self._now += step
