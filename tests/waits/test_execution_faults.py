from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from drsclient import (
    AccessDeniedException,
    DrsParameterError,
    ResourceNotFoundException,
    ThrottlingException,
)
from drsclient.models import (
    RecoveryPlan,
    RecoveryPlanExecutionStatus,
    RecoveryPlanStatus,
)
from tests.fake.recovery_plans import (
    create_plan,
    protected_server,
    server_step,
    start,
)

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

NO_ADDRESS = "The subnet has no free address."
NOW = datetime(2030, 1, 1, tzinfo=UTC)
PLAN = RecoveryPlan(
    recovery_plan_arn="arn:aws:drs:…",
    name="web",
    status=RecoveryPlanStatus.ACTIVE,
    created_at=NOW,
    updated_at=NOW,
)


@pytest.mark.parametrize(
    "operation",
    [
        "GetRecoveryPlanExecution",
        "ListRecoveryPlanExecutionSteps",
        "DescribeJobs",
        "DescribeJobLogItems",
        "DescribeRecoveryInstances",
    ],
)
def test_transient_errors_do_not_end_a_wait(
    fake_drs: FakeDrs, drs_client: DrsClient, operation: str
) -> None:
    """Nothing is missing in the outcome; a single check fails with the error."""
    good, bad = protected_server(fake_drs), protected_server(fake_drs)
    fake_drs.fail_launch(bad, NO_ADDRESS)
    drs = drs_client.boto3_client
    arn = start(drs, create_plan(drs, server_step(good), server_step(bad)))
    fake_drs.fail(operation, "ThrottlingException", times=3, retry_after=60)
    outcome = drs_client.wait_for_recovery_plan_execution(arn, raise_on_failure=False)
    assert outcome.execution.status == RecoveryPlanExecutionStatus.FAILED
    assert len(outcome.recovery_instance_ids) == 1
    assert outcome.failed[0].reason == f"LAUNCH_FAILED: {NO_ADDRESS}"
    fake_drs.fail(operation, "ThrottlingException")
    with pytest.raises(ThrottlingException):
        drs_client.check_recovery_plan_execution(arn)


def test_a_throttled_poll_repeats_no_call(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each poll resumes where a throttle interrupted it, or it would never end."""
    good, bad = protected_server(fake_drs), protected_server(fake_drs)
    fake_drs.fail_launch(bad, NO_ADDRESS)
    drs = drs_client.boto3_client
    arn = start(drs, create_plan(drs, server_step(good), server_step(bad)))
    fake_drs.throttle(1)
    outcome = drs_client.wait_for_recovery_plan_execution(arn, raise_on_failure=False)
    assert len(outcome.recovery_instance_ids) == 1
    assert outcome.failed[0].reason == f"LAUNCH_FAILED: {NO_ADDRESS}"


def test_an_unknown_execution(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Neither this error nor a denied call is retried."""
    drs = drs_client.boto3_client
    arn = start(drs, create_plan(drs, server_step(protected_server(fake_drs))))
    with pytest.raises(ResourceNotFoundException):
        drs_client.wait_for_recovery_plan_execution(f"{arn[:-1]}9")
    fake_drs.fail("ListRecoveryPlanExecutionSteps", "AccessDeniedException")
    with pytest.raises(AccessDeniedException):
        drs_client.wait_for_recovery_plan_execution(arn)


@pytest.mark.parametrize(
    ("execution", "text"),
    [
        ("exec-1", "recovery_plan_execution_arn=<str of 6 characters> is not valid"),
        (PLAN, "execution=<RecoveryPlan> is not valid: expected a recovery plan exec"),
        (
            7,
            (
                "execution=7 is not valid:"
                " expected a recovery plan execution ARN, or a recovery plan execution"
            ),
        ),
    ],
)
def test_anything_but_an_execution_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, execution: str, text: str
) -> None:
    """Nothing is sent."""
    with pytest.raises(DrsParameterError, match=text):
        drs_client.wait_for_recovery_plan_execution(execution)
    with pytest.raises(DrsParameterError, match=text):
        drs_client.check_recovery_plan_execution(execution)
    assert not fake_drs.requests
