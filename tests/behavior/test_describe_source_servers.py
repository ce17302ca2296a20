from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from drsclient import (
    DrsError,
    DrsParameterError,
    DrsResponseError,
    InternalServerException,
    UninitializedAccountException,
)
from drsclient.testing import Answer, FakeDrs, Html, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drsclient import DrsClient
    from drsclient.models import SourceServer
    from drsclient.testing import Fault


def numbered(count: int) -> list[str]:
    """Make this many source server IDs."""
    return [f"s-{number:017}" for number in range(count)]


def accounts(count: int) -> list[str]:
    """Make this many account IDs."""
    return [f"{number:012}" for number in range(count)]


def ids(servers: Iterable[SourceServer]) -> list[str | None]:
    """Return the IDs of servers."""
    return [server.source_server_id for server in servers]


def calls(fake: FakeDrs) -> int:
    """Count the requests so far."""
    return len(fake.requests)


def filters(fake: FakeDrs) -> list[dict[str, list[str]]]:
    """Return the filters of each request so far."""
    return [
        cast("dict[str, list[str]]", request.parameters.get("filters"))
        for request in fake.requests
    ]


def test_all_servers_are_described(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Without filters, all servers are returned, in the service's order."""
    expected = [fake_drs.add_source_server(hostname=f"db-{i}") for i in range(3)]
    servers = list(drs_client.describe_source_servers())
    assert ids(servers) == expected
    assert [server.hostname for server in servers] == ["db-0", "db-1", "db-2"]
    assert "maxResults" not in fake_drs.requests[0].parameters
    assert not filters(fake_drs)[0]


def test_an_account_may_have_no_servers(drs_client: DrsClient) -> None:
    """An empty list from the service is not an error."""
    assert list(drs_client.describe_source_servers()) == []


def test_the_first_request_is_sent_on_iteration(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The iterator is lazy, and stays exhausted once it has reached its end."""
    fake_drs.add_source_server()
    servers = drs_client.describe_source_servers()
    assert calls(fake_drs) == 0
    assert next(servers).source_server_id
    assert calls(fake_drs) == 1
    assert next(servers, None) is None
    assert next(servers, None) is None
    assert calls(fake_drs) == 1


def test_arguments_are_checked_before_the_iteration(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An invalid argument raises in the call, not during the iteration."""
    with pytest.raises(DrsParameterError):
        drs_client.describe_source_servers(source_server_ids=["db-1"])
    assert fake_drs.requests == ()


def test_pages_are_fetched_as_they_are_needed(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each page is requested by one call, when its first server is needed."""
    expected = [fake_drs.add_source_server() for _ in range(5)]
    servers = drs_client.describe_source_servers(page_size=2)
    calls = [(next(servers).source_server_id, len(fake_drs.requests)) for _ in expected]
    assert calls == list(zip(expected, [1, 1, 2, 2, 3], strict=True))
    assert list(servers) == []
    assert len(fake_drs.requests) == 3
    assert [r.parameters["maxResults"] for r in fake_drs.requests] == [2, 2, 2]
    tokens = [r.parameters.get("nextToken") for r in fake_drs.requests]
    assert tokens[0] is None
    assert tokens[1] != tokens[2]


def test_stopping_early_saves_the_remaining_pages(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An iteration that ends early does not request the remaining pages."""
    for number in range(6):
        fake_drs.add_source_server(hostname=f"db-{number}")
    for server in drs_client.describe_source_servers(page_size=2):
        if server.hostname == "db-2":
            break
    assert len(fake_drs.requests) == 2


def test_the_service_may_choose_the_page_size() -> None:
    """All pages are fetched, whatever their size."""
    with FakeDrs(page_size=3) as fake:
        expected = [fake.add_source_server() for _ in range(7)]
        assert ids(fake.client().describe_source_servers()) == expected
        assert len(fake.requests) == 3


def test_an_empty_page_is_not_the_end(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """After a page that has a token but no items, the next page is fetched."""
    fake_drs.answer("DescribeSourceServers", body=b'{"items": [], "nextToken": "1"}')
    fake_drs.answer(
        "DescribeSourceServers",
        body=b'{"items": [{"sourceServerID": "s-1", "arn": "a"}], "nextToken": ""}',
    )
    (server,) = drs_client.describe_source_servers()
    assert server.arn == "a"
    assert len(fake_drs.requests) == 2


def test_servers_are_filtered(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Only servers that match every filter are returned."""
    one = fake_drs.add_source_server(hardware_id="i-00000000000000aaa")
    two = fake_drs.add_source_server(staging_account_id="999999999999")
    describe = drs_client.describe_source_servers
    assert ids(describe(source_server_ids=[two])) == [two]
    assert ids(describe(hardware_id="i-00000000000000aaa")) == [one]
    assert ids(describe(staging_account_ids=["999999999999"])) == [two]
    assert ids(describe(source_server_ids=[one], hardware_id="i-0")) == []
    assert filters(fake_drs) == [
        {"sourceServerIDs": [two]},
        {"hardwareId": "i-00000000000000aaa"},
        {"stagingAccountIDs": ["999999999999"]},
        {"sourceServerIDs": [one], "hardwareId": "i-0"},
    ]


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset, iter, dict.fromkeys])
def test_ids_may_be_in_any_collection(
    fake_drs: FakeDrs, drs_client: DrsClient, kind: Callable[[list[str]], Iterable[str]]
) -> None:
    """Any iterable of IDs is accepted."""
    expected = [fake_drs.add_source_server() for _ in range(3)]
    servers = drs_client.describe_source_servers(source_server_ids=kind(expected))
    assert ids(servers) == expected


def test_a_generator_of_ids_is_read_at_once(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The IDs are read during the call, so their source may change afterwards."""
    expected = [fake_drs.add_source_server() for _ in range(3)]
    source = list(expected)
    servers = drs_client.describe_source_servers(
        source_server_ids=(server_id for server_id in source)
    )
    source.clear()
    assert ids(servers) == expected


@pytest.mark.parametrize(
    ("servers", "staging"),
    [
        ([], None),
        (iter(()), None),
        (None, set[str]()),
        ([], accounts(3)),
        (numbered(450), []),
    ],
    ids=["list", "iterator", "accounts", "list and accounts", "accounts and list"],
)
def test_an_empty_list_matches_nothing(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    servers: Iterable[str] | None,
    staging: Iterable[str] | None,
) -> None:
    """An empty list sends no request, as the service would return all servers."""
    fake_drs.add_source_server()
    found = drs_client.describe_source_servers(
        source_server_ids=servers, staging_account_ids=staging
    )
    assert list(found) == []
    assert fake_drs.requests == ()


def test_many_ids_are_split_among_calls(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """More IDs than the service accepts in one call are split among several calls."""
    server_ids = numbered(450)
    present = [
        fake_drs.add_source_server(source_server_id=server_ids[i]) for i in (3, 449)
    ]
    servers = drs_client.describe_source_servers(source_server_ids=server_ids)
    assert next(servers).source_server_id == present[0]
    assert len(fake_drs.requests) == 1
    assert ids(servers) == present[1:]
    batches = [filter_["sourceServerIDs"] for filter_ in filters(fake_drs)]
    assert [len(batch) for batch in batches] == [200, 200, 50]
    assert [server_id for batch in batches for server_id in batch] == server_ids


def test_a_repeated_id_is_requested_once(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each server is returned once, even if its ID would be in two calls."""
    server_ids = numbered(250)
    present = fake_drs.add_source_server(source_server_id=server_ids[0])
    servers = drs_client.describe_source_servers(
        source_server_ids=server_ids + server_ids
    )
    assert ids(servers) == [present]
    batches = [filter_["sourceServerIDs"] for filter_ in filters(fake_drs)]
    assert batches == [server_ids[:200], server_ids[200:]]


def test_long_lists_are_combined(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """With two long lists, each batch of one is sent with each batch of the other."""
    servers, staging = numbered(201), accounts(402)
    expected = [
        fake_drs.add_source_server(
            source_server_id=servers[i], staging_account_id=staging[j]
        )
        for i, j in [(0, 401), (200, 0)]
    ]
    found = drs_client.describe_source_servers(
        source_server_ids=servers, staging_account_ids=staging, page_size=7
    )
    assert ids(found) == expected
    assert filters(fake_drs) == [
        {"sourceServerIDs": some_servers, "stagingAccountIDs": some_accounts}
        for some_servers in (servers[:200], servers[200:])
        for some_accounts in (staging[:200], staging[200:400], staging[400:])
    ]
    assert {request.parameters["maxResults"] for request in fake_drs.requests} == {7}


def test_each_batch_has_its_own_pages(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """All pages of a batch are fetched before the next batch is requested."""
    server_ids = numbered(201)
    expected = [fake_drs.add_source_server(source_server_id=i) for i in server_ids[-4:]]
    servers = drs_client.describe_source_servers(
        source_server_ids=server_ids, page_size=2
    )
    assert ids(servers) == expected
    batch_sizes = [len(filter_["sourceServerIDs"]) for filter_ in filters(fake_drs)]
    assert batch_sizes == [200, 200, 1]
    continued = ["nextToken" in request.parameters for request in fake_drs.requests]
    assert continued == [False, True, False]


def test_a_repeated_token_is_refused(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A service that repeats its token causes an error, not an endless loop."""
    page = b'{"items": [{"sourceServerID": "s-1", "arn": "a"}], "nextToken": "again"}'
    fake_drs.answer("DescribeSourceServers", body=page, times=3)
    servers = drs_client.describe_source_servers()
    assert ids([next(servers), next(servers)]) == ["s-1", "s-1"]
    with pytest.raises(DrsResponseError) as caught:
        next(servers)
    assert caught.value.path == "nextToken"
    assert caught.value.value == "again"
    assert caught.value.body == page
    assert len(fake_drs.requests) == 2


def test_a_cycle_of_tokens_is_refused(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A token that any earlier response had is refused."""
    for token in ("a", "b", "a"):
        page = f'{{"items": [], "nextToken": "{token}"}}'
        fake_drs.answer("DescribeSourceServers", body=page.encode())
    with pytest.raises(DrsResponseError) as caught:
        list(drs_client.describe_source_servers())
    assert caught.value.value == "a"
    assert len(fake_drs.requests) == 3


@pytest.mark.parametrize("token", [b"5", b'["a"]'])
def test_a_token_that_is_not_text_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, token: bytes
) -> None:
    """The error is about the response, not about an argument."""
    fake_drs.answer(
        "DescribeSourceServers", body=b'{"items": [], "nextToken": ' + token + b"}"
    )
    with pytest.raises(DrsResponseError):
        list(drs_client.describe_source_servers())


def test_a_later_page_may_fail(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Earlier pages are returned in full before the error is raised."""
    expected = [fake_drs.add_source_server() for _ in range(4)]
    servers = drs_client.describe_source_servers(page_size=2)
    received = [next(servers)]
    fake_drs.fail("DescribeSourceServers", "InternalServerException")
    received.append(next(servers))
    with pytest.raises(InternalServerException):
        next(servers)
    assert ids(received) == expected[:2]


def test_an_uninitialized_account_is_an_error() -> None:
    """The error is raised when the first server is needed."""
    with FakeDrs(initialized=False) as fake:
        servers = fake.client().describe_source_servers()
        with pytest.raises(UninitializedAccountException) as caught:
            next(servers)
    assert caught.value.operation_name == "DescribeSourceServers"


@pytest.mark.parametrize(
    "fault",
    [
        ServiceError("ThrottlingException"),
        Html(status_code=200),
        Answer(body=b'{"items": [], "nextToken": 7}'),
    ],
    ids=repr,
)
@pytest.mark.parametrize("page", [0, 1])
def test_an_iteration_continues_after_an_error(fault: Fault, page: int) -> None:
    """The failed page is requested again, and no server is lost or repeated."""
    with FakeDrs(page_size=2) as fake:
        server_ids = [fake.add_source_server() for _ in range(3)]
        servers = fake.client().describe_source_servers(source_server_ids=server_ids)
        found: list[SourceServer] = []
        if page:
            found += [next(servers), next(servers)]
        fake.inject(fault)
        with pytest.raises(DrsError):
            found.extend(servers)
        found.extend(servers)
        assert ids(found) == server_ids
        assert calls(fake) == 3
        assert next(servers, None) is None


def test_an_iteration_continues_in_the_middle_of_a_page(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The servers before the invalid item are not returned again."""
    server_ids = [fake_drs.add_source_server() for _ in range(3)]
    items = [{"sourceServerID": server_id, "arn": "a"} for server_id in server_ids[:2]]
    fake_drs.answer("DescribeSourceServers", json={"items": [*items, 7]})
    servers = drs_client.describe_source_servers()
    found: list[SourceServer] = []
    with pytest.raises(DrsResponseError, match=r"items\[2\]"):
        found.extend(servers)
    found.extend(servers)
    assert ids(found) == server_ids
    assert calls(fake_drs) == 2
