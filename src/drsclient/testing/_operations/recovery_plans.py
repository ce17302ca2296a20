"""Operations on recovery plans and their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import conflict, invalid, not_found, quota_exceeded
from drsclient.testing._operations.pagination import paginate
from drsclient.testing._operations.tags import checked_tags
from drsclient.testing._records.recovery_plans import (
    PlanServer,
    PlanStep,
    RecoveryPlan,
    resource_id,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    from mypy_boto3_drs.type_defs import (
        CreateRecoveryPlanRequestTypeDef,
        CreateRecoveryPlanStepRequestTypeDef,
        DeleteRecoveryPlanRequestTypeDef,
        DeleteRecoveryPlanStepRequestTypeDef,
        GetRecoveryPlanRequestTypeDef,
        GetRecoveryPlanStepRequestTypeDef,
        ListRecoveryPlansRequestTypeDef,
        ListRecoveryPlanStepsRequestTypeDef,
        RecoveryPlanServerTypeDef,
        RecoveryPlanStepConfigurationOutputTypeDef,
        RecoveryPlanStepConfigurationTypeDef,
        ReorderRecoveryPlanStepsRequestTypeDef,
        UpdateRecoveryPlanRequestTypeDef,
        UpdateRecoveryPlanStepRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState

    _Configuration: TypeAlias = (
        RecoveryPlanStepConfigurationTypeDef
        | RecoveryPlanStepConfigurationOutputTypeDef
    )


def create_recovery_plan(
    site: SiteState, parameters: CreateRecoveryPlanRequestTypeDef
) -> Wire:
    """Handle `CreateRecoveryPlan`: a plan without steps."""
    _check_name(site, parameters["name"])
    most = site.shared.quotas.recovery_plans
    if len(site.recovery_plans) >= most:
        raise quota_exceeded(None, f"there can be at most {most} recovery plans")
    plan = site.recovery_plans.add(
        RecoveryPlan(
            number=site.shared.new_number(),
            plan_arn=site.arn(f"recovery-plan/{site.shared.new_id('plan-')}"),
            name=parameters["name"],
            description=parameters.get("description"),
            tags=checked_tags(parameters.get("tags", {})),
            created=site.now,
            updated=site.now,
        )
    )
    return {"recoveryPlan": plan.wire()}


def get_recovery_plan(
    site: SiteState, parameters: GetRecoveryPlanRequestTypeDef
) -> Wire:
    """Handle `GetRecoveryPlan`."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    return {"recoveryPlan": plan.wire()}


def list_recovery_plans(
    site: SiteState, parameters: ListRecoveryPlansRequestTypeDef
) -> Wire:
    """Handle `ListRecoveryPlans`."""
    page, more = paginate(site.recovery_plans, parameters, size=site.shared.page_size)
    return {"recoveryPlans": [plan.summary() for plan in page], **more}


def update_recovery_plan(
    site: SiteState, parameters: UpdateRecoveryPlanRequestTypeDef
) -> Wire:
    """Handle `UpdateRecoveryPlan`, which keeps absent members."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    name = parameters.get("name", plan.name)
    if name != plan.name:
        _check_name(site, name)
    plan.name = name
    plan.description = parameters.get("description", plan.description)
    plan.updated = site.now
    return {"recoveryPlan": plan.wire()}


def delete_recovery_plan(
    site: SiteState, parameters: DeleteRecoveryPlanRequestTypeDef
) -> Wire:
    """Handle `DeleteRecoveryPlan`: its steps are deleted, its executions are kept."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    for execution in site.recovery_plan_executions:
        if execution.plan_arn == plan.plan_arn and execution.is_active:
            raise conflict(
                "RecoveryPlan",
                plan.key,
                f"RecoveryPlan {plan.plan_id} has an execution that has not ended",
            )
    site.recovery_plans.remove(plan)
    return {"recoveryPlanArn": plan.plan_arn}


def _check_name(site: SiteState, name: str) -> None:
    for plan in site.recovery_plans:
        if plan.name == name:
            raise conflict(
                "RecoveryPlan", plan.key, f"a recovery plan is already named {name}"
            )


