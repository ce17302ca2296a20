"""Cancelled calls: in anyio's scopes, by asyncio itself, and by Ctrl-C."""

from __future__ import annotations

import _thread
import asyncio
import contextlib
import logging
import math
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import pytest
from botocore.config import Config

from drsclient import (
    CallCancelled,
    ConflictException,
    DrsConnectionError,
    SourceServer,
)
from drsclient.aio import AsyncDrsClient
from drsclient.testing import Reset
from tests.aio.gates import Gate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.usefixtures("no_garbage_collection")

on_both = pytest.mark.anyio
on_asyncio = [
    pytest.mark.anyio,
    pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True),
]


@pytest.fixture
def server_id(fake_drs: FakeDrs) -> str:
    """Add a source server whose replication is stopped."""
    return fake_drs.add_source_server(hostname="db-1")


@pytest.fixture
async def narrow(
    fake_drs: FakeDrs, anyio_backend: str
) -> AsyncIterator[AsyncDrsClient]:
    """Create a client that makes one call at a time, in one attempt."""
    assert anyio_backend
    config = Config(max_pool_connections=1, retries={"total_max_attempts": 1})
    async with AsyncDrsClient(client=fake_drs.client(config=config)) as drs:
        yield drs


async def cancel_in_flight(
    scope: anyio.CancelScope, gate: Gate, call: Callable[[], Awaitable[object]]
) -> None:
    """Cancel a call once it is in flight, and then let it through."""

    async def cancel() -> None:
        await gate.arrivals()
        scope.cancel()
        await anyio.wait_all_tasks_blocked()
        gate.open()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(cancel)
        with scope:
            await call()


@on_both
async def test_a_call_in_a_cancelled_scope_is_never_made(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_id: str
) -> None:
    """Neither a call, nor a page, a poll or a fleet."""
    for call in (
        drs.start_replication,
        drs.get_source_server,
        drs.wait_for_replication,
        drs.start_replication_many,
        drs.check_replication,
    ):
        with anyio.CancelScope() as scope:
            scope.cancel()
            await call(server_id)
        assert scope.cancelled_caught
    with anyio.CancelScope() as scope:
        scope.cancel()
        await anext(drs.describe_source_servers())
    assert scope.cancelled_caught
    assert fake_drs.requests == ()


@on_both
async def test_a_call_that_waits_for_a_thread_is_never_made(
    fake_drs: FakeDrs, narrow: AsyncDrsClient, server_id: str
) -> None:
    """The cancellation is raised at once, although the thread is busy."""
    gate = Gate(narrow, "GetLaunchConfiguration")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(narrow.get_launch_configuration, server_id)
        await gate.arrivals()
        for call in (narrow.start_replication, narrow.get_source_server):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as others:
                    others.start_soon(call, server_id)
                    await anyio.wait_all_tasks_blocked()
                    scope.cancel()
            assert scope.cancelled_caught
        gate.open()
    fake_drs.assert_requested("GetLaunchConfiguration", times=1)
    assert len(fake_drs.requests) == 1


@on_both
async def test_a_cancelled_call_that_took_effect_raises_its_result(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_id: str
) -> None:
    """It passes through the scope, which would otherwise have discarded it."""
    gate = Gate(drs, "StartReplication")
    scope = anyio.CancelScope()
    with pytest.RaisesGroup(CallCancelled) as caught:
        await cancel_in_flight(scope, gate, lambda: drs.start_replication(server_id))
    assert not scope.cancelled_caught
    (error,) = caught.value.exceptions
    assert isinstance(error, CallCancelled)
    assert str(error) == "StartReplication was cancelled, but has taken effect"
    assert error.operation_name == "StartReplication"
    assert isinstance(error.result, SourceServer)
    assert error.result == fake_drs.client().get_source_server(server_id)
    assert isinstance(error.__cause__, anyio.get_cancelled_exc_class())


