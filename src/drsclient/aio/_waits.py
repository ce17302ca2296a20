"""The driver of async waits, which hold no thread while they sleep."""

from __future__ import annotations

import time
from contextlib import nullcontext
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Generic, Self, TypeVar, cast

import anyio
import attrs

from drsclient.aio._clock import VirtualClock
from drsclient.waiting._polling import Driver, Poller, WaitOptions, poll_until_end
from drsclient.waiting._waits import Waits

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from drsclient._clock import Clock
    from drsclient.aio._threads import WorkerThreads
    from drsclient.client import DrsClient
    from drsclient.outcomes import Outcome, PartOutcome

T = TypeVar("T")
OutcomeT = TypeVar("OutcomeT", bound="Outcome[PartOutcome]")


async def report(on_progress: Callable[[T], object], progress: T) -> None:
    """Call a callback for progress, which may be a coroutine function."""
    result = on_progress(progress)
    if isawaitable(result):
        await result


@attrs.frozen
class PreparedWait(Generic[OutcomeT]):
    """A wait whose arguments were checked, and that has not begun."""

    poller: Poller[OutcomeT]
    options: WaitOptions[OutcomeT]
    clock: Clock

    async def run(self, threads: WorkerThreads) -> OutcomeT:
        """Wait, and poll in threads."""
        driver = _SuspendingDriver[OutcomeT](self.clock, threads)
        return await poll_until_end(self.poller, self.clock, self.options, driver)


class PreparedWaits(Waits):
    """The waits of a client, each of which is prepared instead of run."""

    __slots__ = ()

    @classmethod
    def of(cls, drs: DrsClient) -> Self:
        """Prepare the waits of a client, by its clock."""
        clock = drs._clock  # noqa: SLF001 - of the same base class
        if clock is not time and not isinstance(clock, VirtualClock):
            clock = VirtualClock(clock)
        return cls(boto3_client=drs.boto3_client, owned=False, clock=clock)

    def in_progress(self) -> AbstractContextManager[None]:
        """Let no virtual time pass in the context, unless its wait sleeps."""
        if isinstance(self._clock, VirtualClock):
            return self._clock.in_progress()
        return nullcontext()

    def _wait(
        self, poller: Poller[OutcomeT], options: WaitOptions[OutcomeT]
    ) -> OutcomeT:
        prepared = PreparedWait(poller, options, self._clock)
        return cast("OutcomeT", prepared)  # only `AsyncMethods` gets it


@attrs.frozen
class _SuspendingDriver(Driver[OutcomeT]):
    """Polls in a thread, and suspends the task while the wait sleeps."""

    clock: Clock
    threads: WorkerThreads

    async def poll(
        self, poller: Poller[OutcomeT], previous: OutcomeT | None
    ) -> OutcomeT:
        # A poll changes nothing, so a cancelled wait need not wait for it.
        return await self.threads.run(partial(poller.poll, previous), abandon=True)

    async def report(
        self, on_progress: Callable[[OutcomeT], object], outcome: OutcomeT
    ) -> None:
        await report(on_progress, outcome)

    async def sleep(self, seconds: float) -> None:
        if isinstance(self.clock, VirtualClock):
            await self.clock.sleep_with_others(seconds, self._sleep_in_thread)
        else:
            await anyio.sleep(seconds)

    async def _sleep_in_thread(self, seconds: float) -> None:
        sleep = partial(self.clock.sleep, seconds)
        await self.threads.run(sleep, abandon=True)
