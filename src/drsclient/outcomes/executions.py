"""The outcomes of executions of recovery plans."""

import attrs

from drsclient._text import printable
from drsclient.models import (
    ErrorDetail,
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

    An `OPTIONAL` server that was not launched counts as failed, but the execution can
    still succeed.

    Returned by `check_recovery_plan_execution` and `wait_for_recovery_plan_execution`.
    """

    execution: RecoveryPlanExecution
    """The execution."""
    steps: tuple[RecoveryPlanExecutionStepSummary, ...] = ()
    """Its steps, in order."""

    @property
    def parts(self) -> tuple[ServerOutcome, ...]:
        """The servers of its steps. A job may outlive its execution."""
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
        arn = self.execution.recovery_plan_execution_arn
        status = (
            f"{self.execution.status}{_in_parentheses(self.execution.error_detail)}"
        )
        steps = (
            f"step {step.step_index} ({step.step_name}) is {step.status}"
            f"{_in_parentheses(step.error_detail)}"
            for step in self.steps
            if step.status in _NOTABLE or step.error_detail
        )
        servers = [self._describe_counts("server")] if self.servers else []
        text = "; ".join([f"{arn}: {status}", *steps, *servers])
        return printable(text, 5000)


def _in_parentheses(error: ErrorDetail | None) -> str:
    # The detail of a step can name 100 servers.
    return f" ({printable(error.message, 500)})" if error and error.message else ""