def create_recovery_plan_step(
    site: SiteState, parameters: CreateRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `CreateRecoveryPlanStep`: by default, the new step comes last."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    _check_kind(parameters["configuration"])
    quotas = site.shared.quotas
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
        arn=f"{plan.plan_arn}/step/{site.shared.new_id('st-')}",
        name=parameters["stepName"],
        created=site.now,
        updated=site.now,
    )
    most = quotas.servers_in_a_plan
    if len(plan.server_arns) + len(_servers(parameters["configuration"])) > most:
        raise quota_exceeded(None, f"a recovery plan can have at most {most} servers")
    _configure(site, plan, step, parameters["configuration"])
    steps = [*plan.steps[: position - 1], step, *plan.steps[position - 1 :]]
    _reorder(plan, steps, "configuration")
    plan.updated = site.now
    return {"recoveryPlanStep": step.wire()}


def get_recovery_plan_step(
    site: SiteState, parameters: GetRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `GetRecoveryPlanStep`."""
    _, step = _find_step(site, parameters["recoveryPlanStepArn"])
    return {"recoveryPlanStep": step.wire()}


def list_recovery_plan_steps(
    site: SiteState, parameters: ListRecoveryPlanStepsRequestTypeDef
) -> Wire:
    """Handle `ListRecoveryPlanSteps`, in the order of the plan."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    page, more = paginate(plan.steps, parameters, size=site.shared.page_size)
    return {"recoveryPlanSteps": [step.wire() for step in page], **more}


def update_recovery_plan_step(
    site: SiteState, parameters: UpdateRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `UpdateRecoveryPlanStep`: a step never changes its kind."""
    plan, step = _find_step(site, parameters["recoveryPlanStepArn"])
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
    site: SiteState, parameters: ReorderRecoveryPlanStepsRequestTypeDef
) -> Wire:
    """Handle `ReorderRecoveryPlanSteps`: it needs the complete list of steps."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    arns = parameters["orderedStepArns"]
    for arn in arns:
        _find_step(site, arn)
    steps = {step.arn: step for step in plan.steps}
    if sorted(arns) != sorted(steps):
        raise invalid({"orderedStepArns": "must have each step of the plan once"})
    _reorder(plan, [steps[arn] for arn in arns], "orderedStepArns")
    plan.updated = site.now
    return {"recoveryPlanSteps": [step.wire() for step in plan.steps]}


def delete_recovery_plan_step(
    site: SiteState, parameters: DeleteRecoveryPlanStepRequestTypeDef
) -> Wire:
    """Handle `DeleteRecoveryPlanStep`: the steps after it move up by one."""
    plan, step = _find_step(site, parameters["recoveryPlanStepArn"])
    # A wait step cannot be put first, but may become the first by a deletion.
    _number(plan, [one for one in plan.steps if one is not step])
    plan.updated = site.now
    return {"recoveryPlanStepArn": step.arn}


def _find_step(site: SiteState, arn: str) -> tuple[RecoveryPlan, PlanStep]:
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
    site: SiteState,
    plan: RecoveryPlan,
    step: PlanStep,
    configuration: _Configuration,
) -> None:
    plan.observed_status = None
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


def _reorder(plan: RecoveryPlan, steps: Sequence[PlanStep], field: str) -> None:
    if steps[0].is_wait:
        raise invalid({field: "cannot put a wait step first"})
    _number(plan, steps)


def _number(plan: RecoveryPlan, steps: Sequence[PlanStep]) -> None:
    plan.steps[:] = steps
    plan.observed_status = None
    for number, step in enumerate(steps, start=1):
        step.number = number


def plan_servers(
    site: SiteState, wanted: Iterable[RecoveryPlanServerTypeDef], others: Sequence[str]
) -> list[PlanServer]:
    """
    Return the servers of a step.

    Args:
        site: The account in the Region.
        wanted: The servers that the caller asks for.
        others: The ARNs of the servers in the other steps.

    Raises:
        FakeError: A server does not exist, or is in the plan already, or there are too
            many.
    """
    servers: list[PlanServer] = []
    taken = set(others)
    for server in wanted:
        arn = server["serverArn"]
        server_id = resource_id(arn)
        if arn != site.arn(f"source-server/{server_id}"):
            raise invalid({"servers": f"include one of another account/Region: {arn}"})
        if server_id not in site.source_servers:
            raise not_found("SourceServer", arn)
        if arn in taken:
            raise invalid({"servers": f"include one already in the plan: {arn}"})
        taken.add(arn)
        impact_level = server.get("impactLevel", "CRITICAL")
        servers.append(PlanServer(arn=arn, impact_level=impact_level))
    most = site.shared.quotas.servers_in_a_plan
    if len(taken) > most:
        raise invalid({"servers": f"would be more than {most} in the plan"})
    return servers
