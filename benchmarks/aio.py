"""Benchmarks of the async client against the sync one."""

from __future__ import annotations

from contextlib import closing, suppress
from threading import active_count
from time import perf_counter
from typing import TYPE_CHECKING, Final

import anyio
import attrs
from comparison import Comparison, Sample, compare, timed
from fleets import CONCURRENCY, serve_slowly, starting_many
from service import served_by

from drsclient import DrsClient, WaitTimeoutError
from drsclient.aio import AsyncDrsClient
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.connection import Connection

    from service import Service

BACKENDS: Final = ("asyncio", "trio")
"""The event loops that anyio runs."""

_CALLS: Final = 20
"""The number of calls in a sample, all of which share an event loop."""
_CONNECTIONS: Final = 50
"""The number of connections that a client keeps open by default."""
_WAITS: Final = 200
_POLL_INTERVAL: Final = 60.0
_TIMEOUT: Final = 4 * _POLL_INTERVAL
"""The time of 5 polls, in seconds."""
_POLLS: Final = 5 * _WAITS


def start_replication(backend: str, service: Service) -> Comparison:
    """Compare calls that a task awaits with calls of the sync client."""
    with closing(DrsClient(endpoint_url=service.endpoint_url)) as drs:

        async def call_async(async_drs: AsyncDrsClient) -> None:
            for _ in range(_CALLS):
                await async_drs.start_replication(service.server_id)

        def call() -> None:
            for _ in range(_CALLS):
                drs.start_replication(service.server_id)

        return compare(
            _in_event_loop(call_async, drs, backend), timed(call), rounds=100
        )


def starting(backend: str) -> Comparison:
    """Compare starting servers in tasks, 10 concurrently, with a fleet."""
    with (
        served_by(serve_slowly) as (endpoint_url, ids),
        closing(DrsClient(endpoint_url=endpoint_url)) as drs,
    ):

        async def start_all(async_drs: AsyncDrsClient) -> None:
            limiter = anyio.CapacityLimiter(CONCURRENCY)

            async def start(server_id: str) -> None:
                async with limiter:
                    await async_drs.start_replication(server_id)

            async with anyio.create_task_group() as tasks:
                for server_id in ids:
                    tasks.start_soon(start, server_id)

        start_in_tasks = _in_event_loop(start_all, drs, backend)

        def sample() -> float:
            seconds = start_in_tasks()
            drs.stop_replication_many(ids).raise_for_failure()
            return seconds

        return compare(sample, starting_many(drs, ids), rounds=2)


def waiting(backend: str) -> Comparison:
    """
    Compare concurrent waits with sync waits in sequence.

    Both poll equally often, and sleep only in virtual time, so their times compare as
    the times of their polls. There must not be a thread for each wait.
    """
    with (
        served_by(_serve) as (endpoint_url, server_id),
        closing(DrsClient(endpoint_url=endpoint_url, clock=_SleeplessClock())) as drs,
    ):

        async def wait_async(async_drs: AsyncDrsClient) -> None:
            with suppress(WaitTimeoutError):
                await async_drs.wait_for_replication(
                    server_id, timeout=_TIMEOUT, poll_interval=_POLL_INTERVAL
                )

        async def wait_concurrently(async_drs: AsyncDrsClient) -> None:
            threads = active_count()
            async with anyio.create_task_group() as tasks:
                for _ in range(_WAITS):
                    tasks.start_soon(wait_async, async_drs)
            # The threads run until the client is closed.
            assert active_count() - threads <= _CONNECTIONS < _WAITS

        def wait_in_sequence() -> None:
            for _ in range(_WAITS):
                with suppress(WaitTimeoutError):
                    drs.wait_for_replication(
                        server_id, timeout=_TIMEOUT, poll_interval=_POLL_INTERVAL
                    )

        requests = list[object]()

        def record(**event: object) -> None:
            requests.append(event)

        samples = (
            _in_event_loop(wait_concurrently, drs, backend),
            timed(wait_in_sequence),
        )
        events = drs.boto3_client.meta.events
        events.register("before-send.drs", record)
        for sample in samples:
            sample()
            assert len(requests) == _POLLS
            requests.clear()
        events.unregister("before-send.drs", record)
        return compare(*samples, rounds=5)


def _in_event_loop(
    function: Callable[[AsyncDrsClient], Awaitable[None]],
    drs: DrsClient,
    backend: str,
) -> Sample:
    """Return a sample that times a function in an event loop of its own."""

    async def run() -> float:
        async with AsyncDrsClient(client=drs) as async_drs:
            start = perf_counter()
            await function(async_drs)
            return perf_counter() - start

    return lambda: anyio.run(run, backend=backend)


@attrs.define
class _SleeplessClock:
    """A clock with virtual time, which only sleeping advances."""

    now: float = 0.0

    def time(self) -> float:
        """Return the virtual time."""
        return self.now

    def monotonic(self) -> float:
        """Return the virtual time."""
        return self.now

    def sleep(self, seconds: float, /) -> None:
        """Advance the virtual time."""
        self.now += seconds


def _serve(pipe: Connection) -> None:
    with FakeDrs() as fake:
        server_id = fake.add_source_server(state="INITIAL_SYNC")
        page = {"items": [fake.source_server(server_id)]}
        fake.answer("DescribeSourceServers", json=page, times=None)
        pipe.send((fake.endpoint_url, server_id))
        with suppress(EOFError):  # the other end is closed
            pipe.recv()
