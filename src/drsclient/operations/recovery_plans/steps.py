"""The operations on the steps of recovery plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, id_list, if_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from drsclient.models import RecoveryPlanStep, RecoveryPlanStepConfiguration


class StepOperations(OperationGroup):
    """What you can do with the steps of recovery plans."""

    __slots__ = ()

    def create_recovery_plan_step(
        self,
        recovery_plan_arn: str,
        *,
        step_name: str,
        configuration: RecoveryPlanStepConfiguration,
        step_order: int | None = None,
        client_token: str | None = None,
    ) -> RecoveryPlanStep:
        """
        …

        Source: the API operation CreateRecoveryPlanStep.

        Args:
            recovery_plan_arn: …
            step_name: …
            configuration: …
            step_order: …
            client_token: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.RecoveryPlanStep,
            "recoveryPlanStep",
            self._api.create_recovery_plan_step,
            recoveryPlanArn=recovery_plan_arn,
            stepName=step_name,
            configuration=converted(configuration),
            stepOrder=if_given(step_order),
            clientToken=if_given(client_token),
        )

    def get_recovery_plan_step(self, recovery_plan_step_arn: str) -> RecoveryPlanStep:
        """
        …

        Source: the API operation GetRecoveryPlanStep.

        Args:
            recovery_plan_step_arn: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.RecoveryPlanStep,
            "recoveryPlanStep",
            self._api.get_recovery_plan_step,
            recoveryPlanStepArn=recovery_plan_step_arn,
        )

    def list_recovery_plan_steps(
        self, recovery_plan_arn: str, *, page_size: int | None = None
    ) -> Iterator[RecoveryPlanStep]:
        """
        …

        Source: the API operation ListRecoveryPlanSteps.

        Args:
            recovery_plan_arn: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._many(
            models.RecoveryPlanStep,
            "recoveryPlanSteps",
            self._api.list_recovery_plan_steps,
            recoveryPlanArn=recovery_plan_arn,
            maxResults=if_given(page_size),
        )

    def update_recovery_plan_step(
        self,
        recovery_plan_step_arn: str,
        *,
        step_name: str | None = None,
        configuration: RecoveryPlanStepConfiguration | None = None,
    ) -> RecoveryPlanStep:
        """
        …

        Source: the API operation UpdateRecoveryPlanStep.

        Args:
            recovery_plan_step_arn: …
            step_name: …
            configuration: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.RecoveryPlanStep,
            "recoveryPlanStep",
            self._api.update_recovery_plan_step,
            recoveryPlanStepArn=recovery_plan_step_arn,
            stepName=if_given(step_name),
            configuration=converted(configuration),
        )

    def reorder_recovery_plan_steps(
        self, recovery_plan_arn: str, *, ordered_step_arns: Iterable[str]
    ) -> tuple[RecoveryPlanStep, ...]:
        """
        …

        Source: the API operation ReorderRecoveryPlanSteps.

        Args:
            recovery_plan_arn: …
            ordered_step_arns: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._list(
            models.RecoveryPlanStep,
            "recoveryPlanSteps",
            self._api.reorder_recovery_plan_steps,
            recoveryPlanArn=recovery_plan_arn,
            orderedStepArns=id_list(ordered_step_arns),
        )

    def delete_recovery_plan_step(self, recovery_plan_step_arn: str) -> None:
        """
        …

        Source: the API operation DeleteRecoveryPlanStep.

        Args:
            recovery_plan_step_arn: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(
            self._api.delete_recovery_plan_step,
            recoveryPlanStepArn=recovery_plan_step_arn,
        )
