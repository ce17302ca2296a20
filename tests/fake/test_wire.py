from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest
from botocore.exceptions import ClientError

from drsclient.testing._operations import OPERATIONS
from drsclient.testing._service_model import service_model

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

ARN = "arn:aws:drs:us-east-1:123456789012:source-server/s-00000000000000001"


def send(
    fake: FakeDrs, path: str, body: bytes | None = b"{}", method: str = "POST"
) -> tuple[int, dict[str, str], Any]:
    """Send a request without boto3; return status, headers and body."""
    connection = http.client.HTTPConnection(urlsplit(fake.endpoint_url).netloc)
    connection.request(method, path, body)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return response.status, dict(response.headers), json.loads(text) if text else None


def test_request_ids_are_counted(drs: Boto3DrsClient) -> None:
    """The request ID of each response contains its number."""
    ids = [
        drs.describe_source_servers()["ResponseMetadata"]["RequestId"] for _ in range(2)
    ]
    assert ids == [
        "00000001-0000-4000-8000-000000000001",
        "00000002-0000-4000-8000-000000000002",
    ]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/describeSourceServers"), ("GET", "/DescribeSourceServers")],
)
def test_an_unknown_route_is_an_unknown_operation(
    fake: FakeDrs, method: str, path: str
) -> None:
    """Path and method must be exactly those of the service model."""
    status, headers, body = send(fake, path, method=method)
    assert status == 404
    assert headers["x-amzn-ErrorType"] == "UnknownOperationException"
    assert path in body["message"]
    assert fake.requests == ()


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff"])
def test_a_body_that_is_not_a_json_object_cannot_be_parsed(
    fake: FakeDrs, body: bytes
) -> None:
    """The error is that of the service, and the request is recorded."""
    status, headers, response = send(fake, "/DescribeSourceServers", body)
    assert status == 400
    assert headers["x-amzn-ErrorType"] == "ValidationException"
    assert response["reason"] == "cannotParse"
    assert [(r.operation, r.parameters) for r in fake.requests] == [
        ("DescribeSourceServers", {})
    ]


def test_an_empty_body_means_no_parameters(fake: FakeDrs) -> None:
    """Some SDKs send no body if there are no parameters."""
    assert send(fake, "/DescribeSourceServers", b"")[0] == 200


@pytest.mark.parametrize(
    ("path", "body", "field", "message"),
    [
        ("/StartReplication", {}, "sourceServerID", "is required"),
        ("/StartReplication", {"sourceServerID": 7}, "sourceServerID", "a string"),
        (
            "/StartReplication",
            {"sourceServerID": "drsjob-1"},
            "sourceServerID",
            "must match",
        ),
        (
            "/DescribeSourceServers",
            {"filters": {"sourceServerIDs": ["s-00000000000000001", "i-1"]}},
            "filters.sourceServerIDs[1]",
            "must match",
        ),
        (
            "/DescribeSourceServers",
            {"filters": {"sourceServerIds": []}},
            "filters.sourceServerIds",
            "is not a member",
        ),
        ("/DescribeSourceServers", {"maxResults": 0}, "maxResults", "at least 1"),
        ("/DescribeSourceServers", {"maxResults": True}, "maxResults", "an integer"),
        (
            "/DescribeSourceServers",
            {"filters": {"sourceServerIDs": ["s-00000000000000001"] * 201}},
            "filters.sourceServerIDs",
            "at most 200",
        ),
    ],
)
def test_parameters_are_checked_against_the_service_model(
    fake: FakeDrs, path: str, body: object, field: str, message: str
) -> None:
    """The error names the invalid field, as the service does."""
    status, _, response = send(fake, path, json.dumps(body).encode())
    assert status == 400
    assert response["reason"] == "fieldValidationFailed"
    faults = {fault["name"]: fault["message"] for fault in response["fieldList"]}
    assert message in faults[field]


def test_boto3_reads_the_invalid_fields(drs: Boto3DrsClient) -> None:
    """boto3's parser understands how the fake describes a refused parameter."""
    with pytest.raises(drs.exceptions.ValidationException) as caught:
        drs.start_replication(sourceServerID="s-nonsense-that-is-l")
    response: Any = caught.value.response
    assert response["reason"] == "fieldValidationFailed"
    assert response["fieldList"][0]["name"] == "sourceServerID"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_operations_are_those_of_the_service() -> None:
    """An operation with a typo is never called; old botocores lack recovery plans."""
    unknown = OPERATIONS.keys() - set(service_model().operation_names)
    assert all("RecoveryPlan" in name for name in unknown)


def test_an_operation_that_the_fake_does_not_know_says_so(
    drs: Boto3DrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer botocore may have operations that the fake lacks."""
    monkeypatch.delitem(OPERATIONS, "DescribeSourceServers")
    with pytest.raises(
        ClientError, match="does not implement DescribeSource"
    ) as caught:
        drs.describe_source_servers()
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "NotImplementedByFakeDrs"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_parameters_come_from_the_path_and_the_query_string_too(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Labels are decoded; lists in the query string stay lists, and numbers numbers."""
    refused = pytest.raises(ClientError, match=r"was not found|was not issued")
    with refused:
        drs.list_tags_for_resource(resourceArn=ARN)
    with refused:
        drs.tag_resource(resourceArn=ARN, tags={"a": "b"})
    with refused:
        drs.untag_resource(resourceArn=ARN, tagKeys=["a", "b&c"])
    with refused:
        drs.list_staging_accounts(maxResults=5, nextToken="t")
    send(fake, "/ListStagingAccounts?maxResults=many", None, "GET")
    assert [(request.operation, request.parameters) for request in fake.requests] == [
        ("ListTagsForResource", {"resourceArn": ARN}),
        ("TagResource", {"resourceArn": ARN, "tags": {"a": "b"}}),
        ("UntagResource", {"resourceArn": ARN, "tagKeys": ["a", "b&c"]}),
        ("ListStagingAccounts", {"maxResults": 5, "nextToken": "t"}),
        ("ListStagingAccounts", {"maxResults": "many"}),
    ]


def test_an_operation_without_output_sends_no_body(fake: FakeDrs) -> None:
    """The status code is 204, and there is no body."""
    status, headers, body = send(fake, "/InitializeService")
    assert status == 204
    assert body is None
    assert "Content-Length" not in headers
    assert headers["x-amzn-RequestId"]


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 20_000])
def test_a_body_that_is_nested_too_deep_is_refused(fake: FakeDrs, body: bytes) -> None:
    """The error is the one for a body that cannot be parsed."""
    status, _, response = send(fake, "/DescribeSourceServers", body)
    assert status == 400
    assert response["reason"] == "cannotParse"


@pytest.mark.parametrize("number", ["9" * 5000, "\N{ARABIC-INDIC DIGIT THREE}"])
def test_an_impossible_number_in_the_query_string_is_refused(
    fake: FakeDrs, number: str
) -> None:
    """It stays text, which the error quotes."""
    path = f"/ListStagingAccounts?maxResults={quote(number)}"
    status, _, response = send(fake, path, None, "GET")
    assert status == 400
    assert "must be an integer" in response["message"]
