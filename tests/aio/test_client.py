"""The async client: how it is made, shared and closed."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import boto3
import pytest
from botocore.config import Config

import drsclient.aio
from drsclient import DrsClient, DrsConfigurationError, DrsParameterError
from drsclient.aio import AsyncDrsClient
from tests.aio.gates import Gate

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

on_both = pytest.mark.anyio


def threads() -> int:
    """Return the number of threads of async clients."""
    return sum(one.name.startswith("drsclient") for one in threading.enumerate())


@on_both
async def test_a_client_connects_as_the_sync_client_does(fake_drs: FakeDrs) -> None:
    """With the same arguments."""
    environment = fake_drs.environment
    session = boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    async with AsyncDrsClient(
        session=session,
        region_name=fake_drs.region_name,
        endpoint_url=fake_drs.endpoint_url,
        config=Config(max_pool_connections=3),
        clock=fake_drs,
    ) as drs:
        server_id = fake_drs.add_source_server()
        await drs.start_replication(server_id)
        await drs.wait_for_replication(server_id)
    url = fake_drs.endpoint_url
    assert repr(drs) == f"<AsyncDrsClient in {fake_drs.region_name!r} at {url!r}>"
    assert drs.boto3_client.meta.endpoint_url == url


@on_both
async def test_a_client_can_use_a_boto3_client_or_a_sync_client(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not close what it was given."""
    boto3_client = fake_drs.boto3_client()
    sync = DrsClient(client=boto3_client, clock=fake_drs)
    server_id = fake_drs.add_source_server()
    with monkeypatch.context() as patch:
        patch.setattr(boto3_client, "close", lambda: pytest.fail("closed"))
        async with AsyncDrsClient(client=sync) as drs:
            assert drs.boto3_client is boto3_client
            await drs.start_replication(server_id)
            await drs.wait_for_replication(server_id)
        async with AsyncDrsClient(client=boto3_client, clock=fake_drs) as drs:
            assert drs.boto3_client is boto3_client
            assert (await drs.wait_for_replication(server_id)).is_success
    assert sync.get_source_server(server_id).source_server_id == server_id


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"clock": 1}, DrsConfigurationError, "its own clock: omit clock="),
        ({"region_name": "eu-west-1"}, DrsConfigurationError, "with region_name="),
        ({"config": Config()}, DrsConfigurationError, "with config="),
    ],
)
def test_a_sync_client_excludes_other_arguments(
    fake_drs: FakeDrs, options: dict[str, Any], error: type[Exception], text: str
) -> None:
    """The error names them."""
    with pytest.raises(error, match=text):
        AsyncDrsClient(client=fake_drs.client(), **options)


def test_the_sync_client_refuses_coroutine_functions(fake_drs: FakeDrs) -> None:
    """It cannot run them, so the results of `call_many` would be coroutines."""

    async def function(_: Any) -> None:  # noqa: ANN401 - of several types
        pytest.fail("it was called")

    drs, server_id = fake_drs.client(), fake_drs.add_source_server()
    for call in (
        partial(drs.call_many, function),
        partial(drs.start_replication_many, on_progress=function),
        partial(drs.wait_for_replication, on_progress=function),
    ):
        with pytest.raises(DrsParameterError, match="a function that is not async"):
            call([server_id])
    assert not fake_drs.requests


def test_arguments_are_checked_as_by_the_sync_client(fake_drs: FakeDrs) -> None:
    """Values that are not clients or clocks are refused."""
    with pytest.raises(DrsConfigurationError, match="must be a boto3 client"):
        AsyncDrsClient(client=AsyncDrsClient(client=fake_drs.client()))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # as a user may
    with pytest.raises(DrsParameterError, match="clock"):
        AsyncDrsClient(client=fake_drs.boto3_client(), clock=1)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # as a user may


@on_both
async def test_a_client_closes_the_connections_that_it_made(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its threads have ended."""
    for name, value in fake_drs.environment.items():
        monkeypatch.setenv(name, value)
    closed = list[int]()
    async with AsyncDrsClient() as drs:
        monkeypatch.setattr(drs.boto3_client, "close", lambda: closed.append(threads()))
        await drs.start_replication_many([fake_drs.add_source_server()])
        await anext(drs.describe_source_servers())
        assert threads() == 2
    assert closed == [0]


@on_both
async def test_close_waits_for_calls_in_flight_even_if_it_is_cancelled(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """The client can be used again."""
    server_ids = [fake_drs.add_source_server() for _ in range(3)]
    gate = Gate(drs, "StartReplication")

    async def cancel_and_close() -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await drs.close()

    async with anyio.create_task_group() as tasks:
        for server_id in server_ids[:2]:
            tasks.start_soon(drs.start_replication, server_id)
        await gate.arrivals(2)
        async with anyio.create_task_group() as closing:
            closing.start_soon(cancel_and_close)
            await anyio.wait_all_tasks_blocked()
            assert threads() == 2
            gate.open()
    assert threads() == 0
    await drs.start_replication(server_ids[2])
    await drs.close()
    await drs.close()
    assert threads() == 0
    fake_drs.assert_requested("StartReplication", times=3)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
async def test_a_task_that_asyncio_cancels_while_it_closes_is_cancelled(
    fake_drs: FakeDrs, drs: AsyncDrsClient
) -> None:
    """Once all calls in flight have ended, however often it is cancelled."""
    gates = [Gate(drs, "StartReplication"), Gate(drs, "GetLaunchConfiguration")]
    server_id = fake_drs.add_source_server()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(drs.start_replication(server_id))
        tasks.create_task(drs.get_launch_configuration(server_id))
        for gate in gates:
            await gate.arrivals()
        closing = asyncio.create_task(drs.close())
        await anyio.wait_all_tasks_blocked()
        for gate in gates:
            closing.cancel()
            closing.cancel()
            await anyio.wait_all_tasks_blocked()
            assert not closing.done()
            gate.open()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert threads() == 0


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_client_can_be_used_in_one_event_loop_after_the_other(
    fake_drs: FakeDrs, backend: str
) -> None:
    """Its threads do not belong to the first one."""
    drs = AsyncDrsClient(client=fake_drs.client())
    server_ids = [fake_drs.add_source_server() for _ in range(2)]

    async def protect(server_id: str) -> bool:
        await drs.start_replication_many([server_id])
        return (await drs.wait_for_replication(server_id)).is_success

    for server_id in server_ids:
        assert anyio.run(protect, server_id, backend=backend)
    anyio.run(drs.close, backend=backend)
    assert threads() == 0


def test_the_error_without_anyio_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is that of a missing module."""
    monkeypatch.setitem(sys.modules, "anyio", None)
    with pytest.raises(ModuleNotFoundError, match=r"aws-drsclient\[aio\]") as caught:
        importlib.reload(drsclient.aio)
    assert caught.value.name == "anyio"


@on_both
async def test_a_client_can_have_methods_of_its_own(fake_drs: FakeDrs) -> None:
    """They are left as they are."""

    class OwnClient(AsyncDrsClient):
        """A client of a program."""

        async def start_all(self) -> int:
            """Start replication of all source servers."""
            servers = [one async for one in self.describe_source_servers()]
            return len((await self.start_replication_many(servers)).succeeded)

    own = vars(OwnClient)["start_all"]
    assert not hasattr(own, "__wrapped__")
    fake_drs.add_source_server()
    async with OwnClient(client=fake_drs.client()) as drs:
        assert await drs.start_all() == 1
