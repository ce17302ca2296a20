from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import Assumptions, FakeDrs

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import FailbackStateType
    from mypy_boto3_drs.type_defs import RecoveryInstanceTypeDef

    from drsclient.testing._state.assumptions import FirstFailbackState

UNKNOWN = "i-ffffffff"


@pytest.fixture
def server_id(fake: FakeDrs) -> str:
    """Add a source server, and return its ID."""
    return fake.add_source_server(state="CONTINUOUS", hostname="db-1")


@pytest.fixture
def instance_id(fake: FakeDrs, server_id: str) -> str:
    """Add a recovery instance of the server, and return its ID."""
    return fake.add_recovery_instance(server_id)


def find(drs: Boto3DrsClient, instance_id: str) -> RecoveryInstanceTypeDef:
    """Return a recovery instance."""
    (instance,) = drs.describe_recovery_instances(
        filters={"recoveryInstanceIDs": [instance_id]}
    )["items"]
    return instance


def statuses(drs: Boto3DrsClient) -> list[str | None]:
    """Return the launch statuses of the servers in the latest job."""
    job = drs.describe_jobs()["items"][0]
    return [one.get("launchStatus") for one in job.get("participatingServers", [])]


def test_an_instance_describes_the_machine_and_its_source(
    drs: Boto3DrsClient, server_id: str, instance_id: str
) -> None:
    """Its ID is that of its EC2 instance; it does not replicate yet."""
    instance = find(drs, instance_id)
    assert instance.get("recoveryInstanceID") == instance.get("ec2InstanceID")
    assert instance.get("ec2InstanceState") == "RUNNING"
    assert instance.get("sourceServerID") == server_id
    assert instance.get("originEnvironment") == "AWS"
    assert instance.get("originAvailabilityZone") == "us-east-1b"
    assert instance.get("dataReplicationInfo") == {
        "dataReplicationState": "NOT_STARTED"
    }
    assert instance.get("failback", {}).get("state") == "FAILBACK_NOT_STARTED"
    assert "jobID" not in instance
    properties = instance.get("recoveryInstanceProperties", {})
    hints = properties.get("identificationHints", {})
    assert (hints.get("hostname"), hints.get("awsInstanceID")) == ("db-1", instance_id)
    (disk,) = properties.get("disks", [])
    assert disk.get("bytes") == 8 * 1024**3


