"""How fast a fleet may go: as fast as it can, until the service throttles it."""

from __future__ import annotations

import math
import random
from threading import Condition, Lock
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from drsclient._clock import Clock

# How long a thread sleeps without a look at whether the run is over, in seconds.
_SLICE: Final = 0.5
# What does not count as time, in seconds: clocks are not exact.
_NOTHING: Final = 0.00001

# The pause after a throttled attempt, if the service does not say how long, in seconds.
_SHORTEST_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 0.5
# No rate is measured over a shorter time than this, in seconds.
_MOMENT: Final = 0.05
# By how much to slow down, and in how many seconds without a throttle the rate doubles.
_DECREASE: Final = 0.7
_DOUBLING: Final = 20.0


@attrs.define(eq=False)
class Term:
    """How long a run goes on: until its time is up, or until somebody ends it."""

    clock: Clock
    deadline: float
    """When the time is up, on the clock's `monotonic`."""
    _is_ended: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing new may be started."""
        return self._is_ended or self.clock.monotonic() >= self.deadline

    def end(self) -> None:
        """Let it be over now."""
        self._is_ended = True

    def left(self, moment: float) -> float:
        """Return how long to sleep until a moment before the next look, in seconds."""
        left = min(moment, self.deadline) - self.clock.monotonic()
        return 0.0 if left < _NOTHING or self.is_over else min(left, _SLICE)

    def sleep(self, seconds: float) -> None:
        """Sleep for some time, or until it is over."""
        moment = self.clock.monotonic() + seconds
        while left := self.left(moment):
            self.clock.sleep(left)


class Gate:
    """
    What each attempt passes before it is sent.

    It lets everybody through until an attempt is throttled. Then it is closed for as
    long as the service asks. After that, it limits the rate to what the service was
    measured to allow, and raises the limit slowly until the next throttle.
    """

    def __init__(self, term: Term) -> None:
        self._term = term
        # Held while waiting: those behind wait for those before them, and in virtual
        # time only one of them may let the time pass.
        self._turn = Lock()
        self._state = Condition()
        self._rate = math.inf
        self._opening = self._since = term.clock.monotonic()
        self._next = -math.inf
        self._in_flight = self._admitted = self._era = 0

    def wait(self) -> int:
        """Wait until an attempt may be sent, and return the era in which that is."""
        with self._turn, self._state:
            while left := self._left():
                # What is in flight takes no virtual time, so let that end first.
                self._state.wait_for(lambda: not self._in_flight, timeout=left)
                self._state.release()
                try:
                    self._term.clock.sleep(self._left())
                finally:
                    self._state.acquire()
            now = self._term.clock.monotonic()
            growth = 1 + (max(now - self._opening, 0) / _DOUBLING) ** 2
            self._next = now + 1 / (self._rate * growth)
            self._in_flight += 1
            return self._era

    def admit(self) -> None:
        """Count an attempt that was not throttled."""
        with self._state:
            self._land()
            self._admitted += 1

    def throttle(self, era: int, retry_after: float | None) -> None:
        """
        Slow everybody down, as an attempt was throttled.

        Args:
            era: The era in which it was sent. An attempt of an earlier era tells
                nothing about the rate of this one.
            retry_after: How long the service asks to wait, in seconds.
        """
        pause = random.uniform(_SHORTEST_PAUSE, _LONGEST_PAUSE)  # noqa: S311 - no secret
        with self._state:
            self._land()
            now = self._term.clock.monotonic()
            if era == self._era:
                # Between two throttles, a token bucket admits what flows into it. It is
                # less than that if the bucket was full for some time.
                elapsed = max(now - self._since, _MOMENT)
                sending = max(now - self._opening, _MOMENT)
                admitted = max(self._admitted, 1)
                self._rate = admitted * max(1 / elapsed, _DECREASE / sending)
                self._since, self._admitted, self._era = now, 0, era + 1
            self._opening = max(self._opening, now + (retry_after or pause))

    def _left(self) -> float:
        return self._term.left(max(self._opening, self._next))

    def _land(self) -> None:
        self._in_flight -= 1
        self._state.notify_all()
