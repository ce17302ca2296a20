"""The outcomes of executions of recovery plans."""

import attrs

from drsclient._text import printable
from drsclient.models import (
    RecoveryPlanExecution,
    RecoveryPlanExecutionStatus,
    RecoveryPlanExecutionStepStatus,
    RecoveryPlanExecutionStepSummary,
)
from drsclient.outcomes.jobs import RecoveryOutcome, ServerOutcome

_ENDED = (
    RecoveryPlanExecutionStatus.COMPLETED,
    RecoveryPlanExecutionStatus.FAILED,
    RecoveryPlanExecutionStatus.CANCELLED,
    RecoveryPlanExecutionStatus.TIMED_OUT,
)

# The statuses of the steps that the text of an outcome has.
_NOTABLE = (
    RecoveryPlanExecutionStepStatus.EXECUTING,
    RecoveryPlanExecutionStepStatus.WAITING,
    RecoveryPlanExecutionStepStatus.FAILED,
    RecoveryPlanExecutionStepStatus.TIMED_OUT,
)


@attrs.frozen(kw_only=True)
class ExecutionOutcome(RecoveryOutcome[ServerOutcome]):
    """
    The outcome of an execution of a recovery plan, with its steps and servers.

    An `OPTIONAL` server that was not launched has failed, but the execution can succeed
    nevertheless.

    Source: `check_recovery_plan_execution` and `wait_for_recovery_plan_execution`
    return it.
    """

    execution: RecoveryPlanExecution
    """The execution."""
    steps: tuple[RecoveryPlanExecutionStepSummary, ...] = ()
    """Its steps, in order."""

    @property
    def parts(self) -> tuple[ServerOutcome, ...]:
        """The servers of its steps; a job may outlast its execution."""
        return self.servers

    @property
    def has_ended(self) -> bool:
        """Whether it has ended, successfully or not."""
        return self.execution.status in _ENDED

    @property
    def is_success(self) -> bool:
        """Whether every step was completed or skipped."""
        return self.execution.status == RecoveryPlanExecutionStatus.COMPLETED

    @property
    def _has_failed(self) -> bool:
        return self.has_ended and not self.is_success

    def __str__(self) -> str:
        error = self.execution.error_detail
        why = f" ({error.message})" if error and error.message else ""
        arn = self.execution.recovery_plan_execution_arn
        steps = (
            f"step {step.step_index} ({step.step_name}) is {step.status}"
            for step in self.steps
            if step.status in _NOTABLE
        )
        servers = [self._describe_counts("server")] if self.servers else []
        text = "; ".join([f"{arn}: {self.execution.status}{why}", *steps, *servers])
        return printable(text, 5000)
