"""Virtual time, and what is due in it."""

from __future__ import annotations

import heapq
import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

START: Final = datetime(2030, 1, 1, tzinfo=UTC)
# Python's dates end with 9999, and some times in a response lie in the future.
_END: Final = datetime(9999, 1, 1, tzinfo=UTC)
# Some lie in the past.
FIRST_START: Final = datetime(1000, 1, 1, tzinfo=UTC)
LAST_START: Final = _END


@attrs.frozen(kw_only=True)
class Due:
    """An event that happens to a record by itself."""

    site: str
    """The key of the record's site."""
    life_cycle: str
    record: str
    """The record's key in its table."""
    number: int
    """The record's number: another record may have the same key later."""
    entry: int
    """The record's progress when this was scheduled; if it moved on, this is void."""
    event: str


@attrs.define
class Clock:
    """A clock that stands still until it is advanced."""

    now: datetime = START
    """The virtual time, in UTC."""
    # What is scheduled first happens first, if it is due at the same time.
    _due: list[tuple[datetime, int, Due]] = attrs.field(
        factory=list[tuple[datetime, int, Due]]
    )
    _scheduled: int = 0

    @property
    def left(self) -> timedelta:
        """How much time there is until the end of all time."""
        return _END - self.now

    def schedule(self, after: timedelta, due: Due) -> None:
        """Let an event happen after some time, unless the time ends before."""
        if after <= self.left:
            self._scheduled += 1
            heapq.heappush(self._due, (self.now + after, self._scheduled, due))

    def advance(self, step: timedelta, happen: Callable[[Due], None]) -> None:
        """
        Move the clock forward, and let happen in order what is due on the way.

        Raises:
            ValueError: The time would go back or too far.
        """
        if step < timedelta():
            raise ValueError(f"time cannot go back by {-step}")
        if step > self.left:
            raise ValueError(f"time cannot go past {_END:%Y-%m-%d}")
        end = self.now + step
        while self._due and self._due[0][0] <= end:
            self.now, _, due = heapq.heappop(self._due)
            happen(due)
        self.now = end


def time_step(amounts: Mapping[str, float]) -> timedelta:
    """
    Add up amounts of time.

    Args:
        amounts: The arguments of `timedelta`, such as `{"minutes": 5}`.

    Raises:
        ValueError: A number is not finite, or the sum is too big.
    """
    try:
        return timedelta(**amounts)
    except (OverflowError, ValueError) as error:
        for unit, amount in amounts.items():
            if not -math.inf < amount < math.inf:
                raise ValueError(
                    f"{unit} must be a finite number, not {amount}"
                ) from error
        raise ValueError(
            f"time can only move forward, and not past {_END:%Y-%m-%d}"
        ) from error
