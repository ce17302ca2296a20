from __future__ import annotations

import gc
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import pytest
from anyio.lowlevel import checkpoint
from botocore.config import Config

from drsclient import DrsConnectionError, ThrottlingException
from drsclient.aio import AsyncDrsClient
from drsclient.testing import FakeDrs, Stall

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from drsclient.testing import FakeSite

BACKENDS = ["asyncio", "trio"]


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Run an async test on asyncio and on trio."""
    backend: str = request.param
    return backend


async def protect(drs: AsyncDrsClient, server_id: str) -> None:
    """Start replication of a server, and wait until it is protected."""
    await drs.start_replication(server_id)
    await drs.wait_for_replication(server_id)


def threads() -> set[threading.Thread]:
    """Return the threads that run."""
    return set(threading.enumerate())


def is_worker(thread: threading.Thread) -> bool:
    """Return whether a thread is one of an async client."""
    return thread.name.startswith("drsclient")


@pytest.mark.anyio
async def test_the_client_of_the_fake_is_an_async_client(fake: FakeDrs) -> None:
    """Calls, lists and errors are those of the fake."""
    server_id = fake.add_source_server(hostname="db-1")
    async with fake.async_client() as drs:
        assert isinstance(drs, AsyncDrsClient)
        await drs.start_replication(server_id)
        names = [server.hostname async for server in drs.describe_source_servers()]
        fake.fail("StopReplication", "ThrottlingException", retry_after=1)
        with pytest.raises(ThrottlingException) as caught:
            await drs.stop_replication(server_id)
    assert names == ["db-1"]
    assert caught.value.retry_after == 1
    # One attempt per call, as for the other clients of a fake.
    fake.assert_requested("StopReplication", times=1)


@pytest.mark.anyio
async def test_a_site_has_async_clients_of_its_own(fake: FakeDrs) -> None:
    """The client of another account and Region sees what is there."""
    fake.add_source_server(hostname="here")
    site = fake.site(account_id="111122223333", region_name="eu-west-1")
    site.add_source_server(hostname="there")
    async with site.async_client() as drs:
        names = [server.hostname async for server in drs.describe_source_servers()]
    assert names == ["there"]
    assert drs.boto3_client.meta.region_name == "eu-west-1"


def test_the_config_is_that_of_the_boto3_client(fake: FakeDrs) -> None:
    """Settings override those of the fake."""
    drs = fake.async_client(config=Config(max_pool_connections=3))
    config: object = drs.boto3_client.meta.config
    assert getattr(config, "max_pool_connections", None) == 3


@pytest.mark.anyio
async def test_waits_use_the_virtual_time(fake: FakeDrs) -> None:
    """A wait takes no real time, and advances the virtual time."""
    server_id = fake.add_source_server()
    before = fake.now
    async with fake.async_client() as drs:
        await protect(drs, server_id)
    assert (fake.now - before).total_seconds() == 35 * 60


@pytest.mark.anyio
async def test_all_clients_of_a_fake_wait_together(fake: FakeDrs) -> None:
    """Waits of clients of two sites take as long as the longest, not their sum."""
    sites: list[FakeSite] = [fake, fake, fake.site(region_name="eu-west-1")]
    before = fake.now
    async with anyio.create_task_group() as group:
        for site in sites:
            drs = site.async_client()
            for _ in range(3):
                group.start_soon(protect, drs, site.add_source_server())
    assert (fake.now - before).total_seconds() == 35 * 60


@pytest.mark.anyio
async def test_time_stands_still_while_one_client_does_not_sleep(fake: FakeDrs) -> None:
    """The wait of another client sleeps until the callback of the first one ends."""
    first = fake.add_source_server(state="INITIAL_SYNC")
    other = fake.site(region_name="eu-west-1")
    second = other.add_source_server(state="INITIAL_SYNC")
    polls: list[str] = []

    async def report(name: str, _: object) -> None:
        polls.append(name)
        before = fake.now
        for _ in range(10):
            await checkpoint()
        assert fake.now == before

    async with anyio.create_task_group() as group:
        for site, server_id in ((fake, first), (other, second)):
            wait = partial(
                site.async_client().wait_for_replication,
                server_id,
                on_progress=partial(report, site.region_name),
            )
            group.start_soon(wait)
    assert polls.count("us-east-1") == polls.count("eu-west-1") == 31


async def initialize(drs: AsyncDrsClient) -> None:
    """Make a call."""
    await drs.initialize_service()


async def list_jobs(drs: AsyncDrsClient) -> None:
    """Read a page."""
    assert [job async for job in drs.describe_jobs()] == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("call", "operation"),
    [(initialize, "InitializeService"), (list_jobs, "DescribeJobs")],
    ids=["call", "page"],
)
async def test_time_stands_still_during_a_call(
    fake: FakeDrs,
    call: Callable[[AsyncDrsClient], Coroutine[object, object, None]],
    operation: str,
) -> None:
    """A wait that sleeps advances no time while another task makes a call."""
    drs = fake.async_client()
    sending, has_polled = threading.Event(), threading.Event()

    def hold(**_: object) -> None:
        sending.set()
        assert has_polled.wait(10)

    def report(_: object) -> None:
        has_polled.set()

    drs.boto3_client.meta.events.register(f"before-send.drs.{operation}", hold)
    server_id = fake.add_source_server(state="INITIAL_SYNC")
    before = fake.now
    async with anyio.create_task_group() as group:
        group.start_soon(call, drs)
        await anyio.to_thread.run_sync(sending.wait)
        await drs.wait_for_replication(server_id, on_progress=report)
    assert fake.now > before
    (request,) = fake.assert_requested(operation)
    assert request.time == before


@pytest.mark.parametrize("backend", BACKENDS)
def test_closing_the_fake_ends_the_threads_of_its_clients(backend: str) -> None:
    """No thread is left of clients that were closed, and of those that were not."""

    async def call(fake: FakeDrs) -> list[AsyncDrsClient]:
        clients = [fake.async_client(), fake.async_client(), fake.async_client()]
        ids = [fake.add_source_server() for _ in range(3)]
        async with anyio.create_task_group() as group:
            for drs in clients:
                group.start_soon(drs.start_replication_many, ids)
                group.start_soon(drs.get_source_server, ids[0])
        await clients[0].close()
        return clients

    before = threads()
    with FakeDrs() as fake:
        clients = anyio.run(call, fake, backend=backend)
        assert sum(map(is_worker, threads() - before)) > len(clients)
    assert threads() == before


def test_closing_the_fake_waits_for_a_call_in_flight() -> None:
    """The thread of a poll that a cancelled wait has abandoned is not left."""
    before = threads()
    sent = threading.Event()

    def see(**_: object) -> None:
        sent.set()

    async def poll_and_cancel(drs: AsyncDrsClient, server_id: str) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(drs.wait_for_replication, server_id)
            await anyio.to_thread.run_sync(sent.wait)
            group.cancel_scope.cancel()

    with FakeDrs() as fake:
        fake.inject(Stall(), "DescribeSourceServers")
        drs = fake.async_client()
        drs.boto3_client.meta.events.register("before-send.drs", see)
        anyio.run(poll_and_cancel, drs, fake.add_source_server())
        assert any(map(is_worker, threads() - before))
    assert threads() == before


@pytest.mark.anyio
async def test_closing_the_fake_does_not_wait_for_a_callback(fake: FakeDrs) -> None:
    """The event loop cannot run the callback of a fleet while the fake is closed."""
    drs = fake.async_client()
    reported, closed = anyio.Event(), anyio.Event()

    async def report(_: object) -> None:
        reported.set()
        await closed.wait()

    async with anyio.create_task_group() as group:
        ids = [fake.add_source_server()]
        fleet = partial(drs.start_replication_many, ids, on_progress=report)
        group.start_soon(fleet)
        await reported.wait()
        fake.close()
        closed.set()
    fake.assert_requested("StartReplication", times=1)


def test_a_client_that_is_not_used_any_more_ends_its_threads(fake: FakeDrs) -> None:
    """The fake does not keep alive a client that was not closed."""

    async def call() -> set[threading.Thread]:
        before = threads()
        await fake.async_client().initialize_service()
        return set(filter(is_worker, threads() - before))

    workers = anyio.run(call)
    assert workers
    gc.collect()
    for worker in workers:
        worker.join(10)
        assert not worker.is_alive()


def test_the_threads_of_a_closed_fake_reach_nothing() -> None:
    """As with the other clients, calls fail."""
    with FakeDrs() as fake:
        drs = fake.async_client()
    with pytest.raises(DrsConnectionError):
        anyio.run(drs.initialize_service)
    anyio.run(drs.close)


def test_a_fake_that_is_not_running_has_no_async_clients() -> None:
    """Without a running server, a client has no endpoint."""
    with pytest.raises(RuntimeError, match="not running"):
        FakeDrs().async_client()


def test_the_rest_of_a_fake_does_not_need_anyio(
    fake: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra, the error says how to install it."""
    monkeypatch.setitem(sys.modules, "anyio", None)
    monkeypatch.delitem(sys.modules, "drsclient.aio")
    with pytest.raises(ModuleNotFoundError, match=r'install "aws-drsclient\[aio\]"'):
        fake.async_client()
    assert list(fake.client().describe_source_servers()) == []
