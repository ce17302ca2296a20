"""The rate limiter of a fleet, which adapts to throttling, and the deadline."""

from __future__ import annotations

import math
import random
from contextvars import ContextVar
from threading import Condition, Event, Lock
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from drsclient._clock import Clock

# How long a thread sleeps before it checks the deadline again, in seconds.
_CHECK_INTERVAL: Final = 0.5
# Clocks are not exact: less time than this counts as none, in seconds.
_CLOCK_TOLERANCE: Final = 0.00001

# The pause after a throttled attempt, if the service does not say how long, in seconds.
_MIN_PAUSE: Final = 0.25
_MAX_PAUSE: Final = 0.5
# The shortest time over which a rate is measured, in seconds.
_MIN_ELAPSED: Final = 0.05
# The minimum share of the sending rate that throttling leaves, and how long the rate
# takes to double without throttling, in seconds.
_MIN_SHARE: Final = 0.7
_DOUBLING_TIME: Final = 20.0


cancellation: Final[ContextVar[Event | None]] = ContextVar("cancellation", default=None)
"""The event that, once set, cancels the fleets that this thread runs."""


@attrs.define(eq=False)
class Deadline:
    """The time after which no call is started or repeated."""

    clock: Clock
    _time: float
    """The deadline, on the clock's `monotonic`."""
    _is_cancelled: bool = False
    _cancellation: Event | None = attrs.field(init=False, factory=cancellation.get)

    @property
    def has_passed(self) -> bool:
        """Whether no call may be started anymore."""
        if self._cancellation is not None and self._cancellation.is_set():
            return True
        return self._is_cancelled or self.clock.monotonic() >= self._time

    def cancel(self) -> None:
        """Let the deadline pass now."""
        self._is_cancelled = True

    def next_sleep(self, until: float) -> float:
        """Return how long to sleep before the next check, in seconds; 0 at the end."""
        left = min(until, self._time) - self.clock.monotonic()
        if left < _CLOCK_TOLERANCE or self.has_passed:
            return 0.0
        return min(left, _CHECK_INTERVAL)

    def sleep(self, seconds: float) -> None:
        """Sleep for some time, or until the deadline has passed."""
        until = self.clock.monotonic() + seconds
        while left := self.next_sleep(until):
            self.clock.sleep(left)


class RateLimiter:
    """
    Limit the rate of all attempts of a fleet.

    There is no limit until an attempt is throttled. Then all attempts pause for as long
    as the service asks. After that, the limit is the rate that the service was measured
    to allow, and it rises slowly until the next throttled attempt.
    """

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        # Held while waiting: attempts are sent in the order in which they arrive, and
        # only one thread may let virtual time pass.
        self._send_lock = Lock()
        self._condition = Condition()
        self._rate = math.inf
        self._resume_at = self._measured_since = deadline.clock.monotonic()
        self._next_at = -math.inf
        self._in_flight = self._admitted = self._generation = 0

    def acquire(self) -> int:
        """Wait until an attempt may be sent, and return the generation of the rate."""
        with self._send_lock, self._condition:
            while left := self._next_sleep():
                # Attempts in flight take no virtual time, so let them end first.
                self._condition.wait_for(lambda: not self._in_flight, timeout=left)
                self._condition.release()
                try:
                    self.deadline.clock.sleep(self._next_sleep())
                finally:
                    self._condition.acquire()
            now = self.deadline.clock.monotonic()
            growth = 1 + (max(now - self._resume_at, 0) / _DOUBLING_TIME) ** 2
            self._next_at = now + 1 / (self._rate * growth)
            self._in_flight += 1
            return self._generation

    def record_admitted(self) -> None:
        """Count an attempt that was not throttled."""
        with self._condition:
            self._release()
            self._admitted += 1

    def record_throttled(self, generation: int, retry_after: float | None) -> None:
        """
        Lower the rate, as an attempt was throttled.

        Args:
            generation: The generation of the rate at which the attempt was sent. One of
                an earlier generation says nothing about the rate of this one.
            retry_after: How long the service asks to wait, in seconds.
        """
        pause = random.uniform(_MIN_PAUSE, _MAX_PAUSE)  # noqa: S311 - no secret
        with self._condition:
            self._release()
            now = self.deadline.clock.monotonic()
            if generation == self._generation:
                # Between two throttled attempts, a token bucket admits the tokens that
                # flow into it. Tokens that overflow a full bucket are missing from this
                # count, so the measured rate has a lower bound.
                elapsed = max(now - self._measured_since, _MIN_ELAPSED)
                sending = max(now - self._resume_at, _MIN_ELAPSED)
                admitted = max(self._admitted, 1)
                self._rate = admitted * max(1 / elapsed, _MIN_SHARE / sending)
                self._measured_since, self._admitted = now, 0
                self._generation += 1
            self._resume_at = max(self._resume_at, now + (retry_after or pause))

    def _next_sleep(self) -> float:
        return self.deadline.next_sleep(max(self._resume_at, self._next_at))

    def _release(self) -> None:
        self._in_flight -= 1
        self._condition.notify_all()
