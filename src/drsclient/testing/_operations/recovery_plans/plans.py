"""Recovery plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import conflict, quota_exceeded
from drsclient.testing._operations.tags import checked_tags
from drsclient.testing._records.recovery_plans import RecoveryPlan
from drsclient.testing._world.pages import cut

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import (
        CreateRecoveryPlanRequestTypeDef,
        DeleteRecoveryPlanRequestTypeDef,
        GetRecoveryPlanRequestTypeDef,
        ListRecoveryPlansRequestTypeDef,
        UpdateRecoveryPlanRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._world.site import Site


def create_recovery_plan(
    site: Site, parameters: CreateRecoveryPlanRequestTypeDef
) -> Wire:
    """Handle `CreateRecoveryPlan`: a plan without steps."""
    _check_name(site, parameters["name"])
    most = site.world.quotas.recovery_plans
    if len(site.recovery_plans) >= most:
        raise quota_exceeded(None, f"there can be at most {most} recovery plans")
    plan = site.recovery_plans.add(
        RecoveryPlan(
            number=site.world.new_number(),
            plan_arn=site.arn(f"recovery-plan/{site.world.new_id('plan-')}"),
            name=parameters["name"],
            description=parameters.get("description"),
            tags=checked_tags(parameters.get("tags", {})),
            created=site.now,
            updated=site.now,
        )
    )
    return {"recoveryPlan": plan.wire()}


def get_recovery_plan(site: Site, parameters: GetRecoveryPlanRequestTypeDef) -> Wire:
    """Handle `GetRecoveryPlan`."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    return {"recoveryPlan": plan.wire()}


def list_recovery_plans(
    site: Site, parameters: ListRecoveryPlansRequestTypeDef
) -> Wire:
    """Handle `ListRecoveryPlans`."""
    page, more = cut(site.recovery_plans, parameters, size=site.world.page_size)
    return {"recoveryPlans": [plan.summary() for plan in page], **more}


def update_recovery_plan(
    site: Site, parameters: UpdateRecoveryPlanRequestTypeDef
) -> Wire:
    """Handle `UpdateRecoveryPlan`: what is not given stays as it is."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    name = parameters.get("name", plan.name)
    if name != plan.name:
        _check_name(site, name)
    plan.name = name
    plan.description = parameters.get("description", plan.description)
    plan.updated = site.now
    return {"recoveryPlan": plan.wire()}


def delete_recovery_plan(
    site: Site, parameters: DeleteRecoveryPlanRequestTypeDef
) -> Wire:
    """Handle `DeleteRecoveryPlan`: its steps go, the records of executions stay."""
    plan = site.recovery_plans.find(parameters["recoveryPlanArn"])
    for execution in site.recovery_plan_executions:
        if execution.plan_arn == plan.plan_arn and execution.is_under_way:
            raise conflict(
                "RecoveryPlan",
                plan.key,
                f"RecoveryPlan {plan.plan_id} has an execution that has not ended",
            )
    site.recovery_plans.remove(plan)
    return {"recoveryPlanArn": plan.plan_arn}


def _check_name(site: Site, name: str) -> None:
    for plan in site.recovery_plans:
        if plan.name == name:
            raise conflict(
                "RecoveryPlan", plan.key, f"a recovery plan is already named {name}"
            )
