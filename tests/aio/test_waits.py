"""Waits, which hold no thread while they sleep."""

from __future__ import annotations

import asyncio
import threading
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING

import anyio
import anyio.lowlevel
import pytest

from drsclient import (
    DrsClient,
    DrsParameterError,
    RecoveryFailedError,
    ReplicationFailedError,
    WaitTimeoutError,
)
from drsclient.aio import AsyncDrsClient
from drsclient.outcomes import ReplicationOutcome
from tests.aio.gates import Gate

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.anyio


async def test_a_wait_returns_what_the_sync_client_returns(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """The outcome, once all parts have ended."""
    server_id = fake_drs.add_source_server()
    await drs.start_replication(server_id)
    outcome = await drs.wait_for_replication(server_id)
    assert outcome.is_success
    assert outcome == await drs.check_replication(server_id)
    job = await drs.start_recovery([server_id], is_drill=True)
    assert (await drs.wait_for_job(job)).is_success


async def test_a_wait_raises_what_the_sync_client_raises(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """Errors of arguments, of failed parts, and of the timeout."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    with pytest.raises(DrsParameterError):
        await drs.wait_for_replication(server_id, timeout=-1)
    fake_drs.assert_requested("DescribeSourceServers", times=0)
    with pytest.raises(WaitTimeoutError):
        await drs.wait_for_replication(server_id, timeout=150)
    assert len(fake_drs.requests) == 4
    await drs.stop_replication(server_id)
    with pytest.raises(ReplicationFailedError):
        await drs.wait_for_replication(server_id)
    await drs.start_replication(server_id)
    await drs.wait_for_replication(server_id)
    fake_drs.fail_launch(server_id)
    job = await drs.start_recovery([server_id], is_drill=True)
    with pytest.raises(RecoveryFailedError):
        await drs.wait_for_job(job)


@pytest.mark.parametrize("kind", ["function", "coroutine function"])
async def test_the_task_of_a_wait_calls_the_callback(
    fake_drs: FakeDrs, drs: AsyncDrsClient, kind: str
) -> None:
    """It may be a coroutine function, and sees the task's context variables."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    variable = ContextVar("variable", default="")
    variable.set("of the task")
    seen = list[tuple[str, bool]]()

    def record(_: ReplicationOutcome) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        seen.append((variable.get(), is_main))

    async def record_later(outcome: ReplicationOutcome) -> None:
        await anyio.lowlevel.checkpoint()
        record(outcome)

    await drs.wait_for_replication(
        server_id, on_progress=record if kind == "function" else record_later
    )
    assert len(seen) > 1
    assert set(seen) == {("of the task", True)}


async def test_an_exception_of_the_callback_ends_the_wait(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """It is raised."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")

    async def fail(_: object) -> None:
        raise ValueError("of the callback")

    with pytest.raises(ValueError, match="of the callback"):
        await drs.wait_for_replication(server_id, on_progress=fail)


async def test_transient_errors_do_not_end_a_wait(
    fake_drs: FakeDrs, drs: AsyncDrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """They are logged, and the poll is retried."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail("DescribeSourceServers", "InternalServerException", times=4)
    assert (await drs.wait_for_replication(server_id)).is_success
    assert "InternalServerException" in caplog.text


async def test_a_cancelled_wait_ends_at_once(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """Its poll in flight is abandoned, and `close` waits for its thread."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    gate = Gate(drs, "DescribeSourceServers")

    async def cancel() -> None:
        await gate.arrivals()
        scope.cancel()

    scope = anyio.CancelScope()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(cancel)
        with scope:
            await drs.wait_for_replication(server_id)
    assert scope.cancelled_caught
    assert fake_drs.requests == ()
    gate.open()
    await drs.close()
    assert len(fake_drs.requests) == 1


async def test_a_cancelled_wait_leaves_the_others_alone(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """One of 200, which have no more threads than the client has connections."""
    server_ids = [fake_drs.add_source_server(state="INITIAL_SYNC") for _ in range(200)]
    outcomes = list[ReplicationOutcome]()
    scopes = list[anyio.CancelScope]()
    most = 0

    async def wait(server_id: str) -> None:
        nonlocal most
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            outcome = await drs.wait_for_replication(server_id, poll_interval=1200)
            outcomes.append(outcome)
        names = [one.name for one in threading.enumerate()]
        most = max(most, sum(name.startswith("drsclient") for name in names))

    def cancel(_: object) -> None:
        scopes[0].cancel()

    async with anyio.create_task_group() as tasks:
        for server_id in server_ids:
            tasks.start_soon(wait, server_id)
        await drs.wait_for_replication(
            server_ids[0], poll_interval=1200, on_progress=cancel
        )
    assert [one.cancelled_caught for one in scopes].count(True) == 1
    assert len(outcomes) == 199
    assert all(one.is_success for one in outcomes)
    assert most <= 50


async def test_waits_by_real_time_sleep_in_the_event_loop(fake_drs: FakeDrs) -> None:
    """Without a clock, as those of all users."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    async with AsyncDrsClient(client=fake_drs.boto3_client()) as drs:

        def finish(_: object) -> None:
            fake_drs.advance(hours=1)

        outcome = await drs.wait_for_replication(
            server_id, poll_interval=0.001, on_progress=finish
        )
    assert outcome.is_success


def test_a_sync_wait_does_not_depend_on_an_event_loop(fake_drs: FakeDrs) -> None:
    """Its loop is the same, and it may run in one."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    drs = fake_drs.client()

    async def main() -> None:
        assert drs.wait_for_replication(server_id).is_success

    asyncio.run(main())


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
def test_an_event_loop_may_end_before_an_abandoned_poll(
    fake_drs: FakeDrs, anyio_backend: str
) -> None:
    """The thread of the poll ends without an event loop to notify."""
    drs = AsyncDrsClient(client=fake_drs.client())
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    gate = Gate(drs, "DescribeSourceServers")

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(drs.wait_for_replication, server_id)
            await gate.arrivals()
            tasks.cancel_scope.cancel()

    anyio.run(main, backend=anyio_backend)
    gate.open()
    anyio.run(drs.close, backend=anyio_backend)
    assert len(fake_drs.requests) == 1


def test_a_client_of_a_sync_client_waits_by_its_clock(fake_drs: FakeDrs) -> None:
    """A sync client without a clock waits by real time."""
    sync = DrsClient(client=fake_drs.boto3_client())
    assert AsyncDrsClient(client=sync)._waits._clock is time  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # nothing else tells
