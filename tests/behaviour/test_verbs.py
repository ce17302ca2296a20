"""The verbs that no method uses yet, each as a method would use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsParameterError, DrsResponseError
from drsclient._call import OperationGroup, adopt
from drsclient.models import SourceServer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drsclient.testing import FakeDrs

ARN = "arn:aws:drs:us-east-1:123456789012:source-server/s-12345678901234567"
VPC = "vpc-12345678"


class Operations(OperationGroup):
    """A method for each verb."""

    __slots__ = ()

    def newer(self, **arguments: Any) -> list[SourceServer]:  # noqa: ANN401 - as below
        """Pass arguments on that the installed botocore does not know."""
        method: Any = self._api.describe_source_servers  # it is typed as botocore is
        return list(self._many(SourceServer, "items", method, **arguments))

    def tag_resource(self, resource_arn: str, tags: Mapping[str, str]) -> None:
        """Pass a map on, which may be a model's own."""
        api: Any = self._api  # its types take a dict, and so they should
        self._nothing(api.tag_resource, resourceArn=resource_arn, tags=tags)

    def first_page(self) -> tuple[SourceServer, ...]:
        """Return a list as if it had no pages."""
        return self._list(SourceServer, "items", self._api.describe_source_servers)

    def list_tags_for_resource(self, resource_arn: str) -> Mapping[str, str]:
        """Return a map."""
        return self._map(
            "tags", self._api.list_tags_for_resource, resourceArn=resource_arn
        )

    def create_source_network(self, vpc_id: str) -> str:
        """Return a text."""
        return self._text(
            "sourceNetworkID",
            self._api.create_source_network,
            originAccountID="123456789012",
            originRegion="us-east-1",
            vpcID=vpc_id,
        )


@pytest.fixture
def operations(fake_drs: FakeDrs) -> Operations:
    """Make the operations on a client of the fake."""
    return Operations(boto3_client=adopt(fake_drs.boto3_client()), owned=False)


def test_a_list_without_pages(fake_drs: FakeDrs, operations: Operations) -> None:
    """All items are there at once."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    assert [server.source_server_id for server in operations.first_page()] == ids


def test_a_map(fake_drs: FakeDrs, operations: Operations) -> None:
    """The map is frozen, and what is not text is left out."""
    body = b'{"tags": {"Name": "db-1", "Size": 5, "Owner": null}}'
    fake_drs.answer("ListTagsForResource", body=body)
    tags = operations.list_tags_for_resource(ARN)
    assert tags == {"Name": "db-1"}
    assert hash(tags)
    (request,) = fake_drs.requests
    assert request.parameters == {"resourceArn": ARN}


def test_a_map_may_be_empty(fake_drs: FakeDrs, operations: Operations) -> None:
    """An empty map is a good response."""
    fake_drs.answer("ListTagsForResource", body=b'{"tags": {}}')
    assert operations.list_tags_for_resource(ARN) == {}


def test_a_text(fake_drs: FakeDrs, operations: Operations) -> None:
    """The text is what the response has."""
    fake_drs.answer(
        "CreateSourceNetwork", status_code=201, body=b'{"sourceNetworkID": "sn-1"}'
    )
    assert operations.create_source_network(VPC) == "sn-1"


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
    fake_drs: FakeDrs, operations: Operations, body: bytes, message: str
) -> None:
    """Every verb says what is wrong with the response, and keeps it."""
    calls: dict[str, Callable[[], object]] = {
        "DescribeSourceServers": operations.first_page,
        "ListTagsForResource": lambda: operations.list_tags_for_resource(ARN),
        "CreateSourceNetwork": lambda: operations.create_source_network(VPC),
    }
    for operation, call in calls.items():
        fake_drs.answer(operation, body=body)
        with pytest.raises(DrsResponseError, match=message) as caught:
            call()
        assert caught.value.operation_name == operation
        assert caught.value.body == body


def test_arguments_are_checked(fake_drs: FakeDrs, operations: Operations) -> None:
    """Every verb refuses an identifier that is none before it sends anything."""
    with pytest.raises(DrsParameterError, match="resource_arn='db-1' is not valid"):
        operations.list_tags_for_resource("db-1")
    with pytest.raises(DrsParameterError, match="vpc_id='db-1' is not valid"):
        operations.create_source_network("db-1")
    assert fake_drs.requests == ()


@pytest.mark.parametrize("arguments", [{"nope": 5}, {"filters": {"nope": ["a"]}}])
def test_what_botocore_does_not_know_is_reported(
    fake_drs: FakeDrs, operations: Operations, arguments: dict[str, Any]
) -> None:
    """A filter that is newer than the installed botocore is refused by name."""
    with pytest.raises(DrsParameterError, match="nope"):
        operations.newer(**arguments)
    assert fake_drs.requests == ()


@pytest.mark.parametrize("tags", [{"Name": "db-1"}, {}])
def test_the_tags_of_a_model_can_be_sent(
    fake_drs: FakeDrs, operations: Operations, tags: dict[str, str]
) -> None:
    """A frozen map is sent like a dict, empty or not."""
    fake_drs.answer("TagResource", body=b"")
    operations.tag_resource(ARN, SourceServer(tags=tags).tags)
    (request,) = fake_drs.requests
    assert request.parameters["tags"] == tags
