from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import attrs

from drsclient.fleet import FleetProgress
from drsclient.models import (
    ErrorDetail,
    LaunchStatus,
    RecoveryPlanExecution,
    RecoveryPlanExecutionMode,
    RecoveryPlanExecutionStatus,
    RecoveryPlanExecutionStepStatus,
    RecoveryPlanExecutionStepSummary,
    SourceServer,
    WaitStepConfiguration,
)
from drsclient.outcomes import (
    ExecutionOutcome,
    JobOutcome,
    NetworkOutcome,
    Verdict,
)
from drsclient.watching import Watch
from drsclient.watching._view_builder import ViewBuilder
from tests.watching.terminals import Terminal, job, job_id, part, server_id

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

WAITING, SUCCEEDED, FAILED = Verdict.WAITING, Verdict.SUCCEEDED, Verdict.FAILED


def test_a_drill_shows_its_servers_by_name(
    terminal: Terminal, fake_drs: FakeDrs
) -> None:
    """Servers stand below their job, with the instance or the reason of a failure."""
    drs = fake_drs.client()
    names = ("db-1", "db-2", "app-1")
    ids = [fake_drs.add_source_server(hostname=n, state="CONTINUOUS") for n in names]
    fake_drs.fail_launch(ids[1], "no capacity")
    with Watch(console=terminal.console) as watch:
        drs.wait_for_replication(ids, on_progress=watch)
        started = drs.start_recovery(ids, is_drill=True)
        outcome = drs.wait_for_job(started, on_progress=watch, raise_on_failure=False)
    first, second = outcome.recovery_instance_ids
    assert terminal.display.splitlines() == [
        f"✗ START_DRILL {started.job_id}  COMPLETED",
        f"✓   db-1   LAUNCHED  {first}",
        "✗   db-2   FAILED    LAUNCH_FAILED: no capacity",
        f"✓   app-1  LAUNCHED  {second}",
        "2 of 3 servers done, 1 failed",
    ]
    early = next(text for text in terminal.displays if "STARTED" in text)
    assert early.splitlines()[1:] == [
        "    db-1   SNAPSHOT_END",
        "    db-2   SNAPSHOT_END",
        "    app-1  SNAPSHOT_END",
        "0 of 3 servers done",
    ]


def test_a_log_has_the_time_of_the_clock(fake_drs: FakeDrs) -> None:
    """Outcomes of jobs have no time, so their lines have the time of the clock."""
    file, drs = io.StringIO(), fake_drs.client()
    watch = Watch(file=file, clock=fake_drs)
    added = fake_drs.add_source_server(state="CONTINUOUS")
    started = drs.start_recovery([added], is_drill=True)
    outcome = drs.wait_for_job(started, poll_interval=60, on_progress=watch)
    (instance_id,) = outcome.recovery_instance_ids
    assert file.getvalue().splitlines() == [
        f"2030-01-01T00:00:00Z START_DRILL {started.job_id}: PENDING",
        f"2030-01-01T00:00:00Z {added}: PENDING",
        f"2030-01-01T00:01:00Z START_DRILL {started.job_id}: STARTED",
        f"2030-01-01T00:01:00Z {added}: CONVERSION_START",
        f"2030-01-01T00:05:00Z {added}: LAUNCH_START",
        "2030-01-01T00:05:00Z 0 of 1 server done",
        f"2030-01-01T00:09:00Z START_DRILL {started.job_id}: COMPLETED, done",
        # The hostname comes from the recovery instance.
        f"2030-01-01T00:09:00Z server ({added}): LAUNCHED, done: {instance_id}",
        "2030-01-01T00:09:00Z 1 of 1 server done",
    ]


JOBS = JobOutcome(
    jobs=(job(1, "STARTED"), job(2, "COMPLETED"), job(3, "COMPLETED")),
    servers=(
        part(1, "LAUNCHED", SUCCEEDED, recovery_instance_id="i-0123456789abcdef0"),
        part(2, "IN_PROGRESS", WAITING),
        part(3, "FAILED", FAILED, job=2, reason="there is no capacity"),
        part(4, None, FAILED, job=None, reason="it was not asked for"),
    ),
    networks=(
        NetworkOutcome(
            verdict=SUCCEEDED,
            source_network_id="sn-1123456789abcdef0",
            job_id=job_id(3),
            launch_status=LaunchStatus.LAUNCHED,
            target_vpc="vpc-1",
        ),
    ),
)


