"""Virtual time."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Final

_START: Final = datetime(2030, 1, 1, tzinfo=UTC)
# Python's dates end with 9999, and some times in a response lie in the future.
_END: Final = datetime(9999, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is advanced."""

    def __init__(self) -> None:
        self._now = _START

    @property
    def now(self) -> datetime:
        """The virtual time, in UTC."""
        return self._now

    def advance(self, **amounts: float) -> None:
        """
        Move the clock forward.

        Args:
            **amounts: The arguments of `timedelta`.

        Raises:
            ValueError: A number is not finite, or the time would go back or too far.
        """
        try:
            step = timedelta(**amounts)
        except (OverflowError, ValueError) as error:
            for unit, amount in amounts.items():
                if not -math.inf < amount < math.inf:
                    raise ValueError(
                        f"{unit} must be a finite number, not {amount}"
                    ) from error
            raise ValueError(
                f"time can only move forward, and not past {_END:%Y-%m-%d}"
            ) from error
        if step < timedelta():
            raise ValueError(f"time cannot go back by {-step}")
        if step > _END - self._now:
            raise ValueError(f"time cannot go past {_END:%Y-%m-%d}")
        self._now += step
