"""The steps of recovery plans: which servers to recover, and how long to wait."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

import attrs

from drsclient.models._model import Model, OpenEnum
from drsclient.models._union import UnknownMember


class RecoveryPlanServerImpactLevel(OpenEnum):
    """
    What happens to a step if one of its servers cannot be recovered.

    This counts only once the recovery has started. A server that does not pass the
    check beforehand makes the execution or the step fail, whatever its level.
    """

    CRITICAL = "CRITICAL"
    """The step fails, and the execution stops. This is the default."""
    OPTIONAL = "OPTIONAL"
    """The step and the execution go on without the server."""


@attrs.frozen(kw_only=True)
class RecoveryPlanServer(Model):
    """A source server that a step of a recovery plan recovers."""

    server_arn: str | None = None
    """The ARN of the source server, which is in the plan's account and Region."""
    impact_level: RecoveryPlanServerImpactLevel | None = None
    """What its failure means for the step. By default, it is `CRITICAL`."""


def _recovery_plan_servers(
    servers: Iterable[RecoveryPlanServer | str],
) -> tuple[RecoveryPlanServer, ...]:
    return tuple(
        RecoveryPlanServer(server_arn=server) if isinstance(server, str) else server
        for server in servers
    )


@attrs.frozen(kw_only=True)
class ServerStepConfiguration(Model):
    """
    What a server step does: recover source servers, all of them together.

    `ServerStepConfiguration(servers=...)` also accepts ARNs as text, for servers with
    the default impact level.
    """

    servers: tuple[RecoveryPlanServer, ...] = attrs.field(
        default=(), converter=_recovery_plan_servers
    )
    """The source servers, 1 to 100, each of them in no other step of the plan."""


@attrs.frozen(kw_only=True)
class WaitStepConfiguration(Model):
    """What a wait step does: let time pass before the next step."""

    wait_duration_minutes: int | None = None
    """How long it waits, 1 to 120 minutes."""


RecoveryPlanStepConfiguration: TypeAlias = (
    ServerStepConfiguration | WaitStepConfiguration | UnknownMember
)
"""
What a step of a recovery plan does.

This is a union of types that `match` takes apart: `ServerStepConfiguration` for a
server step, `WaitStepConfiguration` for a wait step, and `UnknownMember` for a kind
that this version of the library does not know. A step never changes its kind.
"""


@attrs.frozen(kw_only=True)
class RecoveryPlanStep(Model):
    """
    A step of a recovery plan.

    Source: CreateRecoveryPlanStep, GetRecoveryPlanStep, ListRecoveryPlanSteps,
    UpdateRecoveryPlanStep and ReorderRecoveryPlanSteps return it.
    """

    recovery_plan_step_arn: str | None = None
    """The ARN."""
    step_order: int | None = None
    """Its position in the plan, from 1 to 20."""
    step_name: str | None = None
    """The name."""
    configuration: RecoveryPlanStepConfiguration | None = None
    """What it does."""
    created_at: datetime | None = None
    """When it was created (UTC)."""
    updated_at: datetime | None = None
    """When it was last changed (UTC)."""