def test_several_jobs_have_their_own_servers(terminal: Terminal) -> None:
    """Servers stand below their job; those without a job come last."""
    with Watch(console=terminal.console) as watch:
        watch(JOBS)
    assert terminal.display.splitlines() == [
        f"  START_DRILL {job_id(1)}  STARTED",
        f"✓   {server_id(1)}   LAUNCHED     i-0123456789abcdef0",
        f"    {server_id(2)}   IN_PROGRESS",
        f"✗ START_DRILL {job_id(2)}  COMPLETED",
        f"✗   {server_id(3)}   FAILED       there is no capacity",
        f"✓ START_DRILL {job_id(3)}  COMPLETED",
        "✓   sn-1123456789abcdef0  LAUNCHED     vpc-1",
        f"✗   {server_id(4)}                it was not asked for",
        "1 of 4 servers done, 2 failed; 1 of 1 network done",
    ]


def test_jobs_that_need_attention_come_first_with_their_servers() -> None:
    """Servers stay below their job when not all rows fit."""
    terminal = Terminal(height=8)
    with Watch(console=terminal.console) as watch:
        watch(JOBS)
    assert terminal.display.splitlines() == [
        f"✗ START_DRILL {job_id(2)}  COMPLETED",
        f"✗   {server_id(3)}  FAILED  there is no capacity",
        f"✗   {server_id(4)}          it was not asked for",
        f"  START_DRILL {job_id(1)}  STARTED",
        "  and 4 more: 1 waiting, 3 done",
        "1 of 4 servers done, 2 failed; 1 of 1 network done",
    ]


def test_a_job_is_above_its_servers_while_it_is_running() -> None:
    """Failed servers come first among those of their job, below its own line."""
    terminal = Terminal(height=6)
    outcome = JobOutcome(
        jobs=(job(1, "STARTED"), job(2, "STARTED")),
        servers=(
            part(1, "IN_PROGRESS", WAITING),
            part(2, "IN_PROGRESS", WAITING, job=2),
            part(3, "FAILED", FAILED, job=2),
        ),
    )
    with Watch(console=terminal.console) as watch:
        watch(outcome)
    assert terminal.display.splitlines() == [
        f"  START_DRILL {job_id(2)}  STARTED",
        f"✗   {server_id(3)}  FAILED",
        "  and 3 more: 3 waiting",
        "0 of 3 servers done, 1 failed",
    ]


def test_an_instance_without_a_source_server_has_its_own_id(terminal: Terminal) -> None:
    """A job that terminates an instance may not name its source server."""
    instance_id = "i-0123456789abcdef0"
    found = part(1, "TERMINATED", SUCCEEDED, recovery_instance_id=instance_id)
    nameless = attrs.evolve(found, source_server_id=None)
    with Watch(console=terminal.console) as watch:
        watch(JobOutcome(jobs=(job(1, "COMPLETED"),), servers=(nameless,)))
    assert terminal.display.splitlines()[1] == f"✓   {instance_id}  TERMINATED"


def test_a_job_without_servers_has_a_summary(terminal: Terminal) -> None:
    """A job that converts a snapshot is shown with the summary "no servers"."""
    with Watch(console=terminal.console) as watch:
        watch(JobOutcome(jobs=(job(1, "PENDING"),)))
    assert terminal.display.splitlines() == [
        f"  START_DRILL {job_id(1)}  PENDING",
        "no servers",
    ]


def execution(status: str, *steps: tuple[str, str]) -> ExecutionOutcome:
    """Make the outcome of an execution, with the names and statuses of its steps."""
    error = ErrorDetail(code="STEP_FAILED", message="a CRITICAL server failed")
    return ExecutionOutcome(
        execution=RecoveryPlanExecution(
            recovery_plan_execution_arn="arn:aws:drs:::recovery-plan-execution/exec-1",
            recovery_plan_arn="arn:aws:drs:::recovery-plan/rp-1",
            started_at=datetime(2030, 1, 1, tzinfo=UTC),
            mode=RecoveryPlanExecutionMode.DRILL,
            status=RecoveryPlanExecutionStatus(status),
            error_detail=error if status == "FAILED" else None,
        ),
        steps=tuple(
            RecoveryPlanExecutionStepSummary(
                recovery_plan_execution_step_arn=f"arn:aws:drs:::step/step-{index}",
                configuration=WaitStepConfiguration(wait_duration_minutes=1),
                step_index=index,
                step_name=name,
                status=RecoveryPlanExecutionStepStatus(step),
                error_detail=error if step == "FAILED" else None,
            )
            for index, (name, step) in enumerate(steps, start=1)
        ),
        servers=(part(1, "LAUNCHED", SUCCEEDED), part(2, "PENDING", WAITING)),
    )


