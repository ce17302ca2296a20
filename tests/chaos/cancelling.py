"""The points at which a run cancels tasks, and the ways in which it does."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from typing import TYPE_CHECKING, Final

import anyio
import attrs
import trio
from anyio import from_thread
from anyio.lowlevel import EventLoopToken, checkpoint, current_token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from random import Random

    Work = Callable[[], Awaitable[object]]
    Way = Callable[[Work, "Point"], Awaitable[object]]

# The number of events of each kind before a point.
_COUNTS: Final[Mapping[str, Sequence[int]]] = {
    "step": (0, 1, 2, 3, 5, 10, 30, 100, 300, 1000),
    "request": (0, 0, 1, 2, 3, 5, 9),
    "response": (0, 0, 1, 2, 3, 5, 9),
    "progress": (0, 1, 2, 4),
    "sleep": (0, 1),
}


class SiblingError(Exception):
    """The error of a task that has its task group cancelled."""


@attrs.define
class Point:
    """A point of a run, and what is cancelled there."""

    kind: str
    """The kind of events that are counted."""
    first: int
    """The number of such events before it."""
    times: int
    """The number of times that it cancels, at one event after the other."""
    cancel: Callable[[], object] = lambda: None


@attrs.define(eq=False)
class Points:
    """The points of a run; it counts the events of the run."""

    points: list[Point] = attrs.field(factory=list[Point])
    _token: EventLoopToken = attrs.field(factory=current_token)
    _counts: Counter[str] = attrs.field(factory=Counter[str])

    def add(self, random: Random) -> Point:
        """Add a point at random."""
        kind = random.choice(list(_COUNTS))
        first, times = random.choice(_COUNTS[kind]), random.choice([1, 1, 2, 4])
        self.points.append(Point(kind, first, times))
        return self.points[-1]

    def count(self, kind: str) -> None:
        """Count an event."""
        count = self._counts[kind]
        self._counts[kind] += 1
        for point in self.points:
            if point.kind == kind and 0 <= count - point.first < point.times:
                point.cancel()

    def count_in_thread(self, kind: str) -> None:
        """Count an event in another thread, which goes on once all is cancelled."""
        from_thread.run_sync(self.count, kind, token=self._token)

    async def count_steps(self) -> None:
        """Count steps of the event loop, as many as are needed."""
        await checkpoint()  # until the other tasks have begun
        while any(
            point.kind == "step" and self._counts["step"] < point.first + point.times
            for point in self.points
        ):
            self.count("step")
            await checkpoint()


async def _by_scope(work: Work, point: Point) -> None:
    with anyio.CancelScope() as scope:
        point.cancel = scope.cancel
        await work()


async def _by_deadline(work: Work, point: Point) -> None:
    with anyio.fail_after(None) as scope:
        point.cancel = lambda: setattr(scope, "deadline", -math.inf)
        await work()


async def _by_sibling(work: Work, point: Point) -> None:
    is_reached = anyio.Event()
    point.cancel = is_reached.set

    async def run() -> None:
        await work()
        is_reached.set()

    async with anyio.create_task_group() as group:
        group.start_soon(_fail_after, is_reached)
        group.start_soon(run)


async def _by_asyncio_task(work: Work, point: Point) -> None:
    async def run() -> None:
        await work()

    task = asyncio.create_task(run())
    point.cancel = task.cancel
    await task


async def _by_asyncio_timeout(work: Work, point: Point) -> None:
    def cancel() -> None:
        point.cancel = lambda: None  # it can be rescheduled only once
        timeout.reschedule(0)

    async with asyncio.timeout(None) as timeout:
        point.cancel = cancel
        try:
            await work()
        finally:
            point.cancel = lambda: None


async def _by_asyncio_sibling(work: Work, point: Point) -> None:
    is_reached = anyio.Event()
    point.cancel = is_reached.set
    async with asyncio.TaskGroup() as group:
        group.create_task(_fail_after(is_reached))
        await work()
        is_reached.set()


async def _by_trio_scope(work: Work, point: Point) -> None:
    with trio.move_on_at(math.inf) as scope:
        point.cancel = lambda: setattr(scope, "deadline", -math.inf)
        await work()


async def _by_trio_sibling(work: Work, point: Point) -> None:
    is_reached = anyio.Event()
    point.cancel = is_reached.set
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_fail_after, is_reached)
        await work()
        is_reached.set()


async def _fail_after(event: anyio.Event) -> None:
    await event.wait()
    raise SiblingError


WAYS: Final[Mapping[str, Sequence[Way]]] = {
    "asyncio": (
        _by_scope,
        _by_deadline,
        _by_sibling,
        _by_asyncio_task,
        _by_asyncio_timeout,
        _by_asyncio_sibling,
    ),
    "trio": (_by_scope, _by_deadline, _by_sibling, _by_trio_scope, _by_trio_sibling),
}
"""The ways to cancel some work at a point, by event loop."""
