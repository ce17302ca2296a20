from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import RecoveryInstanceTypeDef

    from drsclient.testing import FakeDrs

CONNECT = "connect failback client"


@pytest.fixture
def instance_id(fake: FakeDrs) -> str:
    """Add a recovery instance of a server on-premises, and return its ID."""
    server_id = fake.add_source_server(
        state="CONTINUOUS", hardware_id="421d8b47-vmware", disks=[1000]
    )
    return fake.add_recovery_instance(server_id)


def the_instance(drs: Boto3DrsClient) -> RecoveryInstanceTypeDef:
    """Return the only recovery instance."""
    (instance,) = drs.describe_recovery_instances()["items"]
    return instance


def state(drs: Boto3DrsClient) -> tuple[str | None, str | None]:
    """Return the states of the instance's failback and replication."""
    instance = the_instance(drs)
    return (
        instance.get("failback", {}).get("state"),
        instance.get("dataReplicationInfo", {}).get("dataReplicationState"),
    )


def sent(fake: FakeDrs) -> list[str]:
    """Return the states of failbacks that were sent to EventBridge."""
    events: tuple[dict[str, Any], ...] = fake.events
    return [
        event["detail"]["state"]
        for event in events
        if event["detail-type"] == "DRS Recovery Instance Failback State Change"
    ]


def launch_back(drs: Boto3DrsClient, instance_id: str) -> str:
    """Start the launch of the machine failed back to, and return the job's ID."""
    return drs.start_failback_launch(recoveryInstanceIDs=[instance_id])["job"]["jobID"]