def test_an_execution_has_its_steps_and_servers(terminal: Terminal) -> None:
    """Steps stand between the execution and the servers."""
    with Watch(console=terminal.console) as watch:
        watch(execution("CREATED"))
        watch(execution("IN_PROGRESS", ("Database", "COMPLETED"), ("Web", "WAITING")))
    assert terminal.display.splitlines() == [
        "  DRILL exec-1  IN_PROGRESS",
        "✓   1. Database          COMPLETED",
        "    2. Web               WAITING",
        f"✓   {server_id(1)}  LAUNCHED",
        f"    {server_id(2)}  PENDING",
        "1 of 2 steps done; 1 of 2 servers done",
    ]


def test_a_failed_execution_has_a_reason() -> None:
    """The lines of the execution and of the failed step have the error message."""
    file = io.StringIO()
    failed = execution("FAILED", ("Database", "FAILED"), ("Web", "SKIPPED"))
    Watch(file=file)(failed)
    lines = [line.partition(" ")[2] for line in file.getvalue().splitlines()]
    assert lines[:3] == [
        "DRILL exec-1: FAILED: a CRITICAL server failed",
        "1. Database: FAILED: a CRITICAL server failed",
        "2. Web: SKIPPED, done",
    ]
    assert lines[-1] == "1 of 2 steps done, 1 failed; 1 of 2 servers done"


def test_a_completed_execution_is_done() -> None:
    """The line of the execution ends with "done"."""
    file = io.StringIO()
    Watch(file=file)(execution("COMPLETED", ("Web", "COMPLETED")))
    assert "DRILL exec-1: COMPLETED, done\n" in file.getvalue()


def test_a_fleet_has_a_line_for_each_call(
    terminal: Terminal, fake_drs: FakeDrs
) -> None:
    """A failed call has a reason, and servers have the names from the responses."""
    first = fake_drs.add_source_server(hostname="db-1")
    second = fake_drs.add_source_server(tags={"Name": "web"}, hostname="web-1")
    missing = server_id(9)
    with Watch(console=terminal.console) as watch:
        fake_drs.client().start_replication_many(
            [first, second, missing], max_concurrency=1, on_progress=watch
        )
    *lines, failed, summary = terminal.display.splitlines()
    assert lines == [
        "✓ db-1                 StartReplication",
        "✓ web                  StartReplication",
    ]
    assert failed.startswith(f"✗ {missing}  StartReplication  ")
    assert failed.endswith("…")
    assert summary == "2 of 3 calls done, 1 failed"


def call(number: int, *, succeeded: int) -> FleetProgress[SourceServer]:
    """Make the progress of a fleet of three servers after a call."""
    return FleetProgress(
        operation_name="StartReplication",
        total=3,
        succeeded=succeeded,
        failed=0,
        resource_id=server_id(number),
        result=SourceServer(
            source_server_id=server_id(number), arn="arn:aws:drs:::source-server/s-1"
        ),
    )


def test_a_fleet_forgets_the_one_that_was_interrupted(terminal: Terminal) -> None:
    """The first call of the next fleet begins a new display."""
    with Watch(console=terminal.console) as watch:
        watch(call(1, succeeded=1))
        watch(call(2, succeeded=2))
        watch(call(3, succeeded=1))
    assert terminal.display.splitlines() == [
        f"✓ {server_id(3)}  StartReplication",
        "1 of 3 calls done",
    ]


def test_only_the_last_call_of_a_fleet_has_changed() -> None:
    """Checking all calls after each call would take quadratic time."""
    builder = ViewBuilder(time)
    views = [builder.build(call(number, succeeded=number)) for number in (1, 2, 3)]
    assert [len(view.rows) for view in views] == [1, 2, 3]
    assert [[row.resource_id for row in view.changed_rows] for view in views] == [
        [server_id(1)],
        [server_id(2)],
        [server_id(3)],
    ]
