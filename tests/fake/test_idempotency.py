from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs


def plans(drs: Boto3DrsClient) -> list[str]:
    """Return the names of all recovery plans."""
    return [plan["name"] for plan in drs.list_recovery_plans()["recoveryPlans"]]


def test_a_call_is_carried_out_once_for_a_token(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A repeated call gets the response of the first call at any later time."""
    first = drs.create_recovery_plan(name="shop", clientToken="one")["recoveryPlan"]
    fake.advance(days=1)
    second = drs.create_recovery_plan(name="shop", clientToken="one")["recoveryPlan"]
    assert second == first
    assert plans(drs) == ["shop"]


def test_a_token_is_for_the_same_parameters(drs: Boto3DrsClient) -> None:
    """A token with other parameters is a conflict."""
    drs.create_recovery_plan(name="shop", clientToken="one")
    with pytest.raises(drs.exceptions.ConflictException, match="clientToken one"):
        drs.create_recovery_plan(name="market", clientToken="one")
    assert plans(drs) == ["shop"]


def test_a_refused_call_uses_up_no_token(drs: Boto3DrsClient) -> None:
    """A refused call can be repeated with its token."""
    shop = drs.create_recovery_plan(name="shop")["recoveryPlan"]
    with pytest.raises(drs.exceptions.ConflictException, match="shop"):
        drs.create_recovery_plan(name="shop", clientToken="one")
    drs.delete_recovery_plan(recoveryPlanArn=shop["recoveryPlanArn"])
    drs.create_recovery_plan(name="shop", clientToken="one")
    assert plans(drs) == ["shop"]


def test_a_saved_state_has_the_client_tokens(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A call can be repeated after its state was saved and loaded."""
    first = drs.create_recovery_plan(name="shop", clientToken="one")["recoveryPlan"]
    fake.load(fake.save())
    second = drs.create_recovery_plan(name="shop", clientToken="one")["recoveryPlan"]
    assert second == first


def test_an_empty_token_is_none(drs: Boto3DrsClient) -> None:
    """Calls with an empty token are not idempotent."""
    for name in ("shop", "market"):
        drs.create_recovery_plan(name=name, clientToken="")
    assert plans(drs) == ["shop", "market"]
