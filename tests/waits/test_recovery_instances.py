"""Waits for recovery instances: target states in EC2, and failures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest

from drsclient import RecoveryInstanceFailedError, WaitTimeoutError
from drsclient.models import EC2InstanceState, EC2InstanceStateLiteral
from drsclient.outcomes import Verdict
from drsclient.testing import FakeDrs, Reset
from tests.fake.recovery_plans import protected_server

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.outcomes import RecoveryInstanceOutcome
    from tests.waits.recording_clock import RecordingClock

MISSING = "i-00000000000000000"
STOP = ("stop instance", "shut down")
END = ("terminate instance", "shut down")
# The events that take a running instance to a state.
EVENTS: dict[EC2InstanceStateLiteral, tuple[str, ...]] = {
    "PENDING": (*STOP, "start instance"),
    "RUNNING": (),
    "STOPPING": STOP[:1],
    "STOPPED": STOP,
    "SHUTTING-DOWN": END[:1],
    "TERMINATED": END,
    "NOT_FOUND": (*END, "forget"),
}


def add_instance(fake: FakeDrs, state: EC2InstanceStateLiteral) -> str:
    """Add a recovery instance with a state in EC2, and return its ID."""
    instance_id = fake.add_recovery_instance(protected_server(fake))
    for event in EVENTS[state]:
        fake.trigger(instance_id, event)
    return instance_id


def test_an_instance_is_awaited_until_it_runs(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """A launch ends a minute before its instance is running."""
    server_id = fake_drs.add_source_server(hostname="db-1", state="CONTINUOUS")
    launched = drs.wait_for_job(drs.start_recovery([server_id], is_drill=False))
    (instance_id,) = launched.recovery_instance_ids
    clock.sleeps.clear()
    outcome = drs.wait_for_recovery_instances(launched.servers)
    assert outcome.is_success
    assert clock.sleeps == [15.0] * 4
    (instance,) = outcome.instances
    assert outcome.parts == outcome.succeeded == (instance,)
    assert instance.recovery_instance_id == instance_id
    assert instance.source_server_id == server_id
    assert instance.state == EC2InstanceState.RUNNING
    assert str(instance) == f"db-1 ({instance_id}): RUNNING"
    assert str(outcome) == "1 recovery instance is done"


@pytest.mark.parametrize("until", get_args(EC2InstanceStateLiteral))
def test_each_state_is_reached_waiting_or_out_of_reach(
    until: EC2InstanceStateLiteral,
) -> None:
    """An instance starts, stops or ends, and a later state of these counts, too."""
    phases = [
        ["PENDING", "RUNNING"],
        ["STOPPING", "STOPPED"],
        ["SHUTTING-DOWN", "TERMINATED", "NOT_FOUND"],
    ]
    (target,) = (number for number, phase in enumerate(phases) if until in phase)
    with FakeDrs() as fake:
        drs = fake.client()
        for number, phase in enumerate(phases):
            for state in phase:
                instance_id = add_instance(fake, EC2InstanceState(state).value)
                outcome = drs.check_recovery_instances(
                    instance_id, until=EC2InstanceState(until)
                )
                (instance,) = outcome.instances
                assert instance.state == state
                if number == target and phase.index(state) >= phase.index(until):
                    assert instance.verdict == Verdict.SUCCEEDED
                elif number <= target:
                    assert instance.verdict == Verdict.WAITING
                else:
                    assert instance.verdict == Verdict.FAILED
                    assert instance.reason == f"its EC2 instance is {state}"


def test_a_terminated_instance_is_not_listed_anymore(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """So it counts as terminated, but it will not be running."""
    instance_id = add_instance(fake_drs, "RUNNING")
    instance = drs.get_recovery_instance(instance_id)
    drs.wait_for_job(drs.terminate_recovery_instances([instance]))
    outcome = drs.wait_for_recovery_instances(instance, until="TERMINATED")
    assert outcome.is_success
    assert outcome.instances[0].state is None
    assert str(outcome.instances[0]) == f"{instance_id}: SUCCEEDED"
    with pytest.raises(RecoveryInstanceFailedError) as caught:
        drs.wait_for_recovery_instances(instance)
    (failed,) = caught.value.outcome.failed
    assert failed.recovery_instance_id == instance_id
    assert failed.reason == "there is no such recovery instance"
    assert str(caught.value) == (
        f"1 of 1 recovery instance failed: {instance_id}:"
        " there is no such recovery instance"
    )


def test_a_state_that_this_version_does_not_know_is_awaited_exactly(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """It is reached by itself only, and an instance in such a state is waiting."""
    hibernated = EC2InstanceState("HIBERNATED")
    known = add_instance(fake_drs, "RUNNING")
    assert drs.check_recovery_instances(known, until=hibernated).waiting
    item: dict[str, Any] = {"recoveryInstanceID": known, "arn": "arn:aws:drs:…"}
    for state, until, verdict in [
        ({"ec2InstanceState": "HIBERNATED"}, hibernated, Verdict.SUCCEEDED),
        ({"ec2InstanceState": "HIBERNATED"}, "RUNNING", Verdict.WAITING),
        ({}, "RUNNING", Verdict.WAITING),
    ]:
        fake_drs.answer("DescribeRecoveryInstances", json={"items": [item | state]})
        outcome = drs.check_recovery_instances(known, until=EC2InstanceState(until))
        assert outcome.instances[0].verdict == verdict


def test_one_failure_ends_the_wait_unless_it_is_left_to_the_end(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """With `raise_on_failure=False`, the wait continues for the others."""
    stopped = add_instance(fake_drs, "STOPPED")
    pending = add_instance(fake_drs, "PENDING")
    with pytest.raises(RecoveryInstanceFailedError) as caught:
        drs.wait_for_recovery_instances([stopped, pending])
    assert clock.sleeps == []
    assert [one.recovery_instance_id for one in caught.value.outcome.waiting] == [
        pending
    ]
    outcome = drs.wait_for_recovery_instances(
        [stopped, pending], raise_on_failure=False
    )
    assert [one.verdict for one in outcome.instances] == [
        Verdict.FAILED,
        Verdict.SUCCEEDED,
    ]


def test_a_finished_instance_is_not_polled_again(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """It stays as it was, in a wait and in a check that is given the last outcome."""
    running = add_instance(fake_drs, "RUNNING")
    pending = add_instance(fake_drs, "PENDING")
    first = drs.check_recovery_instances([running, pending])
    assert [one.recovery_instance_id for one in first.waiting] == [pending]
    fake_drs.trigger(running, "stop instance")
    fake_drs.advance(minutes=2)
    last = drs.check_recovery_instances([running, pending], previous=first)
    assert last.is_success
    assert last.instances[0] == first.instances[0]
    sent: list[Any] = [one.parameters for one in fake_drs.requests]
    assert [one["filters"]["recoveryInstanceIDs"] for one in sent] == [
        [running, pending],
        [pending],
    ]


def test_one_call_polls_200_instances() -> None:
    """450 instances take three calls."""
    with FakeDrs(page_size=200) as fake:
        ids = [add_instance(fake, "RUNNING") for _ in range(450)]
        outcome = fake.client().wait_for_recovery_instances(iter(ids))
        assert outcome.is_success
        assert [one.recovery_instance_id for one in outcome.instances] == ids
        assert len(fake.requests) == 3


def test_transient_errors_do_not_end_the_wait(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """And each successful poll is reported."""
    pending = add_instance(fake_drs, "PENDING")
    fake_drs.inject(Reset(), "DescribeRecoveryInstances", times=4)
    seen: list[RecoveryInstanceOutcome] = []
    outcome = drs.wait_for_recovery_instances(pending, on_progress=seen.append)
    assert outcome.is_success
    assert seen[-1] == outcome


def test_a_wait_times_out(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """The error has the state at the last poll, or the IDs if none succeeded."""
    running, started = add_instance(fake_drs, "RUNNING"), fake_drs.now
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_recovery_instances(running, until="STOPPED", timeout=60)
    assert fake_drs.now - started == timedelta(minutes=1)
    assert str(caught.value) == (
        "timed out after 60 s: 1 of 1 recovery instance is not done:"
        f" server ({running}): RUNNING"
    )
    fake_drs.inject(Reset(), times=None)
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_recovery_instances(running, timeout=60)
    (part,) = caught.value.outcome.waiting
    assert getattr(part, "recovery_instance_id", None) == running


def test_no_instances_need_no_wait(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Nothing is sent: an empty list is not all recovery instances."""
    assert drs.wait_for_recovery_instances([]).is_success
    assert drs.wait_for_failback([]).is_success
    assert fake_drs.requests == ()


def test_what_was_found_is_passed_on(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """As a recovery instance, and as its source server."""
    running = add_instance(fake_drs, "RUNNING")
    found = drs.check_recovery_instances(running).succeeded
    assert drs.check_failback(found).waiting
    assert drs.check_replication(found).is_success
    assert drs.terminate_recovery_instances_many(found).is_success
