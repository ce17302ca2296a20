"""Operations on the executions of recovery plans and their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import FakeError, conflict, invalid
from drsclient.testing._life_cycles.recovery_plans import (
    EXECUTION,
    EXECUTION_STEP,
    steps_of,
)
from drsclient.testing._operations.pagination import paginate
from drsclient.testing._operations.recovery_plans import plan_servers
from drsclient.testing._operations.tags import checked_tags
from drsclient.testing._records.record import Progress
from drsclient.testing._records.recovery_plans import (
    Execution,
    ExecutionServer,
    ExecutionStep,
    resource_id,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_drs.type_defs import (
        CancelRecoveryPlanExecutionRequestTypeDef,
        DeleteRecoveryPlanExecutionRequestTypeDef,
        GetRecoveryPlanExecutionRequestTypeDef,
        GetRecoveryPlanExecutionStepRequestTypeDef,
        ListRecoveryPlanExecutionsRequestTypeDef,
        ListRecoveryPlanExecutionStepsRequestTypeDef,
        RetryRecoveryPlanExecutionStepRequestTypeDef,
        StartRecoveryPlanExecutionRequestTypeDef,
        UpdateRecoveryPlanExecutionStepRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.recovery_plans import PlanServer, RecoveryPlan
    from drsclient.testing._state.site_state import SiteState


def start_recovery_plan_execution(
    site: SiteState, parameters: StartRecoveryPlanExecutionRequestTypeDef
) -> Wire:
    """Handle `StartRecoveryPlanExecution`, which executes a copy of the plan."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    _check_executable(plan)
    _check_unused(site, plan)
    snapshots = {
        server["sourceServerID"]: server["recoverySnapshotID"]
        for server in parameters.get("sourceServers", [])
    }
    unknown = snapshots.keys() - map(resource_id, plan.server_arns)
    if unknown:
        raise _invalid(
            f"Source server IDs not found in plan: {', '.join(sorted(unknown))}"
        )
    execution = Execution(
        number=site.shared.new_number(),
        execution_arn=site.arn(
            f"recovery-plan-execution/{site.shared.new_id('exec-')}"
        ),
        plan_arn=plan.plan_arn,
        mode=parameters["mode"],
        snapshots=snapshots,
        tags=checked_tags(parameters.get("tags", {})),
        started=site.now,
        progress=Progress(state=EXECUTION.initial, since=site.now),
    )
    site.recovery_plan_executions.add(execution)
    _copy_steps(site, plan, execution)
    EXECUTION.enter(site, execution, EXECUTION.initial)
    return {"recoveryPlanExecution": execution.wire()}


def get_recovery_plan_execution(
    site: SiteState, parameters: GetRecoveryPlanExecutionRequestTypeDef
) -> Wire:
    """Handle `GetRecoveryPlanExecution`."""
    arn = parameters["recoveryPlanExecutionArn"]
    execution = site.recovery_plan_executions.find(arn)
    return {"recoveryPlanExecution": execution.wire()}


def list_recovery_plan_executions(
    site: SiteState, parameters: ListRecoveryPlanExecutionsRequestTypeDef
) -> Wire:
    """Handle `ListRecoveryPlanExecutions`; an unknown plan has no executions."""
    page, more = paginate(
        (
            execution
            for execution in site.recovery_plan_executions
            if parameters.get("recoveryPlanArn", execution.plan_arn)
            == execution.plan_arn
            and parameters.get("status") in {None, execution.progress.state}
        ),
        parameters,
        size=site.shared.page_size,
    )
    return {
        "recoveryPlanExecutions": [execution.summary() for execution in page],
        **more,
    }


def cancel_recovery_plan_execution(
    site: SiteState, parameters: CancelRecoveryPlanExecutionRequestTypeDef
) -> Wire:
    """Handle `CancelRecoveryPlanExecution`: jobs in progress run to their end."""
    arn = parameters["recoveryPlanExecutionArn"]
    execution = site.recovery_plan_executions.find(arn)
    EXECUTION.trigger(site, execution, "CancelRecoveryPlanExecution")
    return {"recoveryPlanExecution": execution.wire()}


