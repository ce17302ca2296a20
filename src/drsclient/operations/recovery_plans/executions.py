"""The operations on executions of recovery plans and their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        HasRecoveryPlanArn,
        HasRecoveryPlanExecutionArn,
        HasRecoveryPlanExecutionStepArn,
        HasRecoverySnapshotId,
        HasSourceServerArn,
        RecoveryPlanExecution,
        RecoveryPlanExecutionMode,
        RecoveryPlanExecutionModeLiteral,
        RecoveryPlanExecutionStatus,
        RecoveryPlanExecutionStatusLiteral,
        RecoveryPlanExecutionStep,
        RecoveryPlanExecutionStepStatus,
        RecoveryPlanExecutionStepStatusLiteral,
        RecoveryPlanExecutionStepSummary,
        RecoveryPlanExecutionSummary,
        RecoveryPlanServer,
    )


class ExecutionOperations(OperationGroup):
    """The operations on executions of recovery plans and their steps."""

    __slots__ = ()

    def start_recovery_plan_execution(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        mode: RecoveryPlanExecutionMode | RecoveryPlanExecutionModeLiteral,
        client_token: str | None = None,
        source_servers: Iterable[HasRecoverySnapshotId] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> RecoveryPlanExecution:
        """
        Execute a recovery plan, as a drill or a real recovery.

        The service copies the plan, checks all its source servers and runs the steps in
        sequence. If a server does not pass the check, even an `OPTIONAL` one, the
        execution fails and nothing is launched. The servers of a step are checked again
        when the step starts, and one job launches all of them.

        An execution never terminates the instances that it launches: each costs money
        until you terminate it. After 24 hours, an execution starts no further steps and
        cannot be resumed.

        This method does not wait for the execution: use
        `wait_for_recovery_plan_execution`.

        Calls the API operation StartRecoveryPlanExecution.

        Args:
            recovery_plan_arn: The recovery plan, which must be `ACTIVE`, or its ARN.
            mode: Whether this is a drill or a real recovery, for all servers.
            client_token: An idempotency token of at most 64 characters. Repeating a
                call with the same token has no further effect. By default, each call
                gets a new token.
            source_servers: The recovery snapshots to launch some of the plan's source
                servers from, at most 200. Each is a `RecoverySnapshot`, or a
                `RecoveryPlanExecutionSourceServer` with the IDs. Each must still exist
                when the step of its server starts. The other servers are launched from
                their latest data.
            tags: Tags for the new execution.

        Returns:
            The new execution, usually in the status `CREATED`.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The recovery plan does not exist.
            ConflictException: The plan has an execution in progress, is not `ACTIVE` or
                is being deleted, or an execution of another plan uses one of its
                servers.
            ServiceQuotaExceededException: The execution would exceed a quota.
        """
        return self._one(
            models.RecoveryPlanExecution,
            "recoveryPlanExecution",
            self._api.start_recovery_plan_execution,
            recoveryPlanArn=argument(recovery_plan_arn),
            mode=argument(mode),
            clientToken=argument(client_token),
            sourceServers=argument(source_servers),
            tags=argument(tags),
        )

    def get_recovery_plan_execution(
        self, recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn
    ) -> RecoveryPlanExecution:
        """
        Return an execution of a recovery plan without its steps.

        `list_recovery_plan_execution_steps` returns the steps.

        Calls the API operation GetRecoveryPlanExecution.

        Args:
            recovery_plan_execution_arn: The execution, or its ARN.

        Returns:
            The execution.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The execution does not exist.
        """
        return self._one(
            models.RecoveryPlanExecution,
            "recoveryPlanExecution",
            self._api.get_recovery_plan_execution,
            recoveryPlanExecutionArn=argument(recovery_plan_execution_arn),
        )

    def list_recovery_plan_executions(
        self,
        *,
        recovery_plan_arn: str | HasRecoveryPlanArn | None = None,
        status: RecoveryPlanExecutionStatus
        | RecoveryPlanExecutionStatusLiteral
        | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecoveryPlanExecutionSummary]:
        """
        Iterate over the executions of recovery plans in this Region.

        An execution must match all filters. The first request is sent when you start
        iterating.

        Calls the API operation ListRecoveryPlanExecutions.

        Args:
            recovery_plan_arn: Only executions of this recovery plan, as a model or an
                ARN.
            status: Only executions with this status.
            page_size: The maximum number of executions to request per call, 1 to 1,000.
                By default, the service decides.

        Returns:
            An iterator over the executions, without their end times and tags.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.RecoveryPlanExecutionSummary,
            "recoveryPlanExecutions",
            self._api.list_recovery_plan_executions,
            recoveryPlanArn=argument(recovery_plan_arn),
            status=argument(status),
            maxResults=argument(page_size),
        )

    def cancel_recovery_plan_execution(
        self, recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn
    ) -> RecoveryPlanExecution:
        """
        Cancel an execution of a recovery plan.

        No further steps start, and the remaining ones become `SKIPPED`. A running step
        continues until all its servers have finished. The execution is `CANCELLING`
        until then, and `CANCELLED` afterwards. The instances that it has launched keep
        running.

        Calls the API operation CancelRecoveryPlanExecution.

        Args:
            recovery_plan_execution_arn: The execution, or its ARN.

        Returns:
            The updated execution, usually in the status `CANCELLING`.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The execution does not exist.
            ConflictException: The execution is neither `CREATED` nor `IN_PROGRESS`.
        """
        return self._one(
            models.RecoveryPlanExecution,
            "recoveryPlanExecution",
            self._api.cancel_recovery_plan_execution,
            recoveryPlanExecutionArn=argument(recovery_plan_execution_arn),
        )

    def delete_recovery_plan_execution(
        self, recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn
    ) -> None:
        """
        Delete the record of an execution that has ended.

        The instances that it has launched keep running.

        Calls the API operation DeleteRecoveryPlanExecution.

        Args:
            recovery_plan_execution_arn: The execution, or its ARN.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The execution does not exist.
            ConflictException: The execution has not ended.
        """
        self._nothing(
            self._api.delete_recovery_plan_execution,
            recoveryPlanExecutionArn=argument(recovery_plan_execution_arn),
        )

    def get_recovery_plan_execution_step(
        self, recovery_plan_execution_step_arn: str | HasRecoveryPlanExecutionStepArn
    ) -> RecoveryPlanExecutionStep:
        """
        Return a step of an execution, with its attempts and times.

        Calls the API operation GetRecoveryPlanExecutionStep.

        Args:
            recovery_plan_execution_step_arn: The step of the execution, or its ARN,
                which differs from the ARN of the plan's step.

        Returns:
            The step.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The step does not exist.
        """
        return self._one(
            models.RecoveryPlanExecutionStep,
            "recoveryPlanExecutionStep",
            self._api.get_recovery_plan_execution_step,
            recoveryPlanExecutionStepArn=argument(recovery_plan_execution_step_arn),
        )

    def list_recovery_plan_execution_steps(
        self,
        recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn,
        *,
        status: RecoveryPlanExecutionStepStatus
        | RecoveryPlanExecutionStepStatusLiteral
        | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecoveryPlanExecutionStepSummary]:
        """
        Iterate over the steps of an execution.

        The first request is sent when you start iterating.

        Calls the API operation ListRecoveryPlanExecutionSteps.

        Args:
            recovery_plan_execution_arn: The execution, or its ARN.
            status: Only steps with this status.
            page_size: The maximum number of steps to request per call, 1 to 1,000. By
                default, the service decides.

        Returns:
            An iterator over the steps, without their attempts and times.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The execution does not exist.
        """
        return self._paginate(
            models.RecoveryPlanExecutionStepSummary,
            "recoveryPlanExecutionSteps",
            self._api.list_recovery_plan_execution_steps,
            recoveryPlanExecutionArn=argument(recovery_plan_execution_arn),
            filter={"status": argument(status)},
            maxResults=argument(page_size),
        )

    def update_recovery_plan_execution_step(
        self,
        recovery_plan_execution_step_arn: str | HasRecoveryPlanExecutionStepArn,
        *,
        status: RecoveryPlanExecutionStepStatus
        | RecoveryPlanExecutionStepStatusLiteral
        | None = None,
        servers: Iterable[str | HasSourceServerArn | RecoveryPlanServer] | None = None,
        wait_duration_minutes: int | None = None,
    ) -> RecoveryPlanExecutionStep:
        """
        Skip a step of an execution, or change a step that has not started.

        Values that you omit stay unchanged, and so does the plan itself.

        You can skip a step while an earlier one runs, but that does not make any step
        start sooner. Skipping the `FAILED` step of a `FAILED` execution resumes the
        execution at the next step. An execution whose check at the start failed, or
        that is more than 24 hours old, cannot be resumed: start a new one.

        Calls the API operation UpdateRecoveryPlanExecutionStep.

        Args:
            recovery_plan_execution_step_arn: The step of the execution, or its ARN,
                which differs from the ARN of the plan's step.
            status: `SKIPPED`, the only status that the service accepts. The step must
                be `NOT_STARTED` or `FAILED`.
            servers: All source servers of a server step that has not started, or their
                ARNs, 1 to 100. Pass a `RecoveryPlanServer` to choose the impact level.
            wait_duration_minutes: The new duration of a wait step that has not started,
                1 to 120 minutes.

        Returns:
            The updated step.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The step does not exist.
            ConflictException: The state of the step or of its execution does not allow
                the operation.
        """
        return self._one(
            models.RecoveryPlanExecutionStep,
            "recoveryPlanExecutionStep",
            self._api.update_recovery_plan_execution_step,
            recoveryPlanExecutionStepArn=argument(recovery_plan_execution_step_arn),
            status=argument(status),
            servers=argument(servers),
            waitDurationMinutes=argument(wait_duration_minutes),
        )

    def retry_recovery_plan_execution_step(
        self, recovery_plan_execution_step_arn: str | HasRecoveryPlanExecutionStepArn
    ) -> RecoveryPlanExecutionStep:
        """
        Retry a failed server step of a failed execution.

        The service recovers only the servers of the step that failed or timed out. Once
        the step is `COMPLETED`, the execution continues with the next step. A wait step
        cannot be retried: skip it with `update_recovery_plan_execution_step`. If the
        check at the start failed, no step has run, so there is nothing to retry: start
        a new execution.

        Calls the API operation RetryRecoveryPlanExecutionStep.

        Args:
            recovery_plan_execution_step_arn: The step of the execution, or its ARN,
                which differs from the ARN of the plan's step.

        Returns:
            The updated step, with `attempt` increased by 1.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The step does not exist.
            ConflictException: The step or its execution is not `FAILED`, or another
                execution of the plan is in progress.
        """
        return self._one(
            models.RecoveryPlanExecutionStep,
            "recoveryPlanExecutionStep",
            self._api.retry_recovery_plan_execution_step,
            recoveryPlanExecutionStepArn=argument(recovery_plan_execution_step_arn),
        )
