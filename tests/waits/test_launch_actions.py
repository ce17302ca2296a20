from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient import RecoveryFailedError
from drsclient.models import LaunchStatus
from drsclient.outcomes import Verdict

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

CHECK = "00000000-0000-4000-8000-000000000001"
SECOND = "00000000-0000-4000-8000-000000000002"


@pytest.fixture
def server_id(fake_drs: FakeDrs, drs_client: DrsClient) -> str:
    """Add a server with two post-launch actions, and return its ID."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    drs_client.update_launch_configuration(server_id, post_launch_enabled=True)
    for action_id, name in ((CHECK, "Check the shop"), (SECOND, "Check the disks")):
        put(drs_client, server_id, action_id, name=name)
    return server_id


def put(
    drs: DrsClient, server_id: str, action_id: str, *, name: str, optional: bool = False
) -> None:
    """Put an action."""
    drs.put_launch_action(
        server_id,
        action_id=action_id,
        action_code="Example-CheckWebServer",
        action_version="$DEFAULT",
        name=name,
        description="",
        category="VALIDATION",
        order=2 if action_id == CHECK else 3,
        active=True,
        optional=optional,
    )


def test_a_launch_that_an_action_fails_has_the_action_as_its_reason(
    fake_drs: FakeDrs, drs_client: DrsClient, server_id: str
) -> None:
    """The outcome has the instance, which runs, and the reason, which no log has."""
    fake_drs.fail_launch_action(server_id, CHECK, "HTTP status 503")
    job = drs_client.start_recovery([server_id], is_drill=False)
    with pytest.raises(RecoveryFailedError) as caught:
        drs_client.wait_for_job(job)
    (server,) = caught.value.outcome.failed
    assert server.reason == "post-launch action Check the shop failed: HTTP status 503"
    assert server.reason in str(caught.value)
    assert (server.event, server.launch_status) == (None, LaunchStatus.FAILED)
    (instance,) = drs_client.describe_recovery_instances()
    assert server.recovery_instance_id == instance.recovery_instance_id
    assert drs_client.terminate_recovery_instances([server]).job_id


def test_all_actions_that_failed_are_named(
    fake_drs: FakeDrs, drs_client: DrsClient, server_id: str
) -> None:
    """An optional action is none of them."""
    third = "00000000-0000-4000-8000-000000000003"
    drs_client.delete_launch_action(server_id, action_id=SECOND)
    put(drs_client, server_id, third, name="Send mail", optional=True)
    fake_drs.fail_launch_action(server_id, CHECK, "one")
    fake_drs.fail_launch_action(server_id, third, "two")
    job = drs_client.start_recovery([server_id], is_drill=False)
    outcome = drs_client.wait_for_job(job, raise_on_failure=False)
    (server,) = outcome.failed
    assert server.reason == "post-launch action Check the shop failed: one"
    drs_client.delete_launch_action(server_id, action_id=third)
    put(drs_client, server_id, third, name="Send mail")
    fake_drs.fail_launch_action(server_id, CHECK, "one")
    fake_drs.fail_launch_action(server_id, third, "two")
    job = drs_client.start_recovery([server_id], is_drill=False)
    outcome = drs_client.wait_for_job(job, raise_on_failure=False)
    (server,) = outcome.failed
    assert server.reason == (
        "post-launch action Check the shop failed: one;"
        " post-launch action Send mail failed: two"
    )


def test_a_launch_is_waiting_while_actions_run(
    fake_drs: FakeDrs, drs_client: DrsClient, server_id: str
) -> None:
    """An optional action that fails does not change that."""
    put(drs_client, server_id, CHECK, name="Check the shop", optional=True)
    fake_drs.fail_launch_action(server_id, CHECK)
    job = drs_client.start_recovery([server_id], is_drill=True)
    fake_drs.advance(minutes=12)
    outcome = drs_client.check_job(job)
    assert [server.verdict for server in outcome.servers] == [Verdict.WAITING]
    outcome = drs_client.wait_for_job(job)
    assert outcome.is_success
    assert len(outcome.recovery_instance_ids) == 1


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ({}, "post-launch action (unnamed) failed: no reason given"),
        (
            {"action": {"actionId": CHECK}, "failureReason": "no SSM Agent"},
            f"post-launch action {CHECK} failed: no SSM Agent",
        ),
    ],
)
def test_a_failed_run_with_few_members_is_a_reason(
    fake_drs: FakeDrs, drs_client: DrsClient, run: dict[str, Any], reason: str
) -> None:
    """All members of a run are optional in the service model."""
    job_id = "drsjob-0123456789abcdef0"
    server = {
        "sourceServerID": "s-0123456789abcdef0",
        "launchStatus": "FAILED",
        "launchActionsStatus": {"runs": [{"status": "FAILED", **run}]},
    }
    job = {
        "jobID": job_id,
        "arn": f"arn:aws:drs:us-east-1:123456789012:job/{job_id}",
        "type": "LAUNCH",
        "status": "COMPLETED",
        "participatingServers": [server],
    }
    fake_drs.answer("DescribeJobs", json={"items": [job]})
    (failed,) = drs_client.check_job(job_id).failed
    assert failed.reason == reason


def test_the_reason_is_known_before_the_job_has_ended(
    fake_drs: FakeDrs, drs_client: DrsClient, server_id: str
) -> None:
    """No log is read for it, because the job's log does not have it."""
    fake_drs.fail_launch_action(server_id, SECOND, "full")
    job = drs_client.start_recovery([server_id], is_drill=False)
    fake_drs.advance(minutes=12, seconds=51)
    outcome = drs_client.check_job(job)
    assert not outcome.has_ended
    (server,) = outcome.failed
    assert server.reason == "post-launch action Check the disks failed: full"
    fake_drs.assert_requested("DescribeJobLogItems", times=0)
