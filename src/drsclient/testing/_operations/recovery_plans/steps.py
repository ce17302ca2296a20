"""The steps of recovery plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import invalid, not_found, quota_exceeded
from drsclient.testing._operations.recovery_plans.servers import plan_servers
from drsclient.testing._records.recovery_plans import PlanStep
from drsclient.testing._world.pages import cut

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from mypy_boto3_drs.type_defs import (
        CreateRecoveryPlanStepRequestTypeDef,
        DeleteRecoveryPlanStepRequestTypeDef,
        GetRecoveryPlanStepRequestTypeDef,
        ListRecoveryPlanStepsRequestTypeDef,
        RecoveryPlanServerTypeDef,
        RecoveryPlanStepConfigurationOutputTypeDef,
        RecoveryPlanStepConfigurationTypeDef,
        ReorderRecoveryPlanStepsRequestTypeDef,
        UpdateRecoveryPlanStepRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.recovery_plans import RecoveryPlan
    from drsclient.testing._world.site import Site

    _Configuration: TypeAlias = (
        RecoveryPlanStepConfigurationTypeDef
        | RecoveryPlanStepConfigurationOutputTypeDef
    )


def create_recovery_plan_step(
    site: Site, parameters: CreateRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `CreateRecoveryPlanStep`: by default, the new step comes last."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    _check_kind(parameters["configuration"])
    quotas = site.world.quotas
    if len(plan.steps) >= quotas.steps_in_a_plan:
        raise quota_exceeded(
            None, f"a recovery plan can have at most {quotas.steps_in_a_plan} steps"
        )
    last = len(plan.steps) + 1
    position = parameters.get("stepOrder", last)
    if position > last:
        raise invalid({"stepOrder": f"must be at most {last}, the end of the plan"})
    step = PlanStep(
        number=position,
        arn=f"{plan.plan_arn}/step/{site.world.new_id('st-')}",
        name=parameters["stepName"],
        created=site.now,
        updated=site.now,
    )
    most = quotas.servers_in_a_plan
    if len(plan.server_arns) + len(_servers(parameters["configuration"])) > most:
        raise quota_exceeded(None, f"a recovery plan can have at most {most} servers")
    _configure(site, plan, step, parameters["configuration"])
    steps = [*plan.steps[: position - 1], step, *plan.steps[position - 1 :]]
    _order(plan, steps, "configuration")
    plan.updated = site.now
    return {"recoveryPlanStep": step.wire()}


def get_recovery_plan_step(
    site: Site, parameters: GetRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `GetRecoveryPlanStep`."""
    _, step = _find(site, parameters["recoveryPlanStepArn"])
    return {"recoveryPlanStep": step.wire()}


def list_recovery_plan_steps(
    site: Site, parameters: ListRecoveryPlanStepsRequestTypeDef
) -> Wire:
    """Handle `ListRecoveryPlanSteps`, in the order of the plan."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    page, more = cut(plan.steps, parameters, size=site.world.page_size)
    return {"recoveryPlanSteps": [step.wire() for step in page], **more}


def update_recovery_plan_step(
    site: Site, parameters: UpdateRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `UpdateRecoveryPlanStep`: a step never changes its kind."""
    plan, step = _find(site, parameters["recoveryPlanStepArn"])
    configuration = parameters.get("configuration")
    if configuration is not None:
        _check_kind(configuration)
        if step.is_wait != ("waitStepConfiguration" in configuration):
            raise invalid({"configuration": "cannot change the kind of a step"})
        _configure(site, plan, step, configuration)
    step.name = parameters.get("stepName", step.name)
    step.updated = plan.updated = site.now
    return {"recoveryPlanStep": step.wire()}


def reorder_recovery_plan_steps(
    site: Site, parameters: ReorderRecoveryPlanStepsRequestTypeDef
) -> Wire:
    """Handle `ReorderRecoveryPlanSteps`: it needs the complete list of steps."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    arns = parameters["orderedStepArns"]
    for arn in arns:
        _find(site, arn)
    steps = {step.arn: step for step in plan.steps}
    if sorted(arns) != sorted(steps):
        raise invalid({"orderedStepArns": "must have each step of the plan once"})
    _order(plan, [steps[arn] for arn in arns], "orderedStepArns")
    plan.updated = site.now
    return {"recoveryPlanSteps": [step.wire() for step in plan.steps]}


def delete_recovery_plan_step(
    site: Site, parameters: DeleteRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `DeleteRecoveryPlanStep`: the steps after it move up by one."""
    plan, step = _find(site, parameters["recoveryPlanStepArn"])
    # Wait steps cannot be put first, but may be left over as the first.
    _arrange(plan, [one for one in plan.steps if one is not step])
    plan.updated = site.now
    return {"recoveryPlanStepArn": step.arn}


def _find(site: Site, arn: str) -> tuple[RecoveryPlan, PlanStep]:
    for plan in site.recovery_plans:
        for step in plan.steps:
            if step.arn == arn:
                return plan, step
    raise not_found("RecoveryPlanStep", arn)


def _check_kind(configuration: _Configuration) -> None:
    if len(configuration) != 1:
        raise invalid({"configuration": "must have exactly one member"})


def _servers(
    configuration: _Configuration,
) -> Sequence[RecoveryPlanServerTypeDef]:
    return configuration.get("serverStepConfiguration", {"servers": []})["servers"]


def _configure(
    site: Site,
    plan: RecoveryPlan,
    step: PlanStep,
    configuration: _Configuration,
) -> None:
    if "waitStepConfiguration" in configuration:
        step.wait_minutes = configuration["waitStepConfiguration"][
            "waitDurationMinutes"
        ]
        return
    others = [
        server.arn
        for other in plan.steps
        if other is not step
        for server in other.servers
    ]
    step.servers = plan_servers(site, _servers(configuration), others)


def _order(plan: RecoveryPlan, steps: Sequence[PlanStep], field: str) -> None:
    if steps[0].is_wait:
        raise invalid({field: "cannot put a wait step first"})
    _arrange(plan, steps)


def _arrange(plan: RecoveryPlan, steps: Sequence[PlanStep]) -> None:
    plan.steps[:] = steps
    for number, step in enumerate(steps, start=1):
        step.number = number
