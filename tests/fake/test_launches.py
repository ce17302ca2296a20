from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from drsclient.testing import LaunchFailureReason

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import DataReplicationStateType
    from mypy_boto3_drs.type_defs import (
        JobLogTypeDef,
        JobTypeDef,
        StartRecoveryRequestSourceServerTypeDef,
    )

    from drsclient.testing import FakeDrs, LaunchPhase

UNKNOWN = "s-0000000000000ffff"
UNKNOWN_SNAPSHOT = "pit-0000000000000ffff"


@pytest.fixture
def server_id(fake: FakeDrs) -> str:
    """Add a server that can be launched, and return its ID."""
    return fake.add_source_server(state="CONTINUOUS")


def launch(
    drs: Boto3DrsClient,
    server_id: str,
    *,
    snapshot_id: str | None = None,
    is_drill: bool = False,
) -> JobTypeDef:
    """Launch a server, and return the job."""
    server: StartRecoveryRequestSourceServerTypeDef = {"sourceServerID": server_id}
    if snapshot_id is not None:
        server["recoverySnapshotID"] = snapshot_id
    return drs.start_recovery(
        sourceServers=[server], isDrill=is_drill, tags={"team": "a"}
    )["job"]


def events(drs: Boto3DrsClient, job: JobTypeDef) -> list[str | None]:
    """Return the events in a job's log."""
    return [item.get("event") for item in log(drs, job)]


def log(drs: Boto3DrsClient, job: JobTypeDef) -> list[JobLogTypeDef]:
    """Return a job's log."""
    return drs.describe_job_log_items(jobID=job["jobID"])["items"]


def results(fake: FakeDrs) -> list[dict[str, str]]:
    """Return the launch results that were sent to EventBridge."""
    sent: tuple[dict[str, Any], ...] = fake.events
    return [
        event["detail"]
        for event in sent
        if event["detail-type"] == "DRS Source Server Launch Result"
    ]


def test_a_drill_launches_an_instance(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """Job, log, server, instance and event agree."""
    job = launch(drs, server_id, is_drill=True)
    assert job.get("participatingServers") == [
        {
            "sourceServerID": server_id,
            "launchStatus": "PENDING",
            "launchActionsStatus": {"runs": []},
        }
    ]
    assert (job.get("type"), job.get("initiatedBy")) == ("LAUNCH", "START_DRILL")
    assert job.get("tags") == {"team": "a"}
    fake.advance(minutes=5)
    (running,) = drs.describe_jobs()["items"]
    assert running.get("participatingServers") == [
        {
            "sourceServerID": server_id,
            "launchStatus": "IN_PROGRESS",
            "launchActionsStatus": {"runs": []},
        }
    ]
    assert fake.source_server(server_id).get("lastLaunchResult") == "PENDING"
    fake.advance(minutes=5)
    (ended,) = drs.describe_jobs()["items"]
    assert ended.get("participatingServers") == [
        {
            "sourceServerID": server_id,
            "launchStatus": "LAUNCHED",
            "launchActionsStatus": {"runs": []},
        }
    ]
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("jobID") == job["jobID"]
    assert instance.get("isDrill") is True
    data = {str(item.get("event")): item.get("eventData", {}) for item in log(drs, job)}
    assert data["LAUNCH_END"].get("targetInstanceID") == instance.get("ec2InstanceID")
    assert "conversionServerID" in data["CONVERSION_END"]
    server = fake.source_server(server_id)
    assert server.get("lastLaunchResult") == "SUCCEEDED"
    assert server.get("recoveryInstanceId") == instance.get("recoveryInstanceID")
    assert server.get("lifeCycle", {}).get("lastLaunch") == {
        "initiated": {
            "apiCallDateTime": "2030-01-01T00:00:00+00:00",
            "jobID": job["jobID"],
            "type": "DRILL",
        },
        "status": "LAUNCHED",
    }
    assert results(fake) == [
        {
            "state": "RECOVERY_LAUNCH_SUCCEEDED",
            "job-id": job["jobID"],
            "is-drill": "TRUE",
        }
    ]


def test_a_job_without_tags_is_answered_with_its_arn_as_one(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """Only the answer to the call has that; the job has no tags."""
    job = drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])["job"]
    arn = job.get("arn", "")
    assert job.get("tags") == {"resourceArn": arn}
    assert job.get("participatingResources") == []
    (described,) = drs.describe_jobs()["items"]
    assert described.get("tags") == {}
    assert drs.list_tags_for_resource(resourceArn=arn)["tags"] == {}
    model = fake.client().start_recovery(
        [fake.add_source_server(state="CONTINUOUS")], is_drill=True
    )
    assert model.tags == {"resourceArn": model.arn}
    (server,) = model.participating_servers
    assert server.launch_actions_status is not None
    assert server.launch_actions_status.runs == ()


