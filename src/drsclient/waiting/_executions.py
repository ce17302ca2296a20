"""Looking at executions of recovery plans, and judging what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from drsclient.models import (
    ExecutionServerStepConfiguration,
    RecoveryPlanExecutionStepStatus,
)
from drsclient.outcomes import (
    ExecutionOutcome,
    JobOutcome,
    ParticipantOutcome,
    PendingOutcome,
    ServerOutcome,
    Verdict,
)
from drsclient.waiting import _jobs
from drsclient.waiting._polling import check_previous

if TYPE_CHECKING:
    from drsclient.models import (
        RecoveryPlanExecutionServer,
        RecoveryPlanExecutionStepSummary,
    )
    from drsclient.waiting._reader import Reader

# The statuses of steps that start no more jobs.
_OVER: Final = (
    RecoveryPlanExecutionStepStatus.COMPLETED,
    RecoveryPlanExecutionStepStatus.SKIPPED,
)


def pending() -> PendingOutcome:
    """Return the outcome of a wait for an execution before any poll succeeds."""
    return PendingOutcome(pending=(ParticipantOutcome(verdict=Verdict.WAITING),))


def look(
    reader: Reader, execution_arn: str, *, previous: ExecutionOutcome | None
) -> ExecutionOutcome:
    """Look at an execution, its steps and the jobs that the previous look saw run."""
    check_previous(previous, ExecutionOutcome)
    # Before the steps: those of an execution that has ended do not change any more.
    execution = reader.read(
        "execution", lambda drs: drs.get_recovery_plan_execution(execution_arn)
    )
    steps = tuple(
        reader.read_all(
            "steps", lambda drs: drs.list_recovery_plan_execution_steps(execution_arn)
        )
    )
    places = [
        (step, server)
        for step in steps
        if isinstance(step.configuration, ExecutionServerStepConfiguration)
        for server in step.configuration.servers
    ]
    before = JobOutcome()
    if previous is not None:
        before = JobOutcome(jobs=previous.jobs, servers=previous.servers)
    ids = list(dict.fromkeys(server.job_id for _, server in places if server.job_id))
    outcome = _jobs.judge(reader, _jobs.find(reader, ids, before), before)
    reader.finish()
    known = {(one.job_id, one.source_server_id): one for one in outcome.servers}
    result = ExecutionOutcome(execution=execution, steps=steps, jobs=outcome.jobs)

    def judge(
        step: RecoveryPlanExecutionStepSummary, server: RecoveryPlanExecutionServer
    ) -> ServerOutcome:
        server_id = server.server_arn.rpartition("/")[2] or None
        found = known.get((server.job_id, server_id))
        if found is not None:
            return found
        is_over = result.has_ended or step.status in _OVER
        return ServerOutcome(
            verdict=Verdict.FAILED if is_over else Verdict.WAITING,
            source_server_id=server_id,
            job_id=server.job_id,
            reason=_why_not(step, server) if is_over else None,
        )

    return attrs.evolve(result, servers=tuple(judge(*place) for place in places))


def _why_not(
    step: RecoveryPlanExecutionStepSummary, server: RecoveryPlanExecutionServer
) -> str:
    """Say why no job has a server, now that none will have it any more."""
    if server.job_id:
        return f"unknown: {server.job_id} was deleted, or does not have it"
    if step.status == RecoveryPlanExecutionStepStatus.SKIPPED:
        return "its step was skipped"
    status = f"it has no job, and its step is {step.status}"
    return f"{status}: {step.error_detail.message}" if step.error_detail else status
