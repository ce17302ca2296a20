"""…"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, TypeAlias

import attrs

from drsclient.models._model import Model, OpenEnum
from drsclient.models._union import UnionMember, UnknownMember


class RecoveryPlanServerImpactLevel(OpenEnum):
    """…"""

    CRITICAL = "CRITICAL"
    """…"""
    OPTIONAL = "OPTIONAL"
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanServer(Model):
    """…"""

    server_arn: str | None = None
    """…"""
    impact_level: RecoveryPlanServerImpactLevel | None = None
    """…"""


def _recovery_plan_servers(
    servers: Iterable[RecoveryPlanServer | str],
) -> tuple[RecoveryPlanServer, ...]:
    return tuple(
        RecoveryPlanServer(server_arn=server) if isinstance(server, str) else server
        for server in servers
    )


@attrs.frozen(kw_only=True)
class ServerStepConfiguration(Model):
    """…"""

    servers: tuple[RecoveryPlanServer, ...] = attrs.field(
        default=(), converter=_recovery_plan_servers
    )
    """…"""


@attrs.frozen(kw_only=True)
class WaitStepConfiguration(Model):
    """…"""

    wait_duration_minutes: int | None = None
    """…"""


RecoveryPlanStepConfiguration: TypeAlias = (
    Annotated[ServerStepConfiguration, UnionMember("serverStepConfiguration")]
    | Annotated[WaitStepConfiguration, UnionMember("waitStepConfiguration")]
    | UnknownMember
)
"""…"""


@attrs.frozen(kw_only=True)
class RecoveryPlanStep(Model):
    """…"""

    recovery_plan_step_arn: str | None = None
    """…"""
    step_order: int | None = None
    """…"""
    step_name: str | None = None
    """…"""
    configuration: RecoveryPlanStepConfiguration | None = None
    """…"""
    created_at: datetime | None = None
    """…"""
    updated_at: datetime | None = None
    """…"""
