"""Rows of jobs and of recovery plan executions, with the servers that they launch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from drsclient.models import (
    JobStatus,
    RecoveryPlanExecutionStepStatus as StepStatus,
)
from drsclient.outcomes import NetworkOutcome
from drsclient.watching._views import URGENCIES, Row, Urgency, count_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.models import Job, RecoveryPlanExecutionStepSummary
    from drsclient.outcomes import ExecutionOutcome, JobOutcome, ServerOutcome
    from drsclient.watching._views import ServerNames

    _Participant: TypeAlias = ServerOutcome | NetworkOutcome

_STEP_URGENCIES: Final = {
    StepStatus.COMPLETED: Urgency.DONE,
    StepStatus.SKIPPED: Urgency.DONE,
    StepStatus.FAILED: Urgency.FAILED,
    StepStatus.TIMED_OUT: Urgency.FAILED,
}


def job_rows(outcome: JobOutcome, names: ServerNames) -> list[Row]:
    """Return a row for each job, followed by those of its servers and networks."""
    participants: tuple[_Participant, ...] = (*outcome.servers, *outcome.networks)
    job_ids = [job.job_id for job in outcome.jobs]
    rows: list[Row] = []
    for group, job in enumerate(outcome.jobs):
        own = [
            _participant_row(participant, names, group=group)
            for participant in participants
            if participant.job_id == job.job_id
        ]
        rows += [_job_row(job, own, group=group), *own]
    # Servers and networks without a job come last.
    rows += [
        _participant_row(participant, names, group=len(job_ids))
        for participant in participants
        if participant.job_id not in job_ids
    ]
    return rows


def execution_rows(outcome: ExecutionOutcome, names: ServerNames) -> list[Row]:
    """Return a row for an execution, followed by those of its steps and servers."""
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
            reason=error.message if error else "",
            noun="heading",
        ),
        *(_step_row(step) for step in outcome.steps),
        *(_participant_row(server, names, group=1) for server in outcome.servers),
    ]


def summarize_launches(rows: Sequence[Row]) -> str:
    """Summarize the results of steps, servers and source networks in one line."""
    texts = [
        count_rows(noun, counted)
        for noun in ("step", "server", "network")
        if (counted := [row for row in rows if row.noun == noun])
    ]
    return "; ".join(texts) or "no servers"


def _job_row(job: Job, participants: Sequence[Row], *, group: int) -> Row:
    if job.status != JobStatus.COMPLETED:
        urgency = Urgency.WAITING
    elif any(row.urgency == Urgency.FAILED for row in participants):
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
        urgency=_STEP_URGENCIES.get(status, Urgency.WAITING),
        reason=error.message if error else "",
    )


def _participant_row(
    participant: _Participant, names: ServerNames, *, group: int
) -> Row:
    if isinstance(participant, NetworkOutcome):
        noun, resource_id = "network", participant.source_network_id
        launched_id = participant.target_vpc
    else:
        noun, resource_id = "server", participant.source_server_id
        launched_id = participant.recovery_instance_id
    # A job that terminates an instance may not name the source server.
    key = resource_id or launched_id or ""
    hostname = participant.hostname
    if hostname and not names.has(key):
        names.add(key, name=hostname, hostname=hostname)
    launched = launched_id if launched_id and launched_id != key else ""
    return Row(
        resource_id=key,
        name=names.name_of(key),
        log_name=names.log_name_of(key),
        noun=noun,
        state=participant.launch_status or "",
        urgency=URGENCIES[participant.verdict],
        reason=participant.reason or launched,
        group=group,
    )
