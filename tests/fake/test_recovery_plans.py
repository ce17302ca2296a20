from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs, Quotas
from tests.fake.recovery_plans import (
    WAIT,
    create_plan,
    protected_server,
    server_step,
    start,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


def test_a_new_plan_is_invalid(drs: Boto3DrsClient) -> None:
    """A plan starts without steps, and cannot be executed yet."""
    created = drs.create_recovery_plan(
        name="shop", description="Web shop", tags={"team": "web"}
    )["recoveryPlan"]
    assert created == {
        "recoveryPlanArn": "arn:aws:drs:us-east-1:123456789012:recovery-plan/"
        "plan-00000000000000001",
        "name": "shop",
        "description": "Web shop",
        "status": "INVALID",
        "createdAt": "2030-01-01T00:00:00+00:00",
        "updatedAt": "2030-01-01T00:00:00+00:00",
        "tags": {"team": "web"},
    }
    found = drs.get_recovery_plan(recoveryPlanArn=created["recoveryPlanArn"])
    assert found["recoveryPlan"] == created


def test_a_name_is_used_once(drs: Boto3DrsClient) -> None:
    """Two plans in an account and Region cannot have the same name."""
    shop = create_plan(drs, name="shop")
    create_plan(drs, name="bank")
    with pytest.raises(drs.exceptions.ConflictException, match="already named bank"):
        drs.create_recovery_plan(name="bank")
    with pytest.raises(drs.exceptions.ConflictException, match="already named bank"):
        drs.update_recovery_plan(recoveryPlanArn=shop, name="bank")


def test_an_update_keeps_absent_members(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Name and description can be changed independently."""
    plan = create_plan(drs, name="shop")
    fake.advance(minutes=1)
    drs.update_recovery_plan(recoveryPlanArn=plan, description="Web shop")
    updated = drs.update_recovery_plan(recoveryPlanArn=plan, name="store")
    assert updated["recoveryPlan"]["name"] == "store"
    assert updated["recoveryPlan"].get("description") == "Web shop"
    assert updated["recoveryPlan"]["updatedAt"] == "2030-01-01T00:01:00+00:00"


def test_plans_are_listed_in_pages() -> None:
    """The oldest plan comes first, without its description and tags."""
    with FakeDrs(page_size=2) as fake:
        drs = fake.boto3_client()
        for name in "abc":
            create_plan(drs, name=name)
        pages = list(drs.get_paginator("list_recovery_plans").paginate())
    names = [[plan["name"] for plan in page["recoveryPlans"]] for page in pages]
    assert names == [["a", "b"], ["c"]]


def test_the_quota_of_plans_holds() -> None:
    """An account has at most 1,000 plans in a Region, unless it has another quota."""
    assert Quotas().recovery_plans == 1000
    with FakeDrs(quotas=Quotas(recovery_plans=2)) as fake:
        drs = fake.boto3_client()
        for number in range(2):
            drs.create_recovery_plan(name=f"plan {number}")
        with pytest.raises(drs.exceptions.ServiceQuotaExceededException, match="2"):
            drs.create_recovery_plan(name="one too many")


def test_a_deleted_plan_is_gone(drs: Boto3DrsClient) -> None:
    """After its deletion, no operation finds the plan."""
    plan = create_plan(drs)
    assert drs.delete_recovery_plan(recoveryPlanArn=plan)["recoveryPlanArn"] == plan
    with pytest.raises(drs.exceptions.ResourceNotFoundException, match=plan):
        drs.get_recovery_plan(recoveryPlanArn=plan)


def test_a_plan_cannot_be_deleted_during_an_execution(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The record of an execution outlives its plan, but not while it is active."""
    plan = create_plan(drs, server_step(protected_server(fake)))
    execution = start(drs, plan)
    with pytest.raises(drs.exceptions.ConflictException, match="has not ended"):
        drs.delete_recovery_plan(recoveryPlanArn=plan)
    fake.advance(hours=1)
    drs.delete_recovery_plan(recoveryPlanArn=plan)
    left = drs.list_recovery_plan_executions()["recoveryPlanExecutions"]
    assert [one["recoveryPlanExecutionArn"] for one in left] == [execution]


def test_a_source_server_in_a_plan_cannot_be_deleted(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The server must be taken out of all plans first."""
    server_id, other_id, spare_id = (
        fake.add_source_server(state="DISCONNECTED") for _ in range(3)
    )
    plan = create_plan(drs, server_step(other_id), server_step(server_id))
    second = create_plan(drs, server_step(server_id), name="second")
    refused = pytest.raises(drs.exceptions.ConflictException, match="in recovery plan")
    with refused:
        drs.delete_source_server(sourceServerID=server_id)
    drs.delete_recovery_plan(recoveryPlanArn=second)
    with refused:
        drs.delete_source_server(sourceServerID=server_id)
    step = drs.list_recovery_plan_steps(recoveryPlanArn=plan)["recoveryPlanSteps"][1]
    drs.update_recovery_plan_step(
        recoveryPlanStepArn=step["recoveryPlanStepArn"],
        configuration=server_step(spare_id),
    )
    drs.delete_source_server(sourceServerID=server_id)
    for one in (other_id, spare_id):
        with refused:
            drs.delete_source_server(sourceServerID=one)


def test_an_extended_server_in_a_plan_cannot_be_deleted(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The plan has the extended server; that of the staging account is in no plan."""
    server_id = fake.add_source_server(
        staging_account_id="999999999999", state="DISCONNECTED"
    )
    area = fake.source_server(server_id).get("stagingArea", {})
    _, _, staging_id = area.get("stagingSourceServerArn", "").rpartition("/")
    plan = create_plan(drs, server_step(server_id))
    with pytest.raises(drs.exceptions.ConflictException, match="in recovery plan"):
        drs.delete_source_server(sourceServerID=server_id)
    staging = fake.site(account_id="999999999999").boto3_client()
    staging.delete_source_server(sourceServerID=staging_id)
    drs.delete_recovery_plan(recoveryPlanArn=plan)
    drs.delete_source_server(sourceServerID=server_id)


def test_plans_and_executions_have_tags(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Plans and executions can be tagged by their ARNs."""
    plan = create_plan(drs, server_step(protected_server(fake)), WAIT)
    for resource_arn in (plan, start(drs, plan)):
        drs.tag_resource(resourceArn=resource_arn, tags={"team": "web"})
        tags = drs.list_tags_for_resource(resourceArn=resource_arn)["tags"]
        assert tags == {"team": "web"}
