"""Answers that report success, whatever is in them."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsClient, DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.models import SourceServer
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.usefixtures("no_garbage_collection")

SERVER = "s-12345678901234567"

CALLS: dict[str, Callable[[DrsClient], object]] = {
    "StartReplication": lambda drs: drs.start_replication(SERVER),
    "StopReplication": lambda drs: drs.stop_replication(SERVER),
    "RetryDataReplication": lambda drs: drs.retry_data_replication(SERVER),
    "DisconnectSourceServer": lambda drs: drs.disconnect_source_server(SERVER),
    "DescribeSourceServers": lambda drs: list(drs.describe_source_servers()),
    "DeleteSourceServer": lambda drs: drs.delete_source_server(SERVER),
    "InitializeService": lambda drs: drs.initialize_service(),
}
WITHOUT_OUTPUT = ("DeleteSourceServer", "InitializeService")
WITH_OUTPUT = tuple(operation for operation in CALLS if operation not in WITHOUT_OUTPUT)

# No service that speaks JSON sends these for a success.
NO_OBJECTS = {
    "page": b"<html><body>Sign in to the network</body></html>",
    "page with blanks": b"\n\n<!DOCTYPE html>",
    "blank": b" ",
    "cut short": b'{"sourceServer": {"arn": "arn:aws',
    "list": b'[{"sourceServerID": "s-12345678901234567"}]',
    "empty list": b"[]",
    "text": b'"fine"',
    "empty text": b'""',
    "number": b"0",
    "true": b"true",
    "null": b"null",
    "no UTF-8": b'{"sourceServer": "\xff"}',
    "compressed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "nested": b"[" * 100_000,
    "nested objects": b'{"items":' * 100_000,
}


def refusal(
    fake: FakeDrs, drs: DrsClient, operation: str, body: bytes
) -> DrsResponseError:
    """Have a call answered with a body, and return what that raises."""
    fake.answer(operation, body=body, headers={"x-amzn-RequestId": "r-1"})
    with pytest.raises(DrsResponseError) as caught:
        CALLS[operation](drs)
    error = caught.value
    assert error.body == body
    assert error.status_code == 200
    assert error.request_id == "r-1"
    assert error.operation_name == operation
    for fact in (operation, "200", "r-1"):
        assert fact in str(error)
    return error


@pytest.mark.parametrize("body", NO_OBJECTS.values(), ids=NO_OBJECTS)
def test_what_is_no_json_object_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, body: bytes
) -> None:
    """Where somebody else answered, nothing is taken for the service's word."""
    for operation in CALLS:
        error = refusal(fake_drs, drs_client, operation, body)
        assert error.path == ""
        assert "JSON" in str(error)
        assert len(str(error)) < 500


@pytest.mark.parametrize("operation", WITH_OUTPUT)
@pytest.mark.parametrize("body", [b"", b"{}", b'{"message": null}'])
def test_an_answer_without_the_result_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: str, body: bytes
) -> None:
    """A result that did not come is not taken for one that is empty."""
    refusal(fake_drs, drs_client, operation, body)


@pytest.mark.parametrize("operation", WITHOUT_OUTPUT)
@pytest.mark.parametrize("status_code", [200, 202, 204])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"new": 1}'])
def test_nothing_is_a_good_answer_where_there_is_no_result(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: str,
    status_code: int,
    body: bytes,
) -> None:
    """An operation with nothing to say may say so in any way."""
    if status_code == 204:
        body = b""
    fake_drs.answer(operation, status_code=status_code, body=body)
    assert CALLS[operation](drs_client) is None


@pytest.mark.parametrize("member", [None, {}, [], "", 0, False, "text", 5, True, [1]])
@pytest.mark.parametrize("operation", ["StartReplication", "StopReplication"])
def test_an_entity_has_to_be_an_object(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: str, member: object
) -> None:
    """A member that is there, but is not what it should be, is no entity."""
    refusal(
        fake_drs, drs_client, operation, json.dumps({"sourceServer": member}).encode()
    )


@pytest.mark.parametrize(
    "items", [None, {}, "", 0, False, {"a": 1}, "text", 5, True, [1], ["a"], [[]]]
)
def test_items_have_to_be_a_list_of_objects(
    fake_drs: FakeDrs, drs_client: DrsClient, items: object
) -> None:
    """What is no list is not taken for an empty one."""
    refusal(
        fake_drs,
        drs_client,
        "DescribeSourceServers",
        json.dumps({"items": items}).encode(),
    )


