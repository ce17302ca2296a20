from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import FakeDrs
from tests.fake.recovery_plans import (
    create_plan,
    server_step,
    start,
    statuses as statuses_of_plan,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import (
        JobTypeDef,
        LaunchActionRunTypeDef,
        LaunchActionsStatusTypeDef,
    )

# The time from the start of a job until its instance is launched.
LAUNCH = {"minutes": 8, "seconds": 50}


@pytest.fixture
def server_id(fake: FakeDrs, drs: Boto3DrsClient) -> str:
    """Add a server that runs post-launch actions, and return its ID."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    drs.update_launch_configuration(sourceServerID=server_id, postLaunchEnabled=True)
    return server_id


def action_id(number: int) -> str:
    """Return the ID of an action."""
    return f"00000000-0000-4000-8000-{number:012}"


def put(drs: Boto3DrsClient, server_id: str, number: int, **settings: object) -> str:
    """Put an action with a number as its order, and return its ID."""
    parameters: Any = {
        "resourceId": server_id,
        "actionId": action_id(number),
        "actionCode": "Example-CheckWebServer",
        "actionVersion": "$DEFAULT",
        "active": True,
        "category": "VALIDATION",
        "description": "",
        "name": f"action {number}",
        "optional": False,
        "order": number,
        **settings,
    }
    drs.put_launch_action(**parameters)
    return action_id(number)


def launch(drs: Boto3DrsClient, server_id: str) -> str:
    """Launch a server, and return the job's ID."""
    servers: Any = [{"sourceServerID": server_id}]
    return drs.start_recovery(sourceServers=servers)["job"]["jobID"]


def last_job(drs: Boto3DrsClient) -> JobTypeDef:
    """Return the last job."""
    return drs.describe_jobs()["items"][0]


def status(drs: Boto3DrsClient) -> LaunchActionsStatusTypeDef:
    """Return the status of the actions of the only server in the last job."""
    (server,) = last_job(drs).get("participatingServers", [])
    return server.get("launchActionsStatus", {})


def runs(drs: Boto3DrsClient) -> list[LaunchActionRunTypeDef]:
    """Return the runs of the only server in the last job."""
    return status(drs).get("runs", [])


def statuses(drs: Boto3DrsClient) -> list[tuple[str | None, str | None]]:
    """Return the name of the action of each run with the status."""
    return [(run.get("action", {}).get("name"), run.get("status")) for run in runs(drs)]


def launch_status(drs: Boto3DrsClient) -> str | None:
    """Return the launch status of the only server in the last job."""
    (server,) = last_job(drs).get("participatingServers", [])
    return server.get("launchStatus")


def test_active_actions_run_in_their_order(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """They run one after the other on the launched instance, then the job ends."""
    put(drs, server_id, 3, actionCode="AWS-CreateImage", optional=True)
    put(drs, server_id, 2)
    put(drs, server_id, 4, active=False)
    launch(drs, server_id)
    fake.advance(**LAUNCH)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert status(drs) == {"runs": []}
    fake.advance(minutes=2)
    assert statuses(drs) == [("action 2", "IN_PROGRESS")]
    found = status(drs).get("ssmAgentDiscoveryDatetime")
    assert found == "2030-01-01T00:10:50+00:00"
    assert launch_status(drs) == "IN_PROGRESS"
    fake.advance(minutes=1)
    assert statuses(drs) == [("action 2", "SUCCEEDED"), ("action 3", "IN_PROGRESS")]
    assert launch_status(drs) == "IN_PROGRESS"
    assert fake.source_server(server_id).get("lastLaunchResult") == "PENDING"
    fake.advance(minutes=1)
    assert launch_status(drs) == "LAUNCHED"
    assert last_job(drs).get("status") == "STARTED"
    fake.advance(seconds=3)
    assert last_job(drs).get("status") == "COMPLETED"
    first, second = runs(drs)
    listed = drs.list_launch_actions(resourceId=server_id)["items"]
    assert [first.get("action"), second.get("action")] == listed[:2]
    kinds = [run.get("action", {}).get("type") for run in (first, second)]
    assert kinds == ["SSM_COMMAND", "SSM_AUTOMATION"]
    ids = {uuid.UUID(run.get("runId", "")) for run in (first, second)}
    assert len(ids) == 2
    assert "failureReason" not in first
    server = fake.source_server(server_id)
    assert server.get("lastLaunchResult") == "SUCCEEDED"
    assert server.get("recoveryInstanceId") == instance.get("recoveryInstanceID")


def test_an_action_that_fails_marks_the_launch_as_failed(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """The instance and the other actions run nevertheless; the log has no reason."""
    check = put(drs, server_id, 2)
    put(drs, server_id, 3)
    fake.fail_launch_action(server_id, check, "HTTP status 503")
    job_id = launch(drs, server_id)
    fake.advance(hours=1)
    assert launch_status(drs) == "FAILED"
    assert statuses(drs) == [("action 2", "FAILED"), ("action 3", "SUCCEEDED")]
    assert runs(drs)[0].get("failureReason") == "HTTP status 503"
    assert last_job(drs).get("status") == "COMPLETED"
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("ec2InstanceState") == "RUNNING"
    server = fake.source_server(server_id)
    assert server.get("lastLaunchResult") == "FAILED"
    last_launch = server.get("lifeCycle", {}).get("lastLaunch", {})
    assert last_launch.get("status") == "FAILED"
    assert server.get("recoveryInstanceId") == instance.get("recoveryInstanceID")
    log = drs.describe_job_log_items(jobID=job_id)["items"]
    assert [item.get("event") for item in log[-2:]] == ["LAUNCH_END", "JOB_END"]
    sent: Any = fake.events
    kind = "DRS Source Server Launch Result"
    (result,) = (event["detail"] for event in sent if event["detail-type"] == kind)
    assert result["state"] == "RECOVERY_LAUNCH_FAILED"
    launch(drs, server_id)
    fake.advance(hours=1)
    assert launch_status(drs) == "LAUNCHED"


def test_an_optional_action_that_fails_does_not(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """The launch succeeds, and the run has the reason of the failure."""
    put(drs, server_id, 2, optional=True)
    fake.fail_launch_action(server_id, "action 2", times=2)
    for _ in range(2):
        launch(drs, server_id)
        fake.advance(hours=1)
        (run,) = runs(drs)
        assert run.get("status") == "FAILED"
        assert "as requested" in run.get("failureReason", "")
        assert launch_status(drs) == "LAUNCHED"
    assert fake.source_server(server_id).get("lastLaunchResult") == "SUCCEEDED"


def test_without_post_launch_enabled_no_action_runs(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """Nor does one on an instance that is launched in the stopped state."""
    put(drs, server_id, 2)
    changes: list[Any] = [
        {"postLaunchEnabled": False},
        {"postLaunchEnabled": True, "launchDisposition": "STOPPED"},
    ]
    for change in changes:
        drs.update_launch_configuration(sourceServerID=server_id, **change)
        launch(drs, server_id)
        fake.advance(minutes=10)
        assert launch_status(drs) == "LAUNCHED"
        assert status(drs) == {"runs": []}


def test_an_action_runs_as_it_was_after_the_launch(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """Deleting the action does not stop it or change its run."""
    first = put(drs, server_id, 2)
    launch(drs, server_id)
    fake.advance(**LAUNCH)
    drs.delete_launch_action(resourceId=server_id, actionId=first)
    fake.advance(hours=1)
    assert statuses(drs) == [("action 2", "SUCCEEDED")]


def test_the_events_of_a_run_can_be_triggered(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A run that is started out of turn does not stop those before it."""
    first, second = (put(drs, server_id, number) for number in (2, 3))
    job_id = launch(drs, server_id)
    fake.advance(**LAUNCH)
    fake.trigger(f"{job_id}/{server_id}/{second}", "start")
    fake.trigger(f"{job_id}/{server_id}/{first}", "start")
    fake.trigger(f"{job_id}/{server_id}/{first}", "fail")
    assert statuses(drs) == [("action 2", "FAILED"), ("action 3", "IN_PROGRESS")]
    fake.advance(minutes=2)
    assert statuses(drs) == [("action 2", "FAILED"), ("action 3", "SUCCEEDED")]
    assert runs(drs)[0].get("failureReason") == "the action failed"
    assert launch_status(drs) == "FAILED"


def test_runs_are_saved_and_go_with_their_job(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """A state that was saved between two actions goes on with the second."""
    put(drs, server_id, 2)
    check = put(drs, server_id, 3)
    fake.fail_launch_action(server_id, check)
    job_id = launch(drs, server_id)
    fake.advance(minutes=11)
    before = last_job(drs)
    with FakeDrs() as other:
        other.load(fake.save())
        loaded = other.boto3_client()
        assert last_job(loaded) == before
        other.advance(hours=1)
        assert launch_status(loaded) == "FAILED"
        loaded.delete_job(jobID=job_id)
        with pytest.raises(KeyError):
            other.trigger(f"{job_id}/{server_id}/{check}", "start")


def test_bad_arguments_of_fail_launch_action_are_refused(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str
) -> None:
    """There must be such a server and such an action, and at least one run."""
    check = put(drs, server_id, 2)
    with pytest.raises(KeyError, match="s-0000000000000ffff"):
        fake.fail_launch_action("s-0000000000000ffff", check)
    with pytest.raises(KeyError, match="has no launch action 'other'"):
        fake.fail_launch_action(server_id, "other")
    with pytest.raises(ValueError, match="times"):
        fake.fail_launch_action(server_id, check, times=0)
    with pytest.raises(ValueError, match="failureReason must match"):
        fake.fail_launch_action(server_id, check, "50 %")
    with pytest.raises(ValueError, match="reason must not be empty"):
        fake.fail_launch_action(server_id, check, "")


@pytest.mark.parametrize(
    ("optional", "result"), [(True, "COMPLETED"), (False, "FAILED")]
)
def test_actions_run_in_a_recovery_plan(
    fake: FakeDrs, drs: Boto3DrsClient, server_id: str, *, optional: bool, result: str
) -> None:
    """They fail the step of a critical server, unless they are optional."""
    fake.fail_launch_action(server_id, put(drs, server_id, 2, optional=optional))
    execution = start(drs, create_plan(drs, server_step(server_id)))
    fake.advance(hours=1)
    assert statuses_of_plan(drs, execution) == (result, [result])
    assert statuses(drs) == [("action 2", "FAILED")]
