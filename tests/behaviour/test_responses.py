"""Responses that report success, whatever their bodies contain."""

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

# Bodies that a JSON service never sends to report success.
NO_OBJECTS = {
    "HTML": b"<html><body>Sign in to the network</body></html>",
    "HTML after blank lines": b"\n\n<!DOCTYPE html>",
    "space": b" ",
    "cut short": b'{"sourceServer": {"arn": "arn:aws',
    "list": b'[{"sourceServerID": "s-12345678901234567"}]',
    "empty list": b"[]",
    "text": b'"fine"',
    "empty text": b'""',
    "number": b"0",
    "true": b"true",
    "null": b"null",
    "not UTF-8": b'{"sourceServer": "\xff"}',
    "compressed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "nested": b"[" * 100_000,
    "nested objects": b'{"items":' * 100_000,
}


def refusal(
    fake: FakeDrs, drs: DrsClient, operation: str, body: bytes
) -> DrsResponseError:
    """Make a call that gets this response body, and return the error it raises."""
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
def test_anything_but_a_json_object_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, body: bytes
) -> None:
    """A body that cannot come from the service is an error for every operation."""
    for operation in CALLS:
        error = refusal(fake_drs, drs_client, operation, body)
        assert error.path == ""
        assert "JSON" in str(error)
        assert len(str(error)) < 500


@pytest.mark.parametrize("operation", WITH_OUTPUT)
@pytest.mark.parametrize("body", [b"", b"{}", b'{"message": null}'])
def test_a_response_without_the_result_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: str, body: bytes
) -> None:
    """A missing result is not mistaken for an empty one."""
    refusal(fake_drs, drs_client, operation, body)


@pytest.mark.parametrize("operation", WITHOUT_OUTPUT)
@pytest.mark.parametrize("status_code", [200, 202, 204])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"new": 1}'])
def test_an_operation_without_output_returns_none(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: str,
    status_code: int,
    body: bytes,
) -> None:
    """An operation without output accepts an empty body and any JSON object."""
    if status_code == 204:
        body = b""
    fake_drs.answer(operation, status_code=status_code, body=body)
    assert CALLS[operation](drs_client) is None


@pytest.mark.parametrize("member", [None, {}, [], "", 0, False, "text", 5, True, [1]])
@pytest.mark.parametrize("operation", ["StartReplication", "StopReplication"])
def test_an_entity_must_be_an_object(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: str, member: object
) -> None:
    """An entity that is null, empty or not an object is refused."""
    refusal(
        fake_drs, drs_client, operation, json.dumps({"sourceServer": member}).encode()
    )


@pytest.mark.parametrize(
    "items", [None, {}, "", 0, False, {"a": 1}, "text", 5, True, [1], ["a"], [[]]]
)
def test_items_must_be_a_list_of_objects(
    fake_drs: FakeDrs, drs_client: DrsClient, items: object
) -> None:
    """Anything but a list of objects is refused, not taken for an empty list."""
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
def test_the_path_that_botocore_fails_to_read_is_named(
    fake_drs: FakeDrs, drs_client: DrsClient, server: object, path: str
) -> None:
    """The error names the path of a value that makes botocore's own parser fail."""
    body = json.dumps({"sourceServer": server}).encode()
    fake_drs.answer("StartReplication", body=body)
    with pytest.raises(DrsResponseError, match=re.escape(f"{path} is ")) as caught:
        drs_client.start_replication(SERVER)
    assert caught.value.path == path
    assert caught.value.value != server or path == "sourceServer"


@pytest.mark.parametrize("item", [{}, {"newMember": 1}])
def test_an_empty_item_is_skipped(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    item: dict[str, int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An item without any known member is skipped, and its path is logged."""
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
def test_a_wrong_nested_structure_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, wrong: dict[str, object]
) -> None:
    """A wrong type in place of a structure, list or map is an error."""
    server = {"sourceServerID": SERVER, **wrong}
    for operation, answer in {
        "StartReplication": {"sourceServer": server},
        "RetryDataReplication": server,
        "DescribeSourceServers": {"items": [server]},
    }.items():
        refusal(fake_drs, drs_client, operation, json.dumps(answer).encode())


def test_the_path_of_a_wrong_value_is_named(fake_drs: FakeDrs) -> None:
    """The error names the path of a wrong value that botocore lets through."""

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
    """Describe one server that has these members, and return it."""
    body = json.dumps({"items": [{"sourceServerID": SERVER, **server}]}).encode()
    fake.answer("DescribeSourceServers", body=body)
    (found,) = drs.describe_source_servers()
    assert found.source_server_id == SERVER
    return found


def test_a_new_enum_value_is_kept(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A value that the service added to an enum is kept as text."""
    server = described(
        fake_drs, drs_client, dataReplicationInfo={"dataReplicationState": "HIBERNATED"}
    )
    assert server.replication_state == "HIBERNATED"


def test_a_new_member_is_ignored(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A member that the service added is ignored, at any depth."""
    described(
        fake_drs, drs_client, mood="good", lifeCycle={"mood": {"of": ["the", "day"]}}
    )


def test_null_is_absent(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A null member is the same as an absent one."""
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


def test_only_an_invalid_value_is_left_out(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A value that cannot be parsed is absent, and a warning names its path."""
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


def test_a_null_item_is_skipped(fake_drs: FakeDrs) -> None:
    """A null in the list of items is skipped."""
    fake_drs.answer("DescribeSourceServers", body=b'{"items": [null, {"arn": "a"}]}')
    (server,) = fake_drs.client().describe_source_servers()
    assert server.arn == "a"
