"""The life cycles of recovery plan executions and of their steps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from drsclient.testing._errors import FakeError
from drsclient.testing._life_cycles.jobs import JOB, check_idle
from drsclient.testing._life_cycles.launch import start_recovery_job
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.record import Record
from drsclient.testing._records.recovery_plans import (
    Execution,
    ExecutionError,
    ExecutionStep,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._records.recovery_plans import ExecutionServer
    from drsclient.testing._records.source_servers import Snapshot
    from drsclient.testing._state.site_state import SiteState

R = TypeVar("R", bound=Record)

_VALIDATION: Final = timedelta(seconds=10)

EXECUTION: Final = LifeCycle[Execution](
    name="recovery plan execution",
    table="recovery_plan_executions",
    progress_field="progress",
    initial="CREATED",
    transitions=(
        Transition(
            "CREATED",
            "(pass validation)",
            "IN_PROGRESS",
            _VALIDATION,
            "if all servers can be recovered",
        ),
        Transition(
            "CREATED",
            "(fail validation)",
            "FAILED",
            _VALIDATION,
            "if a server cannot be recovered",
        ),
        Transition("CREATED", "CancelRecoveryPlanExecution", "CANCELLING"),
        Transition("IN_PROGRESS", "(finish)", "COMPLETED"),
        Transition("IN_PROGRESS", "(fail)", "FAILED"),
        Transition("IN_PROGRESS", "CancelRecoveryPlanExecution", "CANCELLING"),
        Transition(
            "IN_PROGRESS",
            "(time out)",
            "TIMED_OUT",
            note="24 hours after it was created",
        ),
        Transition("FAILED", "RetryRecoveryPlanExecutionStep", "IN_PROGRESS"),
        Transition("FAILED", "UpdateRecoveryPlanExecutionStep", "IN_PROGRESS"),
        Transition("CANCELLING", "(finish)", "CANCELLED"),
    ),
)

EXECUTION_STEP: Final = LifeCycle[ExecutionStep](
    name="recovery plan execution step",
    table="recovery_plan_execution_steps",
    progress_field="progress",
    initial="NOT_STARTED",
    transitions=(
        Transition("NOT_STARTED", "(recover servers)", "EXECUTING"),
        Transition("NOT_STARTED", "(wait)", "WAITING"),
        Transition("NOT_STARTED", "(cancel)", "SKIPPED"),
        Transition("NOT_STARTED", "UpdateRecoveryPlanExecutionStep", "SKIPPED"),
        Transition("EXECUTING", "(finish)", "COMPLETED"),
        Transition("EXECUTING", "(fail)", "FAILED"),
        Transition("EXECUTING", "(time out)", "TIMED_OUT"),
        Transition(
            "WAITING", "end wait", "COMPLETED", note="after the duration of the wait"
        ),
        Transition("WAITING", "(cancel)", "SKIPPED"),
        Transition("WAITING", "(time out)", "TIMED_OUT"),
        Transition("FAILED", "RetryRecoveryPlanExecutionStep", "EXECUTING"),
        Transition("FAILED", "UpdateRecoveryPlanExecutionStep", "SKIPPED"),
    ),
)


def steps_of(site: SiteState, execution: Execution) -> list[ExecutionStep]:
    """Return the steps of an execution, in order."""
    return [site.recovery_plan_execution_steps.find(arn) for arn in execution.steps]


def resume_execution(site: SiteState, execution: Execution) -> None:
    """Schedule what happens by itself in the state of an execution and its steps."""
    if execution.progress.state == "CREATED":
        _validate(site, execution)
    elif execution.progress.state == "IN_PROGRESS":
        _schedule_time_out(site, execution)
    for step in steps_of(site, execution):
        if step.progress.state == "WAITING":
            _wait(site, step)
        elif step.progress.state == "EXECUTING" and not _has_job(site, step):
            EXECUTION_STEP.schedule(site, step, _end_event(step), timedelta())
    if execution.progress.state != "CREATED":
        _continue_execution(site, execution, is_scheduled=True)


def _has_job(site: SiteState, step: ExecutionStep) -> bool:
    """Return whether a job of a step is in progress, at the end of which it ends."""
    jobs = (site.jobs.records.get(one.job_id or "") for one in step.unrecovered)
    return any(job and job.progress.state != "COMPLETED" for job in jobs)


@EXECUTION.on_entering("CREATED")
def _validate(site: SiteState, execution: Execution) -> None:
    servers = (server for step in steps_of(site, execution) for server in step.servers)
    execution.error = _problem(site, execution, servers)
    event = "(fail validation)" if execution.error else "(pass validation)"
    EXECUTION.resume(site, execution, event, execution.started)


@EXECUTION.on_entering("IN_PROGRESS")
def _run(site: SiteState, execution: Execution) -> None:
    _schedule_time_out(site, execution)
    _continue_execution(site, execution)


def _schedule_time_out(site: SiteState, execution: Execution) -> None:
    EXECUTION.schedule_at(site, execution, "(time out)", execution.deadline)


@EXECUTION.on_entering("CANCELLING")
def _cancel(site: SiteState, execution: Execution) -> None:
    _end_steps(site, execution, "(cancel)", {"NOT_STARTED", "WAITING"})
    _continue_execution(site, execution)


@EXECUTION.on_entering("TIMED_OUT")
def _time_out(site: SiteState, execution: Execution) -> None:
    execution.error = ExecutionError(
        code="TIMED_OUT", message="the execution did not end within 24 hours"
    )
    _end_steps(site, execution, "(time out)", {"EXECUTING", "WAITING"})


def _end_steps(
    site: SiteState, execution: Execution, event: str, states: set[str]
) -> None:
    for step in steps_of(site, execution):
        if step.progress.state in states:
            EXECUTION_STEP.trigger(site, step, event)


def _continue_execution(
    site: SiteState, execution: Execution, *, is_scheduled: bool = False
) -> None:
    """
    Start the next step of an execution or end it, unless a step is in progress.

    Args:
        site: The account in the Region.
        execution: The execution.
        is_scheduled: Schedule the event for now instead of triggering it.
    """

    def trigger(life_cycle: LifeCycle[R], record: R, event: str) -> None:
        if is_scheduled:
            life_cycle.schedule(site, record, event, timedelta())
        else:
            life_cycle.trigger(site, record, event)

    steps = steps_of(site, execution)
    states = {step.progress.state for step in steps}
    left = [step for step in steps if step.progress.state == "NOT_STARTED"]
    if not execution.is_active or states & {"EXECUTING", "WAITING"}:
        return
    if execution.progress.state == "CANCELLING":
        execution.error = None
        trigger(EXECUTION, execution, "(finish)")
    elif "FAILED" in states:
        execution.error = ExecutionError(
            code="STEP_FAILED",
            message="a step failed; see the execution's steps for details",
        )
        trigger(EXECUTION, execution, "(fail)")
    elif left:
        step = left[0]
        trigger(EXECUTION_STEP, step, "(wait)" if step.is_wait else "(recover servers)")
    else:
        execution.error = (
            ExecutionError(
                code="COMPLETED_WITH_SKIPPED_STEPS",
                message="Completed with skipped steps."
                " View execution details for more information.",
            )
            if "SKIPPED" in states
            else None
        )
        trigger(EXECUTION, execution, "(finish)")


@EXECUTION_STEP.on_entering("COMPLETED", "FAILED")
def _continue_after_step(site: SiteState, step: ExecutionStep) -> None:
    _continue_execution(site, _execution(site, step))


@EXECUTION_STEP.on_entering("WAITING")
def _wait(site: SiteState, step: ExecutionStep) -> None:
    end = step.progress.since + timedelta(minutes=step.wait_minutes or 0)
    EXECUTION_STEP.schedule_at(site, step, "end wait", end)


@EXECUTION_STEP.on_entering("EXECUTING")
def _recover(site: SiteState, step: ExecutionStep) -> None:
    execution = _execution(site, step)
    step.error = _problem(site, execution, step.unrecovered) or _start_job(
        site, execution, step.unrecovered
    )
    if step.error is not None:
        EXECUTION_STEP.trigger(site, step, "(fail)")


def _start_job(
    site: SiteState, execution: Execution, servers: Sequence[ExecutionServer]
) -> ExecutionError | None:
    """Start one job for these servers, or return the reason why it cannot start."""
    wanted = [
        (
            site.source_servers.find(server.server_id),
            _chosen_snapshot(site, execution, server),
        )
        for server in servers
    ]
    try:
        job = start_recovery_job(
            site, wanted, is_drill=execution.mode == "DRILL", tags={}
        )
    except FakeError as error:
        return ExecutionError(code="RECOVERY_NOT_STARTED", message=error.message)
    for server in servers:
        server.job_id = job.job_id
    return None


@JOB.on_entering("COMPLETED")
def _end_step(site: SiteState, job: Job) -> None:
    """End the server step that started a job."""
    for step in site.recovery_plan_execution_steps:
        has_job = any(server.job_id == job.job_id for server in step.unrecovered)
        if has_job and step.progress.state == "EXECUTING":
            _record_results(site, job, step)
            EXECUTION_STEP.trigger(site, step, _end_event(step))


def _end_event(step: ExecutionStep) -> str:
    failed = {server.impact_level for server in step.unrecovered}
    return "(fail)" if "CRITICAL" in failed else "(finish)"


def _record_results(site: SiteState, job: Job, step: ExecutionStep) -> None:
    participants = map(site.participants.find, job.participants)
    launched = {
        participant.source_server_id
        for participant in participants
        if participant.launch_status == "LAUNCHED"
    }
    for server in step.unrecovered:
        server.is_recovered = server.server_id in launched
    if step.unrecovered:
        servers = ", ".join(server.server_id for server in step.unrecovered)
        step.error = ExecutionError(
            code="RECOVERY_FAILED",
            message=f"not recovered, see {job.job_id}: {servers}",
        )


def _execution(site: SiteState, step: ExecutionStep) -> Execution:
    return site.recovery_plan_executions.find(step.execution_arn)


def _problem(
    site: SiteState, execution: Execution, servers: Iterable[ExecutionServer]
) -> ExecutionError | None:
    """Return the first reason why one of these servers cannot be recovered now."""
    for server in servers:
        problem = _server_problem(site, execution, server)
        if problem is not None:
            return ExecutionError(
                code="VALIDATION_FAILED",
                message=f"SourceServer {server.server_id}: {problem}",
            )
    return None


def _server_problem(
    site: SiteState, execution: Execution, server: ExecutionServer
) -> str | None:
    source_server = site.source_servers.records.get(server.server_id)
    if source_server is None:
        return "it no longer exists"
    replication = source_server.replicating_server(site)[1].replication
    if not replication.is_synchronized:
        return f"its replication is {replication.state} without a finished initial sync"
    snapshot_id = execution.snapshots.get(server.server_id)
    if snapshot_id and not _chosen_snapshot(site, execution, server):
        return f"it has no snapshot {snapshot_id}"
    try:
        check_idle(site, [server.server_id])
    except FakeError as error:
        return error.message
    return None


def _chosen_snapshot(
    site: SiteState, execution: Execution, server: ExecutionServer
) -> Snapshot | None:
    """Return the snapshot that was chosen for a server, if it exists."""
    wanted = execution.snapshots.get(server.server_id)
    source_server = site.source_servers.find(server.server_id)
    for snapshot in source_server.replicating_server(site)[1].snapshots:
        if snapshot.snapshot_id == wanted:
            return snapshot
    return None