def test_a_failback_client_copies_the_instance(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """A failback is ready for launch when the copy is complete."""
    assert state(drs) == ("FAILBACK_NOT_STARTED", "NOT_STARTED")
    fake.trigger(instance_id, CONNECT)
    assert state(drs) == ("FAILBACK_IN_PROGRESS", "INITIATING")
    fake.advance(minutes=20)
    assert state(drs) == ("FAILBACK_IN_PROGRESS", "INITIAL_SYNC")
    instance = the_instance(drs)
    info = instance.get("dataReplicationInfo", {})
    (disk,) = info.get("replicatedDisks", [])
    assert disk.get("replicatedStorageBytes") == 500
    assert info.get("etaDateTime") == "2030-01-01T00:35:00+00:00"
    failback = instance.get("failback", {})
    assert failback.get("elapsedReplicationDuration") == "PT15M"
    assert failback.get("failbackClientID") == "fc-00000000000000001"
    fake.advance(minutes=15)
    assert state(drs) == ("FAILBACK_READY_FOR_LAUNCH", "CONTINUOUS")
    assert sent(fake) == ["FAILBACK_IN_PROGRESS"]


def test_the_steps_of_the_client_run_one_by_one(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """A failure marks the step that was in progress as failed."""

    def statuses() -> list[str | None]:
        info = the_instance(drs).get("dataReplicationInfo", {})
        steps = info.get("dataReplicationInitiation", {}).get("steps", [])
        return [step.get("status") for step in steps]

    fake.trigger(instance_id, CONNECT)
    assert statuses() == ["IN_PROGRESS"] + ["NOT_STARTED"] * 6
    fake.advance(minutes=1)
    assert statuses() == ["SUCCEEDED", "IN_PROGRESS"] + ["NOT_STARTED"] * 5
    fake.trigger(instance_id, "fail")
    fake.advance(minutes=10)
    assert statuses() == ["SUCCEEDED", "FAILED"] + ["NOT_STARTED"] * 5
    assert state(drs) == ("FAILBACK_ERROR", "STALLED")
    info = the_instance(drs).get("dataReplicationInfo", {})
    assert info.get("lagDuration") == "PT10M"
    assert "dataReplicationError" in info
    fake.trigger(instance_id, CONNECT)
    fake.advance(hours=1)
    assert statuses() == ["SUCCEEDED"] * 7
    assert sent(fake) == [
        "FAILBACK_IN_PROGRESS",
        "FAILBACK_ERROR",
        "FAILBACK_IN_PROGRESS",
    ]


def test_the_machine_is_launched(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """A job launches the machine and completes the failback."""
    with pytest.raises(drs.exceptions.ConflictException, match="READY_FOR_LAUNCH"):
        launch_back(drs, instance_id)
    fake.trigger(instance_id, CONNECT)
    fake.advance(minutes=35)
    job_id = launch_back(drs, instance_id)
    (job,) = drs.describe_jobs()["items"]
    assert (job.get("type"), job.get("initiatedBy")) == ("LAUNCH", "FAILBACK")
    with pytest.raises(drs.exceptions.ConflictException, match="processed by a Job"):
        launch_back(drs, instance_id)
    fake.advance(minutes=15)
    (job,) = drs.describe_jobs()["items"]
    (participant,) = job.get("participatingServers", [])
    assert participant.get("launchStatus") == "LAUNCHED"
    assert participant.get("recoveryInstanceID") == instance_id
    items = drs.describe_job_log_items(jobID=job_id)["items"]
    assert [item.get("event") for item in items] == [
        "JOB_START",
        "CONVERSION_START",
        "CONVERSION_END",
        "LAUNCH_START",
        "LAUNCH_END",
        "JOB_END",
    ]
    assert state(drs) == ("FAILBACK_COMPLETED", "STOPPED")
    assert the_instance(drs).get("failback", {}).get("failbackJobID") == job_id
    assert sent(fake) == ["FAILBACK_IN_PROGRESS", "FAILBACK_COMPLETED"]


@pytest.mark.parametrize(
    ("minutes", "event"), [(1, "CONVERSION_FAIL"), (6, "LAUNCH_FAILED")]
)
def test_the_launch_can_fail(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str, minutes: int, event: str
) -> None:
    """A failed launch fails the failback."""
    fake.trigger(instance_id, CONNECT)
    fake.advance(minutes=35)
    job_id = launch_back(drs, instance_id)
    fake.advance(minutes=minutes)
    fake.trigger(f"{job_id}/{instance_id}", "fail")
    fake.advance(minutes=1)
    items = drs.describe_job_log_items(jobID=job_id)["items"]
    assert [item.get("event") for item in items][-2:] == [event, "JOB_END"]
    assert state(drs) == ("FAILBACK_ERROR", "STALLED")


def test_a_failback_that_is_stopped_starts_anew(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """After StopFailback, the failback client has to connect again."""
    with pytest.raises(drs.exceptions.ValidationException, match="with a failback"):
        drs.stop_failback(recoveryInstanceID=instance_id)
    fake.trigger(instance_id, CONNECT)
    fake.advance(minutes=10)
    drs.stop_failback(recoveryInstanceID=instance_id)
    assert state(drs) == ("FAILBACK_NOT_STARTED", "NOT_STARTED")
    fake.advance(hours=1)
    assert state(drs) == ("FAILBACK_NOT_STARTED", "NOT_STARTED")
    fake.trigger(instance_id, CONNECT)
    assert state(drs) == ("FAILBACK_IN_PROGRESS", "INITIATING")


def test_a_failback_that_is_stopped_during_its_launch_stays_stopped(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """The job ends without completing the failback."""
    fake.trigger(instance_id, CONNECT)
    fake.advance(minutes=35)
    launch_back(drs, instance_id)
    drs.stop_failback(recoveryInstanceID=instance_id)
    fake.advance(minutes=15)
    assert state(drs) == ("FAILBACK_NOT_STARTED", "NOT_STARTED")


def test_a_ready_failback_can_fall_behind(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """The machine cannot be launched until the failback has caught up."""
    fake.trigger(instance_id, CONNECT)
    fake.advance(minutes=35)
    fake.trigger(instance_id, "fall behind")
    fake.advance(minutes=5)
    assert state(drs) == ("FAILBACK_NOT_READY_FOR_LAUNCH", "BACKLOG")
    with pytest.raises(drs.exceptions.ConflictException, match="READY_FOR_LAUNCH"):
        launch_back(drs, instance_id)
    fake.trigger(instance_id, "synchronize")
    assert state(drs) == ("FAILBACK_READY_FOR_LAUNCH", "CONTINUOUS")


def test_an_instance_is_protected_during_its_failback(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """The instance can be disconnected, though, which ends the failback."""
    fake.trigger(instance_id, CONNECT)
    with pytest.raises(drs.exceptions.ConflictException, match="cannot be terminated"):
        drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])
    drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    assert state(drs) == ("FAILBACK_NOT_STARTED", "DISCONNECTED")
    drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])


def test_a_failback_fails_with_its_instance(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """Termination of the EC2 instance fails the failback."""
    fake.trigger(instance_id, CONNECT)
    fake.trigger(instance_id, "terminate instance")
    assert state(drs) == ("FAILBACK_ERROR", "STALLED")


def test_the_replication_of_an_instance_from_on_premises_cannot_be_reversed(
    drs: Boto3DrsClient, instance_id: str
) -> None:
    """Only the replication of instances from EC2 can be reversed."""
    with pytest.raises(
        drs.exceptions.ValidationException, match="must be an instance from EC2"
    ):
        drs.reverse_replication(recoveryInstanceID=instance_id)


def test_the_settings_of_a_failback_are_updated_in_part(
    drs: Boto3DrsClient, instance_id: str
) -> None:
    """An update keeps absent settings."""
    before = drs.get_failback_replication_configuration(recoveryInstanceID=instance_id)
    assert before.get("name") == "Failback Replication Configuration"
    assert before.get("usePrivateIP") is False
    drs.update_failback_replication_configuration(
        recoveryInstanceID=instance_id, bandwidthThrottling=100
    )
    after = drs.get_failback_replication_configuration(recoveryInstanceID=instance_id)
    assert after.get("bandwidthThrottling") == 100
    assert after.get("name") == before.get("name")
