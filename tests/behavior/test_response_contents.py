"""Successful responses with invalid, missing or unknown values."""

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

SERVER = "s-12345678901234567"
JOB = "drsjob-12345678901234567"
WHOLE: dict[str, object] = {"sourceServerID": SERVER, "arn": "a"}


@pytest.mark.parametrize(
    ("server", "path"),
    [
        ("text", "sourceServer"),
        ({**WHOLE, "dataReplicationInfo": []}, "sourceServer.dataReplicationInfo"),
        ({**WHOLE, "tags": ["Name"]}, "sourceServer.tags"),
        (
            {**WHOLE, "sourceProperties": {"cpus": [None, {"cores": 1}, 2]}},
            "sourceServer.sourceProperties.cpus[2]",
        ),
        (
            {**WHOLE, "sourceProperties": {"disks": 5}},
            "sourceServer.sourceProperties.disks",
        ),
    ],
)
def test_the_path_of_a_value_that_botocore_cannot_parse_is_named(
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
    """An item without any known or required member is skipped; its path is logged."""
    body = json.dumps({"items": [item, {"event": "JOB_START"}]}).encode()
    fake_drs.answer("DescribeJobLogItems", body=body)
    (log,) = drs_client.describe_job_log_items(JOB)
    assert log.event == "JOB_START"
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
    server = {**WHOLE, **wrong}
    calls: dict[str, tuple[object, Callable[[], object]]] = {
        "StartReplication": (
            {"sourceServer": server},
            lambda: drs_client.start_replication(SERVER),
        ),
        "RetryDataReplication": (
            server,
            lambda: drs_client.retry_data_replication(SERVER),
        ),
        "DescribeSourceServers": (
            {"items": [server]},
            lambda: list(drs_client.describe_source_servers()),
        ),
    }
    for operation, (response, call) in calls.items():
        fake_drs.answer(operation, body=json.dumps(response).encode())
        with pytest.raises(DrsResponseError):
            call()


def test_the_path_of_a_wrong_value_is_named(fake_drs: FakeDrs) -> None:
    """The error names the path of a wrong value that botocore lets through."""

    def invalidate(parsed: dict[str, Any], **_: object) -> None:
        parsed["items"][1]["lifeCycle"] = "new"

    fake_drs.add_source_server()
    fake_drs.add_source_server()
    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register(
        "after-call.drs.DescribeSourceServers", invalidate
    )
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
    body = json.dumps({"items": [{**WHOLE, **server}]}).encode()
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
        agentVersion=None,
        tags=None,
        lifeCycle=None,
        sourceProperties={"cpus": None},
    )
    assert server == described(fake_drs, drs_client, sourceProperties={})
    assert server.agent_version is None
    assert server.life_cycle is None
    assert server.tags == {}


def test_only_an_invalid_value_is_left_out(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A value that cannot be parsed is absent, and a warning names its path."""
    server = described(
        fake_drs,
        drs_client,
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
    body = json.dumps({"items": [None, WHOLE]}).encode()
    fake_drs.answer("DescribeSourceServers", body=body)
    (server,) = fake_drs.client().describe_source_servers()
    assert server.arn == "a"


@pytest.mark.parametrize(
    ("server", "path", "problem"),
    [
        ({"arn": "a"}, "sourceServerID", "items[1] has no sourceServerID"),
        ({"sourceServerID": SERVER}, "arn", "items[1] has no arn"),
        ({**WHOLE, "arn": None}, "arn", "items[1] has no arn"),
        ({**WHOLE, "arn": 5}, "arn", "items[1].arn is a value of type int"),
        ({}, "sourceServerID", "items[1] has no sourceServerID"),
        ({"newMember": 1}, "sourceServerID", "items[1] has no sourceServerID"),
    ],
    ids=["no ID", "no ARN", "null", "number", "empty", "unknown"],
)
def test_a_server_without_its_ids_is_refused(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    server: dict[str, object],
    path: str,
    problem: str,
) -> None:
    """The servers before the invalid one are returned."""
    fake_drs.answer("DescribeSourceServers", json={"items": [WHOLE, server]})
    servers = drs_client.describe_source_servers()
    assert next(servers).source_server_id == SERVER
    with pytest.raises(DrsResponseError) as caught:
        next(servers)
    assert caught.value.path == f"items[1].{path}"
    assert caught.value.value == server.get(path)
    assert problem in str(caught.value)
    assert caught.value.operation_name == "DescribeSourceServers"


def test_a_server_needs_only_its_ids(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A server needs only its ID and its ARN; unknown members are ignored."""
    other: dict[str, object] = {
        **WHOLE,
        "dataReplicationInfo": {},
        "lifeCycle": {},
        "tags": {},
    }
    newer = {**WHOLE, "mood": "good", "sourceProperties": {"soul": {"age": 7}}}
    fake_drs.answer("DescribeSourceServers", json={"items": [WHOLE, other, newer]})
    with caplog.at_level(logging.WARNING, logger="drsclient"):
        servers = list(drs_client.describe_source_servers())
    assert [(one.source_server_id, one.arn) for one in servers] == [(SERVER, "a")] * 3
    assert caplog.records == []


def test_a_job_names_the_participant_without_its_id(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The path leads through lists and structures to the missing ID."""
    participants = [{"sourceServerID": SERVER}, {"launchStatus": "LAUNCHED"}]
    job = {"jobID": JOB, "arn": "a", "participatingServers": participants}
    fake_drs.answer("DescribeJobs", json={"items": [job]})
    with pytest.raises(DrsResponseError) as caught:
        drs_client.get_job(JOB)
    assert caught.value.path == "items[0].participatingServers[1].sourceServerID"


def test_an_entity_without_its_id_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The entity may be a member of the response, or the response itself."""
    fake_drs.answer("StartReplication", json={"sourceServer": {"arn": "a"}})
    with pytest.raises(DrsResponseError) as member:
        drs_client.start_replication(SERVER)
    assert member.value.path == "sourceServer.sourceServerID"
    fake_drs.answer("RetryDataReplication", json={"sourceServerID": SERVER})
    with pytest.raises(DrsResponseError) as whole:
        drs_client.retry_data_replication(SERVER)
    assert whole.value.path.endswith("arn")
