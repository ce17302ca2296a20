"""The operations on recovery plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, if_given

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drsclient.models import RecoveryPlan, RecoveryPlanSummary


class PlanOperations(OperationGroup):
    """What you can do with recovery plans."""

    __slots__ = ()

    def create_recovery_plan(
        self,
        *,
        name: str,
        description: str | None = None,
        client_token: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> RecoveryPlan:
        """
        …

        Source: the API operation CreateRecoveryPlan.

        Args:
            name: …
            description: …
            client_token: …
            tags: …

        Returns:
            …

        Raises:
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.RecoveryPlan,
            "recoveryPlan",
            self._api.create_recovery_plan,
            name=name,
            description=if_given(description),
            clientToken=if_given(client_token),
            tags=if_given(tags),
        )

    def get_recovery_plan(self, recovery_plan_arn: str) -> RecoveryPlan:
        """
        …

        Source: the API operation GetRecoveryPlan.

        Args:
            recovery_plan_arn: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.RecoveryPlan,
            "recoveryPlan",
            self._api.get_recovery_plan,
            recoveryPlanArn=recovery_plan_arn,
        )

    def list_recovery_plans(
        self, *, page_size: int | None = None
    ) -> Iterator[RecoveryPlanSummary]:
        """
        …

        Source: the API operation ListRecoveryPlans.

        Args:
            page_size: …

        Returns:
            …
        """
        return self._many(
            models.RecoveryPlanSummary,
            "recoveryPlans",
            self._api.list_recovery_plans,
            maxResults=if_given(page_size),
        )

    def update_recovery_plan(
        self,
        recovery_plan_arn: str,
        *,
        name: str | None = None,
        description: str | None = None,
    ) -> RecoveryPlan:
        """
        …

        Source: the API operation UpdateRecoveryPlan.

        Args:
            recovery_plan_arn: …
            name: …
            description: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.RecoveryPlan,
            "recoveryPlan",
            self._api.update_recovery_plan,
            recoveryPlanArn=recovery_plan_arn,
            name=if_given(name),
            description=if_given(description),
        )

    def delete_recovery_plan(self, recovery_plan_arn: str) -> None:
        """
        …

        Source: the API operation DeleteRecoveryPlan.

        Args:
            recovery_plan_arn: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(self._api.delete_recovery_plan, recoveryPlanArn=recovery_plan_arn)
