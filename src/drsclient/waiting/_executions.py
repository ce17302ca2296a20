"""The poller of an execution of a recovery plan."""

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
from drsclient.waiting._jobs import find_jobs, outcome_of_jobs
from drsclient.waiting._polling import check_previous

if TYPE_CHECKING:
    from drsclient.models import (
        RecoveryPlanExecutionServer,
        RecoveryPlanExecutionStepSummary,
    )
    from drsclient.waiting._polling import PollCache

# The statuses of steps that start no more jobs.
_FINISHED: Final = (
    RecoveryPlanExecutionStepStatus.COMPLETED,
    RecoveryPlanExecutionStepStatus.SKIPPED,
)


@attrs.frozen(kw_only=True)
class ExecutionPoller:
    """Polls an execution, its steps, and the jobs that the steps have started."""

    cache: PollCache
    execution_arn: str

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        return PendingOutcome(pending=(ParticipantOutcome(verdict=Verdict.WAITING),))

    def poll(self, previous: ExecutionOutcome | None) -> ExecutionOutcome:
        """Poll all but the jobs that had ended in the previous poll."""
        check_previous(previous, ExecutionOutcome)
        # The execution comes first: once it has ended, its steps do not change anymore.
        execution = self.cache.read(
            "execution", lambda drs: drs.get_recovery_plan_execution(self.execution_arn)
        )
        steps = tuple(
            self.cache.read_all(
                "steps",
                lambda drs: drs.list_recovery_plan_execution_steps(self.execution_arn),
            )
        )
        participants = [
            (step, server)
            for step in steps
            if isinstance(step.configuration, ExecutionServerStepConfiguration)
            for server in step.configuration.servers
        ]
        before = JobOutcome()
        if previous is not None:
            before = JobOutcome(jobs=previous.jobs, servers=previous.servers)
        job_ids = (server.job_id for _, server in participants if server.job_id)
        jobs = find_jobs(self.cache, list(dict.fromkeys(job_ids)), before)
        outcome = outcome_of_jobs(self.cache, jobs, before)
        self.cache.clear()
        known = {(one.job_id, one.source_server_id): one for one in outcome.servers}
        result = ExecutionOutcome(execution=execution, steps=steps, jobs=outcome.jobs)
        servers = (
            known.get((server.job_id, _server_id(server)))
            or _without_job(step, server, has_ended=result.has_ended)
            for step, server in participants
        )
        return attrs.evolve(result, servers=tuple(servers))


def _server_id(server: RecoveryPlanExecutionServer) -> str | None:
    return server.server_arn.rpartition("/")[2] or None


def _without_job(
    step: RecoveryPlanExecutionStepSummary,
    server: RecoveryPlanExecutionServer,
    *,
    has_ended: bool,
) -> ServerOutcome:
    """Return the outcome of a server that no job has, or no job has yet."""
    has_failed = has_ended or step.status in _FINISHED
    return ServerOutcome(
        verdict=Verdict.FAILED if has_failed else Verdict.WAITING,
        source_server_id=_server_id(server),
        job_id=server.job_id,
        reason=_failure_reason(step, server) if has_failed else None,
    )


def _failure_reason(
    step: RecoveryPlanExecutionStepSummary, server: RecoveryPlanExecutionServer
) -> str:
    """Return the reason why no job has a server, and none will."""
    if server.job_id:
        return f"unknown: {server.job_id} was deleted, or does not have it"
    if step.status == RecoveryPlanExecutionStepStatus.SKIPPED:
        return "its step was skipped"
    status = f"it has no job, and its step is {step.status}"
    return f"{status}: {step.error_detail.message}" if step.error_detail else status
