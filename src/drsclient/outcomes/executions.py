"""What has become of executions of recovery plans."""

import attrs

from drsclient.errors import RecoveryFailedError
from drsclient.models import (
    Job,
    RecoveryPlanExecution,
    RecoveryPlanExecutionStatus,
    RecoveryPlanExecutionStepStatus,
    RecoveryPlanExecutionStepSummary,
)
from drsclient.outcomes._outcome import Outcome, Verdict, counted, those
from drsclient.outcomes.jobs import ServerOutcome, launched

_ENDED = (
    RecoveryPlanExecutionStatus.COMPLETED,
    RecoveryPlanExecutionStatus.FAILED,
    RecoveryPlanExecutionStatus.CANCELLED,
    RecoveryPlanExecutionStatus.TIMED_OUT,
)

# The statuses of steps that people want to know about.
_NOTABLE = (
    RecoveryPlanExecutionStepStatus.EXECUTING,
    RecoveryPlanExecutionStepStatus.WAITING,
    RecoveryPlanExecutionStepStatus.FAILED,
    RecoveryPlanExecutionStepStatus.TIMED_OUT,
)


@attrs.frozen(kw_only=True)
class ExecutionOutcome(Outcome):
    """
    What has become of an execution of a recovery plan, its steps and its servers.

    Source: `check_recovery_plan_execution` and `wait_for_recovery_plan_execution`
    return it.
    """

    execution: RecoveryPlanExecution
    """The execution."""
    steps: tuple[RecoveryPlanExecutionStepSummary, ...] = ()
    """Its steps, in order."""
    jobs: tuple[Job, ...] = ()
    """The jobs that recover its servers, as far as they have been started."""
    servers: tuple[ServerOutcome, ...] = ()
    """The servers of its steps, in order."""

    @property
    def failed(self) -> tuple[ServerOutcome, ...]:
        """The servers that were not launched: an `OPTIONAL` one stops no execution."""
        return those(Verdict.FAILED, self.servers)

    @property
    def succeeded(self) -> tuple[ServerOutcome, ...]:
        """The servers that were launched."""
        return those(Verdict.SUCCEEDED, self.servers)

    @property
    def waiting(self) -> tuple[ServerOutcome, ...]:
        """The servers still to be launched: a job may outlast its execution."""
        return those(Verdict.WAITING, self.servers)

    @property
    def recovery_instance_ids(self) -> tuple[str, ...]:
        """The IDs of the recovery instances that were launched."""
        return launched(self.servers)

    @property
    def has_ended(self) -> bool:
        """Whether it has ended, successfully or not."""
        return self.execution.status in _ENDED

    @property
    def is_success(self) -> bool:
        """Whether every step was completed or skipped."""
        return self.execution.status == RecoveryPlanExecutionStatus.COMPLETED

    def raise_for_failure(self) -> None:
        """
        Do nothing, unless the execution has ended without success.

        Raises:
            RecoveryFailedError: It has.
        """
        if self.has_ended and not self.is_success:
            raise RecoveryFailedError(self)

    def __str__(self) -> str:
        error = self.execution.error_detail
        why = f" ({error.message})" if error and error.message else ""
        what = self.execution.recovery_plan_execution_arn
        steps = [
            f"step {step.step_index} ({step.step_name}) is {step.status}"
            for step in self.steps
            if step.status in _NOTABLE
        ]
        text = "; ".join([f"{what}: {self.execution.status}{why}", *steps])
        if not self.servers:
            return text
        servers = counted(
            len(self.servers), "server", failed=self.failed, waiting=self.waiting
        )
        return f"{text}; {servers}"
