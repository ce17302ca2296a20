"""Arguments of waits: invalid ones are refused before anything is sent."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import (
    DrsParameterError,
)
from drsclient.models import (
    HasRecoverySnapshotId,
    LaunchDisposition,
    RecoveryPlanExecutionSourceServer,
    RecoverySnapshot,
    StartRecoveryRequestSourceServer,
)

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs
    from tests.waits.recording_clock import RecordingClock


SERVER_ID, SNAPSHOT_ID = "s-0123456789abcdef0", "pit-0123456789abcdef0"
CHOICES: list[HasRecoverySnapshotId] = [
    RecoverySnapshot(
        snapshot_id=SNAPSHOT_ID,
        source_server_id=SERVER_ID,
        expected_timestamp=datetime(2030, 1, 1, tzinfo=UTC),
    ),
    StartRecoveryRequestSourceServer(
        source_server_id=SERVER_ID, recovery_snapshot_id=SNAPSHOT_ID
    ),
    RecoveryPlanExecutionSourceServer(
        source_server_id=SERVER_ID, recovery_snapshot_id=SNAPSHOT_ID
    ),
]


def test_an_id_that_cannot_be_one_is_not_sent(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """Not even next to valid IDs."""
    good = fake_drs.add_source_server(state="CONTINUOUS")
    for method in (drs.wait_for_replication, drs.check_replication):
        with pytest.raises(DrsParameterError) as caught:
            method([good, "web-1"])
        assert caught.value.value == "web-1"
    assert fake_drs.requests == ()
    assert clock.sleeps == []


WAITS = [
    "wait_for_replication",
    "check_replication",
    "wait_for_job",
    "check_job",
    "wait_for_recovery_plan_execution",
    "check_recovery_plan_execution",
    "wait_for_recovery_instances",
    "check_recovery_instances",
    "wait_for_failback",
    "check_failback",
]


@pytest.mark.parametrize("method", WAITS)
@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: type(one).__name__)
def test_a_snapshot_is_not_taken_for_its_server(
    fake_drs: FakeDrs,
    drs: DrsClient,
    clock: RecordingClock,
    method: str,
    choice: HasRecoverySnapshotId,
) -> None:
    """Its point in time would be dropped, even among others."""
    good = fake_drs.add_source_server(state="CONTINUOUS")
    for given in (choice, [choice], iter([good, choice])):
        with pytest.raises(DrsParameterError):
            getattr(drs, method)(given)
    assert fake_drs.requests == ()
    assert clock.sleeps == []


@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: type(one).__name__)
def test_the_error_names_the_attribute_to_pass(
    drs: DrsClient,
    choice: Any,  # noqa: ANN401 - deliberately wrong
) -> None:
    """The message has the attribute to pass instead, if there is one."""
    with pytest.raises(DrsParameterError) as caught:
        drs.wait_for_replication(choice)
    advice = f"; a {type(choice).__name__} has more than its source_server_id: pass"
    assert advice in str(caught.value)
    assert caught.value.value is choice


WRONG: list[tuple[str, object, str]] = [
    *(("timeout", value, "0 or more") for value in (math.nan, -1, -0.1, -math.inf)),
    *(("timeout", value, "0 or more") for value in ("60", None, timedelta(1))),
    *(("poll_interval", value, "above 0") for value in (0, -1, math.nan, math.inf)),
    *(("poll_interval", value, "above 0") for value in ("60", None, Decimal(60))),
    *(("max_lag", value, "a timedelta") for value in (60, "60", timedelta(-1))),
    *(("max_stall", value, "a timedelta") for value in (600, None, timedelta(-1))),
    *(("until", value, "a DataReplicationState") for value in ("", 1, b"STALLED")),
    *(("until", value, "a DataReplicationState") for value in ("continuous", "DONE")),
    # A state of the same name, but of something else.
    ("until", LaunchDisposition.STOPPED, "a DataReplicationState"),
]


@pytest.mark.parametrize(
    ("parameter", "value", "expected"), WRONG, ids=[f"{n}={v!r}" for n, v, _ in WRONG]
)
def test_wrong_arguments_are_refused(
    fake_drs: FakeDrs,
    drs: DrsClient,
    parameter: str,
    value: Any,  # noqa: ANN401 - deliberately wrong
    expected: str,
) -> None:
    """Before anything is sent, by each method that has them."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    methods = [partial(drs.wait_for_replication, server_id)]
    if parameter not in {"timeout", "poll_interval"}:
        methods.append(partial(drs.check_replication, server_id))
    for method in methods:
        with pytest.raises(DrsParameterError, match=expected) as caught:
            method(**{parameter: value})
        assert caught.value.parameter == parameter
        assert caught.value.value is value
    assert fake_drs.requests == ()


@pytest.mark.parametrize("until", ["running", "", None, 1, LaunchDisposition.STOPPED])
def test_a_state_of_no_instance_is_refused(
    fake_drs: FakeDrs,
    drs: DrsClient,
    until: Any,  # noqa: ANN401 - deliberately wrong
) -> None:
    """A member of another enum, too, whose text would never be reached."""
    key = "i-0123456789abcdef0"
    for method in (drs.wait_for_recovery_instances, drs.check_recovery_instances):
        with pytest.raises(DrsParameterError, match="an EC2InstanceState") as caught:
            method(key, until=until)
        assert caught.value.parameter == "until"
    for failback in (drs.wait_for_failback, drs.check_failback):
        with pytest.raises(DrsParameterError, match="a FailbackState"):
            failback(key, until=until)
    assert fake_drs.requests == ()


@pytest.mark.parametrize("previous", [{"dateTime": "2030-01-01T00:00:00Z"}, "", ()])
def test_anything_but_an_outcome_is_refused(
    fake_drs: FakeDrs,
    drs: DrsClient,
    previous: Any,  # noqa: ANN401 - deliberately wrong
) -> None:
    """Such as a stored outcome: `from_wire` reads that."""
    with pytest.raises(DrsParameterError, match="the ReplicationOutcome of"):
        drs.check_replication(fake_drs.add_source_server(), previous=previous)
    with pytest.raises(DrsParameterError, match="the JobOutcome of"):
        drs.check_job("drsjob-11111111111111111", previous=previous)
    with pytest.raises(DrsParameterError, match="the ExecutionOutcome of"):
        drs.check_recovery_plan_execution("arn:aws:drs:…", previous=previous)
    with pytest.raises(DrsParameterError, match="the RecoveryInstanceOutcome of"):
        drs.check_recovery_instances("i-0123456789abcdef0", previous=previous)
    with pytest.raises(DrsParameterError, match="the FailbackOutcome of"):
        drs.check_failback("i-0123456789abcdef0", previous=previous)
    assert fake_drs.requests == ()
