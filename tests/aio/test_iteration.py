"""Iteration over pages, which threads request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import anyio.lowlevel
import pytest

from drsclient import DrsResponseError, ThrottlingException
from tests.aio.gates import Gate
from tests.aio.test_cancellation import cancel_in_flight

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from drsclient import SourceServer
    from drsclient.aio import AsyncDrsClient
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.anyio


@pytest.fixture
def server_ids(fake_drs: FakeDrs) -> list[str]:
    """Add source servers for three pages of two."""
    return [fake_drs.add_source_server() for _ in range(5)]


@pytest.fixture
def servers(drs: AsyncDrsClient, server_ids: list[str]) -> AsyncIterator[SourceServer]:
    """Iterate over these servers."""
    return drs.describe_source_servers(source_server_ids=server_ids, page_size=2)


async def ids(servers: AsyncIterator[SourceServer]) -> list[str]:
    """Return the IDs of the servers that are left."""
    return [server.source_server_id async for server in servers]


async def test_an_iterator_requests_each_page_when_it_is_needed(
    fake_drs: FakeDrs, servers: AsyncIterator[SourceServer], server_ids: list[str]
) -> None:
    """It ends after the last one, and stays at its end."""
    assert fake_drs.requests == ()
    first = [await anext(servers), await anext(servers)]
    assert [one.source_server_id for one in first] == server_ids[:2]
    fake_drs.assert_requested("DescribeSourceServers", times=1)
    assert await ids(servers) == server_ids[2:]
    fake_drs.assert_requested("DescribeSourceServers", times=3)
    assert await ids(servers) == []
    fake_drs.assert_requested("DescribeSourceServers", times=3)


async def test_no_ids_need_no_request(fake_drs: FakeDrs, drs: AsyncDrsClient) -> None:
    """The iterator yields nothing."""
    assert await ids(drs.describe_source_servers(source_server_ids=[])) == []
    assert fake_drs.requests == ()


async def test_tasks_can_share_an_iterator(
    servers: AsyncIterator[SourceServer], server_ids: list[str]
) -> None:
    """Each item goes to one of them, and each of them goes on to the end."""
    found = list[str]()
    ended = 0

    async def read() -> None:
        nonlocal ended
        async for server in servers:
            found.append(server.source_server_id)
            await anyio.lowlevel.checkpoint()
        assert len(found) == len(server_ids)
        ended += 1

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(read)
    assert sorted(found) == server_ids
    assert ended == 4


async def test_a_task_goes_on_if_others_take_the_items_of_its_page(
    drs: AsyncDrsClient,
    servers: AsyncIterator[SourceServer],
    server_ids: list[str],
) -> None:
    """It requests the next page."""
    gate = Gate(drs, "DescribeSourceServers")
    found = list[str]()

    async def read_one() -> None:
        found.append((await anext(servers)).source_server_id)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read_one)
        await gate.arrivals()
        gate.open()
        while drs._threads._pending:  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # before the task is resumed
            pass
        # These need no event loop, as the page is there.
        stolen = [await anext(servers), await anext(servers)]
        assert [one.source_server_id for one in stolen] == server_ids[:2]
    assert found == server_ids[2:3]


async def test_an_iterator_continues_after_an_error(
    fake_drs: FakeDrs, servers: AsyncIterator[SourceServer], server_ids: list[str]
) -> None:
    """It requests the same page again."""
    assert (await anext(servers)).source_server_id == server_ids[0]
    assert (await anext(servers)).source_server_id == server_ids[1]
    fake_drs.fail("DescribeSourceServers", "ThrottlingException", times=None)
    with pytest.raises(ThrottlingException):
        await anext(servers)
    fake_drs.clear_faults()
    assert await ids(servers) == server_ids[2:]


async def test_the_items_before_one_that_cannot_be_read_are_not_lost(
    fake_drs: FakeDrs, servers: AsyncIterator[SourceServer], server_ids: list[str]
) -> None:
    """The error is raised in its place, and the iterator continues after it."""
    first, second = map(fake_drs.source_server, server_ids[:2])
    items = [first, {**second, "sourceServerID": 1}]
    fake_drs.answer("DescribeSourceServers", json={"items": items})
    assert (await anext(servers)).source_server_id == server_ids[0]
    fake_drs.answer("DescribeSourceServers", json={"items": items})
    with pytest.raises(DrsResponseError):
        await anext(servers)
    assert await ids(servers) == server_ids[1:]


async def test_a_cancelled_iterator_loses_and_doubles_no_item(
    drs: AsyncDrsClient, servers: AsyncIterator[SourceServer], server_ids: list[str]
) -> None:
    """The page in flight is read, for whoever continues."""
    gate = Gate(drs, "DescribeSourceServers")
    scope = anyio.CancelScope()
    await cancel_in_flight(scope, gate, lambda: anext(servers))
    assert scope.cancelled_caught
    assert await ids(servers) == server_ids