def delete_recovery_plan_execution(
    site: SiteState, parameters: DeleteRecoveryPlanExecutionRequestTypeDef
) -> Wire:
    """Handle `DeleteRecoveryPlanExecution`; what it recovered stays."""
    arn = parameters["recoveryPlanExecutionArn"]
    execution = site.recovery_plan_executions.find(arn)
    if execution.is_active:
        raise conflict(
            "RecoveryPlanExecution", arn, f"execution {resource_id(arn)} has not ended"
        )
    for step in steps_of(site, execution):
        site.recovery_plan_execution_steps.remove(step)
    site.recovery_plan_executions.remove(execution)
    return {"recoveryPlanExecutionArn": arn}


def get_recovery_plan_execution_step(
    site: SiteState, parameters: GetRecoveryPlanExecutionStepRequestTypeDef
) -> Wire:
    """Handle `GetRecoveryPlanExecutionStep`."""
    arn = parameters["recoveryPlanExecutionStepArn"]
    step = site.recovery_plan_execution_steps.find(arn)
    return {"recoveryPlanExecutionStep": step.wire()}


def list_recovery_plan_execution_steps(
    site: SiteState, parameters: ListRecoveryPlanExecutionStepsRequestTypeDef
) -> Wire:
    """Handle `ListRecoveryPlanExecutionSteps`, in the order of the execution."""
    arn = parameters["recoveryPlanExecutionArn"]
    execution = site.recovery_plan_executions.find(arn)
    status = parameters.get("filter", {}).get("status")
    page, more = paginate(
        (
            step
            for step in steps_of(site, execution)
            if status in {None, step.progress.state}
        ),
        parameters,
        size=site.shared.page_size,
    )
    return {"recoveryPlanExecutionSteps": [step.summary() for step in page], **more}


def update_recovery_plan_execution_step(
    site: SiteState, parameters: UpdateRecoveryPlanExecutionStepRequestTypeDef
) -> Wire:
    """Handle `UpdateRecoveryPlanExecutionStep`, which makes one change per call."""
    arn = parameters["recoveryPlanExecutionStepArn"]
    step = site.recovery_plan_execution_steps.find(arn)
    if len(parameters.keys() & {"status", "servers", "waitDurationMinutes"}) != 1:
        raise invalid(
            {"status": "or servers or waitDurationMinutes must be given, and only one"}
        )
    if "status" in parameters:
        if parameters["status"] != "SKIPPED":
            raise invalid({"status": "must be SKIPPED"})
        _skip(site, step)
    elif "servers" in parameters:
        _check_changeable(step, "servers", is_wait=False)
        servers = plan_servers(site, parameters["servers"], _other_servers(site, step))
        step.servers = _to_recover(servers)
    else:
        _check_changeable(step, "waitDurationMinutes", is_wait=True)
        step.wait_minutes = parameters.get("waitDurationMinutes")
    step.updated = site.now
    return {"recoveryPlanExecutionStep": step.wire()}


def retry_recovery_plan_execution_step(
    site: SiteState, parameters: RetryRecoveryPlanExecutionStepRequestTypeDef
) -> Wire:
    """Handle `RetryRecoveryPlanExecutionStep` for the servers not yet recovered."""
    operation = "RetryRecoveryPlanExecutionStep"
    arn = parameters["recoveryPlanExecutionStepArn"]
    step = site.recovery_plan_execution_steps.find(arn)
    execution = site.recovery_plan_executions.find(step.execution_arn)
    EXECUTION_STEP.check(site, step, operation)
    EXECUTION.check(site, execution, operation)
    _check_no_other(site, execution.plan_arn)
    _check_in_time(site, execution)
    step.attempt += 1
    EXECUTION_STEP.trigger(site, step, operation)
    EXECUTION.trigger(site, execution, operation)
    return {"recoveryPlanExecutionStep": step.wire()}


def _invalid(message: str) -> FakeError:
    """Return a validation error with a message from the user guide."""
    return FakeError("ValidationException", message, reason="other")