@on_both
async def test_a_cancelled_call_without_a_response_raises_its_error(
    fake_drs: FakeDrs, narrow: AsyncDrsClient, server_id: str
) -> None:
    """It may have taken effect."""
    fake_drs.inject(Reset(after_processing=True), "StartReplication")
    gate = Gate(narrow, "StartReplication")
    scope = anyio.CancelScope()
    with pytest.RaisesGroup(CallCancelled) as caught:
        await cancel_in_flight(scope, gate, lambda: narrow.start_replication(server_id))
    (error,) = caught.value.exceptions
    assert isinstance(error, CallCancelled)
    assert isinstance(error.result, DrsConnectionError)
    assert str(error).startswith(
        "StartReplication was cancelled, but may have taken effect: "
    )
    server = fake_drs.client().get_source_server(server_id)
    assert server.replication_state == "INITIATING"


@on_both
async def test_a_cancelled_call_that_was_refused_raises_the_cancellation(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """It has changed nothing, so the scope ends as that of any function."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    gate = Gate(drs, "StartReplication")
    scope = anyio.CancelScope()
    causes = list[BaseException | None]()

    async def call() -> None:
        try:
            await drs.start_replication(server_id)
        except anyio.get_cancelled_exc_class() as error:
            causes.append(error.__cause__)
            raise

    await cancel_in_flight(scope, gate, call)
    assert scope.cancelled_caught
    assert isinstance(causes[0], ConflictException)


@on_both
async def test_a_cancelled_read_raises_the_cancellation(
    drs: AsyncDrsClient, server_id: str
) -> None:
    """It has changed nothing, so its result can be discarded."""
    gate = Gate(drs, "GetLaunchConfiguration")
    scope = anyio.CancelScope()
    await cancel_in_flight(scope, gate, lambda: drs.get_launch_configuration(server_id))
    assert scope.cancelled_caught


@on_both
async def test_a_cancelled_call_raises_an_exception_that_is_no_drs_error(
    drs: AsyncDrsClient, server_id: str
) -> None:
    """Such as that of a hook, which is a bug."""

    def hook(**_: object) -> None:
        raise RuntimeError("of the hook")

    drs.boto3_client.meta.events.register("before-send.drs", hook)
    gate = Gate(drs, "StartReplication")
    scope = anyio.CancelScope()
    with pytest.RaisesGroup(pytest.RaisesExc(RuntimeError, match="of the hook")):
        await cancel_in_flight(scope, gate, lambda: drs.start_replication(server_id))


@on_both
async def test_the_timeout_of_a_read_in_flight_is_a_timeout_error(
    drs: AsyncDrsClient, server_id: str
) -> None:
    """`fail_after` works as with any function."""
    gate = Gate(drs, "GetLaunchConfiguration")
    async with anyio.create_task_group() as tasks:
        with pytest.raises(TimeoutError):  # noqa: PT012 - in a scope
            with anyio.fail_after(math.inf) as scope:
                tasks.start_soon(expire_scope, gate, scope)
                await drs.get_launch_configuration(server_id)


async def expire_scope(gate: Gate, scope: anyio.CancelScope) -> None:
    """Let a deadline pass once a call is in flight, and then let the call through."""
    await gate.arrivals()
    scope.deadline = anyio.current_time()
    await anyio.wait_all_tasks_blocked()
    gate.open()


@on_both
async def test_only_the_scope_that_was_cancelled_ends(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_id: str
) -> None:
    """The scope around it goes on, and its task can make calls."""
    gate = Gate(drs, "GetLaunchConfiguration")
    inner = anyio.CancelScope()
    with anyio.move_on_after(60) as outer:
        await cancel_in_flight(
            inner, gate, lambda: drs.get_launch_configuration(server_id)
        )
        await drs.start_replication(server_id)
    assert inner.cancelled_caught
    assert not outer.cancelled_caught
    fake_drs.assert_requested("StartReplication", times=1)


@on_both
async def test_a_failing_sibling_loses_no_result(
    drs: AsyncDrsClient, server_id: str
) -> None:
    """The group of the task group has both exceptions."""
    gate = Gate(drs, "StartReplication")

    async def fail() -> None:
        await gate.arrivals()
        gate.open()
        raise ValueError("of the sibling")

    with pytest.RaisesGroup(ValueError, CallCancelled):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(drs.start_replication, server_id)
            tasks.start_soon(fail)


@on_both
async def test_a_call_that_is_cancelled_as_it_ends_is_not_lost(
    drs: AsyncDrsClient, server_id: str
) -> None:
    """The response is there, but the task has not been resumed."""
    gate = Gate(drs, "StartReplication")

    async def cancel() -> None:
        await gate.arrivals()
        gate.open()
        block_until_idle(drs)
        scope.cancel()

    with pytest.RaisesGroup(CallCancelled):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(cancel)
            with anyio.CancelScope() as scope:
                await drs.start_replication(server_id)


def block_until_idle(drs: AsyncDrsClient) -> None:
    """Block the event loop until the threads have nothing to do."""
    while drs._threads._pending:  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # the event loop must not know
        time.sleep(0.001)


class TestOnAsyncio:
    """The cancellation of asyncio itself."""

    pytestmark = on_asyncio

    async def test_a_cancelled_task_waits_for_its_call(
        self, drs: AsyncDrsClient, server_id: str
    ) -> None:
        """However often it is cancelled."""
        gate = Gate(drs, "StartReplication")
        task = asyncio.create_task(drs.start_replication(server_id))
        await gate.arrivals()
        for _ in range(3):
            task.cancel()
            await anyio.wait_all_tasks_blocked()
            assert not task.done()
        gate.open()
        with pytest.raises(CallCancelled) as caught:
            await task
        assert isinstance(caught.value.result, SourceServer)
        assert not task.cancelled()

    async def test_a_task_that_is_cancelled_before_its_first_step_does_nothing(
        self, fake_drs: FakeDrs, drs: AsyncDrsClient, server_id: str
    ) -> None:
        """Nothing is sent."""
        task = asyncio.create_task(drs.start_replication(server_id))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert fake_drs.requests == ()

    async def test_a_cancelled_read_is_a_cancelled_task(
        self, drs: AsyncDrsClient, server_id: str
    ) -> None:
        """Once its call has ended."""
        gate = Gate(drs, "GetLaunchConfiguration")
        task = asyncio.create_task(drs.get_launch_configuration(server_id))
        await gate.arrivals()
        task.cancel()
        task.cancel()
        await anyio.wait_all_tasks_blocked()
        assert not task.done()
        gate.open()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()

    async def test_the_timeouts_of_asyncio_work(
        self, drs: AsyncDrsClient, server_id: str
    ) -> None:
        """A read raises `TimeoutError`, a call that took effect its result."""
        tasks = set[asyncio.Task[None]]()
        read = Gate(drs, "GetLaunchConfiguration")
        with pytest.raises(TimeoutError):  # noqa: PT012 - in a scope
            async with asyncio.timeout(None) as timeout:
                tasks.add(asyncio.create_task(expire(read, timeout)))
                await drs.get_launch_configuration(server_id)
        write = Gate(drs, "StartReplication")
        with pytest.raises(CallCancelled):  # noqa: PT012 - in a scope
            async with asyncio.timeout(None) as timeout:
                tasks.add(asyncio.create_task(expire(write, timeout)))
                await drs.start_replication(server_id)
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    async def test_wait_for_waits_for_the_call(
        self, drs: AsyncDrsClient, server_id: str
    ) -> None:
        """Its timeout raises the result of a call that took effect."""
        gate = Gate(drs, "StartReplication")
        waiting = asyncio.create_task(
            asyncio.wait_for(drs.start_replication(server_id), 0.01)
        )
        await gate.arrivals()
        await asyncio.sleep(0.02)
        assert not waiting.done()
        gate.open()
        with pytest.raises(CallCancelled):
            await waiting

    async def test_a_failing_sibling_in_a_task_group_loses_no_result(
        self, drs: AsyncDrsClient, server_id: str
    ) -> None:
        """The group of the task group has both exceptions."""
        gate = Gate(drs, "StartReplication")

        async def fail() -> None:
            await gate.arrivals()
            gate.open()
            raise ValueError("of the sibling")

        with pytest.RaisesGroup(ValueError, CallCancelled):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(drs.start_replication(server_id))
                tasks.create_task(fail())

    @pytest.mark.skipif(
        tuple(map(int, version("anyio").split(".")[:2])) < (4, 16),
        reason="a scope of this anyio swallows the cancellation of its task",
    )
    async def test_a_scope_and_a_task_can_be_cancelled_at_once(
        self, drs: AsyncDrsClient, server_id: str
    ) -> None:
        """The scope does not swallow the cancellation of the task."""

        async def call(scope: anyio.CancelScope) -> None:
            with scope:
                await drs.get_launch_configuration(server_id)

        for cancel in ("scope", "task"), ("task", "scope"):
            scope = anyio.CancelScope()
            gate = Gate(drs, "GetLaunchConfiguration")
            task = asyncio.create_task(call(scope))
            await gate.arrivals()
            for what in cancel:
                (scope if what == "scope" else task).cancel()
                await anyio.wait_all_tasks_blocked()
            gate.open()
            with pytest.raises(asyncio.CancelledError):
                await task


async def expire(gate: Gate, timeout: asyncio.Timeout) -> None:  # noqa: ASYNC109 - not how long
    """Let a timeout pass once a call is in flight, and then let the call through."""
    await gate.arrivals()
    timeout.reschedule(asyncio.get_running_loop().time())
    await anyio.wait_all_tasks_blocked()
    gate.open()


def test_the_end_of_an_event_loop_loses_no_result(
    fake_drs: FakeDrs, server_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Asyncio cancels the tasks that are left, waits for them, and logs the result."""
    drs = AsyncDrsClient(client=fake_drs.client())
    tasks = list[asyncio.Task[SourceServer]]()

    async def main() -> None:
        gate = Gate(drs, "StartReplication")
        tasks.append(asyncio.create_task(drs.start_replication(server_id)))
        await gate.arrivals()
        asyncio.get_running_loop().call_later(0.01, gate.open)

    with caplog.at_level(logging.CRITICAL, "asyncio"):
        asyncio.run(main())
    (task,) = tasks
    assert isinstance(task.exception(), CallCancelled)
    asyncio.run(drs.close())


async def press_ctrl_c(gate: Gate) -> None:
    """Press Ctrl-C while a call is in flight, and then let the call through."""
    await gate.arrivals()
    await anyio.wait_all_tasks_blocked()
    await anyio.to_thread.run_sync(_thread.interrupt_main)
    await anyio.wait_all_tasks_blocked()
    gate.open()


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
def test_ctrl_c_loses_no_result(
    fake_drs: FakeDrs, server_id: str, anyio_backend: str
) -> None:
    """The main task is cancelled on asyncio, and interrupted on trio."""
    drs = AsyncDrsClient(client=fake_drs.client())

    async def main(gate: Gate, call: Callable[[], Awaitable[object]]) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(press_ctrl_c, gate)
            await call()

    gate = Gate(drs, "StartReplication")
    with pytest.RaisesGroup(CallCancelled) as caught:
        anyio.run(
            main, gate, lambda: drs.start_replication(server_id), backend=anyio_backend
        )
    (error,) = caught.value.exceptions
    assert isinstance(error, CallCancelled)
    assert isinstance(error.result, SourceServer)
    gate = Gate(drs, "GetLaunchConfiguration")
    with pytest.raises((KeyboardInterrupt, BaseExceptionGroup)) as interrupt:
        anyio.run(
            main,
            gate,
            lambda: drs.get_launch_configuration(server_id),
            backend=anyio_backend,
        )
    # anyio's task group on trio adds a group.
    expected = pytest.RaisesGroup(KeyboardInterrupt, allow_unwrapped=True)
    assert expected.matches(interrupt.value)
    anyio.run(drs.close, backend=anyio_backend)


def test_the_end_of_an_event_loop_without_its_tasks_starts_nothing(
    fake_drs: FakeDrs, server_id: str
) -> None:
    """A call that waits for a thread is not made once its task is gone."""
    config = Config(max_pool_connections=1)
    drs = AsyncDrsClient(client=fake_drs.client(config=config))
    loop = asyncio.new_event_loop()
    gate = Gate(drs, "GetLaunchConfiguration")
    coroutines = [
        drs.get_launch_configuration(server_id),
        drs.start_replication(server_id),
    ]

    async def step() -> None:
        await gate.arrivals()

    with contextlib.closing(loop):
        for coroutine in coroutines:
            task = loop.create_task(coroutine)
            task.set_name("left")
        loop.run_until_complete(step())
    for coroutine in coroutines:
        coroutine.close()
    gate.open()
    asyncio.run(drs.close())
    assert [one.operation for one in fake_drs.requests] == ["GetLaunchConfiguration"]
