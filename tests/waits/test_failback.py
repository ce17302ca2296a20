"""Waits for failback: target states and failures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, get_args

import pytest

from drsclient import FailbackFailedError, WaitTimeoutError
from drsclient.models import (
    FailbackReplicationError,
    FailbackState,
    RecoveryInstanceDataReplicationState as ReplicationState,
)
from drsclient.outcomes import FailbackOutcome, Verdict
from drsclient.testing import Assumptions, FakeDrs, Reset
from drsclient.testing._state.assumptions import FirstFailbackState

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.models import FailbackStateLiteral
    from tests.waits.recording_clock import RecordingClock

VMWARE_UUID = "4214a8f9-2c0d-4b6e-9b0a-5d2f6c1e7a31"
CONNECT = "connect failback client"


@pytest.fixture
def instance_id(fake_drs: FakeDrs) -> str:
    """Add a recovery instance that came from outside AWS, and return its ID."""
    server_id = fake_drs.add_source_server(
        hostname="db-1", hardware_id=VMWARE_UUID, state="CONTINUOUS"
    )
    return fake_drs.add_recovery_instance(server_id)


def test_failback_is_awaited_until_a_launch_is_possible(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str, clock: RecordingClock
) -> None:
    """Even if the Failback Client connects only later."""
    clock.on_sleep = lambda number: (
        fake_drs.trigger(instance_id, CONNECT) if number == 2 else None
    )
    seen: list[FailbackOutcome] = []
    outcome = drs.wait_for_failback(instance_id, on_progress=seen.append)
    assert outcome.is_success
    assert clock.sleeps == [60.0] * 37
    (instance,) = outcome.instances
    assert outcome.parts == outcome.succeeded == (instance,)
    assert instance.recovery_instance_id == instance_id
    assert instance.state == FailbackState.FAILBACK_READY_FOR_LAUNCH
    assert instance.replication_state == ReplicationState.CONTINUOUS
    assert instance.progress == 1.0
    assert str(outcome) == "1 recovery instance is done"
    job = drs.start_failback_launch(outcome.succeeded)
    assert drs.wait_for_job(job).is_success
    assert drs.check_failback(instance_id, until="FAILBACK_COMPLETED").is_success
    texts = [str(one.instances[0]).partition(": ")[2] for one in seen]
    assert texts[0] == "FAILBACK_NOT_STARTED, NOT_STARTED"
    assert texts[22] == (
        "FAILBACK_IN_PROGRESS, INITIAL_SYNC, 50% copied, ETA 2030-01-01 00:37 UTC"
    )
    assert texts[-1] == "FAILBACK_READY_FOR_LAUNCH, CONTINUOUS"


def test_a_later_state_counts_until_the_launch(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str
) -> None:
    """A failback that can be completed has also started; one that is over is not."""
    started = FailbackState.FAILBACK_IN_PROGRESS
    assert drs.check_failback(instance_id, until=started).waiting
    fake_drs.trigger(instance_id, CONNECT)
    assert drs.check_failback(instance_id, until=started).is_success
    assert drs.check_failback(instance_id).waiting
    fake_drs.advance(hours=1)
    assert drs.check_failback(instance_id, until=started).is_success
    drs.wait_for_job(drs.start_failback_launch([instance_id]))
    for until in (started, FailbackState.FAILBACK_READY_FOR_LAUNCH):
        (failed,) = drs.check_failback(instance_id, until=until).failed
        assert failed.reason == "its failback is FAILBACK_COMPLETED"


def test_an_instance_that_falls_behind_is_waiting(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str
) -> None:
    """Its text has the lag."""
    fake_drs.trigger(instance_id, CONNECT)
    fake_drs.advance(hours=1)
    fake_drs.trigger(instance_id, "fall behind")
    fake_drs.advance(minutes=5)
    (waiting,) = drs.check_failback(instance_id).waiting
    assert waiting.lag_duration == timedelta(minutes=5)
    assert str(waiting) == (
        f"db-1 ({instance_id}): FAILBACK_NOT_READY_FOR_LAUNCH, BACKLOG, lag 0:05:00"
    )


def test_a_failback_that_fails_ends_the_wait(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str
) -> None:
    """The error has the reason, and what the service knows about it."""
    fake_drs.trigger(instance_id, CONNECT)
    fake_drs.trigger(instance_id, "fail")
    with pytest.raises(FailbackFailedError) as caught:
        drs.wait_for_failback([instance_id])
    (failed,) = caught.value.outcome.failed
    assert failed.error == FailbackReplicationError.FAILBACK_CLIENT_NOT_SEEN
    assert failed.reason == (
        "its failback is FAILBACK_ERROR: FAILBACK_CLIENT_NOT_SEEN:"
        " the failback client has not reported for a while"
    )
    assert failed.details == "STALLED, FAILBACK_CLIENT_NOT_SEEN"
    assert str(failed) == f"db-1 ({instance_id}): {failed.reason}"
    error = FailbackState.FAILBACK_ERROR
    assert drs.check_failback(instance_id, until=error).is_success


def test_a_failback_that_is_stopped_ends_the_wait(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str, clock: RecordingClock
) -> None:
    """An earlier poll tells that it had been started before."""
    fake_drs.trigger(instance_id, CONNECT)
    clock.on_sleep = lambda _: drs.stop_failback(instance_id)
    with pytest.raises(FailbackFailedError, match="its failback was stopped"):
        drs.wait_for_failback(instance_id)
    assert len(clock.sleeps) == 1
    assert drs.check_failback(instance_id, until="FAILBACK_NOT_STARTED").is_success


@pytest.mark.parametrize(
    ("leave", "reason"),
    [
        ("disconnect", "its replication is DISCONNECTED"),
        ("terminate instance", "its EC2 instance is SHUTTING-DOWN"),
        ("delete", "there is no such recovery instance"),
    ],
)
def test_an_instance_that_is_gone_ends_the_wait(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str, leave: str, reason: str
) -> None:
    """Nothing can fail back from it anymore."""
    if leave == "terminate instance":
        fake_drs.trigger(instance_id, leave)
    else:
        drs.disconnect_recovery_instance(instance_id)
    if leave == "delete":
        drs.delete_recovery_instance(instance_id)
    with pytest.raises(FailbackFailedError) as caught:
        drs.wait_for_failback(instance_id)
    assert caught.value.outcome.failed[0].reason == reason


def test_failures_can_be_left_to_the_end(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str
) -> None:
    """And a finished instance is not polled again."""
    missing = "i-00000000000000000"
    fake_drs.trigger(instance_id, CONNECT)
    outcome = drs.wait_for_failback([missing, instance_id], raise_on_failure=False)
    assert [one.verdict for one in outcome.instances] == [
        Verdict.FAILED,
        Verdict.SUCCEEDED,
    ]
    before = len(fake_drs.requests)
    again = drs.check_failback([instance_id], previous=outcome)
    assert again.instances == outcome.instances[1:]
    assert len(fake_drs.requests) == before


@pytest.mark.parametrize("state", get_args(FirstFailbackState))
def test_an_instance_that_came_from_ec2_is_ready_when_its_copy_is(
    state: FirstFailbackState,
) -> None:
    """Whatever its state is before somebody reverses its replication."""
    with FakeDrs(assumptions=Assumptions(first_failback_state=state)) as fake:
        drs = fake.client()
        server_id = fake.add_source_server(
            state="CONTINUOUS", origin_region="us-west-2"
        )
        instance_id = fake.add_recovery_instance(server_id)
        seen: list[FailbackState | None] = []

        def reverse(outcome: FailbackOutcome) -> None:
            seen.append(outcome.instances[0].state)
            if len(seen) == 2:
                drs.reverse_replication(instance_id)

        outcome = drs.wait_for_failback(instance_id, on_progress=reverse)
        assert outcome.is_success
        # A poll every minute: the copy takes 35.
        assert seen == [
            *[state] * 2,
            *["FAILBACK_IN_PROGRESS"] * 34,
            "FAILBACK_READY_FOR_LAUNCH",
        ]


def test_a_response_without_its_failback_is_waiting(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str
) -> None:
    """Nothing is known of it, not even its host name."""
    item = {"recoveryInstanceID": instance_id, "arn": "arn:aws:drs:…"}
    fake_drs.answer("DescribeRecoveryInstances", json={"items": [item]})
    (waiting,) = drs.check_failback(instance_id).waiting
    assert (waiting.state, waiting.progress, waiting.details) == (None, None, "")
    assert str(waiting) == f"{instance_id}: WAITING"


def test_a_wait_that_reaches_nobody_times_out(
    fake_drs: FakeDrs, drs: DrsClient, instance_id: str
) -> None:
    """The error has the ID of the instance."""
    until: FailbackStateLiteral = "FAILBACK_COMPLETED"
    fake_drs.inject(Reset(), times=None)
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_failback(instance_id, until=until, timeout=60)
    (part,) = caught.value.outcome.waiting
    assert getattr(part, "recovery_instance_id", None) == instance_id