def test_without_a_snapshot_one_is_taken(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """The instance has the data as of the start of the job."""
    fake.advance(minutes=5)
    launch(drs, server_id)
    fake.advance(minutes=1)
    taken, _ = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    assert taken.get("timestamp") == "2030-01-01T00:05:02+00:00"
    fake.advance(minutes=8)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("pointInTimeSnapshotDateTime") == "2030-01-01T00:05:02+00:00"


def test_a_chosen_snapshot_is_launched(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """No snapshot is taken or logged if one was chosen."""
    (snapshot,) = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    fake.advance(minutes=5)
    job = launch(drs, server_id, snapshot_id=snapshot["snapshotID"])
    fake.advance(hours=1)
    assert "SNAPSHOT_START" not in events(drs, job)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("pointInTimeSnapshotDateTime") == snapshot.get("timestamp")
    assert instance.get("isDrill") is False


def test_the_status_is_pending_until_the_instance_is_launched(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """Clean-up, snapshot and conversion can be seen only in the log."""
    fake.add_recovery_instance(server_id)
    job = launch(drs, server_id)
    last_event: dict[tuple[str | None, str | None], str | None] = {}
    for _ in range(70):
        fake.advance(seconds=10)
        (found,) = drs.describe_jobs()["items"]
        (participant,) = found.get("participatingServers", [])
        last_launch = fake.source_server(server_id).get("lifeCycle", {})
        status = last_launch.get("lastLaunch", {}).get("status")
        seen = (participant.get("launchStatus"), status)
        last_event[seen] = events(drs, job)[-1]
    assert last_event == {
        ("PENDING", "PENDING"): "CONVERSION_START",
        ("IN_PROGRESS", "IN_PROGRESS"): "LAUNCH_START",
        ("LAUNCHED", "LAUNCHED"): "JOB_END",
    }


@pytest.mark.parametrize("event", ["stall", "rescan", "fall behind", "pause"])
def test_without_up_to_date_data_the_last_snapshot_is_launched(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, event: str
) -> None:
    """The job waits ten minutes for a snapshot before it falls back."""
    (last,) = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    fake.trigger(server_id, event)
    job = launch(drs, server_id)
    fake.advance(hours=1)
    assert events(drs, job)[1:5] == [
        "SNAPSHOT_START",
        "SNAPSHOT_FAIL",
        "USING_PREVIOUS_SNAPSHOT",
        "CONVERSION_START",
    ]
    assert log(drs, job)[2].get("logDateTime") == "2030-01-01T00:10:01+00:00"
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("pointInTimeSnapshotDateTime") == last.get("timestamp")


@pytest.mark.parametrize(
    ("seconds", "is_launched"), [(0, False), (1, False), (2, True)]
)
def test_a_launch_needs_access_to_the_staging_account_for_its_snapshot(
    fake: FakeDrs, drs: Boto3DrsClient, seconds: float, *, is_launched: bool
) -> None:
    """The snapshots are gone with the access, but not what was launched from one."""
    server_id = fake.add_source_server(
        state="CONTINUOUS", staging_account_id="111122223333"
    )
    job = launch(drs, server_id)
    fake.advance(seconds=seconds)
    fake.remove_staging_account("111122223333")
    fake.advance(hours=1)
    assert (events(drs, job)[-2] == "LAUNCH_END") == is_launched
    is_failed = events(drs, job)[-3:-1] == [
        "SNAPSHOT_FAIL",
        "USING_PREVIOUS_SNAPSHOT_FAILED",
    ]
    assert is_failed != is_launched
    assert drs.describe_recovery_snapshots(sourceServerID=server_id)["items"] == []


def test_a_chosen_snapshot_is_gone_with_the_access_to_its_account(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The launch fails like one that needs a new snapshot."""
    server_id = fake.add_source_server(
        state="CONTINUOUS", staging_account_id="111122223333"
    )
    (chosen,) = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    job = launch(drs, server_id, snapshot_id=chosen["snapshotID"])
    fake.remove_staging_account("111122223333")
    fake.advance(hours=1)
    assert "USING_PREVIOUS_SNAPSHOT_FAILED" in events(drs, job)


def test_no_snapshot_is_taken_of_a_server_that_was_stopped(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """In the mode FAST, no job in the staging account protects the copy there."""
    staging = fake.site(account_id="111122223333")
    server_id = fake.add_source_server(
        state="CONTINUOUS", staging_account_id=staging.account_id
    )
    drs.update_launch_configuration(sourceServerID=server_id, recoveryMode="FAST")
    own = staging.boto3_client()
    (replicating,) = own.describe_source_servers()["items"]
    replicating_id = replicating.get("sourceServerID", "")
    staging.trigger(replicating_id, "pause")
    job = launch(drs, server_id)
    fake.advance(minutes=5)
    own.stop_replication(sourceServerID=replicating_id)
    fake.advance(hours=1)
    assert "USING_PREVIOUS_SNAPSHOT_FAILED" in events(drs, job)
    assert own.describe_recovery_snapshots(sourceServerID=replicating_id)["items"] == []


def test_a_conversion_that_began_ends_in_the_log(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A recovery mode that is set meanwhile is for the next launch."""
    job = launch(drs, server_id)
    fake.advance(minutes=3)
    drs.update_launch_configuration(sourceServerID=server_id, recoveryMode="FAST")
    fake.advance(hours=1)
    assert events(drs, job)[3:5] == ["CONVERSION_START", "CONVERSION_END"]


@pytest.mark.parametrize(
    ("lag", "catch_up"),
    [("stall", "recover"), ("rescan", "finish rescan"), ("pause", "resume")],
)
def test_a_server_that_catches_up_gets_a_snapshot(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, lag: str, catch_up: str
) -> None:
    """A launch that waits for a snapshot takes it once the server is up to date."""
    other_id = fake.add_source_server(state="CONTINUOUS")
    fake.trigger(other_id, lag)
    other_job = launch(drs, other_id)
    fake.trigger(server_id, lag)
    job = launch(drs, server_id)
    fake.advance(minutes=9)
    assert events(drs, job)[-1] == "SNAPSHOT_START"
    fake.trigger(server_id, catch_up)
    fake.advance(hours=1)
    assert events(drs, job)[1:4] == [
        "SNAPSHOT_START",
        "SNAPSHOT_END",
        "CONVERSION_START",
    ]
    assert log(drs, job)[2].get("logDateTime") == "2030-01-01T00:09:01+00:00"
    assert "USING_PREVIOUS_SNAPSHOT" in events(drs, other_job)


def test_an_extended_server_that_catches_up_gets_a_snapshot(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Its replication is that of the server in the staging account."""
    staging = fake.site(account_id="210987654321")
    extended = fake.add_source_server(
        state="CONTINUOUS", staging_account_id=staging.account_id
    )
    (replicating,) = staging.boto3_client().describe_source_servers()["items"]
    replicating_id = replicating.get("sourceServerID", "")
    staging.trigger(replicating_id, "pause")
    job = launch(drs, extended)
    fake.advance(minutes=5)
    staging.trigger(replicating_id, "resume")
    fake.advance(hours=1)
    assert "USING_PREVIOUS_SNAPSHOT" not in events(drs, job)


@pytest.mark.parametrize(
    ("at", "event"),
    [
        ("SNAPSHOT", "SNAPSHOT_FAIL"),
        ("CONVERSION", "CONVERSION_FAIL"),
        ("LAUNCH", "LAUNCH_FAILED"),
    ],
)
def test_a_launch_can_fail_in_each_phase(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, at: LaunchPhase, event: str
) -> None:
    """The job completes nevertheless, and the next launch succeeds."""
    fake.fail_launch(server_id, "no capacity", at=at)
    job = launch(drs, server_id)
    fake.advance(hours=1)
    (ended,) = drs.describe_jobs()["items"]
    assert ended.get("status") == "COMPLETED"
    (participant,) = ended.get("participatingServers", [])
    assert participant.get("launchStatus") == "FAILED"
    (failed,) = (item for item in log(drs, job) if item.get("event") == event)
    assert failed.get("eventData", {}).get("rawError") == "no capacity"
    assert fake.source_server(server_id).get("lastLaunchResult") == "FAILED"
    assert drs.describe_recovery_instances()["items"] == []
    launch(drs, server_id)
    fake.advance(hours=1)
    assert [result["state"] for result in results(fake)] == [
        "RECOVERY_LAUNCH_FAILED",
        "RECOVERY_LAUNCH_SUCCEEDED",
    ]


def test_a_launch_can_fail_without_a_reason(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """The log has the end of the snapshot, then that of the job."""
    fake.fail_launch(server_id, None)
    job = launch(drs, server_id)
    fake.advance(hours=1)
    expected = ["JOB_START", "SNAPSHOT_START", "SNAPSHOT_END", "JOB_END"]
    assert events(drs, job) == expected
    (ended,) = drs.describe_jobs()["items"]
    assert ended.get("status") == "COMPLETED"
    (participant,) = ended.get("participatingServers", [])
    assert participant.get("launchStatus") == "FAILED"
    assert [result["state"] for result in results(fake)] == ["RECOVERY_LAUNCH_FAILED"]


def test_a_launch_from_the_last_snapshot_can_fail_without_a_reason(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A new snapshot is not needed for that."""
    fake.trigger(server_id, "pause")
    fake.fail_launch(server_id, None)
    job = launch(drs, server_id)
    fake.advance(hours=1)
    assert events(drs, job)[-2:] == ["USING_PREVIOUS_SNAPSHOT", "JOB_END"]


@pytest.mark.parametrize(
    ("at", "last"), [("CONVERSION", "CONVERSION_START"), ("LAUNCH", "LAUNCH_START")]
)
def test_a_later_phase_can_fail_without_a_reason(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, at: LaunchPhase, last: str
) -> None:
    """Nothing is logged between the start of the phase and the end of the job."""
    fake.fail_launch(server_id, None, at=at)
    job = launch(drs, server_id)
    fake.advance(hours=1)
    assert events(drs, job)[-2:] == [last, "JOB_END"]


@pytest.mark.parametrize("reason", get_args(LaunchFailureReason))
def test_the_documented_reasons_of_failed_launches(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, reason: LaunchFailureReason
) -> None:
    """Each has its own phase and text."""
    fake.fail_launch(server_id, reason=reason)
    job = launch(drs, server_id)
    fake.advance(hours=1)
    (failed,) = (
        item for item in log(drs, job) if "rawError" in item.get("eventData", {})
    )
    phase = {
        "SNAPSHOT_FAILED": "SNAPSHOT_FAIL",
        "CONVERSION_FAILED": "CONVERSION_FAIL",
        "CONVERSION_SERVER_NOT_LAUNCHED": "CONVERSION_FAIL",
        "NO_HTTP_CHANNEL": "CONVERSION_FAIL",
    }
    assert failed.get("event") == phase.get(reason, "LAUNCH_FAILED")


@pytest.mark.parametrize(
    ("seconds", "failure"),
    [
        (1.5, ("SNAPSHOT_FAIL", "the snapshot could not be taken")),
        (100, ("CONVERSION_FAIL", "the disks could not be converted")),
        (300, ("LAUNCH_FAILED", "the recovery instance could not be launched")),
    ],
)
def test_a_failure_that_is_triggered_has_the_error_of_its_phase(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    server_id: str,
    seconds: float,
    failure: tuple[str, str],
) -> None:
    """The reason is that of its phase, which no test has requested."""
    job = launch(drs, server_id)
    fake.advance(seconds=seconds)
    fake.trigger(f"{job['jobID']}/{server_id}", "fail")
    errors = [
        (item.get("event"), data["rawError"])
        for item in log(drs, job)
        if "rawError" in (data := item.get("eventData", {}))
    ]
    assert errors == [failure]


def test_a_launch_that_was_to_fail_can_succeed(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """If a test triggers the success of the last phase, there is an instance."""
    fake.fail_launch(server_id)
    job = launch(drs, server_id)
    fake.advance(seconds=260)
    fake.trigger(f"{job['jobID']}/{server_id}", "launch")
    (instance,) = drs.describe_recovery_instances()["items"]
    data = {str(item.get("event")): item.get("eventData", {}) for item in log(drs, job)}
    instance_id = instance.get("recoveryInstanceID")
    assert data["LAUNCH_END"].get("targetInstanceID") == instance_id


def test_bad_arguments_of_fail_launch_are_refused(
    fake: FakeDrs, server_id: str
) -> None:
    """There must be such a server and such a phase, and at least one launch."""
    wrong: Any = "NO_SUCH_REASON"
    with pytest.raises(ValueError, match="reason must be one of"):
        fake.fail_launch(server_id, reason=wrong)
    with pytest.raises(ValueError, match="cannot be combined with raw_error or at"):
        fake.fail_launch(server_id, "no capacity", reason="NO_DEDICATED_HOST")
    with pytest.raises(ValueError, match="cannot be combined with raw_error or at"):
        fake.fail_launch(server_id, at="LAUNCH", reason="NO_DEDICATED_HOST")
    with pytest.raises(KeyError):
        fake.fail_launch(UNKNOWN)
    with pytest.raises(ValueError, match="times"):
        fake.fail_launch(server_id, times=0)
    with pytest.raises(ValueError, match="at must be one of"):
        fake.fail_launch(server_id, at="CLEANUP")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - the mistake under test


def test_one_failed_server_does_not_stop_the_others(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """The job ends when all its servers have ended."""
    other = fake.add_source_server(state="CONTINUOUS")
    fake.fail_launch(server_id, at="CONVERSION")
    drs.start_recovery(
        sourceServers=[{"sourceServerID": server_id}, {"sourceServerID": other}]
    )
    fake.advance(hours=1)
    (job,) = drs.describe_jobs()["items"]
    assert [
        server.get("launchStatus") for server in job.get("participatingServers", [])
    ] == ["FAILED", "LAUNCHED"]


def test_a_launch_removes_the_instances_of_earlier_ones(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A server has one recovery instance at a time."""
    old = fake.add_recovery_instance(server_id, is_drill=True)
    job = launch(drs, server_id)
    fake.advance(seconds=10)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("ec2InstanceState") == "SHUTTING-DOWN"
    fake.advance(hours=1)
    assert events(drs, job)[:4] == [
        "JOB_START",
        "CLEANUP_START",
        "CLEANUP_END",
        "SNAPSHOT_START",
    ]
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("recoveryInstanceID") != old


def test_a_launch_removes_an_instance_that_is_gone_already(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """The EC2 instance may have been terminated before."""
    fake.trigger(fake.add_recovery_instance(server_id), "terminate instance")
    fake.advance(hours=2)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("ec2InstanceState") == "NOT_FOUND"
    job = launch(drs, server_id)
    fake.advance(hours=1)
    assert "CLEANUP_END" in events(drs, job)


@pytest.mark.parametrize(
    "state", ["STOPPED", "INITIATING", "INITIAL_SYNC", "STALLED", "DISCONNECTED"]
)
def test_a_launch_needs_a_finished_initial_sync(
    fake: FakeDrs, drs: Boto3DrsClient, state: DataReplicationStateType
) -> None:
    """Before the initial sync is done, a launch is refused."""
    server_id = fake.add_source_server(state=state)
    with pytest.raises(drs.exceptions.ConflictException, match="initial sync"):
        launch(drs, server_id)


def test_unknown_and_repeated_servers_are_refused(
    drs: Boto3DrsClient, server_id: str
) -> None:
    """The operation declares no not-found error, so this is a conflict."""
    with pytest.raises(drs.exceptions.ConflictException, match=UNKNOWN):
        launch(drs, UNKNOWN)
    with pytest.raises(drs.exceptions.ConflictException, match=UNKNOWN_SNAPSHOT):
        launch(drs, server_id, snapshot_id=UNKNOWN_SNAPSHOT)
    with pytest.raises(drs.exceptions.ConflictException, match="twice"):
        drs.start_recovery(
            sourceServers=[{"sourceServerID": server_id}, {"sourceServerID": server_id}]
        )
    assert drs.describe_jobs()["items"] == []


def test_a_server_in_a_job_is_left_alone(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """It can neither be launched again nor stopped nor disconnected."""
    launch(drs, server_id)
    busy = "currently being processed by a Job"
    with pytest.raises(drs.exceptions.ConflictException, match=busy):
        launch(drs, server_id)
    with pytest.raises(drs.exceptions.ConflictException, match=busy):
        drs.stop_replication(sourceServerID=server_id)
    with pytest.raises(drs.exceptions.ConflictException, match=busy):
        drs.disconnect_source_server(sourceServerID=server_id)
    fake.advance(hours=1)
    launch(drs, server_id)


def test_a_server_with_an_instance_stays(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A server can be disconnected once its own recovery instance was disconnected."""
    fake.add_recovery_instance(fake.add_source_server())
    instance_id = fake.add_recovery_instance(server_id)
    with pytest.raises(
        drs.exceptions.ConflictException, match=f"{server_id}.*{instance_id}"
    ):
        drs.disconnect_source_server(sourceServerID=server_id)
    drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    drs.disconnect_source_server(sourceServerID=server_id)
    drs.delete_source_server(sourceServerID=server_id)


def test_a_disconnected_server_with_a_connected_instance_is_not_deleted(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The instance must be disconnected first here, too."""
    server_id = fake.add_source_server(state="DISCONNECTED")
    instance_id = fake.add_recovery_instance(server_id)
    with pytest.raises(drs.exceptions.ConflictException, match=instance_id):
        drs.delete_source_server(sourceServerID=server_id)


@pytest.mark.parametrize("way", ["delete", "terminate"])
def test_an_instance_outlives_its_server(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, way: str
) -> None:
    """It names the server that is gone, until it is deleted or terminated, too."""
    instance_id = fake.add_recovery_instance(server_id)
    drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    drs.disconnect_source_server(sourceServerID=server_id)
    drs.delete_source_server(sourceServerID=server_id)
    (instance,) = drs.describe_recovery_instances(
        filters={"sourceServerIDs": [server_id]}
    )["items"]
    assert instance.get("recoveryInstanceID") == instance_id
    assert instance.get("ec2InstanceState") == "RUNNING"
    if way == "delete":
        drs.delete_recovery_instance(recoveryInstanceID=instance_id)
    else:
        drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])
        fake.advance(minutes=5)
        (job,) = drs.describe_jobs()["items"]
        (participant,) = job.get("participatingServers", [])
        assert participant.get("launchStatus") == "TERMINATED"
    assert drs.describe_recovery_instances()["items"] == []


def test_launch_settings_decide_how_a_server_is_launched(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """An instance stays stopped if the launch settings say so."""
    drs.update_launch_configuration(
        sourceServerID=server_id, launchDisposition="STOPPED"
    )
    launch(drs, server_id)
    fake.advance(hours=1)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("ec2InstanceState") == "STOPPED"


def test_a_fast_recovery_skips_the_conversion(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A fast recovery is shorter by the time of the conversion."""
    drs.update_launch_configuration(sourceServerID=server_id, recoveryMode="FAST")
    job = launch(drs, server_id)
    fake.advance(minutes=6)
    assert events(drs, job) == [
        "JOB_START",
        "SNAPSHOT_START",
        "SNAPSHOT_END",
        "LAUNCH_START",
        "LAUNCH_END",
        "JOB_END",
    ]


def test_no_two_recovery_instances_are_one_ec2_instance(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A second launch into an instance fails: the first one has started it."""
    ids = [fake.add_source_server(state="CONTINUOUS") for _ in range(2)]
    for server_id in ids:
        drs.update_launch_configuration(
            sourceServerID=server_id,
            launchIntoInstanceProperties={"launchIntoEC2InstanceID": "i-12345678"},
        )
        launch(drs, server_id)
    fake.advance(minutes=20)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("recoveryInstanceID") == "i-12345678"
    assert instance.get("sourceServerID") == ids[0]
    failed, *_ = drs.describe_jobs()["items"]
    (item,) = (i for i in log(drs, failed) if i.get("event") == "LAUNCH_FAILED")
    assert item.get("eventData", {}).get("rawError") == (
        "instance i-12345678: another server is being launched into it"
    )
    other = fake.add_recovery_instance(ids[1])
    assert other != "i-12345678"


def test_a_server_is_in_one_job_at_a_time(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A job that is about to end keeps its servers until it is completed."""
    job = launch(drs, server_id)
    participant = f"{job['jobID']}/{server_id}"
    fake.advance(seconds=2)
    for event in ("prepare", "convert", "start launch", "launch"):
        fake.trigger(participant, event)
    with pytest.raises(drs.exceptions.ConflictException, match="processed by a Job"):
        launch(drs, server_id)
    fake.advance(seconds=3)
    launch(drs, server_id)
