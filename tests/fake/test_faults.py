from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    HTTPClientError,
    ReadTimeoutError,
)

from drsclient.testing import (
    Answer,
    FakeDrs,
    Html,
    Latency,
    Reset,
    ServiceError,
    Stall,
    Truncated,
    UnknownMembers,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing._faults import Fault


def state(fake: FakeDrs, server_id: str) -> str | None:
    """Return the state of a server's replication, without a request."""
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    return info.get("dataReplicationState")


def post(fake: FakeDrs, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON is anything
    """Return the JSON value that a request gets; `None` without one."""
    connection = http.client.HTTPConnection(urlsplit(fake.endpoint_url).netloc)
    connection.request("POST", path, json.dumps(body or {}))
    text = connection.getresponse().read()
    connection.close()
    return json.loads(text) if text else None


def test_an_injected_error_applies_to_the_next_call(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A fault without an operation applies to the next call of any operation."""
    fake.inject(ServiceError("AccessDeniedException", message="no"))
    with pytest.raises(drs.exceptions.AccessDeniedException, match="no"):
        drs.describe_jobs()
    assert drs.describe_source_servers()["items"] == []


def test_an_error_says_that_it_was_injected(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The message distinguishes it from an error of the service."""
    fake.inject(ServiceError("ThrottlingException"))
    with pytest.raises(ClientError, match="ThrottlingException, as injected"):
        drs.describe_source_servers()


def test_an_error_may_have_any_members_by_name(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The names of members never clash with those of the fault's own fields."""
    fake.inject(ServiceError("NewError", members={"status_code": 1, "code": "c"}))
    with pytest.raises(ClientError) as caught:
        drs.describe_source_servers()
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "NewError"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    ("status_code", "title"), [(502, b"502 Bad Gateway"), (599, b"<h1>599</h1>")]
)
def test_a_page_of_a_proxy_is_html(
    fake: FakeDrs, status_code: int, title: bytes
) -> None:
    """A client finds HTML where it expects JSON."""
    fake.inject(Html(status_code=status_code))
    connection = http.client.HTTPConnection(urlsplit(fake.endpoint_url).netloc)
    connection.request("POST", "/DescribeSourceServers")
    response = connection.getresponse()
    assert response.status == status_code
    assert response.headers["Content-Type"] == "text/html"
    assert title in response.read()
    connection.close()


def test_boto3_names_the_error_of_a_proxy_by_its_status_code(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The page has no error code."""
    fake.inject(Html())
    with pytest.raises(ClientError) as caught:
        drs.describe_source_servers()
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "502"


def test_a_truncated_response_ends_early(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The call was carried out, but boto3 returns nothing, and does not complain."""
    server_id = fake.add_source_server()
    fake.inject(Truncated(), "StartReplication")
    with suppress(ConnectionClosedError):  # botocore 1.40 does complain
        response = drs.start_replication(sourceServerID=server_id)
        assert response.keys() == {"ResponseMetadata"}
    assert state(fake, server_id) == "INITIATING"
    assert drs.describe_source_servers()["items"]


@pytest.mark.parametrize(("after", "received"), [(0, 0), (0.5, 6), (0.99, 12)])
def test_a_truncated_response_promises_more_than_it_sends(
    fake: FakeDrs, after: float, received: int
) -> None:
    """Even the largest part leaves something out, and a careful client sees it."""
    fake.inject(Truncated(after=after))
    connection = http.client.HTTPConnection(urlsplit(fake.endpoint_url).netloc)
    connection.request("POST", "/DescribeSourceServers")
    with pytest.raises(http.client.IncompleteRead) as caught:
        connection.getresponse().read()
    assert len(caught.value.partial) == received
    assert caught.value.expected == len(b'{"items": []}') - received
    connection.close()


def test_of_a_response_without_a_body_nothing_is_sent(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A client would take the head alone for the complete response."""
    fake.inject(Truncated(), "InitializeService")
    with pytest.raises(ConnectionClosedError):
        drs.initialize_service()
    assert drs.initialize_service()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(Reset(), "STOPPED"), (Reset(after_processing=True), "INITIATING")],
)
def test_a_connection_is_reset_before_or_after_the_call(
    fake: FakeDrs, drs: Boto3DrsClient, fault: Fault, expected: str
) -> None:
    """The client cannot distinguish the two."""
    server_id = fake.add_source_server()
    fake.inject(fault)
    with pytest.raises(ConnectionClosedError) as caught:
        drs.start_replication(sourceServerID=server_id)
    assert "ConnectionResetError" in repr(caught.value.kwargs["error"])
    assert state(fake, server_id) == expected
    assert [request.operation for request in fake.requests] == ["StartReplication"]


def test_a_stalled_response_makes_the_client_time_out(fake: FakeDrs) -> None:
    """Half of the body arrives, and the connection stays open."""
    server_id = fake.add_source_server()
    hasty = fake.boto3_client(config=Config(read_timeout=0.2))
    fake.inject(Stall(), "StartReplication")
    with pytest.raises(ReadTimeoutError):
        hasty.start_replication(sourceServerID=server_id)
    assert state(fake, server_id) == "INITIATING"
    assert len(fake.boto3_client().describe_source_servers()["items"]) == 1


@pytest.mark.parametrize("fault", [Stall(), Latency(3600)])
def test_closing_the_fake_ends_every_wait(fault: Fault) -> None:
    """`close` returns at once, and the client no longer waits."""
    with FakeDrs() as fake:
        drs = fake.boto3_client()
        fake.inject(fault)

        def call() -> None:
            with suppress(HTTPClientError):
                drs.describe_source_servers()

        caller = threading.Thread(target=call)
        caller.start()
        while not fake.requests:
            time.sleep(0.001)
        start = time.monotonic()
    caller.join(10)
    assert time.monotonic() - start < 5


def test_others_are_served_while_one_response_takes_long(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Latency delays its own response only, and the call is carried out at once."""
    server_id = fake.add_source_server()
    hasty = fake.boto3_client(config=Config(read_timeout=0.02))
    fake.inject(Latency(3600))
    with pytest.raises(ReadTimeoutError):
        hasty.start_replication(sourceServerID=server_id)
    assert state(fake, server_id) == "INITIATING"
    assert len(drs.describe_source_servers()["items"]) == 1


def test_latency_delays_errors_too(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A delayed response may be an error."""
    fake.inject(Latency(0.02), times=2)
    start = time.monotonic()
    with pytest.raises(drs.exceptions.ResourceNotFoundException):
        drs.start_replication(sourceServerID="s-00000000000000001")
    assert drs.describe_source_servers()["items"] == []
    assert time.monotonic() - start >= 0.04


def test_an_answer_may_close_the_connection(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The header `Connection` takes effect, and the client connects again."""
    fake.inject(Answer(body=b'{"items": []}', headers={"Connection": "close"}))
    for _ in range(2):
        assert drs.describe_source_servers()["items"] == []


def test_an_answer_may_lie_about_its_length(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A given length is sent as it is, and the connection is closed afterwards."""
    fake.inject(Answer(body=b"{}", headers={"content-length": "9"}))
    with suppress(ConnectionClosedError):  # as above
        response = drs.describe_source_servers()
        assert response["ResponseMetadata"]["HTTPHeaders"]["content-length"] == "9"
    assert drs.describe_source_servers()["items"] == []


def test_an_answer_can_be_json(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The content type is that of JSON, unless it is given."""
    fake.answer("DescribeJobs", json={"items": []})
    fake.answer("DescribeJobs", json={"items": []}, headers={"Content-Type": "x/y"})
    types = [
        drs.describe_jobs()["ResponseMetadata"]["HTTPHeaders"]["content-type"]
        for _ in range(2)
    ]
    assert types == ["application/json", "x/y"]


def test_a_bodiless_status_code_has_no_body(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The client would take a body for the next response."""
    fake.answer("InitializeService", status_code=204, body=b"surprise")
    drs.initialize_service()
    assert drs.describe_source_servers()["items"] == []


def test_unknown_members_are_in_each_structure(fake: FakeDrs) -> None:
    """Items and what they have in them have the members, too; maps have no others."""
    server_id = fake.add_source_server(tags={"Name": "db-1"})
    right = fake.source_server(server_id)
    fake.inject(UnknownMembers({"usageOperationData": [1], "arn": "known"}), times=None)
    response = post(fake, "/DescribeSourceServers")
    assert response["usageOperationData"] == [1]
    (server,) = response["items"]
    assert server["usageOperationData"] == [1]
    assert server["sourceProperties"]["os"]["usageOperationData"] == [1]
    assert server["dataReplicationInfo"]["replicatedDisks"][0]["arn"] == "known"
    assert server["arn"] == right.get("arn")
    assert server["tags"] == {"Name": "db-1"}


def test_unknown_members_are_in_errors_and_maps_of_structures(fake: FakeDrs) -> None:
    """An error is sent with the members; the call is carried out as ever."""
    fake.inject(UnknownMembers(), times=None)
    error = post(fake, "/StartReplication", {"sourceServerID": "s-00000000000000001"})
    assert error["resourceType"] == "SourceServer"
    assert error["addedByFakeDrs"] == {"values": ["", 0, True, None]}
    assert fake.requests[-1].outcome == "UnknownMembers"
    server_id = fake.add_source_server()
    action = {
        "resourceId": server_id,
        "actionId": "00000000-0000-4000-8000-000000000001",
        "actionCode": "mine",
        "actionVersion": "1",
        "active": True,
        "category": "OTHER",
        "description": "",
        "name": "mine",
        "optional": True,
        "order": 2,
        "parameters": {"path": {"type": "DYNAMIC", "value": "x"}},
    }
    parameters = post(fake, "/PutLaunchAction", action)["parameters"]
    assert parameters.keys() == {"path"}
    assert "addedByFakeDrs" in parameters["path"]
    assert post(fake, "/InitializeService") is None


def test_unknown_members_are_not_in_unions(fake: FakeDrs) -> None:
    """A union has one member, so AWS adds no second one."""
    drs = fake.boto3_client()
    network_id = fake.add_source_network(state="PROTECTED")
    drs.create_launch_configuration_template(exportBucketArn="arn:aws:s3:::templates")
    fake.inject(UnknownMembers())
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": network_id}])
    fake.inject(UnknownMembers())
    (job,) = post(fake, "/DescribeJobs")["items"]
    (resource,) = job["participatingResources"]
    assert "addedByFakeDrs" in resource
    assert resource["participatingResourceID"] == {"sourceNetworkID": network_id}


def test_clients_survive_unknown_members(fake: FakeDrs) -> None:
    """`DrsClient` and boto3 read the known members as ever."""
    server_id = fake.add_source_server()
    drs = fake.client()
    before = drs.get_source_server(server_id)
    fake.inject(UnknownMembers(), times=None)
    assert drs.get_source_server(server_id) == before
    (server,) = fake.boto3_client().describe_source_servers()["items"]
    assert server.get("sourceServerID") == server_id


def test_an_error_may_be_one_that_no_model_has(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A code that the service model lacks can have any members."""
    fake.fail("DescribeJobs", "BadRequestException", errors=[{"reason": 7}], times=2)
    with pytest.raises(ClientError, match="BadRequestException") as caught:
        drs.describe_jobs()
    metadata = caught.value.response.get("ResponseMetadata", {})
    assert metadata.get("HTTPStatusCode") == 400
    assert post(fake, "/DescribeJobs")["errors"] == [{"reason": 7}]
