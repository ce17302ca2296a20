"""The common features of all outcomes of waits, and the errors that have them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from drsclient import ReplicationFailedError, WaitError
from drsclient.errors import DrsNotFoundError, RecoveryFailedError
from drsclient.models import DataReplicationState, LaunchStatus
from drsclient.outcomes import Outcome, PartOutcome
from tests.fake.recovery_plans import (
    create_plan,
    protected_server,
    server_step,
    start,
)

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.outcomes import RecoveryOutcome, ServerOutcome
    from drsclient.testing import FakeDrs

NO_ADDRESS = "The subnet has no free address."


def verdicts(outcome: Outcome[PartOutcome]) -> dict[str | None, str]:
    """Return the verdict of each source server, for any kind of wait."""
    parts = (*outcome.waiting, *outcome.succeeded, *outcome.failed)
    assert sorted(map(id, parts)) == sorted(map(id, outcome.parts))
    assert all(bool(part.reason) == (part in outcome.failed) for part in parts)
    return {part.source_server_id: str(part.verdict) for part in outcome.parts}


def launched(outcome: RecoveryOutcome[ServerOutcome]) -> list[str | None]:
    """Return the status of each server that was to be launched, by jobs or a plan."""
    assert {server.job_id for server in outcome.servers} == {
        job.job_id for job in outcome.jobs
    }
    return [server.launch_status for server in outcome.parts]


def test_replication_has_what_all_have(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Each source server has one of three verdicts, and the failed ones a reason."""
    done = fake_drs.add_source_server(state="CONTINUOUS")
    stopped = fake_drs.add_source_server(state="STOPPED")
    syncing = fake_drs.add_source_server(state="INITIAL_SYNC")
    outcome = drs.check_replication([done, stopped, syncing])
    assert verdicts(outcome) == {
        done: "SUCCEEDED",
        stopped: "FAILED",
        syncing: "WAITING",
    }
    assert (outcome.has_ended, outcome.is_success) == (False, False)
    with pytest.raises(ReplicationFailedError) as caught:
        outcome.raise_for_failure()
    assert caught.value.outcome is outcome
    assert caught.value.outcome.failed[0].state == DataReplicationState.STOPPED
    fake_drs.advance(hours=1)
    ended = drs.check_replication([done, syncing], max_stall=timedelta())
    assert (ended.has_ended, ended.is_success) == (True, True)
    ended.raise_for_failure()


def test_a_job_has_what_all_have(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """It has not ended before all of its servers are done, and then it has failed."""
    good, bad = protected_server(fake_drs), protected_server(fake_drs)
    fake_drs.fail_launch(bad, NO_ADDRESS)
    job = drs.start_recovery([good, bad], is_drill=True)
    first = drs.check_job(job)
    assert verdicts(first) == {good: "WAITING", bad: "WAITING"}
    assert (first.has_ended, first.is_success) == (False, False)
    first.raise_for_failure()
    fake_drs.advance(hours=1)
    last = drs.check_job(job)
    assert verdicts(last) == {good: "SUCCEEDED", bad: "FAILED"}
    assert (last.has_ended, last.is_success) == (True, False)
    with pytest.raises(RecoveryFailedError) as caught:
        last.raise_for_failure()
    assert caught.value.outcome is last
    assert caught.value.outcome.failed[0].launch_status == LaunchStatus.FAILED
    assert caught.value.outcome.recovery_instance_ids == last.recovery_instance_ids


def test_an_execution_has_what_all_have(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Its error has the same members as that of a job."""
    good, bad = protected_server(fake_drs), protected_server(fake_drs)
    fake_drs.fail_launch(bad, NO_ADDRESS)
    boto3_client = drs.boto3_client
    arn = start(boto3_client, create_plan(boto3_client, server_step(good, bad)))
    first = drs.check_recovery_plan_execution(arn)
    assert verdicts(first) == {good: "WAITING", bad: "WAITING"}
    assert (first.has_ended, first.is_success) == (False, False)
    first.raise_for_failure()
    with pytest.raises(RecoveryFailedError) as caught:
        drs.wait_for_recovery_plan_execution(arn)
    outcome = caught.value.outcome
    assert verdicts(outcome) == {good: "SUCCEEDED", bad: "FAILED"}
    assert (outcome.has_ended, outcome.is_success) == (True, False)
    assert outcome.failed[0].launch_status == LaunchStatus.FAILED
    assert outcome.failed[0].reason == f"LAUNCH_FAILED: {NO_ADDRESS}"
    (instance,) = drs.describe_recovery_instances()
    assert outcome.recovery_instance_ids == (instance.recovery_instance_id,)


def test_jobs_and_executions_are_read_alike(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Both outcomes of launches have jobs and servers."""
    ids = [protected_server(fake_drs) for _ in range(2)]
    boto3_client = drs.boto3_client
    arn = start(boto3_client, create_plan(boto3_client, server_step(*ids)))
    execution = drs.wait_for_recovery_plan_execution(arn)
    assert launched(execution) == ["LAUNCHED", "LAUNCHED"]
    job = drs.start_recovery(execution.servers, is_drill=False)
    jobs = drs.wait_for_job(job)
    assert [server.launch_status for server in jobs.servers] == launched(execution)
    assert not set(jobs.recovery_instance_ids) & set(execution.recovery_instance_ids)


def test_one_except_catches_what_does_not_exist(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """Drsclient raises the error for a job, the service for an execution."""
    missing = "drsjob-0123456789abcdef0"
    with pytest.raises(DrsNotFoundError) as caught:
        drs.wait_for_job([missing])
    assert isinstance(caught.value, WaitError)
    assert isinstance(caught.value, LookupError)
    assert (caught.value.resource_type, caught.value.resource_id) == ("Job", missing)
    fake_drs.fail(
        "DescribeJobs", "ResourceNotFoundException", resourceId="x", resourceType="job"
    )
    with pytest.raises(DrsNotFoundError) as caught:
        drs.check_job(missing)
    assert (caught.value.resource_type, caught.value.resource_id) == ("job", "x")


def test_an_outcome_of_no_kind_has_no_parts() -> None:
    """The base class is for annotations, and each kind of outcome has its own parts."""
    assert Outcome[PartOutcome]().parts == ()
