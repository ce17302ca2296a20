"""Functions of `call_many` that are cancelled, with their fleet or by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest

from drsclient import (
    CallCancelled,
    DrsError,
    FleetCancelled,
    FleetOutcome,
    NotAttemptedError,
    ReplicationOutcome,
    SourceServer,
)
from drsclient.aio._fleets import FleetTask
from tests.aio.gates import Gate
from tests.aio.test_cancellation import cancel_in_flight

if TYPE_CHECKING:
    from drsclient.aio import AsyncDrsClient
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.anyio


@pytest.fixture
def server_ids(fake_drs: FakeDrs) -> list[str]:
    """Add source servers whose replication is stopped."""
    return [fake_drs.add_source_server() for _ in range(6)]


async def test_the_functions_of_a_cancelled_fleet_are_cancelled(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """Their errors say that they may have changed something."""
    called = anyio.Event()

    async def wait_for_replication(server_id: str) -> None:
        called.set()
        await anyio.sleep_forever()
        await drs.start_replication(server_id)

    async def cancel() -> None:
        await called.wait()
        scope.cancel()

    with pytest.RaisesGroup(FleetCancelled) as caught:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(cancel)
            with anyio.CancelScope() as scope:
                await drs.call_many(wait_for_replication, server_ids, max_concurrency=1)
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled)
    first, *others = error.outcome.results.values()
    assert isinstance(first, DrsError)
    assert str(first) == "the function was cancelled"
    assert first.may_have_taken_effect
    assert all(isinstance(one, NotAttemptedError) for one in others)
    assert fake_drs.requests == ()


async def test_a_method_in_flight_keeps_its_result(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """A method makes one call, so there is nothing else to cancel."""
    gate = Gate(drs, "StartReplication")

    async def start_all() -> FleetOutcome[SourceServer]:
        return await drs.call_many(drs.start_replication, server_ids, max_concurrency=1)

    scope = anyio.CancelScope()
    with pytest.RaisesGroup(FleetCancelled) as caught:
        await cancel_in_flight(scope, gate, start_all)
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled)
    assert [*error.outcome.succeeded] == server_ids[:1]
    fake_drs.assert_requested("StartReplication", times=1)


async def test_methods_that_wait_are_cancelled(
    drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """Like any other function."""
    gate = Gate(drs, "DescribeSourceServers")

    async def wait_for_all() -> FleetOutcome[ReplicationOutcome]:
        wait = drs.wait_for_replication
        return await drs.call_many(wait, server_ids, max_concurrency=1)

    scope = anyio.CancelScope()
    with pytest.RaisesGroup(FleetCancelled) as caught:
        await cancel_in_flight(scope, gate, wait_for_all)
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled)
    assert str(error.outcome.results[server_ids[0]]) == "the function was cancelled"


async def test_a_cancelled_function_may_have_a_task_group(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """The group of what its calls have done is the cause of the error."""
    server_id = fake_drs.add_source_server()
    gate = Gate(drs, "StartReplication")

    async def start(server_id: str) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(drs.start_replication, server_id)

    scope = anyio.CancelScope()
    with pytest.RaisesGroup(FleetCancelled) as caught:
        await cancel_in_flight(scope, gate, lambda: drs.call_many(start, [server_id]))
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled)
    result = error.outcome.results[server_id]
    assert isinstance(result, DrsError)
    assert str(result) == "the function was cancelled"
    assert result.may_have_taken_effect
    assert pytest.RaisesGroup(CallCancelled).matches(result.__cause__)


async def test_other_exceptions_of_a_task_group_end_the_fleet(
    drs: AsyncDrsClient,
) -> None:
    """As if the function had raised them without a group."""

    async def fail(_: str) -> None:
        raise BaseExceptionGroup("", [ValueError(), CallCancelled("", None)])

    with pytest.RaisesGroup(ValueError, CallCancelled):
        await drs.call_many(fail, ["all"])


async def test_a_function_is_not_called_once_its_fleet_is_cancelled(
    drs: AsyncDrsClient,
) -> None:
    """Even if a thread has asked for it before."""
    task = FleetTask()
    task._cancellation.set()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # between both
    with pytest.raises(NotAttemptedError):
        await task.call(drs.start_replication, "")
