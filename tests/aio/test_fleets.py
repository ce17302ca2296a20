"""Calls for many resources, each of which a thread runs."""

from __future__ import annotations

import _thread
import asyncio
import logging
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest
from botocore.config import Config

from drsclient import (
    CallCancelled,
    ConflictException,
    DrsError,
    DrsParameterError,
    FleetCancelled,
    FleetInterrupt,
    NotAttemptedError,
    SourceServer,
)
from drsclient.aio import AsyncDrsClient
from drsclient.aio._fleets import FleetTask
from drsclient.aio._threads import WorkerThreads
from drsclient.outcomes import FleetOutcome
from tests.aio.gates import Gate
from tests.aio.test_cancellation import cancel_in_flight, press_ctrl_c

if TYPE_CHECKING:
    from drsclient.fleet import FleetProgress
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.usefixtures("no_garbage_collection")

on_both = pytest.mark.anyio


@pytest.fixture
def server_ids(fake_drs: FakeDrs) -> list[str]:
    """Add source servers whose replication is stopped."""
    return [fake_drs.add_source_server() for _ in range(6)]


class Display:
    """A callback that displays problems, as `Watch` does."""

    def __init__(self) -> None:
        self.shown = list[str]()
        self.cleared = 0

    def __call__(self, progress: object) -> None:
        """Record progress."""
        self.shown.append(str(progress))

    def show_problem(self, source: object, problem: str, /) -> None:
        """Record a problem."""
        assert source
        self.shown.append(problem)

    def clear_problem(self, source: object, text: str = "", /) -> None:
        """Count the problems that are over."""
        assert source
        assert isinstance(text, str)
        self.cleared += 1


