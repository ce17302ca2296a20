"""Copies of jobs, and of their participants."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from drsclient.testing import Assumptions, FakeDrs
from drsclient.testing._service_model import only_known
from tests.fake.copies.accounts import put_action
from tests.fake.copies.lives import answers, check_copy, copy_of, notes

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from tests.fake.copies.lives import Place

STAGING: Final = "210987654321"
PLACES: Final[tuple[Place, Place]] = ({}, {"account_id": STAGING})
JOB: Final = "drsjob-00000000000000001"
NEW_JOB: Final = "drsjob-11111111111111111"


def add_actions(drs: Boto3DrsClient, server_id: str) -> None:
    """Let three actions run after the launch of a server."""
    drs.update_launch_configuration(sourceServerID=server_id, postLaunchEnabled=True)
    for number in (2, 3, 4):
        put_action(drs, server_id, number, optional=number == 3)


def recover(drs: Boto3DrsClient, *server_ids: str, is_drill: bool = True) -> str:
    """Start a job that launches servers, and return its ID."""
    job = drs.start_recovery(
        sourceServers=[{"sourceServerID": server_id} for server_id in server_ids],
        isDrill=is_drill,
    )["job"]
    return job["jobID"]


def test_launches_continue_in_each_phase(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """One has actions, one an earlier instance, one no conversion, one no snapshot."""
    plain, recovered, fast, stalled = (
        fake.add_source_server(state="CONTINUOUS", disks=[2**30, 2**31])
        for _ in range(4)
    )
    add_actions(drs, plain)
    fake.add_recovery_instance(recovered)
    drs.update_launch_configuration(sourceServerID=fast, recoveryMode="FAST")
    fake.advance(minutes=5)
    fake.trigger(stalled, "stall")
    recover(drs, plain, recovered, fast, stalled)
    now = 0.0
    for seconds in (0.4, 1, 40, 90, 200, 252.1, 530, 590, 680, 750):
        fake.advance(seconds=seconds - now)
        now = seconds
        assert check_copy(fake) == []


def test_a_job_may_start_before_its_launches(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """They begin a second after it was created."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.trigger(recover(drs, server_id), "start")
    assert check_copy(fake) == []


