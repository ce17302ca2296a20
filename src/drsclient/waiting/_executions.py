"""The poller of an execution of a recovery plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from drsclient._ids import ReceivedID, id_of
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
from drsclient.waiting._job_logs import RunningJobLogs
from drsclient.waiting._jobs import poll_jobs
from drsclient.waiting._polling import check_previous

if TYPE_CHECKING:
    from drsclient.models import (
        HasRecoveryPlanExecutionArn,
        RecoveryPlanExecutionServer,
        RecoveryPlanExecutionStepSummary,
    )
    from drsclient.waiting._polling import PollCache

# The statuses of steps that start no more jobs.
_FINISHED: Final = (
    RecoveryPlanExecutionStepStatus.COMPLETED,
    RecoveryPlanExecutionStepStatus.SKIPPED,
)


def _arn_of(execution: str | HasRecoveryPlanExecutionArn) -> str:
    return id_of("execution", execution, "recovery_plan_execution_arn")


def _logs(poller: ExecutionPoller) -> RunningJobLogs:
    return RunningJobLogs(is_watched=poller.is_watched)


@attrs.frozen
class ExecutionPoller:
    """Polls an execution, its steps, and the jobs that the steps have started."""

    cache: PollCache
    execution_arn: str = attrs.field(converter=_arn_of)
    is_watched: bool = attrs.field(default=False, kw_only=True)
    """Whether the outcomes are displayed while the execution is in progress."""
    logs: RunningJobLogs = attrs.field(
        default=attrs.Factory(_logs, takes_self=True), init=False
    )

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        return PendingOutcome(pending=(ParticipantOutcome(verdict=Verdict.WAITING),))

    def poll(self, previous: ExecutionOutcome | None) -> ExecutionOutcome:
        """Poll all but the jobs that had ended in the previous poll."""
        check_previous(previous, ExecutionOutcome)
        # The execution comes first: once it has ended, its steps do not change anymore.
        cache, arn = self.cache, self.execution_arn
        execution = cache.get_or_call(
            "execution", lambda drs: drs.get_recovery_plan_execution(arn)
        )
        steps = cache.get_or_list(
            "steps", lambda drs: drs.list_recovery_plan_execution_steps(arn)
        )
        participants = [
            (step, server)
            for step in steps
            if isinstance(step.configuration, ExecutionServerStepConfiguration)
            for server in step.configuration.servers
        ]
        job_ids = dict.fromkeys(
            ReceivedID(one.job_id) for _, one in participants if one.job_id
        )
        before = previous or JobOutcome()
        outcome = poll_jobs(cache, list(job_ids), before, self.logs, must_exist=False)
        known = {(one.job_id, one.source_server_id): one for one in outcome.servers}
        result = ExecutionOutcome(
            execution=execution, steps=tuple(steps), jobs=outcome.jobs
        )
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
    if not has_ended and step.status not in _FINISHED:
        reason = None
    elif server.job_id:
        reason = f"unknown: {server.job_id} was deleted, or does not include the server"
    elif step.status == RecoveryPlanExecutionStepStatus.SKIPPED:
        reason = "its step was skipped"
    else:
        detail = f": {step.error_detail.message}" if step.error_detail else ""
        reason = f"no job was started for it, and its step is {step.status}{detail}"
    return ServerOutcome(
        verdict=Verdict.FAILED if reason else Verdict.WAITING,
        source_server_id=_server_id(server),
        job_id=server.job_id,
        reason=reason,
    )