def _check_executable(plan: RecoveryPlan) -> None:
    if not plan.steps:
        raise _invalid(
            f"Recovery plan {plan.plan_id} has no steps. Add at least one step to the"
            " plan before starting an execution."
        )
    if plan.status != "ACTIVE":
        raise conflict(
            "RecoveryPlan",
            plan.key,
            f"Recovery plan {plan.plan_id} is in status {plan.status} and cannot be"
            " executed. Only ACTIVE plans can be executed.",
        )


def _check_no_other(site: SiteState, plan_arn: str) -> None:
    for execution in site.recovery_plan_executions:
        if execution.plan_arn == plan_arn and execution.is_active:
            raise conflict(
                "RecoveryPlan",
                plan_arn,
                f"Another execution is already active for plan {resource_id(plan_arn)}",
            )


def _check_in_time(site: SiteState, execution: Execution) -> None:
    if execution.deadline <= site.now:
        raise conflict(
            "RecoveryPlanExecution",
            execution.key,
            f"execution {resource_id(execution.key)} is more than 24 hours old",
        )


def _check_unused(site: SiteState, plan: RecoveryPlan) -> None:
    """Refuse a plan that is being executed, or whose servers another execution has."""
    _check_no_other(site, plan.plan_arn)
    for execution in site.recovery_plan_executions:
        if execution.is_active:
            for step in steps_of(site, execution):
                for server in step.servers:
                    if server.arn in plan.server_arns:
                        raise conflict(
                            "SourceServer",
                            server.server_id,
                            f"SourceServer {server.server_id} is in execution"
                            f" {resource_id(execution.key)} of plan"
                            f" {resource_id(execution.plan_arn)}",
                        )


def _copy_steps(site: SiteState, plan: RecoveryPlan, execution: Execution) -> None:
    for step in plan.steps:
        copy = ExecutionStep(
            number=step.number,
            arn=f"{execution.execution_arn}/step/{site.shared.new_id('step-')}",
            execution_arn=execution.execution_arn,
            name=step.name,
            servers=_to_recover(step.servers),
            wait_minutes=step.wait_minutes,
            created=site.now,
            updated=site.now,
            progress=Progress(state=EXECUTION_STEP.initial, since=site.now),
        )
        site.recovery_plan_execution_steps.add(copy)
        execution.steps.append(copy.key)


def _to_recover(servers: Iterable[PlanServer]) -> list[ExecutionServer]:
    return [
        ExecutionServer(arn=server.arn, impact_level=server.impact_level)
        for server in servers
    ]


def _other_servers(site: SiteState, step: ExecutionStep) -> list[str]:
    execution = site.recovery_plan_executions.find(step.execution_arn)
    return [
        server.arn
        for other in steps_of(site, execution)
        if other is not step
        for server in other.servers
    ]


def _check_changeable(step: ExecutionStep, field: str, *, is_wait: bool) -> None:
    if step.is_wait != is_wait:
        raise invalid({field: "do not fit the kind of the step"})
    if step.progress.state != "NOT_STARTED":
        raise conflict(
            "RecoveryPlanExecutionStep",
            step.key,
            f"step {resource_id(step.key)} is {step.progress.state}:"
            " its configuration can change only while it is NOT_STARTED",
        )


def _skip(site: SiteState, step: ExecutionStep) -> None:
    """Skip a step, and resume the execution if the step has stopped it."""
    operation = "UpdateRecoveryPlanExecutionStep"
    execution = site.recovery_plan_executions.find(step.execution_arn)
    EXECUTION_STEP.check(site, step, operation)
    if not execution.is_active:
        EXECUTION.check(site, execution, operation)
        _check_has_failed_step(site, execution)
        _check_in_time(site, execution)
    resumes = step.progress.state == "FAILED"
    if resumes:
        _check_no_other(site, execution.plan_arn)
    EXECUTION_STEP.trigger(site, step, operation)
    if resumes:
        EXECUTION.trigger(site, execution, operation)


def _check_has_failed_step(site: SiteState, execution: Execution) -> None:
    if all(step.progress.state != "FAILED" for step in steps_of(site, execution)):
        raise conflict(
            "RecoveryPlanExecution",
            execution.key,
            f"execution {resource_id(execution.key)} failed before its first step:"
            " start a new one",
        )
