"""The virtual clock of async waits, which several of them share."""

from __future__ import annotations

from bisect import insort
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import attrs
from anyio import Event

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Iterator

    from drsclient._clock import Clock


@attrs.define(order=True)
class _Sleeper:
    """A wait that sleeps."""

    wake_at: float
    number: int
    wake: Event = attrs.field(factory=Event, order=False)


@attrs.define(eq=False)
class VirtualClock:
    """
    A clock for many waits, whose time passes only while all of them sleep.

    It does not pass during other calls, either.

    If each wait advanced the time by itself, hundreds of waits that sleep for a minute
    would advance it by hours, and all would time out.

    Args:
        clock: The clock that tells the time, and that sleeping advances.
    """

    clock: Clock
    _awake: int = attrs.field(init=False, default=0)
    """The number of calls, and of waits that do not sleep."""
    _sleepers: list[_Sleeper] = attrs.field(init=False, factory=list[_Sleeper])
    """The waits that sleep, the one that wakes first at the front."""
    _numbers: Iterator[int] = attrs.field(init=False, factory=count)

    def time(self) -> float:
        """Return the time of day, in seconds since 1970 in UTC."""
        return self.clock.time()

    def monotonic(self) -> float:
        """Return a time that never goes back, in seconds since an arbitrary start."""
        return self.clock.monotonic()

    def sleep(self, seconds: float, /) -> None:
        """Sleep in a thread, whatever the waits do."""
        self.clock.sleep(seconds)

    @contextmanager
    def in_progress(self) -> Generator[None]:
        """Let no time pass in the context, unless its wait sleeps."""
        self._awake += 1
        try:
            yield
        finally:
            self._awake -= 1
            self._wake_first()

    async def sleep_with_others(
        self, seconds: float, sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        """
        Sleep until the time has passed, in a wait that is in progress.

        Args:
            seconds: For how long, in seconds.
            sleep: Sleeps by the clock, for as long as no wait has anything to do.
        """
        sleeper = _Sleeper(self.monotonic() + seconds, next(self._numbers))
        insort(self._sleepers, sleeper)
        self._awake -= 1
        try:
            self._wake_first()
            while (left := sleeper.wake_at - self.monotonic()) > 0:
                if self._awake or self._sleepers[0] is not sleeper:
                    await sleeper.wake.wait()
                    sleeper.wake = Event()
                    continue
                self._awake += 1  # no other wait may advance the time as well
                try:
                    await sleep(left)
                finally:
                    self._awake -= 1
                break  # the clock may be a little behind
        finally:
            self._sleepers.remove(sleeper)
            self._awake += 1
            self._wake_first()

    def _wake_first(self) -> None:
        if self._sleepers:
            self._sleepers[0].wake.set()
