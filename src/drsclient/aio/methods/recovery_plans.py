"""The async methods of `RecoveryPlanOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from drsclient.models import (
        HasRecoveryPlanArn,
        HasRecoveryPlanExecutionArn,
        HasRecoveryPlanExecutionStepArn,
        HasRecoveryPlanStepArn,
        HasRecoverySnapshotId,
        HasSourceServerArn,
        RecoveryPlan,
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
        RecoveryPlanStep,
        RecoveryPlanStepConfiguration,
        RecoveryPlanSummary,
    )


class AsyncRecoveryPlanOperations(AsyncMethods):
    """The methods of `RecoveryPlanOperations`, for async programs."""

    __slots__ = ()

    async def create_recovery_plan(
        self,
        *,
        name: str,
        description: str | None = None,
        client_token: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> RecoveryPlan:
        """
        Create a recovery plan without steps.

        See `DrsClient.create_recovery_plan`.
        """
        return await self._call(
            self._drs.create_recovery_plan,
            name=name,
            description=description,
            client_token=client_token,
            tags=tags,
        )

    async def get_recovery_plan(
        self, recovery_plan_arn: str | HasRecoveryPlanArn
    ) -> RecoveryPlan:
        """
        Return a recovery plan without its steps.

        See `DrsClient.get_recovery_plan`.
        """
        return await self._call(self._drs.get_recovery_plan, recovery_plan_arn)

    def list_recovery_plans(
        self, *, page_size: int | None = None
    ) -> AsyncIterator[RecoveryPlanSummary]:
        """
        Iterate over the recovery plans in this Region.

        See `DrsClient.list_recovery_plans`.
        """
        return self._iterate(self._drs.list_recovery_plans, page_size=page_size)

    async def update_recovery_plan(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        name: str | None = None,
        description: str | None = None,
    ) -> RecoveryPlan:
        """
        Change the name or the description of a recovery plan.

        See `DrsClient.update_recovery_plan`.
        """
        return await self._call(
            self._drs.update_recovery_plan,
            recovery_plan_arn,
            name=name,
            description=description,
        )

    async def delete_recovery_plan(
        self, recovery_plan_arn: str | HasRecoveryPlanArn
    ) -> None:
        """
        Delete a recovery plan with its steps.

        See `DrsClient.delete_recovery_plan`.
        """
        await self._call(self._drs.delete_recovery_plan, recovery_plan_arn)

    async def create_recovery_plan_step(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        step_name: str,
        configuration: RecoveryPlanStepConfiguration,
        step_order: int | None = None,
        client_token: str | None = None,
    ) -> RecoveryPlanStep:
        """
        Add a step to a recovery plan.

        See `DrsClient.create_recovery_plan_step`.
        """
        return await self._call(
            self._drs.create_recovery_plan_step,
            recovery_plan_arn,
            step_name=step_name,
            configuration=configuration,
            step_order=step_order,
            client_token=client_token,
        )

    async def get_recovery_plan_step(
        self, recovery_plan_step_arn: str | HasRecoveryPlanStepArn
    ) -> RecoveryPlanStep:
        """
        Return a step of a recovery plan.

        See `DrsClient.get_recovery_plan_step`.
        """
        return await self._call(
            self._drs.get_recovery_plan_step, recovery_plan_step_arn
        )

    def list_recovery_plan_steps(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        page_size: int | None = None,
    ) -> AsyncIterator[RecoveryPlanStep]:
        """
        Iterate over the steps of a recovery plan.

        See `DrsClient.list_recovery_plan_steps`.
        """
        return self._iterate(
            self._drs.list_recovery_plan_steps, recovery_plan_arn, page_size=page_size
        )

    async def update_recovery_plan_step(
        self,
        recovery_plan_step_arn: str | HasRecoveryPlanStepArn,
        *,
        step_name: str | None = None,
        configuration: RecoveryPlanStepConfiguration | None = None,
    ) -> RecoveryPlanStep:
        """
        Change the name or the configuration of a step of a recovery plan.

        See `DrsClient.update_recovery_plan_step`.
        """
        return await self._call(
            self._drs.update_recovery_plan_step,
            recovery_plan_step_arn,
            step_name=step_name,
            configuration=configuration,
        )

    async def reorder_recovery_plan_steps(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        ordered_step_arns: Iterable[str | HasRecoveryPlanStepArn],
    ) -> tuple[RecoveryPlanStep, ...]:
        """
        Change the order of the steps of a recovery plan.

        See `DrsClient.reorder_recovery_plan_steps`.
        """
        return await self._call(
            self._drs.reorder_recovery_plan_steps,
            recovery_plan_arn,
            ordered_step_arns=ordered_step_arns,
        )

    async def delete_recovery_plan_step(
        self, recovery_plan_step_arn: str | HasRecoveryPlanStepArn
    ) -> None:
        """
        Delete a step of a recovery plan.

        See `DrsClient.delete_recovery_plan_step`.
        """
        await self._call(self._drs.delete_recovery_plan_step, recovery_plan_step_arn)

    async def start_recovery_plan_execution(
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

        See `DrsClient.start_recovery_plan_execution`.
        """
        return await self._call(
            self._drs.start_recovery_plan_execution,
            recovery_plan_arn,
            mode=mode,
            client_token=client_token,
            source_servers=source_servers,
            tags=tags,
        )

    async def get_recovery_plan_execution(
        self, recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn
    ) -> RecoveryPlanExecution:
        """
        Return an execution of a recovery plan without its steps.

        See `DrsClient.get_recovery_plan_execution`.
        """
        return await self._call(
            self._drs.get_recovery_plan_execution, recovery_plan_execution_arn
        )

    def list_recovery_plan_executions(
        self,
        *,
        recovery_plan_arn: str | HasRecoveryPlanArn | None = None,
        status: (
            RecoveryPlanExecutionStatus | RecoveryPlanExecutionStatusLiteral | None
        ) = None,
        page_size: int | None = None,
    ) -> AsyncIterator[RecoveryPlanExecutionSummary]:
        """
        Iterate over the executions of recovery plans in this Region.

        See `DrsClient.list_recovery_plan_executions`.
        """
        return self._iterate(
            self._drs.list_recovery_plan_executions,
            recovery_plan_arn=recovery_plan_arn,
            status=status,
            page_size=page_size,
        )

    async def cancel_recovery_plan_execution(
        self, recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn
    ) -> RecoveryPlanExecution:
        """
        Cancel an execution of a recovery plan.

        See `DrsClient.cancel_recovery_plan_execution`.
        """
        return await self._call(
            self._drs.cancel_recovery_plan_execution, recovery_plan_execution_arn
        )

    async def delete_recovery_plan_execution(
        self, recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn
    ) -> None:
        """
        Delete the record of an execution that has ended.

        See `DrsClient.delete_recovery_plan_execution`.
        """
        await self._call(
            self._drs.delete_recovery_plan_execution, recovery_plan_execution_arn
        )

    async def get_recovery_plan_execution_step(
        self, recovery_plan_execution_step_arn: str | HasRecoveryPlanExecutionStepArn
    ) -> RecoveryPlanExecutionStep:
        """
        Return a step of an execution, with its attempts and times.

        See `DrsClient.get_recovery_plan_execution_step`.
        """
        return await self._call(
            self._drs.get_recovery_plan_execution_step, recovery_plan_execution_step_arn
        )

    def list_recovery_plan_execution_steps(
        self,
        recovery_plan_execution_arn: str | HasRecoveryPlanExecutionArn,
        *,
        status: (
            RecoveryPlanExecutionStepStatus
            | RecoveryPlanExecutionStepStatusLiteral
            | None
        ) = None,
        page_size: int | None = None,
    ) -> AsyncIterator[RecoveryPlanExecutionStepSummary]:
        """
        Iterate over the steps of an execution.

        See `DrsClient.list_recovery_plan_execution_steps`.
        """
        return self._iterate(
            self._drs.list_recovery_plan_execution_steps,
            recovery_plan_execution_arn,
            status=status,
            page_size=page_size,
        )

    async def update_recovery_plan_execution_step(
        self,
        recovery_plan_execution_step_arn: str | HasRecoveryPlanExecutionStepArn,
        *,
        status: (
            RecoveryPlanExecutionStepStatus
            | RecoveryPlanExecutionStepStatusLiteral
            | None
        ) = None,
        servers: Iterable[str | HasSourceServerArn | RecoveryPlanServer] | None = None,
        wait_duration_minutes: int | None = None,
    ) -> RecoveryPlanExecutionStep:
        """
        Skip a step of an execution, or change a step that has not started.

        See `DrsClient.update_recovery_plan_execution_step`.
        """
        return await self._call(
            self._drs.update_recovery_plan_execution_step,
            recovery_plan_execution_step_arn,
            status=status,
            servers=servers,
            wait_duration_minutes=wait_duration_minutes,
        )

    async def retry_recovery_plan_execution_step(
        self, recovery_plan_execution_step_arn: str | HasRecoveryPlanExecutionStepArn
    ) -> RecoveryPlanExecutionStep:
        """
        Retry a failed server step of a failed execution.

        See `DrsClient.retry_recovery_plan_execution_step`.
        """
        return await self._call(
            self._drs.retry_recovery_plan_execution_step,
            recovery_plan_execution_step_arn,
        )
