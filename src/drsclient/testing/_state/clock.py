"""The virtual clock and the events that are scheduled on it."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient.testing._argument_checks import check_number, check_types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_START: Final = datetime(2030, 1, 1, tzinfo=UTC)
# Python's dates end with 9999, and some times in a response lie in the future.
_END: Final = datetime(9999, 1, 1, tzinfo=UTC)
# Some lie in the past.
FIRST_START: Final = datetime(1000, 1, 1, tzinfo=UTC)
LAST_START: Final = _END


@attrs.frozen(kw_only=True)
class ScheduledEvent:
    """An event of a record that the clock triggers when its time has come."""

    site: str
    """The key of the record's site."""
    life_cycle: str
    record: str
    """The record's key in its table."""
    number: int
    """The record's number: another record may have the same key later."""
    entry: int
    """
    The `Progress.entry` of the record when this was scheduled; the event is void once
    the record has entered another state.
    """
    event: str


@attrs.define
class VirtualClock:
    """A virtual clock, which stands still until it is advanced."""

    now: datetime = DEFAULT_START
    """The virtual time, in UTC."""
    # Events that are due at the same time are triggered in the order of scheduling.
    queue: list[tuple[datetime, int, ScheduledEvent]] = attrs.field(
        factory=list[tuple[datetime, int, ScheduledEvent]]
    )
    """The scheduled events as a heap, each with its time and number."""
    scheduled: int = 0
    """The number of events that were ever scheduled."""

    @property
    def left(self) -> timedelta:
        """The time until the last time that the clock can show."""
        return _END - self.now

    def schedule(self, after: timedelta, event: ScheduledEvent) -> None:
        """Schedule an event; one after the end of the clock never comes."""
        if after <= self.left:
            self.scheduled += 1
            heapq.heappush(self.queue, (self.now + after, self.scheduled, event))

    def advance(
        self, step: timedelta, trigger: Callable[[ScheduledEvent], None]
    ) -> None:
        """
        Move the clock forward, and trigger the events that are due by then, in order.

        Args:
            step: The time to advance by.
            trigger: Triggers an event; the clock shows the time of the event.

        Raises:
            ValueError: The time would go back or too far.
        """
        if step < timedelta():
            raise ValueError(f"time cannot go back by {-step}")
        if step > self.left:
            raise ValueError(f"time cannot go past {_END:%Y-%m-%d}")
        end = self.now + step
        while self.queue and self.queue[0][0] <= end:
            self.now, _, event = heapq.heappop(self.queue)
            trigger(event)
        self.now = end


def check_start(start: datetime) -> None:
    """
    Check that a clock can start at a time.

    Raises:
        ValueError: It is not a time with a time zone, or it is too early or too late.
    """
    check_types(datetime, start=start)
    if start.tzinfo is None:
        raise ValueError(f"start must have a time zone, but {start} has none")
    if not FIRST_START <= start <= LAST_START:
        raise ValueError(f"start must be from year 1000 to 9998, not {start}")


def time_step(amounts: Mapping[str, float]) -> timedelta:
    """
    Add up amounts of time.

    Args:
        amounts: The arguments of `timedelta`, such as `{"minutes": 5}`.

    Raises:
        ValueError: An amount is not a finite number, or the sum is too big.
    """
    for unit, amount in amounts.items():
        check_number(unit, amount)
    try:
        return timedelta(**amounts)
    except OverflowError as error:
        raise ValueError(
            f"time can only move forward, and not past {_END:%Y-%m-%d}"
        ) from error
