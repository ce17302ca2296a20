"""Virtual time, which passes only while all waits sleep."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import pytest

from drsclient import WaitTimeoutError
from drsclient.aio import AsyncDrsClient
from drsclient.aio._clock import VirtualClock
from tests.waits.recording_clock import RecordingClock

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.anyio

MINUTE = 60.0


@pytest.fixture
def clock(fake_drs: FakeDrs) -> RecordingClock:
    """Create a clock that goes by the fake's virtual time."""
    return RecordingClock(fake_drs)


def client(fake_drs: FakeDrs, clock: RecordingClock | VirtualClock) -> AsyncDrsClient:
    """Create a client that goes by a clock."""
    return AsyncDrsClient(client=fake_drs.boto3_client(), clock=clock)


async def test_waits_sleep_together(fake_drs: FakeDrs, clock: RecordingClock) -> None:
    """Many waits take no more virtual time than one."""
    server_ids = [fake_drs.add_source_server(state="INITIAL_SYNC") for _ in range(20)]
    async with (
        client(fake_drs, clock) as drs,
        anyio.create_task_group() as tasks,
    ):
        for server_id in server_ids:
            tasks.start_soon(expect_timeout, drs, server_id, 10 * MINUTE)
    assert clock.sleeps == [MINUTE] * 10


async def expect_timeout(drs: AsyncDrsClient, server_id: str, timeout: float) -> None:  # noqa: ASYNC109 - of the wait
    """Wait for a server until the timeout."""
    with pytest.raises(WaitTimeoutError):
        await drs.wait_for_replication(server_id, timeout=timeout)


async def test_waits_may_poll_at_different_times(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """Each sleep is as long as until the next of them polls."""
    server_id = fake_drs.add_source_server(state="PAUSED")

    async def wait(poll_interval: float) -> None:
        with pytest.raises(WaitTimeoutError):
            await drs.wait_for_replication(
                server_id, timeout=60, poll_interval=poll_interval
            )

    async with client(fake_drs, clock) as drs, anyio.create_task_group() as tasks:
        tasks.start_soon(wait, 20)
        tasks.start_soon(wait, 30)
    assert clock.sleeps == [20, 10, 10, 20]


async def test_clients_can_share_a_virtual_clock(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """Their waits sleep together, too."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    shared = VirtualClock(clock)
    async with (
        client(fake_drs, shared) as one,
        client(fake_drs, shared) as other,
        anyio.create_task_group() as tasks,
    ):
        for drs in (one, other):
            tasks.start_soon(expect_timeout, drs, server_id, 5 * MINUTE)
    assert clock.sleeps == [MINUTE] * 5


async def test_time_does_not_pass_during_a_callback(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """However long it waits for something else."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    called, proceed = anyio.Event(), anyio.Event()

    async def pause(_: object) -> None:
        called.set()
        await proceed.wait()

    async with client(fake_drs, clock) as drs, anyio.create_task_group() as tasks:

        async def wait() -> None:
            await drs.wait_for_replication(server_id, on_progress=pause)

        tasks.start_soon(wait)
        tasks.start_soon(expect_timeout, drs, server_id, 5 * MINUTE)
        await called.wait()
        await anyio.wait_all_tasks_blocked()
        assert clock.sleeps == []
        proceed.set()


async def test_a_callback_may_wait_for_something_else(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """The time passes for that wait."""
    server_ids = [fake_drs.add_source_server(state="INITIAL_SYNC") for _ in range(2)]

    async def wait_for_other(_: object) -> None:
        await drs.wait_for_replication(server_ids[1])

    async with client(fake_drs, clock) as drs:
        outcome = await drs.wait_for_replication(
            server_ids[0], on_progress=wait_for_other
        )
    assert outcome.is_success


async def test_a_wait_that_ends_or_is_cancelled_lets_the_others_go_on(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """Whether it sleeps by the clock or waits for its turn."""
    server_id = fake_drs.add_source_server(state="PAUSED")
    ready = fake_drs.add_source_server(state="CONTINUOUS")
    sleeps, go_on = threading.Event(), threading.Event()

    def block(number: int) -> None:
        if number == 1:
            sleeps.set()
            assert go_on.wait(5)

    clock.on_sleep = block
    first, second = anyio.CancelScope(), anyio.CancelScope()
    async with client(fake_drs, clock) as drs, anyio.create_task_group() as tasks:

        async def wait(scope: anyio.CancelScope, polled: anyio.Event) -> None:
            with scope:
                await drs.wait_for_replication(
                    server_id, on_progress=lambda _: polled.set()
                )

        tasks.start_soon(wait, first, anyio.Event())
        await anyio.to_thread.run_sync(sleeps.wait)
        polled = anyio.Event()
        tasks.start_soon(wait, second, polled)
        await polled.wait()
        tasks.start_soon(expect_timeout, drs, server_id, 5 * MINUTE)
        await anyio.wait_all_tasks_blocked()
        first.cancel()
        second.cancel()
        assert (await drs.wait_for_replication(ready)).is_success
        go_on.set()
    assert first.cancelled_caught
    assert second.cancelled_caught


async def test_waits_go_on_by_a_clock_that_does_not_move(fake_drs: FakeDrs) -> None:
    """Each of them polls in turn."""
    server_ids = [fake_drs.add_source_server(state="INITIAL_SYNC") for _ in range(3)]
    sleeps = 0

    class Clock:
        """A clock that stands still."""

        time = fake_drs.time

        def monotonic(self) -> float:
            """Return always the same time."""
            return 0.0

        def sleep(self, seconds: float) -> None:
            """Let time pass for the fake alone."""
            nonlocal sleeps
            sleeps += 1
            fake_drs.advance(seconds=seconds)

    async with (
        AsyncDrsClient(client=fake_drs.boto3_client(), clock=Clock()) as drs,
        anyio.create_task_group() as tasks,
    ):
        for server_id in server_ids:
            tasks.start_soon(drs.wait_for_replication, server_id)
    assert sleeps > 3


async def test_fleets_and_waits_share_the_time(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """A fleet sleeps in threads, whatever the waits do."""
    server_id = fake_drs.add_source_server()
    fake_drs.fail("StartReplication", "ThrottlingException", retry_after=30)
    shared = VirtualClock(clock)
    async with client(fake_drs, shared) as drs:
        assert (await drs.start_replication_many([server_id])).is_success
    assert sum(clock.sleeps) == pytest.approx(30)
    assert shared.time() == clock.time()