def test_a_waiting_launch_continues_with_its_server(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It takes the snapshot when the server is up to date again."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.trigger(server_id, "stall")
    recover(drs, server_id)
    fake.advance(minutes=2)
    with copy_of(fake) as copy:
        for one in (fake, copy):
            one.trigger(server_id, "recover")
            one.advance(minutes=1)
        assert answers(copy)[0]["logs"] == answers(fake)[0]["logs"]


def test_the_newest_snapshot_takes_the_place_of_the_chosen(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """No answer names it."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(minutes=31)
    snapshot = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"][0]
    drs.start_recovery(
        sourceServers=[
            {
                "sourceServerID": server_id,
                "recoverySnapshotID": snapshot.get("snapshotID", ""),
            }
        ],
        isDrill=True,
    )
    fake.advance(seconds=30)
    (note,) = check_copy(fake)
    assert note.startswith(f"the snapshot that was chosen for {JOB}/{server_id}: ")


def test_failed_launches_have_ended(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """They keep their status, their runs and the log, and the job ends in time."""
    ids = [fake.add_source_server(state="CONTINUOUS") for _ in range(4)]
    add_actions(drs, ids[3])
    fake.fail_launch(ids[0], at="SNAPSHOT")
    fake.fail_launch(ids[1], at="CONVERSION")
    fake.fail_launch_action(ids[3], "check 2", "no reason")
    recover(drs, *ids)
    for minutes in (3, 4.5):
        fake.advance(minutes=minutes)
        # Failures that are still to come are not visible.
        assert check_copy(fake, seconds=()) == []
    fake.advance(minutes=5.7)
    assert check_copy(fake) == []
    assert answers(fake)[0]["jobs"][0]["status"] == "STARTED"


def test_a_job_ends_after_the_last_run_of_an_action(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The log has no item about that."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    add_actions(drs, server_id)
    job_id = recover(drs, server_id)
    fake.advance(minutes=13, seconds=51.5)
    (server,) = answers(fake)[0]["jobs"][0]["participatingServers"]
    assert server["launchStatus"] == "LAUNCHED"
    assert check_copy(fake) == []
    fake.advance(seconds=3)
    assert check_copy(fake) == []
    with copy_of(fake) as copy:
        copy.boto3_client().delete_job(jobID=job_id)
        drs.delete_job(jobID=job_id)
        assert answers(copy) == answers(fake)


def test_a_failure_that_was_planned_is_not_visible(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The launch succeeds in the copy, unless the test triggers the failure there."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.fail_launch(server_id)
    job_id = recover(drs, server_id)
    fake.advance(minutes=5)
    with copy_of(fake) as copy:
        copy.trigger(f"{job_id}/{server_id}", "fail")
        copy.advance(minutes=1)
        (log,) = answers(copy)[0]["logs"]
        assert [item["event"] for item in log][-2:] == ["LAUNCH_FAILED", "JOB_END"]


def test_a_launch_goes_into_its_target(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """It is the recovery instance before, which the launch has taken over."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(server_id)
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=1)
    drs.update_launch_configuration(
        sourceServerID=server_id,
        launchIntoInstanceProperties={"launchIntoEC2InstanceID": instance_id},
    )
    before = drs.describe_recovery_instances()
    recover(drs, server_id)
    fake.advance(minutes=5)
    (problem,) = check_copy(fake)
    assert "the one in the settings is used instead" in problem
    # The account may list it a little longer.
    fake.answer("DescribeRecoveryInstances", json={"items": before["items"]})
    fake.answer(
        "GetFailbackReplicationConfiguration", json={"recoveryInstanceID": instance_id}
    )
    with copy_of(fake) as copy:
        assert copy.copy_report is not None
        _, note = copy.copy_report.not_copied
        assert note.subject == f"recovery instance {instance_id}"
        copy.advance(minutes=5)
        (instance,) = copy.boto3_client().describe_recovery_instances()["items"]
        assert instance.get("recoveryInstanceID") == instance_id


@pytest.mark.parametrize("names_instances", [True, False])
def test_terminations_continue(names_instances: bool) -> None:  # noqa: FBT001 - a case
    """They do so whether the job names the instances or not."""
    assumptions = Assumptions(termination_jobs_name_instances=names_instances)
    with FakeDrs(assumptions=assumptions) as fake:
        drs = fake.boto3_client()
        server_id = fake.add_source_server(state="CONTINUOUS")
        ids = [fake.add_recovery_instance(server_id) for _ in range(2)]
        fake.advance(minutes=1)
        drs.terminate_recovery_instances(recoveryInstanceIDs=ids)
        for seconds in (0.5, 20, 40, 3):
            fake.advance(seconds=seconds)
            assert check_copy(fake) == []


@pytest.mark.parametrize("seconds", [0, 30, 150, 260])
def test_converted_snapshots_continue_with_the_launch(
    fake: FakeDrs, drs: Boto3DrsClient, seconds: float
) -> None:
    """The job in the staging account ends with the conversion."""
    fake.add_staging_account(STAGING)
    ids = [
        fake.add_source_server(state="CONTINUOUS", staging_account_id=STAGING)
        for _ in range(2)
    ]
    recover(drs, *ids)
    fake.advance(seconds=seconds)
    assert check_copy(fake, PLACES) == []


def test_a_converted_snapshot_without_its_launch_ends(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It does so at once if only the staging account was copied."""
    fake.add_staging_account(STAGING)
    server_id = fake.add_source_server(state="CONTINUOUS", staging_account_id=STAGING)
    recover(drs, server_id)
    fake.advance(seconds=30)
    places = PLACES[1:]
    with copy_of(fake, places) as copy:
        assert answers(copy, places) == answers(fake, places)
        assert copy.copy_report is not None
        (note,) = copy.copy_report.not_copied
        assert note.reason == "no copied account has it"
        copy.advance(seconds=5)
        (job,) = answers(copy, places)[0]["jobs"]
        assert job["status"] == "COMPLETED"


def test_accounts_are_read_one_after_the_other(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The launch may have begun its conversion since the staging account was read."""
    fake.add_staging_account(STAGING)
    server_id = fake.add_source_server(state="CONTINUOUS", staging_account_id=STAGING)
    recover(drs, server_id)
    fake.advance(seconds=30)
    staging = fake.site(account_id=STAGING).boto3_client()
    log = staging.describe_job_log_items(jobID="drsjob-00000000000000002")["items"]
    fake.advance(minutes=1)
    fake.answer(
        "DescribeJobLogItems",
        json={"items": log},
        resource_id="drsjob-00000000000000002",
    )
    with copy_of(fake, PLACES) as copy:
        copy.advance(minutes=10)
        for found in answers(copy, PLACES):
            assert found["jobs"][0]["status"] == "COMPLETED"


class Answered:
    """A fake that gives hand-made answers about its only job."""

    def __init__(self, fake: FakeDrs) -> None:
        self.fake = fake
        self.server_id = fake.add_source_server(state="CONTINUOUS")
        fake.advance(minutes=30)

    def time(self, seconds: float) -> str:
        """Return a time in the past."""
        return (self.fake.now - timedelta(seconds=seconds)).isoformat()

    def server(self, status: str = "PENDING", **members: object) -> dict[str, Any]:
        """Return the server as a participant."""
        return {
            "sourceServerID": self.server_id,
            "launchStatus": status,
            **members,
        }

    def item(self, event: str, seconds: float, **data: object) -> dict[str, Any]:
        """Return an item of a log."""
        return {
            "event": event,
            "logDateTime": self.time(seconds),
            "eventData": only_known(
                "JobLogEventData", {"sourceServerID": self.server_id, **data}
            ),
        }

    def give(self, *log: dict[str, Any], **members: object) -> dict[str, Any]:
        """Give an answer about a job, and return it."""
        job: dict[str, Any] = {
            "jobID": NEW_JOB,
            "arn": f"arn:aws:drs:us-east-1:123456789012:job/{NEW_JOB}",
            "type": "LAUNCH",
            "initiatedBy": "START_DRILL",
            "creationDateTime": self.time(300),
            "status": "STARTED",
            "participatingServers": [self.server()],
            "participatingResources": [],
            "tags": {},
            **members,
        }
        self.fake.answer("DescribeJobs", json={"items": [job]}, times=None)
        self.fake.answer(
            "DescribeJobLogItems",
            json={"items": list(log)},
            resource_id=NEW_JOB,
            times=None,
        )
        return job


@pytest.fixture
def answered(fake: FakeDrs) -> Answered:
    """Return the test's fake with hand-made answers."""
    return Answered(fake)


def test_an_ended_job_keeps_its_answer(answered: Answered) -> None:
    """Its servers were deleted, and one has not ended."""
    other = "s-99999999999999999"
    run = {
        "action": {"actionId": "00000000-0000-4000-8000-000000000001"},
        "runId": "00000000-0000-4000-8000-000000000002",
        "status": "FAILED",
        "failureReason": "no reason",
    }
    conversion = answered.item(
        "CONVERSION_START",
        200,
        attemptCount=1,
        maxAttemptsCount=3,
        conversionProperties={"rootVolumeName": "/dev/sda", "forceUefi": True},
    )
    job = answered.give(
        {"event": "JOB_START", "logDateTime": answered.time(299)},
        conversion,
        status="COMPLETED",
        endDateTime=answered.time(3),
        initiatedBy="DIAGNOSTIC",
        participatingServers=[
            answered.server(),
            answered.server("LAUNCHED"),
            {
                "sourceServerID": other,
                "launchStatus": "FAILED",
                "recoveryInstanceID": "i-0123456789abcdef0",
                "launchActionsStatus": {"runs": [run]},
            },
        ],
        tags={"team": "db"},
    )
    with copy_of(answered.fake) as copy:
        drs = copy.boto3_client()
        assert drs.describe_jobs()["items"] == [job]
        assert notes(copy) == []
        log = drs.describe_job_log_items(jobID=NEW_JOB)["items"]
        assert log[1].get("eventData") == conversion["eventData"]
        drs.tag_resource(resourceArn=job["arn"], tags={"more": "tags"})
        tags = drs.describe_jobs()["items"][0].get("tags")
        assert tags == {"team": "db", "more": "tags"}
        # The server is free.
        recover(drs, answered.server_id)


def test_members_that_are_missing_have_defaults(answered: Answered) -> None:
    """A job without anything but an ID is in progress, and ends at once."""
    answered.fake.answer("DescribeJobs", json={"items": [{"jobID": NEW_JOB}]})
    with copy_of(answered.fake) as copy:
        copy.advance(seconds=3)
        (job,) = copy.boto3_client().describe_jobs()["items"]
        assert job.get("status") == "COMPLETED"


def test_a_job_without_a_log_starts_again(answered: Answered) -> None:
    """Its server goes through all phases."""
    answered.give(status="PENDING")
    with copy_of(answered.fake) as copy:
        copy.advance(minutes=15)
        (job,) = copy.boto3_client().describe_jobs()["items"]
        assert job.get("status") == "COMPLETED"


def test_a_pending_job_without_participants_ends(answered: Answered) -> None:
    """It has nothing to wait for."""
    answered.give(status="PENDING", participatingServers=[])
    with copy_of(answered.fake) as copy:
        copy.advance(seconds=4)
        (job,) = copy.boto3_client().describe_jobs()["items"]
        assert job.get("status") == "COMPLETED"


@pytest.mark.parametrize(
    ("participants", "note"),
    [
        ([{"launchStatus": "PENDING"}], f"a participant of {NEW_JOB}: "),
        (
            [{"sourceServerID": "s-99999999999999999", "launchStatus": "PENDING"}],
            f"the progress of {NEW_JOB}/s-99999999999999999: ",
        ),
    ],
)
def test_a_server_that_does_not_exist_has_failed(
    answered: Answered, participants: list[dict[str, Any]], note: str
) -> None:
    """The job in progress ends without it."""
    answered.give(participatingServers=participants)
    with copy_of(answered.fake) as copy:
        (found,) = notes(copy)
        assert found.startswith(note)
        copy.advance(seconds=3)
        (job,) = copy.boto3_client().describe_jobs()["items"]
        assert job.get("status") == "COMPLETED"


@pytest.mark.parametrize("is_named", [True, False])
def test_an_instance_that_does_not_exist_is_terminated(
    answered: Answered,
    is_named: bool,  # noqa: FBT001 - a case
) -> None:
    """The account has removed it before its job has ended."""
    answered.give(
        type="TERMINATE",
        initiatedBy="TERMINATE_RECOVERY_INSTANCES",
        participatingServers=[
            {"recoveryInstanceID": "i-0123456789abcdef0"}
            if is_named
            else {"sourceServerID": answered.server_id}
        ],
    )
    with copy_of(answered.fake) as copy:
        (note,) = notes(copy)
        assert note.endswith("so it counts as TERMINATED")


def test_events_that_are_not_known_are_left_out(answered: Answered) -> None:
    """The log has the other items."""
    answered.give(
        {"event": "JOB_START"}, answered.item("NEW_EVENT", 290), status="PENDING"
    )
    with copy_of(answered.fake) as copy:
        assert f"an item in the log of {NEW_JOB}: it has no known event" in notes(copy)
        (item,) = copy.boto3_client().describe_job_log_items(jobID=NEW_JOB)["items"]
        assert item.get("event") == "JOB_START"


def test_retries_and_gaps_of_real_jobs(answered: Answered) -> None:
    """What is overdue happens at once, and other members stay until then."""
    job = answered.give(
        {"event": "JOB_START", "logDateTime": answered.time(1900), "eventData": {}},
        answered.item("SNAPSHOT_START", 1900),
        answered.item("SNAPSHOT_FAIL", 1800, attemptCount=1),
        answered.item("SNAPSHOT_START", 1700),
        answered.item("SNAPSHOT_END", 1600),
        answered.item("CONVERSION_START", 1500),
        answered.item("CONVERSION_FAIL", 1000, conversionServerID="i-0123456789"),
        answered.item("CONVERSION_START", 900),
        creationDateTime=answered.time(2000),
        participatingServers=[
            answered.server("IN_PROGRESS", recoveryInstanceID="i-0123456789abcdef0")
        ],
    )
    with copy_of(answered.fake) as copy:
        assert notes(copy) == []
        drs = copy.boto3_client()
        (server,) = drs.describe_jobs()["items"][0].get("participatingServers", [])
        assert server.items() >= job["participatingServers"][0].items()
        copy.advance(seconds=0.5)
        log = drs.describe_job_log_items(jobID=NEW_JOB)["items"]
        assert [item.get("event") for item in log[-2:]] == [
            "CONVERSION_END",
            "LAUNCH_START",
        ]
        assert log[-2].get("eventData", {}).get("conversionServerID") == "i-0123456789"
        (server,) = drs.describe_jobs()["items"][0].get("participatingServers", [])
        assert "recoveryInstanceID" not in server


def test_a_launched_instance_may_not_be_listed_yet(answered: Answered) -> None:
    """The launch ends at once, with this instance."""
    instance_id = "i-0123456789abcdef0"
    answered.give(
        answered.item("LAUNCH_START", 290),
        answered.item("LAUNCH_END", 1, targetInstanceID=instance_id),
        participatingServers=[answered.server("IN_PROGRESS")],
    )
    with copy_of(answered.fake) as copy:
        copy.advance(seconds=1)
        (instance,) = copy.boto3_client().describe_recovery_instances()["items"]
        assert instance.get("recoveryInstanceID") == instance_id


@pytest.mark.parametrize(
    ("runs", "count"),
    [([{"status": "SUCCEEDED"}], 1), ([], 0)],
)
def test_runs_of_actions_without_an_id_are_left_out(
    answered: Answered, runs: list[dict[str, Any]], count: int
) -> None:
    """A launch without other runs ends at once."""
    server_id = answered.server_id
    instance_id = answered.fake.add_recovery_instance(server_id)
    answered.give(
        answered.item("LAUNCH_END", 60, targetInstanceID=instance_id),
        participatingServers=[
            answered.server("IN_PROGRESS", launchActionsStatus={"runs": runs})
        ],
    )
    with copy_of(answered.fake) as copy:
        assert len(notes(copy)) == count + 1
        copy.advance(seconds=3)
        (job,) = copy.boto3_client().describe_jobs()["items"]
        assert job.get("status") == "COMPLETED"
