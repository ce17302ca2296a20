"""Copy recovery plans and their executions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from drsclient.testing._life_cycles.recovery_plans import (
    EXECUTION,
    EXECUTION_STEP,
    resume_execution,
    steps_of,
)
from drsclient.testing._records.record import Progress
from drsclient.testing._records.recovery_plans import (
    ACTIVE_STATES,
    Execution,
    ExecutionError,
    ExecutionServer,
    ExecutionStep,
    PlanServer,
    PlanStep,
    RecoveryPlan,
)

if TYPE_CHECKING:
    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire

_Launched: TypeAlias = dict[str, set[str]]
"""The IDs of all jobs, and of the servers that those that have ended launched."""


def copy_recovery_plans(copy: SiteCopy) -> None:
    """Copy the recovery plans and their executions, each with its steps."""
    for item in copy.answers.items("ListRecoveryPlans"):
        plan = {
            **item,
            **copy.answers.entity("GetRecoveryPlan", item["recoveryPlanArn"]),
        }
        copy.site.recovery_plans.add(_plan(copy, plan))
    launched = _launched_servers(copy)
    for item in copy.answers.items("ListRecoveryPlanExecutions"):
        arn = item["recoveryPlanExecutionArn"]
        execution = {**item, **copy.answers.entity("GetRecoveryPlanExecution", arn)}
        _copy_execution(copy, execution, launched)


def link_recovery_plans(copy: SiteCopy) -> None:
    """Resume the executions that have not ended, now that all servers are copied."""
    for execution in copy.site.recovery_plan_executions:
        if execution.is_active:
            resume_execution(copy.site, execution)


def _plan(copy: SiteCopy, wire: Wire) -> RecoveryPlan:
    arn = wire["recoveryPlanArn"]
    # By their numbers, which are unlike, and may be read in the middle of a change.
    steps = {
        step["stepOrder"]: PlanStep(
            number=step["stepOrder"],
            arn=step["recoveryPlanStepArn"],
            name=step["stepName"],
            servers=[
                PlanServer(arn=one["serverArn"], impact_level=_impact_level(one))
                for one in _servers(step)
            ],
            wait_minutes=_wait_minutes(step),
            created=copy.past(step["createdAt"]),
            updated=copy.past(step["updatedAt"]),
        )
        for step in copy.answers.items("ListRecoveryPlanSteps", arn)
        if _is_known(copy, step["recoveryPlanStepArn"], step)
    }
    plan = RecoveryPlan(
        number=copy.site.shared.new_number(),
        plan_arn=arn,
        name=wire["name"],
        description=wire.get("description"),
        tags=wire.get("tags", {}),
        created=copy.past(wire["createdAt"]),
        updated=copy.past(wire["updatedAt"]),
        steps=[steps[number] for number in sorted(steps)],
    )
    if plan.status != wire["status"]:
        plan.observed_status = wire["status"]
    return plan


def _launched_servers(copy: SiteCopy) -> _Launched:
    return {
        job["jobID"]: {
            server.get("sourceServerID", "")
            for server in job.get("participatingServers", [])
            if job.get("status") == "COMPLETED"
            if server.get("launchStatus") == "LAUNCHED"
        }
        for job in copy.answers.items("DescribeJobs")
    }


def _copy_execution(copy: SiteCopy, wire: Wire, launched: _Launched) -> None:
    arn = wire["recoveryPlanExecutionArn"]
    state = wire["status"]
    if state not in EXECUTION.states:
        copy.skip(arn, f"FakeDrs does not know the status {state}")
        state = "COMPLETED" if "completedAt" in wire else "IN_PROGRESS"
    is_active = state in ACTIVE_STATES
    if is_active and "errorDetail" in wire:
        copy.skip(arn, "FakeDrs has an errorDetail only of an execution that has ended")
    ended = copy.past(wire.get("completedAt") or wire["startedAt"])
    execution = Execution(
        number=copy.site.shared.new_number(),
        execution_arn=arn,
        plan_arn=wire["recoveryPlanArn"],
        mode=wire["mode"],
        snapshots={},
        tags=wire.get("tags", {}),
        started=copy.past(wire["startedAt"]),
        progress=Progress(state=state, since=ended),
        error=None if is_active else _error(wire),
    )
    copy.site.recovery_plan_executions.add(execution)
    for item in copy.answers.items("ListRecoveryPlanExecutionSteps", arn):
        step_arn = item["recoveryPlanExecutionStepArn"]
        step = {
            # In case that the details are invalid.
            "attempt": 1,
            "createdAt": wire["startedAt"],
            "updatedAt": wire["startedAt"],
            **item,
            **copy.answers.entity("GetRecoveryPlanExecutionStep", step_arn),
            "recoveryPlanExecutionStepArn": step_arn,
        }
        if _is_known(copy, step_arn, step):
            record = _execution_step(copy, arn, step, launched)
            copy.site.recovery_plan_execution_steps.add(record)
            execution.steps.append(step_arn)
    left = (
        step.servers
        for step in steps_of(copy.site, execution)
        if step.progress.state == "NOT_STARTED"
    )
    if is_active and any(left):
        copy.skip(
            arn,
            "no API call returns the snapshots that were chosen; its next steps"
            " recover the latest data",
        )


def _execution_step(
    copy: SiteCopy, execution_arn: str, wire: Wire, launched: _Launched
) -> ExecutionStep:
    arn = wire["recoveryPlanExecutionStepArn"]
    state = wire["status"]
    if state not in EXECUTION_STEP.states:
        copy.skip(arn, f"FakeDrs does not know the status {state}")
        state = "SKIPPED"
    updated = copy.past(wire["updatedAt"])
    return ExecutionStep(
        number=wire["stepIndex"],
        arn=arn,
        execution_arn=execution_arn,
        name=wire["stepName"],
        servers=[_execution_server(one, state, launched) for one in _servers(wire)],
        wait_minutes=_wait_minutes(wire),
        attempt=wire["attempt"],
        created=copy.past(wire["createdAt"]),
        updated=updated,
        progress=Progress(state=state, since=updated),
        error=_error(wire),
    )


def _execution_server(wire: Wire, state: str, launched: _Launched) -> ExecutionServer:
    server = ExecutionServer(
        arn=wire["serverArn"],
        impact_level=_impact_level(wire),
        job_id=wire.get("jobID"),
    )
    if server.job_id in launched:
        server.is_recovered = server.server_id in launched[server.job_id]
    else:
        # The job was deleted.
        server.is_recovered = server.job_id is not None and state == "COMPLETED"
    return server


def _is_known(copy: SiteCopy, arn: str, step: Wire) -> bool:
    """Return whether a step is of a kind that can be copied; note if it is not."""
    if step["configuration"]:
        return True
    copy.skip(arn, "the installed botocore does not know the kind of this step")
    return False


def _servers(step: Wire) -> list[Wire]:
    """Return the servers of a step of a plan or of an execution."""
    servers: list[Wire] = next(iter(step["configuration"].values())).get("servers", [])
    return servers


def _wait_minutes(step: Wire) -> int | None:
    wait = step["configuration"].get("waitStepConfiguration", {})
    minutes: int | None = wait.get("waitDurationMinutes")
    return minutes


def _impact_level(server: Wire) -> str:
    level: str = server.get("impactLevel", "CRITICAL")
    return level


def _error(wire: Wire) -> ExecutionError | None:
    detail = wire.get("errorDetail")
    if detail is None:
        return None
    return ExecutionError(code=detail["code"], message=detail["message"])
