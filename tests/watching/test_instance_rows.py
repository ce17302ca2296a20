from __future__ import annotations

import io
from typing import TYPE_CHECKING, get_args

import pytest

from drsclient.outcomes import InstanceStatus, RecoveryInstanceOutcome, Verdict
from drsclient.testing import Assumptions, FakeDrs
from drsclient.testing._state.assumptions import FirstFailbackState
from drsclient.watching import Watch

if TYPE_CHECKING:
    from drsclient.outcomes import FailbackOutcome
    from tests.watching.terminals import Terminal

VMWARE_UUID = "4214a8f9-2c0d-4b6e-9b0a-5d2f6c1e7a31"


def test_instances_are_shown_by_name_until_they_run(
    terminal: Terminal, fake_drs: FakeDrs
) -> None:
    """Each has its state, and a failed one has its reason."""
    drs = fake_drs.client()
    ids = [
        fake_drs.add_source_server(hostname=name, state="CONTINUOUS")
        for name in ("db-1", "db-2")
    ]
    started = drs.wait_for_job(drs.start_recovery(ids, is_drill=True))
    first, second = started.recovery_instance_ids
    fake_drs.trigger(first, "boot")
    fake_drs.trigger(first, "stop instance")
    with Watch(console=terminal.console) as watch:
        drs.wait_for_recovery_instances(
            [first, second], on_progress=watch, raise_on_failure=False
        )
    assert terminal.display.splitlines() == [
        "✗ db-1    STOPPING  its EC2 instance is STOPPING",
        "✓ db-2    RUNNING",
        "1 of 2 instances done, 1 failed",
    ]
    assert "db-2    PENDING" in terminal.displays[0]


def test_failback_has_the_progress_of_the_copy_on_a_terminal(
    terminal: Terminal, fake_drs: FakeDrs
) -> None:
    """A log has it no more than once for each state."""
    file, drs = io.StringIO(), fake_drs.client()
    server_id = fake_drs.add_source_server(
        hostname="db-1", hardware_id=VMWARE_UUID, state="CONTINUOUS"
    )
    instance_id = fake_drs.add_recovery_instance(server_id)
    fake_drs.trigger(instance_id, "connect failback client")
    log = Watch(file=file, clock=fake_drs, summary_interval=3600)
    with Watch(console=terminal.console) as watch:

        def show(outcome: FailbackOutcome) -> None:
            watch(outcome)
            log(outcome)

        drs.wait_for_failback(instance_id, poll_interval=600, on_progress=show)
    assert terminal.displays[2].startswith(
        "  db-1    FAILBACK_IN_PROGRESS  INITIAL_SYNC, 50% copied, ETA 2030-01-01 00:35"
    )
    assert terminal.display.splitlines() == [
        "✓ db-1    FAILBACK_READY_FOR_LAUNCH  CONTINUOUS",
        "1 of 1 instance done",
    ]
    assert file.getvalue().splitlines() == [
        f"2030-01-01T00:00:00Z db-1 ({instance_id}): FAILBACK_IN_PROGRESS",
        f"2030-01-01T00:40:00Z db-1 ({instance_id}): FAILBACK_READY_FOR_LAUNCH, done",
        "2030-01-01T00:40:00Z 1 of 1 instance done",
    ]


@pytest.mark.parametrize("state", get_args(FirstFailbackState))
def test_failback_is_shown_before_it_is_started(
    terminal: Terminal, state: FirstFailbackState
) -> None:
    """With the state that the service gives a new instance."""
    with FakeDrs(assumptions=Assumptions(first_failback_state=state)) as fake:
        drs = fake.client()
        server_id = fake.add_source_server(hostname="db-1", state="CONTINUOUS")
        instance_id = fake.add_recovery_instance(server_id)
        with Watch(console=terminal.console) as watch:
            watch(drs.check_failback(instance_id))
            drs.reverse_replication(instance_id)
            drs.wait_for_failback(instance_id, on_progress=watch)
    assert f"db-1    {state}  NOT_STARTED" in terminal.displays[0]
    assert terminal.display.splitlines() == [
        "✓ db-1    FAILBACK_READY_FOR_LAUNCH  CONTINUOUS",
        "1 of 1 instance done",
    ]


def test_an_instance_without_a_host_name_has_its_id(terminal: Terminal) -> None:
    """As one that the service does not list."""
    gone = InstanceStatus(
        recovery_instance_id="i-0123456789abcdef0",
        verdict=Verdict.FAILED,
        reason="there is no such recovery instance",
    )
    with Watch(console=terminal.console) as watch:
        watch(RecoveryInstanceOutcome(instances=(gone,)))
    assert terminal.display.splitlines() == [
        "✗ i-0123456789abcdef0         there is no such recovery instance",
        "0 of 1 instance done, 1 failed",
    ]
