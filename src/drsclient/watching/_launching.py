"""What there is to see of jobs, of executions of recovery plans, and of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from drsclient.errors import DrsError
from drsclient.models import (
    JobStatus,
    RecoveryPlanExecutionStepStatus as StepStatus,
    SourceServer,
)
from drsclient.outcomes import NetworkOutcome
from drsclient.watching._views import URGENCIES, Row, Urgency, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.models import Job, RecoveryPlanExecutionStepSummary
    from drsclient.outcomes import ExecutionOutcome, JobOutcome, ServerOutcome
    from drsclient.watching._names import Names

    _Parts: TypeAlias = tuple[ServerOutcome | NetworkOutcome, ...]

_STEPS: Final = {
    StepStatus.COMPLETED: Urgency.DONE,
    StepStatus.SKIPPED: Urgency.DONE,
    StepStatus.FAILED: Urgency.FAILED,
    StepStatus.TIMED_OUT: Urgency.FAILED,
}


def job_rows(outcome: JobOutcome, names: Names) -> list[Row]:
    """Return a row for each job, above those of its servers and source networks."""
    parts: _Parts = (*outcome.servers, *outcome.networks)
    job_ids = [job.job_id for job in outcome.jobs]
    found: list[Row] = []
    for group, job in enumerate(outcome.jobs):
        own = [
            _part_row(part, names, group=group)
            for part in parts
            if part.job_id == job.job_id
        ]
        found += [_job_row(job, own, group=group), *own]
    found += [
        _part_row(part, names, group=len(job_ids))
        for part in parts
        if part.job_id not in job_ids
    ]
    return found


def execution_rows(outcome: ExecutionOutcome, names: Names) -> list[Row]:
    """Return a row for an execution, above its steps, and those of its servers."""
    execution = outcome.execution
    _, _, execution_id = execution.recovery_plan_execution_arn.rpartition("/")
    name = f"{execution.mode} {execution_id}"
    urgency = Urgency.DONE if outcome.is_success else Urgency.FAILED
    error = execution.error_detail
    return [
        Row(
            resource_id=name,
            name=name,
            state=execution.status,
            urgency=urgency if outcome.has_ended else Urgency.WAITING,
            why=error.message if error else "",
            noun="heading",
        ),
        *(_step_row(step) for step in outcome.steps),
        *(_part_row(server, names, group=1) for server in outcome.servers),
    ]


def call_row(
    operation_name: str, resource_id: str, result: object, names: Names
) -> Row:
    """Return a row for a call, and learn the name of what it returned."""
    if isinstance(result, SourceServer):
        name, hostname = result.name or result.hostname, result.hostname
        names.learn(resource_id, name=name, hostname=hostname)
    has_failed = isinstance(result, DrsError)
    return Row(
        resource_id=resource_id,
        name=names.on_screen(resource_id),
        label=names.in_log(resource_id),
        state=operation_name,
        urgency=Urgency.FAILED if has_failed else Urgency.DONE,
        why=str(result) if has_failed else "",
    )


def summary(found: Sequence[Row]) -> str:
    """Sum up what has become of servers, source networks and steps."""
    texts = [
        counted(noun, rows)
        for noun in ("step", "server", "network")
        if (rows := [row for row in found if row.noun == noun])
    ]
    return "; ".join(texts) or "no servers"


def _job_row(job: Job, parts: Sequence[Row], *, group: int) -> Row:
    if job.status != JobStatus.COMPLETED:
        urgency = Urgency.WAITING
    elif any(part.urgency == Urgency.FAILED for part in parts):
        urgency = Urgency.FAILED
    else:
        urgency = Urgency.DONE
    name = f"{job.initiated_by or ''} {job.job_id}".strip()
    return Row(
        resource_id=name,
        name=name,
        state=job.status or "",
        urgency=urgency,
        group=group,
        noun="heading",
    )


def _step_row(step: RecoveryPlanExecutionStepSummary) -> Row:
    name = f"{step.step_index}. {step.step_name}"
    status, error = step.status, step.error_detail
    return Row(
        resource_id=name,
        name=name,
        noun="step",
        state=status,
        urgency=_STEPS.get(status, Urgency.WAITING),
        why=error.message if error else "",
    )


def _part_row(part: ServerOutcome | NetworkOutcome, names: Names, *, group: int) -> Row:
    if isinstance(part, NetworkOutcome):
        noun, resource_id, found = "network", part.source_network_id, part.target_vpc
    else:
        noun, resource_id, found = (
            "server",
            part.source_server_id,
            part.recovery_instance_id,
        )
    key = resource_id or found or ""
    if part.hostname and not names.has(key):
        names.learn(key, name=part.hostname, hostname=part.hostname)
    return Row(
        resource_id=key,
        name=names.on_screen(key),
        label=names.in_log(key),
        noun=noun,
        state=part.launch_status or "",
        urgency=URGENCIES[part.verdict],
        why=part.reason or (found if found and found != key else ""),
        group=group,
    )
