"""Recovery plans and their status."""

from collections.abc import Mapping
from datetime import datetime

import attrs

from drsclient._text import one_line
from drsclient.models._identity import HasRecoveryPlanArn
from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map


class RecoveryPlanStatus(OpenEnum):
    """Whether a recovery plan can be executed."""

    ACTIVE = "ACTIVE"
    """It has at least one server step, so it can be executed."""
    INVALID = "INVALID"
    """It has no server step, so it cannot be executed: wait steps are not enough."""


@attrs.frozen(kw_only=True)
class RecoveryPlan(Model, HasRecoveryPlanArn):
    """
    A recovery plan: an ordered list of steps that recovers source servers.

    Returned by CreateRecoveryPlan, GetRecoveryPlan and UpdateRecoveryPlan.
    """

    recovery_plan_arn: str
    """The ARN."""
    name: str
    """The name, unique in the account and Region."""
    description: str | None = None
    """The description, at most 1024 characters."""
    status: RecoveryPlanStatus
    """Whether it can be executed."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it was last changed."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""

    def __str__(self) -> str:
        return one_line(self.name, self.recovery_plan_arn, self.status)


@attrs.frozen(kw_only=True)
class RecoveryPlanSummary(Model, HasRecoveryPlanArn):
    """
    A recovery plan in a list, without its description and tags.

    Returned by ListRecoveryPlans.
    """

    recovery_plan_arn: str
    """The ARN."""
    name: str
    """The name, unique in the account and Region."""
    status: RecoveryPlanStatus
    """Whether it can be executed."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it was last changed."""

    def __str__(self) -> str:
        return one_line(self.name, self.recovery_plan_arn, self.status)
