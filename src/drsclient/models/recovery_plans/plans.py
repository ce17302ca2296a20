"""…"""

from collections.abc import Mapping
from datetime import datetime

import attrs

from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map


class RecoveryPlanStatus(OpenEnum):
    """…"""

    ACTIVE = "ACTIVE"
    """…"""
    INVALID = "INVALID"
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlan(Model):
    """…"""

    recovery_plan_arn: str | None = None
    """…"""
    name: str | None = None
    """…"""
    description: str | None = None
    """…"""
    status: RecoveryPlanStatus | None = None
    """…"""
    created_at: datetime | None = None
    """…"""
    updated_at: datetime | None = None
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanSummary(Model):
    """…"""

    recovery_plan_arn: str | None = None
    """…"""
    name: str | None = None
    """…"""
    status: RecoveryPlanStatus | None = None
    """…"""
    created_at: datetime | None = None
    """…"""
    updated_at: datetime | None = None
    """…"""
