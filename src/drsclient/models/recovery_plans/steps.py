"""The steps of recovery plans: server steps and wait steps."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

import attrs

from drsclient._json import is_object
from drsclient._text import one_line
from drsclient.models._identity import HasRecoveryPlanStepArn, HasSourceServerArn
from drsclient.models._model import Model, OpenEnum, UnknownMember


class RecoveryPlanServerImpactLevel(OpenEnum):
    """
    The effect on a step if one of its servers cannot be recovered.

    This applies only once recovery has started. If a server does not pass the check
    beforehand, the execution or the step fails, whatever the server's level.
    """

    CRITICAL = "CRITICAL"
    """The step fails, and the execution stops. This is the default."""
    OPTIONAL = "OPTIONAL"
    """The step and the execution continue without the server."""


@attrs.frozen(kw_only=True)
class RecoveryPlanServer(Model):
    """A source server that a step of a recovery plan recovers."""

    server_arn: str
    """The ARN of the source server, which is in the plan's account and Region."""
    impact_level: RecoveryPlanServerImpactLevel | None = None
    """The effect of its failure on the step; by default, `CRITICAL`."""


def _recovery_plan_servers(
    servers: Iterable[RecoveryPlanServer | HasSourceServerArn | str],
) -> tuple[RecoveryPlanServer, ...]:
    given: object = servers
    # A string is an iterable of its characters; a mapping's values would be dropped.
    if isinstance(given, str | HasSourceServerArn) or is_object(given):
        kind = "a string" if isinstance(given, str) else f"a {type(given).__name__}"
        raise TypeError(f"servers must be a list or another iterable, not {kind}")
    return tuple(map(_recovery_plan_server, servers))


def _recovery_plan_server(server: object) -> RecoveryPlanServer:
    if isinstance(server, RecoveryPlanServer):
        return server
    is_entity = isinstance(server, HasSourceServerArn)
    arn: object = getattr(server, "arn", None) if is_entity else server
    if isinstance(arn, str):
        return RecoveryPlanServer(server_arn=arn)
    kind = type(server).__name__
    expected = "a RecoveryPlanServer, a source server or its ARN"
    raise TypeError(f"each of the servers must be {expected}, not {kind}")


@attrs.frozen(kw_only=True)
class ServerStepConfiguration(Model):
    """
    A server step, which recovers all its source servers together.

    `ServerStepConfiguration(servers=...)` also accepts source servers and their ARNs,
    for servers with the default impact level.
    """

    servers: tuple[RecoveryPlanServer, ...] = attrs.field(
        converter=_recovery_plan_servers
    )
    """The source servers: 1 to 100, none of them in another step of the plan."""


@attrs.frozen(kw_only=True)
class WaitStepConfiguration(Model):
    """A wait step, which delays the next step."""

    wait_duration_minutes: int
    """The duration of the wait, from 1 to 120 minutes."""


RecoveryPlanStepConfiguration: TypeAlias = (
    ServerStepConfiguration | WaitStepConfiguration | UnknownMember
)
"""
The configuration of a step of a recovery plan.

Use `match` to distinguish the types: `ServerStepConfiguration` and
`WaitStepConfiguration`. The type of a step never changes.

A type that this version of the library does not know is an `UnknownMember`.
"""


@attrs.frozen(kw_only=True)
class RecoveryPlanStep(Model, HasRecoveryPlanStepArn):
    """
    A step of a recovery plan.

    Returned by CreateRecoveryPlanStep, GetRecoveryPlanStep, ListRecoveryPlanSteps,
    UpdateRecoveryPlanStep and ReorderRecoveryPlanSteps.
    """

    recovery_plan_step_arn: str
    """The ARN."""
    step_order: int
    """Its position in the plan, from 1 to 20."""
    step_name: str
    """The name."""
    configuration: RecoveryPlanStepConfiguration
    """The configuration."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime
    """When it was last changed."""

    def __str__(self) -> str:
        name = f"{self.step_order}. {self.step_name}"
        return one_line(name, self.recovery_plan_step_arn)
