"""`OperationGroup` with all kinds of responses, and arguments that botocore lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsConfigurationError, DrsResponseError
from drsclient._botocore import OperationGroup, adopt
from drsclient.models import SourceServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

ARN = "arn:aws:drs:us-east-1:123456789012:source-server/s-12345678901234567"


class Operations(OperationGroup):
    """Operations that no method has with every supported botocore."""

    __slots__ = ()

    def newer(self, **arguments: Any) -> list[SourceServer]:  # noqa: ANN401 - as below
        """Pass arguments that the installed botocore does not know."""
        method: Any = self._api.describe_source_servers  # it is typed as botocore is
        return list(self._paginate(SourceServer, "items", method, **arguments))

    def first_page(self) -> tuple[SourceServer, ...]:
        """Return a list as if it had no pages."""
        return self._list(SourceServer, "items", self._api.describe_source_servers)


@pytest.fixture
def operations(fake_drs: FakeDrs) -> Operations:
    """Make the operations on a client of the fake."""
    return Operations(boto3_client=adopt(fake_drs.boto3_client()), owned=False)


def test_a_list_without_pages(fake_drs: FakeDrs, operations: Operations) -> None:
    """All items are returned at once."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    assert [server.source_server_id for server in operations.first_page()] == ids


def test_a_map(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The map is frozen, and values other than text are dropped."""
    body = b'{"tags": {"Name": "db-1", "Size": 5, "Owner": null}}'
    fake_drs.answer("ListTagsForResource", body=body)
    tags = drs_client.list_tags_for_resource(ARN)
    assert tags == {"Name": "db-1"}
    assert hash(tags)


def test_a_map_may_be_empty(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """An empty map is a valid response."""
    fake_drs.answer("ListTagsForResource", body=b'{"tags": {}}')
    assert drs_client.list_tags_for_resource(ARN) == {}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<p>", "the response is not JSON"),
        (b"", "the response is empty"),
        (b"{}", "the response has no "),
        (b'{"items": null, "tags": null, "sourceNetworkID": null}', "has no "),
        (
            b'{"items": 5, "tags": 5, "sourceNetworkID": 5}',
            "is of type int, not a|no source",
        ),
    ],
)
def test_a_response_without_the_result_is_refused(
    fake_drs: FakeDrs,
    operations: Operations,
    drs_client: DrsClient,
    body: bytes,
    message: str,
) -> None:
    """Every helper method reports what is wrong with the response, and keeps it."""
    calls: dict[str, Callable[[], object]] = {
        "DescribeSourceServers": operations.first_page,
        "ListTagsForResource": lambda: drs_client.list_tags_for_resource(ARN),
        "CreateSourceNetwork": lambda: drs_client.create_source_network(
            "vpc-12345678",
            origin_account_id="123456789012",
            origin_region="eu-west-3",
        ),
    }
    for operation, call in calls.items():
        fake_drs.answer(operation, body=body)
        with pytest.raises(DrsResponseError, match=message) as caught:
            call()
        assert caught.value.operation_name == operation
        assert caught.value.body == body


@pytest.mark.parametrize("arguments", [{"nope": 5}, {"filters": {"nope": ["a"]}}])
def test_an_argument_that_botocore_lacks_is_refused(
    fake_drs: FakeDrs, operations: Operations, arguments: dict[str, Any]
) -> None:
    """An argument that is newer than the installed botocore is refused by name."""
    with pytest.raises(DrsConfigurationError, match="does not have nope: "):
        operations.newer(**arguments)
    assert fake_drs.requests == ()
