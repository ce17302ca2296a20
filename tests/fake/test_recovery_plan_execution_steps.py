from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs, Quotas
from tests.fake.recovery_plans import (
    WAIT,
    arn,
    create_plan,
    execution_steps,
    get_execution,
    get_step,
    protected_server,
    server_step,
    servers_of,
    start,
    statuses,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import RecoveryPlanServerImpactLevelType


def skip(drs: Boto3DrsClient, step: str) -> str:
    """Skip a step of an execution, and return its status."""
    return drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=step, status="SKIPPED"
    )["recoveryPlanExecutionStep"]["status"]


def failed_execution(
    fake: FakeDrs, drs: Boto3DrsClient, *, times: int = 1
) -> tuple[str, str, str]:
    """Let one of two servers fail, and return the plan, the execution and its step."""
    good, bad = protected_server(fake), protected_server(fake)
    fake.fail_launch(bad, times=times)
    plan = create_plan(drs, server_step(good, bad), WAIT)
    execution = start(drs, plan)
    fake.advance(minutes=15)
    return plan, execution, execution_steps(drs, execution)[0]


def test_a_critical_failure_stops_the_execution(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The other servers of the step are recovered nevertheless."""
    _, execution, step = failed_execution(fake, drs)
    assert statuses(drs, execution) == ("FAILED", ["FAILED", "NOT_STARTED"])
    failed = get_step(drs, step)
    bad = servers_of(drs, step)[1]
    assert failed["attempt"] == 1
    assert failed.get("errorDetail") == {
        "code": "RECOVERY_FAILED",
        "message": f"not recovered, see {bad.get('jobID')}: s-00000000000000002",
    }
    assert get_execution(drs, execution).get("errorDetail", {})["code"] == "STEP_FAILED"
    assert len(drs.describe_recovery_instances()["items"]) == 1


def test_an_optional_failure_does_not(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A step completes even if all its optional servers have failed, and names them."""
    servers = [protected_server(fake) for _ in range(2)]
    for server_id in servers:
        fake.fail_launch(server_id)
    plan = create_plan(drs, server_step(*servers, impact_level="OPTIONAL"), WAIT)
    execution = start(drs, plan)
    fake.advance(hours=1)
    assert statuses(drs, execution) == ("COMPLETED", ["COMPLETED", "COMPLETED"])
    assert "errorDetail" not in get_execution(drs, execution)
    step, wait = execution_steps(drs, execution)
    error = get_step(drs, step).get("errorDetail", {})
    assert error.get("message", "").endswith(": " + ", ".join(servers))
    listed = drs.list_recovery_plan_execution_steps(recoveryPlanExecutionArn=execution)
    assert listed["recoveryPlanExecutionSteps"][0].get("errorDetail") == error
    assert "errorDetail" not in get_step(drs, wait)


def test_a_failed_step_names_its_optional_servers_too(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A retry launches all servers that failed, whatever their impact level."""
    critical, optional = protected_server(fake), protected_server(fake)
    fake.fail_launch(critical)
    fake.fail_launch(optional)
    both = server_step(critical, optional)
    assert "serverStepConfiguration" in both
    both["serverStepConfiguration"]["servers"][1]["impactLevel"] = "OPTIONAL"
    execution = start(drs, create_plan(drs, both))
    fake.advance(hours=1)
    (step,) = execution_steps(drs, execution)
    error = get_step(drs, step).get("errorDetail", {})
    assert error.get("message", "").endswith(f": {critical}, {optional}")
    drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    fake.advance(hours=1)
    assert statuses(drs, execution) == ("COMPLETED", ["COMPLETED"])
    assert "errorDetail" not in get_step(drs, step)
    assert len(drs.describe_recovery_instances()["items"]) == 2


@pytest.mark.parametrize("impact_level", ["CRITICAL", "OPTIONAL"])
@pytest.mark.parametrize(
    ("quotas", "message"),
    [
        (Quotas(servers_in_a_job=1), "a job can have at most 1 source servers"),
        (Quotas(concurrent_jobs=0), "at most 0 jobs can be in progress"),
    ],
)
def test_a_step_whose_job_cannot_start_fails(
    quotas: Quotas, message: str, impact_level: RecoveryPlanServerImpactLevelType
) -> None:
    """The quotas of jobs apply, and impact levels do not: no server is launched."""
    with FakeDrs(quotas=quotas) as fake:
        drs = fake.boto3_client()
        servers = [protected_server(fake) for _ in range(2)]
        plan = create_plan(drs, server_step(*servers, impact_level=impact_level), WAIT)
        execution = start(drs, plan)
        fake.advance(hours=1)
        assert statuses(drs, execution) == ("FAILED", ["FAILED", "NOT_STARTED"])
        (step, _) = execution_steps(drs, execution)
        assert message in get_step(drs, step).get("errorDetail", {})["message"]
        assert not any("jobID" in server for server in servers_of(drs, step))
        assert drs.describe_jobs()["items"] == []


def test_a_step_can_be_retried_when_its_job_can_start(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Once a job has ended, the retry starts one job for all servers of the step."""
    busy = [protected_server(fake) for _ in range(20)]
    servers = [protected_server(fake) for _ in range(2)]
    for server_id in busy:
        drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    execution = start(drs, create_plan(drs, server_step(*servers)))
    fake.advance(minutes=1)
    (step,) = execution_steps(drs, execution)
    assert "at most 20 jobs" in get_step(drs, step).get("errorDetail", {})["message"]
    fake.advance(hours=1)
    drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    fake.advance(hours=1)
    assert statuses(drs, execution) == ("COMPLETED", ["COMPLETED"])
    assert len(drs.describe_jobs(maxResults=100)["items"]) == 21
    assert len({server.get("jobID") for server in servers_of(drs, step)}) == 1


def test_a_retry_recovers_failed_servers(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """One job launches those, recovered ones keep theirs; the execution continues."""
    _, execution, step = failed_execution(fake, drs)
    before = servers_of(drs, step)
    retried = drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    assert retried["recoveryPlanExecutionStep"]["attempt"] == 2
    assert statuses(drs, execution) == ("IN_PROGRESS", ["EXECUTING", "NOT_STARTED"])
    assert "completedAt" not in get_execution(drs, execution)
    after = servers_of(drs, step)
    assert after[0] == before[0]
    assert after[1].get("jobID") != before[1].get("jobID")
    fake.advance(minutes=20)
    assert statuses(drs, execution) == ("COMPLETED", ["COMPLETED", "COMPLETED"])
    assert "errorDetail" not in get_step(drs, step)
    assert "errorDetail" not in get_execution(drs, execution)


def test_a_retry_can_fail_too(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A retry can fail in a launch or in the check before it."""
    _, execution, step = failed_execution(fake, drs, times=2)
    drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    fake.advance(minutes=15)
    assert statuses(drs, execution) == ("FAILED", ["FAILED", "NOT_STARTED"])
    drs.stop_replication(sourceServerID="s-00000000000000002")
    retried = drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    assert retried["recoveryPlanExecutionStep"]["status"] == "FAILED"
    assert retried["recoveryPlanExecutionStep"]["attempt"] == 3
    assert statuses(drs, execution) == ("FAILED", ["FAILED", "NOT_STARTED"])


def test_only_failed_steps_are_retried(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Steps not started are not, nor those of cancelled executions, nor skipped."""
    _, execution, step = failed_execution(fake, drs, times=2)
    wait = execution_steps(drs, execution)[1]
    refused = drs.exceptions.ConflictException
    with pytest.raises(refused, match="NOT_STARTED"):
        drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=wait)
    drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    drs.cancel_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    fake.advance(minutes=15)
    assert statuses(drs, execution) == ("CANCELLED", ["FAILED", "SKIPPED"])
    with pytest.raises(refused, match="CANCELLED"):
        drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    with pytest.raises(refused, match="CANCELLED"):
        skip(drs, step)


def test_another_execution_prevents_resuming(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A plan has at most one active execution, started or resumed."""
    plan, execution, step = failed_execution(fake, drs)
    start(drs, plan)
    refused = drs.exceptions.ConflictException
    with pytest.raises(refused, match="Another execution"):
        drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    with pytest.raises(refused, match="Another execution"):
        skip(drs, step)
    assert statuses(drs, execution) == ("FAILED", ["FAILED", "NOT_STARTED"])


def test_an_old_execution_is_not_resumed(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """After 24 hours, no step can be retried or skipped."""
    _, execution, step = failed_execution(fake, drs)
    fake.advance(hours=24)
    refused = pytest.raises(drs.exceptions.ConflictException, match="24 hours old")
    with refused:
        drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    for one in execution_steps(drs, execution):
        with refused:
            skip(drs, one)
    assert statuses(drs, execution) == ("FAILED", ["FAILED", "NOT_STARTED"])


def test_skipping_a_failed_step_resumes(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The execution continues with the next step, and its result mentions the skip."""
    _, execution, step = failed_execution(fake, drs)
    skip(drs, step)
    assert statuses(drs, execution) == ("IN_PROGRESS", ["SKIPPED", "WAITING"])
    fake.advance(minutes=5)
    assert statuses(drs, execution) == ("COMPLETED", ["SKIPPED", "COMPLETED"])
    error = get_execution(drs, execution).get("errorDetail", {})
    assert error.get("message") == (
        "Completed with skipped steps. View execution details for more information."
    )
    assert error.get("code")


def test_later_steps_can_be_skipped_after_a_failure(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The skip is recorded, and a retry of the failed step resumes the execution."""
    _, execution, step = failed_execution(fake, drs)
    assert skip(drs, execution_steps(drs, execution)[1]) == "SKIPPED"
    assert statuses(drs, execution) == ("FAILED", ["FAILED", "SKIPPED"])
    drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    fake.advance(hours=1)
    assert statuses(drs, execution) == ("COMPLETED", ["COMPLETED", "SKIPPED"])


def test_a_step_can_be_skipped_before_it_starts(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The skip is recorded at once, and nothing starts earlier for it."""
    plan = create_plan(drs, server_step(protected_server(fake)), WAIT)
    execution = start(drs, plan)
    fake.advance(minutes=1)
    first, wait = execution_steps(drs, execution)
    assert skip(drs, wait) == "SKIPPED"
    with pytest.raises(drs.exceptions.ConflictException, match="EXECUTING"):
        skip(drs, first)
    assert statuses(drs, execution) == ("IN_PROGRESS", ["EXECUTING", "SKIPPED"])
    fake.advance(minutes=10)
    assert statuses(drs, execution) == ("COMPLETED", ["COMPLETED", "SKIPPED"])


def test_a_step_can_be_changed_before_it_starts(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The servers and the wait of the execution change, those of the plan do not."""
    first, second, third = (protected_server(fake) for _ in range(3))
    plan = create_plan(drs, server_step(first), WAIT, server_step(second))
    execution = start(drs, plan)
    running, wait, web = execution_steps(drs, execution)
    fake.advance(minutes=1)
    changed = drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=wait, waitDurationMinutes=120
    )["recoveryPlanExecutionStep"]
    assert changed["configuration"] == {
        "waitStepConfiguration": {"waitDurationMinutes": 120}
    }
    assert changed["updatedAt"] == "2030-01-01T00:01:00+00:00"
    drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=web,
        servers=[{"serverArn": arn(second)}, {"serverArn": arn(third)}],
    )
    assert len(servers_of(drs, web)) == 2
    with pytest.raises(drs.exceptions.ValidationException, match="already in the plan"):
        drs.update_recovery_plan_execution_step(
            recoveryPlanExecutionStepArn=web, servers=[{"serverArn": arn(first)}]
        )
    with pytest.raises(drs.exceptions.ConflictException, match="EXECUTING"):
        drs.update_recovery_plan_execution_step(
            recoveryPlanExecutionStepArn=running, servers=[{"serverArn": arn(first)}]
        )
    with pytest.raises(drs.exceptions.ValidationException, match="kind"):
        drs.update_recovery_plan_execution_step(
            recoveryPlanExecutionStepArn=web, waitDurationMinutes=5
        )
    planned = drs.list_recovery_plan_steps(recoveryPlanArn=plan)["recoveryPlanSteps"]
    assert planned[1]["configuration"] == WAIT


def test_an_update_makes_one_change(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Updates without a change, with two, or with a status but SKIPPED are refused."""
    execution = start(drs, create_plan(drs, server_step(protected_server(fake)), WAIT))
    wait = execution_steps(drs, execution)[1]
    refused = drs.exceptions.ValidationException
    with pytest.raises(refused, match="only one"):
        drs.update_recovery_plan_execution_step(recoveryPlanExecutionStepArn=wait)
    with pytest.raises(refused, match="only one"):
        drs.update_recovery_plan_execution_step(
            recoveryPlanExecutionStepArn=wait, status="SKIPPED", waitDurationMinutes=5
        )
    with pytest.raises(refused, match="must be SKIPPED"):
        drs.update_recovery_plan_execution_step(
            recoveryPlanExecutionStepArn=wait, status="COMPLETED"
        )


def test_steps_are_listed_by_status(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The list has the steps in order, and can leave some out."""
    execution = start(drs, create_plan(drs, server_step(protected_server(fake)), WAIT))
    fake.advance(minutes=1)
    steps = drs.list_recovery_plan_execution_steps(
        recoveryPlanExecutionArn=execution, filter={"status": "NOT_STARTED"}
    )["recoveryPlanExecutionSteps"]
    assert [step["stepIndex"] for step in steps] == [2]
    paginator = drs.get_paginator("list_recovery_plan_execution_steps")
    pages = paginator.paginate(
        recoveryPlanExecutionArn=execution, PaginationConfig={"PageSize": 1}
    )
    indexes = [[s["stepIndex"] for s in p["recoveryPlanExecutionSteps"]] for p in pages]
    assert indexes == [[1], [2]]
