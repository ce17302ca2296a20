from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.models import RecoveryPlanExecutionStatus
from drsclient.testing import FakeDrs
from tests.fake.recovery_plans import (
    WAIT,
    create_plan,
    create_step,
    execution_steps,
    get_execution,
    get_step,
    protected_server,
    server_step,
    servers_of,
    start,
    statuses,
    wait_step,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import RecoveryPlanExecutionModeType


def test_an_execution_runs_its_steps_in_order(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Servers are checked, recovered, waited for, and recovered again."""
    web = server_step(protected_server(fake), protected_server(fake))
    plan = create_plan(drs, server_step(protected_server(fake)), WAIT, web)
    execution = start(drs, plan)
    new = "NOT_STARTED"
    assert statuses(drs, execution) == ("CREATED", [new, new, new])
    fake.advance(seconds=10)
    assert statuses(drs, execution) == ("IN_PROGRESS", ["EXECUTING", new, new])
    fake.advance(minutes=10)
    assert statuses(drs, execution) == ("IN_PROGRESS", ["COMPLETED", "WAITING", new])
    fake.advance(minutes=5)
    done = "COMPLETED"
    assert statuses(drs, execution) == ("IN_PROGRESS", [done, done, "EXECUTING"])
    fake.advance(minutes=10)
    assert statuses(drs, execution) == ("COMPLETED", [done, done, done])
    ended = get_execution(drs, execution)
    assert ended.get("completedAt", "") > ended["startedAt"]
    assert "errorDetail" not in ended


@pytest.mark.parametrize(
    ("mode", "initiated_by"), [("DRILL", "START_DRILL"), ("RECOVERY", "START_RECOVERY")]
)
def test_one_job_recovers_the_servers_of_a_step(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    mode: RecoveryPlanExecutionModeType,
    initiated_by: str,
) -> None:
    """Each server has the ID of the job, and the mode decides whether it is a drill."""
    servers = [protected_server(fake), protected_server(fake)]
    execution = start(drs, create_plan(drs, server_step(*servers)), mode)
    assert get_execution(drs, execution)["mode"] == mode
    (step,) = execution_steps(drs, execution)
    assert all("jobID" not in server for server in servers_of(drs, step))
    fake.advance(minutes=1)
    (job,) = drs.describe_jobs()["items"]
    assert job.get("initiatedBy") == initiated_by
    assert [server.get("jobID") for server in servers_of(drs, step)] == [
        job["jobID"]
    ] * 2
    recovered = [
        server.get("sourceServerID") for server in job.get("participatingServers", [])
    ]
    assert recovered == servers


def test_a_step_can_have_more_servers_than_jobs_can_run(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A step counts as one job, however many of the plan's 100 servers it has."""
    servers = [protected_server(fake) for _ in range(100)]
    execution = start(drs, create_plan(drs, server_step(*servers)))
    fake.advance(hours=1)
    assert statuses(drs, execution) == ("COMPLETED", ["COMPLETED"])
    assert len(drs.describe_jobs()["items"]) == 1


def test_an_execution_runs_a_copy_of_the_plan(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Changes of the plan after the start do not affect the execution."""
    plan = create_plan(drs, server_step(protected_server(fake)))
    execution = start(drs, plan)
    create_step(drs, plan, WAIT)
    assert len(execution_steps(drs, execution)) == 1
    assert len(drs.list_recovery_plan_steps(recoveryPlanArn=plan)) > 1


def test_only_one_execution_of_a_plan_runs(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A second start is refused until the first execution has ended."""
    plan = create_plan(drs, server_step(protected_server(fake)))
    start(drs, plan)
    with pytest.raises(
        drs.exceptions.ConflictException,
        match="Another execution is already active for plan plan-00000000000000001",
    ):
        start(drs, plan)
    fake.advance(hours=1)
    start(drs, plan)


def test_a_server_is_in_one_execution(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A plan cannot start while another plan is recovering one of its servers."""
    shared = protected_server(fake)
    first = create_plan(drs, server_step(protected_server(fake)), server_step(shared))
    second = create_plan(drs, server_step(shared), name="second")
    third = create_plan(drs, server_step(protected_server(fake)), name="third")
    start(drs, first)
    start(drs, third)
    with pytest.raises(
        drs.exceptions.ConflictException,
        match="in execution exec-00000000000000001 of plan plan-00000000000000001",
    ):
        start(drs, second)


def test_a_plan_without_server_steps_is_not_executed(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A plan without steps has an error of its own."""
    plan = create_plan(drs)
    with pytest.raises(
        drs.exceptions.ValidationException,
        match=": Recovery plan plan-00000000000000001 has no steps",
    ):
        start(drs, plan)
    step = create_step(drs, plan, server_step(fake.add_source_server()))
    create_step(drs, plan, WAIT)
    drs.delete_recovery_plan_step(recoveryPlanStepArn=step)
    with pytest.raises(drs.exceptions.ConflictException, match="in status INVALID"):
        start(drs, plan)


def test_all_servers_are_checked_at_the_start(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """One server that is not ready, even an optional one, fails the execution."""
    late = server_step(fake.add_source_server(), impact_level="OPTIONAL")
    plan = create_plan(drs, server_step(protected_server(fake)), late)
    execution = start(drs, plan)
    assert "errorDetail" not in get_execution(drs, execution)
    fake.advance(minutes=1)
    assert statuses(drs, execution) == ("FAILED", ["NOT_STARTED", "NOT_STARTED"])
    error = get_execution(drs, execution).get("errorDetail", {})
    assert error.get("code") == "VALIDATION_FAILED"
    assert "initial sync" in error.get("message", "")
    assert drs.describe_jobs()["items"] == []


def test_an_execution_that_failed_at_its_start_is_not_resumed(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """No step has run, so none can be retried or skipped."""
    late = fake.add_source_server()
    execution = start(drs, create_plan(drs, server_step(late), WAIT))
    fake.advance(minutes=1)
    refused = drs.exceptions.ConflictException
    for step in execution_steps(drs, execution):
        with pytest.raises(refused, match="failed before its first step"):
            drs.update_recovery_plan_execution_step(
                recoveryPlanExecutionStepArn=step, status="SKIPPED"
            )
        with pytest.raises(refused, match="is NOT_STARTED"):
            drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    assert statuses(drs, execution) == ("FAILED", ["NOT_STARTED", "NOT_STARTED"])


def test_a_busy_server_fails_the_check(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A server can be in one job at a time."""
    server_id = protected_server(fake)
    plan = create_plan(drs, server_step(server_id))
    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    execution = start(drs, plan)
    fake.advance(minutes=1)
    error = get_execution(drs, execution).get("errorDetail", {})
    assert "being processed by a Job" in error.get("message", "")


def test_servers_are_checked_again_in_their_step(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A server that was deleted since the start fails its step as a whole."""
    first, gone, other = (protected_server(fake) for _ in range(3))
    plan = create_plan(drs, server_step(first), server_step(other, gone))
    execution = start(drs, plan)
    fake.advance(minutes=1)
    second = drs.list_recovery_plan_steps(recoveryPlanArn=plan)["recoveryPlanSteps"][1]
    drs.delete_recovery_plan_step(recoveryPlanStepArn=second["recoveryPlanStepArn"])
    drs.disconnect_source_server(sourceServerID=gone)
    drs.delete_source_server(sourceServerID=gone)
    fake.advance(minutes=30)
    assert statuses(drs, execution) == ("FAILED", ["COMPLETED", "FAILED"])
    error = get_step(drs, execution_steps(drs, execution)[1]).get("errorDetail", {})
    assert error.get("message") == f"SourceServer {gone}: it no longer exists"
    assert len(drs.describe_jobs()["items"]) == 1


def test_a_chosen_snapshot_is_used(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The caller chooses the snapshot of some servers; the others use the latest."""
    pinned, latest = protected_server(fake), protected_server(fake)
    fake.advance(minutes=30)
    snapshots = drs.describe_recovery_snapshots(sourceServerID=pinned, order="ASC")
    oldest = snapshots["items"][0]
    plan = create_plan(drs, server_step(pinned, latest))
    drs.start_recovery_plan_execution(
        recoveryPlanArn=plan,
        mode="DRILL",
        sourceServers=[
            {"sourceServerID": pinned, "recoverySnapshotID": oldest["snapshotID"]}
        ],
    )
    fake.advance(hours=1)
    times = {
        instance.get("sourceServerID"): instance.get("pointInTimeSnapshotDateTime", "")
        for instance in drs.describe_recovery_instances()["items"]
    }
    assert times[pinned] == oldest.get("timestamp")
    assert times[latest] > times[pinned]


def test_a_chosen_snapshot_must_exist(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """An unknown server is refused at once, an unknown snapshot by the check."""
    server_id = protected_server(fake)
    other_id = protected_server(fake)
    plan = create_plan(drs, server_step(server_id))
    snapshot_id = "pit-0123456789abcdef0"
    with pytest.raises(
        drs.exceptions.ValidationException,
        match=f"Source server IDs not found in plan: {other_id}",
    ):
        drs.start_recovery_plan_execution(
            recoveryPlanArn=plan,
            mode="DRILL",
            sourceServers=[
                {"sourceServerID": other_id, "recoverySnapshotID": snapshot_id}
            ],
        )
    drs.start_recovery_plan_execution(
        recoveryPlanArn=plan,
        mode="DRILL",
        sourceServers=[
            {"sourceServerID": server_id, "recoverySnapshotID": snapshot_id}
        ],
    )
    fake.advance(minutes=1)
    (failed,) = drs.list_recovery_plan_executions()["recoveryPlanExecutions"]
    assert snapshot_id in failed.get("errorDetail", {}).get("message", "")


def test_a_cancelled_execution_ends_with_its_jobs(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The current step runs to its end, and the others are skipped."""
    plan = create_plan(drs, server_step(protected_server(fake)), WAIT)
    execution = start(drs, plan)
    fake.advance(minutes=1)
    cancelled = drs.cancel_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    assert cancelled["recoveryPlanExecution"]["status"] == "CANCELLING"
    assert statuses(drs, execution) == ("CANCELLING", ["EXECUTING", "SKIPPED"])
    with pytest.raises(drs.exceptions.ConflictException, match="CANCELLING"):
        drs.cancel_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    with pytest.raises(drs.exceptions.ConflictException, match="not ended"):
        drs.delete_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    fake.advance(minutes=10)
    assert statuses(drs, execution) == ("CANCELLED", ["COMPLETED", "SKIPPED"])
    assert len(drs.describe_recovery_instances()["items"]) == 1


@pytest.mark.parametrize("minutes", [0, 11])
def test_cancelling_without_a_job_is_immediate(
    fake: FakeDrs, drs: Boto3DrsClient, minutes: int
) -> None:
    """Cancelling ends the check at the start and a wait."""
    plan = create_plan(drs, server_step(protected_server(fake)), WAIT)
    execution = start(drs, plan)
    fake.advance(minutes=minutes)
    cancelled = drs.cancel_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    assert cancelled["recoveryPlanExecution"]["status"] == "CANCELLED"
    assert statuses(drs, execution)[1][1] == "SKIPPED"
    fake.advance(days=2)
    assert get_execution(drs, execution)["status"] == "CANCELLED"


def test_an_ended_execution_can_be_deleted(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Its steps are deleted with it, but its recovery instances are not."""
    execution = start(drs, create_plan(drs, server_step(protected_server(fake))))
    fake.advance(hours=1)
    (step,) = execution_steps(drs, execution)
    drs.delete_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    unknown = drs.exceptions.ResourceNotFoundException
    with pytest.raises(unknown, match=execution):
        get_execution(drs, execution)
    with pytest.raises(unknown, match=step):
        get_step(drs, step)
    assert len(drs.describe_recovery_instances()["items"]) == 1


def test_an_execution_times_out_after_a_day(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """It is TIMED_OUT, no further step starts, and nothing can resume it."""
    server = server_step(protected_server(fake))
    execution = start(drs, create_plan(drs, server, *[wait_step(120)] * 13))
    fake.advance(hours=24)
    ended = get_execution(drs, execution)
    assert "completedAt" in ended
    assert "within 24 hours" in ended.get("errorDetail", {}).get("message", "")
    expected = ("TIMED_OUT", [*["COMPLETED"] * 12, "TIMED_OUT", "NOT_STARTED"])
    assert statuses(drs, execution) == expected
    refused = pytest.raises(drs.exceptions.ConflictException, match="is TIMED_OUT")
    timed_out, not_started = execution_steps(drs, execution)[12:]
    for step in (timed_out, not_started):
        with refused:
            drs.update_recovery_plan_execution_step(
                recoveryPlanExecutionStepArn=step, status="SKIPPED"
            )
    with refused:
        drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=timed_out)
    with refused:
        drs.cancel_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    assert statuses(drs, execution) == expected


def test_jobs_outlast_an_execution_that_times_out(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The job of the step that times out launches its servers nevertheless."""
    first, last = (
        server_step(protected_server(fake)),
        server_step(protected_server(fake)),
    )
    execution = start(drs, create_plan(drs, first, *[wait_step(119)] * 12, last))
    fake.advance(hours=24)
    status, steps = statuses(drs, execution)
    assert (status, steps[-1]) == ("TIMED_OUT", "TIMED_OUT")
    assert len(drs.describe_recovery_instances()["items"]) == 1
    fake.advance(hours=1)
    assert statuses(drs, execution) == (status, steps)
    assert len(drs.describe_recovery_instances()["items"]) == 2
    drs.delete_recovery_plan_execution(recoveryPlanExecutionArn=execution)


def test_timed_out_executions_can_be_listed(fake: FakeDrs) -> None:
    """Of all texts that the service model lacks, the filter accepts this status."""
    drs = fake.client()
    plan = create_plan(drs.boto3_client, server_step(protected_server(fake)))
    first = start(drs.boto3_client, plan)
    fake.advance(hours=1)
    for _ in range(13):
        create_step(drs.boto3_client, plan, wait_step(120))
    second = start(drs.boto3_client, plan)
    fake.advance(hours=24)
    found = {
        status: [
            execution.recovery_plan_execution_arn
            for execution in drs.list_recovery_plan_executions(status=status)
        ]
        for status in RecoveryPlanExecutionStatus
    }
    assert found.pop(RecoveryPlanExecutionStatus.COMPLETED) == [first]
    assert found.pop(RecoveryPlanExecutionStatus.TIMED_OUT) == [second]
    assert not any(found.values())
    unknown: Any = "THINKING"
    with pytest.raises(
        drs.boto3_client.exceptions.ValidationException, match="CANCELLED, TIMED_OUT"
    ):
        drs.boto3_client.list_recovery_plan_executions(status=unknown)


def test_executions_are_listed_by_plan_and_status() -> None:
    """All conditions must be met; a plan that does not exist has no executions."""
    with FakeDrs(page_size=1) as fake:
        drs = fake.boto3_client()
        plan = create_plan(drs, server_step(protected_server(fake)))
        other = create_plan(drs, server_step(protected_server(fake)), name="other")
        first = start(drs, plan)
        fake.advance(hours=1)
        second, third = start(drs, plan), start(drs, other)
        paginator = drs.get_paginator("list_recovery_plan_executions")
        found = [
            [
                execution["recoveryPlanExecutionArn"]
                for page in pages
                for execution in page["recoveryPlanExecutions"]
            ]
            for pages in (
                paginator.paginate(),
                paginator.paginate(recoveryPlanArn=plan),
                paginator.paginate(recoveryPlanArn=plan, status="CREATED"),
                paginator.paginate(recoveryPlanArn=f"{plan}0"),
            )
        ]
    assert found == [[first, second, third], [first, second], [second], []]