@pytest.mark.parametrize(
    ("server", "path"),
    [
        ("text", "sourceServer"),
        ({"dataReplicationInfo": []}, "sourceServer.dataReplicationInfo"),
        ({"tags": ["Name"]}, "sourceServer.tags"),
        (
            {"sourceProperties": {"cpus": [None, {"cores": 1}, 2]}},
            "sourceServer.sourceProperties.cpus[2]",
        ),
        ({"sourceProperties": {"disks": 5}}, "sourceServer.sourceProperties.disks"),
    ],
)
def test_the_path_of_what_botocore_breaks_on_is_named(
    fake_drs: FakeDrs, drs_client: DrsClient, server: object, path: str
) -> None:
    """Botocore cannot read these at all, and does not say why."""
    body = json.dumps({"sourceServer": server}).encode()
    fake_drs.answer("StartReplication", body=body)
    with pytest.raises(DrsResponseError, match=re.escape(f"{path} is ")) as caught:
        drs_client.start_replication(SERVER)
    assert caught.value.path == path
    assert caught.value.value != server or path == "sourceServer"


@pytest.mark.parametrize("item", [{}, {"newMember": 1}])
def test_an_empty_item_is_left_out(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    item: dict[str, int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server without any member that is known is none, and that is logged."""
    body = json.dumps({"items": [item, {"sourceServerID": SERVER}]}).encode()
    fake_drs.answer("DescribeSourceServers", body=body)
    (server,) = drs_client.describe_source_servers()
    assert server.source_server_id == SERVER
    assert "items[0]" in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"lifeCycle": "new"},
        {"lifeCycle": ["new"]},
        {"tags": ["name"]},
        {"tags": "name"},
        {"sourceProperties": {"cpus": 5}},
        {"sourceProperties": {"cpus": {"cores": 4}}},
        {"sourceProperties": {"cpus": [4]}},
        {"dataReplicationInfo": {"dataReplicationInitiation": 5}},
    ],
)
def test_a_structure_within_has_to_be_one(
    fake_drs: FakeDrs, drs_client: DrsClient, wrong: dict[str, object]
) -> None:
    """A structure that is something else is no odd value, but another answer."""
    server = {"sourceServerID": SERVER, **wrong}
    for operation, answer in {
        "StartReplication": {"sourceServer": server},
        "RetryDataReplication": server,
        "DescribeSourceServers": {"items": [server]},
    }.items():
        refusal(fake_drs, drs_client, operation, json.dumps(answer).encode())


def test_the_path_of_what_is_wrong_is_named(fake_drs: FakeDrs) -> None:
    """Where botocore lets something through, the exception says where it is."""

    def spoil(parsed: dict[str, Any], **_: object) -> None:
        parsed["items"][1]["lifeCycle"] = "new"

    fake_drs.add_source_server()
    fake_drs.add_source_server()
    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("after-call.drs.DescribeSourceServers", spoil)
    servers = DrsClient(client=boto3_client).describe_source_servers()
    next(servers)
    with pytest.raises(DrsResponseError) as caught:
        next(servers)
    error = caught.value
    assert error.path == "items[1].lifeCycle"
    assert error.value == "new"
    assert error.operation_name == "DescribeSourceServers"
    assert error.status_code == 200
    assert error.body is not None
    assert isinstance(error.__cause__, DrsResponseError)


def described(fake: FakeDrs, drs: DrsClient, **server: object) -> SourceServer:
    """Have one server described with these members, and return it."""
    body = json.dumps({"items": [{"sourceServerID": SERVER, **server}]}).encode()
    fake.answer("DescribeSourceServers", body=body)
    (found,) = drs.describe_source_servers()
    assert found.source_server_id == SERVER
    return found


def test_a_value_that_is_new_is_kept(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """An enum may grow: the new value is there as the text that it is."""
    server = described(
        fake_drs, drs_client, dataReplicationInfo={"dataReplicationState": "HIBERNATED"}
    )
    assert server.replication_state == "HIBERNATED"


def test_a_member_that_is_new_is_passed_over(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The service may grow."""
    described(
        fake_drs, drs_client, mood="good", lifeCycle={"mood": {"of": ["the", "day"]}}
    )


def test_null_is_absent(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A member that is null is a member that is not there."""
    server = described(
        fake_drs,
        drs_client,
        arn=None,
        tags=None,
        lifeCycle=None,
        sourceProperties={"cpus": None},
    )
    assert server == described(fake_drs, drs_client, sourceProperties={})
    assert server.arn is None
    assert server.life_cycle is None
    assert server.tags == {}


def test_an_odd_value_costs_only_itself(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A value that does not parse is absent, and a warning says where it was."""
    server = described(
        fake_drs,
        drs_client,
        arn="a",
        dataReplicationInfo={"etaDateTime": "soon", "lagDuration": "PT5M"},
    )
    info = server.data_replication_info
    assert info is not None
    assert info.eta_date_time is None
    assert info.lag_duration is not None
    assert server.arn == "a"
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "items[0].dataReplicationInfo.etaDateTime" in record.getMessage()


def test_a_null_in_the_list_is_passed_over(fake_drs: FakeDrs) -> None:
    """Nothing stands for nobody."""
    fake_drs.answer("DescribeSourceServers", body=b'{"items": [null, {"arn": "a"}]}')
    (server,) = fake_drs.client().describe_source_servers()
    assert server.arn == "a"
