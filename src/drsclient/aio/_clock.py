"""The virtual clock of async waits, which several of them share."""

from __future__ import annotations

from bisect import insort
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import attrs
from anyio import Event, get_current_task

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
    _awake: set[int] = attrs.field(init=False, factory=set[int])
    """The IDs of the tasks that make a call, or whose waits do not sleep."""
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
        task = get_current_task().id
        # A callback for progress may wait for something else.
        is_nested = task in self._awake
        self._awake.add(task)
        try:
            yield
        finally:
            if not is_nested:
                self._awake.discard(task)
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
        task = get_current_task().id
        self._awake.discard(task)
        try:
            self._wake_first()
            while (left := sleeper.wake_at - self.monotonic()) > 0:
                if self._awake or self._sleepers[0] is not sleeper:
                    await sleeper.wake.wait()
                    sleeper.wake = Event()
                    continue
                self._awake.add(task)  # no other wait may advance the time as well
                await sleep(left)
                break  # the clock may be a little behind
        finally:
            self._sleepers.remove(sleeper)
            self._awake.add(task)
            self._wake_first()

    def _wake_first(self) -> None:
        if self._sleepers:
            self._sleepers[0].wake.set()
