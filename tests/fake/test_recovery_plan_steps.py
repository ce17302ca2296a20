from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config

from drsclient.testing import FakeDrs
from tests.fake.recovery_plans import (
    WAIT,
    arn,
    create_plan,
    create_step,
    server_step,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


def names(drs: Boto3DrsClient, plan: str) -> list[tuple[int, str]]:
    """Return the order and the name of each step of a plan."""
    steps = drs.list_recovery_plan_steps(recoveryPlanArn=plan)["recoveryPlanSteps"]
    return [(step["stepOrder"], step["stepName"]) for step in steps]


def plan_status(drs: Boto3DrsClient, plan: str) -> str:
    """Return the status of a plan."""
    return drs.get_recovery_plan(recoveryPlanArn=plan)["recoveryPlan"]["status"]


@pytest.fixture
def plan(fake: FakeDrs, drs: Boto3DrsClient) -> str:
    """Create a plan with the steps a, b (a wait) and c."""
    plan = create_plan(drs)
    create_step(drs, plan, server_step(fake.add_source_server()), "a")
    create_step(drs, plan, WAIT, "b")
    create_step(drs, plan, server_step(fake.add_source_server()), "c")
    return plan


def step_arns(drs: Boto3DrsClient, plan: str) -> list[str]:
    """Return the ARNs of the steps of a plan."""
    steps = drs.list_recovery_plan_steps(recoveryPlanArn=plan)["recoveryPlanSteps"]
    return [step["recoveryPlanStepArn"] for step in steps]


def test_a_step_is_as_it_was_created(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Servers are critical unless the caller says otherwise."""
    server_id = fake.add_source_server()
    plan = create_plan(drs)
    created = drs.create_recovery_plan_step(
        recoveryPlanArn=plan,
        stepName="databases",
        configuration={
            "serverStepConfiguration": {"servers": [{"serverArn": arn(server_id)}]}
        },
    )["recoveryPlanStep"]
    assert created == {
        "recoveryPlanStepArn": f"{plan}/step/st-00000000000000001",
        "stepOrder": 1,
        "stepName": "databases",
        "configuration": server_step(server_id),
        "createdAt": "2030-01-01T00:00:00+00:00",
        "updatedAt": "2030-01-01T00:00:00+00:00",
    }
    found = drs.get_recovery_plan_step(
        recoveryPlanStepArn=created["recoveryPlanStepArn"]
    )
    assert found["recoveryPlanStep"] == created


def test_a_step_can_be_inserted(drs: Boto3DrsClient, plan: str) -> None:
    """The steps at and after its position move down."""
    drs.create_recovery_plan_step(
        recoveryPlanArn=plan, stepName="new", stepOrder=2, configuration=WAIT
    )
    assert names(drs, plan) == [(1, "a"), (2, "new"), (3, "b"), (4, "c")]


def test_steps_leave_no_gap(drs: Boto3DrsClient, plan: str) -> None:
    """A step is neither added after a gap, nor does its deletion leave one."""
    with pytest.raises(drs.exceptions.ValidationException, match="at most 4"):
        drs.create_recovery_plan_step(
            recoveryPlanArn=plan, stepName="late", stepOrder=5, configuration=WAIT
        )
    drs.delete_recovery_plan_step(recoveryPlanStepArn=step_arns(drs, plan)[1])
    assert names(drs, plan) == [(1, "a"), (2, "c")]


def test_a_plan_needs_a_server_step(drs: Boto3DrsClient, plan: str) -> None:
    """A plan without one is invalid, even if it has a wait step."""
    first, _, last = step_arns(drs, plan)
    drs.delete_recovery_plan_step(recoveryPlanStepArn=last)
    assert plan_status(drs, plan) == "ACTIVE"
    drs.delete_recovery_plan_step(recoveryPlanStepArn=first)
    assert names(drs, plan) == [(1, "b")]
    assert plan_status(drs, plan) == "INVALID"


def test_a_wait_step_cannot_be_put_first(drs: Boto3DrsClient, plan: str) -> None:
    """A wait step cannot come first, by adding or by reordering."""
    refused = drs.exceptions.ValidationException
    with pytest.raises(refused, match="wait step first"):
        drs.create_recovery_plan_step(
            recoveryPlanArn=plan, stepName="new", stepOrder=1, configuration=WAIT
        )
    first, wait, last = step_arns(drs, plan)
    with pytest.raises(refused, match="wait step first"):
        drs.reorder_recovery_plan_steps(
            recoveryPlanArn=plan, orderedStepArns=[wait, first, last]
        )
    assert names(drs, plan) == [(1, "a"), (2, "b"), (3, "c")]


def test_steps_can_be_reordered(drs: Boto3DrsClient, plan: str) -> None:
    """The response has the steps in their new order."""
    steps = drs.reorder_recovery_plan_steps(
        recoveryPlanArn=plan, orderedStepArns=step_arns(drs, plan)[::-1]
    )["recoveryPlanSteps"]
    assert [step["stepName"] for step in steps] == ["c", "b", "a"]
    assert names(drs, plan) == [(1, "c"), (2, "b"), (3, "a")]


def test_reordering_needs_all_steps(drs: Boto3DrsClient, plan: str) -> None:
    """A list with a step that is missing, repeated or unknown is refused."""
    first, wait, last = step_arns(drs, plan)
    for arns in ([first, wait], [first, wait, last, last]):
        with pytest.raises(drs.exceptions.ValidationException, match="each step"):
            drs.reorder_recovery_plan_steps(recoveryPlanArn=plan, orderedStepArns=arns)
    with pytest.raises(drs.exceptions.ResourceNotFoundException, match=f"{last}0"):
        drs.reorder_recovery_plan_steps(
            recoveryPlanArn=plan, orderedStepArns=[first, wait, f"{last}0"]
        )


def test_a_step_can_be_updated(fake: FakeDrs, drs: Boto3DrsClient, plan: str) -> None:
    """An update replaces all servers, and keeps absent members."""
    first, wait, _ = step_arns(drs, plan)
    new = server_step(fake.add_source_server(), impact_level="OPTIONAL")
    fake.advance(minutes=1)
    drs.update_recovery_plan_step(recoveryPlanStepArn=first, stepName="web")
    step = drs.update_recovery_plan_step(recoveryPlanStepArn=first, configuration=new)
    assert step["recoveryPlanStep"]["stepName"] == "web"
    assert step["recoveryPlanStep"]["configuration"] == new
    assert step["recoveryPlanStep"]["updatedAt"] == "2030-01-01T00:01:00+00:00"
    step = drs.update_recovery_plan_step(
        recoveryPlanStepArn=wait,
        configuration={"waitStepConfiguration": {"waitDurationMinutes": 120}},
    )
    assert step["recoveryPlanStep"]["configuration"] == {
        "waitStepConfiguration": {"waitDurationMinutes": 120}
    }


def test_a_step_keeps_its_kind(drs: Boto3DrsClient, plan: str) -> None:
    """A server step never becomes a wait step."""
    with pytest.raises(drs.exceptions.ValidationException, match="kind"):
        drs.update_recovery_plan_step(
            recoveryPlanStepArn=step_arns(drs, plan)[0], configuration=WAIT
        )


def test_a_step_has_one_kind(fake: FakeDrs, plan: str) -> None:
    """The fake refuses what boto3 would not send."""
    nothing: Any = {}
    drs = fake.boto3_client(config=Config(parameter_validation=False))
    with pytest.raises(drs.exceptions.ValidationException, match="exactly one"):
        create_step(drs, plan, nothing)


def test_a_server_is_in_one_step(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Another plan may have the same server."""
    server_id = fake.add_source_server()
    plan = create_plan(drs, server_step(server_id))
    refused = drs.exceptions.ValidationException
    with pytest.raises(refused, match="already in the plan"):
        create_step(drs, plan, server_step(server_id))
    create_plan(drs, server_step(server_id), name="other")
    drs.update_recovery_plan_step(
        recoveryPlanStepArn=step_arns(drs, plan)[0],
        configuration=server_step(server_id),
    )


def test_servers_must_be_here(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Servers that do not exist, or only in another Region, are refused."""
    server_id = fake.add_source_server()
    plan = create_plan(drs)
    with pytest.raises(drs.exceptions.ResourceNotFoundException, match="SourceServer"):
        create_step(drs, plan, server_step("s-0123456789abcdef0"))
    elsewhere = arn(server_id).replace("us-east-1", "us-west-2")
    with pytest.raises(drs.exceptions.ValidationException, match="Region"):
        create_step(
            drs,
            plan,
            {"serverStepConfiguration": {"servers": [{"serverArn": elsewhere}]}},
        )


def test_the_quota_of_steps_holds(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A plan has at most 20 steps."""
    plan = create_plan(drs, server_step(fake.add_source_server()), *[WAIT] * 19)
    with pytest.raises(drs.exceptions.ServiceQuotaExceededException, match="20 steps"):
        create_step(drs, plan, WAIT)


def test_the_quota_of_servers_holds(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A plan has at most 100 servers in all its steps."""
    servers = [fake.add_source_server() for _ in range(101)]
    plan = create_plan(drs, server_step(*servers[:99]))
    refused = drs.exceptions.ServiceQuotaExceededException
    with pytest.raises(refused, match="100 servers") as caught:
        create_step(drs, plan, server_step(*servers[99:]))
    assert "quotaCode" not in caught.value.response
    step = create_step(drs, plan, server_step(servers[99]))
    with pytest.raises(drs.exceptions.ValidationException, match="more than 100"):
        drs.update_recovery_plan_step(
            recoveryPlanStepArn=step, configuration=server_step(*servers[99:])
        )


def test_steps_are_listed_in_pages() -> None:
    """Pages follow the order of the plan, not that of creation."""
    with FakeDrs(page_size=2) as fake:
        drs = fake.boto3_client()
        plan = create_plan(drs)
        for name in "abc":
            drs.create_recovery_plan_step(
                recoveryPlanArn=plan,
                stepName=name,
                stepOrder=1,
                configuration=server_step(fake.add_source_server()),
            )
        paginator = drs.get_paginator("list_recovery_plan_steps")
        pages = list(paginator.paginate(recoveryPlanArn=plan))
    found = [[step["stepName"] for step in page["recoveryPlanSteps"]] for page in pages]
    assert found == [["c", "b"], ["a"]]
