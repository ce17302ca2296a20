"""IDs of a format that the installed botocore does not know, in entities."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import (
    DrsClient,
    DrsConfigurationError,
    DrsParameterError,
    from_wire,
)
from drsclient.models import Job, RecoveryInstance, RecoverySnapshot, SourceServer

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

NEW_ID = "server/0123456789abcdef-0123456789abcdef"
SHORT_ID = "s-1"
REPLICATING = {"dataReplicationState": "CONTINUOUS"}


def server(server_id: str = NEW_ID) -> dict[str, Any]:
    """Return a protected source server, in wire form."""
    return {
        "sourceServerID": server_id,
        "arn": "a",
        "dataReplicationInfo": REPLICATING,
    }


def answer(fake: FakeDrs, operation: str, body: object) -> None:
    """Make the fake answer the next call with a JSON body."""
    fake.answer(operation, body=json.dumps(body).encode())


def sent(fake: FakeDrs) -> dict[str, Any]:
    """Return the parameters of the last request."""
    return dict(fake.requests[-1].parameters)


def received(fake: FakeDrs, drs: DrsClient, server_id: str = NEW_ID) -> SourceServer:
    """Return a source server that a response has."""
    answer(fake, "DescribeSourceServers", {"items": [server(server_id)]})
    (found,) = drs.describe_source_servers()
    return found


def test_an_entity_is_sent_by_its_id(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """In any method: the service knows the formats of its IDs."""
    entity = received(fake_drs, drs_client)
    answer(fake_drs, "StartReplication", {"sourceServer": server()})
    assert drs_client.start_replication(entity) == entity
    assert sent(fake_drs) == {"sourceServerID": NEW_ID}
    snapshot = {"snapshotID": NEW_ID, "expectedTimestamp": "2030-01-01T00:00:00Z"}
    choice = from_wire(RecoverySnapshot, {**snapshot, "sourceServerID": NEW_ID})
    for given in (entity, choice):
        answer(fake_drs, "StartRecovery", {"job": {"jobID": NEW_ID, "arn": "a"}})
        job = drs_client.start_recovery([given], is_drill=True)
        (only,) = sent(fake_drs)["sourceServers"]
        assert only["sourceServerID"] == NEW_ID
    assert only["recoverySnapshotID"] == NEW_ID
    answer(fake_drs, "DescribeJobLogItems", {"items": []})
    assert list(drs_client.describe_job_log_items(job)) == []


def test_an_entity_can_be_waited_for(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Waits for its replication and its job poll it by its ID."""
    entity = received(fake_drs, drs_client)
    answer(fake_drs, "DescribeSourceServers", {"items": [server()]})
    assert drs_client.wait_for_replication(entity).is_success
    job = {
        "jobID": NEW_ID,
        "arn": "a",
        "type": "LAUNCH",
        "status": "COMPLETED",
        "participatingServers": [
            {"sourceServerID": NEW_ID, "launchStatus": "LAUNCHED"}
        ],
    }
    instance = {
        "arn": "a",
        "recoveryInstanceID": NEW_ID,
        "sourceServerID": NEW_ID,
        "jobID": NEW_ID,
    }
    answer(fake_drs, "DescribeJobs", {"items": [job]})
    answer(fake_drs, "DescribeRecoveryInstances", {"items": [instance]})
    outcome = drs_client.wait_for_job(from_wire(Job, job))
    assert outcome.recovery_instance_ids == (NEW_ID,)


def test_fleets_take_such_entities(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """They are sent, and the outcome has them by their IDs."""
    entity = received(fake_drs, drs_client)
    answer(fake_drs, "StartReplication", {"sourceServer": server()})
    assert drs_client.start_replication_many([entity]).succeeded == {NEW_ID: entity}
    answer(fake_drs, "StartRecovery", {"job": {"jobID": NEW_ID, "arn": "a"}})
    outcome = drs_client.start_recovery_many([entity], is_drill=True)
    assert outcome.job_ids == (NEW_ID,)
    instance = RecoveryInstance(
        recovery_instance_id=NEW_ID, source_server_id=NEW_ID, arn="a"
    )
    job = {"job": {"jobID": NEW_ID, "arn": "a"}}
    answer(fake_drs, "TerminateRecoveryInstances", job)
    assert drs_client.terminate_recovery_instances_many([instance]).is_success


def test_a_format_that_botocore_refuses_is_named(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A shorter ID needs a newer botocore; the caller has made no mistake."""
    entity = received(fake_drs, drs_client, SHORT_ID)
    requests = len(fake_drs.requests)
    for call in (drs_client.start_replication, drs_client.wait_for_replication):
        with pytest.raises(DrsConfigurationError, match="this format of") as caught:
            call(entity)
        assert isinstance(caught.value.__cause__, DrsParameterError)
    good = fake_drs.add_source_server(state="CONTINUOUS")
    outcome = drs_client.start_recovery_many([entity, good], is_drill=True)
    assert list(outcome.succeeded) == [good]
    assert isinstance(outcome.failed[SHORT_ID], DrsConfigurationError)
    assert len(fake_drs.requests) == requests + 2  # it looks for earlier jobs first


def test_a_text_of_another_format_is_still_refused(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Text is the caller's, and so is the mistake."""
    with pytest.raises(DrsParameterError):
        drs_client.start_replication(NEW_ID)
    assert fake_drs.requests == ()
