"""Single calls, which threads make."""

from __future__ import annotations

import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import TYPE_CHECKING

import anyio
import pytest
from botocore.config import Config

from drsclient import DrsParameterError, ResourceNotFoundException
from drsclient.aio import AsyncDrsClient
from drsclient.aio._threads import WorkerThreads
from tests.aio.gates import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.anyio

UNKNOWN_ID = "s-0123456789abcdef0"


async def test_a_call_returns_what_the_sync_client_returns(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """The model of the response."""
    server_id = fake_drs.add_source_server(hostname="db-1")
    assert (await drs.start_replication(server_id)).source_server_id == server_id
    server = await drs.get_source_server(server_id)
    assert server == fake_drs.client().get_source_server(server_id)
    await drs.tag_resource(server, tags={"app": "db"})
    assert await drs.list_tags_for_resource(server) == {"app": "db"}


async def test_a_call_raises_what_the_sync_client_raises(drs: AsyncDrsClient) -> None:
    """An error of the service."""
    with pytest.raises(ResourceNotFoundException) as caught:
        await drs.start_replication(UNKNOWN_ID)
    assert caught.value.resource_id == UNKNOWN_ID


async def test_an_invalid_argument_is_not_sent(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """Calls check it when they are awaited, and lists when they are made."""
    call = drs.start_replication("i-0123456789abcdef0")
    with pytest.raises(DrsParameterError):
        await call
    with pytest.raises(DrsParameterError):
        drs.describe_source_servers(source_server_ids=["i-0123456789abcdef0"])
    assert fake_drs.requests == ()


async def test_the_error_for_an_argument_with_boto3s_name_has_advice(
    drs: AsyncDrsClient,
) -> None:
    """In methods that are awaited, and in those that return an iterator."""
    with pytest.raises(TypeError, match=r"use source_server_id= instead of .*$"):
        await drs.start_replication(sourceServerID=UNKNOWN_ID)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] # as a user may
    with pytest.raises(TypeError, match=r"use page_size= instead of maxResults=$"):
        drs.describe_source_servers(maxResults=1)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] # as a user may
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'name'$"):
        await drs.start_replication(UNKNOWN_ID, name="")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] # as a user may


async def test_context_variables_reach_the_thread(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """A hook of boto3 sees those of the task, and what it sets stays there."""
    variable = ContextVar("variable", default="")
    seen = list[tuple[str, bool]]()

    def hook(**_: object) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        seen.append((variable.get(), is_main))
        variable.set("of the hook")

    drs.boto3_client.meta.events.register("before-send.drs", hook)
    server_id = fake_drs.add_source_server()
    variable.set("of the task")
    await drs.start_replication(server_id)
    await anext(drs.describe_source_servers())
    assert seen == [("of the task", False)] * 2
    assert variable.get() == "of the task"


async def test_calls_beyond_the_number_of_connections_wait_for_their_turn(
    fake_drs: FakeDrs,
) -> None:
    """There is a thread for each connection that the client keeps open."""
    server_ids = [fake_drs.add_source_server() for _ in range(5)]
    client = fake_drs.client(config=Config(max_pool_connections=2))
    async with AsyncDrsClient(client=client) as drs:
        gate = Gate(drs, "StartReplication")
        async with anyio.create_task_group() as tasks:
            for server_id in server_ids:
                tasks.start_soon(drs.start_replication, server_id)
            await gate.arrivals(2)
            await anyio.wait_all_tasks_blocked()
            names = [one.name for one in threading.enumerate()]
            assert sum(name.startswith("drsclient") for name in names) == 2
            gate.open()
    fake_drs.assert_requested("StartReplication", times=5)


async def test_an_exception_that_is_no_error_of_the_library_passes(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """One of a hook, for example, in a call that changes something or does not."""

    def hook(**_: object) -> None:
        raise RuntimeError("of the hook")

    drs.boto3_client.meta.events.register("before-send.drs", hook)
    server_id = fake_drs.add_source_server()
    with pytest.raises(RuntimeError, match="of the hook"):
        await drs.start_replication(server_id)
    with pytest.raises(RuntimeError, match="of the hook"):
        await drs.get_launch_configuration(server_id)


class _OwnError(Exception):
    """An exception that can be referred to weakly."""


@pytest.mark.usefixtures("no_garbage_collection")
async def test_what_a_call_returns_or_raises_is_freed_at_once(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """No cycle of references keeps a response until garbage is collected."""
    server_id = fake_drs.add_source_server()
    for call in (drs.start_replication, drs.get_source_server):
        result = weakref.ref(await call(server_id))
        await drs.get_launch_configuration(server_id)  # the thread has let it go
        assert result() is None

    def fail() -> None:
        raise _OwnError

    # botocore's own exceptions have cycles.
    threads = WorkerThreads(1)
    with pytest.raises(_OwnError) as caught:
        await threads.run(fail)
    await threads.close()
    error = weakref.ref(caught.value)
    del caught
    assert error() is None


def fail_to_start_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no thread of a client start, as an operating system may."""
    start = threading.Thread.start

    def start_others(thread: threading.Thread) -> None:
        if thread.name.startswith("drsclient"):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_others)


async def test_a_call_without_a_thread_is_never_made(
    fake_drs: FakeDrs, drs: AsyncDrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even later, by a thread that was busy."""
    server_ids = [fake_drs.add_source_server() for _ in range(3)]
    gate = Gate(drs, "StartReplication")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(drs.start_replication, server_ids[0])
        await gate.arrivals()
        with monkeypatch.context() as patch:
            fail_to_start_threads(patch)
            with pytest.raises(RuntimeError, match="can't start new thread"):
                await drs.start_replication(server_ids[1])
        gate.open()
    await drs.start_replication(server_ids[2])
    fake_drs.assert_requested("StartReplication", times=2)


async def test_a_call_without_a_new_thread_may_get_another_one(
    fake_drs: FakeDrs, drs: AsyncDrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If it takes the call before the new thread fails to start."""
    server_id = fake_drs.add_source_server()
    submit = ThreadPoolExecutor.submit

    def submit_and_fail(
        executor: ThreadPoolExecutor, function: Callable[..., object], *args: object
    ) -> None:
        submit(executor, function, *args).exception()
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(ThreadPoolExecutor, "submit", submit_and_fail)
    assert (await drs.start_replication(server_id)).source_server_id == server_id