def test_an_instance_from_on_premises_says_so(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It has no Availability Zone of origin, and no ID of a virtual machine."""
    server_id = fake.add_source_server(hardware_id="421d8b47-vmware")
    instance = find(drs, fake.add_recovery_instance(server_id))
    assert instance.get("originEnvironment") == "ON_PREMISES"
    assert "originAvailabilityZone" not in instance
    properties = instance.get("recoveryInstanceProperties", {})
    assert "vmWareUuid" not in properties.get("identificationHints", {})


def test_instances_are_filtered(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, instance_id: str
) -> None:
    """Unknown IDs match nothing."""
    other = fake.add_source_server()
    fake.add_recovery_instance(other)
    (found,) = drs.describe_recovery_instances(
        filters={"sourceServerIDs": [server_id]}
    )["items"]
    assert found.get("recoveryInstanceID") == instance_id
    assert (
        drs.describe_recovery_instances(filters={"recoveryInstanceIDs": [UNKNOWN]})[
            "items"
        ]
        == []
    )
    assert len(drs.describe_recovery_instances()["items"]) == 2


def test_an_instance_boots_after_its_launch(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """Its replication cannot be reversed before it has booted."""
    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    fake.advance(minutes=8, seconds=53)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("ec2InstanceState") == "PENDING"
    instance_id = instance.get("recoveryInstanceID", "")
    with pytest.raises(drs.exceptions.ConflictException, match="is PENDING"):
        drs.reverse_replication(recoveryInstanceID=instance_id)
    fake.advance(minutes=1)
    assert find(drs, instance_id).get("ec2InstanceState") == "RUNNING"


def test_the_agent_is_initialized_a_while_after_the_boot(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """Until then, the agent was never seen, and replication cannot be reversed."""
    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    fake.advance(minutes=8, seconds=53)
    (instance,) = drs.describe_recovery_instances()["items"]
    instance_id = instance.get("recoveryInstanceID", "")
    fake.advance(minutes=1)
    assert find(drs, instance_id).get("ec2InstanceState") == "RUNNING"
    fake.advance(minutes=2)
    failback = find(drs, instance_id).get("failback", {})
    assert "agentLastSeenByServiceDateTime" not in failback
    with pytest.raises(
        drs.exceptions.ConflictException, match="has not finished initializing"
    ):
        drs.reverse_replication(recoveryInstanceID=instance_id)
    # An initialization that is interrupted begins anew.
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=5)
    fake.trigger(instance_id, "start instance")
    fake.advance(minutes=3)
    with pytest.raises(
        drs.exceptions.ConflictException, match="has not finished initializing"
    ):
        drs.reverse_replication(recoveryInstanceID=instance_id)
    fake.advance(minutes=1)
    failback = find(drs, instance_id).get("failback", {})
    assert "agentLastSeenByServiceDateTime" in failback
    # One that is complete does not.
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=1)
    fake.trigger(instance_id, "start instance")
    fake.advance(minutes=1)
    drs.reverse_replication(recoveryInstanceID=instance_id)


@pytest.mark.parametrize(
    "state", ["FAILBACK_NOT_STARTED", "FAILBACK_NOT_READY_FOR_LAUNCH"]
)
def test_a_fresh_instance_has_the_failback_state_that_was_selected(
    state: FirstFailbackState,
) -> None:
    """If it came from EC2. It can be terminated, or replicated back, in either."""
    with FakeDrs(assumptions=Assumptions(first_failback_state=state)) as fake:
        drs = fake.boto3_client()

        def failback_state(instance_id: str) -> FailbackStateType | None:
            return find(drs, instance_id).get("failback", {}).get("state")

        server_id = fake.add_source_server(state="CONTINUOUS")
        from_ec2 = fake.add_recovery_instance(server_id)
        assert failback_state(from_ec2) == state
        assert find(drs, from_ec2).get("dataReplicationInfo") == {
            "dataReplicationState": "NOT_STARTED"
        }
        with pytest.raises(drs.exceptions.ConflictException):
            drs.start_failback_launch(recoveryInstanceIDs=[from_ec2])
        with pytest.raises(drs.exceptions.ValidationException):
            drs.stop_failback(recoveryInstanceID=from_ec2)
        drs.reverse_replication(recoveryInstanceID=from_ec2)
        assert failback_state(from_ec2) == "FAILBACK_IN_PROGRESS"
        drs.stop_replication(sourceServerID=server_id)
        assert failback_state(from_ec2) == "FAILBACK_NOT_STARTED"
        elsewhere = fake.add_source_server(hardware_id="421d8b47-vmware")
        assert failback_state(fake.add_recovery_instance(elsewhere)) == (
            "FAILBACK_NOT_STARTED"
        )
        other = fake.add_recovery_instance(fake.add_source_server())
        drs.terminate_recovery_instances(recoveryInstanceIDs=[other])
        again = fake.add_source_server(state="CONTINUOUS")
        fake.add_recovery_instance(again)
        drs.start_recovery(sourceServers=[{"sourceServerID": again}])


def test_an_instance_can_be_stopped_and_started(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """While its EC2 instance is stopped, the agent is not seen."""
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=10)
    instance = find(drs, instance_id)
    assert instance.get("ec2InstanceState") == "STOPPED"
    last_seen = instance.get("failback", {}).get("agentLastSeenByServiceDateTime")
    assert last_seen == "2030-01-01T00:00:30+00:00"
    fake.trigger(instance_id, "start instance")
    fake.advance(minutes=1)
    assert find(drs, instance_id).get("ec2InstanceState") == "RUNNING"


def test_a_job_terminates_instances(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, instance_id: str
) -> None:
    """The instance is gone when the job is completed."""
    job = drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])["job"]
    assert (job.get("type"), job.get("initiatedBy")) == (
        "TERMINATE",
        "TERMINATE_RECOVERY_INSTANCES",
    )
    assert job.get("participatingServers") == [
        {
            "sourceServerID": server_id,
            "recoveryInstanceID": instance_id,
            "launchStatus": "PENDING",
        }
    ]
    fake.advance(seconds=10)
    assert find(drs, instance_id).get("ec2InstanceState") == "SHUTTING-DOWN"
    with pytest.raises(drs.exceptions.ConflictException, match="processed by a Job"):
        drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])
    fake.advance(minutes=2)
    assert statuses(drs) == ["TERMINATED"]
    assert drs.describe_recovery_instances()["items"] == []
    assert "recoveryInstanceId" not in fake.source_server(server_id)
    items = drs.describe_job_log_items(jobID=job["jobID"])["items"]
    assert [item.get("event") for item in items] == [
        "JOB_START",
        "CLEANUP_START",
        "CLEANUP_END",
        "JOB_END",
    ]


def test_a_termination_job_may_name_only_the_source_servers() -> None:
    """Examples of the AWS CLI leave the instances out, in jobs of all statuses."""
    assumptions = Assumptions(termination_jobs_name_instances=False)
    with FakeDrs(assumptions=assumptions) as fake:
        drs = fake.boto3_client()
        server_id = fake.add_source_server(state="CONTINUOUS")
        instance_id = fake.add_recovery_instance(server_id)
        job = drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])["job"]
        assert job.get("participatingServers") == [
            {"sourceServerID": server_id, "launchStatus": "PENDING"}
        ]
        fake.advance(hours=1)
        (ended,) = drs.describe_jobs()["items"]
        assert ended.get("participatingServers") == [
            {"sourceServerID": server_id, "launchStatus": "TERMINATED"}
        ]
        assert drs.describe_recovery_instances()["items"] == []


def test_a_termination_can_fail(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """The instance stays listed, and the log says why."""
    job = drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])["job"]
    fake.advance(seconds=10)
    fake.trigger(f"{job['jobID']}/{instance_id}", "fail")
    fake.advance(minutes=5)
    assert statuses(drs) == ["FAILED"]
    assert find(drs, instance_id)
    items = drs.describe_job_log_items(jobID=job["jobID"])["items"]
    assert items[2].get("event") == "CLEANUP_FAIL"
    assert "rawError" in items[2].get("eventData", {})


def test_an_instance_that_is_gone_can_be_terminated(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """Terminating an instance without EC2 instance removes it from the service."""
    fake.trigger(instance_id, "terminate instance")
    fake.advance(hours=2)
    drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])
    fake.advance(minutes=5)
    assert drs.describe_recovery_instances()["items"] == []


def test_unknown_and_repeated_ids_are_refused(
    drs: Boto3DrsClient, instance_id: str
) -> None:
    """The operations declare no not-found error, so this is a conflict."""
    with pytest.raises(drs.exceptions.ConflictException, match="unknown"):
        drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id, UNKNOWN])
    with pytest.raises(drs.exceptions.ConflictException, match="twice"):
        drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id] * 2)
    with pytest.raises(drs.exceptions.ConflictException, match="unknown"):
        drs.delete_recovery_instance(recoveryInstanceID=UNKNOWN)


def test_disconnecting_takes_effect_at_once(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """The EC2 instance keeps running without an agent."""
    drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    fake.advance(hours=1)
    instance = find(drs, instance_id)
    info = instance.get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "DISCONNECTED"
    (disk,) = info.get("replicatedDisks", [])
    assert disk.get("totalStorageBytes") == 0
    assert "lagDuration" not in info
    assert instance.get("ec2InstanceState") == "RUNNING"
    last_seen = instance.get("failback", {}).get("agentLastSeenByServiceDateTime")
    assert last_seen == "2030-01-01T00:00:00+00:00"
    with pytest.raises(drs.exceptions.ConflictException, match="already"):
        drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    with pytest.raises(drs.exceptions.ConflictException, match="is DISCONNECTED"):
        drs.reverse_replication(recoveryInstanceID=instance_id)


def test_deleting_needs_disconnecting(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, instance_id: str
) -> None:
    """The source server has no recovery instance any more."""
    with pytest.raises(drs.exceptions.ConflictException, match="disconnected first"):
        drs.delete_recovery_instance(recoveryInstanceID=instance_id)
    drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    drs.delete_recovery_instance(recoveryInstanceID=instance_id)
    assert drs.describe_recovery_instances()["items"] == []
    assert "recoveryInstanceId" not in fake.source_server(server_id)


def test_a_job_survives_in_a_saved_state(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, instance_id: str
) -> None:
    """A launch in progress continues in the fake that loads the state."""
    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    fake.advance(minutes=5)
    with FakeDrs() as other:
        other.load(fake.save())
        other.advance(minutes=10)
        fake.advance(minutes=10)
        assert other.save() == fake.save()
        (instance,) = other.boto3_client().describe_recovery_instances()["items"]
    assert instance.get("recoveryInstanceID") != instance_id
