"""Rows of jobs and of recovery plan executions, with the servers that they launch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient._text import plain
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

_STEP_URGENCIES: Final = {
    StepStatus.COMPLETED: Urgency.DONE,
    StepStatus.SKIPPED: Urgency.DONE,
    StepStatus.FAILED: Urgency.FAILED,
    StepStatus.TIMED_OUT: Urgency.FAILED,
}


def job_rows(outcome: JobOutcome, names: ServerNames) -> list[Row]:
    """Return a row for each job, followed by those of its servers and networks."""
    groups = {job.job_id: group for group, job in enumerate(outcome.jobs)}
    # Servers and networks without a job come last.
    participants = [
        _participant_row(part, names, group=groups.get(part.job_id or "", len(groups)))
        for part in outcome.parts
    ]
    jobs = [
        _job_row(job, [row for row in participants if row.group == group], group=group)
        for group, job in enumerate(outcome.jobs)
    ]
    return sorted((*jobs, *participants), key=lambda row: row.group)


def execution_rows(outcome: ExecutionOutcome, names: ServerNames) -> list[Row]:
    """Return a row for an execution, followed by those of its steps and servers."""
    execution = outcome.execution
    _, _, execution_id = execution.recovery_plan_execution_arn.rpartition("/")
    urgency = Urgency.DONE if outcome.is_success else Urgency.FAILED
    error = execution.error_detail
    return [
        Row(
            resource_id=f"{execution.mode} {execution_id}",
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
    # A job ends as completed even if it has failed for some participants.
    has_ended = job.status == JobStatus.COMPLETED
    urgency = min((row.urgency for row in participants), default=Urgency.DONE)
    return Row(
        resource_id=f"{job.initiated_by or ''} {job.job_id}".strip(),
        state=job.status or "",
        urgency=urgency if has_ended else Urgency.WAITING,
        group=group,
        noun="heading",
    )


def _step_row(step: RecoveryPlanExecutionStepSummary) -> Row:
    return Row(
        resource_id=f"{step.step_index}. {step.step_name}",
        noun="step",
        state=step.status,
        urgency=_STEP_URGENCIES.get(step.status, Urgency.WAITING),
        reason=step.error_detail.message if step.error_detail else "",
    )


def _participant_row(
    participant: ServerOutcome | NetworkOutcome, names: ServerNames, *, group: int
) -> Row:
    if isinstance(participant, NetworkOutcome):
        noun, resource_id = "network", participant.source_network_id
        launched_id = participant.target_vpc
    else:
        noun, resource_id = "server", participant.source_server_id
        launched_id = participant.recovery_instance_id
    # A job that terminates an instance may not name the source server.
    key = plain(resource_id or launched_id or "")
    hostname = participant.hostname
    if not names.has(key):
        names.add(key, name=hostname, hostname=hostname)
    return Row(
        resource_id=key,
        noun=noun,
        # Most of the time, the status is pending whatever happens.
        state=participant.phase or participant.launch_status or "",
        urgency=URGENCIES[participant.verdict],
        reason=participant.reason or (launched_id if resource_id else "") or "",
        group=group,
    )