@on_both
async def test_a_fleet_returns_what_the_sync_client_returns(
    drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """The outcome has the result for each resource."""
    outcome = await drs.start_replication_many([*server_ids, "s-0123456789abcdef0"])
    assert [*outcome.succeeded] == server_ids
    assert [*outcome.failed] == ["s-0123456789abcdef0"]
    assert outcome.operation_name == "StartReplication"


@on_both
async def test_an_invalid_argument_is_refused(drs: AsyncDrsClient) -> None:
    """Before anything is sent."""
    with pytest.raises(DrsParameterError, match="on_progress"):
        await drs.start_replication_many([], on_progress=1)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # as a user may
    with pytest.raises(DrsParameterError, match="operation"):
        await drs.call_many(1, [])  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # as a user may


@on_both
@pytest.mark.parametrize("kind", ["function", "coroutine function"])
async def test_the_event_loop_calls_the_callback(
    drs: AsyncDrsClient, server_ids: list[str], kind: str
) -> None:
    """It may be a coroutine function, and sees the task's context variables."""
    variable = ContextVar("variable", default="")
    variable.set("of the task")
    seen = list[tuple[int, str, bool]]()

    def record(progress: FleetProgress[SourceServer]) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        seen.append((progress.succeeded, variable.get(), is_main))

    async def record_later(progress: FleetProgress[SourceServer]) -> None:
        await anyio.lowlevel.checkpoint()
        record(progress)

    await drs.start_replication_many(
        server_ids, on_progress=record if kind == "function" else record_later
    )
    assert seen == [(number, "of the task", True) for number in range(1, 7)]


@on_both
@pytest.mark.parametrize("kind", ["function", "coroutine function"])
async def test_an_exception_of_the_callback_ends_the_fleet(
    drs: AsyncDrsClient, server_ids: list[str], kind: str
) -> None:
    """It is raised once the calls in flight have ended."""

    def fail(_: object) -> None:
        raise ValueError("of the callback")

    async def fail_later(progress: object) -> None:
        await anyio.lowlevel.checkpoint()
        fail(progress)

    with pytest.raises(ValueError, match="of the callback"):
        await drs.start_replication_many(
            server_ids, on_progress=fail if kind == "function" else fail_later
        )


@on_both
async def test_a_callback_may_display_problems(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """It is told about throttled calls, from the threads that make them."""
    fake_drs.fail("StartReplication", "ThrottlingException", retry_after=1)
    display = Display()
    await drs.start_replication_many(server_ids[:1], on_progress=display)
    problem, progress = display.shown
    assert "ThrottlingException" in problem
    assert progress == "StartReplication: 1 of 1 done"
    assert display.cleared == 1


@on_both
async def test_a_cancelled_fleet_starts_no_more_calls(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """It waits for those in flight, and raises the outcome."""
    gate = Gate(drs, "StartReplication")
    seen = list[object]()
    scope = anyio.CancelScope()
    with pytest.RaisesGroup(FleetCancelled) as caught:
        await cancel_in_flight(
            scope,
            gate,
            lambda: drs.start_replication_many(
                server_ids, max_concurrency=1, on_progress=seen.append
            ),
        )
    assert not scope.cancelled_caught
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled)
    assert [*error.outcome.succeeded] == server_ids[:1]
    reasons = [error.outcome.results[one] for one in server_ids[1:]]
    assert all(isinstance(one, NotAttemptedError) for one in reasons)
    assert str(error) == str(error.outcome)
    assert seen == []
    fake_drs.assert_requested("StartReplication", times=1)


@on_both
async def test_a_cancelled_fleet_that_waits_out_a_throttle_ends(
    fake_drs: FakeDrs, server_ids: list[str]
) -> None:
    """At once, although the throttle is not over."""
    slept = threading.Event()

    class Clock:
        """A clock whose sleeps take no time of this clock."""

        time = fake_drs.time
        monotonic = fake_drs.monotonic

        def sleep(self, seconds: float) -> None:
            """Tell that the fleet sleeps."""
            del seconds
            slept.set()

    fake_drs.fail("StartReplication", "ThrottlingException", times=None)
    async with AsyncDrsClient(client=fake_drs.boto3_client(), clock=Clock()) as drs:

        async def cancel() -> None:
            await anyio.to_thread.run_sync(slept.wait)
            scope.cancel()

        with pytest.RaisesGroup(FleetCancelled) as caught:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(cancel)
                with anyio.CancelScope() as scope:
                    await drs.start_replication_many(server_ids, max_concurrency=1)
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled)
    assert error.outcome.results.keys() == set(server_ids)


@on_both
async def test_a_fleet_that_is_cancelled_before_its_first_call_changes_nothing(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """The scope ends as that of any function."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    gate = Gate(drs, "DescribeJobs")
    scope = anyio.CancelScope()
    await cancel_in_flight(
        scope, gate, lambda: drs.start_recovery_many([server_id], is_drill=True)
    )
    assert scope.cancelled_caught
    operations = {one.operation for one in fake_drs.requests}
    assert operations == {"DescribeJobs"}


@on_both
async def test_a_callback_that_does_not_return_is_cancelled_with_its_fleet(
    drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """The outcome is not lost."""
    called = anyio.Event()

    async def sleep_forever(_: object) -> None:
        called.set()
        await anyio.sleep_forever()

    async def cancel() -> None:
        await called.wait()
        scope.cancel()

    with pytest.RaisesGroup(FleetCancelled) as caught:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(cancel)
            with anyio.CancelScope() as scope:
                await drs.start_replication_many(
                    server_ids, max_concurrency=1, on_progress=sleep_forever
                )
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled)
    assert server_ids[0] in error.outcome.succeeded


@on_both
async def test_call_many_takes_methods_and_coroutine_functions(
    drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """The outcome names the API operation, or the function."""
    outcome = await drs.call_many(drs.start_replication, server_ids)
    assert outcome.operation_name == "StartReplication"
    assert [*outcome.succeeded] == server_ids
    variable = ContextVar("variable", default="")
    variable.set("of the task")

    async def tag(server_id: str) -> str:
        server = await drs.get_source_server(server_id)
        await drs.tag_resource(server, tags={"app": variable.get()})
        return (await drs.list_tags_for_resource(server))["app"]

    tags = await drs.call_many(tag, server_ids)
    assert tags.operation_name == "tag"
    assert set(tags.results.values()) == {"of the task"}
    conflicts = await drs.call_many(drs.start_replication, server_ids[:2])
    assert all(isinstance(e, ConflictException) for e in conflicts.results.values())


@on_both
async def test_call_many_slows_down_throttled_calls(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """The rate limiter sees each attempt, although another thread makes it."""

    async def start(server_id: str) -> SourceServer:
        return await drs.start_replication(server_id)

    fake_drs.fail("StartReplication", "ThrottlingException", retry_after=7)
    outcome = await drs.call_many(
        start, server_ids, max_concurrency=1, is_idempotent=True
    )
    assert outcome.is_success
    first, *others = [one.time for one in fake_drs.requests]
    assert len(others) == len(server_ids)
    assert (min(others) - first).total_seconds() >= 7


@on_both
async def test_call_many_repeats_only_what_is_idempotent(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """As the sync client."""
    calls = list[str]()

    async def start_and_read(server_id: str) -> None:
        calls.append(server_id)
        await drs.start_replication(server_id)
        await drs.get_launch_configuration(server_id)

    fake_drs.fail("GetLaunchConfiguration", "InternalServerException", times=None)
    await drs.call_many(start_and_read, server_ids[:1])
    assert len(calls) == 1
    await drs.call_many(
        drs.get_launch_configuration, server_ids[:1], is_idempotent=True
    )
    times = sum(o.operation == "GetLaunchConfiguration" for o in fake_drs.requests)
    assert times > 5


@on_both
async def test_a_function_that_times_out_does_not_end_the_fleet(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """If its call has taken effect, the error of its resource says so."""
    gate = Gate(drs, "StartReplication")
    scopes = list[anyio.CancelScope]()

    async def start(server_id: str) -> SourceServer | None:
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            return await drs.start_replication(server_id)
        return None

    async def cancel() -> None:
        await gate.arrivals()
        scopes[0].cancel()
        await anyio.wait_all_tasks_blocked()
        gate.open()

    outcomes = list[FleetOutcome[SourceServer | None]]()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(cancel)
        outcomes.append(await drs.call_many(start, server_ids, max_concurrency=1))
    (outcome,) = outcomes
    assert [*outcome.failed] == server_ids[:1]
    error = outcome.results[server_ids[0]]
    assert isinstance(error, DrsError)
    assert error.may_have_taken_effect
    assert isinstance(error.__cause__, CallCancelled)
    assert str(error) == "StartReplication was cancelled, but has taken effect"
    fake_drs.assert_requested("StartReplication", times=len(server_ids))


@on_both
async def test_other_exceptions_of_a_function_end_the_fleet(
    drs: AsyncDrsClient, fake_drs: FakeDrs, server_ids: list[str]
) -> None:
    """They are raised, as that of a function that cannot be awaited."""

    async def fail(_: str) -> None:
        raise TimeoutError("of the function")

    with pytest.raises(TimeoutError, match="of the function"):
        await drs.call_many(fail, server_ids)
    with pytest.raises(TypeError, match="await"):
        await drs.call_many(str.upper, server_ids)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # as a user may
    assert fake_drs.requests == ()


@on_both
async def test_a_function_may_run_a_fleet_or_a_wait(
    fake_drs: FakeDrs, drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """They have threads of their own."""

    async def protect(server_id: str) -> bool:
        await drs.start_replication_many([server_id])
        return (await drs.wait_for_replication(server_id)).is_success

    outcome = await drs.call_many(protect, server_ids)
    assert set(outcome.results.values()) == {True}
    fake_drs.assert_requested("StartReplication", times=len(server_ids))


@pytest.mark.parametrize("kind", ["method", "callback", "function"])
def test_the_end_of_an_event_loop_loses_no_outcome(
    fake_drs: FakeDrs,
    server_ids: list[str],
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    """All tasks that are left are cancelled, those of the callback, too."""
    drs = AsyncDrsClient(client=fake_drs.client())
    tasks = list[asyncio.Task[object]]()

    async def sleep_after_call(server_id: str) -> None:
        await drs.start_replication(server_id)
        called.set()
        await anyio.sleep_forever()

    async def sleep(_: object) -> None:
        called.set()
        await anyio.sleep_forever()

    called = asyncio.Event()

    async def main() -> None:
        gate = Gate(drs, "StartReplication")
        if kind == "function":
            fleet = drs.call_many(sleep_after_call, server_ids, max_concurrency=1)
            tasks.append(asyncio.create_task(fleet))
        else:
            callback = sleep if kind == "callback" else None
            starting = drs.start_replication_many(
                server_ids, max_concurrency=1, on_progress=callback
            )
            tasks.append(asyncio.create_task(starting))
        await gate.arrivals()
        if kind == "method":
            asyncio.get_running_loop().call_later(0.01, gate.open)
        else:
            gate.open()
            await called.wait()

    with caplog.at_level(logging.CRITICAL, "asyncio"):
        asyncio.run(main())
    (task,) = tasks
    error = task.exception()
    assert isinstance(error, FleetCancelled)
    assert error.outcome.results.keys() == set(server_ids)
    first, *others = (error.outcome.results[one] for one in server_ids)
    if kind == "function":
        assert isinstance(first, DrsError)
        assert str(first) == "the function was cancelled"
        assert first.may_have_taken_effect
    elif kind == "method":
        assert isinstance(first, SourceServer)
        assert all(isinstance(one, NotAttemptedError) for one in others)
    asyncio.run(drs.close())


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
async def test_a_callback_that_awaits_a_cancelled_task_cancels_its_fleet(
    drs: AsyncDrsClient, server_ids: list[str]
) -> None:
    """Nothing else tells it from a cancelled callback."""

    async def await_cancelled_task(_: object) -> None:
        task = asyncio.create_task(anyio.sleep_forever())
        task.cancel()
        await task

    with pytest.raises(FleetCancelled) as caught:
        await drs.start_replication_many(
            server_ids, max_concurrency=1, on_progress=await_cancelled_task
        )
    assert server_ids[0] in caught.value.outcome.succeeded


@pytest.mark.parametrize(
    ("anyio_backend", "kind"), [("asyncio", FleetCancelled), ("trio", FleetInterrupt)]
)
def test_ctrl_c_loses_no_outcome(
    fake_drs: FakeDrs,
    server_ids: list[str],
    anyio_backend: str,
    kind: type[FleetCancelled | FleetInterrupt],
) -> None:
    """With trio, the exception is that of the sync client."""
    drs = AsyncDrsClient(client=fake_drs.client())

    async def main() -> None:
        gate = Gate(drs, "StartReplication")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(press_ctrl_c, gate)
            await drs.start_replication_many(server_ids, max_concurrency=1)

    with pytest.RaisesGroup(kind) as caught:
        anyio.run(main, backend=anyio_backend)
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetCancelled | FleetInterrupt)
    assert [*error.outcome.succeeded] == server_ids[:1]
    fake_drs.assert_requested("StartReplication", times=1)
    anyio.run(drs.close, backend=anyio_backend)


@on_both
async def test_a_fleet_whose_thread_has_not_started_is_never_run() -> None:
    """The cancellation is raised at once."""
    threads, is_free = WorkerThreads(1), threading.Event()

    def fleet() -> FleetOutcome[object]:
        raise AssertionError

    await threads.start(is_free.wait)
    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(FleetTask().run, fleet, threads)
            await anyio.wait_all_tasks_blocked()
            scope.cancel()
    assert scope.cancelled_caught
    is_free.set()
    await threads.close()


@on_both
async def test_a_fleet_can_run_fleets(fake_drs: FakeDrs, server_ids: list[str]) -> None:
    """However few connections there are, none waits for the thread of another."""
    config = Config(max_pool_connections=1)
    async with AsyncDrsClient(client=fake_drs.client(config=config)) as drs:

        async def start(server_id: str) -> FleetOutcome[SourceServer]:
            return await drs.start_replication_many([server_id], max_concurrency=1)

        outcome = await drs.call_many(start, server_ids, max_concurrency=1)
    assert all(inner.is_success for inner in outcome.succeeded.values())
    fake_drs.assert_requested("StartReplication", times=len(server_ids))


def test_pressing_ctrl_c_twice_loses_no_outcome(
    fake_drs: FakeDrs, server_ids: list[str]
) -> None:
    """With trio; asyncio ends itself, but waits for its tasks."""
    drs = AsyncDrsClient(client=fake_drs.client())

    async def press_twice(gate: Gate) -> None:
        await gate.arrivals()
        for _ in range(2):
            await anyio.wait_all_tasks_blocked()
            await anyio.to_thread.run_sync(_thread.interrupt_main)
        await anyio.wait_all_tasks_blocked()
        gate.open()

    async def start(server_id: str) -> SourceServer:
        return await drs.start_replication(server_id)

    async def main() -> None:
        gate = Gate(drs, "StartReplication")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(press_twice, gate)
            await drs.call_many(start, server_ids, max_concurrency=1)

    with pytest.RaisesGroup(FleetInterrupt) as caught:
        anyio.run(main, backend="trio")
    (error,) = caught.value.exceptions
    assert isinstance(error, FleetInterrupt)
    first = error.outcome.results[server_ids[0]]
    assert isinstance(first, DrsError)
    assert isinstance(first.__cause__, CallCancelled)
    fake_drs.assert_requested("StartReplication", times=1)
    anyio.run(drs.close, backend="trio")


@on_both
async def test_a_callback_is_not_called_once_its_fleet_is_cancelled() -> None:
    """Even if the fleet's thread has asked for it before."""
    task = FleetTask()
    task._cancellation.set()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # between both
    await task._report(lambda _: pytest.fail("called"), None)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # by the event loop
