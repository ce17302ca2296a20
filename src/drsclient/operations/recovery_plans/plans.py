"""The operations on recovery plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drsclient.models import (
        HasRecoveryPlanArn,
        RecoveryPlan,
        RecoveryPlanSummary,
    )


class PlanOperations(OperationGroup):
    """The operations on recovery plans."""

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
        Create a recovery plan without steps.

        Add steps with `create_recovery_plan_step`. You can execute the plan as soon as
        it has a server step.

        Calls the API operation CreateRecoveryPlan.

        Args:
            name: The name, unique in the account and Region: 1 to 256 letters, digits,
                spaces, hyphens and underscores, starting with a letter or digit.
            description: A description, at most 1,024 characters.
            client_token: An idempotency token of at most 64 characters. Repeating a
                call with the same token has no further effect. By default, each call
                gets a new token.
            tags: Tags for the new recovery plan.

        Returns:
            The new recovery plan.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ConflictException: Another plan in the account and Region has this name.
            ServiceQuotaExceededException: The quota of recovery plans, 1,000 per
                account and Region, would be exceeded.
        """
        return self._one(
            models.RecoveryPlan,
            "recoveryPlan",
            self._api.create_recovery_plan,
            name=name,
            description=argument(description),
            clientToken=argument(client_token),
            tags=argument(tags),
        )

    def get_recovery_plan(
        self, recovery_plan_arn: str | HasRecoveryPlanArn
    ) -> RecoveryPlan:
        """
        Return a recovery plan without its steps.

        `list_recovery_plan_steps` returns the steps.

        Calls the API operation GetRecoveryPlan.

        Args:
            recovery_plan_arn: The recovery plan, or its ARN.

        Returns:
            The recovery plan.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The recovery plan does not exist.
        """
        return self._one(
            models.RecoveryPlan,
            "recoveryPlan",
            self._api.get_recovery_plan,
            recoveryPlanArn=argument(recovery_plan_arn),
        )

    def list_recovery_plans(
        self, *, page_size: int | None = None
    ) -> Iterator[RecoveryPlanSummary]:
        """
        Iterate over the recovery plans in this Region.

        The first request is sent when you start iterating.

        Calls the API operation ListRecoveryPlans.

        Args:
            page_size: The maximum number of recovery plans to request per call, 1 to
                1,000. By default, the service decides.

        Returns:
            An iterator over the recovery plans, without their descriptions and tags.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.RecoveryPlanSummary,
            "recoveryPlans",
            self._api.list_recovery_plans,
            maxResults=argument(page_size),
        )

    def update_recovery_plan(
        self,
        recovery_plan_arn: str | HasRecoveryPlanArn,
        *,
        name: str | None = None,
        description: str | None = None,
    ) -> RecoveryPlan:
        """
        Change the name or the description of a recovery plan.

        Values that you omit stay unchanged.

        Calls the API operation UpdateRecoveryPlan.

        Args:
            recovery_plan_arn: The recovery plan, or its ARN.
            name: The new name, unique in the account and Region: 1 to 256 letters,
                digits, spaces, hyphens and underscores, starting with a letter or
                digit.
            description: The new description, at most 1,024 characters.

        Returns:
            The updated recovery plan.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The recovery plan does not exist.
            ConflictException: Another plan in the account and Region has this name.
        """
        return self._one(
            models.RecoveryPlan,
            "recoveryPlan",
            self._api.update_recovery_plan,
            recoveryPlanArn=argument(recovery_plan_arn),
            name=argument(name),
            description=argument(description),
        )

    def delete_recovery_plan(self, recovery_plan_arn: str | HasRecoveryPlanArn) -> None:
        """
        Delete a recovery plan with its steps.

        Its source servers stay protected, and the instances that its executions have
        launched keep running.

        Calls the API operation DeleteRecoveryPlan.

        Args:
            recovery_plan_arn: The recovery plan, or its ARN.

        Raises:
            DrsParameterError: The ARN is not the ARN of a DRS resource; nothing was
                sent.
            ResourceNotFoundException: The recovery plan does not exist.
            ConflictException: The recovery plan has an execution in progress.
        """
        self._nothing(
            self._api.delete_recovery_plan, recoveryPlanArn=argument(recovery_plan_arn)
        )
