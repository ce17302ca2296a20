"""The operations on executions of recovery plans and their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, if_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        RecoveryPlanExecution,
        RecoveryPlanExecutionMode,
        RecoveryPlanExecutionSourceServer,
        RecoveryPlanExecutionStatus,
        RecoveryPlanExecutionStep,
        RecoveryPlanExecutionStepStatus,
        RecoveryPlanExecutionStepSummary,
        RecoveryPlanExecutionSummary,
        RecoveryPlanServer,
    )


class ExecutionOperations(OperationGroup):
    """What you can do with executions of recovery plans and their steps."""

    __slots__ = ()

    def start_recovery_plan_execution(
        self,
        recovery_plan_arn: str,
        *,
        mode: RecoveryPlanExecutionMode,
        client_token: str | None = None,
        source_servers: Iterable[RecoveryPlanExecutionSourceServer] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> RecoveryPlanExecution:
        """
        …

        Source: the API operation StartRecoveryPlanExecution.

        Args:
            recovery_plan_arn: …
            mode: …
            client_token: …
            source_servers: …
            tags: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.RecoveryPlanExecution,
            "recoveryPlanExecution",
            self._api.start_recovery_plan_execution,
            recoveryPlanArn=recovery_plan_arn,
            mode=converted(mode),
            clientToken=if_given(client_token),
            sourceServers=converted(source_servers),
            tags=if_given(tags),
        )

    def get_recovery_plan_execution(
        self, recovery_plan_execution_arn: str
    ) -> RecoveryPlanExecution:
        """
        …

        Source: the API operation GetRecoveryPlanExecution.

        Args:
            recovery_plan_execution_arn: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.RecoveryPlanExecution,
            "recoveryPlanExecution",
            self._api.get_recovery_plan_execution,
            recoveryPlanExecutionArn=recovery_plan_execution_arn,
        )

    def list_recovery_plan_executions(
        self,
        *,
        recovery_plan_arn: str | None = None,
        status: RecoveryPlanExecutionStatus | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecoveryPlanExecutionSummary]:
        """
        …

        Source: the API operation ListRecoveryPlanExecutions.

        Args:
            recovery_plan_arn: …
            status: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
        """
        return self._many(
            models.RecoveryPlanExecutionSummary,
            "recoveryPlanExecutions",
            self._api.list_recovery_plan_executions,
            recoveryPlanArn=if_given(recovery_plan_arn),
            status=converted(status),
            maxResults=if_given(page_size),
        )

    def cancel_recovery_plan_execution(
        self, recovery_plan_execution_arn: str
    ) -> RecoveryPlanExecution:
        """
        …

        Source: the API operation CancelRecoveryPlanExecution.

        Args:
            recovery_plan_execution_arn: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.RecoveryPlanExecution,
            "recoveryPlanExecution",
            self._api.cancel_recovery_plan_execution,
            recoveryPlanExecutionArn=recovery_plan_execution_arn,
        )

    def delete_recovery_plan_execution(self, recovery_plan_execution_arn: str) -> None:
        """
        …

        Source: the API operation DeleteRecoveryPlanExecution.

        Args:
            recovery_plan_execution_arn: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(
            self._api.delete_recovery_plan_execution,
            recoveryPlanExecutionArn=recovery_plan_execution_arn,
        )

    def get_recovery_plan_execution_step(
        self, recovery_plan_execution_step_arn: str
    ) -> RecoveryPlanExecutionStep:
        """
        …

        Source: the API operation GetRecoveryPlanExecutionStep.

        Args:
            recovery_plan_execution_step_arn: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.RecoveryPlanExecutionStep,
            "recoveryPlanExecutionStep",
            self._api.get_recovery_plan_execution_step,
            recoveryPlanExecutionStepArn=recovery_plan_execution_step_arn,
        )

    def list_recovery_plan_execution_steps(
        self,
        recovery_plan_execution_arn: str,
        *,
        status: RecoveryPlanExecutionStepStatus | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecoveryPlanExecutionStepSummary]:
        """
        …

        Source: the API operation ListRecoveryPlanExecutionSteps.

        Args:
            recovery_plan_execution_arn: …
            status: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._many(
            models.RecoveryPlanExecutionStepSummary,
            "recoveryPlanExecutionSteps",
            self._api.list_recovery_plan_execution_steps,
            recoveryPlanExecutionArn=recovery_plan_execution_arn,
            filter={"status": converted(status)},
            maxResults=if_given(page_size),
        )

    def update_recovery_plan_execution_step(
        self,
        recovery_plan_execution_step_arn: str,
        *,
        status: RecoveryPlanExecutionStepStatus | None = None,
        servers: Iterable[str | RecoveryPlanServer] | None = None,
        wait_duration_minutes: int | None = None,
    ) -> RecoveryPlanExecutionStep:
        """
        …

        Source: the API operation UpdateRecoveryPlanExecutionStep.

        Args:
            recovery_plan_execution_step_arn: …
            status: …
            servers: …
            wait_duration_minutes: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.RecoveryPlanExecutionStep,
            "recoveryPlanExecutionStep",
            self._api.update_recovery_plan_execution_step,
            recoveryPlanExecutionStepArn=recovery_plan_execution_step_arn,
            status=converted(status),
            servers=converted(servers),
            waitDurationMinutes=if_given(wait_duration_minutes),
        )

    def retry_recovery_plan_execution_step(
        self, recovery_plan_execution_step_arn: str
    ) -> RecoveryPlanExecutionStep:
        """
        …

        Source: the API operation RetryRecoveryPlanExecutionStep.

        Args:
            recovery_plan_execution_step_arn: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.RecoveryPlanExecutionStep,
            "recoveryPlanExecutionStep",
            self._api.retry_recovery_plan_execution_step,
            recoveryPlanExecutionStepArn=recovery_plan_execution_step_arn,
        )
