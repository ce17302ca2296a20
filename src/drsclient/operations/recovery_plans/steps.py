"""The operations on the steps of recovery plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from drsclient.models import (
        HasRecoveryPlanArn,
        HasRecoveryPlanStepArn,
        RecoveryPlanStep,
        RecoveryPlanStepConfiguration,
    )


class StepOperations(OperationGroup):
    """The operations on the steps of recovery plans."""

    __slots__ = ()

    def create_recovery_plan_step(
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

        A step is a server step or a wait step, and its type cannot be changed. Steps
        run in sequence, and the first step cannot be a wait step.

        A plan can have at most 20 steps and 100 source servers, and each server can be
        in only one step. The change does not affect an execution that is in progress.

        Calls the API operation CreateRecoveryPlanStep.

        Args:
            recovery_plan_arn: The recovery plan, or its ARN.
            step_name: The name: 1 to 256 letters, digits, spaces, hyphens and
                underscores, starting with a letter or digit.
            configuration: The configuration of the step: a `ServerStepConfiguration`
                with 1 to 100 source servers, or a `WaitStepConfiguration` with 1 to 120
                minutes.
            step_order: The position, 1 to 20. The step at this position and those after
                it move down by one. By default, the new step comes last.
            client_token: An idempotency token of at most 64 characters. Repeating a
                call with the same token has no further effect. By default, each call
                gets a new token.

        Returns:
            The new step.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The recovery plan does not exist.
            ConflictException: The state of the recovery plan does not allow the
                operation.
            ServiceQuotaExceededException: The plan would exceed a quota, such as 20
                steps or 100 source servers.
        """
        return self._one(
            models.RecoveryPlanStep,
            "recoveryPlanStep",
            self._api.create_recovery_plan_step,
            recoveryPlanArn=argument(recovery_plan_arn),
            stepName=step_name,
            configuration=argument(configuration),
            stepOrder=argument(step_order),
            clientToken=argument(client_token),
        )

    def get_recovery_plan_step(
        self, recovery_plan_step_arn: str | HasRecoveryPlanStepArn
    ) -> RecoveryPlanStep:
        """
        Return a step of a recovery plan.

        Calls the API operation GetRecoveryPlanStep.

        Args:
            recovery_plan_step_arn: The step, or its ARN.

        Returns:
            The step.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The step does not exist.
        """
        return self._one(
            models.RecoveryPlanStep,
            "recoveryPlanStep",
            self._api.get_recovery_plan_step,
            recoveryPlanStepArn=argument(recovery_plan_step_arn),
        )

    def list_recovery_plan_steps(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        page_size: int | None = None,
    ) -> Iterator[RecoveryPlanStep]:
        """
        Iterate over the steps of a recovery plan.

        The first request is sent when you start iterating.

        Calls the API operation ListRecoveryPlanSteps.

        Args:
            recovery_plan_arn: The recovery plan, or its ARN.
            page_size: The maximum number of steps to request per call, 1 to 1,000. By
                default, the service decides.

        Returns:
            An iterator over the steps.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The recovery plan does not exist.
        """
        return self._paginate(
            models.RecoveryPlanStep,
            "recoveryPlanSteps",
            self._api.list_recovery_plan_steps,
            recoveryPlanArn=argument(recovery_plan_arn),
            maxResults=argument(page_size),
        )

    def update_recovery_plan_step(
        self,
        recovery_plan_step_arn: str | HasRecoveryPlanStepArn,
        *,
        step_name: str | None = None,
        configuration: RecoveryPlanStepConfiguration | None = None,
    ) -> RecoveryPlanStep:
        """
        Change the name or the configuration of a step of a recovery plan.

        Values that you omit stay unchanged. The type of the step cannot be changed. The
        change does not affect an execution that is in progress.

        Calls the API operation UpdateRecoveryPlanStep.

        Args:
            recovery_plan_step_arn: The step, or its ARN.
            step_name: The new name: 1 to 256 letters, digits, spaces, hyphens and
                underscores, starting with a letter or digit.
            configuration: The complete new configuration of the step: a
                `ServerStepConfiguration` with all its source servers, or a
                `WaitStepConfiguration`.

        Returns:
            The updated step.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The step does not exist.
            ConflictException: The state of the recovery plan does not allow the
                operation.
        """
        return self._one(
            models.RecoveryPlanStep,
            "recoveryPlanStep",
            self._api.update_recovery_plan_step,
            recoveryPlanStepArn=argument(recovery_plan_step_arn),
            stepName=argument(step_name),
            configuration=argument(configuration),
        )

    def reorder_recovery_plan_steps(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        ordered_step_arns: Iterable[str | HasRecoveryPlanStepArn],
    ) -> tuple[RecoveryPlanStep, ...]:
        """
        Change the order of the steps of a recovery plan.

        The first step cannot be a wait step. The change does not affect an execution
        that is in progress.

        Calls the API operation ReorderRecoveryPlanSteps.

        Args:
            recovery_plan_arn: The recovery plan, or its ARN.
            ordered_step_arns: All steps of the plan, or their ARNs, in their new order.

        Returns:
            The steps with their new positions.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The recovery plan or a step does not exist.
            ConflictException: The state of the recovery plan does not allow the
                operation.
        """
        return self._list(
            models.RecoveryPlanStep,
            "recoveryPlanSteps",
            self._api.reorder_recovery_plan_steps,
            recoveryPlanArn=argument(recovery_plan_arn),
            orderedStepArns=argument(ordered_step_arns),
        )

    def delete_recovery_plan_step(
        self, recovery_plan_step_arn: str | HasRecoveryPlanStepArn
    ) -> None:
        """
        Delete a step of a recovery plan.

        The steps after it move up by one. A plan without a server step becomes
        `INVALID`: it cannot be executed until it has one again.

        Calls the API operation DeleteRecoveryPlanStep.

        Args:
            recovery_plan_step_arn: The step, or its ARN.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The step does not exist.
            ConflictException: The state of the recovery plan does not allow the
                operation.
        """
        self._nothing(
            self._api.delete_recovery_plan_step,
            recoveryPlanStepArn=argument(recovery_plan_step_arn),
        )
